import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import type {Json} from '../../src/core/json.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {walk} from '../../src/inspect/walk.ts';
import {post, postForm} from '../providers/requests.ts';
import {captured} from '../support/fixtures.ts';

const seen = (body: Json, target = '/', headers: readonly Pair[] = []) =>
	walk(readMessage(post(body, target, headers)));
const seenIn = (type: string, body: string) =>
	walk(readMessage(captured({method: 'POST', target: '/', headers: [['Content-Type', type]], body})));
const places = (of: readonly {where: string}[]) => of.map(({where}) => where);

describe('unreplaced', () => {
	it.each<[Json, string, string, boolean]>([
		[{a: '{{x}}'}, 'body.a', '{{x}}', false],
		[{a: [{b: 'x {{y}} z'}]}, 'body.a[0].b', '{{y}}', false],
		[['{{x}}'], 'body[0]', '{{x}}', false],
		[{a: '{status}'}, 'body.a', '{status}', false],
		[{a: '%token%'}, 'body.a', '%token%', false],
		[{a: 'undefined'}, 'body.a', 'undefined', true],
		[{a: {b: 'NaN'}}, 'body.a.b', 'NaN', true],
		[{a: '[object Object]'}, 'body.a', '[object Object]', true],
	])('of %j: %s', (body, where, text, isLost) => {
		expect(seen(body).unreplaced).toEqual([{text, isLost, mayBeWords: false, where}]);
	});

	it.each([
		['50% off, 20%'],
		['%'],
		['%%'],
		['%a b%'],
		['undefined behaviour'],
		['Undefined'],
		['NaNny'],
		['{x y}'],
		['a {x}'],
		['null'],
		[''],
	])('%j is none', text => {
		expect(seen({a: text}).unreplaced).toEqual([]);
	});

	const words = 'Use this code at the counter when you pay, dear';

	it.each<[Json, boolean]>([
		[{a: `${words} {{name}}`}, true],
		[{a: `{{name}}, ${words}`}, true],
		[{a: 'Hello {{name}}'}, false],
		[{a: `https://example.test/${'x'.repeat(50)}/{{ id }}`}, false],
		[{a: `{{${'x '.repeat(40)}}}`}, false],
		[{a: `{"text": "${words}", "name": "{{name}}"}`}, false],
		[{analysis: {summary: 'undefined'}}, true],
		[{transcription: {text: 'NaN'}}, true],
		[{summary: '{{summary}}'}, false],
		[{status: 'undefined'}, false],
	])('of %j: it may be words of a person: %s', (body, mayBeWords) => {
		expect(seen(body).unreplaced.map(entry => entry.mayBeWords)).toEqual([mayBeWords]);
	});

	it('a whole body and a field of JSON are never words of a person', () => {
		const found = [
			seenIn('text/plain', `${words} {{name}}`),
			walk(readMessage(postForm({myoperator: {a: 1, b: `${words} {{name}}`}}))),
		];
		for (const {unreplaced} of found) expect(unreplaced[0]?.mayBeWords).toBe(false);
	});

	it('query, forms and their JSON, text and the authorization are looked at, too', () => {
		expect(places(seen({}, '/?a={status}&b=%25token%25&c=undefined&d=x').unreplaced)).toEqual([
			'query.a',
			'query.b',
			'query.c',
		]);
		const form = walk(
			readMessage(postForm({a: '{status}', b: '{{x}}', myoperator: {c: 'undefined', d: '{{y}}'}})),
		);
		expect(places(form.unreplaced)).toEqual(['body.a', 'body.b', 'body.myoperator', 'body.myoperator.c']);
		expect(places(seenIn('text/plain', 'a {{b}}').unreplaced)).toEqual(['body']);
		expect(places(seenIn('text/plain', '[object Object]').unreplaced)).toEqual(['body']);
		expect(seen({}, '/', [['authorization', 'Bearer %token%']]).unreplaced).toEqual([
			{text: '%token%', isLost: false, mayBeWords: false, where: 'header.Authorization'},
		]);
		expect(seen({}, '/', [['Authorization', 'Bearer abc%']]).unreplaced).toEqual([]);
	});
});

describe('jsonTexts', () => {
	it.each<[Json, string[]]>([
		[{a: '{"b":1}'}, ['body.a']],
		[{a: {b: ' [1, 2]\n'}}, ['body.a.b']],
		[{a: '{}', b: '[]'}, ['body.a', 'body.b']],
		['{"a":1}', ['body']],
		[{a: '{status}'}, []],
		[{a: '{"b":1'}, []],
		[{a: '[1] and {2}'}, []],
		[{a: '"x"', b: '1', c: ' ', d: '[', e: '{]'}, []],
		[{a: '{"b":1,}'}, []],
	])('of %j: %j', (body, where) => {
		expect(seenIn('application/json', JSON.stringify(body)).jsonTexts).toEqual(where);
	});

	it('a form field that holds JSON is read as such, and says nothing; a text inside it does', () => {
		expect(walk(readMessage(postForm({myoperator: {a: 1}}))).jsonTexts).toEqual([]);
		expect(walk(readMessage(postForm({myoperator: {a: '{"b":1}'}}))).jsonTexts).toEqual([
			'body.myoperator.a',
		]);
	});
});

describe('secrets', () => {
	it.each<[Json, string, string[]]>([
		[{integrations: {crm: {accessToken: 'x'}}}, '/', ['body.integrations.crm.accessToken']],
		[{list: [{api_key: 5}]}, '/', ['body.list[0].api_key']],
		[{}, '/?token=x&a=b', ['query.token']],
		[{token: '', password: null, apikey: '{{key}}', secret: {a: 1}}, '/?token=&secret={{x}}', []],
		[{to: 'x', status: 'token'}, '/?a=token', []],
	])('of %j and %s', (body, target, where) => {
		expect(seen(body, target).secrets).toEqual(where);
	});

	it('of a form', () => {
		expect(walk(readMessage(postForm({token: 'x', log: {password: 'y'}}))).secrets).toEqual([
			'body.token',
			'body.log.password',
		]);
	});
});

describe('whatever is sent', () => {
	const anything = fc.jsonValue({maxDepth: 5}).map(value => value as Json);

	it('nothing throws, and what is kept is bounded', () => {
		fc.assert(
			fc.property(anything, fc.string(), (body, text) => {
				const {unreplaced, jsonTexts, secrets} = seen({a: body, text} as Json);
				expect(unreplaced.length + jsonTexts.length + secrets.length).toBeLessThan(300);
			}),
			{numRuns: 200},
		);
	});

	it('of very much only the first is kept', () => {
		const many = (value: string) => Array.from({length: 14_000}, (_, i) => ({[`token`]: value, i}));
		expect(seen(many('x')).secrets).toHaveLength(100);
		expect(seen(many('{{x}}')).unreplaced).toHaveLength(100);
		expect(seen(many('{"a":1}')).jsonTexts).toHaveLength(20);
		// Names nobody has, each another one: what is remembered of them is limited.
		const names = Object.fromEntries(Array.from({length: 10_000}, (_, i) => [`n${i}`, 'x']));
		expect(seen(names).secrets).toEqual([]);
		expect(seen({...names, token: 'x'}).secrets).toEqual(['body.token']);
	});
});
