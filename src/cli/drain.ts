/** Waiting until a stream takes more, by many at once. */

import type {Writable} from 'node:stream';

type Drained = Pick<Writable, 'writableNeedDrain' | 'once' | 'off'>;

export class Drain {
	readonly #stream: Drained;
	readonly #signal: AbortSignal;
	#waiting: Promise<void> | null = null;

	/** Nobody waits any more once `signal` is aborted: who reads may have gone. */
	constructor(stream: Drained, signal: AbortSignal) {
		this.#stream = stream;
		this.#signal = signal;
	}

	/** Resolves when the stream takes more; null where it does. One promise for all who wait. */
	room(): Promise<void> | null {
		if (!this.#stream.writableNeedDrain || this.#signal.aborted) return null;
		this.#waiting ??= new Promise(resolve => {
			const end = () => {
				this.#stream.off('drain', end);
				this.#signal.removeEventListener('abort', end);
				this.#waiting = null;
				resolve();
			};
			this.#stream.once('drain', end);
			this.#signal.addEventListener('abort', end);
		});
		return this.#waiting;
	}
}
