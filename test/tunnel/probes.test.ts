import {describe, expect, it} from 'vitest';
import {createProbes} from '../../src/tunnel/probes.ts';
import {until} from '../support/waiting.ts';
import {always, passTo, startListener, startStrangeServer} from './here.ts';

const never = new AbortController().signal;
const options = {timeoutMs: 5000, signal: never};

describe('a probe', () => {
	it('that comes back is good, and is no delivery', async () => {
		const {listener, probes, requests} = await startListener();
		const result = await probes.send(listener.url, options);
		expect(result).toMatchObject({kind: 'back'});
		expect(result.kind === 'back' && result.roundTripMs).toBeGreaterThan(0);
		expect(requests).toEqual([]);
	});

	it('looks like a program, and asks for nothing special', async () => {
		const server = await startStrangeServer(always(200));
		await createProbes().send(`${server.url}/base`, options);
		const [request] = server.requests;
		expect(request?.method).toBe('GET');
		expect(request?.url).toMatch(/^\/base\/\.call-hook\/probe\/[0-9a-f]{32}$/);
		expect(request?.headers['user-agent']).not.toMatch(/mozilla|chrome|safari|webkit/i);
		expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
			'accept',
			'cache-control',
			'connection',
			'host',
			'user-agent',
		]);
	});

	it('finds names below .localhost on this machine', async () => {
		const {listener, probes} = await startListener();
		const url = `http://brave.lynx.localhost:${listener.port}`;
		expect(await probes.send(url, options)).toMatchObject({kind: 'back'});
	});

	it('is known behind a path a proxy has put in front, and with a query behind it', async () => {
		const {listener, probes} = await startListener();
		const server = await startStrangeServer((incoming, response) => {
			incoming.url = `/in/front${incoming.url}?added=1`;
			passTo(listener.port)(incoming, response);
		});
		expect(await probes.send(server.url, options)).toMatchObject({kind: 'back'});
	});

	it('is good only with the right answer: status and every byte', async () => {
		const probes = createProbes();
		for (const change of ['status', 'byte', 'more', 'less'] as const) {
			const server = await startStrangeServer((incoming, response) => {
				const proof = Buffer.from(probes.answer(incoming.url ?? '')?.body ?? []).toString();
				const last = proof.endsWith('0') ? '1' : '0';
				if (change === 'status') response.writeHead(202).end(proof);
				if (change === 'byte') response.end(proof.slice(0, -1) + last);
				if (change === 'more') response.end(`${proof}\n`);
				if (change === 'less') response.end(proof.slice(0, -1));
			});
			expect(await probes.send(server.url, options), change).toMatchObject({kind: 'answered', arrived: true});
		}
	});

	it('that arrives late is still not taken for a delivery', async () => {
		const {listener, probes, requests} = await startListener();
		const late: (() => void)[] = [];
		const server = await startStrangeServer((incoming, response) => {
			late.push(() => passTo(listener.port)(incoming, response));
		});
		expect(await probes.send(server.url, {...options, timeoutMs: 30})).toEqual({
			kind: 'silent',
			afterMs: 30,
			arrived: false,
		});
		const target = server.requests[0]?.url ?? '';
		expect((await fetch(listener.url + target)).status).toBe(200);
		expect(requests).toEqual([]);
	});

	it('can be given up', async () => {
		const server = await startStrangeServer(() => {});
		const stop = new AbortController();
		const sent = createProbes().send(server.url, {...options, signal: stop.signal});
		await until('its arrival', () => server.requests.length > 0);
		stop.abort();
		expect(await sent).toEqual({kind: 'canceled'});
		expect(await createProbes().send(server.url, {...options, signal: stop.signal})).toEqual({
			kind: 'canceled',
		});
	});

	it('tells what came instead', async () => {
		const server = await startStrangeServer(
			always(307, {'Content-Type': 'Text/HTML; charset=utf-8', Location: '/login'}),
		);
		expect(await createProbes().send(server.url, options)).toEqual({
			kind: 'answered',
			status: 307,
			contentType: 'text/html',
			location: '/login',
			arrived: false,
		});
	});
});

describe('the answer', () => {
	it('is for probes of this process only', async () => {
		const {listener, requests} = await startListener();
		const strangers = [
			`/.call-hook/probe/${'0'.repeat(32)}`,
			'/.call-hook/probe/',
			'/.call-hook/probe/short',
			'/.call-hook/',
			'/',
		];
		for (const target of strangers) await fetch(listener.url + target);
		expect(requests.map(({target}) => target)).toEqual(strangers);
	});

	it('may not be kept by anybody on the way, and gives no secret away', async () => {
		const probes = createProbes();
		const server = await startStrangeServer((_, response) => response.end());
		await probes.send(server.url, options);
		const target = server.requests[0]?.url ?? '';
		const answer = probes.answer(target);
		expect(answer?.headers).toContainEqual(['Cache-Control', 'no-store']);
		expect(Buffer.from(answer?.body ?? []).toString()).toMatch(/^[0-9a-f]{64}$/);
		// Another process with the same nonce would answer otherwise.
		expect(createProbes().answer(target)).toBeNull();
	});

	it('is forgotten after many others, so that nothing grows for ever', async () => {
		const probes = createProbes();
		const server = await startStrangeServer(always(200));
		for (let count = 0; count < 101; count++) await probes.send(server.url, options);
		const answers = server.requests.map(({url}) => probes.answer(url ?? '') !== null);
		expect(answers.indexOf(true)).toBe(1);
		expect(answers.lastIndexOf(true)).toBe(100);
	});
});
