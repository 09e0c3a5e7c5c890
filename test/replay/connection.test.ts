import {randomBytes} from 'node:crypto';
import {createServer as createPlainServer} from 'node:net';
import {createServer} from 'node:tls';
import {describe, expect, it} from 'vitest';
import {parseTarget} from '../../src/forward/target-url.ts';
import {Connection, type Pool} from '../../src/replay/connection.ts';
import {makeCertificates} from '../forward/certificates.ts';
import {plainAnswer, type RawAnswers, type RawTarget, rawTarget} from '../forward/wire.ts';
import {until} from '../support/waiting.ts';
import {sender, sendTo} from './senders.ts';

describe('a connection nobody uses', () => {
	it('is gone when bytes come that nobody asked for, or when it ends', async () => {
		const {url, connections} = await rawTarget(() => plainAnswer);
		const parsed = parseTarget(url);
		if ('problem' in parsed) throw new Error(parsed.problem);
		const gone: Connection[] = [];
		const pool: Pool = {free: () => {}, gone: connection => void gone.push(connection)};
		const options = {
			address: parsed.address,
			secureContext: null,
			insecure: false,
			addresses: null,
			isFresh: false,
		};
		const open = () => new Connection(options, pool);
		const [first, second] = [open(), open()];
		await until('both are there', () => connections.length === 2);
		connections[0]?.write('HTTP/1.1 408 Request Timeout\r\n\r\n');
		connections[1]?.end();
		await until('both are gone', () => gone.length === 2);
		expect(new Set(gone)).toEqual(new Set([first, second]));
	});
});

const made = makeCertificates();

describe.skipIf(made === null)('a connection over TLS', () => {
	if (made === null) return;
	const secure = async (
		identity: {key: string; cert: string},
		answer: RawAnswers['answer'] = () => plainAnswer,
	): Promise<RawTarget> => {
		const opened = await rawTarget(answer, {wrap: onSocket => createServer(identity, onSocket)});
		return {...opened, url: opened.url.replace('http:', 'https:')};
	};

	it('carries bytes of any kind both ways, and the next request', async () => {
		const answered = randomBytes(100_000);
		const head = `HTTP/1.1 200 OK\r\nContent-Length: ${answered.length}\r\n\r\n`;
		const {url, requests} = await secure(made.valid, () => Buffer.concat([Buffer.from(head), answered]));
		const to = sender(url, {ca: made.ca});
		const bodies = [randomBytes(300), randomBytes(100_000)];
		for (const [index, body] of bodies.entries()) {
			const {sent, forwarding} = await sendTo(to, {body});
			expect(Buffer.from(sent?.body ?? []).equals(answered)).toBe(true);
			expect(requests[index]?.body.equals(body)).toBe(true);
			expect(forwarding).toMatchObject({failure: null, url: `${url}/hook`});
			if (index === 0) expect(forwarding.connectMs).toBeGreaterThan(0);
			else expect(forwarding.connectMs).toBe(0);
		}
	});

	it('goes to names below .localhost, whatever Host the request has', async () => {
		const {port, requests} = await secure(made.valid);
		const to = sender(`https://api.localhost:${port}`, {ca: made.ca, preserveHost: true});
		expect((await sendTo(to)).forwarding.failure).toBeNull();
		expect(requests[0]?.lines[1]).toBe('Host: sender.test');
	});

	it.each([
		['nobody knows its authority', made.valid, 'not known here'],
		['its certificate is over', made.expired, 'has expired'],
		['its certificate is for another', made.other, 'for another name'],
	])('is none when %s, unless any certificate will do', async (_, identity, message) => {
		const {url, requests} = await secure(identity);
		const ca = identity === made.valid ? null : made.ca;
		const {status, forwarding} = await sendTo(sender(url, {ca}));
		expect(status).toBeNull();
		expect(forwarding.failure).toMatchObject({code: 'tls', message: expect.stringContaining(message)});
		expect(forwarding.connectMs).toBeNull();
		expect(requests).toEqual([]);
		expect((await sendTo(sender(url, {insecure: true}))).forwarding.failure).toBeNull();
	});

	it('is none where TLS meets what is no TLS, in both directions', async () => {
		const plain = await rawTarget(() => null, {
			wrap: onSocket =>
				createPlainServer(socket => {
					socket.on('error', () => {});
					socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
					onSocket(socket);
				}),
		});
		const toPlain = await sendTo(sender(plain.url.replace('http:', 'https:')));
		expect(toPlain.forwarding.failure).toMatchObject({code: 'tls', hint: 'Write http:// in --to.'});
		const {url} = await secure(made.valid);
		const toSecure = await sendTo(sender(url.replace('https:', 'http:')));
		expect(toSecure.forwarding.failure?.code).toMatch(/garbage|reset/);
	});

	it('that is not agreed on in time says so', async () => {
		const silent = await rawTarget(() => null);
		const {forwarding} = await sendTo(sender(silent.url.replace('http:', 'https:')), {}, {timeoutMs: 80});
		expect(forwarding.failure?.message).toContain('TLS was not agreed on');
	});
});
