import {expect, it} from 'vitest';
import {defineProvider} from '../../src/core/provider.ts';
import {vocabularyOf} from '../../src/filter/vocabulary.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers} from '../../src/providers/registry.ts';

it('has the ids and the kinds of the providers, each once and in lower case as filters compare them', () => {
	const acme = defineProvider({...generic, id: 'acme', kinds: [{id: 'cdr', says: ''}]});
	expect(vocabularyOf([acme, {...acme, id: 'other'}, generic])).toMatchObject({
		providers: ['acme', 'other', 'generic'],
		kinds: ['cdr'],
	});
	const real = vocabularyOf(providers);
	expect(real.findings).toContain('time/no-zone');
	for (const word of Object.values(real).flat()) expect(word).toBe(word.toLowerCase());
});
