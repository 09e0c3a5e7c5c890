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
import type {Store, Totals} from '../store/store.ts';
import {chooseAnswer, notStored} from './answers.ts';
import {CallBook} from './call-book.ts';

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
	/** Keys of calls are not kept for ever: this counts those that were new to the store. */
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
	provider: Provider;
	content: AnswerContent;
	delivery: Omit<Delivery, 'id'>;
}

export class Session {
	readonly #store: Store;
	readonly #inspect: InspectOptions;
	readonly #book: CallBook;
	readonly #onDelivery = new Set<(delivery: Delivery) => void>();
	readonly #onNotice = new Set<(notice: Notice) => void>();
	readonly #onChange = new Set<() => void>();
	readonly #summary: Summary = {
		startedAt: Date.now(),
		deliveries: 0,
		newCalls: 0,
		verdicts: {accepted: 0, rejected: 0, unknown: 0, unanswered: 0},
		errors: 0,
		lost: 0,
		rejected: [],
	};
	#queue: Work[] = [];
	/** Answers that turned out otherwise than stored. */
	#corrections: {id: number; answer: Answer; verdict: Verdict}[] = [];
	#scheduled = false;
	/** Exchanges whose answer has not ended yet. */
	#open = 0;
	#whenIdle: (() => void)[] = [];
	#firstCalls: number;

	constructor({store, inspect: inspectOptions}: SessionOptions) {
		this.#store = store;
		this.#inspect = inspectOptions;
		this.#book = new CallBook(store);
		this.#firstCalls = this.#book.totals().calls;
	}

	/** Takes one request; its answer goes out once it is stored, together with all that arrive in the same turn. */
	receive(exchange: Exchange): void {
		this.#open++;
		this.#queue.push(this.#prepare(exchange));
		this.#schedule();
	}

	/** Told of each delivery once, after its answer ended or its sender left. */
	onDelivery(listener: (delivery: Delivery) => void): void {
		this.#onDelivery.add(listener);
	}

	onNotice(listener: (notice: Notice) => void): void {
		this.#onNotice.add(listener);
	}

	/** Told whenever the store changed; what changed is asked of the store. */
	onChange(listener: () => void): () => void {
		this.#onChange.add(listener);
		return () => this.#onChange.delete(listener);
	}

	notify(severity: Notice['severity'], message: string, hint: string | null = null): void {
		const notice = {at: Date.now(), severity, message, hint};
		for (const listener of this.#onNotice) listener(notice);
	}

	totals(): Totals {
		return this.#book.totals();
	}

	get store(): Store {
		return this.#store;
	}

	summary(): Summary {
		return {...this.#summary, newCalls: Math.max(0, this.#book.totals().calls - this.#firstCalls)};
	}

	/** Resolves when nothing is waiting to be stored or answered. */
	async idle(): Promise<void> {
		while (this.#open > 0 || this.#scheduled) {
			await new Promise<void>(resolve => this.#whenIdle.push(resolve));
		}
	}

	#prepare(exchange: Exchange): Work {
		const {request} = exchange;
		const inspected = inspect(request, this.#inspect);
		const content = chooseAnswer(inspected, request.fault?.code ?? null);
		const answer: Answer = {status: content.status, by: 'call-hook', durationMs: 0};
		return {
			exchange,
			provider: inspected.provider,
			content,
			delivery: {
				request,
				replayOf: null,
				inspection: inspected.inspection,
				answer,
				verdict: judge(inspected.provider, inspected.inspection.event?.kind ?? null, answer),
			},
		};
	}

	#schedule(): void {
		if (this.#scheduled) return;
		this.#scheduled = true;
		// After the event loop has read every socket that is ready: one transaction for all of them.
		setImmediate(() => this.#flush());
	}

	#flush(): void {
		const batch = this.#queue;
		const corrections = this.#corrections;
		this.#queue = [];
		this.#corrections = [];
		this.#scheduled = false;
		const now = performance.timeOrigin + performance.now();
		for (const work of batch) this.#settleAnswer(work, now);
		const ids = this.#commit(batch, corrections);
		for (const [index, work] of batch.entries()) {
			const id = ids?.[index] ?? null;
			if (id === null) this.#refuse(work);
			else this.#answer(work, id);
		}
		for (const listener of this.#onChange) listener();
		if (this.#open === 0) this.#tellIdle();
	}

	/** The answer as it stands when it is stored: how long it took, or that nobody is there to hear it. */
	#settleAnswer(work: Work, now: number): void {
		const {delivery, exchange} = work;
		const durationMs = Math.max(0, now - delivery.request.receivedAt - delivery.request.bodyMs);
		if (exchange.gone) work.delivery = {...delivery, ...unanswered(durationMs)};
		else work.delivery = {...delivery, answer: {...delivery.answer, durationMs}};
	}

	/** The ids of the batch, or null when it could not be stored. */
	#commit(batch: Work[], corrections: {id: number; answer: Answer; verdict: Verdict}[]): number[] | null {
		try {
			return this.#store.write(writer => {
				this.#book.begin();
				const ids = batch.map(({delivery}) => this.#book.add(writer, delivery));
				this.#book.finish(writer);
				for (const {id, answer, verdict} of corrections) writer.updateAnswer(id, answer, verdict);
				return ids;
			});
		} catch (error) {
			this.#tellStoreFailed(error, batch.length);
			return null;
		}
	}

	#tellStoreFailed(error: unknown, count: number): void {
		const what = count === 1 ? 'a delivery was' : `${count} deliveries were`;
		const hint = error instanceof CallHookError ? error.hint : null;
		if (count > 0) this.notify('error', `${messageOf(error)} ${what} answered 503 and not kept.`, hint);
		try {
			this.#book.reset();
		} catch {
			// The store cannot be read either; the next write tells.
		}
	}

	#answer({exchange, content, delivery, provider}: Work, id: number): void {
		if (delivery.answer.by !== 'nobody') exchange.respond(content);
		exchange.onEnd(handedOver => {
			if (handedOver || delivery.answer.by === 'nobody') {
				this.#end({...delivery, id}, provider);
				return;
			}
			// Stored as answered, but the sender left while the answer was on its way.
			const ended = {...delivery, ...unanswered(delivery.answer.durationMs), id};
			this.#corrections.push({id, answer: ended.answer, verdict: ended.verdict});
			this.#schedule();
			this.#end(ended, provider);
		});
	}

	/** What could not be stored must not count as delivered. */
	#refuse({exchange, delivery, provider}: Work): void {
		this.#summary.lost++;
		exchange.respond(notStored);
		exchange.onEnd(handedOver => {
			const answer: Answer = handedOver
				? {...delivery.answer, status: notStored.status, by: 'call-hook'}
				: unanswered(delivery.answer.durationMs).answer;
			const verdict = judge(provider, delivery.inspection.event?.kind ?? null, answer);
			this.#end({...delivery, id: null, answer, verdict}, provider);
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
		for (const listener of this.#onDelivery) listener(delivery);
		if (this.#open === 0 && !this.#scheduled) this.#tellIdle();
	}

	#tellIdle(): void {
		const waiting = this.#whenIdle;
		this.#whenIdle = [];
		for (const resolve of waiting) resolve();
	}
}

function unanswered(durationMs: number): {answer: Answer; verdict: Verdict} {
	return {
		answer: {status: null, by: 'nobody', durationMs},
		verdict: {state: null, because: 'the sender left before an answer', source: null},
	};
}
