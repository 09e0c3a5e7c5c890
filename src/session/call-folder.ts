import {type CallState, isLive} from '../core/call.ts';
import type {CallMarks, Store, StoredCall, StoreWriter, Totals} from '../store/store.ts';
import {deliveryOf} from './archive.ts';
import {type Contribution, callOf, contributionOf, fold} from './fold.ts';

/** Calls remembered between batches, so that a busy call is not read again for each of its deliveries. */
const maxRemembered = 5000;
/** Deliveries of other processes, or from before, that are read at a time. */
const pageSize = 500;
/** No version SQLite gives: the next look finds a change and reads everything again. */
const unknownVersion = -1;

interface Entry {
	stored: StoredCall;
	marks: CallMarks;
}

/**
 * Folds stored deliveries into calls, behind the answers and in batches: a page that many calls share is written
 * once for all of them. Which deliveries are folded is part of the store, so that nothing is folded twice or left
 * out, whoever folds it: this process, another on the same store, or the next one after a crash.
 */
export class CallFolder {
	readonly #store: Store;
	/** Deliveries of this process that wait to be folded, by id: they need not be read and decoded again. */
	readonly #waiting = new Map<number, Contribution | null>();
	/** By key, the least recently used first. */
	readonly #entries = new Map<string, Entry>();
	readonly #changed = new Set<Entry>();
	#foreignVersion: number;
	#totals: Totals;
	#newCalls = 0;

	constructor(store: Store) {
		this.#store = store;
		this.#foreignVersion = store.foreignVersion();
		this.#totals = store.totals();
	}

	/** Calls this folder was the first to see. */
	get newCalls(): number {
		return this.#newCalls;
	}

	/** Takes a delivery that has just been stored; null: it belongs to no call. */
	add(part: Contribution | null, id: number): void {
		this.#waiting.set(id, part);
		this.#totals.deliveries++;
	}

	/** Puts another delivery in the place of one that waits, its answer having turned out otherwise. */
	correct(part: Contribution | null, id: number): void {
		if (this.#waiting.has(id)) this.#waiting.set(id, part);
	}

	/**
	 * Folds everything that is not folded yet.
	 * @throws {CallHookError} when it could not be kept; the next call tries again
	 */
	foldAll(): void {
		try {
			let newCalls = 0;
			const last = this.#store.write(writer => {
				this.#forgetForeign();
				const upTo = writer.lastDeliveryId();
				for (const [id, part] of this.#unfolded(writer, upTo)) {
					if (part !== null && this.#fold(writer, part, id)) newCalls++;
				}
				for (const {stored, marks} of this.#changed) writer.updateCall(stored, marks);
				writer.setFoldedUpTo(upTo);
				return upTo;
			});
			this.#changed.clear();
			this.#newCalls += newCalls;
			this.#forgetOldest();
			for (const id of this.#waiting.keys()) if (id <= last) this.#waiting.delete(id);
		} catch (error) {
			// What was folded in a transaction that failed is not true.
			this.#entries.clear();
			this.#changed.clear();
			this.#foreignVersion = unknownVersion;
			throw error;
		}
	}

	/** Up to date with what other processes wrote. */
	totals(): Totals {
		this.#forgetForeign();
		return {...this.#totals};
	}

	#forgetForeign(): void {
		const version = this.#store.foreignVersion();
		if (version === this.#foreignVersion) return;
		this.#foreignVersion = version;
		this.#entries.clear();
		this.#totals = this.#store.totals();
	}

	*#unfolded(writer: StoreWriter, upTo: number): Generator<[id: number, part: Contribution | null]> {
		const folded = writer.foldedUpTo();
		// All from this process, as nearly always: nothing needs to be read.
		if (this.#waiting.size === upTo - folded && this.#waiting.has(upTo)) {
			yield* this.#waiting;
			return;
		}
		for (let after = folded; after < upTo; ) {
			const page = writer.deliveriesAfter(after, pageSize);
			if (page.length === 0) return;
			for (const stored of page) {
				after = stored.id;
				const own = this.#waiting.get(stored.id);
				yield [stored.id, own === undefined ? contributionOf(deliveryOf(stored)) : own];
			}
		}
	}

	/** Whether the delivery began a new call. */
	#fold(writer: StoreWriter, part: Contribution, id: number): boolean {
		const known = this.#find(writer, part.key);
		const state = fold(known?.stored.state ?? null, part);
		const marks = marksOf(state);
		const entry = known ?? {stored: {seq: writer.insertCall(state, marks), state}, marks: nothing};
		if (known !== null) this.#changed.add(entry);
		else this.#totals.calls++;
		this.#count(entry.marks, marks);
		entry.marks = marks;
		this.#remember(part.key, entry);
		writer.linkDelivery(entry.stored.seq, id);
		return known === null;
	}

	#find(writer: StoreWriter, key: string): Entry | null {
		const entry = this.#entries.get(key);
		if (entry !== undefined) return entry;
		const stored = writer.callByKey(key);
		return stored === null ? null : {stored, marks: marksOf(stored.state)};
	}

	#remember(key: string, entry: Entry): void {
		this.#entries.delete(key);
		this.#entries.set(key, entry);
	}

	/** Only between batches: a call that is changed and not written yet would be read back as it was. */
	#forgetOldest(): void {
		for (const oldest of this.#entries.keys()) {
			if (this.#entries.size <= maxRemembered) return;
			this.#entries.delete(oldest);
		}
	}

	#count(before: CallMarks, after: CallMarks): void {
		const totals = this.#totals;
		totals.live += Number(after.live) - Number(before.live);
		totals.errors += Number(after.errors > 0) - Number(before.errors > 0);
		totals.rejected += Number(after.verdict === 'rejected') - Number(before.verdict === 'rejected');
	}
}

const nothing: CallMarks = {live: false, verdict: null, errors: 0};

function marksOf(state: CallState): CallMarks {
	const call = callOf(state);
	return {live: isLive(call), verdict: call.verdict, errors: call.findings.error};
}
