import {describe, expect, it} from 'vitest';
import {drawFrom} from '../../src/core/random.ts';
import {Spread} from '../../src/core/spread.ts';

function spreadOf(values: readonly number[]): Spread {
	const spread = new Spread(1000);
	for (const value of values) spread.add(value);
	return spread;
}

describe('how figures are spread', () => {
	it('is exact where there are few', () => {
		const spread = spreadOf([3.0004, 100.25, 1, 2.5]);
		expect([0, 25, 50, 75, 95, 100].map(percent => spread.percentile(percent))).toEqual([
			1, 1, 2.5, 3.0004, 100.25, 100.25,
		]);
		expect(spreadOf([7.123_456]).percentile(50)).toBe(7.123_456);
	});

	it.each([999, 1000, 1001, 50_000])('is within 1 %% with %d, and exact at its ends', many => {
		const draw = drawFrom(many);
		const values = Array.from({length: many}, () => 0.05 + 1000 * draw() ** 4);
		const spread = spreadOf(values);
		const sorted = values.toSorted((a, b) => a - b);
		for (const percent of [50, 95, 99]) {
			const exact = sorted[Math.round((percent / 100) * many) - 1] ?? 0;
			expect(Math.abs(spread.percentile(percent) - exact)).toBeLessThanOrEqual(exact * 0.01 + 0.001);
		}
		expect(spread.percentile(100)).toBe(sorted.at(-1));
		expect([spread.smallest, spread.largest]).toEqual([sorted[0], sorted.at(-1)]);
	});

	it('has no ends without a figure', () => {
		expect(spreadOf([]).isEmpty).toBe(true);
		expect(spreadOf([0]).isEmpty).toBe(false);
		expect(spreadOf([2 ** 50]).percentile(99)).toBe(2 ** 50);
	});
});
