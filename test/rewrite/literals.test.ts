import {describe, expect, it} from 'vitest';
import {escaped, Literals} from '../../src/rewrite/literals.ts';

function replaced(text: string, literals: Readonly<Record<string, string>>): string {
	const all = new Literals<null>();
	for (const [literal, standIn] of Object.entries(literals)) all.add(literal, standIn, null);
	return all.replaced(text, () => undefined);
}

describe('texts inside another', () => {
	it.each([
		['Ada, and Ada again', {Ada: 'X'}, 'X, and X again'],
		['Adas Ada_1 Ada1 éAda', {Ada: 'X'}, 'Adas X_1 Ada1 éAda'],
		['Ada Lovelace and Ada', {Ada: 'X', 'Ada Lovelace': 'Y'}, 'Y and X'],
		['a +/secret.1/ b', {'+/secret.1/': 'X'}, 'a X b'],
		['$& $1', {$1: 'X'}, '$& X'],
		['李雷 called', {李雷: 'X'}, 'X called'],
		['nothing', {'--': 'X', '': 'Y'}, 'nothing'],
		['constructor __proto__', {toString: 'X'}, 'constructor __proto__'],
		['Ada Ada Ada', {'Ada Ada': 'X'}, 'X Ada'],
	])('%j', (text, literals, expected) => {
		expect(replaced(text, literals)).toBe(expected);
	});

	it('are told, each with its kind', () => {
		const all = new Literals<string>();
		all.add('Ada', 'X', 'a name');
		all.add('hunter2', 'Y', 'a secret');
		const found: string[] = [];
		expect(all.replaced('Ada: hunter2, Ada', kind => found.push(kind))).toBe('X: Y, X');
		expect(found).toEqual(['a name', 'a secret', 'a name']);
	});

	it('are found in time that grows with the text alone, however many there are', () => {
		const all = new Literals<null>();
		for (let n = 0; n < 50_000; n++) all.add(`Name${n} Surname`, `X${n}`, null);
		const text = 'Name7 Surname and Name7 Nobody, '.repeat(10_000);
		expect(all.replaced(text, () => undefined)).toBe('X7 and Name7 Nobody, '.repeat(10_000));
	});

	it('are added and found as fast when all of them begin with the same link', () => {
		const link = (n: number) => `https://files.example.org/recordings/2026/11/20/${n}.mp3`;
		const all = new Literals<null>();
		const began = performance.now();
		for (let n = 0; n < 20_000; n++) all.add(link(n), `X${n}`, null);
		const text = Array.from({length: 20_000}, (_, n) => `${link(n + 10_000)}, `).join('');
		const without = all.replaced(text, () => undefined);
		expect(without.startsWith('X10000, X10001, ')).toBe(true);
		expect(without.endsWith(`${link(29_999)}, `)).toBe(true);
		// By their square it would be many times as long.
		expect(performance.now() - began).toBeLessThan(3000);
	});

	it('have more words than are told apart at once', () => {
		const long = 'a b '.repeat(100);
		expect(replaced(`${long}c, ${long}d`, {[`${long}c`]: 'X', [`${long}e`]: 'Y', 'a b': 'Z'})).toBe(
			`X, ${'Z '.repeat(100)}d`,
		);
	});

	it('begin and end with other characters than words', () => {
		const texts = {'(Ada)': 'X', 'Ada)': 'Y', Ada: 'Z', '+Ada Lovelace': 'W'};
		expect(replaced('(Ada) Ada) Ada +Ada Lovelace Ada Lovelace', texts)).toBe('X Y Z W Z Lovelace');
	});
});

it('a text in a regular expression is itself', () => {
	const text = 'a.b*c+d?e^f$g{h}i(j)k|l[m]n\\o/p-q';
	expect(new RegExp(`^${escaped(text)}$`, 'u').test(text)).toBe(true);
});
