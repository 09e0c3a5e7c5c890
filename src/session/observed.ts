/** What deliveries show of each provider: counted one by one, and bounded whatever is sent. */

import {
	type Contract,
	type Documented,
	halfUsed,
	nearlyUsed,
	type RedirectRule,
	type RetrySchedule,
	type StatusRange,
} from '../core/contract.ts';
import type {Delivery, Finding, Repeat, Verdict} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import {Spread} from '../core/spread.ts';
import {generic} from '../providers/generic.ts';
import {providerOf} from '../providers/registry.ts';

/** What was seen of one provider. Deliveries that were not let in, and replays, are no part of it. */
export interface ObservedProvider {
	id: string;
	name: string;
	deliveries: number;
	/** Of each kind that came; the kind is null for what is of none of the documented ones. */
	kinds: readonly {id: string | null; deliveries: number}[];
	/** Documented, and not seen. Those that only a pin can tell are left out: nobody could have seen them. */
	kindsNeverSeen: readonly string[];
	verdicts: Readonly<Record<NonNullable<Verdict['state']> | 'unanswered', number>>;
	/** How long answers took; null when there was none. */
	latencyMs: {p50: number; p95: number; max: number} | null;
	/** Of each rule about statuses. */
	statuses: readonly ObservedStatuses[];
	/** Of each rule about deadlines. */
	deadlines: readonly ObservedDeadline[];
	/** Of each rule about retries. */
	retries: readonly ObservedRetries[];
	/** Of all retries whose attempt before came here, too; null when there was none. */
	retryGapMs: {smallest: number; median: number; largest: number} | null;
	duplicates: number;
	/** Deliveries with a finding about order. */
	outOfOrder: number;
}

/** What the kinds of delivery that share a rule have in common. */
interface Shared<T> {
	/** Those that came. */
	kinds: readonly (string | null)[];
	documented: Documented<T>;
}

export interface ObservedStatuses extends Shared<readonly StatusRange[]> {
	redirects: Documented<RedirectRule>;
	/** How many answers had each. */
	statuses: ReadonlyMap<number, number>;
	unanswered: number;
}

export interface ObservedDeadline extends Shared<number> {
	/** With those that came too late to be sent. */
	answers: number;
	/** Of these, how often the sender hung up at its deadline without one. */
	gaveUp: number;
	/** Answers that took so much of the first documented deadline, or more; each has the next one in it. */
	tookHalf: number;
	tookFourFifths: number;
	tooLate: number;
	/** 0 without an answer. */
	slowestMs: number;
}

export interface ObservedRetries extends Shared<RetrySchedule> {
	count: number;
	/** The highest number an attempt had after the first one; 0 without a retry. */
	highest: number;
	/** By the number of the attempt. Very high ones are told together. */
	gaps: ReadonlyMap<number, Gaps>;
	/** Answers that were rejected, each a reason to send again. */
	rejected: number;
	/** How long the slowest answer took that was not accepted: a pause may begin only after it. */
	longestFailedMs: number;
}

/** From the arrival of the attempt before to that of the retry, in ms. */
export interface Gaps {
	smallest: number;
	largest: number;
}

/** Attempts from this number on are told together; no provider documents more than 26. */
const lastAttempt = 32;

/** Counts deliveries as they come, by provider. */
export class Observed {
	readonly #tallies = new Map<string, ProviderTally>();

	add(delivery: Delivery): void {
		if (delivery.refusal !== null || delivery.replay !== null) return;
		const {id} = delivery.inspection.provider;
		let tally = this.#tallies.get(id);
		if (tally === undefined) {
			tally = new ProviderTally(providerOf(id) ?? generic);
			this.#tallies.set(id, tally);
		}
		tally.add(delivery);
	}

	/** As it is now, in the order the providers came. */
	providers(): ObservedProvider[] {
		return Array.from(this.#tallies.values(), tally => tally.told());
	}
}

class ProviderTally {
	readonly #provider: Provider;
	readonly #kinds = new Map<string | null, KindTally>();
	readonly #statuses: StatusTally[] = [];
	readonly #deadlines: DeadlineTally[] = [];
	readonly #retries: RetryTally[] = [];
	readonly #verdicts = {accepted: 0, rejected: 0, unknown: 0, unanswered: 0};
	/** Told apart to the µs. */
	readonly #latency = new Spread(1000);
	/** Told apart to the ms; most providers are never seen to send again. */
	#gaps: Spread | null = null;
	#duplicates = 0;
	#outOfOrder = 0;

	constructor(provider: Provider) {
		this.#provider = provider;
	}

	add({inspection: {event, findings}, answer, verdict, repeat}: Delivery): void {
		const kind = this.#kindOf(event === null ? null : event.kind);
		kind.deliveries++;
		this.#verdicts[verdict.state ?? 'unanswered']++;
		kind.statuses.add(answer.status);
		kind.retries.addAnswer(verdict.state, answer.durationMs);
		if (answer.status !== null) {
			this.#latency.add(answer.durationMs);
			kind.deadline.add(answer.durationMs);
		} else if (verdict.state === 'rejected') kind.deadline.addGivenUp(answer.durationMs);
		if (repeat !== null) this.#addRepeat(repeat, kind);
		if (isOutOfOrder(findings)) this.#outOfOrder++;
	}

	#addRepeat({attempt, gapMs}: Repeat, {retries}: KindTally): void {
		if (attempt === null) {
			this.#duplicates++;
			return;
		}
		retries.addRetry(attempt, gapMs);
		if (gapMs === null) return;
		this.#gaps ??= new Spread(1);
		this.#gaps.add(gapMs);
	}

	#kindOf(id: string | null): KindTally {
		return this.#kinds.get(id) ?? this.#newKind(id);
	}

	/** What no document has is counted together: a sender must not be able to make up kinds without end. */
	#newKind(id: string | null): KindTally {
		if (id !== null && !this.#provider.kinds.some(kind => kind.id === id)) return this.#kindOf(null);
		const contract = this.#provider.contract(id);
		const kind: KindTally = {
			deliveries: 0,
			statuses: sharing(this.#statuses, contract.accepts, id, () => new StatusTally(contract)),
			deadline: sharing(this.#deadlines, contract.deadlineMs, id, () => new DeadlineTally(contract)),
			retries: sharing(this.#retries, contract.retries, id, () => new RetryTally(contract)),
		};
		this.#kinds.set(id, kind);
		return kind;
	}

	told(): ObservedProvider {
		const {id, name, kinds} = this.#provider;
		const deliveries = Array.from(this.#kinds, ([kind, tally]) => ({id: kind, deliveries: tally.deliveries}));
		return {
			id,
			name,
			deliveries: deliveries.reduce((sum, kind) => sum + kind.deliveries, 0),
			kinds: deliveries,
			kindsNeverSeen: kinds
				.filter(kind => kind.pinOnly !== true && !this.#kinds.has(kind.id))
				.map(kind => kind.id),
			verdicts: {...this.#verdicts},
			latencyMs: this.#latency.isEmpty
				? null
				: {
						p50: this.#latency.percentile(50),
						p95: this.#latency.percentile(95),
						max: this.#latency.largest,
					},
			statuses: this.#statuses.map(tally => tally.told()),
			deadlines: this.#deadlines.map(tally => tally.told()),
			retries: this.#retries.map(tally => tally.told()),
			retryGapMs:
				this.#gaps === null
					? null
					: {
							smallest: this.#gaps.smallest,
							median: this.#gaps.percentile(50),
							largest: this.#gaps.largest,
						},
			duplicates: this.#duplicates,
			outOfOrder: this.#outOfOrder,
		};
	}
}

/** A kind of delivery with the counters it shares with all that have the same rules. */
interface KindTally {
	deliveries: number;
	statuses: StatusTally;
	deadline: DeadlineTally;
	retries: RetryTally;
}

/** The counter of a rule, new when no other kind has the same one: rules are told apart as the objects they are. */
function sharing<T extends {documented: unknown; kinds: (string | null)[]}>(
	tallies: T[],
	documented: T['documented'],
	kind: string | null,
	make: () => T,
): T {
	let tally = tallies.find(other => other.documented === documented);
	if (tally === undefined) {
		tally = make();
		tallies.push(tally);
	}
	tally.kinds.push(kind);
	return tally;
}

class StatusTally {
	readonly kinds: (string | null)[] = [];
	readonly documented: Contract['accepts'];
	readonly #redirects: Contract['redirects'];
	/** There are 900 at the most. */
	readonly #statuses = new Map<number, number>();
	#unanswered = 0;

	constructor({accepts, redirects}: Contract) {
		this.documented = accepts;
		this.#redirects = redirects;
	}

	add(status: number | null): void {
		if (status === null) this.#unanswered++;
		else this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
	}

	told(): ObservedStatuses {
		return {
			kinds: [...this.kinds],
			documented: this.documented,
			redirects: this.#redirects,
			statuses: new Map(this.#statuses),
			unanswered: this.#unanswered,
		};
	}
}

class DeadlineTally {
	readonly kinds: (string | null)[] = [];
	readonly documented: Contract['deadlineMs'];
	/** Without one nothing is much of it. */
	readonly #deadlineMs: number;
	#answers = 0;
	#tookHalf = 0;
	#tookFourFifths = 0;
	#tooLate = 0;
	#gaveUp = 0;
	slowestMs = 0;

	constructor({deadlineMs}: Contract) {
		this.documented = deadlineMs;
		this.#deadlineMs = deadlineMs[0]?.value ?? Number.POSITIVE_INFINITY;
	}

	add(ms: number): void {
		this.#answers++;
		if (ms > this.slowestMs) this.slowestMs = ms;
		if (ms < this.#deadlineMs * halfUsed) return;
		this.#tookHalf++;
		if (ms >= this.#deadlineMs * nearlyUsed) this.#tookFourFifths++;
		if (ms > this.#deadlineMs) this.#tooLate++;
	}

	/** The sender may hang up a little before its time is over: that is too late all the same. */
	addGivenUp(ms: number): void {
		this.#gaveUp++;
		this.add(ms);
		if (ms <= this.#deadlineMs) this.#tooLate++;
	}

	told(): ObservedDeadline {
		return {
			kinds: [...this.kinds],
			documented: this.documented,
			answers: this.#answers,
			gaveUp: this.#gaveUp,
			tookHalf: this.#tookHalf,
			tookFourFifths: this.#tookFourFifths,
			tooLate: this.#tooLate,
			slowestMs: this.slowestMs,
		};
	}
}

class RetryTally {
	readonly kinds: (string | null)[] = [];
	readonly documented: Contract['retries'];
	readonly #gaps = new Map<number, Gaps>();
	#count = 0;
	#highest = 0;
	#rejected = 0;
	#longestFailedMs = 0;

	constructor({retries}: Contract) {
		this.documented = retries;
	}

	addAnswer(state: Verdict['state'], ms: number): void {
		if (state === 'accepted') return;
		if (state === 'rejected') this.#rejected++;
		if (ms > this.#longestFailedMs) this.#longestFailedMs = ms;
	}

	addRetry(attempt: number, gapMs: number | null): void {
		this.#count++;
		this.#highest = Math.max(this.#highest, attempt);
		if (gapMs === null) return;
		const number = Math.min(lastAttempt, attempt);
		const gaps = this.#gaps.get(number);
		if (gaps === undefined) this.#gaps.set(number, {smallest: gapMs, largest: gapMs});
		else {
			gaps.smallest = Math.min(gaps.smallest, gapMs);
			gaps.largest = Math.max(gaps.largest, gapMs);
		}
	}

	told(): ObservedRetries {
		return {
			kinds: [...this.kinds],
			documented: this.documented,
			count: this.#count,
			highest: this.#highest,
			gaps: new Map(Array.from(this.#gaps, ([attempt, gaps]) => [attempt, {...gaps}])),
			rejected: this.#rejected,
			longestFailedMs: this.#longestFailedMs,
		};
	}
}

function isOutOfOrder(findings: readonly Finding[]): boolean {
	for (const {code} of findings) if (code.startsWith('order/')) return true;
	return false;
}
