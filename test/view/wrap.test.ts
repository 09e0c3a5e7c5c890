import {describe, expect, it} from 'vitest';
import {widthOf} from '../../src/view/width.ts';
import {wrapAnywhere, wrapWords} from '../../src/view/wrap.ts';
import {random} from '../core/random.ts';

describe('wrapWords', () => {
	it.each([
		['', 10, ['']],
		['one two three', 13, ['one two three']],
		['one two three', 8, ['one two', 'three']],
		['one two three', 3, ['one', 'two', 'thr', 'ee']],
		['a very-long-word b', 6, ['a', 'very-l', 'ong-wo', 'rd b']],
		['漢字 漢字', 5, ['漢字', '漢字']],
	])('%j in %d', (text, width, rows) => {
		expect(wrapWords(text, width)).toEqual(rows);
	});
});

describe('wrapAnywhere', () => {
	it('breaks where a row is full, and halves no wide character', () => {
		expect(wrapAnywhere('abcdef', 4)).toEqual(['abcd', 'ef']);
		expect(wrapAnywhere('a漢字b', 3)).toEqual(['a漢', '字b']);
		expect(wrapAnywhere('', 3)).toEqual(['']);
	});

	it('loses nothing and is never too wide (1,000 seeded texts, some of several chunks)', () => {
		const {below, pick} = random(23);
		const pieces = ['a', ' ', '漢', '😀', 'e\u0301', '👨‍👩‍👧', '🇫🇷', '-'];
		for (let i = 0; i < 1000; i++) {
			const text = Array.from({length: below(i % 50 === 0 ? 1500 : 40)}, () => pick(pieces)).join('');
			const width = 2 + below(20);
			const rows = wrapAnywhere(text, width);
			expect(rows.join('')).toBe(text);
			for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(width);
			for (const row of wrapWords(text, width)) expect(widthOf(row)).toBeLessThanOrEqual(width);
		}
	});
});
