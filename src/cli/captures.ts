/** Deliveries that a command line names: by number, by call, or by a filter. */

import {type CapturedRequest, isTruncated} from '../core/capture.ts';
import type {Delivery} from '../core/delivery.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import type {Filter} from '../filter/filter.ts';
import {vocabularyOf} from '../filter/vocabulary.ts';
import {bareStep, type RequestStep} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {generic} from '../providers/generic.ts';
import {providers} from '../providers/registry.ts';
import {deliveryInHistory} from '../session/archive.ts';
import {find} from '../session/find.ts';
import type {StoredCall, StoreReader} from '../store/store.ts';
import {listFilter, refuseBlank} from './list-filter.ts';
import {parseDeliveryId, parseDeliveryRange} from './parse.ts';
import {usage} from './usage.ts';

/** A delivery that is in the store. */
export type Capture = Delivery & {readonly id: number};

/** What words mean: some that are in the store by name, each once, in the order they are named; or what a filter takes. */
export type Meant =
	| {readonly ids: readonly number[]; readonly filter?: never}
	| {readonly filter: Filter; readonly ids?: never};

/**
 * Each word names a delivery, a range of them or a call; or else all of them together are a filter.
 * @throws {CallHookError} for a delivery or a call that is not there, for a filter that is none, and for an empty word
 */
export function meantBy(words: readonly string[], store: StoreReader): Meant {
	refuseBlank(words);
	const named = words.map(word => idsNamed(word, store));
	const isFilter = named.every(ids => ids === null);
	if (isFilter) return {filter: listFilter(words, vocabularyOf([...providers, generic]))};
	const other = words[named.indexOf(null)];
	if (other !== undefined) throw mixed(other, words[named.findIndex(ids => ids !== null)] ?? '');
	return {ids: [...new Set(named.flatMap(ids => ids ?? []))]};
}

/**
 * The deliveries that words mean, those of a filter oldest first. They are read one by one, as each may hold megabytes.
 * @throws {CallHookError} as `meantBy` does
 */
export function captures(words: readonly string[], store: StoreReader, told: Told): Generator<Capture> {
	const meant = meantBy(words, store);
	return meant.filter === undefined ? byId(meant.ids, store, told) : find(store, told, meant.filter);
}

function* byId(ids: Iterable<number>, store: StoreReader, told: Told): Generator<Capture> {
	for (const id of ids) {
		const delivery = deliveryInHistory(store, id, told);
		// Somebody may have cleared the store meanwhile.
		if (delivery === null) throw noDelivery(id);
		yield {...delivery, id};
	}
}

/**
 * The ids of the delivery, the range of them or the call that a word names, oldest first; null for a word that can name
 * none of them.
 * @throws {CallHookError} when it names one that is not there
 */
export function idsNamed(word: string, store: StoreReader): number[] | null {
	const id = parseDeliveryId(word);
	if (id !== null) {
		if (store.delivery(id) === null) throw noDelivery(id);
		return [id];
	}
	const call = callNamed(word, store);
	return call === null ? idsOfRange(word, store) : store.deliveryIdsOfCall(call.seq);
}

/** Of those in between some may have been deleted; the last one tells a range from digits that are something else. */
function idsOfRange(word: string, store: StoreReader): number[] | null {
	const range = parseDeliveryRange(word);
	if (range === null) return null;
	const [first, last] = range;
	const asText = `as text in a filter it is '"${word}"'.`;
	if (last < first) throw usage(`${word} ends before it begins.`, `Write it like 1-3; ${asText}`);
	if (store.delivery(last) === null) {
		throw notFound(
			`There is no delivery #${last} in the store, with which ${word} ends.`,
			`call-hook deliveries lists those there are; ${asText}`,
		);
	}
	const ids: number[] = [];
	for (let after = first - 1; after < last; ) {
		const some = store.deliveryIdsAfter(after, idsAtOnce).filter(id => id <= last);
		const end = some.at(-1);
		if (end === undefined) break;
		ids.push(...some);
		after = end;
	}
	return ids;
}

/** Ids that are read at a time. */
const idsAtOnce = 1000;

/** A word may be of a filter as well: only what begins as keys do is taken for the beginning of one. */
function callNamed(word: string, store: StoreReader): StoredCall | null {
	const isKey = providers.some(({id}) => word.startsWith(`${id}:`));
	const call = isKey ? findCall(store, word) : callOfId(store, word);
	if (isKey && call === null) throw noCall(word);
	return call;
}

/**
 * By its key, or by the id alone: then the first provider that has one of that id. Else by the beginning of its key, as
 * lists show it where there is little room.
 * @throws {CallHookError} when several begin so
 */
export function findCall(store: StoreReader, written: string): StoredCall | null {
	// Copied with the mark of what was cut.
	const key = written.replace(/[…~]$/, '');
	const direct = callOfId(store, written) ?? callOfId(store, key);
	if (direct !== null) return direct;
	if (key === '') return null;
	const [first, second] = store.callsByBeginning(key, 2);
	if (second === undefined) return first ?? null;
	throw notFound(
		`Several calls begin with ${key}.`,
		'Write more of the key: call-hook calls --json has them whole.',
	);
}

/** By its whole key, or its whole id. */
function callOfId(store: StoreReader, key: string): StoredCall | null {
	const direct = store.callByKey(key);
	if (direct !== null) return direct;
	for (const {id} of providers) {
		const found = store.callByKey(`${id}:${key}`);
		if (found !== null) return found;
	}
	return null;
}

/** A delivery as a request that can be sent again; or why it cannot be. */
export function requestStepOf(delivery: Delivery, before: Delivery | null): RequestStep | {problem: string} {
	const {id, request, inspection} = delivery;
	const {method, target, headers, trailers, body, fault, receivedAt} = request;
	if (method === null || target === null) return {problem: 'it is not HTTP'};
	if (isTruncated(request)) {
		return {problem: `only ${body.length} of the ${request.bodySize} bytes of its body were kept`};
	}
	if (fault !== null) return {problem: fault.message};
	return {
		...bareStep({method, target, headers, ...(trailers !== undefined && {trailers}), body}),
		pin: inspection.provider.pinned ? inspection.provider.id : null,
		afterMs: before === null ? null : Math.max(0, receivedAt - before.request.receivedAt),
		deliveryId: id,
	};
}

/** The version a request came by when it is none that is sent: `1.0`. */
export function olderVersion({httpVersion}: CapturedRequest): string | null {
	return httpVersion === null || httpVersion === '1.1' ? null : httpVersion;
}

export function noDelivery(id: number): CallHookError {
	return notFound(`There is no delivery #${id} in the store.`, 'call-hook deliveries lists those there are.');
}

export function noCall(key: string): CallHookError {
	return notFound(`There is no call ${key} in the store.`, 'call-hook calls lists those there are, by key.');
}

function notFound(message: string, hint: string): CallHookError {
	return new CallHookError(message, {hint, exitCode: exitCode.unmatched});
}

function mixed(term: string, name: string): CallHookError {
	return new CallHookError(`${name} names what is in the store, ${term} does not.`, {
		hint: `Name deliveries and calls only, or give a filter alone; as text in a filter it is '"${name}"'.`,
		exitCode: exitCode.usage,
	});
}
