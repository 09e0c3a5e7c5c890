import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import type {WireRequest} from '../../src/formats/step.ts';
import {type Framed, framed} from '../../src/replay/framing.ts';
import {wireRequest} from './senders.ts';

const address = {host: '127.0.0.1:3000', path: '/', query: ''};

function frame(
	request: Partial<WireRequest>,
	to: Partial<typeof address> & {preserveHost?: boolean} = {},
): Framed {
	const {preserveHost = false, ...more} = to;
	const result = framed(wireRequest(request), {address: {...address, ...more}, preserveHost});
	if ('problem' in result) throw new Error(result.problem);
	return result;
}

function bytesOf({head, body, tail}: Framed): string {
	return head + Buffer.from(body).toString('latin1') + tail;
}

function problemOf(request: Partial<WireRequest>): string | null {
	const result = framed(wireRequest(request), {address, preserveHost: false});
	return 'problem' in result ? result.problem : null;
}

describe('the bytes of a request', () => {
	it('are those it came with: order, letter case and repeats of headers, and every byte of their values', () => {
		const headers: Pair[] = [
			['X-B', '1'],
			['hOsT', 'sender.test'],
			['x-a', ''],
			['X-b', 'two  words\t'],
			['content-LENGTH', '3'],
			['Connection', 'keep-alive'],
			['X-Latin', 'caf\xe9 \xff\x01'],
			['X-B', '1'],
		];
		expect(bytesOf(frame({target: '/a%2fb?x=%zz&x', headers, body: Buffer.from([0, 0xff, 10])}))).toBe(
			[
				'POST /a%2fb?x=%zz&x HTTP/1.1',
				'X-B: 1',
				'hOsT: 127.0.0.1:3000',
				'x-a: ',
				'X-b: two  words\t',
				'content-LENGTH: 3',
				'Connection: keep-alive',
				'X-Latin: caf\xe9 \xff\x01',
				'X-B: 1',
				'',
				'\0\xff\n',
			].join('\r\n'),
		);
	});

	it('have the Host of the request where it is preserved, and the target’s where there is none', () => {
		expect(frame({}, {preserveHost: true}).request.headers).toEqual([['Host', 'sender.test']]);
		for (const preserveHost of [true, false]) {
			expect(frame({headers: [['A', 'b']]}, {preserveHost}).request.headers).toEqual([
				['Host', '127.0.0.1:3000'],
				['A', 'b'],
			]);
		}
	});

	it.each<[string, Pair[], number, Pair[]]>([
		['a length that is right', [['Content-Length', '003']], 3, [['Content-Length', '003']]],
		[
			'one of another body',
			[
				['content-length', '12'],
				['A', ''],
			],
			3,
			[
				['content-length', '3'],
				['A', ''],
			],
		],
		['one that is no number', [['Content-Length', '3x']], 3, [['Content-Length', '3']]],
		[
			'one too many',
			[
				['Content-Length', '3'],
				['Content-Length', '4'],
			],
			3,
			[
				['Content-Length', '3'],
				['Content-Length', '3'],
			],
		],
		[
			'none, with a body',
			[['A', 'b']],
			3,
			[
				['A', 'b'],
				['Content-Length', '3'],
			],
		],
		['none, without a body', [['A', 'b']], 0, [['A', 'b']]],
		['one, without a body', [['Content-Length', '0']], 0, [['Content-Length', '0']]],
	])('tell the length of the body: %s', (_, headers, size, expected) => {
		expect(frame({headers, body: Buffer.alloc(size)}, {preserveHost: true}).request.headers.slice(1)).toEqual(
			expected,
		);
	});

	it('have a chunked body as one chunk, with its trailers', () => {
		const headers: Pair[] = [
			['Host', 'x'],
			['Transfer-Encoding', 'gzip, Chunked'],
		];
		const trailers: Pair[] = [
			['X-Sum', '1'],
			['x-sum', '2'],
		];
		const body = Buffer.from('x'.repeat(26));
		expect(bytesOf(frame({headers, trailers, body})).split('\r\n\r\n')).toEqual([
			'POST /hook HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nTransfer-Encoding: gzip, Chunked',
			`1a\r\n${'x'.repeat(26)}\r\n0\r\nX-Sum: 1\r\nx-sum: 2`,
			'',
		]);
		expect(bytesOf(frame({headers})).split('\r\n\r\n')).toEqual([expect.anything(), '0', '']);
	});

	it('have no length beside chunks', () => {
		const headers: Pair[] = [
			['Host', 'x'],
			['content-length', '3'],
			['Transfer-Encoding', 'chunked'],
		];
		expect(bytesOf(frame({headers, body: Buffer.from('abc')}))).toBe(
			'POST /hook HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
		);
	});

	it('have no trailers where nothing is chunked: there is no place for them', () => {
		const {tail, request} = frame({trailers: [['A', 'b']], body: Buffer.from('x')});
		expect(tail).toBe('');
		expect(request.trailers).toBeUndefined();
	});

	it.each([
		['/', '', '/hook?a=1', '/hook?a=1'],
		['/', '', '*', '*'],
		['/', 'k=v', '/hook?a=1', '/hook?k=v&a=1'],
		['/', '', 'http://sender.test/hook?a', '/hook?a'],
		['/in', '', '/hook?a=1&a=%20', '/in?a=1&a=%20'],
		['/in', 'k=v', '/hook', '/in?k=v'],
		['/in', 'k=v', '/hook?a', '/in?k=v&a'],
		['/in/', '', '/', '/in/'],
	])('go to the path of a target at %s?%s: %s to %s', (path, query, target, expected) => {
		expect(frame({target}, {path, query}).request.target).toBe(expected);
	});

	it.each([
		['/', '', 'http://sender.test/hook?a'],
		['/', '', 'http://sender.test'],
		['/', '', '*'],
		['/', 'k=v', '/hook?k=v&a'],
		['/in', '', '/in?a'],
	])(
		'keep the host that their target names where Host is preserved: at %s?%s %s',
		(path, query, expected) => {
			const target = expected.startsWith('/') ? 'http://sender.test/hook?a' : expected;
			expect(frame({target}, {path, query, preserveHost: true}).request.target).toBe(expected);
		},
	);

	it.each<[string, Pair[], boolean]>([
		['nothing', [], false],
		['Connection: keep-alive', [['Connection', 'keep-alive']], false],
		['Connection: close', [['connection', 'TE, Close']], true],
		[
			'a length and chunks',
			[
				['Content-Length', '0'],
				['Transfer-Encoding', 'chunked'],
			],
			false,
		],
		['a coding without an end', [['Transfer-Encoding', 'gzip']], true],
		['chunks', [['Transfer-Encoding', 'chunked']], false],
	])('tell whether another can follow: %s', (_, headers, isLast) => {
		expect(frame({headers}).isLast).toBe(isLast);
	});
});

describe('what cannot be sent', () => {
	it.each<[Partial<WireRequest>, RegExp]>([
		[{method: 'GET /x'}, /method/],
		[{method: ''}, /method/],
		[{method: 'CONNECT'}, /CONNECT/],
		[{target: ''}, /target is empty/],
		[{target: '/a b'}, /target/],
		[{target: '/a\r\nX: y'}, /target/],
		[{target: '/\u0120'}, /target/],
		[{headers: [['A', 'b\r\nX: y']]}, /value of A/],
		[{headers: [['A', 'b\nX: y']]}, /value of A/],
		[{headers: [['A', '\0']]}, /value of A/],
		// As bytes it would be a line break: its upper half is lost.
		[{headers: [['A', '\u010aX: y']]}, /value of A/],
		[{headers: [['A: b\r\nX', 'y']]}, /no name/],
		[{headers: [['', 'y']]}, /no name/],
		[{headers: [['A ', 'y']]}, /no name/],
		[{headers: [['\u010a', 'y']]}, /no name/],
		[{headers: [['Transfer-Encoding', 'chunked']], trailers: [['A', '\r\n\r\n']]}, /value of A/],
	])('%j', (request, expected) => {
		expect(problemOf(request)).toMatch(expected);
	});

	it('is never more than one head, whatever the request is made of', () => {
		const text = fc.string({
			unit: fc.constantFrom('a', ':', ' ', '\r', '\n', '\0', '\u010d', '\u010a', '\xe9'),
		});
		fc.assert(
			fc.property(text, text, fc.array(fc.tuple(text, text), {maxLength: 3}), (method, target, headers) => {
				const result = framed(wireRequest({method, target, headers}), {address, preserveHost: true});
				if ('problem' in result) return;
				const lines = Buffer.from(result.head, 'latin1')
					.toString('latin1')
					.split(/\r?\n|\r/);
				const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
				expect(lines.length).toBe(1 + headers.length + (hasHost ? 0 : 1) + 2);
			}),
		);
	});
});
