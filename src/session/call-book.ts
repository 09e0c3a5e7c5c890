import {type Call, type CallState, isLive} from '../core/call.ts';
import type {Delivery} from '../core/delivery.ts';
import type {CallMarks, Store, StoredCall, StoreWriter, Totals} from '../store/store.ts';
import {callOf, fold} from './fold.ts';

/** Calls remembered between writes, so that a busy call is not read again for each of its deliveries. */
const maxRemembered = 5000;

interface Entry {
	stored: StoredCall;
	marks: CallMarks;
}

/** Folds deliveries into calls inside the transaction that stores them, and keeps the totals. */
export class CallBook {
	readonly #store: Store;
	/** By key, the least recently used first. */
	readonly #entries = new Map<string, Entry>();
	readonly #changed = new Set<Entry>();
	#foreignVersion: number;
	#totals: Totals;

	constructor(store: Store) {
		this.#store = store;
		this.#foreignVersion = store.foreignVersion();
		this.#totals = store.totals();
	}

	/** Stores a delivery and what it changes of its call; its id. Call only between `begin` and `finish`. */
	add(writer: StoreWriter, delivery: Omit<Delivery, 'id'>): number {
		const {callKey} = delivery.inspection;
		this.#totals.deliveries++;
		if (callKey === null) return writer.insertDelivery(delivery, null);
		const known = this.#find(writer, callKey);
		const state = fold(known?.stored.state ?? null, {...delivery, id: null});
		if (state === null) return writer.insertDelivery(delivery, null);
		const marks = marksOf(state);
		const entry = known ?? {stored: {seq: writer.insertCall(state, marks), state}, marks: nothing};
		if (known === null) this.#totals.calls++;
		else this.#changed.add(entry);
		this.#count(entry.marks, marks);
		entry.marks = marks;
		this.#remember(callKey, entry);
		return writer.insertDelivery(delivery, entry.stored.seq);
	}

	/** Before the first `add` of a transaction: forgets what another process may have changed. */
	begin(): void {
		const version = this.#store.foreignVersion();
		if (version === this.#foreignVersion) return;
		this.#foreignVersion = version;
		this.reset();
	}

	/** After the last `add` of a transaction: writes the calls that changed, each once. */
	finish(writer: StoreWriter): void {
		for (const {stored, marks} of this.#changed) writer.updateCall(stored, marks);
		this.#changed.clear();
	}

	/** After a transaction that failed: what was folded in it is not true. */
	reset(): void {
		this.#entries.clear();
		this.#changed.clear();
		this.#totals = this.#store.totals();
	}

	/** Brings the totals up to what other processes wrote meanwhile. */
	totals(): Totals {
		this.begin();
		return {...this.#totals};
	}

	#find(writer: StoreWriter, key: string): Entry | null {
		const entry = this.#entries.get(key);
		if (entry !== undefined) return entry;
		const stored = writer.findCall(key);
		return stored === null ? null : {stored, marks: marksOf(stored.state)};
	}

	#remember(key: string, entry: Entry): void {
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		if (this.#entries.size <= maxRemembered) return;
		for (const oldest of this.#entries.keys()) {
			this.#entries.delete(oldest);
			break;
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
	const call: Call = callOf(state);
	return {live: isLive(call), verdict: call.verdict, errors: call.findings.error};
}
