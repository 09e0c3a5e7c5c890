import {describe, expect, it} from 'vitest';
import {until} from '../support/waiting.ts';
import {exchangeBytes, sender, startListener} from './wire.ts';

describe('an answer in pieces', () => {
	const begun = async (method = 'POST') => {
		const started = await startListener({answer: () => null});
		const client = await sender(started.listener.port);
		await client.write(`${method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
		await started.captured(1);
		const [exchange] = started.exchanges;
		if (exchange === undefined) throw new Error('no exchange');
		return {client, exchange};
	};

	it('goes out as given: order, case and repeats of headers, the reason, no date of ours, trailers', async () => {
		const {client, exchange} = await begun();
		const answer = exchange.begin({
			status: 203,
			reason: 'Nearly',
			headers: [
				['set-cookie', 'a'],
				['X-B', 'caf\xe9'],
				['SET-Cookie', 'b'],
				['Trailer', 'X-Sum'],
			],
		});
		answer.write(Buffer.from([0, 255]));
		await until('the first piece', () => client.received().includes('\0\xff'));
		answer.write(Buffer.from('more'));
		answer.end([['X-Sum', '6']]);
		await until('the trailer', () => client.received().endsWith('0\r\nX-Sum: 6\r\n\r\n'));
		const [head = '', body] = client.received().split('\r\n\r\n', 2);
		expect(head.split('\r\n').slice(0, 5)).toEqual([
			'HTTP/1.1 203 Nearly',
			'set-cookie: a',
			'X-B: caf\xe9',
			'SET-Cookie: b',
			'Trailer: X-Sum',
		]);
		expect(head).not.toMatch(/^date:/im);
		expect(body).toBe('2\r\n\0\xff\r\n4\r\nmore\r\n0\r\nX-Sum: 6');
	});

	it('with a length is not chunked, and to a HEAD has only its head', async () => {
		const {client, exchange} = await begun('HEAD');
		const answer = exchange.begin({status: 200, headers: [['Content-Length', '5']]});
		answer.end();
		await until('the head', () => client.received().endsWith('\r\n\r\n'));
		expect(client.received()).toContain('Content-Length: 5\r\n');
		expect(client.received()).not.toMatch(/transfer-encoding/i);
	});

	it('says when its reader is slow, and when it goes on', async () => {
		const {client, exchange} = await begun();
		client.socket.pause();
		const answer = exchange.begin({status: 200, headers: []});
		const piece = Buffer.alloc(1024 * 1024);
		let pieces = 1;
		while (answer.write(piece) && pieces < 500) pieces++;
		expect(pieces).toBeLessThan(500);
		let drained = false;
		answer.onDrain(() => {
			drained = true;
		});
		client.socket.resume();
		await until('room for more', () => drained);
	});

	it('that is cut ends the connection where it stood', async () => {
		const {client, exchange} = await begun();
		const ends: boolean[] = [];
		exchange.onEnd(handedOver => ends.push(handedOver));
		const answer = exchange.begin({status: 200, headers: [['Content-Length', '10']]});
		answer.write(Buffer.from('01234'));
		answer.cut();
		expect((await client.closed()).endsWith('\r\n\r\n01234')).toBe(true);
		await until('the end', () => ends.length === 1);
		expect(ends).toEqual([false]);
	});

	it('that is cut ends as well when its sender does not read', async () => {
		const {client, exchange} = await begun();
		client.socket.pause();
		const ends: boolean[] = [];
		exchange.onEnd(handedOver => ends.push(handedOver));
		const answer = exchange.begin({status: 200, headers: []});
		// More than both sides' sockets hold.
		answer.write(Buffer.alloc(64 * 1024 * 1024));
		answer.cut();
		await until('the end', () => ends.length === 1);
		expect(ends).toEqual([false]);
	});

	it.each(['POST', 'HEAD'])('that is cut before its body has begun has its head (%s)', async method => {
		const {client, exchange} = await begun(method);
		exchange.begin({status: 200, headers: [['Content-Length', '10']]}).cut();
		expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 10\r\n[\s\S]*\r\n\r\n$/);
	});

	it('to a sender that has left goes nowhere', async () => {
		const {client, exchange} = await begun();
		client.socket.destroy();
		await until('the sender to be gone', () => exchange.gone);
		const answer = exchange.begin({status: 200, headers: []});
		expect(answer.write(Buffer.from('x'))).toBe(true);
		let drained = false;
		answer.onDrain(() => {
			drained = true;
		});
		answer.end();
		answer.cut();
		expect(drained).toBe(true);
	});

	it('to a CONNECT is written by hand, and waits for as long as it takes', async () => {
		const started = await startListener({answer: () => null});
		const client = await sender(started.listener.port);
		await client.write('CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n');
		await started.captured(1);
		const [exchange] = started.exchanges;
		const ends: boolean[] = [];
		exchange?.onEnd(handedOver => ends.push(handedOver));
		expect(exchange?.gone).toBe(false);
		const answer = exchange?.begin({status: 502, headers: [['X-A', 'b']]});
		answer?.write(Buffer.from('no'));
		answer?.end();
		expect(await client.closed()).toBe('HTTP/1.1 502 Bad Gateway\r\nX-A: b\r\nConnection: close\r\n\r\nno');
		await until('the end', () => ends.length === 1);
		expect(ends).toEqual([true]);
	});

	it('that is dropped never begins', async () => {
		const {client, exchange} = await begun();
		exchange.drop();
		expect(await client.closed()).toBe('');
		expect(exchange.gone).toBe(true);
	});
});

it('an answer that may have no body says nothing of its length', async () => {
	const {listener} = await startListener({
		answer: () => ({status: 204, headers: [], body: new Uint8Array()}),
	});
	expect(
		await exchangeBytes(listener.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
	).not.toMatch(/content-length/i);
});
