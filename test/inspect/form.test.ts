import {describe, expect, it} from 'vitest';
import {looksLikeForm, looksLikeFormWithJson, parseForm, withJson} from '../../src/inspect/form.ts';

const json = '{"clid":"+919000000001","note":"a & b","list":[1]}';
const value = JSON.parse(json);

describe('JSON in a field', () => {
	it.each([
		['encoded', `x=${encodeURIComponent(json)}`],
		['encoded as forms do', new URLSearchParams({x: json}).toString()],
		['encoded twice', `x=${encodeURIComponent(encodeURIComponent(json))}`],
		['as it stands, its + and & with it', `x=${json}`],
		['on lines of its own', `x=\n${JSON.stringify(value, null, 2)}\n`],
	])('%s', (_, text) => {
		expect(parseForm(text)).toMatchObject([{name: 'x', json: value}]);
		expect(parseForm(text)[0]).not.toHaveProperty('problem');
	});

	it('as it stands between other fields', () => {
		expect(parseForm(`a=%2B1&x=${json}&b=2&c=3`)).toMatchObject([
			{name: 'a', value: '+1'},
			{name: 'x', value: json, json: value, size: json.length},
			{name: 'b', value: '2'},
			{name: 'c', value: '3'},
		]);
	});

	it('that is broken is read leniently, and its first problem told', () => {
		const [field] = parseForm(`x=${encodeURIComponent("{'a': 1, 'b': 'c'}")}`);
		expect(field).toMatchObject({json: {a: 1, b: 'c'}, problem: {line: 1, column: 2}});
	});

	it.each(['{status}', '{', '[x', '{a=1'])('%s is none', text => {
		const field = {name: 'x', value: text, size: text.length};
		expect(withJson([field])).toEqual([field]);
	});

	it('that is broken is read leniently once: the next is only text', () => {
		const broken = "{'a': 1}";
		const fields = ['x', 'y'].map(name => ({name, value: broken, size: broken.length}));
		expect(withJson([...fields, {name: 'z', value: '{"a":1}', size: 7}])).toMatchObject([
			{json: {a: 1}, problem: {line: 1}},
			{value: broken},
			{json: {a: 1}},
		]);
		expect(withJson(fields)[1]).toEqual(fields[1]);
	});

	it('as it stands and broken falls back to the rules of forms', () => {
		expect(parseForm('x={"a":1&b=2')).toMatchObject([
			{name: 'x', value: '{"a":1'},
			{name: 'b', value: '2'},
		]);
	});
});

describe('the look of a form', () => {
	it.each(['a=1', 'a.b[0]=', 'myoperator={"a":1}'])('%s is one', text => {
		expect(looksLikeForm(text)).toBe(true);
	});

	it.each(['', '=1', 'a b=1', '{"a":"b=c"}', '<a href="x=y">', 'just text'])('%s is none', text => {
		expect(looksLikeForm(text)).toBe(false);
	});

	it.each([
		['x={"a":1}', true],
		['x= [1]', true],
		['x=%7b%7D', true],
		['x=1', false],
		['x=a{', false],
	])('%s holds JSON: %s', (text, holds) => {
		expect(looksLikeFormWithJson(text)).toBe(holds);
	});
});

it('takes no longer for a value that never ends than for one that does', () => {
	const fields = parseForm(`x={"a":"${'&'.repeat(200_000)}`);
	expect(fields).toHaveLength(1);
});
