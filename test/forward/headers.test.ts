import {describe, expect, it} from 'vitest';
import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import {pairsOf} from '../../src/core/wire.ts';
import {answerHeaders, requestHeaders} from '../../src/forward/headers.ts';
import {loopId} from '../../src/forward/loop.ts';
import {captured} from './wire.ts';

function sent(
	headers: readonly Pair[],
	request: Partial<CapturedRequest> = {},
	preserveHost = false,
): Pair[] {
	const {flat} = requestHeaders(captured({...request, headers}), 'target.test:3000', {preserveHost});
	return pairsOf(flat);
}

/** Those of the request, without what is added. */
function kept(
	headers: readonly Pair[],
	request: Partial<CapturedRequest> = {},
	preserveHost = false,
): Pair[] {
	return sent(headers, request, preserveHost).slice(0, -added(headers, request).length);
}

function added(headers: readonly Pair[], request: Partial<CapturedRequest> = {}): Pair[] {
	const all = sent(headers, request);
	const from = all.findLastIndex(([name]) => name === 'X-Forwarded-For');
	return all.slice(from);
}

describe('Host', () => {
	it('is replaced in its place; one that is not there stands first', () => {
		expect(
			kept(
				[
					['A', '1'],
					['HOST', 'x'],
					['B', '2'],
				],
				{method: 'GET'},
			),
		).toEqual([
			['A', '1'],
			['HOST', 'target.test:3000'],
			['B', '2'],
		]);
		expect(kept([['A', '1']], {method: 'GET'})[0]).toEqual(['Host', 'target.test:3000']);
	});

	it('sent twice is replaced by one; preserved, both stay', () => {
		const twice: Pair[] = [
			['Host', 'x'],
			['host', 'y'],
		];
		expect(kept(twice, {method: 'GET'})).toEqual([['Host', 'target.test:3000']]);
		expect(kept(twice, {method: 'GET'}, true)).toEqual(twice);
	});
});

describe('framing', () => {
	const body = Buffer.from('hello');

	it('a length that is wrong since the body was changed is put right, in its place', () => {
		expect(
			kept(
				[
					['Host', 'x'],
					['content-length', '99'],
					['A', '1'],
				],
				{body},
			).slice(1),
		).toEqual([
			['content-length', '5'],
			['A', '1'],
		]);
	});

	it('a body without a length gets one, and a length beside chunks goes', () => {
		expect(kept([['Host', 'x']], {method: 'GET', body}).slice(1)).toEqual([['Content-Length', '5']]);
		const both: Pair[] = [
			['Host', 'x'],
			['Content-Length', '5'],
			['Transfer-Encoding', 'gzip, chunked'],
		];
		expect(kept(both, {body}).slice(1)).toEqual([['Transfer-Encoding', 'gzip, chunked']]);
	});

	it('trailers are announced only where there are chunks', () => {
		expect(
			kept(
				[
					['Host', 'x'],
					['Trailer', 'A'],
				],
				{method: 'GET'},
			),
		).toHaveLength(1);
	});

	it('Connection cannot name it away', () => {
		const headers: Pair[] = [
			['Host', 'x'],
			['Connection', 'Host, Content-Length'],
			['Content-Length', '5'],
		];
		expect(kept(headers, {body})).toEqual([
			['Host', 'target.test:3000'],
			['Content-Length', '5'],
		]);
	});
});

describe('what is added', () => {
	it('tells who sent it, and where to', () => {
		expect(added([['Host', 'shop.test:8888']])).toEqual([
			['X-Forwarded-For', '192.0.2.7'],
			['X-Forwarded-Host', 'shop.test:8888'],
			['X-Forwarded-Proto', 'http'],
			['Forwarded', 'for=192.0.2.7;host="shop.test:8888";proto=http'],
			['X-Call-Hook-Loop', loopId],
		]);
	});

	it('what came stays as it is, and is not said again', () => {
		const came: Pair[] = [
			['Host', 'x'],
			['x-forwarded-for', '198.51.100.1, 198.51.100.2'],
			['X-Forwarded-Proto', 'https'],
			['x-forwarded-host', 'brave-lynx.test'],
			['Forwarded', 'for=198.51.100.1'],
		];
		expect(kept(came, {method: 'GET'}).slice(1)).toEqual(came.slice(1));
		expect(added(came)).toEqual([
			['X-Forwarded-For', '192.0.2.7'],
			['Forwarded', 'for=192.0.2.7;host=brave-lynx.test;proto=https'],
			['X-Call-Hook-Loop', loopId],
		]);
	});

	it.each([
		['2001:db8::1', '2001:db8::1', 'for="[2001:db8::1]"'],
		['::ffff:192.0.2.1', '192.0.2.1', 'for=192.0.2.1'],
		[null, 'unknown', 'for=unknown'],
	])('a sender at %s', (remoteAddress, plain, quoted) => {
		const lines = added([['Host', 'x']], {remoteAddress});
		expect(lines[0]).toEqual(['X-Forwarded-For', plain]);
		expect(lines.find(([name]) => name === 'Forwarded')?.[1]).toBe(`${quoted};host=x;proto=http`);
	});

	it('a host that nobody names is left out, and one that could end its quotes cannot', () => {
		expect(added([]).map(([, value]) => value)).toEqual([
			'192.0.2.7',
			'http',
			'for=192.0.2.7;proto=http',
			loopId,
		]);
		const quoted = added([['Host', 'a";for=b\\']]).find(([name]) => name === 'Forwarded')?.[1];
		expect(quoted).toBe('for=192.0.2.7;host="a\\";for=b\\\\";proto=http');
	});

	it('the public address, where the request came by it', () => {
		const lines = added([['Host', 'brave-lynx.test']], {publicUrl: 'https://brave-lynx.test'});
		expect(lines).toContainEqual(['X-Forwarded-Proto', 'https']);
	});
});

describe('headers of an answer', () => {
	const passed = (headers: readonly Pair[], mayBeChunked = true) =>
		answerHeaders(headers.flat(), mayBeChunked);

	it('what is between two hops stays behind', () => {
		expect(
			passed([
				['Server', 'x'],
				['Connection', 'X-Hop'],
				['x-hop', '1'],
				['Upgrade', 'h2c'],
				['Proxy-Authenticate', 'Basic'],
				['Transfer-Encoding', 'chunked'],
				['Date', 'now'],
			]),
		).toEqual([
			['Server', 'x'],
			['Date', 'now'],
		]);
	});

	it('trailers are announced only where there will be chunks', () => {
		const announced: Pair[] = [
			['Trailer', 'X'],
			['Transfer-Encoding', 'chunked'],
		];
		expect(passed(announced)).toEqual([['Trailer', 'X']]);
		expect(passed(announced, false)).toEqual([]);
		// Node would refuse to send it.
		expect(
			passed([
				['Trailer', 'X'],
				['Transfer-Encoding', 'unchunked'],
			]),
		).toEqual([]);
		expect(
			passed([
				['Trailer', 'X'],
				['Vary', 'Transfer-Encoding'],
			]),
		).toEqual([['Vary', 'Transfer-Encoding']]);
	});

	it('a coding that is still on the body is told', () => {
		expect(passed([['Transfer-Encoding', 'gzip, chunked']])).toEqual([
			['Transfer-Encoding', 'gzip, chunked'],
		]);
	});
});
