import {expect, it} from 'vitest';
import {catalogue} from '../../src/core/findings.ts';
import {textsOf} from '../../src/filter/texts.ts';
import {subjectOf} from './filters.ts';

const call = subjectOf();

it('are in lower case: the request, who sent it, what was read from it and found in it', () => {
	const texts = textsOf(call);
	for (const text of ['post', '/webhook/cdr', 'blue whales', 'content-type: application/json', 'telecmi']) {
		expect(texts).toContain(text);
	}
	expect(texts).toContain('late call.mp3');
	expect(texts.some(text => text.includes('"answeredsec":13'))).toBe(true);
	for (const {code} of call.inspection.findings) expect(texts).toContain(code);
	expect(call.inspection.findings).not.toEqual([]);
	for (const text of texts) expect(text).toBe(text.toLowerCase());
});

it('have nothing that is told otherwise by other secrets, deliveries and answers', () => {
	const findings = Object.entries(catalogue).map(([code, {severity}]) => ({
		code,
		severity,
		message: `Says ${code}.`,
		hint: '',
		where: null,
	}));
	const texts = textsOf({...call, inspection: {...call.inspection, findings}});
	const told = Object.keys(catalogue).filter(code => texts.includes(code));
	expect(Object.keys(catalogue).filter(code => !told.includes(code))).toEqual([
		'duration/contradicts-events',
		'signature/invalid',
		'signature/missing',
		'answer/redirect',
		'answer/near-deadline',
		'answer/body-missing',
		'delivery/retry',
		'delivery/duplicate',
		'order/late',
		'order/after-end',
		'order/gap',
	]);
	for (const code of told) expect(texts).toContain(`says ${code}.`);
});
