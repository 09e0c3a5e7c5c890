import {expect, it} from 'vitest';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {
	severityRole,
	shareRole,
	signatureMark,
	signatureRole,
	statusRole,
	tookRole,
	verdictRole,
} from '../../src/view/roles.ts';

it('a verdict looks the same in every view, and each one different', () => {
	const roles = (['accepted', 'rejected', 'unknown', null] as const).map(verdictRole);
	expect(roles).toEqual(['good', 'bad', 'info', 'text.muted']);
});

it('a status looks like its verdict, and an error nobody judges needs eyes', () => {
	expect(statusRole(500, 'unknown')).toBe('warn');
	expect([200, 399, null].map(status => statusRole(status, 'unknown'))).toEqual(['info', 'info', 'info']);
	expect([statusRole(500, 'rejected'), statusRole(404, 'accepted')]).toEqual(['bad', 'good']);
});

it('so does a severity', () => {
	expect((['error', 'warning', 'info'] as const).map(severityRole)).toEqual(['bad', 'warn', 'info']);
});

it('from half of what is allowed on it warns, from four fifths on it is bad', () => {
	expect([0, 0.49, 0.5, 0.79, 0.8, 1.2].map(shareRole)).toEqual([
		'text.muted',
		'text.muted',
		'warn',
		'warn',
		'bad',
		'bad',
	]);
	expect([4, 5, 8].map(ms => tookRole(ms, 10))).toEqual(['text.muted', 'warn', 'bad']);
	expect(tookRole(9e9, null)).toBe('text.muted');
});

it('and a signature: only a valid one is good, only an invalid one bad', () => {
	const states = ['valid', 'invalid', 'missing', 'unchecked', 'unsigned'] as const;
	expect(states.map(signatureRole)).toEqual(['good', 'bad', 'warn', 'info', 'text.muted']);
	const marks = (look: typeof asciiMarks) => states.map(state => signatureMark(state, look)).join('');
	expect([marks(unicodeMarks), marks(asciiMarks)]).toEqual(['✓✗△?-', '+xW?-']);
});
