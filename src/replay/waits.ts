/** Waiting for a moment, by many at once, until one signal ends it for all. */

import {type Member, Roster} from '../core/roster.ts';

/** The longest time Node's timers take, 24 days; beyond it they are over at once. */
export const longestTimer = 2 ** 31 - 1;

/** What a provider sends again after a pause. */
export interface Retry {
	/** From 1. */
	nth: number;
	/** How many there are at the most. */
	of: number;
}

class Waiting implements Member {
	slot = 0;
	readonly until: number;
	readonly retry: Retry | null;
	readonly #wake: () => void;
	#timer: NodeJS.Timeout | null = null;

	/** `until`: by the clock of `performance.now()`. */
	constructor(until: number, retry: Retry | null, wake: () => void) {
		this.until = until;
		this.retry = retry;
		this.#wake = wake;
	}

	start(): void {
		const left = this.until - performance.now();
		// Timers are whole ms, and may be early by a part of one.
		if (left <= 0) this.end();
		else this.#timer = setTimeout(() => this.start(), Math.min(longestTimer, Math.ceil(left)));
	}

	end(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#wake();
	}
}

/** All times by the clock of `performance.now()`. */
export class Waits {
	readonly #signal: AbortSignal;
	readonly #waiting = new Roster<Waiting>();
	#count = 0;

	constructor(signal: AbortSignal) {
		this.#signal = signal;
		signal.addEventListener(
			'abort',
			() => {
				for (const waiting of this.#waiting.all()) waiting.end();
			},
			{once: true},
		);
	}

	/** How many wait. */
	get count(): number {
		return this.#count;
	}

	/** When the next one goes on, and whether it is a retry; null when none waits. */
	get next(): {at: number; retry: Retry | null} | null {
		let next: Waiting | null = null;
		for (const waiting of this.#waiting.all())
			if (next === null || waiting.until < next.until) next = waiting;
		return next === null ? null : {at: next.until, retry: next.retry};
	}

	/** Resolves at that time, not before it, or when all was ended. */
	until(time: number, retry: Retry | null = null): Promise<void> {
		if (this.#signal.aborted || time <= performance.now()) return Promise.resolve();
		return new Promise(resolve => {
			const waiting = new Waiting(time, retry, () => {
				this.#waiting.remove(waiting);
				this.#count--;
				resolve();
			});
			this.#waiting.add(waiting);
			this.#count++;
			waiting.start();
		});
	}

	/** In ms from now. */
	for(ms: number, retry: Retry | null = null): Promise<void> {
		return this.until(performance.now() + ms, retry);
	}
}
