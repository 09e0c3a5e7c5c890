/** What came of all that was sent, counted one by one. What it remembers does not grow with what it counts. */

import type {Delivery, Verdict} from '../core/delivery.ts';
import {Spread} from '../core/spread.ts';
import type {ForwardFailureCode} from '../core/target.ts';
import type {Outcome} from './run.ts';

export interface ReportFigures {
	/** When the first request was sent off, in ms since the epoch; null when none was. */
	startedAt: number | null;
	/** From then until the last answer came, or was given up, in ms. */
	durationMs: number;
	/** All requests, also those that were sent again. */
	sent: number;
	/** Of these, how many were sent because an attempt before them failed. */
	retries: number;
	/** Requests that went out once more, as their first connection was closed: the target may have got them twice. */
	resent: number;
	/** Requests without an answer, or without a whole one. */
	failed: number;
	/** Of these, why; what there was most of first. */
	failures: ReadonlyMap<ForwardFailureCode, number>;
	/** How many answers had each status, by status. */
	statuses: ReadonlyMap<number, number>;
	verdicts: Readonly<Record<NonNullable<Verdict['state']> | 'unanswered', number>>;
	/** How long answers took, from the moment the request was sent off; null when there was none. */
	latencyMs: Percentiles | null;
	slowest: Slowest | null;
}

/** Exact for up to 1,000 figures and at the largest, else within 1 %. */
export interface Percentiles {
	p50: number;
	p95: number;
	p99: number;
	max: number;
}

/** The answer that took longest. */
export interface Slowest extends Pick<Outcome, 'place' | 'attempt'> {
	ms: number;
	delivery: Delivery;
}

export class Report {
	#startedAt: number | null = null;
	#endedAt = 0;
	#sent = 0;
	#retries = 0;
	#resent = 0;
	#failed = 0;
	readonly #failures = new Map<ForwardFailureCode, number>();
	readonly #statuses = new Map<number, number>();
	readonly #verdicts = {accepted: 0, rejected: 0, unknown: 0, unanswered: 0};
	/** Told apart to the µs. */
	readonly #latency = new Spread(1000);
	#slowest: Slowest | null = null;

	/** Of a delivery that is kept, with its id. */
	add({place, attempt, sent: {at, status, forwarding, wasResent}, delivery}: Outcome): void {
		this.#sent++;
		if (attempt > 0) this.#retries++;
		if (wasResent) this.#resent++;
		this.#startedAt = Math.min(this.#startedAt ?? at, at);
		this.#endedAt = Math.max(this.#endedAt, at + forwarding.totalMs);
		this.#verdicts[delivery.verdict.state ?? 'unanswered']++;
		const {failure, totalMs: ms} = forwarding;
		if (failure !== null) {
			this.#failed++;
			countOne(this.#failures, failure.code);
		}
		if (status === null) return;
		countOne(this.#statuses, status);
		// How long an answer took that never ended says nothing.
		if (failure !== null) return;
		this.#latency.add(ms);
		if (ms > (this.#slowest?.ms ?? -1)) this.#slowest = {place, attempt, ms, delivery};
	}

	/** As it is now. */
	told(): ReportFigures {
		const latency = this.#latency;
		return {
			startedAt: this.#startedAt,
			durationMs: this.#startedAt === null ? 0 : this.#endedAt - this.#startedAt,
			sent: this.#sent,
			retries: this.#retries,
			resent: this.#resent,
			failed: this.#failed,
			failures: new Map([...this.#failures].sort(([, a], [, b]) => b - a)),
			statuses: new Map([...this.#statuses].sort(([a], [b]) => a - b)),
			verdicts: {...this.#verdicts},
			latencyMs: latency.isEmpty
				? null
				: {
						p50: latency.percentile(50),
						p95: latency.percentile(95),
						p99: latency.percentile(99),
						max: latency.largest,
					},
			slowest: this.#slowest,
		};
	}
}

function countOne<T>(counts: Map<T, number>, key: T): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}
