import {expect, it} from 'vitest';
import {severityRole, verdictRole} from '../../src/view/roles.ts';

it('a verdict looks the same in every view, and each one different', () => {
	const roles = (['accepted', 'rejected', 'unknown', null] as const).map(verdictRole);
	expect(roles).toEqual(['good', 'bad', 'info', 'text.muted']);
});

it('so does a severity', () => {
	expect((['error', 'warning', 'info'] as const).map(severityRole)).toEqual(['bad', 'warn', 'info']);
});
