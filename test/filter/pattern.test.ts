import {describe, expect, it} from 'vitest';
import {bareNumber, patternIsIn, patternMatches} from '../../src/filter/pattern.ts';

describe('patternMatches', () => {
	it.each<[string, string, boolean]>([
		['abc', 'abc', true],
		['abc', 'abcd', false],
		['abc', 'xabc', false],
		['a*', 'abc', true],
		['a*', 'ba', false],
		['*c', 'abc', true],
		['*c', 'abcd', false],
		['a*c', 'ac', true],
		['ab*bc', 'abc', false],
		['a*b*c', 'a1b2c', true],
		['a*b*c', 'a1c2b', false],
		['*b*', 'abc', true],
		['*', '', true],
		['**', 'x', true],
		['*ab*ab*', 'abab', true],
		['*ab*ab*', 'aab', false],
	])('%s in %s: %s', (pattern, text, expected) => {
		expect(patternMatches(pattern.split('*'), text)).toBe(expected);
	});

	it('takes no longer for a pattern made to be slow', () => {
		const parts = Array.from({length: 2000}, () => 'a');
		expect(patternMatches([...parts, 'b'], 'a'.repeat(200_000))).toBe(false);
	});
});

describe('patternIsIn', () => {
	it('looks anywhere in the text', () => {
		expect(patternIsIn(['b'], 'abc')).toBe(true);
		expect(patternIsIn(['a', 'c'], 'xabcx')).toBe(true);
		expect(patternIsIn(['c', 'a'], 'abc')).toBe(false);
	});
});

it('bareNumber leaves out what people put between digits', () => {
	expect(bareNumber('+1 (202) 555-01.43')).toBe('+12025550143');
	expect(bareNumber('SIP:A@example.test')).toBe('sip:a@exampletest');
});
