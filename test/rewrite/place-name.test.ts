import {expect, it} from 'vitest';
import {leafOf, namesOf, wordsOf} from '../../src/rewrite/place-name.ts';

it('takes the names of a path apart', () => {
	expect(namesOf('body.myoperator._ld[0]._rr[1]._nr')).toEqual(['myoperator', '_ld', '_rr', '_nr']);
	expect(leafOf('body.users[0]')).toBe('users');
	expect(leafOf('body.values[0][3]')).toBe('values');
	expect(leafOf('body')).toBe('');
});

it('takes names apart into their words', () => {
	expect(wordsOf('callerNAMEShown_2nd-Leg')).toEqual(['caller', 'name', 'shown', '2nd', 'leg']);
	expect(wordsOf('FromCity')).toEqual(['from', 'city']);
	expect(wordsOf('')).toEqual([]);
});

it('remembers some of them, and gets all of them right', () => {
	for (let n = 0; n < 12_000; n++) expect(leafOf(`body.a${n % 6000}.b${n}`)).toBe(`b${n}`);
});
