/** No more requests in a second than the user allows: evenly, but for what a timer was late by, which is made up for. */

import type {Waits} from './waits.ts';

/** What timers and a busy process are late by, in ms. It is made up for; after more than that time is lost, not saved up. */
const slackMs = 4;

export class Pace {
	readonly #gapMs: number;
	readonly #waits: Waits;
	/** Not before this, by the clock of `performance.now()`. */
	#next = 0;
	#last: Promise<void> = Promise.resolve();

	/** `perSecond`: above 0; null for as many as there are. */
	constructor(perSecond: number | null, waits: Waits) {
		this.#gapMs = perSecond === null ? 0 : 1000 / perSecond;
		this.#waits = waits;
	}

	/** Resolves when the next request may be sent, in the order it was asked; null: at once. */
	turn(): Promise<void> | null {
		if (this.#gapMs === 0) return null;
		this.#last = this.#last.then(() => this.#take());
		return this.#last;
	}

	async #take(): Promise<void> {
		await this.#waits.until(this.#next);
		const now = performance.now();
		this.#next = (now - this.#next > slackMs ? now : this.#next) + this.#gapMs;
	}
}
