import {describe, expect, it} from 'vitest';
import {capital, excerpt, firstFew, listed, oneLine, printable} from '../../src/core/text.ts';
import {random} from './random.ts';

const esc = '\u001b';

/** Nothing of this may reach a terminal. */
const steers =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff\u{e0000}-\u{e007f}\p{Cs}]/u;

describe('what could steer a terminal becomes a visible mark', () => {
	it.each([
		['a window title', `${esc}]0;pwned\u0007`, '␛]0;pwned␇'],
		[
			'a link',
			`${esc}]8;;https://evil.example\u0007click${esc}]8;;\u0007`,
			'␛]8;;https://evil.example␇click␛]8;;␇',
		],
		['the clipboard', `${esc}]52;c;cm0gLXJm\u001b\\`, '␛]52;c;cm0gLXJm␛\\'],
		['a colour', `${esc}[31mred${esc}[0m`, '␛[31mred␛[0m'],
		['clearing the screen', `${esc}[2J${esc}[H`, '␛[2J␛[H'],
		['a bare carriage return', 'good\rbad', 'good␍bad'],
		['NUL', 'a\0b', 'a␀b'],
		['backspaces', 'a\b\bb', 'a␈␈b'],
		['a bell', '\u0007', '␇'],
		['DEL', 'a\u007fb', 'a␡b'],
		['the one-byte CSI', '\u009b31m', '‹U+009B›31m'],
		['the one-byte OSC', '\u009d0;x\u009c', '‹U+009D›0;x‹U+009C›'],
		['a next line', 'a\u0085b', 'a‹U+0085›b'],
		['right to left', 'a\u202egnp.exe', 'a‹U+202E›gnp.exe'],
		['isolates', '\u2066a\u2069', '‹U+2066›a‹U+2069›'],
		['marks of direction', '\u200e\u200f\u061c', '‹U+200E›‹U+200F›‹U+061C›'],
		['zero width', 'a\u200bb\u200cc\u2060d\ufeffe', 'a‹U+200B›b‹U+200C›c‹U+2060›d‹U+FEFF›e'],
		['a soft hyphen', 'a\u00adb', 'a‹U+00AD›b'],
		['line and paragraph separators', 'a\u2028b\u2029c', 'a‹U+2028›b‹U+2029›c'],
		['half a pair', 'a\ud83db\ude00c', 'a‹U+D83D›b‹U+DE00›c'],
		['tags', `a${String.fromCodePoint(0xe0041, 0xe007f)}b`, 'a‹U+E0041›‹U+E007F›b'],
		['interlinear marks', '\ufff9a\ufffb', '‹U+FFF9›a‹U+FFFB›'],
	])('%s', (_, text, shown) => {
		expect(printable(text)).toBe(shown);
		expect(oneLine(text)).toBe(shown);
	});
});

describe('what is only text stays as it is', () => {
	it.each([
		['plain text'],
		['naïve café, Grüße'],
		['山田 花子'],
		['漢字かな交じり文 한국어'],
		['👍🏽 ❤️ 🇫🇷 😀'],
		['مرحبا שלום'],
		['नमस्ते'],
		['e\u0301'],
		['‹U+202E› ␛'],
		[''],
	])('%s', text => {
		expect(printable(text)).toBe(text);
		expect(oneLine(text)).toBe(text);
	});
});

it('tabs and line feeds stay in printable, and become marks in oneLine', () => {
	expect(printable('a\tb\nc')).toBe('a\tb\nc');
	expect(oneLine('a\tb\nc\r\n')).toBe('a␉b␊c␍␊');
});

it('every call looks at the whole text: no state is kept between calls', () => {
	for (let i = 0; i < 3; i++) expect(printable(`${esc}a`)).toBe('␛a');
});

it('nothing that steers is left of 3,000 seeded texts, and it does not grow when shown twice', () => {
	const {below} = random(7);
	for (let i = 0; i < 3000; i++) {
		const units = Array.from({length: below(30)}, () =>
			below(3) === 0 ? below(0x10000) : below(0x100) + (below(2) === 0 ? 0x2000 : 0),
		);
		const shown = oneLine(String.fromCharCode(...units));
		expect(shown).not.toMatch(steers);
		expect(shown).not.toMatch(/[\t\n]/);
		expect(oneLine(shown)).toBe(shown);
	}
});

it('listed', () => {
	const letters = ['a', 'b', 'c'];
	expect([0, 1, 2, 3].map(count => listed(letters.slice(0, count)))).toEqual([
		'',
		'a',
		'a and b',
		'a, b and c',
	]);
	expect(listed(letters, 'or')).toBe('a, b or c');
});

it('an excerpt is short enough for a sentence', () => {
	expect(excerpt('callerDetails.phoneNumber')).toBe('callerDetails.phoneNumber');
	expect(excerpt('x'.repeat(1000))).toBe(`${'x'.repeat(80)}…`);
});

it('of names the first few are told, each cut, and the rest is counted', () => {
	const letters = [...'abcdefghijk'];
	expect(firstFew(letters.slice(0, 2))).toBe('a and b');
	expect(firstFew(letters.slice(0, 8))).toBe('a, b, c, d, e, f, g and h');
	expect(firstFew(letters)).toBe('a, b, c, d, e, f, g, h and 3 more');
	expect(firstFew(['x'.repeat(1000)])).toHaveLength(81);
});

it('capital', () => {
	expect(['', 'a', 'ab c'].map(capital)).toEqual(['', 'A', 'Ab c']);
});
