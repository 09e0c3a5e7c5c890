import {describe, expect, test} from 'vitest';
import {fitLine, lineWidth, spread} from '../../src/view/line.ts';
import {hideSecrets} from '../../src/view/secret-text.ts';
import {plain, segment} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {wrapAnywhere, wrapWords} from '../../src/view/wrap.ts';

const texts = [
	'',
	'a',
	'plain words here',
	'山田 花子',
	'e\u0301'.repeat(9),
	'👩‍👩‍👧‍👦 family',
	'שלום עולם',
	'x'.repeat(99),
];

describe('a fitted line', () => {
	test('is exactly as wide as its room', () => {
		for (const a of texts) {
			for (const b of texts) {
				for (let width = 0; width < 40; width++) {
					expect(lineWidth(fitLine([segment(a), segment(b)], width))).toBe(width);
					expect(lineWidth(spread([segment(a)], [segment(b)], width))).toBe(width);
				}
			}
		}
	});

	test('keeps the right side and cuts the left', () => {
		expect(plain(spread([segment('a long left side')], [segment('right')], 12))).toBe('a lon… right');
	});
});

describe('wrapping', () => {
	test('loses nothing and is never wider than asked', () => {
		for (const text of texts) {
			for (let width = 2; width < 30; width++) {
				const rows = wrapAnywhere(text, width);
				expect(rows.join('')).toBe(text);
				for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(width);
				const words = wrapWords(text, width);
				expect(words.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
				for (const row of words) expect(widthOf(row)).toBeLessThanOrEqual(width);
			}
		}
	});

	test('breaks at blanks where it can', () => {
		expect(wrapWords('one two three', 8)).toEqual(['one two', 'three']);
	});
});

describe('secrets in text', () => {
	test.each([
		['"apiKey": "abc",', '"apiKey": ••••••••,'],
		['token=abc&id=1', 'token=••••••••&id=1'],
		['{"accessToken":"a b","to":"1"}', '{"accessToken":••••••••,"to":"1"}'],
		['"token_count": 3', '"token_count": 3'],
	])('%s', (text, shown) => {
		expect(hideSecrets(text)).toBe(shown);
	});
});
