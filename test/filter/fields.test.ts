import {describe, expect, it} from 'vitest';
import {defineProvider} from '../../src/core/provider.ts';
import {fieldNamed, fieldNames, fields, ruleOf, vocabularyOf, wordsOf} from '../../src/filter/fields.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers} from '../../src/providers/registry.ts';

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

describe('vocabularyOf', () => {
	it('has the ids and the kinds of the providers, each once and in lower case as filters compare them', () => {
		const acme = defineProvider({...generic, id: 'acme', kinds: [{id: 'cdr', says: ''}]});
		expect(vocabularyOf([acme, {...acme, id: 'other'}, generic])).toEqual({
			providers: ['acme', 'other', 'generic'],
			kinds: ['cdr'],
		});
		const real = vocabularyOf(providers);
		for (const word of [...real.providers, ...real.kinds]) expect(word).toBe(word.toLowerCase());
	});

	it('says which words are known; without kinds any will do', () => {
		expect(wordsOf('provider', {providers: ['a'], kinds: []})).toEqual(['a']);
		expect(wordsOf('kind', {providers: ['a'], kinds: []})).toBeNull();
		expect(wordsOf('direction', {providers: [], kinds: []})).toEqual(['inbound', 'outbound']);
		expect(wordsOf('path', {providers: [], kinds: []})).toBeNull();
	});
});
