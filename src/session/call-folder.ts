import {type CallState, isLive} from '../core/call.ts';
import {nothingTold, type Told} from '../inspect/inspect.ts';
import type {CallMarks, Store, StoredCall, StoreWriter, Totals} from '../store/store.ts';
import {Archive} from './archive.ts';
import {type Contribution, callOf, fold} from './fold.ts';

/** Calls remembered between batches, so that a busy call is not read again for each of its deliveries. */
const maxRemembered = 5000;
/** Deliveries of other processes, or from before, that are read at a time: their bodies may be large. */
const pageSize = 20;
/** A call with more deliveries than this is folded anew from its last ones. */
const mostFoldedAnew = 10_000;
/** No version SQLite gives: the next look finds a change and reads everything again. */
const unknownVersion = -1;

interface WaitingPart {
	id: number;
	/** null: it belongs to no call. */
	part: Contribution | null;
	isHeld: boolean;
	/** What was added first is not what holds: whoever has folded that has to fold it anew. */
	isCorrected: boolean;
}

/** A call as last written, or not written yet. */
interface Entry {
	seq: number | null;
	state: CallState | null;
	marks: CallMarks;
}

/**
 * Folds stored deliveries into calls, behind the answers and in batches: a page that many calls share is written
 * once for all of them. Which deliveries are folded is part of the store, so that nothing is folded twice or left
 * out, whoever folds it: this process, another on the same store, or the next one after a crash.
 */
export class CallFolder {
	readonly #store: Store;
	readonly #told: Told;
	/**
	 * Deliveries of this process that wait to be folded, in the order of their ids: they are read and decoded again only
	 * where another process's lie between, which may repeat them.
	 */
	#waiting: WaitingPart[] = [];
	/** Keys of calls one of whose deliveries was changed after it had been folded. */
	readonly #recheck = new Set<string>();
	/** By key, the least recently used first. */
	readonly #entries = new Map<string, Entry>();
	#foreignVersion: number;
	#totals: Totals;
	#newCalls = 0;

	constructor(store: Store, told: Told = nothingTold) {
		this.#store = store;
		this.#told = told;
		this.#foreignVersion = store.foreignVersion();
		this.#totals = store.totals();
	}

	/** Calls this folder was the first to see. */
	get newCalls(): number {
		return this.#newCalls;
	}

	/** Takes a delivery that has just been stored; null: it belongs to no call. */
	add(part: Contribution | null, id: number): void {
		this.#waiting.push({id, part, isHeld: false, isCorrected: false});
		this.#totals.deliveries++;
	}

	/** Keeps a delivery, and those after it, from being folded: its answer is about to be known. */
	hold(id: number): void {
		const waiting = this.#waitingFor(id);
		if (waiting !== null) waiting.isHeld = true;
	}

	/** Safe to call twice. */
	release(id: number): void {
		const waiting = this.#waitingFor(id);
		if (waiting !== null) waiting.isHeld = false;
	}

	/** Takes a delivery whose stored answer was changed after `add`. */
	correct(part: Contribution | null, id: number): void {
		const waiting = this.#waitingFor(id);
		if (waiting === null) this.#recheckCallOf(part);
		else {
			waiting.part = part;
			waiting.isCorrected = true;
		}
	}

	/** Takes the verdict on the attempt that a retry repeats, which was not known when the retry was added. */
	supersede(key: string, id: number, verdict: Contribution['superseded']): void {
		const waiting = this.#waitingFor(id);
		if (waiting === null) this.#recheck.add(key);
		else if (waiting.part !== null) {
			waiting.part.superseded = verdict;
			waiting.isCorrected = true;
		}
	}

	#recheckCallOf(part: Contribution | null): void {
		if (part !== null) this.#recheck.add(part.key);
	}

	/** null when it is folded already, or is another process's. */
	#waitingFor(id: number): WaitingPart | null {
		let low = 0;
		let high = this.#waiting.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#waiting[middle]?.id ?? 0) < id) low = middle + 1;
			else high = middle;
		}
		const found = this.#waiting[low];
		return found?.id === id ? found : null;
	}

	/**
	 * Folds everything that is not folded yet.
	 * @throws {CallHookError} when it could not be kept; the next call tries again
	 */
	foldAll(): void {
		try {
			const {newCalls, rechecked, last} = this.#store.write(writer => {
				this.#forgetForeign();
				const folded = writer.foldedUpTo();
				const last = Math.max(folded, Math.min(writer.lastDeliveryId(), this.#firstHeld() - 1));
				const changed = new Map<Entry, number[]>();
				for (const [id, part] of this.#unfolded(writer, folded, last)) {
					if (part !== null) this.#fold(writer, part, id, changed);
				}
				// Each call once, however many deliveries it got.
				const before = this.#totals.calls;
				const rechecked = [...this.#recheck].filter(key => this.#foldAnew(writer, key, changed));
				const links: [callSeq: number, deliveryId: number][] = [];
				for (const [entry, ids] of changed) this.#write(writer, entry, ids, links);
				writer.linkDeliveries(links);
				writer.setFoldedUpTo(last);
				return {newCalls: this.#totals.calls - before, rechecked, last};
			});
			this.#newCalls += newCalls;
			for (const key of rechecked) this.#recheck.delete(key);
			this.#forgetOldest();
			this.#forgetWaiting(last);
		} catch (error) {
			// What was folded in a transaction that failed is not true.
			this.#entries.clear();
			this.#foreignVersion = unknownVersion;
			throw error;
		}
	}

	/** Whether a call waits to be folded anew. */
	get isBehind(): boolean {
		return this.#recheck.size > 0;
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

	/** Nothing, when none is held. */
	#firstHeld(): number {
		return this.#waiting.find(({isHeld}) => isHeld)?.id ?? Number.POSITIVE_INFINITY;
	}

	#forgetWaiting(upTo: number): void {
		const rest = this.#waiting.findIndex(({id}) => id > upTo);
		this.#waiting = rest < 0 ? [] : this.#waiting.slice(rest);
	}

	*#unfolded(
		writer: StoreWriter,
		folded: number,
		upTo: number,
	): Generator<[id: number, part: Contribution | null]> {
		// Another process on the same store may have folded what waits here, and as it was when it was stored.
		for (const {id, part, isCorrected} of this.#waiting) {
			if (id > folded) break;
			if (isCorrected) this.#recheckCallOf(part);
		}
		this.#forgetWaiting(folded);
		const count = upTo - folded;
		// All from this process, as nearly always: nothing needs to be read.
		if (count > 0 && this.#waiting[count - 1]?.id === upTo) {
			for (const {id, part} of this.#waiting.slice(0, count)) yield [id, part];
			return;
		}
		const archive = new Archive(writer, this.#told);
		for (let after = folded; after < upTo; ) {
			const page = writer.deliveriesAfter(after, pageSize);
			if (page.length === 0) return;
			for (const stored of page) {
				after = stored.id;
				// What another process has stored in between waits for nobody here.
				if (after > upTo) return;
				const part = archive.contribution(stored);
				const own = this.#waitingFor(after);
				yield [after, own === null ? part : own.part];
			}
		}
	}

	#fold(writer: StoreWriter, part: Contribution, id: number, changed: Map<Entry, number[]>): void {
		const known = this.#entries.get(part.key);
		const entry = known ?? this.#entryOf(writer.callByKey(part.key));
		entry.state = fold(entry.state, part);
		const ids = changed.get(entry);
		if (ids !== undefined) {
			ids.push(id);
			return;
		}
		changed.set(entry, [id]);
		// To the end: the first of them is the one that was not needed for longest.
		if (known !== undefined) this.#entries.delete(part.key);
		this.#entries.set(part.key, entry);
	}

	/**
	 * A call from all its deliveries: what was folded in cannot be taken out again. false: not in this batch, as
	 * more of the call is, which the store does not have yet.
	 */
	#foldAnew(writer: StoreWriter, key: string, changed: Map<Entry, number[]>): boolean {
		const entry = this.#entries.get(key) ?? this.#entryOf(writer.callByKey(key));
		if (changed.has(entry)) return false;
		if (entry.seq === null) return true;
		entry.state = foldedAnew(writer, entry.seq, this.#told);
		changed.set(entry, []);
		return true;
	}

	#entryOf(stored: StoredCall | null): Entry {
		return stored === null
			? {seq: null, state: null, marks: nothing}
			: {seq: stored.seq, state: stored.state, marks: marksOf(stored.state)};
	}

	#write(
		writer: StoreWriter,
		entry: Entry,
		ids: readonly number[],
		links: [callSeq: number, deliveryId: number][],
	): void {
		const {state} = entry;
		if (state === null) return;
		const marks = marksOf(state);
		if (entry.seq === null) {
			entry.seq = writer.insertCall(state, marks);
			this.#totals.calls++;
		} else writer.updateCall({seq: entry.seq, state}, marks);
		for (const id of ids) links.push([entry.seq, id]);
		this.#count(entry.marks, marks);
		entry.marks = marks;
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

/** The state of a call from the deliveries it has; null when none of them says anything of it any more. */
export function foldedAnew(writer: StoreWriter, seq: number, told: Told): CallState | null {
	let state: CallState | null = null;
	const archive = new Archive(writer, told);
	// One by one: together their bodies may be large.
	for (const id of writer.deliveryIdsOfCall(seq).slice(-mostFoldedAnew)) {
		const stored = writer.delivery(id);
		const part = stored === null ? null : archive.contribution(stored);
		if (part !== null) state = fold(state, part);
	}
	return state;
}

const nothing: CallMarks = {live: false, verdict: null, errors: 0};

export function marksOf(state: CallState): CallMarks {
	const call = callOf(state);
	return {live: isLive(call), verdict: call.verdict, errors: call.findings.error};
}
