/** Deliveries that a command line names: by number, by call, or by a filter. */

import {isTruncated} from '../core/capture.ts';
import type {Delivery} from '../core/delivery.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import {vocabularyOf} from '../filter/vocabulary.ts';
import {bareStep, type RequestStep} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {generic} from '../providers/generic.ts';
import {providers} from '../providers/registry.ts';
import {deliveryInHistory} from '../session/archive.ts';
import {find} from '../session/find.ts';
import type {StoredCall, StoreReader} from '../store/store.ts';
import {listFilter} from './list-filter.ts';
import {parseDeliveryId} from './parse.ts';

/** A delivery that is in the store. */
export type Capture = Delivery & {readonly id: number};

/**
 * The deliveries that words name: each a delivery or a call, in the order they are named and each once; or else all of
 * them together a filter, whose deliveries come oldest first. They are read one by one, as each may hold megabytes.
 * @throws {CallHookError} for a delivery or a call that is not there, and for a filter that is none
 */
export function captures(words: readonly string[], store: StoreReader, told: Told): Generator<Capture> {
	const named = words.map(word => idsNamed(word, store));
	const isFilter = named.every(ids => ids === null);
	if (isFilter) return find(store, told, listFilter(words, vocabularyOf([...providers, generic])));
	const other = words[named.indexOf(null)];
	if (other !== undefined) throw mixed(other, words[named.findIndex(ids => ids !== null)] ?? '');
	return byId(new Set(named.flatMap(ids => ids ?? [])), store, told);
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
 * The ids of the delivery or the call that a word names, oldest first; null for a word that can name neither.
 * @throws {CallHookError} when it names one that is not there
 */
export function idsNamed(word: string, store: StoreReader): number[] | null {
	const id = parseDeliveryId(word);
	if (id !== null) {
		if (store.delivery(id) === null) throw noDelivery(id);
		return [id];
	}
	const call = callNamed(word, store);
	return call === null ? null : store.deliveryIdsOfCall(call.seq);
}

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
