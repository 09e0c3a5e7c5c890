import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Json} from '../../src/core/json.ts';
import {parseTemplate, type TemplateSubject} from '../../src/core/template.ts';
import {type JsonTemplateProblem, jsonTemplate, jsonText} from '../../src/core/template-json.ts';
import {inspect} from '../../src/inspect/inspect.ts';
import {requestOf} from '../store/temporary.ts';

function subjectOf(body: unknown): TemplateSubject {
	const request = requestOf({text: JSON.stringify(body)});
	return {request, ...inspect(request)};
}

function jsonTextOf(text: string) {
	const {template} = parseTemplate(text);
	if (template === undefined) throw new Error('no template');
	return jsonText(template);
}

function rendered(text: string, body: unknown): string {
	const {text: read, problem} = jsonTextOf(text);
	if (read === undefined) throw new Error(problem.message);
	return read.render(subjectOf(body));
}

/** What strangers send: anything, with the marks that mean something to JSON often among it. */
const hostile = fc.oneof(
	fc.string({unit: fc.constantFrom(...'"\\{}[]:,\n\u0000\u2028\ud800x')}),
	fc.string({unit: 'binary'}),
);

describe('a JSON text', () => {
	it.each<[string, unknown, string]>([
		['{"a": "{{request.body.v}}"}', {v: 'x"},{"'}, '{"a": "x\\"},{\\""}'],
		['{"a": "<{{request.body.v}}>"}', {v: {b: 1}}, '{"a": "<{\\"b\\":1}>"}'],
		['{"a": "{{request.body.none}}"}', {}, '{"a": ""}'],
		['{"a": {{request.body.v}}}', {v: 'x"'}, '{"a": "x\\""}'],
		['{"a": {{request.body.v}}}', {v: [1, {b: null}]}, '{"a": [1,{"b":null}]}'],
		['{"a": {{request.body.none}}}', {}, '{"a": null}'],
		['{"{{request.body.v}}": 1}', {v: '\n'}, '{"\\n": 1}'],
		['["\\"{{request.body.v}}\\\\", {{request.body.v}}]', {v: 7}, '["\\"7\\\\", 7]'],
	])('%s', (text, body, expected) => {
		expect(rendered(text, body)).toBe(expected);
	});

	it.each([
		['{"a": 1{{event.kind}}}', 1, 9],
		['{"a": {{event.kind}}x}', 1, 21],
		['{"a":\n "\\u00{{event.kind}}"}', 2, expect.any(Number)],
		['{"a": "{{event.kind}}"', 1, 23],
		['{{event.kind}} {{event.kind}}', 1, expect.any(Number)],
	])('is not %s', (text, line, column) => {
		expect(jsonTextOf(text).problem).toMatchObject({line, column});
	});

	it('keeps its shape, whatever is filled in', () => {
		fc.assert(
			fc.property(hostile, fc.jsonValue(), (text, value) => {
				const body = {text, value};
				const template =
					'{"t": "{{request.body.text}}", "v": {{request.body.value}}, "m": "a{{request.body.value}}b"}';
				const read = JSON.parse(rendered(template, body)) as {t: string; v: Json; m: string};
				expect(Object.keys(read)).toEqual(['t', 'v', 'm']);
				expect(read.t).toBe(text);
				expect(read.m.startsWith('a') && read.m.endsWith('b')).toBe(true);
			}),
			{seed: 20261120, numRuns: 1000},
		);
	});
});

describe('a JSON value', () => {
	const fill = (value: Json, body: unknown): Json => {
		const problems: JsonTemplateProblem[] = [];
		const template = jsonTemplate(value, problems);
		expect(problems).toEqual([]);
		return template(subjectOf(body));
	};

	it.each<[Json, unknown, Json]>([
		[{a: '{{request.body.v}}'}, {v: 5}, {a: 5}],
		[{a: '{{request.body.v}}'}, {v: {b: [true]}}, {a: {b: [true]}}],
		[{a: '{{request.body.none}}'}, {}, {a: null}],
		[{a: ' {{request.body.v}}'}, {v: 5}, {a: ' 5'}],
		[['{{request.body.v}}-{{request.body.none}}', 1, null, false], {v: 'x'}, ['x-', 1, null, false]],
		['\\{{x}}', {}, '{{x}}'],
		[{'{{request.body.v}}': {}}, {v: 1}, {'{{request.body.v}}': {}}],
	])('%j', (value, body, expected) => {
		expect(fill(value, body)).toEqual(expected);
	});

	it('tells of every mistake in it, and the way there', () => {
		const problems: JsonTemplateProblem[] = [];
		jsonTemplate({a: ['x {{', {b: '{{evnt.kind}}'}]}, problems);
		expect(problems.map(({path, column}) => [path, column])).toEqual([
			[['a', 0], 3],
			[['a', 1, 'b'], 1],
		]);
	});

	it('keeps its shape, whatever is filled in', () => {
		fc.assert(
			fc.property(hostile, text => {
				const filled = fill({a: '{{request.body.text}}', b: 'x{{request.body.text}}'}, {text});
				const read = JSON.parse(JSON.stringify(filled)) as Record<string, string>;
				expect(Object.keys(read)).toEqual(['a', 'b']);
				expect(read['b']).toBe(`x${read['a']}`);
			}),
			{seed: 20261120, numRuns: 500},
		);
	});
});
