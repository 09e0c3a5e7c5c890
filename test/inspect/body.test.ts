import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import type {BodyView} from '../../src/core/message.ts';
import {maxDecompressedBytes, viewBody} from '../../src/inspect/body.ts';
import {random} from '../core/random.ts';

function view(
	body: string | Uint8Array,
	type: string | null = null,
	encoding: string | null = null,
): BodyView {
	return viewBody(typeof body === 'string' ? Buffer.from(body) : body, type, encoding);
}

const json = '{"a":1}';
const form = 'application/x-www-form-urlencoded';

it('nothing is empty, whatever the headers say', () => {
	expect(view('')).toEqual({kind: 'empty'});
	expect(view('', 'application/json', 'gzip')).toEqual({kind: 'empty'});
});

describe('JSON', () => {
	it.each([
		['application/json'],
		['Application/JSON; charset=UTF-8'],
		['application/vnd.api+json'],
		['text/json'],
		[null],
		['text/plain'],
		['application/octet-stream'],
		['text/html'],
		[form],
		['multipart/form-data'],
		[''],
		[';;'],
	])('is read under the content type %s', type => {
		expect(view(json, type)).toEqual({kind: 'json', text: json, value: {a: 1}, problem: null});
	});

	it('that is broken is read leniently, with its problem', () => {
		expect(view('{"a":1,}', 'application/json')).toMatchObject({
			kind: 'json',
			value: {a: 1},
			problem: {line: 1, column: 8},
		});
	});

	it('that is no JSON at all is text with a problem, where the header says JSON', () => {
		expect(view('hello', 'application/json')).toMatchObject({
			kind: 'text',
			text: 'hello',
			problem: {line: 1},
		});
		expect(view('hello', 'text/plain')).toEqual({kind: 'text', text: 'hello', problem: null});
	});

	it('with bytes that are no UTF-8 is read with marks in their place, and says where', () => {
		const bytes = Buffer.from('{\n"user":"Ren\xe9"}', 'latin1');
		for (const type of ['application/json', null]) {
			expect(view(bytes, type)).toMatchObject({
				kind: 'json',
				value: {user: 'Ren\ufffd'},
				problem: {line: 2, column: 12, message: 'a byte that is not UTF-8'},
			});
		}
	});

	it('bytes of which nothing can be read are binary, and meant as JSON where the header says so', () => {
		const bytes = Buffer.from([0xff, 0xfe, 0x7b]);
		expect(view(bytes, 'application/json')).toMatchObject({kind: 'binary', meantAsJson: true});
		expect(view(bytes)).toMatchObject({kind: 'binary', meantAsJson: false});
		expect(view(Buffer.from([0x7b, 0, 0x7d]), 'application/json')).toMatchObject({kind: 'binary'});
	});

	it('a scalar is JSON only where the header says so', () => {
		expect(view('5', 'application/json')).toMatchObject({kind: 'json', value: 5});
		expect(view('5')).toEqual({kind: 'text', text: '5', problem: null});
	});
});

describe('forms', () => {
	it('keep order, repeats and sizes in bytes', () => {
		expect(view('b=1&a=%C3%A9&b=2&c', form)).toEqual({
			kind: 'form',
			encoding: 'urlencoded',
			fields: [
				{name: 'b', value: '1', size: 1},
				{name: 'a', value: 'é', size: 2},
				{name: 'b', value: '2', size: 1},
				{name: 'c', value: '', size: 0},
			],
			problem: null,
		});
	});

	it('a value that is JSON is read as JSON, too', () => {
		expect(view(`x=${encodeURIComponent(json)}`, form)).toMatchObject({
			fields: [{value: json, json: {a: 1}}],
		});
		expect(view('x={', form)).toMatchObject({kind: 'form', fields: [{name: 'x', value: '{'}]});
	});

	it('a form that only begins with a brace is a form', () => {
		expect(view('{a=1&b=2', form)).toMatchObject({kind: 'form', fields: [{name: '{a'}, {name: 'b'}]});
	});

	it('many fields are not all taken apart', () => {
		const body = view('a=1&'.repeat(5000), form);
		expect(body).toMatchObject({kind: 'form', fields: {length: 1000}});
	});

	it('without a content type are told by their look', () => {
		expect(view('a=1&b=2')).toMatchObject({kind: 'form', fields: [{name: 'a'}, {name: 'b'}], problem: null});
		expect(view('a b=1')).toEqual({kind: 'text', text: 'a b=1', problem: null});
		expect(view('=1')).toMatchObject({kind: 'text'});
	});

	it('under a content type of JSON are read, and the type is the problem', () => {
		expect(view('myoperator=%7B%22a%22%3A1%7D', 'application/json')).toMatchObject({
			kind: 'form',
			fields: [{name: 'myoperator', json: {a: 1}}],
			problem: {line: 1, column: 1, message: 'these are form fields, not JSON'},
		});
	});

	it('under text/plain are read when one holds JSON', () => {
		expect(view('x={"a":1}', 'text/plain')).toMatchObject({kind: 'form', fields: [{json: {a: 1}}]});
		expect(view('x=1', 'text/plain')).toMatchObject({kind: 'text', text: 'x=1'});
	});
});

describe('multipart', () => {
	const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n{"b":2}\r\n--x--\r\n';

	it('is read by its boundary, JSON inside as well', () => {
		expect(view(part, 'multipart/form-data; boundary=x')).toEqual({
			kind: 'form',
			encoding: 'multipart',
			fields: [{name: 'a', value: '{"b":2}', json: {b: 2}, size: 7}],
			problem: null,
		});
	});

	it('without a boundary it is text', () => {
		expect(view(part, 'multipart/form-data')).toMatchObject({kind: 'text', text: part});
		expect(view(part, 'multipart/form-data; boundary=y')).toMatchObject({kind: 'text'});
	});
});

describe('compressed', () => {
	const read = {kind: 'json', value: {a: 1}};

	it.each([
		['gzip', gzipSync(json)],
		['GZIP', gzipSync(json)],
		['x-gzip', gzipSync(json)],
		['deflate', deflateSync(json)],
		['deflate', deflateRawSync(json)],
		['br', brotliCompressSync(json)],
		['identity', Buffer.from(json)],
		['', Buffer.from(json)],
		['gzip, br', brotliCompressSync(gzipSync(json))],
		[' gzip ,identity', gzipSync(json)],
	])('%s is undone', (encoding, bytes) => {
		expect(view(bytes, 'application/json', encoding)).toMatchObject(read);
	});

	it('twice by itself, too', () => {
		expect(view(gzipSync(gzipSync(json)), 'application/json', 'gzip, gzip')).toMatchObject(read);
	});

	it.each([
		['gzip', Buffer.from(json)],
		['gzip', gzipSync(json).subarray(0, 15)],
		['br', gzipSync(json)],
		['deflate', Buffer.from([0xff, 0xff, 0xff])],
		['zstd', Buffer.from(json)],
		['gzip, br', gzipSync(json)],
	])('a header that says %s of other bytes is told, and the bytes are left alone', (encoding, bytes) => {
		const body = view(bytes, 'application/json', encoding);
		expect(body).toMatchObject({kind: 'binary', meantAsJson: true});
		expect(body.kind === 'binary' && body.because).toMatch(
			new RegExp(`^not ${encoding} as its header says: .+`),
		);
	});

	it.each([
		['gzip', gzipSync],
		['br', brotliCompressSync],
		['deflate', deflateSync],
	] as const)('a bomb of %s is not undone further than allowed', (encoding, compress) => {
		const bomb = compress(Buffer.alloc(maxDecompressedBytes + 1, 0x20));
		expect(bomb.length).toBeLessThan(maxDecompressedBytes / 500);
		expect(view(bomb, 'application/json', encoding)).toMatchObject({kind: 'binary', meantAsJson: true});
	});

	it('what is just as large as allowed is undone', () => {
		const text = `"${' '.repeat(1000)}"`;
		const padded = Buffer.concat([Buffer.from(text), Buffer.alloc(maxDecompressedBytes - text.length, 0x20)]);
		expect(view(gzipSync(padded, {level: 1}), 'application/json', 'gzip').kind).toBe('json');
	});
});

describe('charsets', () => {
	it.each([
		['text/plain; charset=iso-8859-1', [0x63, 0x61, 0x66, 0xe9], 'café'],
		['text/plain; charset="ISO-8859-1"', [0xe9], 'é'],
		['text/plain; charset=windows-1251', [0xc4, 0xe0], 'Да'],
		['text/plain; charset=utf-16le', [0x61, 0x00, 0xe9, 0x00], 'aé'],
		['text/plain; charset=UTF8', [0xc3, 0xa9], 'é'],
		['text/plain; charset=no-such', [0xc3, 0xa9], 'é'],
		['text/plain; charset=', [0xc3, 0xa9], 'é'],
	])('%s', (type, bytes, text) => {
		expect(view(Buffer.from(bytes), type)).toEqual({kind: 'text', text, problem: null});
	});

	it('JSON in latin1 is JSON', () => {
		expect(view(Buffer.from('{"a":"é"}', 'latin1'), 'application/json; charset=latin1')).toMatchObject({
			kind: 'json',
			value: {a: 'é'},
		});
	});

	it.each([
		['NUL', [0x61, 0x00]],
		['broken UTF-8', [0xc3, 0x28]],
		['a lone continuation', [0x80]],
	])('bytes with %s are no text', (_, bytes) => {
		expect(view(Buffer.from(bytes), 'text/plain')).toMatchObject({
			kind: 'binary',
			because: 'bytes that are no text',
		});
	});
});

it('a view of a part of a larger buffer sees that part only', () => {
	const buffer = Buffer.from(`xxxx${json}yyyy`);
	expect(view(new Uint8Array(buffer.buffer, buffer.byteOffset + 4, json.length))).toMatchObject({text: json});
});

it('content types are remembered up to a limit, and rightly', () => {
	for (let i = 0; i < 500; i++) view(json, `application/x-${i}; charset=utf-8`);
	expect(view('x', 'application/json')).toMatchObject({problem: {line: 1}});
	expect(view('x', 'application/x-1')).toMatchObject({problem: null});
});

it('never throws, whatever bytes and headers (2,000 seeded ones)', () => {
	const {below, pick} = random(5);
	const types = [
		null,
		'application/json',
		form,
		'multipart/form-data; boundary=a',
		'text/plain; charset=utf-16',
		'x; charset=gbk',
		'\0',
	];
	const encodings = [null, null, 'gzip', 'deflate', 'br', 'gzip,deflate,br,gzip', 'x', ','];
	for (let i = 0; i < 2000; i++) {
		const bytes = Uint8Array.from({length: below(60)}, () =>
			below(3) === 0 ? below(256) : 0x20 + below(96),
		);
		expect(view(bytes, pick(types), pick(encodings)).kind).toMatch(/^(empty|json|form|text|binary)$/);
	}
});
