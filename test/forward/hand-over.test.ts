import {connect, createServer} from 'node:net';
import {Worker} from 'node:worker_threads';
import {describe, expect, it} from 'vitest';
import type {ForwardFailure} from '../../src/core/target.ts';
import {afterwards, until} from '../support/waiting.ts';
import {
	Collector,
	captured,
	forwardOptions,
	handOver,
	type Outcome,
	plainAnswer,
	rawTarget,
	target,
} from './wire.ts';

async function freePort(): Promise<number> {
	const {port, close} = await rawTarget(() => null);
	await close();
	return port;
}

/** The sender is still to be answered, and knows nothing yet. */
function expectUnanswered({head, sent, answer, forwarding}: Outcome, failure: Partial<ForwardFailure>): void {
	expect(forwarding.failure).toMatchObject(failure);
	expect({head, sent, begun: answer.begun, isCut: answer.isCut}).toEqual({
		head: null,
		sent: null,
		begun: 0,
		isCut: false,
	});
	expect(forwarding.totalMs).toBeGreaterThan(0);
}

describe('a target that gives no answer', () => {
	it('nothing listens there', async () => {
		const port = await freePort();
		const to = target(`http://127.0.0.1:${port}`);
		expectUnanswered(await handOver(to), {
			code: 'refused',
			message: `Nothing listens on 127.0.0.1:${port}.`,
			hint: 'Start your server, or leave out --forward.',
		});
		await until('its status', () => to.statuses.at(-1)?.state === 'down');
	});

	it('nothing listens at a name that has several addresses', async () => {
		const port = await freePort();
		const {forwarding} = await handOver(target(`http://api.localhost:${port}`));
		expect(forwarding.failure).toMatchObject({
			code: 'refused',
			message: `Nothing listens on api.localhost:${port}.`,
		});
	});

	it('the name has no address', async () => {
		const {forwarding, head} = await handOver(target('http://no.such.host.invalid:3000'));
		expect(head).toBeNull();
		expect(forwarding.failure?.code).toBe('dns');
		expect(forwarding.failure?.message).toMatch(/^The name no\.such\.host\.invalid has no address/);
		expect(forwarding.failure?.hint).toBe('Check the name in --forward.');
	});

	it('it hangs up without a word', async () => {
		const {url, port} = await rawTarget(({socket}) => void socket.destroy());
		const outcome = await handOver(target(url));
		expectUnanswered(outcome, {code: 'reset', hint: expect.stringContaining('log')});
		expect(outcome.forwarding.failure?.message).toMatch(
			new RegExp(
				`^127\\.0\\.0\\.1:${port} closed the connection after (less than 1|\\d+) ms, without an answer\\.$`,
			),
		);
	});

	it.each(['HTTP/1.1 2', 'HTTP/1.1 200 OK\r\nContent-'])(
		'it hangs up within its headers: %j',
		async bytes => {
			const {url} = await rawTarget(({socket}) => void socket.end(bytes));
			const outcome = await handOver(target(url));
			expectUnanswered(outcome, {});
			expect(outcome.forwarding.failure?.code).toMatch(/^(reset|garbage)$/);
		},
	);

	it('it resets the connection', async () => {
		const {url} = await rawTarget(({socket}) => void socket.resetAndDestroy());
		expectUnanswered(await handOver(target(url)), {code: 'reset'});
	});

	it.each([
		['SSH-2.0-OpenSSH_9.6\r\n', 'is not HTTP'],
		['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello', 'is not HTTP'],
		['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello', 'is not HTTP'],
		['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'is not HTTP'],
		['HTTP/1.1 200 OK\r\nA: \0\r\n\r\n', 'is not HTTP'],
		['HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n', 'is not HTTP'],
		['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', 'status 101'],
		['\x15\x03\x01\x00\x02\x02\x46', 'it is TLS'],
		[Buffer.alloc(2000, 0xff).toString('latin1'), 'is not HTTP'],
	])('what it says is not HTTP: %j', async (bytes, message) => {
		const {url} = await rawTarget(() => bytes);
		expectUnanswered(await handOver(target(url)), {
			code: 'garbage',
			message: expect.stringContaining(message),
		});
	});

	it.each([
		['one header of 100 KB', `X: ${'x'.repeat(100_000)}\r\n`],
		['100,000 headers', 'X: 1\r\n'.repeat(100_000)],
		['headers without an end', `X: ${'x'.repeat(10_000_000)}`],
	])('%s', async (_, headers) => {
		const {url, port} = await rawTarget(() => `HTTP/1.1 200 OK\r\n${headers}\r\n`);
		expectUnanswered(await handOver(target(url)), {
			code: 'garbage',
			message: `What 127.0.0.1:${port} answered is not HTTP: its headers are larger than 64 KB.`,
			hint: expect.stringContaining('smaller headers'),
		});
	});

	it('more headers than Node keeps by itself, within the limit, all pass', async () => {
		const many = Array.from({length: 4000}, (_, index) => `X-${index}: 1\r\n`).join('');
		const {url} = await rawTarget(() => `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${many}\r\n`);
		expect((await handOver(target(url))).head?.headers).toHaveLength(4001);
	});

	it.each([
		['timeout', 504, 'gave no whole answer within 60 ms.', '--timeout'],
		['deadline', 504, 'within 60 ms, and the provider waits no longer.', 'Answer first'],
	] as const)('it is too slow: %s', async (timeoutIs, _, message, hint) => {
		const {url, connections} = await rawTarget(() => null);
		const outcome = await handOver(target(url), {}, {timeoutMs: 60, timeoutIs});
		expectUnanswered(outcome, {
			code: timeoutIs,
			message: expect.stringContaining(message),
			hint: expect.stringContaining(hint),
		});
		expect(outcome.forwarding.totalMs).toBeGreaterThanOrEqual(59);
		expect(outcome.forwarding.firstByteMs).toBeNull();
		await until('the end of its connection', () => connections.every(({destroyed}) => destroyed));
	});

	it('it does not take the connection', async () => {
		const port = await blockedPort();
		const {forwarding} = await handOver(target(`http://127.0.0.1:${port}`), {}, {timeoutMs: 60});
		expect(forwarding).toMatchObject({
			connectMs: null,
			failure: {
				code: 'timeout',
				message: `127.0.0.1:${port} gave no whole answer within 60 ms: it did not even take the connection.`,
				hint: expect.stringContaining('address'),
			},
		});
	});

	it('it takes the connection and does not agree on TLS', async () => {
		const {port} = await rawTarget(() => null);
		const {forwarding} = await handOver(target(`https://127.0.0.1:${port}`), {}, {timeoutMs: 60});
		expect(forwarding.failure?.code).toBe('timeout');
		expect(forwarding.failure?.message).toContain('TLS was not agreed on');
	});
});

/** A port whose server is stuck, with as many connections waiting as the system lets wait. */
async function blockedPort(): Promise<number> {
	const worker = new Worker(
		`const {parentPort} = require('node:worker_threads');
		const server = require('node:net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, () => {
			parentPort.postMessage(server.address().port);
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
		});`,
		{eval: true},
	);
	afterwards(() => worker.terminate());
	const port = await new Promise<number>(resolve => worker.once('message', resolve));
	for (let i = 0; i < 8; i++) {
		const socket = connect(port, '127.0.0.1').on('error', () => {});
		afterwards(() => socket.destroy());
	}
	return port;
}

describe('a request that cannot be sent on', () => {
	it.each([
		['CONNECT', {method: 'CONNECT', target: 'other.test:443'}],
		['a blank in its path', {target: '/a b'}],
		['a line break in its path', {target: '/a\r\nX: 1'}],
		['a character that is no byte', {target: '/☎'}],
		['a method that is none', {method: 'G T'}],
		['a header name that is none', {headers: [['a b', 'x']] as const}],
		['a header value with a line break', {headers: [['A', 'x\r\nB: y']] as const}],
		['a header value of more than bytes', {headers: [['A', '☎']] as const}],
		[
			'trailers that are none',
			{headers: [['Transfer-Encoding', 'chunked']] as const, trailers: [['a b', 'x']] as const},
		],
	])('%s', async (_, request) => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const to = target(url);
		const outcome = await handOver(to, request);
		expectUnanswered(outcome, {code: 'unsendable', message: expect.stringContaining('cannot be sent on')});
		expect(requests).toEqual([]);
		// The next one is not touched by it.
		expect((await handOver(to)).forwarding.failure).toBeNull();
	});

	it('no method and no target: as much of it as there is', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		await handOver(target(url), {method: null, target: null, headers: []});
		expect(requests[0]?.lines[0]).toBe('GET / HTTP/1.1');
	});
});

describe('an answer that breaks off', () => {
	it.each([
		['within its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', '4 of 10 bytes'],
		['within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf', '4 bytes'],
		['between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', '4 bytes'],
	])('%s', async (_, bytes, came) => {
		const {url, port} = await rawTarget(({socket}) => void socket.end(bytes));
		const {answer, head, sent, forwarding} = await handOver(target(url));
		expect(head?.status).toBe(200);
		expect(answer.body.toString()).toBe('half');
		expect({isCut: answer.isCut, trailers: answer.trailers}).toEqual({isCut: true, trailers: null});
		expect(sent).toMatchObject({body: Buffer.from('half'), bodySize: 4});
		expect(forwarding.failure).toMatchObject({
			code: 'cut',
			message: `127.0.0.1:${port} broke off its answer: ${came} of its body came.`,
		});
	});

	it('a chunk that is none', async () => {
		const {url} = await rawTarget(
			() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nwhat?\r\n',
		);
		const {answer, forwarding} = await handOver(target(url));
		expect(answer).toMatchObject({isCut: true, trailers: null});
		expect(forwarding.failure?.code).toBe('cut');
		expect(forwarding.failure?.message).toContain('what followed is not HTTP');
	});

	it('too slow, as its reader is', async () => {
		const {url} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
		const neverReads = {write: () => false, onDrain() {}, end() {}, cut() {}};
		const {forwarding} = await handOver(target(url), {}, {timeoutMs: 80, begin: () => neverReads});
		expect(forwarding.failure?.code).toBe('timeout');
		expect(forwarding.failure?.message).toContain('4 of 10 bytes of its body came, as its reader was slow');
		expect(forwarding.failure?.hint).toContain('reads the answer more slowly');
	});

	it('too slow half way', async () => {
		const {url} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
		const {answer, forwarding, head} = await handOver(target(url), {}, {timeoutMs: 80});
		expect(head?.status).toBe(200);
		expect(answer).toMatchObject({isCut: true, trailers: null});
		expect(forwarding.failure?.code).toBe('timeout');
		expect(forwarding.failure?.message).toContain('its answer had begun, and 4 of 10 bytes of its body came');
	});

	it('bytes behind a whole answer do not harm it, nor the next one', async () => {
		const {url} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more');
		const to = target(url);
		for (let i = 0; i < 3; i++) {
			const {answer, forwarding} = await handOver(to);
			expect(forwarding.failure).toBeNull();
			expect(answer.body.toString()).toBe('ok');
		}
	});
});

describe('giving up', () => {
	it.each(['sender-left', 'stopped'] as const)('%s before an answer: the target is told', async because => {
		const {url, requests} = await rawTarget(() => null);
		const answer = new Collector();
		const handle = target(url).forward(captured(), forwardOptions(answer));
		await until('the request', () => requests.length === 1);
		handle.cancel(because);
		handle.cancel('stopped');
		const {head, forwarding} = await handle.done;
		expect(head).toBeNull();
		expect(forwarding.failure?.code).toBe(because);
		await until('the end of its connection', () => requests[0]?.socket.destroyed);
	});

	it('at once, before it is even connected', async () => {
		const {url} = await rawTarget(() => plainAnswer);
		const handle = target(url).forward(captured(), forwardOptions(new Collector()));
		handle.cancel('sender-left');
		expect((await handle.done).forwarding.failure?.code).toBe('sender-left');
	});

	it('within an answer: what has come is told', async () => {
		const {url} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
		const answer = new Collector();
		const handle = target(url).forward(captured(), forwardOptions(answer));
		await until('half of the answer', () => answer.body.length === 4);
		handle.cancel('stopped');
		const {head, sent, forwarding} = await handle.done;
		expect(head?.status).toBe(200);
		expect(sent?.bodySize).toBe(4);
		expect(answer.isCut).toBe(true);
		expect(forwarding.failure?.code).toBe('stopped');
	});

	it('after the end it does nothing', async () => {
		const {url} = await rawTarget(() => plainAnswer);
		const answer = new Collector();
		const handle = target(url).forward(captured(), forwardOptions(answer));
		const {forwarding} = await handle.done;
		handle.cancel('sender-left');
		expect(forwarding.failure).toBeNull();
		expect(answer.isCut).toBe(false);
	});

	it('a target that is closed gives up what is under way, and takes no more', async () => {
		const {url, requests, connections} = await rawTarget(() => null);
		const to = target(url);
		const under = handOver(to);
		await until('the request', () => requests.length === 1);
		to.close();
		to.close();
		expect((await under).forwarding.failure?.code).toBe('stopped');
		expect((await handOver(to)).forwarding.failure?.code).toBe('stopped');
		await until('the end of all connections', () => connections.every(({destroyed}) => destroyed));
	});

	it('a listener for the answer that throws harms nobody', async () => {
		const {url} = await rawTarget(() => plainAnswer);
		const {head, forwarding} = await handOver(
			target(url),
			{},
			{
				begin() {
					throw new Error('no such thing');
				},
			},
		);
		expect(head).toBeNull();
		expect(forwarding.failure).toMatchObject({
			code: 'garbage',
			message: expect.stringContaining('no such thing'),
		});
	});
});

describe('a connection that the target closes while nobody uses it', () => {
	it('just when a request is put on it: it is sent again, on a new one', async () => {
		// Read, and not answered: on the wire it looks the same.
		const {url, requests} = await rawTarget(({socket}, index) => {
			if (index !== 1) return plainAnswer;
			socket.resetAndDestroy();
			return null;
		});
		const to = target(url);
		await handOver(to);
		const {forwarding, answer} = await handOver(to, {body: Buffer.from('hello')});
		expect(forwarding.failure).toBeNull();
		expect(answer.begun).toBe(1);
		expect(requests.map(({connection, body}) => [connection, body.toString()])).toEqual([
			[0, ''],
			[0, 'hello'],
			[1, 'hello'],
		]);
		expect(forwarding.connectMs).toBeGreaterThan(0);
	});

	it('once only', async () => {
		const {url, requests} = await rawTarget(({socket}, index) => {
			if (index === 0) return plainAnswer;
			socket.resetAndDestroy();
			return null;
		});
		const to = target(url);
		await handOver(to);
		expect((await handOver(to)).forwarding.failure?.code).toBe('reset');
		expect(requests).toHaveLength(3);
	});

	it('not when a byte of an answer has come', async () => {
		const {url, requests} = await rawTarget(({socket}, index) => {
			if (index === 0) return plainAnswer;
			socket.end('HTTP/1.1 100 Continue\r\n\r\n');
			return null;
		});
		const to = target(url);
		await handOver(to);
		expect((await handOver(to)).forwarding.failure?.code).toBe('reset');
		expect(requests).toHaveLength(2);
	});

	it('not on a new connection', async () => {
		const {url, requests} = await rawTarget(({socket}) => void socket.resetAndDestroy());
		await handOver(target(url));
		expect(requests).toHaveLength(1);
	});

	it('a server that closes each connection after its answer loses no request', async () => {
		const {url} = await rawTarget(({socket}) => void socket.end(plainAnswer));
		const to = target(url);
		const failures: ForwardFailure[] = [];
		const worker = async () => {
			for (let i = 0; i < 100; i++) {
				const {failure} = (await handOver(to)).forwarding;
				if (failure !== null) failures.push(failure);
			}
		};
		await Promise.all(Array.from({length: 8}, worker));
		expect(failures).toEqual([]);
	});
});

describe('addresses', () => {
	it('a name below .localhost is this machine', async () => {
		const {port, requests} = await rawTarget(() => plainAnswer);
		const {forwarding} = await handOver(target(`http://hooks.shop.localhost:${port}/base`));
		expect(forwarding).toMatchObject({failure: null, url: `http://hooks.shop.localhost:${port}/base/hook`});
		expect(requests[0]?.lines.slice(0, 2)).toEqual([
			'POST /base/hook HTTP/1.1',
			`Host: hooks.shop.localhost:${port}`,
		]);
	});

	it('IPv6', async context => {
		const hasIPv6 = await new Promise<boolean>(resolve => {
			const server = createServer().once('error', () => resolve(false));
			server.listen(0, '::1', () => server.close(() => resolve(true)));
		});
		if (!hasIPv6) context.skip('this machine has no ::1');
		const {port, requests} = await rawTarget(() => plainAnswer, {host: '::1'});
		const {forwarding} = await handOver(target(`http://[::1]:${port}`), {remoteAddress: '2001:db8::1'});
		expect(forwarding.failure).toBeNull();
		expect(requests[0]?.headers).toContainEqual(['Host', `[::1]:${port}`]);
		expect(requests[0]?.headers).toContainEqual(['X-Forwarded-For', '2001:db8::1']);
	});
});
