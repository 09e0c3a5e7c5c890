import {describe, expect, it} from 'vitest';
import {durationText, parseDurationText} from '../../src/core/duration-text.ts';

describe('lengths of time as written', () => {
	it.each([
		['0', 0],
		['250', 250],
		['500ms', 500],
		['1.5s', 1500],
		['2 m', 120_000],
		['90m', 5_400_000],
		['1h', 3_600_000],
		['30d', 2_592_000_000],
		['4w', 2_419_200_000],
	])('%s', (text, ms) => {
		expect(parseDurationText(text)).toBe(ms);
	});

	it.each(['', 's', '-1s', '1e3', '1.2345s', '1y', '1s2', '9999999999'])('%j is none', text => {
		expect(parseDurationText(text)).toBeNull();
	});

	it.each([
		[0, '0ms'],
		[90, '90ms'],
		[1250, '1.25s'],
		[30_000, '30s'],
		[61_001, '61.001s'],
		[120_000, '2m'],
		[7_200_000, '2h'],
	])('%d is %s, and reads as that', (ms, text) => {
		expect(durationText(ms)).toBe(text);
		expect(parseDurationText(text)).toBe(ms);
	});
});
