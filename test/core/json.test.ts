import {describe, expect, it} from 'vitest';
import {asObject, isJson, isObject, looksLikeJson, maxJsonDepth, readJson} from '../../src/core/json.ts';
import {random} from './random.ts';

const placeOf = (text: string) => {
	const {problem} = readJson(text);
	return problem === null ? null : [problem.line, problem.column];
};

describe('valid JSON', () => {
	it.each([
		['{}'],
		['[]'],
		['"a"'],
		['null'],
		['-1.5e3'],
		[' \r\n\t{"a" : [1, true, null, "\\u0000\\ud83d\\ude00"]} '],
		['{"a":{"b":"{{not replaced}}"}}'],
	])('%s is what JSON.parse makes of it, without a problem', text => {
		expect(readJson(text)).toEqual({value: JSON.parse(text), problem: null});
	});

	it('a name that means something to JavaScript is a name like any other', () => {
		const {value} = readJson('{"__proto__":{"polluted":true},"constructor":1,"hasOwnProperty":2}');
		expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
		expect('polluted' in {}).toBe(false);
	});
});

describe('integers', () => {
	it.each([
		['12345678901234567', '12345678901234567'],
		['-9007199254740993', '-9007199254740993'],
		['123456789012345678901234567890', '123456789012345678901234567890'],
		['9007199254740991', 9007199254740991],
		['-9007199254740991', -9007199254740991],
		['9007199254740992', '9007199254740992'],
		['1234567890123456', 1234567890123456],
		['1.5e300', 1.5e300],
		['0.12345678901234567', Number('0.12345678901234567')],
	])('%s keeps every digit', (digits, value) => {
		for (const text of [
			`{"a":${digits}}`,
			`[${digits}]`,
			`[1,${digits}]`,
			`{"a":\n ${digits} ,"b":[ ${digits}]}`,
		]) {
			const reading = readJson(text);
			expect(reading.problem).toBeNull();
			expect(JSON.stringify(reading.value)).toContain(JSON.stringify(value));
		}
	});

	it('digits inside a text are left alone, also after a comma or a colon', () => {
		const text = '{"a":"x: 12345678901234567, 12345678901234567","12345678901234567":1}';
		expect(readJson(text)).toEqual({value: JSON.parse(text), problem: null});
	});

	it('keep their digits in a text that is read leniently, too', () => {
		expect(readJson('{"id":12345678901234567,}').value).toEqual({id: '12345678901234567'});
	});
});

describe('text that is not quite JSON', () => {
	it.each([
		['a comma before the closing brace', '{"a":1,}', {a: 1}, 'a comma before the closing brace'],
		['a comma before the closing bracket', '[1,]', [1], 'a comma before the closing bracket'],
		['a masked number', '{"a":91806828XXXX}', {a: '91806828XXXX'}, 'masked number'],
		['a number masked by stars', '{"a":9180****}', {a: '9180****'}, 'masked number'],
		['undefined', '{"a":undefined}', {a: null}, '"undefined" is no JSON value'],
		['no value', '{"a":,"b":2}', {a: null, b: 2}, 'a value is missing'],
		['a template', '{"a":{{x.y}},"b":2}', {a: '{{x.y}}', b: 2}, 'a template was not replaced'],
		[
			'a template with a dollar',
			'{"a":\x24{{ x }},"b":2}',
			{a: '\x24{{ x }}', b: 2},
			'a template was not replaced',
		],
		[
			'a template beside one in a text',
			'{"a":{{x}},"b":"{{y}} \\" {{z}}"}',
			{a: '{{x}}', b: '{{y}} " {{z}}'},
			'template',
		],
		['single quotes', "{'a':'b'}", {a: 'b'}, 'a single quote'],
		['a byte order mark', '\ufeff{"a":1}', {a: 1}, 'a byte order mark'],
		['a number that begins with 0', '{"a":0919}', {a: '0919'}, 'begins with 0'],
		['bare names', '{a:1}', {a: 1}, 'no JSON'],
		['cut off in a list', '{"a":[1,2', {a: [1, 2]}, 'ends too early'],
		['cut off in a text', '{"a":"b', {a: 'b'}, 'not closed by a quote'],
		['cut off after a colon', '{"a":1,"b":', {a: 1, b: null}, 'ends too early'],
		['a comment', '// x\n{"a":1}', {a: 1}, 'no comments'],
		['a comma missing', '{"a":1 "b":2}', {a: 1, b: 2}, 'a comma is missing'],
		['a raw tab in a text', '{"a":"\t"}', {a: '\t'}, 'a control character'],
		['a brace too many', '{"a":1}}', {a: 1}, 'more after the end'],
	])('%s is read, and reported', (_, text, value, message) => {
		const reading = readJson(text);
		expect(reading.value).toEqual(value);
		expect(reading.problem?.message).toContain(message);
	});

	it('ten million blanks are not read one by one', () => {
		const blanks = ' '.repeat(10_000_000);
		const took = (work: () => unknown) => {
			const since = performance.now();
			work();
			return performance.now() - since;
		};
		const best = (work: () => unknown) => Math.min(...[1, 2, 3].map(() => took(work)));
		const usual = best(() => JSON.parse(`${blanks}1`));
		expect(readJson(blanks).problem).toMatchObject({line: 1, column: 10_000_001});
		expect(readJson(`${blanks}x`).problem).toMatchObject({line: 1, column: 10_000_001});
		expect(best(() => readJson(blanks))).toBeLessThan(60 * usual);
		expect(best(() => readJson(`${blanks}x`))).toBeLessThan(60 * usual);
	});

	it.each([['hello'], ['nul'], [''], ['  \n '], ['"a'], ['12 34'], ['<xml/>'], ['a=b&c=d']])(
		'%j has a problem and no value: nobody meant it as JSON',
		text => {
			const reading = readJson(text);
			expect(reading.value).toBeUndefined();
			expect(reading.problem).not.toBeNull();
		},
	);

	it('a large text is not repaired, but its first problem is told', () => {
		const text = `{"a":"${'x'.repeat(1_000_000)}",}`;
		const reading = readJson(text);
		expect(reading.value).toBeUndefined();
		expect(reading.problem).toMatchObject({line: 1, column: text.length});
	});
});

describe('the place of the first problem', () => {
	it.each([
		['{"a":1,}', [1, 8]],
		['{"a":91806828XXXX}', [1, 14]],
		['{\n"bridge": 91806828XXXX,\n"from": 91891952XXXX}', [2, 19]],
		['{\r\n"a": 1,\r\n"b": undefined}', [3, 6]],
		['{\n\n\n}}', [4, 2]],
		['{"é漢":undefined}', [1, 7]],
		['{"😀":undefined}', [1, 6]],
		['{"a":"😀😀",\n"😀": }', [2, 6]],
		['{"a":\x24{{ x }}}', [1, 6]],
		['', [1, 1]],
		['{', [1, 2]],
	])('%j: %j, counted from 1 in characters', (text, place) => {
		expect(placeOf(text)).toEqual(place);
	});
});

describe('a text too large to be repaired', () => {
	const members = (count: number) =>
		Array.from({length: count}, (_, i) => `"name-${i}": "é😀 \\n"`).join(',\n');
	const before = members(3000);

	it.each([
		['near the beginning', `{"a": undefined,\n${before}}`, [1, 7], '"undefined" is no JSON value'],
		['in the middle', `{${before},\n"😀": 91XX,\n${before}}`, [3001, 8], 'a masked number'],
		['at the end', `{${before},\n}`, [3001, 1], 'a comma before the closing brace'],
		['behind blanks', `${' '.repeat(100_000)}x`, [1, 100_001], 'a word or mark that is no JSON'],
		['behind lines', `[${'\n'.repeat(100_000)}1 2]`, [100_001, 3], 'a comma is missing'],
		['at its end', `[${before.replaceAll('": "', '", "')}`, [3000, 21], 'the text ends too early'],
		['in a text that never ends', `["${'\\n'.repeat(50_000)}`, [1, 2], 'a text is not closed by a quote'],
	])('tells the mistake %s', (_, text, place, message) => {
		expect(placeOf(text)).toEqual(place);
		expect(readJson(text).problem?.message).toContain(message);
	});

	it('tells the same mistakes as a small one', () => {
		const blanks = `${' '.repeat(70_000)}\n`;
		for (const text of [
			'{"a":1,}',
			'{"a":0919}',
			"{'a':1}",
			'{"a":{{x}}}',
			'{"a":"\t"}',
			'{"a":1}}',
			'{"a"',
			'',
		]) {
			const {problem} = readJson(text);
			expect(readJson(blanks + text).problem).toEqual({...problem, line: 2});
		}
	});
});

describe('too many values', () => {
	const limit = 30_000;
	it.each([
		['in a list', (count: number) => `[${'1,'.repeat(count)}1]`],
		['in objects inside each other', (count: number) => `[${nestedTenfold('{"a":', '1', '}', count)}]`],
		['in lists inside each other', (count: number) => `[${nestedTenfold('[', '', ']', count)}]`],
	])('%s are not read', (_, withMarks) => {
		expect(readJson(withMarks(limit - 100)).problem).toBeNull();
		expect(readJson(withMarks(limit + 100)).problem).toMatchObject({
			message: `more than ${limit} values`,
			limit: true,
		});
	});
});

/** As many opening marks, ten inside each other. */
function nestedTenfold(open: string, inner: string, close: string, count: number): string {
	const one = open.repeat(10) + inner + close.repeat(10);
	return Array.from({length: count / 10}, () => one).join(',');
}

describe('hostile depth', () => {
	const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

	it(`reads ${maxJsonDepth} levels, and not one more`, () => {
		expect(readJson(nested(maxJsonDepth)).problem).toBeNull();
		expect(readJson(nested(maxJsonDepth + 1))).toEqual({
			problem: {line: 1, column: 1, message: `nested deeper than ${maxJsonDepth} levels`, limit: true},
		});
	});

	it('counts braces and brackets together', () => {
		const mixed = (pairs: number) => '{"a":['.repeat(pairs) + ']}'.repeat(pairs);
		expect(readJson(mixed(maxJsonDepth / 2)).problem).toBeNull();
		expect(readJson(mixed(maxJsonDepth / 2 + 1)).value).toBeUndefined();
	});

	it('brackets inside a text, or one after the other, are not deep', () => {
		const text = JSON.stringify({a: `"\\${'[{'.repeat(1000)}`, b: Array.from({length: 500}, () => [{}])});
		expect(readJson(text)).toEqual({value: JSON.parse(text), problem: null});
	});

	it.each([
		['open', '['.repeat(100_000)],
		['open objects', '{"a":'.repeat(100_000)],
		['closed too often', `[${']'.repeat(100_000)}`],
		['closed first, so that the count goes below nothing', `${']'.repeat(200)}${'['.repeat(100_000)}`],
		['behind a quote that a line break ends', `["\n${'['.repeat(100_000)}`],
		['behind a quote in another kind of quotes', `['"',${'['.repeat(100_000)}`],
		['behind a quote in a comment', `[/*"*/${'['.repeat(100_000)}`],
	])('100,000 brackets, %s, are no error of ours', (_, text) => {
		expect(readJson(text).problem).not.toBeNull();
	});
});

describe('never throws', () => {
	const sample =
		'{"type":"cdr","cmiuuid":"760df326","to":9100000000,"id":12345678901234567890,"list":[1,{"a":null},"x\\n\\u00e9😀"],"t":"{{x}}"}';
	const pieces = [
		'{',
		'}',
		'[',
		']',
		'"',
		"'",
		'\\',
		',',
		':',
		'\n',
		'\r',
		'\0',
		'{{x}}',
		'${{',
		'}}',
		'X',
		'*',
		'-',
		'1e',
		'undefined',
		'//',
		'/*',
		'\ud800',
		'\u2028',
		'`',
		'(',
		'+',
		'...',
	];

	it('on 5,000 damaged texts, and says where they are damaged', () => {
		const {below, pick} = random(20261120);
		for (let i = 0; i < 5000; i++) {
			let text = sample;
			for (let changes = 1 + below(4); changes > 0; changes--) {
				const at = below(text.length + 1);
				const removed = below(3) === 0 ? below(20) : below(2);
				text = text.slice(0, at) + (below(4) === 0 ? '' : pick(pieces)) + text.slice(at + removed);
			}
			const {problem} = readJson(text);
			let valid = true;
			try {
				JSON.parse(text);
			} catch {
				valid = false;
			}
			expect(problem === null, text).toBe(valid);
			if (problem === null) continue;
			const lines = text.split('\n');
			expect(problem.line).toBeLessThanOrEqual(lines.length);
			expect(problem.column).toBeLessThanOrEqual([...(lines[problem.line - 1] ?? '')].length + 1);
		}
	});
});

describe('small things', () => {
	it.each([
		['{"a":1}', true],
		[' \n[', true],
		['a{', false],
		['', false],
		['"a"', false],
	])('looksLikeJson(%j) is %s', (text, looks) => {
		expect(looksLikeJson(text)).toBe(looks);
	});

	it('asObject takes objects only', () => {
		expect(asObject({a: 1})).toEqual({a: 1});
		for (const other of [null, undefined, [], 'a', 1, true]) expect(asObject(other)).toBeNull();
		expect([{}, Object.create(null), [], null, 'a'].map(isObject)).toEqual([true, true, false, false, false]);
	});
});

describe('isJson', () => {
	it.each<[unknown, boolean]>([
		[{a: [1, 'x', true, null, {}]}, true],
		[Object.assign(Object.create(null), {a: 1}), true],
		[{a: undefined}, false],
		[[Number.POSITIVE_INFINITY], false],
		[new Date(0), false],
		[{a: {b: new Map()}}, false],
		[1n, false],
		[() => 1, false],
	])('%o: %s', (value, expected) => {
		expect(isJson(value)).toBe(expected);
	});

	it('follows no object that holds itself', () => {
		const value: Record<string, unknown> = {};
		value['a'] = value;
		expect(isJson(value)).toBe(false);
	});
});
