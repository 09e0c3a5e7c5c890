import {expect, it} from 'vitest';
import {q850Causes} from '../../src/core/q850.ts';

it('has the causes networks give, by their decimal number', () => {
	expect(q850Causes['16']).toBe('normal call clearing');
	expect(q850Causes['17']).toBe('user busy');
	expect(q850Causes['34']).toBe('no circuit available');
	for (const cause of Object.keys(q850Causes)) {
		expect(Number(cause)).toBeGreaterThan(0);
		expect(Number(cause)).toBeLessThanOrEqual(127);
	}
});
