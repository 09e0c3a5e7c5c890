import {expect, it} from 'vitest';
import {bareContext, noContexts} from '../../src/core/context.ts';

it('a bare context says nothing but whose it is', () => {
	expect(bareContext('acme')).toEqual({provider: 'acme', names: {}, zone: null, country: null});
	expect(noContexts.size).toBe(0);
});
