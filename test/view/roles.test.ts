import {expect, it} from 'vitest';
import {severityRole, signatureRole, verdictRole} from '../../src/view/roles.ts';

it('a verdict looks the same in every view, and each one different', () => {
	const roles = (['accepted', 'rejected', 'unknown', null] as const).map(verdictRole);
	expect(roles).toEqual(['good', 'bad', 'info', 'text.muted']);
});

it('so does a severity', () => {
	expect((['error', 'warning', 'info'] as const).map(severityRole)).toEqual(['bad', 'warn', 'info']);
});

it('and a signature: only a valid one is good, only an invalid one bad', () => {
	const roles = (['valid', 'invalid', 'missing', 'unchecked', 'unsigned'] as const).map(signatureRole);
	expect(roles).toEqual(['good', 'bad', 'warn', 'info', 'text.muted']);
});
