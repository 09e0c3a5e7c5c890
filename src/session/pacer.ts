/** Work that is done behind: soon when there is little of it, in larger batches when there is much. */

/** The shortest and the longest time work waits, in ms. */
const soonest = 30;
const latest = 500;
/** How much longer a pause is than the work before it, so that at most a sixth of the time goes into it. */
const pauseFactor = 5;

export class Pacer {
	readonly #work: () => boolean;
	#timer: NodeJS.Timeout | null = null;
	#pause = soonest;
	#stopped = false;

	/** `work` gives whether it succeeded; what did not is tried again after a longer pause. */
	constructor(work: () => boolean) {
		this.#work = work;
	}

	/** Sees to it that the work is done before long. */
	request(): void {
		if (this.#timer !== null || this.#stopped) return;
		this.#timer = setTimeout(() => this.runNow(), this.#pause);
	}

	/** Whether work is waiting for its time. */
	get isWaiting(): boolean {
		return this.#timer !== null;
	}

	/** For good: nothing is done any more, however often it is requested. */
	stop(): void {
		this.#stopped = true;
		this.#clear();
	}

	runNow(): void {
		this.#clear();
		const began = performance.now();
		const succeeded = this.#work();
		const pause = Math.max(soonest, (performance.now() - began) * pauseFactor);
		// What fails by waiting for a lock must not take most of the time by trying again.
		this.#pause = succeeded ? Math.min(latest, pause) : Math.max(latest, pause);
		if (!succeeded) this.request();
	}

	#clear(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}
}

/** How long nothing must happen before it is quiet, in ms. */
const quietMs = 1000;

/** How long a piece of work for a quiet moment may take, in ms: a request that comes meanwhile waits for it. */
export const pieceMs = 10;

/** Work for a quiet moment: done after a time in which nothing happened, piece by piece until something does. */
export class Rest {
	readonly #work: () => boolean;
	#timer: NodeJS.Timeout | null = null;
	#disturbedAt = 0;

	/** `work` does a piece and gives whether there is more to do. */
	constructor(work: () => boolean) {
		this.#work = work;
	}

	/** Something happened. Cheap: called for every batch. */
	disturb(): void {
		this.#disturbedAt = performance.now();
		this.#timer ??= this.#wait(quietMs);
	}

	stop(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#wait(ms: number): NodeJS.Timeout {
		return setTimeout(() => {
			const left = quietMs - (performance.now() - this.#disturbedAt);
			if (left > 0) this.#timer = this.#wait(left);
			// What arrives during a piece is read before the next one.
			else this.#timer = this.#work() ? this.#wait(pieceMs) : null;
		}, ms).unref();
	}
}
