import {describe, expect, it} from 'vitest';
import {addJsonSpots, isJson, isValue, maxSpots} from '../../src/rewrite/json-spots.ts';
import {rawLayer, stretchOf} from '../../src/rewrite/layer.ts';
import type {Spot} from '../../src/rewrite/spot.ts';

function spotsIn(text: string, escapes: RegExp | null = null): Spot[] {
	const spots: Spot[] = [];
	addJsonSpots(stretchOf(rawLayer(text), 0, text.length, escapes), 'body', 'body', spots);
	return spots;
}

it('has values, what holds them, and texts with JSON, each where it stands', () => {
	const text = '{"a": [1, "x"], "t": "[\\"y\\"]", "e": "{}"}';
	expect(spotsIn(text).map(({path, kind, start, end}) => [path, kind, text.slice(start, end)])).toEqual([
		['body', 'object', text],
		['body.a', 'list', '[1, "x"]'],
		['body.a[0]', 'number', '1'],
		['body.a[1]', 'text', '"x"'],
		['body.t', 'open', '"[\\"y\\"]"'],
		['body.t', 'list', '[\\"y\\"]'],
		['body.t[0]', 'text', '\\"y\\"'],
		['body.e', 'text', '"{}"'],
		['body.e', 'object', '{}'],
	]);
	expect(
		spotsIn(text)
			.filter(isValue)
			.map(({path}) => path),
	).toEqual(['body.a[0]', 'body.a[1]', 'body.t[0]', 'body.e']);
});

it('knows each member with its name', () => {
	const text = '{"a": 1, "b" : {"c":[]} }';
	const owner = spotsIn(text)[0]?.members;
	expect(owner?.members.map(({start, end}) => text.slice(start, end))).toEqual(['"a": 1', '"b" : {"c":[]}']);
	expect(text.slice(owner?.inside.start, owner?.inside.end)).toBe('"a": 1, "b" : {"c":[]} ');
	expect(owner?.add('x', 'y', false)?.raw).toBe(', "x": "y"');
	expect(spotsIn('[1,2]')[0]?.members?.add('5', 'x', false)).toBeNull();
});

it('writes characters as escapes that whoever reads it would take for something else', () => {
	const [root, text, number] = spotsIn('{"a": "x", "b": 1}', /[%&+]/g);
	expect(text?.encode('+91 &%')).toBe('"\\u002b91 \\u0026\\u0025"');
	expect(number?.encode('1e+5')).toBe('1e5');
	expect(number?.encode('"+"')).toBe('"\\u002b"');
	expect(text?.encodeJson('{"+": [1e+5, "a\\"+"]}')).toBe('{"\\u002b": [1e5, "a\\"\\u002b"]}');
	expect(root?.members?.add('&', '+', false)?.raw).toBe(', "\\u0026": "\\u002b"');
});

describe('broken JSON', () => {
	it.each([
		['{"a": 91XX, "b": 1}', ['91XX', '1']],
		['{"a": "x', ['"x']],
		["{'a': 'it\\'s', b: None}", ["'it\\'s'", 'None']],
		['{"a": {{x}}, "b": \x24{{y}}}', ['{{x}}', '\x24{{y}}']],
		['{"a": , "b": 2,}', ['2']],
		['[1 2, /* 3 */ 4]', ['1', '2', '4']],
		['{"a": 1}}} x', ['1']],
		['{"a": "x\r\ny", // "b": 1\n"c": 2}', ['"x\r\ny"', '2']],
	])('%j has the values that can be told', (text, values) => {
		const spots = spotsIn(text).filter(isValue);
		expect(spots.map(({start, end}) => text.slice(start, end))).toEqual(values);
	});

	it('takes time in proportion to its length', () => {
		const began = performance.now();
		for (const text of ['[', '{"a":', '"', '\\', "'", '{{', '[{"a":x,', ':,'])
			spotsIn(`{"a" ${text.repeat(20_000)}`);
		expect(performance.now() - began).toBeLessThan(5000);
	});
});

it('stops at too many values and at JSON too deep in texts', () => {
	expect(spotsIn(`[${'1,'.repeat(29_000)}1]`).length).toBe(maxSpots + 1);
	let text = '["x"]';
	for (let depth = 0; depth < 6; depth++) text = JSON.stringify([text]);
	expect(spotsIn(text).filter(isValue)).toHaveLength(1);
	expect(spotsIn(text).filter(isValue)[0]?.path).toBe('body[0][0][0][0]');
});

it('tells JSON from other texts', () => {
	expect(['1', '"a"', '[]', 'a', '', '{'].map(isJson)).toEqual([true, true, true, false, false, false]);
});
