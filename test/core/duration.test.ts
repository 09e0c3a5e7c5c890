import {describe, expect, it} from 'vitest';
import {besideLimit, duration, gap, gapText, inSeconds, lengthOfTime} from '../../src/core/duration.ts';

describe('lengths of time', () => {
	it.each([
		[0, '0.0 ms'],
		[0.66, '0.7 ms'],
		[0.94, '0.9 ms'],
		[0.96, '1 ms'],
		[41.4, '41 ms'],
		[999.4, '999 ms'],
		[999.6, '1.00 s'],
		[12_410, '12.41 s'],
		[99_994, '99.99 s'],
		[99_996, '1 min 40 s'],
		[7_500_000, '2 h 5 min'],
	])('%d ms took %s', (ms, text) => {
		expect(duration(ms)).toBe(text);
	});

	it.each([
		[8, 10_000, '8 ms'],
		[10_000, 10_000, '10.00 s'],
		[12_410, 10_000, '12.4 s'],
		[10_000.1, 10_000, '10.0001 s'],
		[10_000.0000001, 10_000, '10.000000 s'],
		[10_040, 10_000, '10.04 s'],
		[125_000, 120_000, '125.0 s'],
	])('%d ms of %d ms: %s', (ms, limitMs, text) => {
		expect(besideLimit(ms, limitMs)).toBe(text);
	});

	it('a limit has no more decimals than it needs', () => {
		expect([60, 2500, 10_000].map(inSeconds)).toEqual(['0.06 s', '2.5 s', '10 s']);
	});

	it.each([
		[0, '0 s'],
		[4400, '4 s'],
		[59_400, '59 s'],
		[60_000, '1 min'],
		[72_000, '1 min 12 s'],
		[3_599_600, '1 h'],
		[7_500_000, '2 h 5 min'],
		[172_799_000, '47 h 59 min'],
		[172_800_000, '2 days'],
		[1_301_040_000, '15 days 1 h'],
	])('%d ms to the second: %s', (ms, text) => {
		expect(lengthOfTime(ms)).toBe(text);
	});

	it.each([
		[0, '0.0 s'],
		[149, '0.1 s'],
		[30_100, '30.1 s'],
		[59_940, '59.9 s'],
		[59_960, '1 min'],
		[125_000, '2 min 5 s'],
		[3_780_000, '1 h 3 min'],
	])('%d ms later: %s', (ms, text) => {
		expect(gap(ms)).toBe(text);
		expect(gapText(ms)).toBe(`+${text}`);
	});
});
