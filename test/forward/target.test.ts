import {randomBytes} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import {loopId} from '../../src/forward/loop.ts';
import {until} from '../support/waiting.ts';
import {Collector, captured, forwardOptions, handOver, plainAnswer, rawTarget, target} from './wire.ts';

/** What stands behind the headers that came: what call-hook adds, and what Node says of the connection. */
function added(seen: {host: string; proto?: string; forwarded: string}): string[] {
	return [
		'X-Forwarded-For: 192.0.2.7',
		`X-Forwarded-Host: ${seen.host}`,
		`X-Forwarded-Proto: ${seen.proto ?? 'http'}`,
		`Forwarded: ${seen.forwarded}`,
		`X-Call-Hook-Loop: ${loopId}`,
		'Connection: keep-alive',
	];
}

const everyByte = Buffer.from(Array.from({length: 512}, (_, index) => index % 256));

describe('a request reaches the target as it came', () => {
	it('order, letter case and repeats of headers, and every byte of their values', async () => {
		const {url, port, requests} = await rawTarget(() => plainAnswer);
		const headers: Pair[] = [
			['X-B', '1'],
			['hOsT', 'sender.test'],
			['x-a', ''],
			['Cookie', 'a=1'],
			['X-b', 'two  words'],
			['content-LENGTH', '3'],
			['cookie', 'b=2'],
			['X-Latin', 'caf\xe9 \xff'],
			['X-B', '1'],
		];
		const {forwarding, head} = await handOver(target(url), {
			target: '/hook?a=1&a=2',
			headers,
			body: Buffer.from('\xe9\0\xff', 'latin1'),
		});
		expect(requests[0]?.lines).toEqual([
			'POST /hook?a=1&a=2 HTTP/1.1',
			'X-B: 1',
			`hOsT: 127.0.0.1:${port}`,
			'x-a: ',
			'Cookie: a=1',
			'X-b: two  words',
			'content-LENGTH: 3',
			'cookie: b=2',
			'X-Latin: caf\xe9 \xff',
			'X-B: 1',
			...added({host: 'sender.test', forwarded: 'for=192.0.2.7;host=sender.test;proto=http'}),
		]);
		expect(requests[0]?.body).toEqual(Buffer.from([0xe9, 0, 0xff]));
		expect(forwarding).toMatchObject({url: `${url}/hook?a=1&a=2`, failure: null});
		expect(head?.status).toBe(200);
	});

	it.each<[string, Uint8Array]>([
		['empty', Buffer.alloc(0)],
		['every byte there is', everyByte],
		['compressed', gzipSync('{"call":1}'.repeat(100))],
		['latin1, that is no UTF-8', Buffer.from('name=Jos\xe9', 'latin1')],
		['as large as is sent in one write', randomBytes(4096)],
		['one byte more', randomBytes(4097)],
		['5 MB', randomBytes(5 * 1024 * 1024)],
		[
			'multipart, with line breaks of all kinds',
			Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\n\r\0\xff\r\n--b--\r\n', 'latin1'),
		],
		['a view into a larger buffer', new Uint8Array(everyByte).subarray(7, 300)],
	])('a body byte for byte: %s', async (_, body) => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		await handOver(target(url), {body});
		const [request] = requests;
		expect(request?.body.equals(body)).toBe(true);
		expect(request?.lines).toContain(`Content-Length: ${body.length}`);
	});

	it('one that came chunked goes chunked, with its trailers', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		await handOver(target(url), {
			headers: [
				['Host', 'sender.test'],
				['Trailer', 'X-Sum'],
				['transfer-encoding', 'Chunked'],
				['X-Last', '1'],
			],
			body: Buffer.from('hello'),
			trailers: [
				['X-Sum', '5'],
				['x-sum', '6'],
			],
		});
		const [request] = requests;
		expect(request?.lines.slice(2, 5)).toEqual(['Trailer: X-Sum', 'transfer-encoding: Chunked', 'X-Last: 1']);
		expect(request?.lines.join('\n')).not.toMatch(/content-length/i);
		expect(request?.body.toString()).toBe('5\r\nhello\r\n0\r\nX-Sum: 5\r\nx-sum: 6\r\n\r\n');
	});

	it.each(['POST', 'GET'])('%s, chunked and empty', async method => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const headers: Pair[] = [['Transfer-Encoding', 'chunked']];
		await handOver(target(url), {method, headers});
		expect(requests[0]?.body.toString()).toBe('0\r\n\r\n');
	});

	it('one without a body and without its length', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const to = target(url);
		for (const method of ['POST', 'GET', 'DELETE']) await handOver(to, {method, headers: []});
		expect(requests.map(({lines}) => lines.filter(line => /^(content|transfer)/i.test(line)))).toEqual([
			['Content-Length: 0'],
			[],
			[],
		]);
	});

	it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND', 'TRACE', 'PURGE', 'M-SEARCH'])(
		'method %s',
		async method => {
			const {url, requests} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
			const {forwarding} = await handOver(target(url), {method, headers: [['Host', 'x']]});
			expect(forwarding.failure).toBeNull();
			expect(requests[0]?.lines[0]).toBe(`${method} /hook HTTP/1.1`);
		},
	);

	it.each([
		'/a%20b?c=%ff&&d#e',
		'/?',
		'//double//',
		'/caf\xe9\x80?\xff',
		'/..//.',
		'/{"a":[1|2]}^`',
		'/a?b?c',
	])('target %s, neither decoded nor resolved', async asked => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const {forwarding} = await handOver(target(url), {target: asked});
		expect(forwarding.failure).toBeNull();
		expect(requests[0]?.lines[0]).toBe(`POST ${asked} HTTP/1.1`);
	});

	it('one for another host by a proxy, and one for the server as a whole', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const to = target(url);
		await handOver(to, {target: 'http://other.test/path?x=y'});
		await handOver(to, {method: 'OPTIONS', target: '*'});
		expect(requests.map(({lines}) => lines[0])).toEqual(['POST /path?x=y HTTP/1.1', 'OPTIONS * HTTP/1.1']);
		expect(requests[0]?.headers).toContainEqual(['X-Forwarded-Host', 'other.test']);
	});

	it('what is between two hops stays behind; Host is kept when asked', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		await handOver(target(url, {preserveHost: true}), {
			headers: [
				['Host', 'sender.test'],
				['Connection', 'close, X-Gone'],
				['x-gone', '1'],
				['Keep-Alive', 'timeout=5'],
				['Proxy-Authorization', 'Basic x'],
				['TE', 'trailers'],
				['Upgrade', 'websocket'],
				['X-Stays', '1'],
			],
		});
		expect(requests[0]?.lines.slice(0, 4)).toEqual([
			'POST /hook HTTP/1.1',
			'Host: sender.test',
			'X-Stays: 1',
			'Content-Length: 0',
		]);
		expect(requests[0]?.headers.filter(([name]) => /^connection$/i.test(name))).toEqual([
			['Connection', 'keep-alive'],
		]);
	});

	it('is not asked again for 100-continue: what it waits for is there', async () => {
		const {url, requests} = await rawTarget({
			onHead: socket =>
				socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'),
			answer: () => plainAnswer,
		});
		const {head, forwarding} = await handOver(target(url), {
			headers: [
				['Host', 'x'],
				['Expect', '100-continue'],
				['Content-Length', '5'],
			],
			body: Buffer.from('hello'),
		});
		expect(forwarding.failure).toBeNull();
		expect(head).toMatchObject({status: 200, headers: [['Content-Length', '2']]});
		expect(requests[0]?.headers).toContainEqual(['Expect', '100-continue']);
	});
});

describe('an answer comes back as the target gave it', () => {
	const answered = async (bytes: string | Uint8Array, request = {}) => {
		const {url} = await rawTarget(({socket}) => {
			const isClosing = /connection: close|HTTP\/1\.0/i.test(Buffer.from(bytes).toString('latin1'));
			if (isClosing) socket.end(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
			else return bytes;
			return null;
		});
		return handOver(target(url), request);
	};

	it('status, reason, order, letter case and repeats of headers; nothing is added', async () => {
		const {head, sent, answer, forwarding} = await answered(
			'HTTP/1.1 299 Quite \xe9\r\nset-cookie: a=1\r\nX-Latin: \xe9\r\nDate: yesterday\r\nSet-Cookie: b=2\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nContent-Length: 4\r\n\r\n\0\xff\r\n',
		);
		expect(head).toEqual({
			status: 299,
			reason: 'Quite \xe9',
			headers: [
				['set-cookie', 'a=1'],
				['X-Latin', '\xe9'],
				['Date', 'yesterday'],
				['Set-Cookie', 'b=2'],
				['Content-Length', '4'],
			],
		});
		expect(answer.head).toEqual(head);
		expect(answer.begun).toBe(1);
		expect(answer.body).toEqual(Buffer.from([0, 0xff, 13, 10]));
		expect(sent).toEqual({headers: head?.headers, body: answer.body, bodySize: 4});
		expect(forwarding.failure).toBeNull();
	});

	it('chunked, with trailers', async () => {
		const {sent, answer} = await answered(
			'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n',
		);
		const trailers = [
			['X-Sum', '1'],
			['x-sum', '2'],
		];
		expect(answer.body.toString()).toBe('abcde');
		expect(answer.trailers).toEqual(trailers);
		expect(sent).toMatchObject({headers: [['Trailer', 'X-Sum']], trailers, bodySize: 5});
	});

	it.each(['HTTP/1.0 200 OK\r\n\r\n', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'])(
		'one that lasts until the connection is closed: %j',
		async head => {
			const {forwarding, answer} = await answered(`${head}all of it`);
			expect(forwarding.failure).toBeNull();
			expect(answer.body.toString()).toBe('all of it');
			expect(answer.trailers).toEqual([]);
			expect(answer.head?.headers).toEqual([]);
		},
	);

	it('compressed, and not looked into', async () => {
		const body = gzipSync('{"success":true}');
		const {answer, sent} = await answered(
			Buffer.concat([
				Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`),
				body,
			]),
		);
		expect(answer.body).toEqual(body);
		expect(sent?.headers[0]).toEqual(['Content-Encoding', 'gzip']);
	});

	it.each([
		['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n'],
		['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n'],
		['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\nETag: "x"\r\n\r\n'],
		['POST', 'HTTP/1.1 204 No Content\r\n\r\n'],
	])('%s and no body: %j', async (method, bytes) => {
		const {forwarding, answer, sent} = await answered(bytes, {method, headers: []});
		expect(forwarding.failure).toBeNull();
		expect(answer.trailers).toEqual([]);
		expect(sent?.bodySize).toBe(0);
		expect(sent?.headers.map(([name]) => name)).not.toContain('Trailer');
	});

	it.each([301, 302, 307, 308])('a redirect (%i) is passed on, not followed', async status => {
		const {head} = await answered(
			`HTTP/1.1 ${status} Elsewhere\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n`,
		);
		expect(head).toMatchObject({status, headers: [['Location', 'http://192.0.2.1/'], expect.anything()]});
	});

	it.each([400, 401, 404, 418, 500, 503, 599, 999])('status %i is an answer, not a failure', async status => {
		const {head, forwarding} = await answered(`HTTP/1.1 ${status} So\r\nContent-Length: 0\r\n\r\n`);
		expect(head?.status).toBe(status);
		expect(forwarding.failure).toBeNull();
	});

	it('5 MB; of the record as much is kept as was asked for', async () => {
		const body = randomBytes(5 * 1024 * 1024);
		const {url} = await rawTarget(() =>
			Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`), body]),
		);
		const {answer, sent} = await handOver(target(url), {}, {keepBytes: 100_000});
		expect(answer.body.equals(body)).toBe(true);
		expect(sent?.bodySize).toBe(body.length);
		expect(Buffer.from(sent?.body ?? []).equals(body.subarray(0, 100_000))).toBe(true);
	});

	it('in pieces, each as soon as it is there', async () => {
		const {url, requests} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc');
		const answer = new Collector();
		const {done} = target(url).forward(captured(), forwardOptions(answer));
		await until('the first piece', () => answer.body.toString() === 'abc');
		requests[0]?.socket.write('def');
		const {forwarding} = await done;
		expect(answer.body.toString()).toBe('abcdef');
		expect(forwarding.firstByteMs).toBeGreaterThanOrEqual(forwarding.connectMs ?? Number.NaN);
		expect(forwarding.totalMs).toBeGreaterThanOrEqual(forwarding.firstByteMs ?? Number.NaN);
	});

	it('long after a connection nobody uses would have been closed', async () => {
		const {url, requests} = await rawTarget(() => null);
		const {done} = target(url).forward(captured(), forwardOptions(new Collector()));
		const began = Date.now();
		await until('a time', () => Date.now() - began > 250);
		requests[0]?.socket.write(plainAnswer);
		expect((await done).forwarding.failure).toBeNull();
	});

	it('before the request was read', async () => {
		const {url, connections} = await rawTarget({
			onHead: socket => {
				socket.pause();
				socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
			},
			answer: () => null,
		});
		const {head, answer, forwarding} = await handOver(target(url), {body: randomBytes(20 * 1024 * 1024)});
		expect(head?.status).toBe(413);
		expect(answer.body.toString()).toBe('no');
		expect(forwarding.failure).toBeNull();
		// What is left of it is not sent to a server that does not read.
		connections.at(-1)?.resume();
		await until('the end of the connection', () => connections.at(-1)?.destroyed);
	});
});

describe('connections', () => {
	it('one serves many requests, and is not opened again', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const to = target(url);
		const first = await handOver(to);
		expect(first.forwarding.connectMs).toBeGreaterThan(0);
		for (let i = 0; i < 4; i++) expect((await handOver(to)).forwarding.connectMs).toBe(0);
		expect(new Set(requests.map(({connection}) => connection)).size).toBe(1);
	});

	it('64 requests under way, 3000 in all, and none gets the answer of another', async () => {
		const {url} = await rawTarget(({body}) => {
			const text = `answer to ${body}`;
			return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
		});
		const to = target(url);
		let next = 0;
		const wrong: string[] = [];
		const worker = async () => {
			while (next < 3000) {
				const mine = `request ${next++} ${'x'.repeat(next % 7 === 0 ? 6000 : next % 50)}`;
				const {answer, forwarding} = await handOver(to, {body: Buffer.from(mine)});
				if (answer.body.toString() !== `answer to ${mine}` || forwarding.failure !== null) wrong.push(mine);
			}
		};
		await Promise.all(Array.from({length: 64}, worker));
		expect(wrong).toEqual([]);
	});

	it('a target that takes them all at once and answers none until the last is there', async () => {
		const {url, requests} = await rawTarget(({socket}, index) => {
			if (index === 99)
				for (const each of requests) if (each.socket !== socket) each.socket.write(plainAnswer);
			return index === 99 ? plainAnswer : null;
		});
		const to = target(url);
		const outcomes = await Promise.all(Array.from({length: 100}, () => handOver(to)));
		expect(outcomes.every(({forwarding}) => forwarding.failure === null)).toBe(true);
	});

	it('a sender that does not read stops the target; when it reads again all of it comes', async () => {
		const body = randomBytes(64 * 1024 * 1024);
		const {url, requests} = await rawTarget(({socket}) => {
			socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
			return body;
		});
		const other = await rawTarget(() => plainAnswer);
		const answer = new Collector();
		answer.reads = false;
		const {done} = target(url).forward(captured(), forwardOptions(answer, {keepBytes: 0}));
		await until('the first piece', () => answer.chunks.length === 1);
		// Many turns of the event loop, in which all of it would have come.
		const meanwhile = target(other.url);
		for (let i = 0; i < 200; i++) await handOver(meanwhile);
		expect(answer.chunks).toHaveLength(1);
		// What the systems' own buffers do not hold is still with the target.
		expect(requests[0]?.socket.writableLength).toBeGreaterThan(body.length / 2);
		answer.drain();
		const {sent, forwarding} = await done;
		expect(forwarding.failure).toBeNull();
		expect(sent).toMatchObject({bodySize: body.length, body: Buffer.alloc(0)});
		expect(answer.body.equals(body)).toBe(true);
	});
});
