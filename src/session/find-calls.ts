/** Calls of a store that a filter takes. */

import type {Filter, Term} from '../filter/filter.ts';
import {literalsOf} from '../filter/literals.ts';
import {callMatches} from '../filter/match-call.ts';
import type {Told} from '../inspect/inspect.ts';
import type {StoredCall, StoreReader} from '../store/store.ts';
import {Archive} from './archive.ts';
import {find, isWanted} from './find.ts';
import {callOf} from './fold.ts';

/** Calls that are read at a time. */
const pageSize = 500;

/** In the order of first arrival; `newest`: the newest so many of them only. */
export function* findCalls(
	store: StoreReader,
	told: Told,
	filter: Filter,
	newest: number | null = null,
): Generator<StoredCall> {
	const isCallWanted = matcher(store, told, filter);
	if (newest === null) {
		for (const page of pagesAfter(store, 0)) yield* page.filter(isCallWanted);
		return;
	}
	const seqs = newestOf(store, isCallWanted, newest);
	const wanted = new Set(seqs);
	let left = wanted.size;
	for (const page of pagesAfter(store, (seqs[0] ?? 0) - 1)) {
		const found = page.filter(({seq}) => wanted.has(seq));
		yield* found;
		left -= found.length;
		if (left === 0) return;
	}
}

function newestOf(store: StoreReader, isCallWanted: (call: StoredCall) => boolean, limit: number): number[] {
	const seqs: number[] = [];
	for (let before = Number.MAX_SAFE_INTEGER; seqs.length < limit; ) {
		const page = store.callsBefore(before, pageSize);
		for (const call of page.reverse()) {
			if (seqs.length < limit && isCallWanted(call)) seqs.push(call.seq);
			before = call.seq;
		}
		if (page.length === 0) break;
	}
	return seqs.reverse();
}

function* pagesAfter(store: StoreReader, seq: number): Generator<StoredCall[]> {
	for (let after = seq; ; ) {
		const page = store.callsAfter(after, pageSize);
		const last = page.at(-1);
		if (last === undefined) return;
		yield page;
		after = last.seq;
	}
}

function matcher(store: StoreReader, told: Told, filter: Filter): (call: StoredCall) => boolean {
	const keysWith = new Map<string, ReadonlySet<string>>();
	return ({seq, state}) =>
		callMatches(filter, callOf(state), term => {
			const one = {terms: [{...term, negated: false}]};
			// Whom the index tells need not be looked for among the deliveries of every call.
			if (literalsOf(one) !== null) {
				const keys = keysWith.get(term.text) ?? keysOf(store, told, one);
				keysWith.set(term.text, keys);
				return keys.has(state.key);
			}
			return hasDelivery(store, told, seq, one);
		});
}

/** The keys of calls one of whose deliveries is wanted. */
function keysOf(store: StoreReader, told: Told, filter: Filter): Set<string> {
	const keys = new Set<string>();
	for (const {inspection, refusal, replay} of find(store, told, filter)) {
		// Strangers and replays add nothing to a call.
		if (inspection.callKey !== null && refusal === null && replay === null) keys.add(inspection.callKey);
	}
	return keys;
}

function hasDelivery(store: StoreReader, told: Told, seq: number, filter: {terms: readonly Term[]}): boolean {
	const archive = new Archive(store, told);
	// One by one: together their bodies may be large.
	for (const id of store.deliveryIdsOfCall(seq)) {
		const stored = store.delivery(id);
		if (stored !== null && isWanted(filter, archive.next(stored))) return true;
	}
	return false;
}
