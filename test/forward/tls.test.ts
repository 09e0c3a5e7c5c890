import {createServer as createPlainServer} from 'node:net';
import {createServer} from 'node:tls';
import {describe, expect, it} from 'vitest';
import {CallHookError} from '../../src/core/errors.ts';
import {afterwards} from '../support/waiting.ts';
import {makeCertificates} from './certificates.ts';
import {handOver, plainAnswer, type RawAnswers, type RawTarget, rawTarget, target} from './wire.ts';

const made = makeCertificates();

describe.skipIf(made === null)('a target over https', () => {
	if (made === null) return;
	const secure = async (
		identity: {key: string; cert: string},
		answer: RawAnswers['answer'] = () => plainAnswer,
	): Promise<RawTarget> => {
		const opened = await rawTarget(answer, {wrap: onSocket => createServer(identity, onSocket)});
		return {...opened, url: opened.url.replace('http:', 'https:')};
	};

	it('with an authority of the user’s own', async () => {
		const {url, port, requests} = await secure(made.valid);
		const {forwarding, answer} = await handOver(target(url, {ca: made.ca}), {
			body: Buffer.from('\0\xff', 'latin1'),
		});
		expect(forwarding).toMatchObject({failure: null, url: `https://127.0.0.1:${port}/hook`});
		expect(forwarding.connectMs).toBeGreaterThan(0);
		expect(answer.body.toString()).toBe('ok');
		expect(requests[0]?.body).toEqual(Buffer.from([0, 0xff]));
	});

	it('by a name below .localhost, with the sender’s own Host', async () => {
		const {port, requests} = await secure(made.valid);
		const to = target(`https://api.localhost:${port}`, {ca: made.ca, preserveHost: true});
		const {forwarding} = await handOver(to);
		expect(forwarding.failure).toBeNull();
		expect(requests[0]?.lines[1]).toBe('Host: sender.test');
	});

	it('its connection serves many requests, and a stale one is replaced', async () => {
		const {url, requests} = await secure(made.valid, ({socket}, index) => {
			if (index !== 2) return plainAnswer;
			socket.destroy();
			return null;
		});
		const to = target(url, {ca: made.ca});
		for (let i = 0; i < 4; i++) expect((await handOver(to)).forwarding.failure).toBeNull();
		expect(requests.map(({connection}) => connection)).toEqual([0, 0, 0, 1, 1]);
	});

	it.each([
		['nobody knows its authority', made.valid, 'not known here'],
		['its certificate is over', made.expired, 'has expired'],
		['its certificate is for another', made.other, 'for another name'],
	])('%s', async (_, identity, message) => {
		const {url, requests} = await secure(identity);
		const ca = identity === made.valid ? null : made.ca;
		const {forwarding, head} = await handOver(target(url, {ca}));
		expect(head).toBeNull();
		expect(forwarding.failure).toMatchObject({
			code: 'tls',
			message: expect.stringContaining(message),
			hint: expect.stringContaining('authority'),
		});
		expect(forwarding.connectMs).toBeNull();
		expect(requests).toEqual([]);
		// The server itself is there.
		const insecure = await handOver(target(url, {insecure: true}));
		expect(insecure.forwarding.failure).toBeNull();
	});

	it('signed by itself', async () => {
		const {url} = await secure(made.alone);
		const {forwarding} = await handOver(target(url));
		expect(forwarding.failure).toMatchObject({
			code: 'tls',
			message: expect.stringContaining('signed by itself'),
		});
	});

	it('asked for by http', async () => {
		const {url} = await secure(made.valid);
		const {forwarding} = await handOver(target(url.replace('https:', 'http:')));
		expect(forwarding.failure?.code).toMatch(/^(garbage|reset)$/);
	});

	it('an authority that is none is refused at once', () => {
		const open = () => target('https://127.0.0.1:1', {ca: 'not a certificate'});
		expect(open).toThrow(CallHookError);
		expect(open).toThrow(/cannot be read/);
	});
});

describe('a target that says something else where TLS was asked for', () => {
	it.each([
		['HTTP/1.1 400 Bad Request\r\n\r\n', 'not TLS'],
		['SSH-2.0-x\r\n', 'not TLS'],
		['', 'during the handshake'],
	])('%j', async (bytes, message) => {
		const server = createPlainServer(socket => {
			socket.on('error', () => {}).once('data', () => socket.end(bytes));
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		afterwards(() => server.close());
		const {port} = server.address() as {port: number};
		const {forwarding} = await handOver(target(`https://127.0.0.1:${port}`));
		expect(forwarding.failure).toMatchObject({code: 'tls', message: expect.stringContaining(message)});
	});
});
