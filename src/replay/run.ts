/** Sends scenarios: their timing, several at once, and no faster than the user allows. */

import type {Delivery} from '../core/delivery.ts';
import type {WireRequest} from '../formats/step.ts';
import type {Pace} from './pace.ts';
import type {Pass} from './plan.ts';
import type {Sent} from './sent.ts';
import type {Retry, Waits} from './waits.ts';

/** A request as it was sent, and where it belongs. */
export interface Outcome {
	place: Place;
	/** From 0: how often it was sent before, as the provider sends again what failed. */
	attempt: number;
	sent: Sent;
	/** The delivery it is, judged; its id null until it is kept, and where it is not. */
	delivery: Delivery;
}

export interface RunOptions {
	/** How often the scenario is sent. */
	times: number;
	/** How many of these at once. */
	concurrency: number;
	/** Asked before each request that the run sends; whoever sends again what failed asks it, too. */
	pace: Pace;
	/** What the run waits with; its signal ends the run: what is under way is waited for, nothing more is sent. */
	waits: Waits;
	signal: AbortSignal;
	passOf(repetition: number): Pass;
	/** How many requests each pass sends; null where they differ. */
	perPass: number | null;
	/** The requests of a repetition that begins at `at`, in ms since the epoch, by their places in the scenario. */
	requestsOf(repetition: number, at: number): readonly WireRequest[];
	/** Sends one, as often as it takes: a provider sends again what failed. */
	deliver(request: WireRequest, place: Place): Promise<void>;
}

/** Which request of a run. */
export interface Place {
	/** From 0. */
	repetition: number;
	/** Its place in the scenario, from 0. */
	step: number;
	/** 0 for a step itself, 1 for its duplicate. */
	copy: number;
}

/** How far a run is. */
export interface Progress {
	/** Without what was sent again. */
	sent: number;
	/** How many will be sent in all, without what is sent again; null where that is drawn. */
	of: number | null;
	/** Repetitions that are over, of `times`. */
	finished: number;
	times: number;
	/** When the next one is sent, in ms since the epoch; null while requests are under way without a pause. */
	nextAt: number | null;
	/** What is sent then, when that is not sent for the first time. */
	retry: Retry | null;
}

export interface Run {
	/** Rejects with what `deliver` throws, once nothing is under way any more. */
	readonly done: Promise<void>;
	progress(): Progress;
}

/**
 * Begins at once. Within a repetition each request waits for its time, and for the answer to the one before it: order is
 * what replaying a call is about. What it remembers does not grow with the repetitions.
 */
export function run(options: RunOptions): Run {
	const running = new Running(options);
	return {done: running.all(), progress: () => running.progress()};
}

class Running {
	readonly #options: RunOptions;
	/** The repetition that is begun next. */
	#next = 0;
	#finished = 0;
	#sent = 0;
	/** Repetitions under way. */
	#active = 0;
	/** Of these the ones that wait for their time or turn; of those in line for a turn only the first one has a time. */
	#waiting = 0;
	#failure: {thrown: unknown} | null = null;

	constructor(options: RunOptions) {
		this.#options = options;
	}

	async all(): Promise<void> {
		const {times, concurrency} = this.#options;
		await Promise.all(Array.from({length: Math.min(times, concurrency)}, () => this.#work()));
		if (this.#failure !== null) throw this.#failure.thrown;
	}

	progress(): Progress {
		const {times, perPass, waits} = this.#options;
		const isPause = waits.count > 0 && Math.max(this.#waiting, waits.count) >= this.#active;
		const next = isPause ? waits.next : null;
		return {
			sent: this.#sent,
			of: perPass === null ? null : perPass * times,
			finished: this.#finished,
			times,
			nextAt: next === null ? null : Date.now() + next.at - performance.now(),
			retry: next?.retry ?? null,
		};
	}

	async #work(): Promise<void> {
		while (this.#next < this.#options.times && !this.#isOver) {
			const repetition = this.#next++;
			this.#active++;
			try {
				await this.#repeat(repetition);
			} catch (thrown) {
				this.#failure ??= {thrown};
			}
			this.#active--;
		}
	}

	async #repeat(repetition: number): Promise<void> {
		const {passOf, requestsOf, deliver, pace, waits} = this.#options;
		const began = performance.now();
		const {sendings} = passOf(repetition);
		const requests = requestsOf(repetition, Date.now());
		for (const {step, copy, atMs} of sendings) {
			const due = began + atMs;
			this.#waiting++;
			if (due > performance.now()) await waits.until(due);
			const turn = this.#isOver ? null : pace.turn();
			if (turn !== null) await turn;
			this.#waiting--;
			const request = requests[step];
			if (this.#isOver || request === undefined) return;
			await deliver(request, {repetition, step, copy});
			this.#sent++;
		}
		this.#finished++;
	}

	get #isOver(): boolean {
		return this.#failure !== null || this.#options.signal.aborted;
	}
}
