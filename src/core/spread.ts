/** How figures are spread: the ends, and what so many of a hundred are at most. */

import {createHistogram} from 'node:perf_hooks';

/** The highest figure a spread tells apart: 12 days in µs, 35 years in ms. */
const highestFigure = 2 ** 40;

/** So many are told exactly. */
const mostKept = 1000;

/**
 * The ends exactly, what lies between within 1 %, and exactly as long as there are few. It takes some 80 kB, however many
 * figures there are.
 */
export class Spread {
	readonly #histogram = createHistogram({highest: highestFigure, figures: 2});
	readonly #steps: number;
	/** All there are; null when they are too many. */
	#kept: number[] | null = [];
	smallest = Number.POSITIVE_INFINITY;
	largest = Number.NEGATIVE_INFINITY;

	/** So many steps of a unit are told apart. */
	constructor(steps: number) {
		this.#steps = steps;
	}

	get isEmpty(): boolean {
		return this.largest < this.smallest;
	}

	add(value: number): void {
		if (value < this.smallest) this.smallest = value;
		if (value > this.largest) this.largest = value;
		this.#histogram.record(Math.min(highestFigure, Math.max(1, Math.round(value * this.#steps))));
		if (this.#kept === null) return;
		if (this.#kept.length < mostKept) this.#kept.push(value);
		else this.#kept = null;
	}

	/** `percent` of the figures are at most this. */
	percentile(percent: number): number {
		if (this.#kept !== null && this.#kept.length > 0) {
			const sorted = this.#kept.toSorted((a, b) => a - b);
			// The same one as the histogram's.
			return sorted[Math.max(1, Math.round((percent / 100) * sorted.length)) - 1] ?? this.largest;
		}
		const value = this.#histogram.percentile(percent) / this.#steps;
		return Math.min(this.largest, Math.max(this.smallest, value));
	}
}
