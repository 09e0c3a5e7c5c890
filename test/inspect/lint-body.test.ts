import {describe, expect, it} from 'vitest';
import type {Finding} from '../../src/core/delivery.ts';
import {lintBody} from '../../src/inspect/lint-body.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {walk} from '../../src/inspect/walk.ts';
import {captured} from '../support/fixtures.ts';

function found(type: string | null, body: string, target = '/'): Finding[] {
	const headers: [string, string][] = type === null ? [] : [['Content-Type', type]];
	const request = captured({method: 'POST', target, headers, body});
	const message = readMessage(request);
	const findings: Finding[] = [];
	lintBody(findings, request, message, walk(message));
	return findings;
}
const codes = (...of: Parameters<typeof found>) => found(...of).map(({code}) => code);

const form = 'application/x-www-form-urlencoded';

describe('the content type', () => {
	it.each([
		['application/json', '{"a":1}', []],
		['Application/JSON; charset=utf-8', '{"a":1}', []],
		['application/webhook+json', '{"a":1}', []],
		[form, 'a=1', []],
		[`${form}; charset=utf-8`, 'myoperator={"a":1}', []],
		['text/plain', 'hello', []],
		['text/xml', '<a/>', []],
		[null, 'hello', []],
		[null, '', []],
		['text/plain', '', []],
		['text/plain', '{"a":1}', ['body/content-type']],
		['text/html', '[1]', ['body/content-type']],
		['application/octet-stream', '{"a":1}', ['body/content-type']],
		[form, '{"a":1}', ['body/content-type']],
		['text/plain', 'myoperator={"a":1}', ['body/content-type']],
		[null, '{"a":1}', ['body/no-content-type']],
		[null, 'a=1&b=2', ['body/no-content-type']],
		// One reason is enough.
		['application/json', 'a=1&b=2', ['body/invalid-json']],
	])('%s with %s: %j', (type, body, expected) => {
		expect(codes(type, body)).toEqual(expected);
	});

	it('and what the body is are told', () => {
		expect(found('text/plain; charset=utf-8', '{"a":1}')).toMatchObject([
			{message: 'The content type is text/plain, but the body is JSON.', where: 'header.Content-Type'},
		]);
		expect(found(null, 'a=1')).toMatchObject([
			{message: 'The body is form fields, and no content type says so.', where: 'body'},
		]);
	});

	it('of parts is that of a form', () => {
		const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--';
		expect(codes('multipart/form-data; boundary=b', part)).toEqual([]);
	});
});

describe('body/template-placeholder', () => {
	it('tells variables as they are written and values that were missing in one finding', () => {
		const [finding, ...others] = found('application/json', '{"a":"{{x}}","b":"undefined","c":"NaN"}');
		expect(others).toEqual([]);
		expect(finding).toMatchObject({
			message:
				'A variable was sent as it is written, not its value: {{x}}. In place of a value that was missing was sent: undefined and NaN',
			where: 'body.a',
		});
	});

	it('is info where all of it may be words of a person', () => {
		const text = 'Use this code at the counter when you pay, dear {{name}}';
		const severities = (body: object) =>
			found('application/json', JSON.stringify(body)).map(({severity}) => severity);
		expect(severities({text})).toEqual(['info']);
		expect(severities({text, summary: 'undefined'})).toEqual(['info']);
		expect(severities({text, status: '{{status}}'})).toEqual(['error']);
		expect(severities({text: 'Hello {{name}}'})).toEqual(['error']);
		expect(severities({status: 'undefined'})).toEqual(['error']);
	});

	it('of more than can be told the rest is counted', () => {
		const query = Array.from({length: 12}, (_, i) => `q${i}={v${i}}`).join('&');
		expect(found(null, '', `/?${query}`)[0]?.message).toContain('{v7} and 4 more');
	});
});

describe('body/json-in-text', () => {
	it('lists the places', () => {
		expect(found('application/json', '{"a":"{}","b":{"c":"[1]"},"d":"x"}')).toMatchObject([
			{code: 'body/json-in-text', message: 'body.a and body.b.c hold JSON as text.', where: 'body.a'},
		]);
		const many = JSON.stringify(Array.from({length: 15}, () => '{}'));
		expect(found('application/json', many)[0]?.message).toBe(
			'body[0], body[1], body[2], body[3], body[4], body[5], body[6], body[7] and 7 more hold JSON as text.',
		);
	});
});
