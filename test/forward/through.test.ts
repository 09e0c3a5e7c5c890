/** From a sender through the listener to a target and back: what is said on both wires. */

import {randomBytes} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import type {Forwarded, ForwardHandle} from '../../src/forward/forwarder.ts';
import {defaultLimits, listen} from '../../src/server/listener.ts';
import {afterwards, until} from '../support/waiting.ts';
import {requestBytes, Wire} from '../support/wire.ts';
import {plainAnswer, type RawAnswers, rawTarget, target} from './wire.ts';

async function chain(answer: RawAnswers['answer'] = () => plainAnswer) {
	const raw = await rawTarget(answer);
	const to = target(raw.url);
	const handles: ForwardHandle[] = [];
	const results: Forwarded[] = [];
	const listener = await listen({
		host: '127.0.0.1',
		port: 0,
		limits: defaultLimits,
		onExchange(exchange) {
			const handle = to.forward(exchange.request, {
				timeoutMs: 6000,
				timeoutIs: 'timeout',
				keepBytes: 1024,
				begin: head => exchange.begin(head),
			});
			handles.push(handle);
			exchange.onEnd(handedOver => {
				if (!handedOver) handle.cancel('sender-left');
			});
			void handle.done.then(forwarded => results.push(forwarded));
		},
		onTrouble() {},
	});
	afterwards(() => listener.close());
	const sender = () => {
		const wire = new Wire(listener.port);
		afterwards(() => wire.destroy());
		return wire;
	};
	return {...raw, listener, handles, results, sender};
}

/** What came back on a connection until it was closed. */
async function everything(wire: Wire): Promise<string> {
	await wire.closed();
	return wire.rest.toString('latin1');
}

const last = 'Connection: close\r\n';

describe('both wires', () => {
	it('a request and its answer, but for what is between two hops', async () => {
		const {sender, requests, port} = await chain(
			() =>
				'HTTP/1.1 207 As \xe9\r\nserver: x\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 2\r\nDate: then\r\n\r\n\xff\0',
		);
		const wire = sender();
		wire.write(
			`PUT /%e9?a HTTP/1.1\r\nx-A: 1\r\nHost: sender.test\r\nX-a: \xe9\r\n${last}Content-Length: 2\r\n\r\n\0\xff`,
		);
		expect(await everything(wire)).toBe(
			'HTTP/1.1 207 As \xe9\r\nserver: x\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 2\r\nDate: then\r\nConnection: close\r\n\r\n\xff\0',
		);
		expect(requests[0]?.lines.slice(0, 5)).toEqual([
			'PUT /%e9?a HTTP/1.1',
			'x-A: 1',
			`Host: 127.0.0.1:${port}`,
			'X-a: \xe9',
			'Content-Length: 2',
		]);
		expect(requests[0]?.body).toEqual(Buffer.from([0, 0xff]));
	});

	it('chunks and trailers, both ways', async () => {
		const {sender, requests} = await chain(
			() =>
				'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nX-Sum: 3\r\n\r\n',
		);
		const wire = sender();
		wire.write(
			`POST / HTTP/1.1\r\nHost: x\r\n${last}Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n`,
		);
		const back = await everything(wire);
		expect(back).toMatch(/^HTTP\/1\.1 200 OK\r\nTrailer: X-Sum\r\n/);
		expect(back).toMatch(/\r\n0\r\nX-Sum: 3\r\n\r\n$/);
		expect(requests[0]?.body.toString()).toBe('3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n');
	});

	it.each([
		['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\nTrailer: X\r\n\r\n'],
		['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n'],
		['GET', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n'],
		['GET', 'HTTP/1.1 204 No Content\r\nTrailer: X\r\n\r\n'],
		['GET', 'HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n'],
		['GET', 'HTTP/1.1 999 \0\r\nContent-Length: 0\r\n\r\n'],
		['GET', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
		['GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTrailer: X\r\nX: \r\n\r\n'],
	])('nothing that ends without a body ends in an error: %s %j', async (method, bytes) => {
		const {sender, results} = await chain(() => bytes);
		const wire = sender();
		wire.write(`${method} / HTTP/1.1\r\nHost: x\r\n${last}\r\n`);
		const back = await everything(wire);
		const [result] = await until('the result', () => results.length > 0 && results);
		if (result?.forwarding.failure === null) expect(back).toMatch(/^HTTP\/1\.1 \d{3} [\s\S]*\r\n\r\n$/);
		else expect(result?.forwarding.failure?.code).toBe('garbage');
	});

	it('a sender of HTTP/1.0 gets a chunked answer until its connection is closed', async () => {
		const {sender} = await chain(
			() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nok\r\n0\r\nX: 1\r\n\r\n',
		);
		const wire = sender();
		wire.write('GET / HTTP/1.0\r\n\r\n');
		expect(await everything(wire)).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close\r\n\r\nok$/);
	});

	it('an answer that breaks off breaks off', async () => {
		const {sender} = await chain(({socket}) => {
			socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
			return null;
		});
		const wire = sender();
		wire.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
		expect(await everything(wire)).toMatch(/Content-Length: 10\r\n[\s\S]*\r\n\r\nhalf$/);
	});

	it('one that breaks off behind its head has a head', async () => {
		const {sender} = await chain(({socket}) => {
			socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n');
			return null;
		});
		const wire = sender();
		wire.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
		expect(await everything(wire)).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Length: 10\r\n[\s\S]*\r\n\r\n$/);
	});

	it('a sender that leaves ends the request to the target', async () => {
		const {sender, requests, results} = await chain(() => null);
		const wire = sender();
		wire.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
		await until('the request', () => requests[0]);
		wire.destroy();
		await until('its end at the target', () => requests[0]?.socket.destroyed);
		const [result] = await until('the result', () => results.length > 0 && results);
		expect(result?.forwarding.failure?.code).toBe('sender-left');
	});

	it('5 MB there and back, to a sender that reads when it likes', async () => {
		const body = randomBytes(5 * 1024 * 1024);
		const {sender} = await chain(({body: came}) =>
			Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${came.length}\r\n\r\n`), came]),
		);
		const wire = sender();
		wire.write(
			requestBytes({
				body,
				headers: [
					['Host', 'x'],
					['Connection', 'close'],
				],
			}),
		);
		wire.socket.pause();
		await until('nothing to send any more', () => wire.socket.writableLength === 0);
		wire.socket.resume();
		await wire.closed();
		expect(wire.rest.subarray(-body.length).equals(body)).toBe(true);
	});
});
