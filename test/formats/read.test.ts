import {describe, expect, it} from 'vitest';
import {FormatError} from '../../src/formats/format-error.ts';
import {readRequests} from '../../src/formats/read.ts';

const har = '{"log":{"entries":[{"request":{"method":"GET","url":"http://h.example.test/x","headers":[]}}]}}';
const line = '{"type":"delivery","v":1,"method":"GET","target":"/x","headers":[],"body":{"text":""}}';
const read = (text: string | Uint8Array) =>
	readRequests(Buffer.from(text), path => Buffer.from(`of ${path}`));

describe('what a file holds is told by its content', () => {
	it.each([
		['POST /x HTTP/1.1\nA: b\n\nc\n', 'http'],
		['# @name a\n\nGET http://h.example.test/x\n', 'http'],
		[har, 'har'],
		[`\ufeff${har}`, 'har'],
		[JSON.stringify(JSON.parse(har), null, 2), 'har'],
		[`{"type":"ready","v":1}\n${line}\n`, 'ndjson'],
		['curl h.example.test/x', 'curl'],
		["printf '%s' 'YQ==' | base64 -d | curl --data-binary @- h.example.test/x", 'curl'],
		['{"log":{}}', 'body'],
		['{"type":"cdr"}\n{"type":"cdr"}\n', 'body'],
		['[1]', 'body'],
		[Buffer.from([0xff, 0xfe]), 'body'],
		['PUT it there', 'body'],
	])('%j is %s', (text, format) => {
		const {format: found, steps, skipped} = read(text);
		expect(found).toBe(format);
		expect(skipped).toEqual([]);
		expect(steps.map(({target}) => target)).toEqual([format === 'body' ? '/' : '/x']);
	});

	it.each([
		['g.http', 'GARBAGE', 'line 1: not a request line: GARBAGE'],
		['e.http', '###\n', 'there is no request in it'],
		['e.rest', 'not one', 'line 1: not a request line'],
		['e.har', '{"log":{}}', 'it is no HAR: it has no log.entries'],
		['E.HAR', '{"log":{"entr', 'a HAR that is not valid JSON'],
		['e.ndjson', 'x', 'line 1'],
		['e.jsonl', `${line}\n${line.slice(0, 20)}`, 'line 2'],
		['e.curl', 'wget x', 'line 1: wget is no curl command'],
		['a.json', '', 'it is empty'],
		['', ' \n', 'it is empty'],
	])('%s is what it is called, or nothing', (name, text, message) => {
		expect(() => readRequests(Buffer.from(text), () => Buffer.alloc(0), name)).toThrow(message);
	});

	it.each([
		['r.json', '{"a":', 'body', 'taken for a body: it is no valid JSON'],
		['r.json', '\xff\0', 'body', 'taken for a body: it is no valid JSON'],
		['r.json', '[1]', 'body', null],
		['r.json', har, 'har', null],
		['r.json', line, 'ndjson', null],
		['good.mjs', 'export {}', 'body', 'taken for a body of 9 bytes'],
		['a.txt', '{"a":1}', 'body', null],
		['', 'a=b&c=d', 'body', null],
		['', '{"a":', 'body', 'taken for a body of 5 bytes'],
	])('%s: %j is %s, and told %s', (name, text, format, takenFor) => {
		const read = readRequests(Buffer.from(text, 'latin1'), () => Buffer.alloc(0), name);
		expect([read.format, read.takenFor]).toEqual([format, takenFor]);
	});

	it('a body that is named is read', () => {
		const {steps} = read('POST / HTTP/1.1\n\n< ./a.bin\n');
		expect(Buffer.from(steps[0]?.body ?? []).toString()).toBe('of ./a.bin');
	});

	it.each([
		['{"type":"ready","v":1}\n', 'there is no request in it'],
		[
			line.replace('"text":""', '"truncated":true,"size":9'),
			'nothing in it can be sent: line 1: its body of 9 bytes',
		],
		['POST / HTTP/1.1\nno header\n', 'line 2: not a header: no header'],
		['{"log":{"entries":[]}}', 'there is no request in it'],
	])('%j is refused', (text, message) => {
		expect(() => read(text)).toThrow(FormatError);
		expect(() => read(text)).toThrow(message);
	});
});
