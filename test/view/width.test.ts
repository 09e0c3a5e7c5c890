import {describe, expect, it} from 'vitest';
import {cut, cutMiddle, cutStart, fitsIn, fit as fitted, widthOf} from '../../src/view/width.ts';
import {random} from '../core/random.ts';

const family = '👨‍👩‍👧';

describe('widthOf', () => {
	it.each([
		['', 0],
		['abc', 3],
		['é', 1],
		['e\u0301', 1],
		['漢字', 4],
		['한국어', 6],
		['Ａ', 2],
		['😀', 2],
		['👍🏽', 2],
		['🇫🇷', 2],
		[family, 2],
		['→ ● ▲ ✓ …', 9],
		['␛', 1],
	])('%s takes %d columns', (text, width) => {
		expect(widthOf(text)).toBe(width);
	});
});

describe('cut', () => {
	it.each([
		['abcdef', 6, 'abcdef'],
		['abcdef', 5, 'abcd…'],
		['abcdef', 1, '…'],
		['abcdef', 0, ''],
		['abcdef', -1, ''],
		['', 0, ''],
		['漢字漢字', 8, '漢字漢字'],
		['漢字漢字', 7, '漢字漢…'],
		['漢字漢字', 6, '漢字…'],
		['漢字', 3, '漢…'],
		['漢字', 2, '…'],
		[`a${family}b`, 4, `a${family}b`],
		[`a${family}bc`, 4, `a${family}…`],
		[`a${family}bc`, 3, 'a…'],
		['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
	])('%s in %d: %s', (text, width, shown) => {
		expect(cut(text, width)).toBe(shown);
	});

	it('takes another mark', () => {
		expect(cut('abcdef', 4, '~')).toBe('abc~');
	});
});

describe('cutStart', () => {
	it.each([
		['+33199001234', 12, '+33199001234'],
		['+33199001234', 6, '…01234'],
		['abc', 1, '…'],
		['abc', 0, ''],
		['漢字漢字', 5, '…漢字'],
		['漢字漢字', 4, '…字'],
		[`ab${family}`, 3, `…${family}`],
	])('%s in %d: %s', (text, width, shown) => {
		expect(cutStart(text, width)).toBe(shown);
	});
});

describe('fit', () => {
	it('is exactly as wide as asked, filled on the side that is free', () => {
		expect(fitted('ab', 4)).toBe('ab  ');
		expect(fitted('ab', 4, 'right')).toBe('  ab');
		expect(fitted('abcdef', 4)).toBe('abc…');
		expect(fitted('漢字', 5)).toBe('漢字 ');
		// A wide character that does not fit leaves a column, which is filled.
		expect(fitted('漢字', 2)).toBe('… ');
		expect(fitted('', 0)).toBe('');
	});
});

describe('any text in any room', () => {
	const pieces = [
		'a',
		'Z',
		' ',
		'é',
		'e\u0301',
		'漢',
		'字',
		'😀',
		'👍🏽',
		family,
		'🇫🇷',
		'→',
		'…',
		'ﷺ',
		'न',
		'स्ते',
		'\u0301',
		'‹U+202E›',
		'␛',
	];
	const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
	const graphemes = (text: string) => [...segmenter.segment(text)].map(({segment}) => segment);

	it('is never wider than asked, and never half a character (3,000 seeded)', () => {
		const {below, pick} = random(17);
		for (let i = 0; i < 3000; i++) {
			const text = Array.from({length: below(14)}, () => pick(pieces)).join('');
			const width = below(16);
			const note = `${JSON.stringify(text)} in ${width}`;
			const start = cut(text, width);
			const end = cutStart(text, width);
			expect(widthOf(start), note).toBeLessThanOrEqual(width);
			expect(widthOf(end), note).toBeLessThanOrEqual(width);
			expect(widthOf(fitted(text, width)), note).toBe(width);
			expect(widthOf(fitted(text, width, 'right')), note).toBe(width);
			expect(fitsIn(text, width)).toBe(start === text);
			if (start !== text && start !== '') {
				const kept = graphemes(start.slice(0, -1));
				expect(graphemes(text).slice(0, kept.length), note).toEqual(kept);
			}
		}
	});

	it('a text of a million characters takes no time', () => {
		for (const text of [
			'漢'.repeat(1_000_000),
			'a'.repeat(1_000_000),
			'\u0301'.repeat(1_000_000),
			family.repeat(100_000),
		]) {
			const began = performance.now();
			expect(widthOf(cut(text, 80))).toBeLessThanOrEqual(80);
			expect(widthOf(cutStart(text, 80))).toBeLessThanOrEqual(80);
			expect(performance.now() - began).toBeLessThan(3000);
		}
	});
});

describe('cutMiddle', () => {
	it.each([
		['abcdef', 6, 'abcdef'],
		['abcdef', 5, 'ab…ef'],
		['abcdef', 4, 'ab…f'],
		['abcdef', 3, 'a…f'],
		['abcdef', 2, 'a…'],
		['abcdef', 1, '…'],
		['abcdef', 0, ''],
		['漢字漢字', 7, '漢…字'],
	])('%s in %d columns is %s', (text, width, shown) => {
		expect(cutMiddle(text, width)).toBe(shown);
	});
});
