import {describe, expect, it} from 'vitest';
import {parseHttpFile} from '../../src/formats/http-file.ts';

const parse = (text: string, encoding: BufferEncoding = 'utf8') => parseHttpFile(Buffer.from(text, encoding));
const bodies = (text: string) => parse(text).map(step => Buffer.from(step.body).toString());

describe('parseHttpFile', () => {
	it('reads comments, request line, headers and body', () => {
		const [step] = parse(
			'# @name a-b\n# @source some page, checked 2026-11-20\n# @pin callr\nPOST /p?q=1 HTTP/1.1\nHost: h:1\nX-A:  b \n\nbody\n',
		);
		expect(step).toEqual({
			name: 'a-b',
			source: 'some page, checked 2026-11-20',
			pin: 'callr',
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
		['POST /a b HTTP/1.1\n', 'not a request line'],
		['POST / HTTP/1.1\nno header\n', 'not a header'],
	])('refuses %j', (text, message) => {
		expect(() => parse(text)).toThrow(message);
	});
});
