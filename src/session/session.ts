/**
 * The running heart: takes exchanges from the listener, has them inspected, stores them, answers them, and tells
 * whoever watches. A delivery is committed before its answer is sent.
 */

import type {Answer, AnswerContent, Delivery, Verdict} from '../core/delivery.ts';
import {CallHookError, messageOf} from '../core/errors.ts';
import type {Provider} from '../core/provider.ts';
import {type InspectOptions, inspect} from '../inspect/inspect.ts';
import {judge} from '../inspect/verdict.ts';
import type {Exchange} from '../server/listener.ts';
import type {DeliveryRecord, Store, Totals} from '../store/store.ts';
import {chooseAnswer, notStored} from './answers.ts';
import {deliveryOf, pinOf} from './archive.ts';
import {CallFolder} from './call-folder.ts';
import {contributionOf} from './fold.ts';
import {Pacer, Rest} from './pacer.ts';

/** Something about call-hook itself that its user should know; not a finding, which is about a provider's traffic. */
export interface Notice {
	/** ms since the epoch. */
	at: number;
	severity: 'error' | 'warning' | 'info';
	message: string;
	hint: string | null;
}

/** What was received since the session began. */
export interface Summary {
	startedAt: number;
	deliveries: number;
	/** Calls that were new to the store. */
	newCalls: number;
	verdicts: {accepted: number; rejected: number; unknown: number; unanswered: number};
	/** Deliveries with at least one finding that is an error. */
	errors: number;
	/** Deliveries that could not be stored. */
	lost: number;
	/** The first few rejected deliveries, for the farewell. */
	rejected: {id: number | null; provider: string; because: string}[];
}

const maxRejectedKept = 5;

export interface SessionOptions {
	store: Store;
	inspect: InspectOptions;
}

/** A request on its way from the listener to its answer. */
interface Work {
	exchange: Exchange;
	/** When the request was complete, by the clock that only goes forward, in ms. */
	completedAt: number;
	provider: Provider;
	content: AnswerContent;
	delivery: Delivery;
}

/** A delivery whose answer turned out otherwise than stored. */
interface Correction {
	id: number;
	delivery: Delivery;
}

export class Session {
	readonly #store: Store;
	readonly #inspect: InspectOptions;
	readonly #folder: CallFolder;
	readonly #folding = new Pacer(() => this.#fold());
	readonly #retry = new Pacer(() => {
		this.#scheduleFlush();
		return true;
	});
	readonly #checkpointing = new Rest(() => this.#store.checkpoint());
	readonly #onDelivery = new Set<(delivery: Delivery) => void>();
	readonly #onNotice = new Set<(notice: Notice) => void>();
	readonly #onChange = new Set<() => void>();
	readonly #summary = {
		startedAt: Date.now(),
		deliveries: 0,
		verdicts: {accepted: 0, rejected: 0, unknown: 0, unanswered: 0},
		errors: 0,
		lost: 0,
		rejected: [] as Summary['rejected'],
	};
	#queue: Work[] = [];
	#corrections: Correction[] = [];
	#flushScheduled = false;
	#foldingFails = false;
	/** Exchanges whose answer has not ended yet. */
	#open = 0;
	#whenIdle: (() => void)[] = [];

	constructor({store, inspect: inspectOptions}: SessionOptions) {
		this.#store = store;
		this.#inspect = inspectOptions;
		this.#folder = new CallFolder(store, inspectOptions.contexts);
		// What a process that was killed has left behind.
		this.#folding.request();
	}

	/** Takes one request; its answer goes out once it is stored, together with all that arrive in the same turn. */
	receive(exchange: Exchange): void {
		this.#open++;
		this.#queue.push(this.#prepare(exchange));
		this.#scheduleFlush();
	}

	/** Told of each delivery once, after its answer ended or its sender left. */
	onDelivery(listener: (delivery: Delivery) => void): void {
		this.#onDelivery.add(listener);
	}

	onNotice(listener: (notice: Notice) => void): void {
		this.#onNotice.add(listener);
	}

	/** Told whenever calls or deliveries changed; what changed is asked of the store. */
	onChange(listener: () => void): () => void {
		this.#onChange.add(listener);
		return () => this.#onChange.delete(listener);
	}

	notify(severity: Notice['severity'], message: string, hint: string | null = null): void {
		const notice = {at: Date.now(), severity, message, hint};
		for (const listener of this.#onNotice) listener(notice);
	}

	totals(): Totals {
		return this.#folder.totals();
	}

	get store(): Store {
		return this.#store;
	}

	/** A delivery from the store as this session understands it; null when there is none of that id. */
	delivery(id: number): Delivery | null {
		const stored = this.#store.delivery(id);
		return stored === null ? null : deliveryOf(stored, this.#inspect.contexts);
	}

	/** The last `limit` deliveries of a call, oldest first. */
	deliveriesOfCall(seq: number, limit: number): Delivery[] {
		return this.#store.deliveriesOfCall(seq, limit).map(stored => deliveryOf(stored, this.#inspect.contexts));
	}

	summary(): Summary {
		return {...this.#summary, newCalls: this.#folder.newCalls};
	}

	/** Resolves when everything received is answered, stored, and folded into calls. */
	async idle(): Promise<void> {
		while (this.#open > 0 || this.#flushScheduled) {
			await new Promise<void>(resolve => this.#whenIdle.push(resolve));
		}
		if (this.#folding.isWaiting) this.#folding.runNow();
	}

	/** Stops what is done behind. Everything is kept; what is not folded yet is folded by whoever opens the store next. */
	close(): void {
		this.#folding.stop();
		this.#retry.stop();
		this.#checkpointing.stop();
	}

	#prepare(exchange: Exchange): Work {
		const {request} = exchange;
		const completedAt = performance.now();
		const {inspection, message, provider} = inspect(request, this.#inspect);
		const content = chooseAnswer({inspection, message, provider}, request.fault?.code ?? null);
		const answer: Answer = {status: content.status, by: 'call-hook', durationMs: 0};
		// Judged when it is known how long the answer took.
		const verdict: Verdict = {state: null, because: '', source: null};
		return {
			exchange,
			completedAt,
			provider,
			content,
			delivery: {id: null, request, replayOf: null, inspection, answer, verdict},
		};
	}

	#scheduleFlush(): void {
		if (this.#flushScheduled) return;
		this.#flushScheduled = true;
		// After the event loop has read every socket that is ready: one transaction for all of them.
		setImmediate(() => this.#flush());
	}

	#flush(): void {
		const batch = this.#queue;
		const corrections = this.#corrections;
		this.#queue = [];
		this.#corrections = [];
		this.#flushScheduled = false;
		const now = performance.now();
		for (const work of batch) this.#settleAnswer(work, now);
		const ids = this.#commit(batch, corrections);
		for (let index = 0; index < batch.length; index++) {
			const work = batch[index];
			if (work === undefined) continue;
			const id = ids?.[index];
			if (id === undefined) this.#refuse(work);
			else this.#answer(work, id);
		}
		this.#folding.request();
		this.#checkpointing.disturb();
		this.#tellChange();
		if (this.#open === 0) this.#tellIdle();
	}

	/** The answer as it stands when it is stored: how long it took, or that nobody is there to hear it. */
	#settleAnswer(work: Work, now: number): void {
		const {delivery, exchange, provider, completedAt} = work;
		const durationMs = Math.max(0, now - completedAt);
		const answer = exchange.gone ? nobody(durationMs) : {...delivery.answer, durationMs};
		work.delivery = answered(delivery, provider, answer);
	}

	/** The ids of the batch, or null when it could not be stored. */
	#commit(batch: readonly Work[], corrections: readonly Correction[]): number[] | null {
		try {
			const ids = this.#store.write(writer => {
				for (const {id, delivery} of corrections) writer.updateAnswer(id, delivery.answer);
				return writer.insertDeliveries(batch.map(({delivery}) => recordOf(delivery)));
			});
			for (const {id, delivery} of corrections) this.#folder.correct(contributionOf(delivery), id);
			return ids;
		} catch (error) {
			this.#corrections.unshift(...corrections);
			// A later flush tries again; without further requests none would come.
			if (corrections.length > 0) this.#retry.request();
			if (batch.length > 0) this.#tellStoreFailed(error, batch.length);
			return null;
		}
	}

	#tellStoreFailed(error: unknown, count: number): void {
		const what = count === 1 ? 'A delivery was' : `${count} deliveries were`;
		const hint = error instanceof CallHookError ? error.hint : null;
		this.notify('error', `${messageOf(error)} ${what} answered 503 and not kept.`, hint);
	}

	#answer(work: Work, id: number): void {
		const {exchange, content, provider} = work;
		const delivery = {...work.delivery, id};
		this.#folder.add(contributionOf(delivery), id);
		if (!exchange.gone) exchange.respond(content);
		if (delivery.answer.by === 'nobody') {
			this.#end(delivery, provider);
			return;
		}
		exchange.onEnd(handedOver => {
			if (handedOver) {
				this.#end(delivery, provider);
				return;
			}
			// Stored as answered, but the sender left while the answer was on its way.
			const corrected = answered(delivery, provider, nobody(delivery.answer.durationMs));
			this.#corrections.push({id, delivery: corrected});
			this.#scheduleFlush();
			this.#end(corrected, provider);
		});
	}

	/** What could not be stored must not count as delivered. */
	#refuse({exchange, delivery, provider}: Work): void {
		this.#summary.lost++;
		exchange.respond(notStored);
		exchange.onEnd(handedOver => {
			const {durationMs} = delivery.answer;
			const answer: Answer = handedOver
				? {status: notStored.status, by: 'call-hook', durationMs}
				: nobody(durationMs);
			this.#end(answered(delivery, provider, answer), provider);
		});
	}

	#end(delivery: Delivery, provider: Provider): void {
		this.#open--;
		const summary = this.#summary;
		summary.deliveries++;
		summary.verdicts[delivery.verdict.state ?? 'unanswered']++;
		if (delivery.inspection.findings.some(({severity}) => severity === 'error')) summary.errors++;
		if (delivery.verdict.state === 'rejected' && summary.rejected.length < maxRejectedKept) {
			summary.rejected.push({id: delivery.id, provider: provider.id, because: delivery.verdict.because});
		}
		for (const listener of this.#onDelivery) this.#tell(listener, delivery);
		if (this.#open === 0 && !this.#flushScheduled) this.#tellIdle();
	}

	/** A view that cannot show a delivery must not end the listener, nor keep other views from it. */
	#tell(listener: (delivery: Delivery) => void, delivery: Delivery): void {
		try {
			listener(delivery);
		} catch (error) {
			this.notify('error', `Delivery #${delivery.id ?? '-'} could not be shown: ${messageOf(error)}`);
		}
	}

	/** Behind the answers. Deliveries are safe already: what cannot be folded now is folded later. */
	#fold(): boolean {
		try {
			this.#folder.foldAll();
			if (this.#folder.isBehind) this.#folding.request();
			if (this.#foldingFails) this.notify('info', 'The list of calls is up to date again.');
			this.#foldingFails = false;
			this.#tellChange();
			return true;
		} catch (error) {
			// It is tried again and again: once is enough to say so.
			if (!this.#foldingFails) {
				const hint = error instanceof CallHookError ? error.hint : null;
				this.notify('error', `${messageOf(error)} The list of calls is behind; deliveries are kept.`, hint);
			}
			this.#foldingFails = true;
			return false;
		}
	}

	#tellChange(): void {
		for (const listener of this.#onChange) listener();
	}

	#tellIdle(): void {
		const waiting = this.#whenIdle;
		this.#whenIdle = [];
		for (const resolve of waiting) resolve();
	}
}

function recordOf({request, replayOf, inspection, answer}: Delivery): DeliveryRecord {
	return {request, replayOf, pin: pinOf({inspection}), answer};
}

function nobody(durationMs: number): Answer {
	return {status: null, by: 'nobody', durationMs};
}

/** The delivery with another answer, and the verdict on it. */
function answered(delivery: Delivery, provider: Provider, answer: Answer): Delivery {
	return {...delivery, answer, verdict: judge(provider, delivery.inspection.event?.kind ?? null, answer)};
}
