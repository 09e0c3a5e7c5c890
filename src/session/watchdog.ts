/** Looks now and then whether calls have gone on for longer than usual, and says so of each once. */

import type {Call} from '../core/call.ts';
import {endMissing, shortestUsualMs, usualEnd} from '../core/life.ts';
import {oneLine} from '../core/text.ts';
import {mostKeys} from './history.ts';

/** Time, as far as it is needed here. */
export interface Clock {
	/** ms since the epoch. */
	now(): number;
	/** Calls `work` again and again; returns how to end that. */
	every(ms: number, work: () => void): () => void;
}

export interface WatchdogOptions {
	/** Keys of calls whose last delivery arrived in a span of time, in ms since the epoch. */
	quietBetween(from: number, until: number): Iterable<string>;
	/** The call of a key; null when it is none. */
	call(key: string): Call | null;
	notify(message: string, hint: string): void;
	clock?: Clock;
}

const lookEveryMs = 60_000;
/** Calls that are looked at in one turn: each is read from the store. */
const mostLookedAt = 500;
/** Calls that are told one by one; of more only their number. */
const mostTold = 3;

/** Watches the calls whose deliveries are remembered: of one that is forgotten nothing is said. */
export class Watchdog {
	readonly #options: WatchdogOptions;
	readonly #clock: Clock;
	/** Calls that arrived before are not this session's to wait for. */
	readonly #since: number;
	/** When to look at a call again, by its key, in ms since the epoch. */
	readonly #lookAgainAt = new Map<string, number>();
	readonly #stop: () => void;

	constructor(options: WatchdogOptions) {
		this.#options = options;
		this.#clock = options.clock ?? realClock;
		this.#since = this.#clock.now();
		this.#stop = this.#clock.every(lookEveryMs, () => this.#look());
	}

	stop(): void {
		this.#stop();
	}

	#look(): void {
		const now = this.#clock.now();
		const {quietBetween, call: callOf} = this.#options;
		const missing: {call: Call; message: string; hint: string}[] = [];
		let left = mostLookedAt;
		for (const key of quietBetween(this.#since, now - shortestUsualMs)) {
			if ((this.#lookAgainAt.get(key) ?? 0) > now) continue;
			if (left-- === 0) break;
			const call = callOf(key);
			const found = call === null ? null : endMissing(call, now);
			if (call !== null && found !== null) missing.push({call, ...found});
			this.#put(key, found === null ? lookAgainAt(call, now) : never);
		}
		this.#tell(missing);
	}

	#tell(missing: readonly {call: Call; message: string; hint: string}[]): void {
		if (missing.length <= mostTold) {
			for (const {call, message, hint} of missing) {
				this.#options.notify(`call/end-missing: ${oneLine(call.key)}: ${message}`, hint);
			}
			return;
		}
		const [first] = missing;
		if (first === undefined) return;
		this.#options.notify(
			`call/end-missing: ${missing.length} calls go on for longer than usual, ${oneLine(first.call.key)} among them. No end of them has come.`,
			first.hint,
		);
	}

	#put(key: string, lookAgainAt: number): void {
		this.#lookAgainAt.set(key, lookAgainAt);
		if (this.#lookAgainAt.size <= mostKeys) return;
		for (const oldest of this.#lookAgainAt.keys()) {
			this.#lookAgainAt.delete(oldest);
			return;
		}
	}
}

/** It has ended, or has been told of. */
const never = Number.POSITIVE_INFINITY;

/** Those whose end is not owed, or that are not folded yet, must not be looked at each time. */
function lookAgainAt(call: Call | null, now: number): number {
	if (call === null) return now + shortestUsualMs;
	const until = usualEnd(call) ?? never;
	return until < now ? now + shortestUsualMs : until;
}

const realClock: Clock = {
	now: Date.now,
	every(ms, work) {
		const timer = setInterval(work, ms).unref();
		return () => clearInterval(timer);
	},
};
