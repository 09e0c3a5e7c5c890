import {describe, expect, it} from 'vitest';
import {looksLikeHttpFile, parseHttpFile} from '../../src/formats/http-file.ts';

const parse = (text: string, encoding: BufferEncoding = 'utf8') => parseHttpFile(Buffer.from(text, encoding));
const bodies = (text: string) => parse(text).map(step => Buffer.from(step.body).toString());

describe('parseHttpFile', () => {
	it('reads comments, request line, headers and body', () => {
		const [step] = parse(
			'# @name a-b\n# @source some page, checked 2026-11-20\n# @pin callr\nPOST /p?q=1 HTTP/1.1\nHost: h:1\nX-A:  b \n\nbody\n',
		);
		expect(step).toEqual({
			name: 'a-b',
			shows: null,
			source: 'some page, checked 2026-11-20',
			pin: 'callr',
			afterMs: null,
			deliveryId: null,
			method: 'POST',
			target: '/p?q=1',
			headers: [
				['Host', 'h:1'],
				['X-A', 'b'],
			],
			body: Buffer.from('body'),
		});
	});

	it('keeps order, case and repeats of headers', () => {
		expect(parse('GET / HTTP/1.1\nb: 1\nA: 2\nB: 3\n')[0]?.headers).toEqual([
			['b', '1'],
			['A', '2'],
			['B', '3'],
		]);
	});

	it.each([
		['one line break at the end is the file’s', 'POST / HTTP/1.1\n\nx\n', 'x'],
		['two: the first is the body’s', 'POST / HTTP/1.1\n\nx\n\n', 'x\n'],
		['none', 'POST / HTTP/1.1\n\nx', 'x'],
		['CRLF', 'POST / HTTP/1.1\r\nA: b\r\n\r\nx\r\n\r\n', 'x\r\n'],
		['blank lines inside stay', 'POST / HTTP/1.1\n\n\nx\n\ny\n', '\nx\n\ny'],
		['no body', 'GET / HTTP/1.1\nA: b\n', ''],
		['comment marks in the body stay', 'POST / HTTP/1.1\n\n# @name x\n// y\n', '# @name x\n// y'],
	])('body: %s', (_, text, body) => {
		expect(bodies(text)).toEqual([body]);
	});

	it('keeps bytes that are no UTF-8, and reads names as UTF-8', () => {
		const bytes = Buffer.concat([
			Buffer.from('# @name é\nPOST / HTTP/1.1\n\n'),
			Buffer.from([0xff, 0x00, 0xc3, 0x0a]),
		]);
		const [step] = parseHttpFile(bytes);
		expect(step?.name).toBe('é');
		expect(step?.body).toEqual(Buffer.from([0xff, 0x00, 0xc3]));
	});

	it('cuts steps at ###, each with its own comments', () => {
		const steps = parse(
			'###\n# @name one\nPOST /1 HTTP/1.1\n\na\n### then\n# @name two\nPOST /2 HTTP/1.1\n\nb\n\n###\n',
		);
		expect(steps.map(({name, target}) => [name, target])).toEqual([
			['one', '/1'],
			['two', '/2'],
		]);
		expect(steps.map(({body}) => Buffer.from(body).toString())).toEqual(['a', 'b\n']);
	});

	it.each([
		['POST /a b HTTP/1.1\n', 'line 1: not a request line: POST /a b'],
		['### x\n\n# @name x\n', 'line 3: there is no request line'],
		['POST / HTTP/1.1\n\nx\n###\nPOST / HTTP/1.1\nno header\n', 'line 6: not a header: no header'],
		['# @after 30\nPOST / HTTP/1.1\n', 'line 1: not a length of time, like 30s: @after 30'],
		['# @trailer x\nPOST / HTTP/1.1\n', 'line 1: not a header: x'],
		['# @raw e30=\nPOST / HTTP/1.1\n', 'line 1: not a request head'],
		['# @raw {}\nPOST / HTTP/1.1\n', 'line 1: not a request head'],
	])('refuses %j', (text, message) => {
		expect(() => parse(text)).toThrow(message);
	});

	it('reads the gap before a step, what it shows, and trailers', () => {
		const [step] = parse(
			'# @after 1.5m\n// @shows é.\n# @trailer X-Sum: 1\n# @trailer X-Sum:\nPOST / HTTP/1.1\n\nx\n',
		);
		expect(step).toMatchObject({
			afterMs: 90_000,
			shows: 'é.',
			trailers: [
				['X-Sum', '1'],
				['X-Sum', ''],
			],
		});
	});

	it.each([
		[
			'POST http://localhost:8888/a?b=c\nX: 1\n',
			'/a?b=c',
			[
				['Host', 'localhost:8888'],
				['X', '1'],
			],
		],
		['POST https://h.example.test HTTP/2\n', '/', [['Host', 'h.example.test']]],
		['POST http://h.example.test?a=b#c\nhost: other\n', '/?a=b', [['host', 'other']]],
	])('takes the address of a REST client apart: %j', (text, target, headers) => {
		expect(parse(text)[0]).toMatchObject({target, headers});
	});

	it('takes a body from the file that is named', () => {
		const attached = (path: string) => Buffer.from(`of ${path}`);
		const text = 'POST / HTTP/1.1\n\n<  ./né me.bin \n###\nPOST / HTTP/1.1\n\n< a\nb\n';
		const steps = parseHttpFile(Buffer.from(text), attached);
		expect(steps.map(({body}) => Buffer.from(body).toString())).toEqual(['of ./né me.bin', '< a\nb']);
		expect(() => parse(text)).toThrow('./né me.bin cannot be read from here');
	});
});

it.each([
	['### a\n\n# @name x\nGET /x\n', true],
	[`# @raw ${'e30='.repeat(10_000)}\nPOST / HTTP/1.1\n`, true],
	['POST http://h.example.test/\n', true],
	['{"a": 1}', false],
	['# only a comment', false],
	['Some words here', false],
	['', false],
])('looksLikeHttpFile %#', (text, expected) => {
	expect(looksLikeHttpFile(Buffer.from(text))).toBe(expected);
});
