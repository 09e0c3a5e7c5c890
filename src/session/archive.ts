/** Deliveries as read from the store, with everything that can be said about them worked out again. */

import {type Answer, type Delivery, type History, type Pin, withFindings} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import {type Step, settle, stepOf} from '../core/step.ts';
import {inspectAs, nothingTold, type Told} from '../inspect/inspect.ts';
import {lintAnswer} from '../inspect/lint-answer.ts';
import {readMessage} from '../inspect/message.ts';
import {judge} from '../inspect/verdict.ts';
import type {StoredDelivery, StoreReader} from '../store/store.ts';
import {type Contribution, contributionOf} from './fold.ts';
import {Histories, isOfCall, maxSteps, type Remembered, rememberedOf, withHistory} from './history.ts';

/** A delivery by itself: nothing is said of what came before it. `Archive` says that, too. */
export function deliveryOf(stored: StoredDelivery, told: Told = nothingTold): Delivery {
	return readBack(stored, told).delivery;
}

/** A delivery that was read back, by itself. */
interface ReadBack {
	delivery: Delivery;
	/** What is to be remembered of it. */
	remembered: Remembered | null;
}

/** A stored delivery by itself; `deliveryInHistory` and `Archive` tell what those before it say of it, too. */
export function readBack({id, request, replay, pin, refusal, answer}: StoredDelivery, told: Told): ReadBack {
	const inspected = inspectAs(request, pin, told);
	const {inspection, provider} = inspected;
	const delivery = answered({id, request, replay, refusal, inspection, repeat: null}, provider, answer);
	const step = stepOf(inspected, request);
	if (step !== null) {
		step.id = id;
		settle(step, request, answer, delivery.verdict);
	}
	return {delivery, remembered: rememberedOf(delivery, provider, step)};
}

/** A delivery with its answer, and what can be said about that; `inspection` is that of the request alone. */
export function answered(
	asked: Omit<Delivery, 'answer' | 'verdict'>,
	provider: Provider,
	answer: Answer,
): Delivery {
	const {id, request, replay, refusal, inspection, repeat} = asked;
	const kind = inspection.event?.kind ?? null;
	const message = () => readMessage(request);
	const findings = lintAnswer(answer, provider, kind, message);
	// Member by member: this is done before every answer, and a spread takes longer than the rest of it.
	return {
		id,
		request,
		replay,
		refusal,
		inspection: withFindings(inspection, findings),
		repeat,
		answer,
		verdict: judge(provider, kind, answer, message),
	};
}

/** What has to be kept of how a delivery was recognised, as it cannot be worked out from its bytes. */
export function pinOf({inspection}: Pick<Delivery, 'inspection'>): Pin | null {
	const {id, pinned, because} = inspection.provider;
	return pinned ? {id, because: because[0] ?? 'pinned'} : null;
}

/** Deliveries that belong to no call, or to one not folded yet, repeat one of so many before them, or none that is known. */
export const reachWithoutCall = 200;

/** One delivery of a store with what those before it tell of it; null when there is none of that id. */
export function deliveryInHistory(
	store: ReachingStore,
	id: number,
	told: Told = nothingTold,
): Delivery | null {
	const stored = store.delivery(id);
	return stored === null ? null : inHistory(store, stored, readBack(stored, told), told);
}

/** What is remembered of some deliveries, by their ids: of the rows of a list nearly all look at the same ones. */
export type Reach = Map<number, Remembered | null>;

/** The same of one that has been read back by itself; `reach` is filled, within bounds. */
export function inHistory(
	store: ReachingStore,
	{id}: StoredDelivery,
	read: ReadBack,
	told: Told,
	reach: Reach = new Map(),
): Delivery {
	const {delivery, remembered} = read;
	const archive = new Archive(store, told);
	if (remembered !== null) {
		for (const before of idsToLookAt(store, id, delivery.inspection.callKey !== null)) {
			const earlier = rememberedAt(store, before, told, reach);
			if (earlier?.key === remembered.key) archive.remember(earlier);
		}
	}
	return archive.take(read);
}

/** Of a call the store knows those that are folded; the others have to be looked at, as where there is no call. */
function idsToLookAt(store: ReachingStore, id: number, hasCall: boolean): number[] {
	const known = hasCall ? store.foldedUpTo() : 0;
	// Nearly always: what is listed was folded long ago.
	if (known >= id - 1) return [];
	return store.deliveryIdsBefore(id, reachWithoutCall).filter(before => before > known);
}

function rememberedAt(store: ReachingStore, id: number, told: Told, reach: Reach): Remembered | null {
	const known = reach.get(id);
	if (known !== undefined) return known;
	const stored = store.delivery(id);
	const found = stored === null ? null : readBack(stored, told).remembered;
	// What is not answered yet will be remembered otherwise.
	if (stored === null || stored.answer.status === null) return found;
	if (reach.size >= 2 * reachWithoutCall) reach.clear();
	reach.set(id, found);
	return found;
}

/** What of a store is read for what came before a delivery. */
export type ArchiveStore = Pick<StoreReader, 'callByKey' | 'deliveryIdsOfCallBefore' | 'delivery'>;
/** The same for one that may belong to no call, or to one not folded yet. */
type ReachingStore = ArchiveStore & Pick<StoreReader, 'deliveryIdsBefore' | 'foldedUpTo'>;

/**
 * Reads deliveries in the order of their ids, each with what those before it tell of it: those it has read, and of
 * its call those the store has.
 */
export class Archive {
	readonly #store: ArchiveStore;
	readonly #told: Told;
	readonly #histories = new Histories();

	constructor(store: ArchiveStore, told: Told = nothingTold) {
		this.#store = store;
		this.#told = told;
	}

	next(stored: StoredDelivery): Delivery {
		return this.take(readBack(stored, this.#told));
	}

	/** What the next one adds to its call; null: it belongs to none. */
	contribution(stored: StoredDelivery): Contribution | null {
		const read = readBack(stored, this.#told);
		return contributionOf(this.take(read), read.remembered?.step);
	}

	/** The next one, which is not asked for. */
	remember(earlier: Remembered): void {
		this.#add(earlier);
	}

	/** The next one, which has been read back by itself. */
	take({delivery, remembered}: ReadBack): Delivery {
		return remembered === null ? delivery : withHistory(delivery, this.#add(remembered));
	}

	#add(remembered: Remembered): History | null {
		const {key, step} = remembered;
		if (step.id !== null && isOfCall(key) && !this.#histories.has(key)) {
			this.#histories.addBefore(key, stepsBefore(this.#store, key, step.id, this.#told));
		}
		return this.#histories.add(remembered);
	}
}

/** What a store has of a call before a delivery, the last steps of it; none where the call is not folded yet. */
export function stepsBefore(store: ArchiveStore, key: string, id: number, told: Told): Step[] {
	const call = store.callByKey(key);
	if (call === null) return [];
	// One by one: together their bodies may be large.
	return store.deliveryIdsOfCallBefore(call.seq, id, maxSteps).flatMap(before => {
		const stored = store.delivery(before);
		const remembered = stored === null ? null : readBack(stored, told).remembered;
		return remembered === null ? [] : [remembered.step];
	});
}
