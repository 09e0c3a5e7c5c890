import {expect, it} from 'vitest';
import {defineProvider, unmarked} from '../../src/core/provider.ts';
import {generic} from '../../src/providers/generic.ts';

it('defineProvider gives what it is given', () => {
	expect(defineProvider(generic)).toBe(generic);
});

it('an unmarked event says nothing of itself', () => {
	expect(unmarked).toEqual({id: null, attempt: null});
});
