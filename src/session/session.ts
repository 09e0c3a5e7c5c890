/**
 * The running heart: takes exchanges from the listener, has them inspected, stores them, answers them, and tells
 * whoever watches. A delivery is committed before its answer is sent.
 */

import type {Call} from '../core/call.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {Answer, Delivery, History, Refusal, Verdict} from '../core/delivery.ts';
import {CallHookError, messageOf} from '../core/errors.ts';
import type {Provider} from '../core/provider.ts';
import {Roster} from '../core/roster.ts';
import {settle, stepOf} from '../core/step.ts';
import {type InspectOptions, inspect} from '../inspect/inspect.ts';
import type {Exchange} from '../server/exchange.ts';
import type {DeliveryRecord, Store, StoredDelivery, Totals} from '../store/store.ts';
import {type Answering, defaultAnswering, notStored, type Plan, planAnswer} from './answers.ts';
import {Archive, answered, inHistory, pinOf, type Reach, readBack, stepsBefore} from './archive.ts';
import {CallFolder} from './call-folder.ts';
import {carryOut, contentOf, isImmediate, plannedAnswer, type UnderWay} from './carry-out.ts';
import {callOf, contributionOf} from './fold.ts';
import {Histories, type Remembered, rememberedOf, withHistory} from './history.ts';
import {Network, type Waiting} from './network.ts';
import {Observed, type ObservedProvider} from './observed.ts';
import {Pacer, pieceMs, Rest} from './pacer.ts';
import {SearchIndexer} from './search.ts';
import {type Clock, Watchdog} from './watchdog.ts';

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
	/** Requests that were not let in. */
	refused: number;
	/** Requests a target was asked for and gave no whole answer to. */
	targetFailures: number;
	/** Deliveries that could not be stored. */
	lost: number;
	/** The first few rejected deliveries, for the farewell. */
	rejected: RejectedDelivery[];
	/** The first few deliveries with an error, each with the code of its first one. */
	erring: {id: number | null; provider: string; code: string}[];
	/** What was seen of each provider. */
	providers: readonly ObservedProvider[];
}

export interface RejectedDelivery {
	id: number | null;
	provider: string;
	verdict: Verdict;
	/** The delivery it repeats; null when it repeats none that is known. */
	of: number | null;
	/** The retry that was accepted in the end; null when none was. */
	acceptedAs: number | null;
}

/** Of rejected deliveries, and of those with an error. */
const mostKept = 20;

export interface SessionOptions {
	store: Store;
	inspect: InspectOptions;
	/** Provider defaults unless given. */
	answering?: Answering;
	/** Why a request is not let in; everybody is unless given. */
	refuse?(request: CapturedRequest): Refusal | null;
	handing?: Partial<Handing>;
	network?: Network;
}

/** How requests are handed to targets. */
export interface Handing {
	/** A target that has not answered after this many ms is given up. */
	timeoutMs: number;
	/** Gives up at the provider's documented deadline already, as the provider would. */
	enforceDeadline: boolean;
	/** Bytes of an answer's body that are kept. */
	keepBytes: number;
}

const defaultHanding: Handing = {
	timeoutMs: 30_000,
	enforceDeadline: false,
	keepBytes: 10 * 1024 * 1024,
};

/** An answer that takes longer than this, in ms, is shown as waited for; until then its delivery is not folded. */
const waitingAfterMs = 100;

/** How often a session looks whether another process changed its store, in ms. */
const lookAroundMs = 1000;

/** Deliveries from before a session that it knows again, and how many of them are read in one turn. */
const rememberedAtStart = 300;
const rememberedAtOnce = 10;

/** A request on its way from the listener to its answer. */
interface Work {
	exchange: Exchange;
	/** When the request was complete, by the clock that only goes forward, in ms. */
	completedAt: number;
	provider: Provider;
	plan: Plan;
	/** As it is without an answer. */
	asked: Omit<Delivery, 'answer' | 'verdict'>;
	/** What later deliveries are told from; null for one that none is. */
	remembered: Remembered | null;
	/** What those before it tell of it; null until it is stored, and when they tell nothing. */
	history: History | null;
}

/** A delivery whose answer turned out otherwise than stored. */
interface Correction {
	id: number;
	delivery: Delivery;
	provider: Provider;
	remembered: Remembered | null;
	/** Views have been told. They are once it is stored: who hears of it may look it up. */
	isTold: boolean;
}

export class Session {
	/** The public address and the targets. */
	readonly network: Network;
	readonly #store: Store;
	readonly #inspect: InspectOptions;
	readonly #answering: Answering;
	readonly #refuse: (request: CapturedRequest) => Refusal | null;
	readonly #handing: Handing;
	/** Answers that take time. */
	readonly #underWay = new Roster<UnderWay>();
	readonly #waiting = new Map<number, Waiting>();
	/** Of calls with deliveries that are waited for: their ids, by the call's key. */
	readonly #waitingByCall = new Map<string, number[]>();
	readonly #folder: CallFolder;
	#histories = new Histories();
	/** The store had calls before this session began. */
	#hadCalls: boolean;
	#timesCleared: number;
	/** What was last seen of other processes. */
	#foreignVersion: number;
	#lookingAround: NodeJS.Timeout | undefined;
	readonly #reach: Reach = new Map();
	#watchdog: Watchdog | null = null;
	readonly #folding = new Pacer(() => this.#fold());
	readonly #retry = new Pacer(() => this.#flush());
	/** What is put off until nothing happens. */
	readonly #resting = new Rest(() => this.#tidy());
	readonly #indexer: SearchIndexer;
	readonly #observed = new Observed();
	readonly #onDelivery = new Set<(delivery: Delivery) => void>();
	readonly #onNotice = new Set<(notice: Notice) => void>();
	readonly #onChange = new Set<() => void>();
	readonly #summary = {
		startedAt: Date.now(),
		deliveries: 0,
		verdicts: {accepted: 0, rejected: 0, unknown: 0, unanswered: 0},
		errors: 0,
		refused: 0,
		targetFailures: 0,
		lost: 0,
		rejected: [] as Summary['rejected'],
		erring: [] as Summary['erring'],
	};
	readonly #withoutCall = {errors: 0, rejected: 0};
	#remembering: NodeJS.Immediate;
	#queue: Work[] = [];
	#corrections: Correction[] = [];
	#flushScheduled = false;
	#foldingFails = false;
	#correctingFails = false;
	#waitsNoMore = false;
	/** Exchanges whose answer has not ended yet. */
	#open = 0;
	#whenIdle: (() => void)[] = [];

	constructor({store, inspect: inspectOptions, answering, refuse, handing, network}: SessionOptions) {
		this.#store = store;
		this.#inspect = inspectOptions;
		this.#answering = answering ?? defaultAnswering;
		this.#refuse = refuse ?? (() => null);
		this.#handing = {...defaultHanding, ...handing};
		this.network = network ?? new Network();
		this.network.onChange(() => this.#tellChange());
		this.#folder = new CallFolder(store, inspectOptions);
		this.#indexer = new SearchIndexer(store, inspectOptions, {replaces: true});
		this.#hadCalls = this.#folder.totals().calls > 0;
		this.#timesCleared = store.timesCleared();
		this.#foreignVersion = store.foreignVersion();
		// What a process that was killed has left behind.
		this.#folding.request();
		this.#remembering = setImmediate(() => this.#rememberStored());
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

	/** From now on says of calls that begin whether their end is missing. */
	watchCalls(clock?: Clock): void {
		this.#watchdog ??= new Watchdog({
			quietBetween: (from, until) => this.#histories.quietBetween(from, until),
			call: key => this.#callOf(key),
			notify: (message, hint) => this.notify('warning', message, hint),
			...(clock !== undefined && {clock}),
		});
	}

	/** From now on notices what other processes do to the store, and indexes what they or earlier ones have left. */
	watchStore(): void {
		this.#lookingAround ??= setInterval(() => this.#lookAround(), lookAroundMs).unref();
		this.#resting.disturb();
	}

	/** Of the store; among errors and rejected also those deliveries of this session that belong to no call. */
	totals(): Totals {
		const totals = this.#folder.totals();
		totals.errors += this.#withoutCall.errors;
		totals.rejected += this.#withoutCall.rejected;
		return totals;
	}

	/** Deliveries whose answer has been waited for for a while, by id, the oldest first. */
	get waiting(): ReadonlyMap<number, Waiting> {
		return this.#waiting;
	}

	/** The delivery of a call that has been waited for longest; null when none is. */
	waitingOfCall(key: string): Waiting | null {
		const [id] = this.#waitingByCall.get(key) ?? [];
		return id === undefined ? null : (this.#waiting.get(id) ?? null);
	}

	#setWaiting(id: number, key: string | null, waiting: Waiting | null): void {
		if (waiting !== null) this.#waiting.set(id, waiting);
		else if (!this.#waiting.delete(id)) return;
		if (key === null) return;
		const others = (this.#waitingByCall.get(key) ?? []).filter(other => other !== id);
		const ids = waiting === null ? others : [...others, id];
		if (ids.length > 0) this.#waitingByCall.set(key, ids);
		else this.#waitingByCall.delete(key);
	}

	/** Gives up what is waited for, now and from now on: targets that work, delays, answers that hang. */
	stopWaiting(): void {
		this.#waitsNoMore = true;
		for (const course of this.#underWay.all()) course.stop();
	}

	get store(): Store {
		return this.#store;
	}

	/** A delivery from the store as this session understands it; null when there is none of that id. */
	delivery(id: number): Delivery | null {
		const stored = this.#store.delivery(id);
		if (stored === null) return null;
		const read = readBack(stored, this.#inspect);
		const {delivery, remembered} = read;
		if (remembered === null) return delivery;
		const history = this.#histories.recall(remembered.key, id);
		return history === undefined
			? inHistory(this.#store, stored, read, this.#inspect, this.#reach)
			: withHistory(delivery, history);
	}

	/** The last `limit` deliveries of a call, oldest first. */
	deliveriesOfCall(seq: number, limit: number): Delivery[] {
		const archive = new Archive(this.#store, this.#inspect);
		return this.#store.deliveriesOfCall(seq, limit).map(stored => archive.next(stored));
	}

	/** null when it is not there, and when the store cannot be read now. */
	#callOf(key: string): Call | null {
		try {
			const stored = this.#store.callByKey(key);
			return stored === null ? null : callOf(stored.state);
		} catch {
			return null;
		}
	}

	/** The last deliveries from before: what is sent again after a restart is known. A page in each turn. */
	#rememberStored(before = Number.MAX_SAFE_INTEGER, left = rememberedAtStart): void {
		let page: StoredDelivery[];
		try {
			page = this.#store.deliveriesBefore(before, Math.min(left, rememberedAtOnce));
		} catch {
			// Then only what comes from now on is known.
			return;
		}
		for (const stored of page.reverse()) {
			const {remembered} = readBack(stored, this.#inspect);
			if (remembered !== null) this.#histories.addBefore(remembered.key, [remembered.step]);
		}
		const oldest = page.at(-1)?.id;
		const rest = left - page.length;
		if (oldest === undefined || rest === 0) return;
		this.#remembering = setImmediate(() => this.#rememberStored(oldest, rest));
	}

	summary(): Summary {
		return {...this.#summary, newCalls: this.#folder.newCalls, providers: this.#observed.providers()};
	}

	/** Resolves when everything received is answered, stored, and folded into calls. */
	async idle(): Promise<void> {
		while (this.#open > 0 || this.#flushScheduled) {
			await new Promise<void>(resolve => this.#whenIdle.push(resolve));
		}
		// Nobody comes back to it later.
		if (this.#corrections.length > 0) this.#retry.runNow();
		const lost = this.#corrections.length;
		if (lost > 0) {
			this.notify('error', `What became of ${lost === 1 ? 'one answer' : `${lost} answers`} was not kept.`);
		}
		if (this.#folding.isWaiting) this.#folding.runNow();
		// What was in the same batch as others of its call is folded anew in the next.
		if (this.#folder.isBehind && !this.#foldingFails) this.#folding.runNow();
	}

	/** Stops what is done behind. Everything is kept; what is not folded yet is folded by whoever opens the store next. */
	close(): void {
		clearImmediate(this.#remembering);
		clearInterval(this.#lookingAround);
		this.#watchdog?.stop();
		this.#folding.stop();
		this.#retry.stop();
		this.#resting.stop();
	}

	#prepare(exchange: Exchange): Work {
		const request = this.network.stamped(exchange.request);
		const completedAt = performance.now();
		const refusal = request.fault === null ? this.#refuse(request) : null;
		const inspected = inspect(request, this.#inspect);
		const {inspection, provider} = inspected;
		const plan = planAnswer(inspected, request, refusal, this.#answering);
		// Strangers who found the address do not use it, nor does a browser.
		if (refusal === null && provider.kinds.length > 0) this.network.used(request, provider.name);
		const asked = {id: null, request, replay: null, refusal, inspection, repeat: null};
		const remembered = rememberedOf(asked, provider, stepOf(inspected, request));
		return {exchange, completedAt, provider, plan, asked, remembered, history: null};
	}

	#scheduleFlush(): void {
		if (this.#flushScheduled) return;
		this.#flushScheduled = true;
		// After the event loop has read every socket that is ready: one transaction for all of them. A turn later it
		// would hold more, but Node has taken the socket of what is no HTTP away by then.
		setImmediate(() => {
			// A later flush tries again; without further requests none would come.
			if (!this.#flush()) this.#retry.request();
		});
	}

	/** Whether nothing is left over: corrections that could not be stored are kept for the next one. */
	#flush(): boolean {
		const batch = this.#queue;
		const corrections = this.#corrections;
		this.#queue = [];
		this.#corrections = [];
		this.#flushScheduled = false;
		const now = performance.now();
		const deliveries = batch.map(work => this.#settled(work, now));
		const ids = this.#commit(deliveries, corrections);
		for (const correction of corrections) {
			// One that could not be stored is tried again, and told all the same.
			if (!correction.isTold) this.#end(correction.delivery, correction.provider);
			correction.isTold = true;
		}
		for (const [index, work] of batch.entries()) {
			const delivery = deliveries[index];
			const id = ids?.[index];
			if (delivery === undefined) continue;
			if (id === undefined) this.#turnAway(work, delivery);
			else this.#answer(work, this.#stored(work, delivery, id));
		}
		this.#folding.request();
		this.#resting.disturb();
		this.#tellChange();
		if (this.#open === 0) this.#tellIdle();
		return this.#corrections.length === 0;
	}

	/** A delivery that has just been stored, with what those before it tell of it. */
	#stored(work: Work, delivery: Delivery, id: number): Delivery & {id: number} {
		const {remembered, plan, exchange} = work;
		if (remembered !== null) {
			const {step} = remembered;
			step.id = id;
			if (exchange.gone || isImmediate(plan)) {
				settle(step, delivery.request, delivery.answer, delivery.verdict);
			}
			if (this.#hadCalls) this.#recallCall(delivery, remembered.key, id);
			work.history = this.#histories.add(remembered);
		}
		const told = withHistory(delivery, work.history);
		const {request, replay, refusal, inspection, repeat, answer, verdict} = told;
		return {id, request, replay, refusal, inspection, repeat, answer, verdict};
	}

	/** What the store has of a call that is not remembered: a look-up by key, once, for each that may be there. */
	#recallCall({inspection: {callKey}}: Delivery, key: string, id: number): void {
		if (callKey === null || this.#histories.has(key)) return;
		try {
			const steps = stepsBefore(this.#store, key, id, this.#inspect);
			if (steps.length > 0) this.#histories.addBefore(key, steps);
		} catch {
			// Its answer matters more: then nothing is told of what came before.
		}
	}

	/** With the answer as it is stored: nobody's while it takes time, or when nobody is there to hear it. */
	#settled({exchange, provider, plan, asked, completedAt}: Work, now: number): Delivery {
		const durationMs = Math.max(0, now - completedAt);
		const content = exchange.gone || !isImmediate(plan) ? null : contentOf(plan);
		const answer = content === null ? nobody(durationMs) : plannedAnswer(plan, content, durationMs);
		return answered(asked, provider, answer);
	}

	/** The ids of the deliveries, or null when they could not be stored. */
	#commit(deliveries: readonly Delivery[], corrections: readonly Correction[]): number[] | null {
		try {
			this.#noticeOthers();
			const ids = this.#store.write(writer => {
				for (const {id, delivery} of corrections) writer.updateAnswer(id, delivery.answer);
				return writer.insertDeliveries(deliveries.map(recordOf));
			});
			for (const {id, delivery, remembered} of corrections) {
				this.#folder.correct(contributionOf(delivery, remembered?.step), id);
				this.#folder.release(id);
				if (remembered !== null) this.#supersede(remembered, id);
			}
			if (corrections.length > 0) this.#tellCorrecting(null);
			return ids;
		} catch (error) {
			this.#corrections.unshift(...corrections);
			for (const {id} of corrections) this.#folder.release(id);
			if (deliveries.length > 0) this.#tellStoreFailed(error, deliveries.length);
			if (corrections.length > 0) this.#tellCorrecting(error);
			return null;
		}
	}

	/** A retry may have come before it was known what became of the attempt it repeats. */
	#supersede({key, step: {verdict}}: Remembered, id: number): void {
		const retry = this.#histories.supersede(key, id, verdict);
		if (retry !== null) this.#folder.supersede(key, retry, verdict);
	}

	#tellStoreFailed(error: unknown, count: number): void {
		const what = count === 1 ? 'A delivery was' : `${count} deliveries were`;
		const hint = error instanceof CallHookError ? error.hint : null;
		this.notify('error', `${messageOf(error)} ${what} answered 503 and not kept.`, hint);
	}

	/** It is tried again and again: once is enough to say so. `error`: null when it went well. */
	#tellCorrecting(error: unknown): void {
		if (error !== null && !this.#correctingFails) {
			const hint = error instanceof CallHookError ? error.hint : null;
			const what = 'What became of some answers is not kept yet; it is tried again.';
			this.notify('error', `${messageOf(error)} ${what}`, hint);
		} else if (error === null && this.#correctingFails) this.notify('info', 'All answers are kept again.');
		this.#correctingFails = error !== null;
	}

	#answer(work: Work, delivery: Delivery & {id: number}): void {
		const {exchange, plan, provider, remembered} = work;
		const {id, answer} = delivery;
		this.#folder.add(contributionOf(delivery, remembered?.step), id);
		const content = isImmediate(plan) ? contentOf(plan) : null;
		if (exchange.gone) {
			// Noticed only now when an answer is stored already.
			if (answer.by === 'nobody') this.#end(delivery, provider);
			else this.#correct(work, id, nobody(answer.durationMs));
		} else if (content === null) this.#wait(work, id);
		else {
			exchange.respond(content);
			exchange.onEnd(handedOver => {
				if (handedOver) this.#end(delivery, provider);
				// Stored as answered, but the sender left while the answer was on its way.
				else this.#correct(work, id, nobody(answer.durationMs));
			});
		}
	}

	/** Carries out what takes time, and tells that it is waited for when it takes longer than a moment. */
	#wait(work: Work, id: number): void {
		const {exchange, plan, provider, completedAt, asked} = work;
		const {timeoutMs, enforceDeadline, keepBytes} = this.#handing;
		const deadline = provider.contract(asked.inspection.event?.kind ?? null).deadlineMs[0]?.value ?? null;
		const cutAt = enforceDeadline && deadline !== null && deadline < timeoutMs ? deadline : null;
		const course = carryOut(exchange, plan, {
			request: asked.request,
			completedAt,
			timeoutMs: cutAt ?? timeoutMs,
			timeoutIs: cutAt === null ? 'timeout' : 'deadline',
			keepBytes,
		});
		this.#underWay.add(course);
		if (this.#waitsNoMore) course.stop();
		this.#folder.hold(id);
		const since = Date.now();
		const isTarget = plan.by === 'target';
		const timer = setTimeout(() => {
			const until = Math.min(
				deadline ?? Number.POSITIVE_INFINITY,
				isTarget ? timeoutMs : Number.POSITIVE_INFINITY,
			);
			this.#setWaiting(id, asked.inspection.callKey, {
				since,
				until: Number.isFinite(until) ? since + until : null,
				target: isTarget ? plan.target.url : null,
			});
			this.#folder.release(id);
			this.#folding.request();
			this.#tellChange();
		}, waitingAfterMs);
		void course.done.then(answer => {
			clearTimeout(timer);
			this.#underWay.remove(course);
			this.#setWaiting(id, asked.inspection.callKey, null);
			if (plan.by === 'target' && answer.by === 'call-hook') {
				this.network.answeredInsteadOf(plan.target.url, id);
			}
			this.#correct(work, id, answer);
		});
	}

	/** The answer turned out otherwise than stored. */
	#correct({provider, asked, remembered, history}: Work, id: number, answer: Answer): void {
		const delivery = withHistory(answered({...asked, id}, provider, answer), history);
		if (remembered !== null) settle(remembered.step, asked.request, answer, delivery.verdict);
		this.#corrections.push({id, delivery, provider, remembered, isTold: false});
		this.#scheduleFlush();
	}

	/** What could not be stored must not count as delivered. */
	#turnAway({exchange, provider, asked}: Work, {answer: {durationMs}}: Delivery): void {
		this.#summary.lost++;
		exchange.respond(notStored);
		exchange.onEnd(handedOver => {
			const answer: Answer = handedOver
				? {status: notStored.status, by: 'call-hook', durationMs}
				: nobody(durationMs);
			this.#end(answered(asked, provider, answer), provider);
		});
	}

	#end(delivery: Delivery, provider: Provider): void {
		this.#open--;
		const summary = this.#summary;
		summary.deliveries++;
		summary.verdicts[delivery.verdict.state ?? 'unanswered']++;
		const error = delivery.inspection.findings.find(({severity}) => severity === 'error');
		if (error !== undefined) {
			summary.errors++;
			if (summary.erring.length < mostKept) {
				summary.erring.push({id: delivery.id, provider: provider.id, code: error.code});
			}
		}
		if (delivery.inspection.callKey === null) this.#countWithoutCall(delivery, error !== undefined);
		if (delivery.refusal !== null) summary.refused++;
		if (delivery.answer.forwarding?.failure != null) summary.targetFailures++;
		this.#noteRejection(delivery, provider);
		this.#observed.add(delivery);
		for (const listener of this.#onDelivery) this.#tell(listener, delivery);
		if (this.#open === 0 && !this.#flushScheduled) this.#tellIdle();
	}

	/** No call will tell of it. Strangers who found the address, and replays, are no failure of a provider's. */
	#countWithoutCall({refusal, replay, verdict}: Delivery, hasError: boolean): void {
		const isRejected = verdict.state === 'rejected';
		if (refusal !== null || replay !== null || !(hasError || isRejected)) return;
		if (hasError) this.#withoutCall.errors++;
		if (isRejected) this.#withoutCall.rejected++;
		// Its answer may have ended after it was folded.
		this.#tellChange();
	}

	#noteRejection({id, verdict, repeat}: Delivery, provider: Provider): void {
		const {rejected} = this.#summary;
		const of = repeat === null ? null : repeat.of;
		if (verdict.state === 'rejected') {
			if (rejected.length === mostKept) return;
			rejected.push({id, provider: provider.id, verdict, of, acceptedAs: null});
		} else if (verdict.state === 'accepted' && of !== null) {
			noteAccepted(rejected, id, of);
		}
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

	/** Behind everything else, for searches. Whether there is more to do. */
	#tidy(): boolean {
		try {
			if (this.#indexer.run(pieceMs)) return true;
		} catch {
			// What is not indexed is looked through.
		}
		this.#store.checkpoint();
		return false;
	}

	/** Whether other processes have written to the store, as far as is not known yet; what they have deleted is forgotten. */
	#noticeOthers(): boolean {
		const version = this.#store.foreignVersion();
		if (version === this.#foreignVersion) return false;
		this.#foreignVersion = version;
		const times = this.#store.timesCleared();
		if (times !== this.#timesCleared) {
			this.#timesCleared = times;
			this.#histories = new Histories();
			// Of what is left the store is asked.
			this.#hadCalls = true;
			this.#withoutCall.errors = 0;
			this.#withoutCall.rejected = 0;
		}
		return true;
	}

	/** Views show what other processes did while nothing happens here. */
	#lookAround(): void {
		try {
			if (this.#noticeOthers()) this.#tellChange();
		} catch {
			// Whatever is wrong with the store, the next delivery tells it.
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

/** An accepted retry makes up for the attempt before it, and for those before that. */
function noteAccepted(rejected: readonly RejectedDelivery[], id: number | null, of: number): void {
	let before: number | null = of;
	for (let at = rejected.length - 1; at >= 0 && before !== null; at--) {
		const attempt = rejected[at];
		if (attempt?.id !== before) continue;
		attempt.acceptedAs = id;
		before = attempt.of;
	}
}

function recordOf({request, replay, refusal, inspection, answer}: Delivery): DeliveryRecord {
	return {request, replay, refusal, pin: pinOf({inspection}), answer};
}

function nobody(durationMs: number): Answer {
	return {status: null, by: 'nobody', durationMs};
}
