import {randomBytes} from 'node:crypto';
import type {Socket} from 'node:net';
import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {openSender} from '../../src/replay/sender.ts';
import {answerOf} from '../../src/replay/sent.ts';
import {plainAnswer, rawTarget} from '../forward/wire.ts';
import {until} from '../support/waiting.ts';
import {sender, sendOptions, sendTo, wireRequest} from './senders.ts';

const closing = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok';
const everyByte = Buffer.from(Array.from({length: 512}, (_, index) => index % 256));

describe('a request', () => {
	it('comes as it was, and is told as it was sent', async () => {
		const {url, port, requests} = await rawTarget(() => plainAnswer);
		const headers: Pair[] = [
			['X-B', '1'],
			['hOsT', 'sender.test'],
			['x-a', ''],
			['Connection', 'keep-alive'],
			['X-Latin', 'caf\xe9 \xff'],
			['X-B', '1'],
		];
		const sent = await sendTo(sender(url), {
			method: 'PATCH',
			target: '/a%2Fb?x=1&x=%zz',
			headers,
			body: Buffer.from('\xe9\0\xff', 'latin1'),
		});
		expect(requests[0]?.lines).toEqual([
			'PATCH /a%2Fb?x=1&x=%zz HTTP/1.1',
			'X-B: 1',
			`hOsT: 127.0.0.1:${port}`,
			'x-a: ',
			'Connection: keep-alive',
			'X-Latin: caf\xe9 \xff',
			'X-B: 1',
			'Content-Length: 3',
		]);
		expect(requests[0]?.body).toEqual(Buffer.from([0xe9, 0, 0xff]));
		expect(sent.request.headers).toEqual(requests[0]?.headers);
		expect(sent).toMatchObject({status: 200, isCut: false, forwarding: {failure: null}});
		expect(sent.forwarding.url).toBe(`${url}/a%2Fb?x=1&x=%zz`);
	});

	it.each<[string, Uint8Array]>([
		['empty', Buffer.alloc(0)],
		['every byte there is', everyByte],
		['as large as is sent in one write', randomBytes(4096)],
		['one byte more', randomBytes(4097)],
		['5 MB', randomBytes(5 * 1024 * 1024)],
		['a view into a larger buffer', new Uint8Array(everyByte).subarray(7, 300)],
	])('has its body byte for byte, with a length or in chunks: %s', async (_, body) => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const to = sender(url);
		await sendTo(to, {body});
		await sendTo(to, {headers: [['Transfer-Encoding', 'chunked']], trailers: [['X-Sum', '1']], body});
		const [plain, chunked] = requests;
		expect(plain?.body.equals(body)).toBe(true);
		const text = Buffer.from(body).toString('latin1');
		const chunk = body.length === 0 ? '' : `${body.length.toString(16)}\r\n${text}\r\n`;
		expect(chunked?.body.toString('latin1') === `${chunk}0\r\nX-Sum: 1\r\n\r\n`).toBe(true);
	});

	it('that can never be sent fails without a connection', async () => {
		const {url, connections} = await rawTarget(() => plainAnswer);
		const sent = await sendTo(sender(url), {headers: [['X', 'a\r\nY: b']]});
		expect(sent).toMatchObject({status: null, sent: null, forwarding: {failure: {code: 'unsendable'}}});
		expect(sent.forwarding.failure?.hint).toContain('--set');
		expect(connections).toEqual([]);
	});
});

describe('an answer', () => {
	it('is told with all there is of it', async () => {
		const {url} = await rawTarget(
			() =>
				'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\nX: 1\r\nx: 2\r\n\r\n4\r\nabcd\r\n0\r\nY: 3\r\n\r\n',
		);
		const before = Date.now();
		const sent = await sendTo(sender(url), {}, {keepBytes: 3});
		expect(sent).toMatchObject({status: 201, isCut: false});
		expect(sent.sent).toEqual({
			headers: [
				['Transfer-Encoding', 'chunked'],
				['X', '1'],
				['x', '2'],
			],
			trailers: [['Y', '3']],
			body: Buffer.from('abc'),
			bodySize: 4,
		});
		expect(sent.at).toBeGreaterThanOrEqual(before);
		const {connectMs, firstByteMs, totalMs} = sent.forwarding;
		expect(connectMs).toBeGreaterThan(0);
		expect(firstByteMs).toBeGreaterThanOrEqual(connectMs ?? 0);
		expect(totalMs).toBeGreaterThanOrEqual(firstByteMs ?? 0);
		expect(answerOf(sent)).toEqual({
			status: 201,
			by: 'target',
			durationMs: totalMs,
			sent: sent.sent,
			forwarding: sent.forwarding,
		});
	});

	it('that has no body is over with its headers', async () => {
		const {url} = await rawTarget(({lines}) => {
			const status = lines[0]?.startsWith('HEAD') ? '200 OK' : '204 No Content';
			return `HTTP/1.1 ${status}\r\nContent-Length: 5\r\n\r\n`;
		});
		const to = sender(url);
		for (const method of ['HEAD', 'POST', 'HEAD']) {
			expect(await sendTo(to, {method})).toMatchObject({sent: {bodySize: 0}, forwarding: {failure: null}});
		}
	});

	it('of megabytes is counted to its end, and kept as far as is asked for', async () => {
		const body = randomBytes(3 * 1024 * 1024);
		const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
		const {url} = await rawTarget(() => Buffer.concat([Buffer.from(head), body]));
		const {sent} = await sendTo(sender(url), {}, {keepBytes: 100_000});
		expect(sent?.bodySize).toBe(body.length);
		expect(Buffer.from(sent?.body ?? []).equals(body.subarray(0, 100_000))).toBe(true);
	});

	it('that comes before the request was sent off ends it', async () => {
		const {url} = await rawTarget({
			onHead: socket => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n'),
			answer: () => null,
		});
		const sent = await sendTo(sender(url), {body: Buffer.alloc(20 * 1024 * 1024)});
		expect(sent).toMatchObject({status: 413, forwarding: {failure: null}});
	});
});

describe('connections', () => {
	it('are used again where the answer allows it', async () => {
		const {url, requests} = await rawTarget(({lines}) =>
			lines[0]?.includes('/close') ? closing : plainAnswer,
		);
		const to = sender(url);
		const first = await sendTo(to);
		expect(first.forwarding.connectMs).toBeGreaterThan(0);
		expect((await sendTo(to)).forwarding.connectMs).toBe(0);
		await sendTo(to, {target: '/close'});
		expect((await sendTo(to, {headers: [['Connection', 'close']]})).forwarding.connectMs).toBeGreaterThan(0);
		await sendTo(to);
		expect(requests.map(({connection}) => connection)).toEqual([0, 0, 0, 1, 2]);
	});

	it('are not used again when more came than the answer', async () => {
		const {url, requests} = await rawTarget(() => `${plainAnswer}HTTP/1.1 500 Not asked for\r\n\r\n`);
		const to = sender(url);
		for (let i = 0; i < 3; i++) expect((await sendTo(to)).status).toBe(200);
		expect(requests.map(({connection}) => connection)).toEqual([0, 1, 2]);
	});

	it('are as many as are allowed; the others wait for their turn', async () => {
		const waiting: Socket[] = [];
		const {url, requests, connections} = await rawTarget(({socket}) => {
			waiting.push(socket);
			return null;
		});
		const to = sender(url, {connections: 3});
		const all = Array.from({length: 9}, (_, index) => sendTo(to, {target: `/${index}`}));
		for (let answered = 0; answered < 9; answered++) {
			const socket = await until('one waits', () => waiting.shift());
			expect(requests.length - answered).toBeLessThanOrEqual(3);
			// Every second one closes: another takes its place.
			socket.write(answered % 2 === 0 ? plainAnswer : closing);
		}
		expect((await Promise.all(all)).every(({status}) => status === 200)).toBe(true);
		expect(connections.length).toBeGreaterThan(3);
		expect(requests).toHaveLength(9);
	});

	it('take what waits in its order', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		const to = sender(url, {connections: 1});
		await Promise.all(Array.from({length: 9}, (_, index) => sendTo(to, {target: `/${index}`})));
		expect(requests.map(({lines}) => lines[0]?.split(' ')[1])).toEqual(
			Array.from({length: 9}, (_, index) => `/${index}`),
		);
		expect(requests.at(-1)?.connection).toBe(0);
	});

	it('go to the addresses that were checked, whatever the name leads to', async () => {
		const {url} = await rawTarget(() => plainAnswer);
		const named = url.replace('127.0.0.1', 'shop.invalid');
		expect(await sendTo(sender(named, {addresses: ['127.0.0.1']}))).toMatchObject({status: 200});
		expect((await sendTo(sender(named))).forwarding.failure?.code).toBe('dns');
	});

	it('that nobody uses are closed before long', async () => {
		const {url, connections} = await rawTarget(() => plainAnswer);
		await sendTo(sender(url));
		await until('it is closed', () => connections[0]?.readableEnded);
	});

	it('that were closed just when they were used are replaced, and that is told', async () => {
		const {url, requests} = await rawTarget(({socket}) => {
			// It does not say that it will.
			socket.end(plainAnswer);
			return null;
		});
		const to = sender(url);
		expect(await sendTo(to)).not.toHaveProperty('wasResent');
		expect(await sendTo(to)).toMatchObject({status: 200, forwarding: {failure: null}, wasResent: true});
		// This target reads on: that one may get it twice is why it is told.
		expect(requests.map(({connection}) => connection)).toEqual([0, 0, 1]);
	});

	it('that the handler drops are not: a request it has got is not sent twice', async () => {
		const {url, requests} = await rawTarget(({socket, lines}) => {
			if (!lines[0]?.includes('/drop')) return plainAnswer;
			setTimeout(() => socket.destroy(), 5);
			return null;
		});
		const to = sender(url);
		await sendTo(to);
		const dropped = await sendTo(to, {target: '/drop'});
		expect(dropped).toMatchObject({status: null, forwarding: {failure: {code: 'reset'}}});
		expect(dropped).not.toHaveProperty('wasResent');
		expect(requests.map(({connection}) => connection)).toEqual([0, 0]);
	});

	it('are new ones each time where that is asked, and dropped at once are failures', async () => {
		const {url, requests} = await rawTarget(({socket, lines}) => {
			if (!lines[0]?.includes('/drop')) return plainAnswer;
			socket.destroy();
			return null;
		});
		const to = sender(url, {freshConnections: true});
		await sendTo(to);
		await sendTo(to);
		expect((await sendTo(to, {target: '/drop'})).forwarding.failure?.code).toBe('reset');
		expect(requests.map(({connection}) => connection)).toEqual([0, 1, 2]);
	});

	it('that were replaced keep to the time of the request', async () => {
		const {url} = await rawTarget(({socket, lines}) => {
			if (lines[0]?.includes('/stale')) return null;
			socket.end(plainAnswer);
			return null;
		});
		const to = sender(url);
		await sendTo(to);
		const sent = await sendTo(to, {target: '/stale'}, {timeoutMs: 60});
		expect(sent).toMatchObject({status: null, forwarding: {failure: {code: 'timeout'}}, wasResent: true});
	});
});

describe('what goes wrong is told', () => {
	it('nothing listens there', async () => {
		const {url, port, close} = await rawTarget(() => plainAnswer);
		await close();
		const sent = await sendTo(sender(url));
		expect(sent.forwarding).toMatchObject({
			connectMs: null,
			firstByteMs: null,
			failure: {
				code: 'refused',
				message: `Nothing listens on 127.0.0.1:${port}.`,
				hint: 'Start your server, or check the address in --to.',
			},
		});
		expect(answerOf(sent)).toMatchObject({status: null, by: 'nobody'});
	});

	it('the name has no address', async () => {
		const sent = await sendTo(sender('http://nowhere.invalid'));
		expect(sent.forwarding.failure).toMatchObject({code: 'dns', hint: 'Check the name in --to.'});
	});

	it.each([
		['SSH-2.0-OpenSSH_9.6\r\n', 'garbage', null],
		['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n', 'garbage', null],
		['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nwhat?\r\n', 'cut', 200],
	])('%j', async (answer, code, status) => {
		const {url} = await rawTarget(() => answer);
		const sent = await sendTo(sender(url));
		expect(sent).toMatchObject({status, isCut: status !== null, forwarding: {failure: {code}}});
	});

	it('an answer that breaks off', async () => {
		const {url, port} = await rawTarget(({socket}) => {
			socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab');
			return null;
		});
		const sent = await sendTo(sender(url));
		expect(sent).toMatchObject({status: 200, isCut: true, sent: {bodySize: 2}});
		expect(sent.forwarding.failure).toMatchObject({
			code: 'cut',
			message: `127.0.0.1:${port} broke off its answer: 2 of 5 bytes of its body came.`,
		});
		expect(answerOf(sent)).toMatchObject({status: 200, by: 'target', isCut: true});
	});

	it('nothing where the end of the connection is the answer’s', async () => {
		const {url} = await rawTarget(({socket}) => {
			socket.end('HTTP/1.1 200 OK\r\n\r\nab');
			return null;
		});
		expect(await sendTo(sender(url))).toMatchObject({
			isCut: false,
			sent: {bodySize: 2},
			forwarding: {failure: null},
		});
	});

	it.each([
		['timeout', ''],
		['deadline', ', and the provider waits no longer'],
	] as const)('no answer in time: %s', async (timeoutIs, more) => {
		const {url, port, connections} = await rawTarget(() => null);
		const sent = await sendTo(sender(url), {}, {timeoutMs: 50, timeoutIs});
		expect(sent.forwarding.failure).toMatchObject({
			code: timeoutIs,
			message: `127.0.0.1:${port} gave no whole answer within 50 ms${more}.`,
		});
		expect(sent.forwarding.totalMs).toBeGreaterThanOrEqual(49);
		await until('it is closed', () => connections[0]?.readableEnded);
	});

	it('an answer that is not whole in time', async () => {
		const {url} = await rawTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab');
		const sent = await sendTo(sender(url), {}, {timeoutMs: 50});
		expect(sent).toMatchObject({status: 200, isCut: true});
		expect(sent.forwarding.failure?.message).toContain('2 of 5 bytes');
	});
});

describe('closing', () => {
	it('gives up what is under way and what waits', async () => {
		const {url, connections, requests} = await rawTarget(() => null);
		const to = sender(url, {connections: 1});
		const all = [sendTo(to), sendTo(to), sendTo(to)];
		await until('the first is under way', () => requests.length === 1);
		to.close();
		to.close();
		for (const sent of await Promise.all(all)) expect(sent.forwarding.failure?.code).toBe('stopped');
		expect((await sendTo(to)).forwarding.failure?.code).toBe('stopped');
		await until('it is closed', () => connections.every(socket => socket.destroyed || socket.readableEnded));
		expect(requests.length).toBe(1);
	});
});

describe('opening', () => {
	it.each(['localhost:3000', 'ftp://shop.test', 'http://u:p@shop.test', ''])(
		'%j is a mistake of usage',
		url => {
			const open = () => openSender({url, preserveHost: false, connections: 1, ca: null, insecure: false});
			expect(open).toThrow(CallHookError);
			expect(open).toThrow(/^--to: /);
		},
	);

	it('takes no certificate that is none', () => {
		const options = {url: 'https://shop.test', preserveHost: false, connections: 1, ca: 'x', insecure: false};
		expect(() => openSender(options)).toThrow(/certificate authority/);
	});
});

describe('many at once', () => {
	it('all get their own answers', async () => {
		const {url} = await rawTarget(({lines}) => {
			const text = lines[0]?.split(' ')[1] ?? '';
			return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
		});
		const to = sender(url, {connections: 20});
		const sent = await Promise.all(
			Array.from({length: 1000}, (_, index) => to.send(wireRequest({target: `/${index}`}), sendOptions())),
		);
		expect(sent.map(({sent}) => Buffer.from(sent?.body ?? []).toString())).toEqual(
			sent.map((_, index) => `/${index}`),
		);
	});
});
