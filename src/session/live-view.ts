/** What a live view is given: facts, told at most every 33 ms, and windows onto the store. It derives nothing. */

import type {Call} from '../core/call.ts';
import type {Delivery} from '../core/delivery.ts';
import {messageOf} from '../core/errors.ts';
import type {StoredCall, Totals} from '../store/store.ts';
import {deliveryOf} from './archive.ts';
import {callOf} from './fold.ts';
import type {Notice, Session} from './session.ts';

/** The shortest time between two tellings: 30 frames a second. */
const frameMs = 33;
/** Of a call with more deliveries than this, the last ones are shown. */
const maxDeliveriesShown = 200;

/** A row of the call table: a call and its place in the order of first arrival. */
export interface CallRow {
	/** Grows with the order of first arrival; never changes. */
	seq: number;
	call: Call;
}

export interface Snapshot {
	/** Grows with each telling. */
	version: number;
	totals: Totals;
	/** Newest last. */
	notices: readonly Notice[];
}

/** The session as a live view sees it. Reading never throws: a store that cannot be read becomes a notice. */
export interface LiveView {
	readonly url: string;
	readonly storePath: string;
	/** Calls the listener after something changed, at most every 33 ms; returns how to stop that. */
	subscribe(listener: () => void): () => void;
	/** The same object until something changes. */
	snapshot(): Snapshot;
	/** Up to `limit` calls after (or before) a seq, in the order of first arrival. */
	callsAfter(seq: number, limit: number): CallRow[];
	callsBefore(seq: number, limit: number): CallRow[];
	/** How many calls came up to that one, itself included. */
	position(seq: number): number;
	/** The deliveries of a call, oldest first; of very many the last ones. */
	deliveriesOf(seq: number): Delivery[];
}

const maxNotices = 100;

/** `storePath`: as it is to be shown. */
export function liveView(session: Session, url: string, storePath = session.store.path): LiveView {
	const listeners = new Set<() => void>();
	const notices: Notice[] = [];
	let snapshot: Snapshot = {version: 0, totals: session.totals(), notices: []};
	let stale = false;
	let timer: NodeJS.Timeout | null = null;
	let toldAt = 0;

	const tell = () => {
		timer = null;
		toldAt = performance.now();
		stale = true;
		for (const listener of listeners) listener();
	};
	const changed = () => {
		if (timer !== null) return;
		timer = setTimeout(tell, Math.max(0, frameMs - (performance.now() - toldAt)));
	};
	session.onChange(changed);
	session.onNotice(notice => {
		notices.push(notice);
		if (notices.length > maxNotices) notices.shift();
		changed();
	});
	const read = <T>(work: () => T, otherwise: T): T => {
		try {
			return work();
		} catch (error) {
			// Told once for as long as it stays the same: a frame reads many times.
			const message = messageOf(error);
			if (notices.at(-1)?.message !== message) session.notify('error', message);
			return otherwise;
		}
	};

	return {
		url,
		storePath,
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		snapshot() {
			if (stale) {
				stale = false;
				const totals = read(() => session.totals(), snapshot.totals);
				snapshot = {version: snapshot.version + 1, totals, notices: [...notices]};
			}
			return snapshot;
		},
		callsAfter: (seq, limit) => read(() => session.store.callsAfter(seq, limit).map(toRow), []),
		callsBefore: (seq, limit) => read(() => session.store.callsBefore(seq, limit).map(toRow), []),
		position: seq => read(() => session.store.callPosition(seq), 0),
		deliveriesOf: seq =>
			read(() => session.store.deliveriesOfCall(seq, maxDeliveriesShown).map(deliveryOf), []),
	};
}

function toRow({seq, state}: StoredCall): CallRow {
	return {seq, call: callOf(state)};
}
