import {createServer} from 'node:net';
import {describe, expect, it} from 'vitest';
import {CallHookError} from '../../src/core/errors.ts';
import {defaultLimits, listen} from '../../src/server/listener.ts';
import {until} from '../support/waiting.ts';
import {bodyOf, exchangeBytes, expectPlausibleTimes, ok, sender, startListener, statusOf} from './wire.ts';

const once = (method = 'GET', target = '/', headers = '', body = '') =>
	`${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n${body}`;

describe('any request is captured as it was sent', () => {
	it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND', 'TRACE', 'PURGE'])(
		'method %s',
		async method => {
			const {listener, captured} = await startListener();
			const back = await exchangeBytes(listener.port, once(method, '/any'));
			const [request] = await captured(1);
			expect(request).toMatchObject({
				method,
				target: '/any',
				httpVersion: '1.1',
				remoteAddress: '127.0.0.1',
				fault: null,
			});
			expect(statusOf(back)).toBe(200);
		},
	);

	it('order, letter case and repeats of headers, and every byte of their values', async () => {
		const {listener, captured} = await startListener();
		await exchangeBytes(
			listener.port,
			'GET / HTTP/1.1\r\nhOsT: x\r\nX-B: 1\r\nx-a: \r\nX-b:  two words \r\nX-Latin: caf\xe9\r\nCookie: a\r\nCookie: b\r\nConnection: close\r\n\r\n',
		);
		const [request] = await captured(1);
		expect(request?.headers).toEqual([
			['hOsT', 'x'],
			['X-B', '1'],
			['x-a', ''],
			['X-b', 'two words'],
			['X-Latin', 'caf\xe9'],
			['Cookie', 'a'],
			['Cookie', 'b'],
			['Connection', 'close'],
		]);
	});

	it('more headers than Node keeps by itself', async () => {
		const {listener, captured} = await startListener();
		const many = Array.from({length: 2500}, (_, index) => `X-${index}: ${index}\r\n`).join('');
		await exchangeBytes(listener.port, once('GET', '/', many));
		expect((await captured(1))[0]?.headers).toHaveLength(2502);
	});

	it.each(['/a%20b?c=%ff&&d#e', '/?', '//double//', '*', 'http://other.example/path?x=y'])(
		'target %s, neither decoded nor resolved',
		async target => {
			const {listener, captured} = await startListener();
			await exchangeBytes(listener.port, once(target === '*' ? 'OPTIONS' : 'GET', target));
			expect((await captured(1))[0]?.target).toBe(target);
		},
	);

	it('a body of every byte there is', async () => {
		const {listener, captured} = await startListener();
		const bytes = String.fromCharCode(...Array.from({length: 512}, (_, index) => index % 256));
		await exchangeBytes(listener.port, once('POST', '/', 'Content-Length: 512\r\n', bytes));
		const [request] = await captured(1);
		expect(bodyOf(request)).toBe(bytes);
		expect(request?.bodySize).toBe(512);
	});

	it('a chunked body, with the marks of the transfer taken away', async () => {
		const {listener, captured} = await startListener();
		const client = await sender(listener.port);
		await client.write(once('POST', '/', 'Transfer-Encoding: chunked\r\n', '3\r\nab\xff\r\n'));
		await client.write('A;ext=1\r\n0123456789\r\n');
		await client.write('0\r\nTrailer: x\r\n\r\n');
		expect(statusOf(await client.closed())).toBe(200);
		expect(bodyOf((await captured(1))[0])).toBe('ab\xff0123456789');
	});

	it('a GET with a body', async () => {
		const {listener, captured} = await startListener();
		await exchangeBytes(listener.port, once('GET', '/', 'Content-Length: 2\r\n', 'hi'));
		expect(bodyOf((await captured(1))[0])).toBe('hi');
	});

	it('HTTP/1.0, and no Host header', async () => {
		const {listener, captured} = await startListener();
		const back = await exchangeBytes(listener.port, 'POST /old HTTP/1.0\r\nContent-Length: 1\r\n\r\nx');
		expect((await captured(1))[0]).toMatchObject({httpVersion: '1.0', target: '/old', fault: null});
		expect(statusOf(back)).toBe(200);
		const back11 = await exchangeBytes(listener.port, 'GET /new HTTP/1.1\r\nConnection: close\r\n\r\n');
		expect((await captured(2))[1]).toMatchObject({
			httpVersion: '1.1',
			target: '/new',
			headers: [['Connection', 'close']],
		});
		expect(statusOf(back11)).toBe(200);
	});

	it('times are those of the request: on a connection that stayed open, too', async () => {
		const since = Date.now();
		const {listener, captured} = await startListener();
		const client = await sender(listener.port);
		await client.write('POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\na');
		await until('a pause', () => Date.now() > since + 60);
		await client.write('b');
		await client.answers(1);
		const pause = Date.now();
		await until('a pause', () => Date.now() > pause + 60);
		await client.write('GET /2 HTTP/1.1\r\n\r\n');
		await client.answers(2);
		const [slow, quick] = await captured(2);
		if (slow === undefined || quick === undefined) throw new Error('not captured');
		expectPlausibleTimes(slow, since);
		expectPlausibleTimes(quick, pause);
		// The body took its time; the second request did not begin before it was sent.
		expect(slow.bodyMs - (slow.headersMs ?? 0)).toBeGreaterThan(20);
		expect(quick.receivedAt).toBeGreaterThan(pause + 30);
	});
});

describe('what is special in HTTP is still a delivery', () => {
	it('Expect: 100-continue is told to go on', async () => {
		const {listener, captured} = await startListener();
		const client = await sender(listener.port);
		await client.write(once('POST', '/', 'Expect: 100-continue\r\nContent-Length: 2\r\n'));
		await until('100 Continue', () => client.received().startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
		await client.write('hi');
		expect(await client.closed()).toContain('HTTP/1.1 200 OK');
		expect(bodyOf((await captured(1))[0])).toBe('hi');
	});

	it('an Expect nobody knows is answered like any other', async () => {
		const {listener, captured} = await startListener();
		const back = await exchangeBytes(
			listener.port,
			once('POST', '/', 'Expect: miracles\r\nContent-Length: 2\r\n', 'hi'),
		);
		expect(statusOf(back)).toBe(200);
		expect(bodyOf((await captured(1))[0])).toBe('hi');
	});

	it('CONNECT is recorded and answered, and what followed it is kept', async () => {
		const {listener, captured, ends} = await startListener();
		const back = await exchangeBytes(
			listener.port,
			'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n\x16\x03\x01',
		);
		const [request] = await captured(1);
		expect(request).toMatchObject({method: 'CONNECT', target: 'other:443', bodySize: 3, fault: null});
		expect(bodyOf(request)).toBe('\x16\x03\x01');
		expect(statusOf(back)).toBe(200);
		expect(back).toContain('{"success":true}');
		await until('its end', () => ends.length === 1);
		expect(ends).toEqual([true]);
	});

	it('Upgrade is an ordinary request', async () => {
		const {listener, captured} = await startListener();
		const back = await exchangeBytes(
			listener.port,
			'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
		);
		expect((await captured(1))[0]).toMatchObject({method: 'GET', target: '/ws', fault: null});
		expect(statusOf(back)).toBe(200);
	});

	it('pipelined requests are each captured, and answered in their order', async () => {
		const {listener, captured} = await startListener({
			answer: ({target}) => ({...ok, body: Buffer.from(target ?? '')}),
		});
		const client = await sender(listener.port);
		await client.write(
			'POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /2 HTTP/1.1\r\n\r\nPOST /3 HTTP/1.1\r\nContent-Length: 1\r\n\r\nc',
		);
		const answers = await client.answers(3);
		expect(answers.map(answer => answer.split('\r\n\r\n')[1])).toEqual(['/1', '/2', '/3']);
		expect((await captured(3)).map(request => [request.target, bodyOf(request), request.fault])).toEqual([
			['/1', 'a', null],
			['/2', '', null],
			['/3', 'c', null],
		]);
	});

	it('a sender that closes its own side after a whole request still hears the answer', async () => {
		const {listener, ends} = await startListener();
		const client = await sender(listener.port);
		client.socket.end('POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx');
		expect(statusOf(await client.closed())).toBe(200);
		await until('its end', () => ends.length === 1);
		expect(ends).toEqual([true]);
	});
});

describe('what is no HTTP', () => {
	it.each([
		['words', 'hello there\r\n\r\n'],
		['a broken request line', 'GET\r\n\r\n'],
		['a broken header', 'GET / HTTP/1.1\r\nno colon\r\n\r\n'],
		['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
		['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
		['a length that is none', 'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n'],
		['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
		[
			'length and chunks',
			'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
		],
		['NUL', '\0\0\0\0'],
	])('%s is one delivery, with its bytes, answered and closed', async (_, bytes) => {
		const {listener, captured} = await startListener({answer: () => ({...ok, status: 400})});
		const back = await exchangeBytes(listener.port, bytes);
		const [request, ...others] = await captured(1);
		expect(request).toMatchObject({
			method: null,
			target: null,
			httpVersion: null,
			headersMs: null,
			headers: [],
			fault: {code: 'malformed', message: expect.stringMatching(/^This is not HTTP: \S/)},
		});
		expect(bodyOf(request)).toBe(bytes);
		expect(request?.bodySize).toBe(bytes.length);
		expect(statusOf(back)).toBe(400);
		expect(others).toEqual([]);
	});

	it('a broken chunk: the headers and what came of the body are kept', async () => {
		const {listener, captured} = await startListener({answer: () => ({...ok, status: 400})});
		const client = await sender(listener.port);
		await client.write('POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
		await client.write('zz\r\n');
		const back = await client.closed();
		const [request] = await captured(1);
		expect(request).toMatchObject({method: 'POST', target: '/c', fault: {code: 'malformed'}});
		expect(bodyOf(request)).toContain('abc');
		expect(statusOf(back)).toBe(400);
	});

	it('in two packets is still one delivery', async () => {
		const {listener, captured, requests} = await startListener({answer: () => ({...ok, status: 400})});
		const client = await sender(listener.port);
		// Answered before the second packet leaves: that packet is what the sender was still saying.
		await client.write('garbage one\r\n');
		await captured(1);
		client.socket.write('garbage two\r\n');
		await client.closed();
		expect(requests.length).toBe(1);
	});

	it('behind a whole request on the same connection does not spoil that one', async () => {
		const {listener, captured} = await startListener();
		const client = await sender(listener.port);
		await client.write('GET /good HTTP/1.1\r\n\r\nthis is garbage\r\n\r\n');
		await captured(1);
		await client.closed();
		const requests = await captured(2);
		expect(requests.map(({target, fault}) => [target, fault?.code ?? null])).toEqual([
			['/good', null],
			[null, 'malformed'],
		]);
	});
});

describe('limits', () => {
	it('headers that are too large: 431, one delivery', async () => {
		const {listener, captured, requests} = await startListener({
			limits: {maxHeaderBytes: 8192},
			answer: ({fault}) => ({...ok, status: fault === null ? 200 : 431}),
		});
		const back = await exchangeBytes(listener.port, once('GET', '/', `X-Long: ${'x'.repeat(10_000)}\r\n`));
		expect((await captured(1))[0]?.fault?.code).toBe('headers-too-large');
		expect(statusOf(back)).toBe(431);
		expect(requests).toHaveLength(1);
	});

	it('headers that are much too large, in many packets, are still one delivery', async () => {
		const {listener, captured, requests} = await startListener({
			limits: {maxHeaderBytes: 8192},
			answer: () => ({...ok, status: 431}),
		});
		const client = await sender(listener.port);
		await client.write('GET / HTTP/1.1\r\n');
		for (let i = 0; i < 40; i++) await client.write(`X-${i}: ${'x'.repeat(5000)}\r\n`);
		await client.closed();
		await captured(1);
		expect(requests.map(({fault}) => fault?.code)).toEqual(['headers-too-large']);
	});

	it('headers just below the limit are fine', async () => {
		const {listener, captured} = await startListener({limits: {maxHeaderBytes: 8192}});
		await exchangeBytes(listener.port, once('GET', '/', `X-Long: ${'x'.repeat(8000)}\r\n`));
		expect((await captured(1))[0]?.fault).toBeNull();
	});

	it.each(['content-length', 'chunked'])(
		'a body over the limit (%s) is kept up to it, and counted whole',
		async by => {
			const {listener, captured} = await startListener({
				limits: {maxBody: 1000},
				answer: ({fault}) => ({...ok, status: fault === null ? 200 : 413}),
			});
			const body = Array.from({length: 1500}, (_, index) => String.fromCharCode(97 + (index % 26))).join('');
			const back = await exchangeBytes(
				listener.port,
				by === 'chunked'
					? once(
							'POST',
							'/',
							'Transfer-Encoding: chunked\r\n',
							`${(1500).toString(16)}\r\n${body}\r\n0\r\n\r\n`,
						)
					: once('POST', '/', 'Content-Length: 1500\r\n', body),
			);
			const [request] = await captured(1);
			expect(bodyOf(request)).toBe(body.slice(0, 1000));
			expect(request?.bodySize).toBe(1500);
			expect(request?.fault?.code).toBe('body-too-large');
			expect(request?.fault?.message).toMatch(/1500.*1000/);
			expect(statusOf(back)).toBe(413);
		},
	);

	it('a body of exactly the limit is whole', async () => {
		const {listener, captured} = await startListener({limits: {maxBody: 1000}});
		await exchangeBytes(listener.port, once('POST', '/', 'Content-Length: 1000\r\n', 'x'.repeat(1000)));
		expect((await captured(1))[0]).toMatchObject({bodySize: 1000, fault: null});
	});

	it('a large body arrives byte by byte as sent', async () => {
		const {listener, captured} = await startListener();
		const body = Buffer.alloc(3_000_000, 'the quick brown fox ');
		const client = await sender(listener.port);
		await client.write(once('POST', '/', `Content-Length: ${body.length}\r\n`));
		await client.write(body);
		await client.closed();
		const [request] = await captured(1);
		expect(Buffer.compare(Buffer.from(request?.body ?? []), body)).toBe(0);
	});

	it('slow headers: 408, recorded', async () => {
		const {listener, captured, requests} = await startListener({
			limits: {headersTimeoutMs: 100, requestTimeoutMs: 300},
			answer: () => ({...ok, status: 408}),
		});
		const client = await sender(listener.port);
		await client.write('POST /slow HTTP/1.1\r\nHost: x\r\n');
		expect(statusOf(await client.closed())).toBe(408);
		const [request] = await captured(1);
		expect(request).toMatchObject({
			method: null,
			fault: {code: 'timeout', message: expect.stringContaining('30 bytes')},
		});
		expect(requests).toHaveLength(1);
	});

	it('a slow body: 408, with the headers and what came of it', async () => {
		const {listener, captured, requests} = await startListener({
			limits: {headersTimeoutMs: 100, requestTimeoutMs: 200},
			answer: () => ({...ok, status: 408}),
		});
		const client = await sender(listener.port);
		await client.write('POST /slow HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc');
		expect(statusOf(await client.closed())).toBe(408);
		const [request] = await captured(1);
		expect(request).toMatchObject({method: 'POST', target: '/slow', fault: {code: 'timeout'}});
		expect(bodyOf(request)).toBe('abc');
		expect(requests).toHaveLength(1);
	});

	it('more bytes than may arrive together: kept as far as they came', async () => {
		const {listener, captured} = await startListener({
			limits: {maxPendingBytes: 1500},
			answer: ({fault}) => (fault === null ? ok : {...ok, status: 503}),
		});
		const [one, two] = [await sender(listener.port), await sender(listener.port)];
		const head = 'POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n';
		await one.write(head + 'a'.repeat(900));
		await two.write(head + 'b'.repeat(900));
		const [request] = await captured(1);
		expect(request).toMatchObject({fault: {code: 'overloaded'}, bodySize: 900});
		// What it held is free again: the other one, and later ones, arrive whole.
		const other = bodyOf(request).startsWith('a') ? two : one;
		await other.write('c'.repeat(100));
		expect((await captured(2))[1]).toMatchObject({fault: null, bodySize: 1000});
		const third = await sender(listener.port);
		await third.write(`${head}${'d'.repeat(1000)}`);
		expect((await captured(3))[2]).toMatchObject({fault: null, bodySize: 1000});
	});

	it('trailers behind a chunked body are kept', async () => {
		const {listener, captured} = await startListener();
		const client = await sender(listener.port);
		await client.write(
			'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n',
		);
		const [request] = await captured(1);
		expect(bodyOf(request)).toBe('abc');
		expect(request?.trailers).toEqual([
			['X-Sum', '1'],
			['x-sum', '2'],
		]);
	});

	it('refused connections are told once, and not one by one', async () => {
		const started = await startListener({limits: {maxConnections: 1}});
		const first = await sender(started.listener.port);
		await first.write('GET / HTTP/1.1\r\n\r\n');
		await first.answers(1);
		const refused = [];
		for (let i = 0; i < 20; i++) refused.push(await sender(started.listener.port));
		for (const client of refused) await client.closed();
		expect(started.refused).toBe(1);
	});

	it('more connections than allowed are refused and told', async () => {
		const started = await startListener({limits: {maxConnections: 2}});
		const {port} = started.listener;
		const [first] = [await sender(port), await sender(port)];
		await first?.write('GET / HTTP/1.1\r\n\r\n');
		await first?.answers(1);
		await sender(port);
		await until('a refusal', () => started.refused > 0);
		await first?.write('GET / HTTP/1.1\r\n\r\n');
		expect(await first?.answers(2)).toHaveLength(2);
	});
});

describe('a sender that leaves', () => {
	it('in the middle of the body: aborted, with what came, and its exchange ends', async () => {
		const {listener, captured, requests, ends} = await startListener({answer: () => ({...ok, status: 400})});
		const client = await sender(listener.port);
		await client.write('POST /gone HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc');
		client.socket.destroy();
		const [request] = await captured(1);
		expect(request).toMatchObject({
			method: 'POST',
			target: '/gone',
			bodySize: 3,
			fault: {code: 'aborted', message: expect.stringMatching(/hung up/)},
		});
		await until('its end', () => ends.length === 1);
		expect(requests).toHaveLength(1);
	});

	it('in the middle of the headers: aborted, as much as is known', async () => {
		const {listener, captured, requests} = await startListener();
		const client = await sender(listener.port);
		client.socket.end('POST /gone HTTP/1.1\r\nHos');
		await client.closed();
		const [request] = await captured(1);
		expect(request).toMatchObject({
			method: null,
			fault: {code: 'aborted', message: expect.stringContaining('24 bytes')},
		});
		expect(requests).toHaveLength(1);
	});

	it('before the answer: it is told that nobody heard it', async () => {
		const {listener, captured, exchanges} = await startListener({answer: () => null});
		const client = await sender(listener.port);
		await client.write('GET / HTTP/1.1\r\n\r\n');
		await captured(1);
		const told: boolean[] = [];
		exchanges[0]?.onEnd(handedOver => told.push(handedOver));
		expect(exchanges[0]?.gone).toBe(false);
		client.socket.destroy();
		await until('its end', () => told.length > 0);
		expect(exchanges[0]?.gone).toBe(true);
		expect(told).toEqual([false]);
	});

	it('having said nothing is no delivery', async () => {
		const {listener, captured, requests} = await startListener();
		const silent = await sender(listener.port);
		silent.socket.end();
		await silent.closed();
		const idle = await sender(listener.port);
		await idle.write('GET /1 HTTP/1.1\r\n\r\n');
		await idle.answers(1);
		idle.socket.destroy();
		await exchangeBytes(listener.port, once('GET', '/2'));
		await captured(2);
		expect(requests.map(({target}) => target)).toEqual(['/1', '/2']);
	});
});

describe('answers', () => {
	it.each([
		[204, ''],
		[200, ''],
		[404, 'no'],
		[500, 'x'.repeat(5000)],
		[299, 'caf\xe9'],
	])('%d with its body', async (status, body) => {
		const {listener, ends} = await startListener({
			answer: () => ({
				status,
				headers: [
					['X-A', '1'],
					['X-A', '2'],
				],
				body: Buffer.from(body, 'latin1'),
			}),
		});
		const back = await exchangeBytes(listener.port, once());
		const [head = '', ...rest] = back.split('\r\n\r\n');
		expect(statusOf(back)).toBe(status);
		expect(rest.join('\r\n\r\n')).toBe(body);
		expect(head.match(/^X-A: .*$/gm)).toEqual(['X-A: 1', 'X-A: 2']);
		await until('its end', () => ends.length === 1);
		expect(ends).toEqual([true]);
	});

	it('only the first counts', async () => {
		const {listener, captured, exchanges} = await startListener({answer: () => null});
		const client = await sender(listener.port);
		await client.write('GET / HTTP/1.1\r\n\r\n');
		await captured(1);
		exchanges[0]?.respond({...ok, status: 201});
		exchanges[0]?.respond({...ok, status: 202});
		expect(statusOf((await client.answers(1))[0])).toBe(201);
	});

	it('one connection serves many requests', async () => {
		const {listener, requests} = await startListener();
		const client = await sender(listener.port);
		for (let i = 1; i <= 5; i++) {
			await client.write(`GET /${i} HTTP/1.1\r\n\r\n`);
			await client.answers(i);
		}
		expect(requests).toHaveLength(5);
	});
});

describe('opening and closing', () => {
	it('says where it listens', async () => {
		const {listener} = await startListener();
		expect(listener.port).toBeGreaterThan(0);
		expect(listener.url).toBe(`http://127.0.0.1:${listener.port}`);
	});

	const options = (host: string, port: number) => ({
		host,
		port,
		limits: defaultLimits,
		onExchange() {},
		onTrouble() {},
	});
	const failure = async (host: string, port: number) => {
		const error = await listen(options(host, port)).then(
			listener => listener.close(),
			thrown => thrown as unknown,
		);
		if (!(error instanceof CallHookError)) throw new Error(`no CallHookError but ${error}`);
		return error;
	};

	it('a port in use: says which, and names the next free one', async () => {
		const {listener} = await startListener();
		const error = await failure('127.0.0.1', listener.port);
		expect(error.exitCode).toBe(3);
		expect(error.message).toBe(`Port ${listener.port} on 127.0.0.1 is in use by another program.`);
		const free = Number(/^Port (\d+) is free: --port \1$/.exec(error.hint)?.[1]);
		expect(free).toBeGreaterThan(listener.port);
		const next = createServer();
		await new Promise<void>((resolve, reject) => {
			next.once('error', reject);
			next.listen(free, '127.0.0.1', resolve);
		});
		await new Promise(resolve => next.close(resolve));
	});

	it.each(['192.0.2.1', 'no.such.host.invalid'])(
		'an address of another machine (%s): says so',
		async host => {
			const error = await failure(host, 0);
			expect(error).toMatchObject({exitCode: 3, hint: expect.stringContaining('--host')});
			expect(error.message).toContain(host);
		},
	);

	it('closes twice, and at once when nothing is under way', async () => {
		const {listener} = await startListener();
		const idle = await sender(listener.port);
		await idle.write('GET / HTTP/1.1\r\n\r\n');
		await idle.answers(1);
		const began = performance.now();
		await Promise.all([listener.close(), listener.close()]);
		await listener.close();
		expect(performance.now() - began).toBeLessThan(1500);
		await idle.closed();
	});

	it('closes at once where connections were opened and never used, as tunnels keep them', async () => {
		const {listener} = await startListener();
		const unused = await sender(listener.port);
		// The listener has it: connections are accepted in turn.
		const used = await sender(listener.port);
		await used.write('GET / HTTP/1.1\r\n\r\n');
		await used.answers(1);
		const began = performance.now();
		await listener.close();
		expect(performance.now() - began).toBeLessThan(1500);
		await unused.closed();
	});

	it('waits for a request under way, and takes no new one', async () => {
		const {listener, captured, exchanges} = await startListener({answer: () => null});
		const client = await sender(listener.port);
		await client.write('GET / HTTP/1.1\r\n\r\n');
		await captured(1);
		const closed = listener.close();
		exchanges[0]?.respond(ok);
		expect(statusOf((await client.answers(1))[0])).toBe(200);
		await closed;
		const late = await sender(listener.port);
		expect(late.socket.destroyed).toBe(true);
	});
});

it('requests of call-hook’s own are answered and not captured; others on the same connection are', async () => {
	const exchanges: string[] = [];
	const listener = await listen({
		host: '127.0.0.1',
		port: 0,
		limits: defaultLimits,
		reserved: target => (target === '/own' ? {...ok, status: 299} : null),
		onExchange(exchange) {
			exchanges.push(exchange.request.target ?? '');
			exchange.respond(ok);
		},
		onTrouble() {},
	});
	const client = await sender(listener.port);
	await client.write(
		'POST /own HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /other HTTP/1.1\r\nHost: x\r\n\r\n',
	);
	const answers = await client.answers(2);
	expect(answers.map(statusOf)).toEqual([299, 200]);
	expect(exchanges).toEqual(['/other']);
	await listener.close();
});
