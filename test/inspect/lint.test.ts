import {describe, expect, it} from 'vitest';
import type {CapturedRequest, FaultCode} from '../../src/core/capture.ts';
import {bareContext} from '../../src/core/context.ts';
import {Decoding} from '../../src/core/decoding.ts';
import {lint} from '../../src/inspect/lint.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {generic} from '../../src/providers/generic.ts';
import {captured} from '../support/fixtures.ts';

function request(body: string | Uint8Array, type = 'application/json', target = '/'): CapturedRequest {
	return captured({method: 'POST', target, headers: [['Content-Type', type]], body});
}

const findings = (of: CapturedRequest, decoded: Decoding | null = null) =>
	lint(of, readMessage(of), decoded?.done() ?? null, generic);
const codes = (of: CapturedRequest) => findings(of).map(({code}) => code);
const form = 'application/x-www-form-urlencoded';

describe('faults', () => {
	it.each<[FaultCode, string]>([
		['malformed', 'error'],
		['headers-too-large', 'error'],
		['body-too-large', 'error'],
		['aborted', 'warning'],
		['timeout', 'error'],
	])('%s is told as %s, with what to do', (code, severity) => {
		const [finding, ...others] = findings({...request(''), fault: {code, message: 'what happened'}});
		expect(finding).toMatchObject({code: `request/${code}`, severity, message: 'what happened', where: null});
		expect(finding?.hint).toMatch(/^[A-Z].+\.$/);
		expect(others).toEqual([]);
	});

	it('what was cut off is not also called broken JSON', () => {
		const cut = request('{"a":[1,2');
		expect(codes(cut)).toEqual(['body/invalid-json']);
		expect(codes({...cut, bodySize: 100})).toEqual([]);
		expect(codes({...cut, fault: {code: 'aborted', message: ''}})).toEqual(['request/aborted']);
	});
});

describe('body/invalid-json', () => {
	it('names the place and the reason', () => {
		expect(findings(request('{\n"bridge": 91806828XXXX}'))).toEqual([
			{
				code: 'body/invalid-json',
				severity: 'error',
				message:
					'Not valid JSON at line 2, column 19: a number goes on with letters: a masked number must be text, in quotes. It was read leniently.',
				hint: expect.stringContaining('Correct it'),
				where: 'line 2, column 19',
			},
		]);
	});

	it('says when it could not be read leniently either', () => {
		expect(findings(request('hello'))[0]?.message).toContain('could not be read leniently either');
	});

	it('bytes that are not UTF-8 under a JSON type are it, too', () => {
		expect(findings(request(Buffer.from([0xff, 0x7b])))).toMatchObject([
			{code: 'body/invalid-json', where: 'body'},
		]);
		expect(findings(request(Buffer.from('{"a":"\xe9"}', 'latin1')))).toMatchObject([
			{code: 'body/invalid-json', where: 'line 1, column 7'},
		]);
		expect(codes(request(Buffer.from([0xff]), 'audio/wav'))).toEqual([]);
	});

	it.each([
		['{"a":1}', 'application/json'],
		['', 'application/json'],
		['hello', 'text/plain'],
		['a=1', form],
	])('%j as %s is not', (body, type) => {
		expect(codes(request(body, type))).toEqual([]);
	});
});

describe('body/template-placeholder', () => {
	it.each([
		['{"a":"{{status}}"}', 'application/json', '/', 'body.a', '{{status}}'],
		['{"a":[{"b":"x \x24{{ call.id }} y"}]}', 'application/json', '/', 'body.a[0].b', '\x24{{ call.id }}'],
		['{"a":"{{to | slice: 0, 5}}"}', 'application/json', '/', 'body.a', '{{to | slice: 0, 5}}'],
		[
			'{"a":\x24{{ JSON.stringify(x, null, 2) }}}',
			'application/json',
			'/',
			'body.a',
			'\x24{{ JSON.stringify(x, null, 2) }}',
		],
		['a={{x}}', form, '/', 'body.a', '{{x}}'],
		['text {{ x | y }}', 'text/plain', '/', 'body', '{{ x | y }}'],
		['', 'text/plain', '/?b=1&a=%7B%7Bx%7D%7D', 'query.a', '{{x}}'],
	])('%s (%s, %s)', (body, type, target, where, variable) => {
		const found = findings(request(body, type, target)).filter(
			({code}) => code === 'body/template-placeholder',
		);
		expect(found).toMatchObject([{severity: 'error', where}]);
		expect(found[0]?.message).toContain(variable);
	});

	it('of several tells all, in one finding', () => {
		const found = findings(request('{"a":"{{x}}","b":{"c":"{{y}}"},"d":"{{x}}"}'));
		expect(found).toMatchObject([{code: 'body/template-placeholder', where: 'body.a'}]);
		expect(found[0]?.message).toContain('{{x}} and {{y}}');
	});

	it('where a value should stand it breaks the JSON as well', () => {
		expect(codes(request('{"a":{{x}}}'))).toEqual(['body/invalid-json', 'body/template-placeholder']);
	});

	it.each([
		['{"a":{"b":{"c":1}}}'],
		['{"a":"{x y}"}'],
		['{"a":"{{"}'],
		['{"a":"{{}}"}'],
		['{"a":"function(){if(x){{y;}}}"}'],
	])('%s is none', body => {
		expect(codes(request(body))).toEqual([]);
	});
});

describe('duration/longer-than-call', () => {
	const decoding = (seconds: number | null, endedAt: string | null) => {
		const made = new Decoding('cdr', 'ended', bareContext('test'));
		made.derive('startedAt', '2026-11-19T08:00:00.000Z', 'body.start');
		made.derive('endedAt', endedAt, 'body.end');
		made.derive('durationSeconds', seconds, 'body.duration');
		return made;
	};

	it('is found where a duration does not fit between start and end', () => {
		expect(findings(request('{}'), decoding(12, '2026-11-19T08:00:10.000Z'))).toMatchObject([
			{code: 'duration/longer-than-call', where: 'body.duration'},
		]);
	});

	it.each([
		[11, '2026-11-19T08:00:10.000Z'],
		[null, '2026-11-19T08:00:10.000Z'],
		[12, null],
	])('%j until %s fits, or cannot be told', (seconds, endedAt) => {
		expect(findings(request('{}'), decoding(seconds, endedAt))).toEqual([]);
	});
});
