import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {maxAnswerHeaderBytes} from '../../src/forward/failure.ts';
import {AnswerReader} from '../../src/replay/answer-reader.ts';

const large = 1024 * 1024;

/** Reads in pieces of so many bytes; `closed`: then the connection ends. */
function read(
	text: string,
	{method = 'POST', keep = large, size = Number.POSITIVE_INFINITY, closed = false} = {},
): AnswerReader {
	const reader = new AnswerReader(method, keep);
	const bytes = Buffer.from(text, 'latin1');
	for (let at = 0; at < bytes.length; at += size) {
		// Its own memory, overwritten afterwards: what is kept must be a copy.
		const piece = Buffer.from(bytes.subarray(at, Math.min(bytes.length, at + size)));
		reader.read(piece);
		piece.fill(0x21);
	}
	if (closed) reader.end();
	return reader;
}

function told(reader: AnswerReader) {
	const {status, isWhole, isLast, problem, sent} = reader;
	return {
		status,
		isWhole,
		isLast,
		problem: problem?.detail ?? null,
		headers: sent?.headers ?? null,
		trailers: sent?.trailers ?? [],
		body: sent === null ? null : Buffer.from(sent.body).toString('latin1'),
		bodySize: sent?.bodySize ?? null,
	};
}

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n';

/** Answers, and what is told of them; `closed` where the end of the connection is part of it. */
const answers: [
	what: string,
	text: string,
	expected: Partial<ReturnType<typeof told>>,
	options?: {method?: string; closed?: boolean},
][] = [
	[
		'a length',
		'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\0\xff',
		{status: 200, body: 'a\0\xff', isLast: false},
	],
	['no body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {status: 200, body: ''}],
	['no reason', 'HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n', {status: 404}],
	['a reason of bytes', 'HTTP/1.1 500 \xe9\xff\r\nContent-Length: 0\r\n\r\n', {status: 500}],
	['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', {status: 200, body: 'ok'}],
	['both line ends', 'HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nok', {status: 200, body: 'ok'}],
	[
		'empty lines in front',
		'\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
		{status: 200, body: 'ok'},
	],
	[
		'headers as they came',
		'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-COOKIE:  b \t\r\nX:\r\nContent-Length: 0\r\n\r\n',
		{
			headers: [
				['Set-Cookie', 'a'],
				['set-COOKIE', 'b'],
				['X', ''],
				['Content-Length', '0'],
			],
		},
	],
	[
		'a value with a no-break space',
		'HTTP/1.1 200 OK\r\nX: \xa0a\xa0\r\nContent-Length: 0\r\n\r\n',
		{
			headers: [
				['X', '\xa0a\xa0'],
				['Content-Length', '0'],
			],
		},
	],
	[
		'a folded header',
		'HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: 0\r\n\r\n',
		{
			headers: [
				['X', 'a b'],
				['Content-Length', '0'],
			],
		},
	],
	[
		'HEAD',
		'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
		{status: 200, body: '', isLast: false},
		{method: 'HEAD'},
	],
	['204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', {status: 204, body: ''}],
	['304', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', {status: 304, body: ''}],
	[
		'interim answers first',
		'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
		{status: 200, body: 'x', headers: [['Content-Length', '1']]},
	],
	[
		'chunks',
		`${chunked}3\r\nabc\r\n2;x="y"\r\nde\r\n0\r\n\r\n`,
		{status: 200, body: 'abcde', trailers: [], isLast: false},
	],
	[
		'chunks with trailers',
		`${chunked}1\r\nx\r\n0\r\nX: 1\r\nx: 2\r\n\r\n`,
		{
			body: 'x',
			trailers: [
				['X', '1'],
				['x', '2'],
			],
		},
	],
	['chunks with line feeds', `${chunked}A\n0123456789\n000\n\n`, {body: '0123456789'}],
	['until the end', 'HTTP/1.1 200 OK\r\n\r\nto the end', {body: 'to the end', isLast: true}, {closed: true}],
	['of the old kind', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', {body: 'ok', isLast: true}],
	[
		'of the old kind, kept open',
		'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok',
		{body: 'ok', isLast: false},
	],
	[
		'the last one',
		'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
		{body: 'ok', isLast: true},
	],
	[
		'more than the answer',
		'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1',
		{body: 'ok', isLast: true},
	],
	['a length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2, 2\r\n\r\nok', {body: 'ok'}],
	[
		'a length and chunks',
		'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
		{body: 'x', isLast: true},
	],
	[
		'a coding without chunks',
		'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nabc',
		{body: 'abc', isLast: true},
		{closed: true},
	],
];

describe('an answer', () => {
	describe.each([Number.POSITIVE_INFINITY, 1, 7])('in pieces of %d bytes', size => {
		it.each(answers)('with %s', (_, text, expected, options = {}) => {
			const reader = read(text, {...options, size});
			expect(told(reader)).toMatchObject({...expected, isWhole: true, problem: null});
			expect(reader.sent?.bodySize).toBe(reader.sent?.body.length);
		});
	});

	it('is kept as far as is asked for, and counted to its end', () => {
		const text = `${chunked}${'5\r\nabcde\r\n'.repeat(10)}0\r\n\r\n`;
		expect(told(read(text, {keep: 7}))).toMatchObject({body: 'abcdeab', bodySize: 50, isWhole: true});
		expect(told(read(text, {keep: 0}))).toMatchObject({body: '', bodySize: 50});
	});

	it.each([
		['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab', 200, 2, 5],
		[`${chunked}5\r\nab`, 200, 2, null],
		[`${chunked}0\r\nX: 1\r\n`, 200, 0, null],
		['HTTP/1.1 200 OK\r\nContent-Le', null, 0, null],
		['HTTP/1.1 100 Continue\r\n\r\n', null, 0, null],
	])('that ends early is not whole: %j', (text, status, bodySize, announced) => {
		const reader = read(text, {closed: true});
		expect(reader).toMatchObject({status, bodySize, announced, isWhole: false, isLast: true, problem: null});
	});

	it('is blank again behind an interim one', () => {
		const reader = new AnswerReader('POST', 0);
		reader.read(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
		expect(reader.isBlank).toBe(true);
		reader.read(Buffer.from('HTT'));
		expect(reader.isBlank).toBe(false);
	});
});

describe('what is no answer', () => {
	it.each([
		['SSH-2.0-OpenSSH', null, /HTTP\//],
		['<html>', null, /HTTP\//],
		['HTTP/2 200 OK\r\n\r\n', null, /status line/],
		['HTTP/1.1 2000 OK\r\n\r\n', null, /status line/],
		['HTTP/1.1 200OK\r\n\r\n', null, /status line/],
		['HTTP/1.1 099 OK\r\n\r\n', null, /099/],
		['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n', null, /another protocol/],
		['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', null, /headers/],
		['HTTP/1.1 200 OK\r\n: x\r\n\r\n', null, /headers/],
		['HTTP/1.1 200 OK\r\nA : x\r\n\r\n', null, /headers/],
		['HTTP/1.1 200 OK\r\nA: x\0y\r\n\r\n', null, /headers/],
		['HTTP/1.1 200 OK\r\nA: x\ry\r\n\r\n', null, /headers/],
		['HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', null, /Content-Length/],
		['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', null, /Content-Length/],
		['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', null, /Content-Length/],
		[`${chunked}x\r\n`, 200, /size of a chunk/],
		[`${chunked}-1\r\n`, 200, /size of a chunk/],
		[`${chunked}fffffffffffffff\r\n`, 200, /size of a chunk/],
		[`${chunked}2\r\nabc\r\n`, 200, /longer/],
		[`${chunked}0\r\nno colon\r\n\r\n`, 200, /trailers/],
		[`${chunked}1;${'x'.repeat(maxAnswerHeaderBytes)}`, 200, /too long/],
		[`${chunked}0\r\n${'X: y\r\n'.repeat(20_000)}`, 200, /too long/],
		[`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}\r\n`, null, /64 KB/],
		[`HTTP/1.1 200 ${'x'.repeat(maxAnswerHeaderBytes)}`, null, /64 KB/],
	])('%.60j', (text, status, problem) => {
		for (const size of [Number.POSITIVE_INFINITY, 1000]) {
			const reader = read(text, {size});
			expect(told(reader)).toMatchObject({
				status,
				isWhole: false,
				isLast: true,
				problem: expect.stringMatching(problem),
			});
			expect(reader.isOver).toBe(true);
		}
	});

	it('TLS is told as that', () => {
		expect(read('\x15\x03\x01\x00\x02\x02\x46').problem).toEqual({
			detail: 'it is TLS',
			hint: 'Write https:// in --to.',
		});
	});

	it('takes bytes of any kind in time that is short, and never throws', () => {
		const piece = fc.constantFrom(
			'HTTP/1.1 200 OK',
			'\r\n',
			'\n',
			'\r',
			' ',
			'Content-Length: 3',
			'Transfer-Encoding: chunked',
			'3',
			'abc',
			'0',
			':',
			'\0',
			'\xff',
		);
		fc.assert(
			fc.property(fc.array(piece, {maxLength: 30}), fc.integer({min: 1, max: 9}), (pieces, size) => {
				const text = pieces.join('');
				const once = told(read(text, {closed: true}));
				expect(told(read(text, {closed: true, size}))).toEqual(once);
			}),
			{numRuns: 500},
		);
		const began = performance.now();
		read(`HTTP/1.1 200 OK\r\nX: ${' '.repeat(60_000)}y\r\nConnection: ${'close,'.repeat(600)}\r\n\r\n`);
		read(`HTTP/1.1 200 OK\r\nTransfer-Encoding: ${', chunked '.repeat(6000)}x\r\n\r\n`);
		expect(performance.now() - began).toBeLessThan(5000);
	});
});

it.each([10_000, 3000])('a body that comes byte by byte is kept up to %d bytes', keepBytes => {
	const reader = new AnswerReader('GET', keepBytes);
	const body = Buffer.from(Array.from({length: 5000}, (_, index) => index % 251));
	reader.read(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n'));
	for (let at = 0; at < body.length; at++) reader.read(body.subarray(at, at + 1));
	expect(reader.isWhole).toBe(true);
	expect(reader.sent?.bodySize).toBe(5000);
	expect(Buffer.from(reader.sent?.body ?? []).equals(body.subarray(0, keepBytes))).toBe(true);
});
