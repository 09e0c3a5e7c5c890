import {describe, expect, it} from 'vitest';
import {lookup} from '../../src/core/lookup.ts';

describe('lookup', () => {
	it('finds what the table has, and nothing that every object inherits', () => {
		const table = {answered: 1};
		expect(lookup(table, 'answered')).toBe(1);
		for (const key of ['missed', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) {
			expect(lookup<unknown>(table, key), key).toBeUndefined();
		}
	});
});
