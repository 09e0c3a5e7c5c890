/** When which step of a scenario is sent: its timing, and disorder on purpose. Pure: the same seed gives the same plan. */

import {duration, lengthOfTime} from '../core/duration.ts';
import {type Draw, drawFrom} from '../core/random.ts';

/** How the steps of a scenario are spread over time, and disordered. */
export interface PlanOptions {
	/** Above 0. Gaps are shortened by this: 60 sends a minute in a second. Infinity: no gaps at all. */
	speed: number;
	/** The steps in any order; the times stay those of the places. */
	shuffle: boolean;
	/** The share of steps that are sent twice, 0 to 1. */
	duplicate: number;
	/** The share of steps that are not sent, 0 to 1. */
	drop: number;
	/** Steps that come later than they should. */
	late: readonly LateRule[];
	/** A whole number from 0 on; each repetition draws from a stream of its own. */
	seed: number;
}

/** `--late recording=5m` */
export interface LateRule {
	/** A phase, a kind or the name of a step. */
	what: string;
	/** In ms, before the speed is applied. */
	byMs: number;
}

/** What a plan asks of a step. */
export interface PlannedStep {
	/** After the step before it, in ms; null is 0, and so it is for the first one, whatever it says. */
	afterMs: number | null;
	/** What `--late` may call it: its phase, kind, name. */
	calledBy: readonly string[];
}

/** One request that is to be sent. */
export interface Sending {
	/** Its place in the scenario, from 0. */
	step: number;
	/** From the start of its repetition, in ms, the speed applied. */
	atMs: number;
	/** 0 for a step itself, 1 for its duplicate. */
	copy: number;
	/** What was done to it on purpose, in words: `duplicate`, `late by 5 min`, `shuffled`; empty when nothing was. */
	because: readonly string[];
}

/** One pass through a scenario. */
export interface Pass {
	/** In the order they are sent. */
	sendings: readonly Sending[];
	/** Places of the steps that are not sent. */
	dropped: readonly number[];
}

/** The pass of each repetition, from 0. What is drawn for one of the options does not depend on the others. */
export function planOf(steps: readonly PlannedStep[], options: PlanOptions): (repetition: number) => Pass {
	const places = timesOf(steps);
	const delays = steps.map(step => delayOf(step, options.late));
	const pass = (draw: Draw) => passOf(places, delays, options, drawnFor(steps.length, draw));
	if (isDrawn(options)) return repetition => pass(drawFrom(options.seed, repetition));
	const always = pass(drawFrom(options.seed));
	return () => always;
}

/** How many requests each pass sends; null where that is drawn. */
export function sendingsPerPass(
	steps: readonly PlannedStep[],
	{duplicate, drop}: PlanOptions,
): number | null {
	if (drop >= 1) return 0;
	return drop > 0 || (duplicate > 0 && duplicate < 1) ? null : steps.length * (duplicate >= 1 ? 2 : 1);
}

/** Rules that name none of the steps. */
export function neverCalled(steps: readonly PlannedStep[], late: readonly LateRule[]): LateRule[] {
	return late.filter(({what}) => !steps.some(({calledBy}) => calledBy.includes(what)));
}

function isDrawn({shuffle, duplicate, drop}: PlanOptions): boolean {
	return shuffle || duplicate > 0 || drop > 0;
}

/** When each place of the scenario is due, from its start, in ms. */
function timesOf(steps: readonly PlannedStep[]): number[] {
	let at = 0;
	return steps.map(({afterMs}, index) => {
		if (index > 0) at += afterMs ?? 0;
		return at;
	});
}

function delayOf({calledBy}: PlannedStep, late: readonly LateRule[]): number {
	return late.reduce((sum, {what, byMs}) => (calledBy.includes(what) ? sum + byMs : sum), 0);
}

/** What chance says of each step, whether it is asked or not. */
interface Drawn {
	/** The steps in another order. */
	order: readonly number[];
	drop: readonly number[];
	duplicate: readonly number[];
	/** Where the duplicate goes, and when. */
	place: readonly number[];
	time: readonly number[];
}

function drawnFor(steps: number, draw: Draw): Drawn {
	const each = () => Array.from({length: steps}, draw);
	const order = Array.from({length: steps}, (_, index) => index);
	// Fisher and Yates: every order is as likely as every other.
	for (let last = steps - 1; last > 0; last--) {
		const other = Math.floor(draw() * (last + 1));
		const moved = order[last] ?? 0;
		order[last] = order[other] ?? 0;
		order[other] = moved;
	}
	return {order, drop: each(), duplicate: each(), place: each(), time: each()};
}

function passOf(
	places: readonly number[],
	delays: readonly number[],
	{speed, shuffle, duplicate, drop}: PlanOptions,
	drawn: Drawn,
): Pass {
	// Times are those of the scenario until the end: what is late comes later also where there are no gaps.
	const kept: Sending[] = [];
	const dropped: number[] = [];
	places.forEach((due, place) => {
		const step = shuffle ? (drawn.order[place] ?? place) : place;
		if ((drawn.drop[step] ?? 0) < drop) {
			dropped.push(step);
			return;
		}
		const lateBy = delays[step] ?? 0;
		const because = [
			...(step === place ? [] : ['shuffled']),
			...(lateBy > 0 ? [`late by ${lateness(lateBy)}`] : []),
		];
		kept.push({step, atMs: due + lateBy, copy: 0, because});
	});
	kept.sort((a, b) => a.atMs - b.atMs);
	const sendings = withDuplicates(kept, duplicate, drawn);
	return {
		sendings: sendings.map(sending => ({...sending, atMs: sending.atMs / speed})),
		dropped: dropped.sort((a, b) => a - b),
	};
}

/** `originals` by time. A duplicate comes at any place behind its original, also right behind it. */
function withDuplicates(originals: readonly Sending[], share: number, drawn: Drawn): Sending[] {
	if (share <= 0) return [...originals];
	const behind = originals.map((): Sending[] => []);
	originals.forEach(({step, atMs}, index) => {
		if ((drawn.duplicate[step] ?? 1) >= share) return;
		const place = index + Math.floor((drawn.place[step] ?? 0) * (originals.length - index));
		const from = originals[place]?.atMs ?? atMs;
		const to = originals[place + 1]?.atMs ?? from;
		const at = from + (drawn.time[step] ?? 0) * (to - from);
		behind[place]?.push({step, atMs: at, copy: 1, because: ['duplicate']});
	});
	return originals.flatMap((original, index) => [
		original,
		...(behind[index] ?? []).sort((a, b) => a.atMs - b.atMs),
	]);
}

function lateness(ms: number): string {
	return ms < 60_000 && ms % 1000 !== 0 ? duration(ms) : lengthOfTime(ms);
}
