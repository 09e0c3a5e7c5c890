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
});

it('a text in a regular expression is itself', () => {
	const text = 'a.b*c+d?e^f$g{h}i(j)k|l[m]n\\o/p-q';
	expect(new RegExp(`^${escaped(text)}$`, 'u').test(text)).toBe(true);
});
