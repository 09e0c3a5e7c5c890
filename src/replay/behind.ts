/** Work that goes on behind what waits for it: only so much at once, and what goes wrong with it is told at the end. */

export class Behind {
	readonly #most: number;
	#count = 0;
	#failure: {thrown: unknown} | null = null;
	#room: Gate | null = null;
	#idle: Gate | null = null;

	/** `most`: with more than this, there is no room. */
	constructor(most: number) {
		this.#most = most;
	}

	add(work: Promise<unknown>): void {
		this.#count++;
		void this.#followed(work);
	}

	/** Resolves when there is room; null where there is. One promise for all who wait: it may be asked a million times. */
	room(): Promise<void> | null {
		if (this.#count <= this.#most) return null;
		this.#room ??= gate();
		return this.#room.opened;
	}

	/**
	 * Resolves when nothing goes on any more.
	 * @throws what went wrong first
	 */
	async idle(): Promise<void> {
		if (this.#count > 0) {
			this.#idle ??= gate();
			await this.#idle.opened;
		}
		if (this.#failure !== null) throw this.#failure.thrown;
	}

	async #followed(work: Promise<unknown>): Promise<void> {
		try {
			await work;
		} catch (thrown) {
			this.#failure ??= {thrown};
		}
		this.#count--;
		if (this.#count <= this.#most) {
			this.#room?.open();
			this.#room = null;
		}
		if (this.#count === 0) {
			this.#idle?.open();
			this.#idle = null;
		}
	}
}

interface Gate {
	opened: Promise<void>;
	open(): void;
}

function gate(): Gate {
	let open = () => {};
	const opened = new Promise<void>(resolve => {
		open = resolve;
	});
	return {opened, open};
}
