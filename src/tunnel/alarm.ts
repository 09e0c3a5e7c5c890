/** A pause that can be cut short, also before it has begun. */
export class Alarm {
	#rung = false;
	#wake: (() => void) | null = null;

	/** Resolves after so many ms, or as soon as it rings; at once when it rang since the last wait. */
	async wait(ms: number): Promise<void> {
		if (!this.#rung) {
			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, ms);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
		this.#wake = null;
		this.#rung = false;
	}

	ring(): void {
		this.#rung = true;
		this.#wake?.();
	}
}
