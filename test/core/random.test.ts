import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {drawFrom, largestSeed} from '../../src/core/random.ts';

const first = (count: number, seed: number, stream?: number) => {
	const draw = drawFrom(seed, stream);
	return Array.from({length: count}, draw);
};

const seeds = fc.integer({min: 0, max: largestSeed});

describe('drawFrom', () => {
	it('draws the same for the same seed and stream, and otherwise for another', () => {
		fc.assert(
			fc.property(seeds, fc.nat(20), (seed, stream) => {
				expect(first(20, seed, stream)).toEqual(first(20, seed, stream));
				expect(first(20, seed, stream)).not.toEqual(first(20, seed, stream + 1));
				expect(first(20, seed, stream)).not.toEqual(first(20, (seed + 1) >>> 0, stream));
			}),
		);
	});

	it('draws from 0 up to 1, evenly', () => {
		fc.assert(
			fc.property(seeds, seed => {
				const tenths = Array.from({length: 10}, () => 0);
				for (const drawn of first(5000, seed)) {
					expect(drawn).toBeGreaterThanOrEqual(0);
					expect(drawn).toBeLessThan(1);
					const tenth = Math.floor(drawn * 10);
					tenths[tenth] = (tenths[tenth] ?? 0) + 1;
				}
				// 500 each, give or take seven times the root of it.
				for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(157);
			}),
			{numRuns: 20, seed: 20261120},
		);
	});

	it('draws what it always drew: a seed that was written down stays good', () => {
		expect(first(3, 42)).toMatchInlineSnapshot(`
			[
			  0.10579233267344534,
			  0.02423739479854703,
			  0.902981213061139,
			]
		`);
	});
});
