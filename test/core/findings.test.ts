import {describe, expect, it} from 'vitest';
import {catalogue, dependsOnOthers, type FindingCode, finding} from '../../src/core/findings.ts';

describe('the catalogue', () => {
	it.each(Object.entries(catalogue))(
		'%s: a topic and what, a sentence on it, and what to do',
		(code, kind) => {
			expect(code).toMatch(/^[a-z-]+\/[a-z-]+$/);
			expect(kind.about).toMatch(/^\S.*\.$/);
			expect(kind.hint).toMatch(/^[A-Z].*\.$/);
		},
	);

	it('has the codes that are promised for ever', () => {
		const promised: FindingCode[] = [
			'body/invalid-json',
			'body/template-placeholder',
			'number/json-number',
			'time/no-zone',
			'duration/longer-than-call',
			'delivery/duplicate',
			'delivery/retry',
		];
		expect(Object.keys(catalogue)).toEqual(expect.arrayContaining(promised));
	});
});

it('a finding has its severity and, unless there is a better one, its hint from the catalogue', () => {
	const {severity, hint} = catalogue['time/no-zone'];
	const details = {message: 'It says none.', where: 'body.at'};
	expect(finding('time/no-zone', details)).toEqual({code: 'time/no-zone', severity, hint, ...details});
	expect(finding('time/no-zone', {...details, hint: 'Ask.'}).hint).toBe('Ask.');
	expect(finding('signature/invalid', {...details, severity: 'info'}).severity).toBe('info');
});

it('a place as long as a page is cut', () => {
	const {where} = finding('time/no-zone', {message: 'It says none.', where: `body.${'x'.repeat(1000)}`});
	expect(where).toMatch(/^body\.x{295}…$/);
});

it('what other deliveries, secrets and answers tell is known by its code', () => {
	const codes = Object.keys(catalogue).filter(dependsOnOthers);
	expect(new Set(codes.map(code => code.split('/')[0]))).toEqual(
		new Set(['answer', 'delivery', 'order', 'signature', 'duration']),
	);
	expect(codes.filter(code => code.startsWith('duration/'))).toEqual(['duration/contradicts-events']);
	expect(dependsOnOthers('signature/invalid')).toBe(true);
	expect(dependsOnOthers('no/such')).toBe(false);
});
