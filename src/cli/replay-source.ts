/** What a user names to be sent again: fixtures, deliveries, calls, files, bodies, curl command lines, filters. */

import {existsSync, readFileSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {Delivery, Pin} from '../core/delivery.ts';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import {underHome} from '../core/home.ts';
import {listed, printable} from '../core/text.ts';
import {vocabularyOf} from '../filter/vocabulary.ts';
import {type FixtureEntry, fixtureLike, listFixtures, readFixture} from '../formats/fixtures.ts';
import {readRequests} from '../formats/read.ts';
import type {RequestStep} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {generic} from '../providers/generic.ts';
import {providers} from '../providers/registry.ts';
import type {StoreReader} from '../store/store.ts';
import {byteSize, numbersOf} from '../view/format.ts';
import {type Capture, captures, idsNamed, olderVersion, requestStepOf} from './captures.ts';
import {listFilter, refuseBlank} from './list-filter.ts';
import {parseDeliveryId, parseDeliveryRange} from './parse.ts';
import {attachedIn} from './request-file.ts';
import {usage} from './usage.ts';

/** Requests that are sent one after the other, as those of a call were. */
export interface Scenario {
	/** As it was named: `telecmi/outgoing-answered`, `calls.har`, `#12`, a call's key. */
	title: string;
	/** The fixture or file they are from; null for deliveries. */
	from: string | null;
	/** At least one. */
	steps: readonly RequestStep[];
	/** What was left out, and why; each a sentence. */
	notes: readonly string[];
}

/** Where it is looked for. */
export interface Places {
	/** Opened when something is looked for in it; null when there is none yet. */
	store(): Promise<StoreReader | null>;
	told: Told;
	/** All of standard input. */
	stdin(): Promise<Uint8Array>;
}

/**
 * What the words name, one scenario for each, in their order; deliveries of one call that are named one after the other
 * are one scenario.
 * @throws {CallHookError} for a word that names nothing, with names that are like it
 */
export async function scenariosOf(words: readonly string[], places: Places): Promise<Scenario[]> {
	refuseBlank(words);
	const scenarios: Scenario[] = [];
	let together: Capture[] = [];
	const close = () => {
		if (together.length > 0) scenarios.push(scenarioOf(titleOf(together), together, []));
		together = [];
	};
	for (const word of words) {
		const isRange = parseDeliveryRange(word) !== null;
		if (parseDeliveryId(word) === null && !isRange) {
			close();
			scenarios.push(await scenarioNamed(word, places));
			continue;
		}
		const what = isRange ? `range of deliveries ${word}` : `delivery #${word.replace('#', '')}`;
		for (const capture of captures([word], await storeOf(places, what), places.told)) {
			if (!isSameCall(together.at(-1), capture)) close();
			together.push(capture);
		}
	}
	close();
	return scenarios;
}

function isSameCall(one: Delivery | undefined, other: Delivery): boolean {
	return (
		one !== undefined &&
		one.inspection.callKey !== null &&
		one.inspection.callKey === other.inspection.callKey
	);
}

function titleOf(deliveries: readonly Capture[]): string {
	return deliveries.map(({id}) => `#${id}`).join(' ');
}

async function scenarioNamed(word: string, places: Places): Promise<Scenario> {
	if (word === '-') return fileScenario('standard input', await places.stdin(), process.cwd());
	if (/^(?:curl|printf)\s/.test(word)) return fileScenario('curl', Buffer.from(word), process.cwd());
	const fixture = await readFixture(word);
	if (fixture !== null) return {title: word, from: word, steps: fixture, notes: []};
	const path = resolve(underHome(word));
	// Any other word may be one of a filter, or a call's.
	if (/[/~.]/.test(word) && isFolder(path)) {
		throw usage(`${word} is a folder.`, 'Name a .http, .har, .ndjson or .json file in it.');
	}
	if (isFile(path)) return fileScenario(word, contentOf(path, word), dirname(path));
	await refuseNames(word);
	return stored(word, places);
}

/** Names that can be nothing in the store, and are no fixture and no file either. */
async function refuseNames(word: string): Promise<void> {
	const fixtures = await listFixtures();
	const own = fixtures.filter(({provider}) => provider === word);
	if (own.length > 0) {
		throw usage(
			`${word} is a provider: say which of its fixtures.`,
			`There are ${listed(own.map(({id}) => id))}.`,
		);
	}
	if (providers.some(({id}) => word.startsWith(`${id}/`))) {
		throw usage(
			`There is no fixture ${word}.`,
			`${likeFixture(word, fixtures)}call-hook fixtures lists all.`,
		);
	}
	if (/^[.~]{0,2}\/|\.(?:http|har|ndjson|jsonl?|txt|rest)$/i.test(word)) {
		throw usage(
			`There is no file ${word}.`,
			'Name a .http, .har, .ndjson or .json file, or - for standard input.',
		);
	}
	if (/^#?-?\d+$/.test(word)) {
		throw usage(
			`There is no delivery ${word}: their numbers begin at 1.`,
			'call-hook deliveries lists those there are.',
		);
	}
}

function likeFixture(word: string, fixtures: readonly FixtureEntry[]): string {
	const like = fixtureLike(
		word,
		fixtures.map(({id}) => id),
	);
	return like === null ? '' : `Did you mean ${like}? `;
}

async function storeOf(places: Places, what: string): Promise<StoreReader> {
	const store = await places.store();
	if (store !== null) return store;
	throw new CallHookError(`There is no ${what}: nothing is in the store yet.`, {
		hint: 'call-hook listen fills it; call-hook fixtures lists what can be sent without.',
		exitCode: exitCode.unmatched,
	});
}

/** A call by its key, or what a filter finds. */
async function stored(word: string, places: Places): Promise<Scenario> {
	const {told} = places;
	const store = await places.store();
	if (store === null) {
		const hint = `${likeFixture(word, await listFixtures())}call-hook fixtures lists them; call-hook listen fills the store.`;
		throw new CallHookError(`${word} is no fixture and no file, and there is no store yet.`, {
			hint,
			exitCode: exitCode.unmatched,
		});
	}
	const isCall = idsNamed(word, store) !== null;
	const found = [...captures([word], store, told)];
	const {kept, notes} = isCall ? withoutRepeats(found) : withoutReplays(found, word);
	if (kept.length > 0) return scenarioOf(word, kept, notes);
	throw new CallHookError(
		found.length > 0
			? `All that ${word} finds are replays, which are not sent again.`
			: `${word} is no fixture and no file, and finds nothing in the store.`,
		{
			hint:
				found.length > 0
					? 'Add is:replay to the filter to send them all the same.'
					: `${likeFixture(word, await listFixtures())}call-hook deliveries, calls and fixtures list what there is.`,
			exitCode: exitCode.unmatched,
		},
	);
}

interface Kept {
	kept: Capture[];
	notes: string[];
}

/** The provider's own repeats, but for those of what did not come here: a call is what happened once. */
function withoutRepeats(deliveries: readonly Capture[]): Kept {
	const isRepeat = ({repeat}: Capture) => repeat !== null && repeat.of !== null;
	const left = deliveries.filter(delivery => isRepeat(delivery) && delivery.replay === null);
	const kept = deliveries.filter(delivery => !isRepeat(delivery) && delivery.replay === null);
	if (left.length === 0) return {kept, notes: []};
	const kinds = (['retry', 'duplicate'] as const).flatMap(kind => {
		const ids = left.flatMap(({id, repeat}) => (repeat?.kind === kind ? `#${id}` : []));
		const name = ids.length === 1 ? kind : kind === 'retry' ? 'retries' : 'duplicates';
		return ids.length === 0 ? [] : [`the ${name} ${listed(ids)}`];
	});
	return {kept, notes: [`${titleOf(kept)} without ${listed(kinds)}.`]};
}

/** A filter that was read before: it has found something. */
function asksForReplays(word: string): boolean {
	const {terms} = listFilter([word], vocabularyOf([...providers, generic]));
	return terms.some(
		({field, negated, values}) =>
			field === 'is' && !negated && values.some(value => value.kind === 'word' && value.word === 'replay'),
	);
}

/** Who sends by a filter and sends again would send twice as much each time. */
function withoutReplays(deliveries: readonly Capture[], word: string): Kept {
	if (asksForReplays(word)) return {kept: [...deliveries], notes: []};
	const kept = deliveries.filter(({replay}) => replay === null);
	const left = deliveries.length - kept.length;
	if (left === 0) return {kept, notes: []};
	return {
		kept,
		notes: [`Without ${left === 1 ? 'one replay' : `${left} replays`}; is:replay asks for them.`],
	};
}

/** @throws {CallHookError} when none of them can be sent again */
function scenarioOf(title: string, deliveries: readonly Capture[], notes: readonly string[]): Scenario {
	const steps: RequestStep[] = [];
	const problems: string[] = [];
	const old: number[] = [];
	let before: Delivery | null = null;
	for (const delivery of deliveries) {
		const step = requestStepOf(delivery, before);
		if ('problem' in step) {
			problems.push(`#${delivery.id} cannot be sent again: ${step.problem.replace(/\.$/, '')}.`);
			continue;
		}
		before = delivery;
		steps.push(step);
		if (olderVersion(delivery.request) !== null) old.push(delivery.id);
	}
	if (steps.length === 0) {
		throw new CallHookError(problems[0] ?? `${title} has nothing to send.`, {
			hint: 'Replay another one, or a fixture: call-hook fixtures lists them.',
			exitCode: exitCode.unmatched,
		});
	}
	if (old.length > 0)
		problems.push(
			`By an older HTTP came ${numbersOf(old)}; ${old.length === 1 ? 'it is' : 'they are'} sent by HTTP/1.1.`,
		);
	return {title, from: null, steps, notes: [...notes, ...problems]};
}

function fileScenario(name: string, bytes: Uint8Array, folder: string): Scenario {
	const reads: string[] = [];
	const isLine = name === 'curl';
	const attached = attachedIn(folder, (path, size) => {
		if (isLine) reads.push(`Read ${byteSize(size)} from ${printable(path)}.`);
	});
	try {
		const {steps, skipped, takenFor} = readRequests(bytes, attached, isLine ? '' : name);
		const notes = skipped.map(what => `${name}, ${what.replace(/\.$/, '')}: not sent.`);
		if (takenFor !== null) notes.push(`${printable(name)}: ${takenFor}.`);
		if (steps.length > 0) return {title: name, from: name, steps, notes: [...reads, ...notes]};
	} catch (error) {
		throw usage(`${name} cannot be read: ${messageOf(error)}`, 'Mend it, or send another.', error);
	}
	throw usage(`${name} has no request.`, 'Name a file with a request, or a body.');
}

function isFolder(path: string): boolean {
	return existsSync(path) && statSync(path).isDirectory();
}

function isFile(path: string): boolean {
	return existsSync(path) && !statSync(path).isDirectory();
}

function contentOf(path: string, name: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (error) {
		throw usage(
			`${name} could not be read: ${messageOf(error)}`,
			'Make it readable, or name another.',
			error,
		);
	}
}

/** Who a step is from, where the user or its file says so: by `--provider`, its fixture, or as it was kept. */
export function pinOfStep({from}: Scenario, step: RequestStep, provider: string | null): Pin | null {
	if (provider !== null) return {id: provider, because: 'pinned by --provider'};
	if (step.pin === null) return null;
	const source = step.deliveryId === null ? (from ?? 'its file') : `#${step.deliveryId}`;
	return {id: step.pin, because: `pinned by ${source}`};
}
