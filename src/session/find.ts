/** Deliveries of a store that a filter takes, found by the search index as far as there is one. */

import type {Delivery} from '../core/delivery.ts';
import type {Filter} from '../filter/filter.ts';
import {type Literals, literalsOf} from '../filter/literals.ts';
import {matches} from '../filter/match.ts';
import type {Told} from '../inspect/inspect.ts';
import {readMessage} from '../inspect/message.ts';
import type {StoreReader} from '../store/store.ts';
import {Archive, inHistory, type Reach, reachWithoutCall, readBack} from './archive.ts';
import {madeBy} from './search.ts';

/** A delivery that is in a store. */
export type Found = Delivery & {readonly id: number};

/** How many rows are read at a time: a store may hold a million, and one may hold megabytes. */
const pageSize = 10;
/** Candidates of the index that are asked for at a time. */
const candidatesAtOnce = 200;
/** So many are read one by one, wherever they stand. */
const fewAtOnce = 50;
/** Deliveries among which the newest ones that match are looked for at a time, where there is no index. */
const stretch = 1000;

/** Whether a delivery is one of those a filter asks for. */
export function isWanted(filter: Filter, delivery: Delivery): boolean {
	const {terms} = filter;
	if (terms.length === 0) return true;
	const hasFreeText = terms.some(({field}) => field === null);
	return matches(filter, hasFreeText ? {...delivery, message: readMessage(delivery.request)} : delivery);
}

/** All of them from an id on, up to another, oldest first. */
export function* deliveriesFrom(
	store: StoreReader,
	told: Told,
	first: number,
	end = Number.POSITIVE_INFINITY,
): Generator<Found> {
	const archive = new Archive(store, told);
	for (let after = first - 1 - reachWithoutCall; ; ) {
		const page = store.deliveriesAfter(after, pageSize);
		if (page.length === 0) return;
		for (const stored of page) {
			const {id} = stored;
			if (id >= end) return;
			const delivery = archive.next(stored);
			if (id >= first) yield {...delivery, id};
			after = id;
		}
	}
}

/** Those a filter takes, oldest first; `newest`: the newest so many of them only. */
export function find(
	store: StoreReader,
	told: Told,
	filter: Filter,
	newest: number | null = null,
): Generator<Found> {
	const finder = new Finder(store, told, filter);
	return newest === null ? finder.all() : finder.newest(newest);
}

class Finder {
	readonly #store: StoreReader;
	readonly #told: Told;
	readonly #filter: Filter;
	/** null: the index cannot tell. */
	readonly #literals: Literals | null;
	readonly #madeBy: string;
	readonly #reach: Reach = new Map();

	constructor(store: StoreReader, told: Told, filter: Filter) {
		this.#store = store;
		this.#told = told;
		this.#filter = filter;
		this.#literals = literalsOf(filter);
		this.#madeBy = madeBy(told.contexts);
	}

	*all(): Generator<Found> {
		let after = 0;
		for (;;) {
			const found = this.#candidates(after, Number.MAX_SAFE_INTEGER, false);
			if (found === null || found.upTo <= after) break;
			yield* this.#read(found.ids);
			after = found.ids.length < candidatesAtOnce ? found.upTo : (found.ids.at(-1) ?? found.upTo);
		}
		yield* this.#scan(after + 1);
	}

	*newest(limit: number): Generator<Found> {
		if (limit <= 0) return;
		let ids: number[] = [];
		for (const found of this.#backwards()) {
			ids = [...found.slice(-(limit - ids.length)), ...ids];
			if (ids.length === limit) break;
		}
		for (let at = 0; at < ids.length; at += candidatesAtOnce) {
			yield* this.#read(ids.slice(at, at + candidatesAtOnce));
		}
	}

	/** The ids of all of them, in pieces: the newest piece first, each oldest first. */
	*#backwards(): Generator<number[]> {
		for (let end = Number.MAX_SAFE_INTEGER; ; ) {
			const found = this.#candidates(0, end, true);
			const upTo = found?.upTo ?? 0;
			const beyond = this.#store.deliveryIdsBefore(end, stretch).filter(id => id > upTo);
			const [oldest] = beyond;
			if (oldest !== undefined) {
				yield this.#filter.terms.length === 0 ? beyond : idsOf(this.#scan(oldest, end));
				end = oldest;
			} else if (found === null || found.ids.length === 0) return;
			else {
				const ids = found.ids.reverse();
				yield idsOf(this.#read(ids));
				end = ids[0] ?? 0;
			}
		}
	}

	#candidates(after: number, before: number, newestFirst: boolean) {
		if (this.#literals === null) return null;
		return this.#store.search(this.#madeBy, this.#literals, {
			after,
			before,
			limit: candidatesAtOnce,
			newestFirst,
		});
	}

	*#scan(first: number, end?: number): Generator<Found> {
		// To learn what came before the first one takes longer than a search by the index.
		if (this.#store.deliveryIdsAfter(first - 1, 1).length === 0) return;
		for (const delivery of deliveriesFrom(this.#store, this.#told, first, end)) {
			if (isWanted(this.#filter, delivery)) yield delivery;
		}
	}

	/** Those of some ids, which are in order, that the filter takes. */
	*#read(ids: readonly number[]): Generator<Found> {
		const [first] = ids;
		const last = ids.at(-1);
		if (first === undefined || last === undefined) return;
		if (ids.length > fewAtOnce && last - first < ids.length * 3) {
			// Of those that stand together each is read once, and not again for what comes behind it.
			const wanted = new Set(ids);
			for (const delivery of this.#scan(first, last + 1)) if (wanted.has(delivery.id)) yield delivery;
			return;
		}
		for (const id of ids) {
			const delivery = this.#readOne(id);
			if (delivery !== null) yield delivery;
		}
	}

	#readOne(id: number): Found | null {
		const stored = this.#store.delivery(id);
		if (stored === null) return null;
		const read = readBack(stored, this.#told);
		// Most of what is not wanted is told by itself; what came before it takes longer.
		if (!isWanted({terms: this.#filter.terms.filter(({field}) => field === null)}, read.delivery))
			return null;
		const delivery = inHistory(this.#store, stored, read, this.#told, this.#reach);
		return isWanted(this.#filter, delivery) ? {...delivery, id} : null;
	}
}

function idsOf(found: Iterable<Found>): number[] {
	return Array.from(found, ({id}) => id);
}
