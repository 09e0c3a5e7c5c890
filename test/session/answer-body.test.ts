import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {AnswerSettings} from '../../src/core/answer-settings.ts';
import {type AnswerProblem, answerBody} from '../../src/session/answer-body.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {questionOf} from './questions.ts';

function made(settings: AnswerSettings, change: Partial<Parameters<typeof answerBody>[1]> = {}) {
	const problems: AnswerProblem[] = [];
	const options = {folder: '/', mayHaveBody: true, contentType: null, ...change};
	return {body: answerBody(settings, options, problems), problems};
}

/** Content type and text of the answer to a record. */
function answered(
	settings: AnswerSettings,
	change: Parameters<typeof made>[1] = {},
): [string | null, string] {
	const {body, problems} = made(settings, change);
	expect(problems).toEqual([]);
	return [body?.contentType ?? null, Buffer.from(body?.render(questionOf()) ?? []).toString()];
}

const json = 'application/json';
const plain = 'text/plain; charset=utf-8';

describe('the body of an answer', () => {
	it.each<[string, AnswerSettings, string | null, [string | null, string]]>([
		['is success without another', {}, null, [json, '{"success":true}']],
		['is success for any 2xx', {status: 202}, null, [json, '{"success":true}']],
		['is nothing where it is none', {status: 500}, null, [null, '']],
		['is nothing for a redirect', {status: 302}, null, [null, '']],
		['is JSON when it is an object', {body: '{"a": 1}'}, null, [json, '{"a": 1}']],
		['is JSON when it is a list', {body: ' [1]'}, null, [json, ' [1]']],
		['is text when it only begins so', {body: '[1'}, null, [plain, '[1']],
		['is text for a number', {body: '12'}, null, [plain, '12']],
		['is empty when that is said', {body: ''}, null, [plain, '']],
		['is as written, whatever the header says', {body: '{"a"'}, json, [plain, '{"a"']],
		[
			'is filled in as text',
			{body: '{{event.callId}} took {{event.talkSeconds}} s'},
			null,
			[plain, '760df326 took 13 s'],
		],
		[
			'is filled in as JSON',
			{body: '{"s": {{event.talkSeconds}}, "t": "{{event.talkSeconds}}"}'},
			null,
			[json, '{"s": 13, "t": "13"}'],
		],
		['is one JSON value by the header', {body: '{{event.callId}}'}, json, [json, '"760df326"']],
		[
			'is JSON by a header of its kind',
			{body: '{"a": {{event.callId}}}'},
			'application/problem+json',
			[json, '{"a": "760df326"}'],
		],
		['is text by the header', {body: '[{{event.callId}}, {}'}, 'text/plain', [plain, '[760df326, {}']],
		[
			'is XML by the header',
			{body: '<a>{{request.body}}</a>'},
			'text/xml',
			[plain, expect.stringMatching(/^<a>\{&quot;type&quot;[^<>"]*<\/a>$/) as unknown as string],
		],
		[
			'is a JSON value',
			{json: {id: '{{event.callId}}', s: '{{event.talkSeconds}}', none: '{{event.agent}}'}},
			null,
			[json, '{"id":"760df326","s":13,"none":null}'],
		],
		['is null, as a JSON value', {json: null}, null, [json, 'null']],
	])('%s', (_, settings, contentType, expected) => {
		expect(answered(settings, {contentType})).toEqual(expected);
	});

	it('is a file’s, with its content type and templates', () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'a.xml'), '<Say>{{request.body.to}}</Say>');
		writeFileSync(join(folder, 'b.json'), '{"id": {{event.callId}}}');
		writeFileSync(join(folder, 'c.bin'), '{{event.callId}}');
		expect(answered({file: 'a.xml'}, {folder})).toEqual(['application/xml', '<Say>4461000000</Say>']);
		expect(answered({file: './b.json'}, {folder})).toEqual([json, '{"id": "760df326"}']);
		expect(answered({file: join(folder, 'c.bin')}, {folder: '/none'})).toEqual([
			'application/octet-stream',
			'{{event.callId}}',
		]);
		writeFileSync(join(folder, 'd.xml'), '<Say>{{request.body}}</Say>');
		expect(answered({file: 'd.xml'}, {folder})[1]).toContain('<Say>{&quot;type&quot;');
	});
});

describe('a problem with it', () => {
	const told = (settings: AnswerSettings, change: Parameters<typeof made>[1] = {}) => {
		const {body, problems} = made(settings, change);
		expect(body).toBeNull();
		return problems.map(({member, where, message, hint}) => [member, where, `${message} ${hint}`]);
	};

	it.each<[string, AnswerSettings, Parameters<typeof made>[1], unknown[]]>([
		['two bodies', {body: '', file: 'x'}, {}, [null, null, 'There is a body and a file. Keep one of them.']],
		[
			'a body where there is none',
			{status: 204, json: {}},
			{mayHaveBody: false},
			['json', null, 'An answer with status 204 has no body. Leave it out, or change the status.'],
		],
		[
			'a template',
			{body: 'a\n{{x}}'},
			{},
			['body', 'line 2, column 1', expect.stringContaining('"x" is nothing')],
		],
		[
			'a template in JSON',
			{json: {a: [{'b c': '{{x}}'}]}},
			{},
			['json.a[0]["b c"]', 'column 1', expect.stringContaining('"x" is nothing')],
		],
		[
			'JSON that is none',
			{body: '{"a": {{event.callId}},}'},
			{},
			[
				'body',
				'line 1, column 24',
				'It is no JSON: a comma before the closing brace. Correct it, or set the header Content-Type to text/plain to have it sent as text.',
			],
		],
		[
			'a missing file',
			{file: 'none.json'},
			{folder: '/nowhere'},
			['file', null, 'There is no file /nowhere/none.json. Write it, or name another.'],
		],
	])('%s', (_, settings, change, problem) => {
		expect(told(settings, change)).toEqual([problem]);
	});

	it('nothing, where there is no body and may be none', () => {
		expect(answered({status: 204}, {mayHaveBody: false})).toEqual([null, '']);
	});
});
