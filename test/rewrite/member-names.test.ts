import {describe, expect, it} from 'vitest';
import {Hidden} from '../../src/rewrite/hidden.ts';
import {withoutNames, withoutParameterNames} from '../../src/rewrite/member-names.ts';

describe('what members are called', () => {
	it.each([
		['{"919876500010": 1}', '{"9198XXXXXXX0": 1}'],
		['{"a": {"+91 98765-00010" :1}}', '{"a": {"+91 98XXX-XXXX0" :1}}'],
		['{"a": "{\\"919876500010\\": 1}"}', '{"a": "{\\"9198XXXXXXX0\\": 1}"}'],
		['{"ada@example.org": 1}', '{"x@example.test": 1}'],
		['{919876500010: busy}', '{9198XXXXXXX0: busy}'],
		['919876500010=1&b=2', '9198XXXXXXX0=1&b=2'],
	])('%s', (text, without) => {
		expect(withoutNames(text, 'body', new Hidden('mask'))).toBe(without);
	});

	it.each(['{"call_12345678": 1, "1594969967": 2, "1234567": 3}', '{"a": "919876500010"}', 'a=919876500010'])(
		'stays: %s',
		text => {
			expect(withoutNames(text, 'body', new Hidden('mask'))).toBe(text);
		},
	);

	it('stays where people are not hidden', () => {
		expect(withoutNames('{"919876500010": 1}', 'body', new Hidden('secrets'))).toBe('{"919876500010": 1}');
	});

	it('is written anew in a query as it is encoded there', () => {
		expect(withoutParameterNames('%2B919876500010=1&x=2', 'query', new Hidden('mask'))).toBe(
			'%2B9198XXXXXXX0=1&x=2',
		);
	});

	it('is found in time that grows with the length of the text', () => {
		const began = performance.now();
		for (const text of [
			'{"'.repeat(200_000),
			'"'.repeat(400_000),
			', '.repeat(200_000),
			'%22'.repeat(100_000),
			'{\\'.repeat(200_000),
		])
			withoutNames(text, 'body', new Hidden('mask'));
		expect(performance.now() - began).toBeLessThan(5000);
	});
});
