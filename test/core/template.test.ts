import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	parseTemplate,
	plainText,
	renderTemplate,
	type TemplateSubject,
	textOf,
} from '../../src/core/template.ts';
import {inspect} from '../../src/inspect/inspect.ts';
import {requestOf} from '../store/temporary.ts';

function subjectOf(body: unknown, change: Parameters<typeof requestOf>[0] = {}): TemplateSubject {
	const request = requestOf({text: typeof body === 'string' ? body : JSON.stringify(body), ...change});
	return {request, ...inspect(request)};
}

const call = subjectOf(
	{
		type: 'cdr',
		cmiuuid: '760df326',
		direction: 'outbound',
		status: 'answered',
		to: '+12025550143',
		time: 1_571_122_020_000,
		answeredsec: 13,
		nested: {list: [{id: 7}, null], 'a.b': 'dotted'},
		flag: false,
		nothing: null,
	},
	{
		target: '/hooks/x?tag=Blue%20Whale&a.b=1',
		headers: [
			['Content-Type', 'application/json'],
			['X-Name', 'n'],
		],
	},
);

const form = subjectOf('callid=12&user.name=Jane+Doe&cdr=%7B%22id%22%3A5%7D', {
	headers: [['Content-Type', 'application/x-www-form-urlencoded']],
});

function rendered(text: string, subject = call): string {
	const {template, problem} = parseTemplate(text);
	if (template === undefined) throw new Error(problem.message);
	return renderTemplate(template, subject);
}

function problemOf(text: string): string {
	const {problem} = parseTemplate(text);
	return problem === undefined ? '' : `${problem.line}:${problem.column} ${problem.message} ${problem.hint}`;
}

describe('a template is filled in', () => {
	it.each([
		['no braces', 'no braces'],
		['{{event.to.e164}}', '+12025550143'],
		['{{ event.kind }}/{{event.phase}}: {{event.talkSeconds}} s', 'cdr/ended: 13 s'],
		['{{event.callId}}', '760df326'],
		['{{event.to}}', '{"raw":"+12025550143","e164":"+12025550143"}'],
		['[{{event.from.e164}}{{event.hangup.by}}{{event.analysis.mood.deep}}]', '[]'],
		['{{request.body.cmiuuid}} {{request.body.nested.list.0.id}}', '760df326 7'],
		['{{request.body.nested.a.b}}', 'dotted'],
		['{{request.body.nested.list}}', '[{"id":7},null]'],
		['[{{request.body.flag}}{{request.body.nothing}}]', '[false]'],
		['[{{request.body.missing}}{{request.body.nested.list.9}}{{request.body.cmiuuid.length}}]', '[]'],
		['[{{request.body.constructor}}{{request.body.__proto__}}{{request.body.nested.list.length}}]', '[]'],
		['{{request.query.tag}} {{request.query.a.b}}[{{request.query.none}}]', 'Blue Whale 1[]'],
		['{{request.header.x-NAME}}[{{request.header.none}}]', 'n[]'],
		['{{request.method}} {{request.path}}', 'POST /hooks/x'],
		['{{request.target}} {{request.remoteAddress}}', '/hooks/x?tag=Blue%20Whale&a.b=1 127.0.0.1'],
		['{{provider.id}} {{provider.name}}', 'telecmi TeleCMI'],
		['\\{{event.kind}} }} { }', '{{event.kind}} }} { }'],
		['\\{{\\{{{{event.kind}}', '{{{{cdr'],
		['{"a":{{event.talkSeconds}}}', '{"a":13}'],
		['{{{event.kind}}}', '{cdr}'],
	])('%s', (text, expected) => {
		expect(rendered(text)).toBe(expected);
	});

	it('from form fields, whole names first', () => {
		expect(rendered('{{request.body.callid}} {{request.body.user.name}} {{request.body.cdr.id}}', form)).toBe(
			'12 Jane Doe 5',
		);
		expect(rendered('{{request.body}}', form)).toContain('"callid":"12"');
		expect(rendered('[{{request.body.none}}]', form)).toBe('[]');
	});

	it('from plain text, and with nothing from what is not there', () => {
		const text = {headers: [['Content-Type', 'text/plain']] as [string, string][]};
		expect(rendered('{{request.body}}[{{request.body.a}}{{event.kind}}]', subjectOf('Hi', text))).toBe(
			'Hi[]',
		);
		const broken = subjectOf('', {method: null, target: null});
		expect(rendered('[{{request.method}}{{request.target}}{{request.body}}]', broken)).toBe('[]');
	});

	it('from JSON that was sent as a JSON text', () => {
		expect(rendered('{{request.body.a}}', subjectOf(JSON.stringify('{"a":1}')))).toBe('1');
	});
});

describe('a mistake', () => {
	it.each([
		[
			'a\nbc {{event.kind',
			'2:4 The braces are not closed. Write }} behind the name, or \\{{ for the braces themselves.',
		],
		[
			'{{event\n.kind}}',
			'1:1 The braces are not closed. Write }} behind the name, or \\{{ for the braces themselves.',
		],
		[
			'{{a {{event.kind}}',
			'1:1 The braces are not closed. Write }} behind the name, or \\{{ for the braces themselves.',
		],
		[
			'📞{{ }}',
			'1:2 There is no name in the braces. Write one like {{event.from.e164}}, {{request.body.callid}} or {{provider.id}}.',
		],
		['{{evnt.kind}}', '1:1 "evnt.kind" is nothing that can be filled in. Did you mean event.kind?'],
		['{{event.form.e164}}', '1:1 event has no member "form". Did you mean event.from?'],
		['{{event.from.e146}}', '1:1 event.from has no member "e146". Did you mean event.from.e164?'],
		['{{event.from.raw.x}}', '1:1 event.from has no member "raw.x". Did you mean event.from.raw?'],
		['{{event.callId.x}}', '1:1 event.callId has no member "x". Write {{event.callId}}.'],
		['{{request.bdy.a}}', '1:1 request has no member "bdy". Did you mean request.body?'],
		['{{request.path.a}}', '1:1 request.path has no member "a". Write {{request.path}}.'],
		['{{provider.ID}}', '1:1 provider has no member "ID". Did you mean provider.id?'],
	])('%j', (text, problem) => {
		expect(problemOf(text)).toBe(problem);
	});

	it.each([
		'{{event}}',
		'{{request}}',
		'{{provider}}',
		'{{request.header}}',
		'{{request.query}}',
		'{{event..kind}}',
		'{{.}}',
		'{{event.constructor}}',
		'{{event.fields}}',
		'{{event.kind | upper}}',
	])('%s', text => {
		expect(problemOf(text)).toMatch(/^1:1 \S.*\. \S.*[.?]$/);
	});

	it('is all that can come of any text: reading it never throws', () => {
		const near = fc.string({unit: fc.constantFrom(...'{}\\.eventrqusbodyk\n"'), maxLength: 40});
		fc.assert(
			fc.property(fc.oneof(fc.string({unit: 'binary'}), near), text => {
				const {template} = parseTemplate(text);
				if (template !== undefined) expect(typeof renderTemplate(template, call)).toBe('string');
				if (!text.includes('{{')) expect(rendered(text)).toBe(text);
			}),
			{seed: 20261120, numRuns: 2000},
		);
	});
});

it('plainText is the text when nothing is filled in', () => {
	expect(plainText({pieces: ['a', 'b']})).toBe('ab');
	expect(plainText({pieces: []})).toBe('');
	expect(plainText({pieces: ['a', {written: '{{x}}', read: () => 1}]})).toBeNull();
});

it('textOf writes values as people do', () => {
	expect([undefined, null, 'a', 1.5, true, [1], {a: 1}].map(textOf)).toEqual([
		'',
		'',
		'a',
		'1.5',
		'true',
		'[1]',
		'{"a":1}',
	]);
});
