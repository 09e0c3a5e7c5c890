import {describe, expect, it} from 'vitest';
import {fieldNamed, fieldNames, fields, ruleOf, wordsOf} from '../../src/filter/fields.ts';

describe('fields', () => {
	it('are found in any case, and nothing that every object has is one', () => {
		expect(fieldNamed('Provider')).toBe('provider');
		expect(fieldNamed('constructor')).toBeNull();
		expect(fieldNamed('')).toBeNull();
	});

	it('say of each word when it is known, where the field does not', () => {
		for (const name of fieldNames) {
			const {known, words, takes} = ruleOf(name);
			if (known === null) expect(Object.keys(words ?? {}), name).not.toEqual([]);
			if (takes === 'amount') expect(ruleOf(name).unit, name).toBeDefined();
		}
		expect(fields.has.words.comment.known).toBe('lists');
	});

	it('all that the contract names are there', () => {
		for (const name of 'provider outcome from method path is has verdict duration call'.split(' ')) {
			expect(fieldNames).toContain(name);
		}
	});
});

const nothing = {providers: [], kinds: [], findings: []};

it('say which words are known; without kinds any will do', () => {
	expect(wordsOf('provider', {...nothing, providers: ['a']})).toEqual(['a']);
	expect(wordsOf('kind', {...nothing, providers: ['a']})).toBeNull();
	expect(wordsOf('direction', nothing)).toEqual(['inbound', 'outbound']);
	expect(wordsOf('path', nothing)).toBeNull();
});
