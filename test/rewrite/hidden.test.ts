import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {disguise} from '../../src/rewrite/disguise.ts';
import {Hidden} from '../../src/rewrite/hidden.ts';
import {stepWith} from './steps.ts';

describe('in a text', () => {
	it.each([
		['mail ada.l@example.org now', 'mail x@example.test now'],
		['call +91 98123-45678, please', 'call +91 98XXX-XXXX8, please'],
		['to=%2B919812345678', 'to=%2B9198XXXXXXX8'],
		['https://ada:pw@a.example.org/?x=1&token=abc#t', 'https://a.example.org/?x=1&token=XXXXXXXX#t'],
		['a?access_token=abc&X-Amz-Signature=def', 'a?access_token=XXXXXXXX&X-Amz-Signature=XXXXXXXX'],
		['2025-03-29 17:55:57 and 919812345678 of 24', '2025-03-29 17:55:57 and 919812345678 of 24'],
		['+1 +12 +123456', '+1 +12 +123456'],
	])('%s', (text, without) => {
		expect(new Hidden('mask').inText(text, 'body')).toBe(without);
	});

	it('what was made already is left', () => {
		const hidden = new Hidden('pseudonym');
		const once = hidden.inText('+919812345678', 'body');
		expect(hidden.inRest(once, 'body')).toBe(once);
	});

	it('is told where it was first, and how often', () => {
		const hidden = new Hidden('mask');
		hidden.inText('a@example.org b@example.org', 'body.a');
		hidden.inText('c@example.org', 'body.b');
		expect(hidden.done).toEqual([{what: 'an e-mail address', where: 'body.a', times: 3}]);
	});
});

describe('whatever comes', () => {
	it('is disguised without a failure, and twice alike', () => {
		const text = fc.oneof(
			fc.string({unit: 'binary'}),
			fc.json(),
			fc.constantFrom('+', '%', '{{', '\u0000', '@', '='),
		);
		const header = fc.tuple(
			fc.constantFrom('Content-Type', 'X-Forwarded-For', 'Cookie', 'X-Name'),
			fc.string(),
		);
		const step = fc.record({
			target: fc.string().map(path => `/${path.replace(/\s/g, '')}`),
			headers: fc.array(header, {maxLength: 4}),
			body: fc.oneof(
				text.map(each => Buffer.from(each)),
				fc.uint8Array(),
			),
		});
		fc.assert(
			fc.property(step, fc.constantFrom('mask' as const, 'pseudonym' as const), (over, style) => {
				const given = stepWith(over);
				expect(disguise(style, nothingTold).of(given)).toEqual(disguise(style, nothingTold).of(given));
			}),
			{numRuns: 150},
		);
	});

	it.each([
		['@', 'a'.repeat(500_000)],
		['digits', '1'.repeat(500_000)],
		['numbers', '+1 2 3 4 '.repeat(50_000)],
		['links', '://'.repeat(100_000)],
		['parameters', '&a=b@'.repeat(100_000)],
		['words', 'Ada '.repeat(100_000)],
	])('takes time that grows with its length alone: %s', {timeout: 30_000}, (_, text) => {
		const began = performance.now();
		const one = disguise('mask', nothingTold);
		one.of(stepWith({body: JSON.stringify({name: 'Ada', other: `${text}@`, to: text})}));
		one.inText(`${text}@`, 'the answer');
		// By its square it would be hours.
		expect(performance.now() - began).toBeLessThan(20_000);
	});
});
