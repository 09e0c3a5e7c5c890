/** The same call once more: its ids made fresh, its times moved. */

import {isDerivedId} from '../core/derived-id.ts';
import type {EventMember} from '../core/event.ts';
import type {Inspected} from '../core/step.ts';
import {msFromIso} from '../core/time.ts';
import type {RequestStep, WireRequest} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {idMaker} from './fresh-id.ts';
import {inspectedStep} from './inspected-step.ts';
import {escaped} from './literals.ts';
import {type OpenRequest, openRequest, type Place} from './open-request.ts';
import {leafOf} from './place-name.ts';
import {
	isBirthName,
	isTimeName,
	type WrittenTime,
	writtenDate,
	writtenDateTime,
	writtenEpoch,
} from './written-time.ts';

export interface RenewOptions {
	/** The call's ids are made fresh; the same id becomes the same new one in all steps. */
	freshIds: boolean;
	/**
	 * All times are moved by one distance, a number of whole seconds, so that the call happens now and no step tells of
	 * what is still to come: of the first step the last time is `at`, as a rule. `afterMs` of the steps is taken for
	 * when they are sent: where they are sent faster, they have to be given so.
	 */
	now: boolean;
	/** Fresh ids are drawn from it. */
	seed: number;
	told: Told;
	/**
	 * What each step was before a user's changes, and the paths they changed: ids and times are found in what it was, and
	 * what was typed stays as it is. The steps themselves where it is left out.
	 */
	before?: readonly Before[];
}

export interface Before {
	step: RequestStep;
	/** What is below them is changed as well. */
	changed: readonly string[];
}

/** One scenario, ready to be made anew again and again. */
export interface Renewal {
	/** What is made anew, for the user: `3 ids`, `5 times`. */
	readonly says: readonly string[];
	/**
	 * The steps of a repetition, from 0, that begins at `at` (ms since the epoch). Where nothing is renewed they are the
	 * very steps that were given. Cheap: it may be called 100,000 times.
	 */
	steps(repetition: number, at: number): readonly WireRequest[];
}

/** Prepares a scenario. Seconds of a day, lengths of time and times inside the names of files are left as they are. */
export function renewalOf(
	steps: readonly RequestStep[],
	{freshIds, now, seed, told, before}: RenewOptions,
): Renewal {
	const opened = steps.map((step, index): Opened => {
		const was = before?.[index];
		return {
			step,
			open: openRequest(step),
			inspected: inspectedStep(was?.step ?? step, told),
			isTyped: path => was?.changed.some(typed => isWithin(path, typed)) === true,
		};
	});
	const ids = freshIds ? idsOf(opened, seed) : noIds;
	const plans = opened.map(one => planOf(one, ids, now));
	const timing = now ? timingOf(plans) : null;
	const idCount = ids.all.filter((_, index) => plans.some(plan => plan.uses.has(index))).length;
	const timeCount = plans.reduce((sum, {times}) => sum + times.length, 0);
	return {
		says: [...counted(idCount, 'id'), ...counted(timing === null ? 0 : timeCount, 'time')],
		steps(repetition, at) {
			if (idCount === 0 && (timing === null || timeCount === 0)) return steps;
			const fresh = ids.all.map(id => id.fresh(repetition));
			const move = timing === null ? null : moveTo(at, timing);
			return plans.map(plan => written(plan, fresh, move));
		},
	};
}

function counted(count: number, what: string): string[] {
	return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`];
}

/** A step with what is known of it. */
interface Opened {
	step: RequestStep;
	open: OpenRequest;
	/** Of the step before any changes. */
	inspected: Inspected;
	/** Whether the user has written what stands at a path. */
	isTyped(path: string): boolean;
}

function isWithin(path: string, outer: string): boolean {
	return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** An id of the scenario. */
interface Id {
	text: string;
	fresh(repetition: number): string;
}

interface Ids {
	all: readonly Id[];
	/** Finds them in texts, as whole tokens; null when none is long enough. */
	pattern: RegExp | null;
}

const noIds: Ids = {all: [], pattern: null};

const idMembers: readonly EventMember[] = ['callId', 'legId', 'conversationId'];

/** Shorter ones are found in too many places: they are renewed where the event has them from, and nowhere else. */
const shortest = 4;
/** A number of fewer digits may count anything. */
const shortestNumber = 6;

/** The ids that name the call, its legs and the events. An id made here has no place of its own in the request. */
function idsOf(opened: readonly Opened[], seed: number): Ids {
	const found = new Map<string, Id>();
	for (const {inspected} of opened) {
		const {callId, legId, conversationId} = inspected.inspection.event ?? {};
		for (const text of [callId, legId, conversationId, inspected.marks.id]) {
			if (typeof text !== 'string' || isDerivedId(text) || found.has(text)) continue;
			const fresh = idMaker(text, seed);
			if (fresh !== null) found.set(text, {text, fresh});
		}
	}
	const all = [...found.values()];
	const longEnough = all
		.map(({text}) => text)
		.filter(text => text.length >= (/^\d+$/.test(text) ? shortestNumber : shortest))
		// Of two that begin alike the longer one is looked for first.
		.sort((a, b) => b.length - a.length);
	const pattern =
		longEnough.length === 0
			? null
			: new RegExp(`(?<![A-Za-z\\d])(?:${longEnough.map(escaped).join('|')})(?![A-Za-z\\d])`, 'g');
	return {all, pattern};
}

/** Pieces of a text: as it is, or the index of an id. */
type Pieces = readonly (string | number)[];

/** What is made anew of a step. */
interface Plan extends Opened {
	/** By the index of the place. */
	ids: readonly {place: number; pieces: Pieces}[];
	/** The target in front of its query; null where no id is in it. */
	path: Pieces | null;
	times: readonly {place: number; time: WrittenTime}[];
	/** Indices of the ids in it. */
	uses: ReadonlySet<number>;
}

function planOf(opened: Opened, ids: Ids, now: boolean): Plan {
	const {places} = opened.open;
	const {sources, event} = opened.inspected.inspection;
	const own = new Map(idMembers.map(member => [sources[member], event?.[member]]));
	const withIds: {place: number; pieces: Pieces}[] = [];
	const times: {place: number; time: WrittenTime}[] = [];
	for (const [place, {path, text, kind}] of places.entries()) {
		if ((kind !== 'text' && kind !== 'number') || opened.isTyped(path)) continue;
		const isOwn = own.get(path) === text;
		const whole = isOwn ? ids.all.findIndex(id => id.text === text) : -1;
		const pieces = whole >= 0 ? [whole] : piecesOf(text, ids);
		const time = now && pieces === null ? timeAt(opened, {path, text, kind}) : null;
		if (pieces !== null) withIds.push({place, pieces});
		else if (time !== null) times.push({place, time});
	}
	const [beforeQuery = ''] = opened.step.target.split('?', 1);
	const path = piecesOf(beforeQuery, ids);
	const uses = new Set<number>();
	for (const pieces of [...withIds.map(({pieces}) => pieces), path ?? []]) {
		for (const piece of pieces) if (typeof piece === 'number') uses.add(piece);
	}
	return {...opened, ids: withIds, path, times, uses};
}

/** null when there is no id in the text. */
function piecesOf(text: string, {all, pattern}: Ids): Pieces | null {
	if (pattern === null) return null;
	const pieces: (string | number)[] = [];
	let end = 0;
	for (const match of text.matchAll(pattern)) {
		pieces.push(
			text.slice(end, match.index),
			all.findIndex(id => id.text === match[0]),
		);
		end = match.index + match[0].length;
	}
	return end === 0 ? null : [...pieces, text.slice(end)];
}

const timeMembers = ['startedAt', 'answeredAt', 'endedAt'] as const;

/** A number is a time only where its name or the decoder says so: ids and phone numbers have as many digits. */
function timeAt({inspected}: Opened, {path, text}: Place): WrittenTime | null {
	const {sources} = inspected.inspection;
	const name = leafOf(path);
	const isSource = timeMembers.some(member => sources[member] === path);
	if (!isSource && isBirthName(name)) return null;
	const written = writtenDateTime(text);
	if (written !== null || !(isSource || isTimeName(name))) return written;
	return writtenEpoch(text) ?? writtenDate(text);
}

/** What all times of a scenario are moved by. */
interface Timing {
	/** The time that is moved to where it belongs, in ms since the epoch. */
	reference: number;
	/** Where that is, in ms after the start of the repetition. */
	after: number;
}

/** By the step that tells of the latest time, measured from when it is sent; null when the scenario has no times. */
function timingOf(plans: readonly Plan[]): Timing | null {
	for (const latestOf of [latestOfEvent, latestInstant, latestTime]) {
		let timing: Timing | null = null;
		let after = 0;
		for (const plan of plans) {
			after += plan.step.afterMs ?? 0;
			const reference = latestOf(plan);
			if (reference === null) continue;
			if (timing === null || after - reference < timing.after - timing.reference) timing = {reference, after};
		}
		if (timing !== null) return timing;
	}
	return null;
}

function latestOfEvent({inspected}: Plan): number | null {
	const {event} = inspected.inspection;
	const stated = timeMembers.map(member => event?.[member] ?? null);
	return greatest(stated.filter(time => time !== null).map(msFromIso));
}

function latestInstant({times}: Plan): number | null {
	return greatest(times.filter(({time}) => time.isInstant).map(({time}) => time.ms));
}

function latestTime({times}: Plan): number | null {
	return greatest(times.map(({time}) => time.ms));
}

function greatest(numbers: readonly number[]): number | null {
	return numbers.length === 0 ? null : Math.max(...numbers);
}

interface Move {
	seconds: number;
	days: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Whole seconds: a time that is written in seconds and one in ms keep their distance. */
function moveTo(at: number, {reference, after}: Timing): Move {
	const seconds = Math.floor((at + after - reference) / 1000);
	const days = Math.floor((reference + seconds * 1000) / dayMs) - Math.floor(reference / dayMs);
	return {seconds, days};
}

function written(
	{step, open, ids, path, times}: Plan,
	fresh: readonly string[],
	move: Move | null,
): WireRequest {
	const values = new Map<number, string>();
	for (const {place, pieces} of ids) values.set(place, joined(pieces, fresh));
	if (move !== null) {
		for (const {place, time} of times) values.set(place, time.moved(move.seconds, move.days));
	}
	const request = values.size === 0 ? step : open.write(values);
	if (path === null) return request;
	const {target} = request;
	const mark = target.indexOf('?');
	return {...request, target: joined(path, fresh) + (mark < 0 ? '' : target.slice(mark))};
}

function joined(pieces: Pieces, fresh: readonly string[]): string {
	let text = '';
	for (const piece of pieces) text += typeof piece === 'number' ? fresh[piece] : piece;
	return text;
}
