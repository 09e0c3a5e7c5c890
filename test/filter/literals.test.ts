import {expect, it} from 'vitest';
import {literalsOf} from '../../src/filter/literals.ts';
import {filterOf} from './filters.ts';

it.each([
	['Needle', [[['needle']]]],
	['needle provider:telecmi -other', [[['needle']]]],
	['one,two three', [[['one'], ['two']], [['three']]]],
	['abc*xy*defg', [[['abc', 'defg']]]],
	['é\u{1f600}x', [[['é\u{1f600}x']]]],
	['ab', null],
	['abc,de', null],
	['a*b', null],
	['-needle', null],
	['path:/needle', null],
	['', null],
])('%s: %o', (text, literals) => {
	expect(literalsOf(filterOf(text))).toEqual(literals);
});

it('half a character is in no index', () => {
	expect(literalsOf(filterOf('abc\ud83d'))).toBeNull();
});
