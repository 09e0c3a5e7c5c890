/** What a live view is given: facts, told at most every 33 ms, and windows onto the store. It derives nothing. */

import type {Call} from '../core/call.ts';
import type {CapturedRequest} from '../core/capture.ts';
import {
	type Answer,
	countFindings,
	countWorthALook,
	type Delivery,
	type Finding,
	type Repeat,
	type Replay,
	type Verdict,
	worstFinding,
} from '../core/delivery.ts';
import {messageOf} from '../core/errors.ts';
import type {CallEvent} from '../core/event.ts';
import {deadlineOf} from '../inspect/verdict.ts';
import type {StoredCall, Totals} from '../store/store.ts';
import {callOf} from './fold.ts';
import type {NetworkState, Waiting} from './network.ts';
import type {Notice, Session} from './session.ts';

/** The shortest time between two tellings: 30 frames a second. */
const frameMs = 33;
/** Of a call with more deliveries than this, the last ones are shown. */
const maxDeliveriesShown = 50;

/** A row of the call table: a call and its place in the order of first arrival. */
export interface CallRow {
	/** Grows with the order of first arrival; never changes. */
	seq: number;
	call: Call;
	/** The answer of one of its deliveries is waited for, and has been for a while. */
	waiting: Waiting | null;
}

/** A row of the delivery table: what a list tells of a delivery, without the bytes and texts it carries. */
export interface DeliveryRow {
	id: number;
	request: Pick<CapturedRequest, 'receivedAt' | 'method' | 'target' | 'fault'>;
	/** Its id. */
	provider: string;
	event: Pick<CallEvent, 'kind' | 'providerStatus' | 'direction' | 'from' | 'to' | 'counterparty'> | null;
	answer: Answer;
	/** How long its sender waits for the answer by its documents, in ms; null when they do not say. */
	deadlineMs: number | null;
	/** It was not let in. */
	isRefused: boolean;
	verdict: Verdict['state'];
	/** Its answer is waited for, and has been for a while. */
	waiting: Waiting | null;
	/** How many are worth a look. */
	findings: number;
	worst: Pick<Finding, 'severity' | 'code'> | null;
	/** null for one that repeats nothing, as far as is known. */
	repeat: Pick<Repeat, 'kind' | 'of'> | null;
	/** null for what its provider sent. */
	replay: Pick<Replay, 'of'> | null;
}

export interface Snapshot {
	/** Grows with each telling. */
	version: number;
	totals: Totals;
	/** The public address and the targets. */
	network: NetworkState;
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
	/** Up to `limit` deliveries after an id, in the order of arrival. */
	deliveriesAfter(id: number, limit: number): DeliveryRow[];
	/** The ids alone of up to `limit` deliveries after (or before) one, in that order: finding a place needs no more. */
	deliveryIdsAfter(id: number, limit: number): number[];
	deliveryIdsBefore(id: number, limit: number): number[];
	/** How many deliveries came up to that one, itself included. */
	deliveryPosition(id: number): number;
	/** null when it is gone. */
	delivery(id: number): Delivery | null;
	/** What of it is waited for, when its answer is not known yet and has not been for a while. */
	waitingFor(id: number): Waiting | null;
	/** Opens the tunnel, or closes it. Says in a sentence what will happen, or why it cannot. */
	toggleTunnel(): string;
	/** Names of the providers that would lose the public address; empty when it is not lost at the end, or nobody uses it. */
	addressUsers(): readonly string[];
	/** The seq of the call a delivery belongs to; null when it belongs to none, or is not folded into it yet. */
	callOf(delivery: Delivery): number | null;
}

const maxNotices = 100;

/** `storePath`: as it is to be shown. */
export function liveView(
	session: Session,
	url: string,
	storePath = session.store.path,
	/** What `toggleTunnel` does. */
	toggle: () => string = () => 'Start again with --tunnel to have a public address.',
): LiveView {
	const listeners = new Set<() => void>();
	const notices: Notice[] = [];
	let snapshot: Snapshot = {
		version: 0,
		totals: session.totals(),
		network: session.network.state,
		notices: [],
	};
	let stale = false;
	let timer: NodeJS.Timeout | null = null;
	let toldAt = 0;
	// The last window: of the next one most rows are the same, and a row is made from its whole request.
	let rows: ReadonlyMap<number, DeliveryRow> = new Map();

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

	const positionOf = positions(session);
	const rowOf = (id: number, answer: Answer): DeliveryRow | null => {
		const known = rows.get(id);
		const waiting = session.waiting.get(id) ?? null;
		if (known !== undefined && known.waiting === waiting && sameAnswer(known.answer, answer)) return known;
		const delivery = session.delivery(id);
		return delivery === null ? null : {...listed(id, delivery), waiting};
	};
	const window = (after: number, limit: number): DeliveryRow[] => {
		const found = session.store
			.answersAfter(after, limit)
			.map(({id, answer}) => rowOf(id, answer))
			.filter(row => row !== null);
		rows = new Map(found.map(row => [row.id, row]));
		return found;
	};

	const callRow = ({seq, state}: StoredCall): CallRow => ({
		seq,
		call: callOf(state),
		waiting: session.waitingOfCall(state.key),
	});

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
				snapshot = {
					version: snapshot.version + 1,
					totals,
					network: session.network.state,
					notices: [...notices],
				};
			}
			return snapshot;
		},
		callsAfter: (seq, limit) => read(() => session.store.callsAfter(seq, limit).map(callRow), []),
		callsBefore: (seq, limit) => read(() => session.store.callsBefore(seq, limit).map(callRow), []),
		position: seq => read(() => session.store.callPosition(seq), 0),
		deliveriesOf: seq => read(() => session.deliveriesOfCall(seq, maxDeliveriesShown), []),
		deliveriesAfter: (id, limit) => read(() => window(id, limit), []),
		deliveryIdsAfter: (id, limit) => read(() => session.store.deliveryIdsAfter(id, limit), []),
		deliveryIdsBefore: (id, limit) => read(() => session.store.deliveryIdsBefore(id, limit), []),
		deliveryPosition: id => read(() => positionOf(id), 0),
		delivery: id => read(() => session.delivery(id), null),
		waitingFor: id => session.waiting.get(id) ?? null,
		toggleTunnel: () => toggle(),
		addressUsers: () => session.network.users,
		callOf: ({inspection: {callKey}}) =>
			callKey === null ? null : read(() => session.store.callByKey(callKey)?.seq ?? null, null),
	};
}

/** A delivery whose place is known, while nothing is deleted. */
interface Place {
	id: number;
	position: number;
	timesCleared: number;
}

/**
 * Where no id is missing between the first and the last, the place follows from them. Else deliveries are counted: all
 * of them once, then from the one that was asked for last.
 */
function positions(session: Session): (id: number) => number {
	let known: Place | null = null;
	return id => {
		const {store} = session;
		const [first = 1] = store.deliveryIdsAfter(0, 1);
		const [last = 0] = store.deliveryIdsBefore(Number.MAX_SAFE_INTEGER, 1);
		if (last - first + 1 === session.totals().deliveries) return Math.max(0, Math.min(id, last) - first + 1);
		const timesCleared = store.timesCleared();
		if (known?.timesCleared !== timesCleared) known = {id: 0, position: 0, timesCleared};
		const position =
			id < known.id
				? known.position - store.deliveriesBetween(id, known.id)
				: known.position + store.deliveriesBetween(known.id, id);
		known = {id, position, timesCleared};
		return position;
	};
}

function listed(id: number, delivery: Delivery): Omit<DeliveryRow, 'waiting'> {
	const {request, replay, refusal, inspection, repeat, answer, verdict} = delivery;
	const {receivedAt, method, target, fault} = request;
	const {event, findings} = inspection;
	const worst = worstFinding(findings);
	return {
		id,
		request: {receivedAt, method, target, fault},
		provider: inspection.provider.id,
		event: event === null ? null : shortEvent(event),
		answer,
		deadlineMs: deadlineOf(delivery),
		isRefused: refusal !== null,
		verdict: verdict.state,
		findings: countWorthALook(countFindings(findings)),
		worst: worst === null ? null : {severity: worst.severity, code: worst.code},
		repeat: repeat === null ? null : {kind: repeat.kind, of: repeat.of},
		replay: replay === null ? null : {of: replay.of},
	};
}

function shortEvent({kind, providerStatus, direction, from, to, counterparty}: CallEvent) {
	return {kind, providerStatus, direction, from, to, counterparty};
}

function sameAnswer(a: Answer, b: Answer): boolean {
	return a.status === b.status && a.by === b.by && a.durationMs === b.durationMs && a.isCut === b.isCut;
}
