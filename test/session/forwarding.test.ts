/** A session that hands requests to a real server. */

import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {contractOf, fact} from '../../src/core/contract.ts';
import type {Verdict} from '../../src/core/delivery.ts';
import {defineProvider} from '../../src/core/provider.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {callr} from '../../src/providers/callr.ts';
import {generic} from '../../src/providers/generic.ts';
import type {SessionOptions} from '../../src/session/session.ts';
import {afterwards, until} from '../support/waiting.ts';
import {asked, forwardingTo, record} from './receiving.ts';

async function serverWith(handler: RequestListener): Promise<string> {
	const server = createServer(handler);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	afterwards(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a delivery that is handed on', () => {
	it('is kept before the target hears of it, and what the target said is kept with it', async () => {
		let known: unknown = null;
		const url = await serverWith((_, response) => {
			known = store.delivery(1)?.answer;
			response.writeHead(202, ['X-From', 'target']).end('done');
		});
		const {store, session, deliveries} = await forwardingTo(url);
		let stored: unknown = null;
		// Whoever hears of it may look it up.
		session.onDelivery(() => {
			stored = store.delivery(1)?.answer.by;
		});
		const exchange = asked(record('c'));
		session.receive(exchange);
		await session.idle();
		expect(stored).toBe('target');
		expect(known).toMatchObject({status: null, by: 'nobody'});
		expect(exchange.answers).toMatchObject([{status: 202, body: Buffer.from('done')}]);
		expect(store.delivery(1)?.answer).toMatchObject({
			status: 202,
			by: 'target',
			sent: {bodySize: 4},
			forwarding: {url: `${url}/hooks?a=b`, failure: null},
		});
		expect(deliveries[0]?.answer).toMatchObject({status: 202, by: 'target', sent: {bodySize: 4}});
		// It came soon: the call was folded once, with its verdict.
		expect(store.callByKey('telecmi:c')?.state).toMatchObject({deliveries: 1, verdicts: {unknown: 1}});
	});

	it('brings the handshake of a provider to the target, too', async () => {
		const url = await serverWith((_, response) => response.writeHead(200).end('by the target'));
		const {session} = await forwardingTo(url);
		const exchange = asked('{"validation_key":"k","challenge":"c"}');
		session.receive(exchange);
		await session.idle();
		expect(Buffer.from(exchange.answers[0]?.body ?? []).toString()).toBe('by the target');
	});

	it('a redirect is a finding, also when it is read from the store', async () => {
		const url = await serverWith((_, response) => response.writeHead(301, {Location: '/other'}).end());
		const {session, deliveries} = await forwardingTo(url);
		session.receive(asked(record('c')));
		await session.idle();
		for (const delivery of [deliveries[0], session.delivery(1)]) {
			expect(delivery?.inspection.findings.map(({code}) => code)).toContain('answer/redirect');
		}
		await until('the finding to count', () => session.summary().deliveries === 1);
	});
});

describe('the challenge of a provider, answered by a target', () => {
	const challenge = '{"validation_key":"k","challenge":"c-1"}';
	const echo = '{"challenge":"c-1"}';

	/** The verdict as it was told, which is also that of what was stored. */
	async function judged(handler: RequestListener, more: Partial<SessionOptions> = {}): Promise<Verdict> {
		const {session, deliveries} = await forwardingTo(await serverWith(handler), more);
		session.receive(asked(challenge));
		await session.idle();
		const [delivery] = deliveries;
		if (delivery === undefined) return expect.fail('nothing was told');
		expect(delivery.answer.by).toBe('target');
		expect(session.delivery(1)?.verdict).toEqual(delivery.verdict);
		return delivery.verdict;
	}

	it('is accepted when it comes back, compressed or not', async () => {
		expect(await judged((_, response) => response.end(echo))).toMatchObject({state: 'accepted'});
		const zipped = await judged((_, response) =>
			response.writeHead(200, {'Content-Encoding': 'gzip'}).end(gzipSync(echo)),
		);
		expect(zipped).toMatchObject({state: 'accepted'});
	});

	it('is rejected when it does not, or with a status that does not count', async () => {
		expect(await judged((_, response) => response.end('{"success":true}'))).toMatchObject({
			state: 'rejected',
			because: expect.stringContaining('the body of the answer is {"success":true}'),
		});
		expect(await judged((_, response) => response.writeHead(204).end())).toMatchObject({
			state: 'rejected',
			because: 'MOBtexting counts only 200 and 202; 204 means undelivered',
		});
	});

	it('is not judged by a part of the body', async () => {
		const told = await judged((_, response) => response.end(echo), {handing: {keepBytes: 8}});
		expect(told).toMatchObject({
			state: 'unknown',
			because: expect.stringContaining('only its first 8 bytes were kept'),
		});
	});
});

it('a body the provider reads and the target leaves out is a finding, also when it is read from the store', async () => {
	const url = await serverWith((_, response) => response.end());
	const {session, deliveries} = await forwardingTo(url, {inspect: {...noPins, pin: callr}});
	session.receive(asked('{"caller":"+33199005678"}'));
	await session.idle();
	for (const delivery of [deliveries[0], session.delivery(1)]) {
		expect(delivery?.inspection.findings.map(({code}) => code)).toContain('answer/body-missing');
		expect(delivery?.verdict.state).toBe('accepted');
	}
});

describe('time', () => {
	const impatientContract = contractOf({
		accepts: [fact([{from: 200, to: 299}], 'a page')],
		deadlineMs: [fact(60, 'a page')],
		unknown: '',
	});
	const impatient = defineProvider({
		...generic,
		id: 'impatient',
		name: 'Impatient',
		contract: () => impatientContract,
	});
	const slow = () =>
		serverWith((_, response) => {
			setTimeout(() => response.end('late'), 150);
		});

	it('of the provider is judged, and the target may take longer', async () => {
		const {session, deliveries} = await forwardingTo(await slow(), {inspect: {...noPins, pin: impatient}});
		session.receive(asked('{}'));
		const waiting = await until('it to be shown as waited for', () => session.waiting.get(1));
		expect((waiting.until ?? 0) - waiting.since).toBe(60);
		await session.idle();
		expect(deliveries).toMatchObject([
			{
				answer: {status: 200, by: 'target'},
				verdict: {
					state: 'rejected',
					because: expect.stringContaining('Impatient gives up after 0.06 s; your handler took'),
				},
			},
		]);
	});

	it('is cut at the provider’s deadline when that is enforced', async () => {
		const {session, deliveries} = await forwardingTo(await slow(), {
			inspect: {...noPins, pin: impatient},
			handing: {enforceDeadline: true},
		});
		const exchange = asked('{}');
		session.receive(exchange);
		await session.idle();
		expect(exchange.status).toBe(504);
		expect(deliveries).toMatchObject([
			{
				answer: {status: 504, by: 'call-hook', forwarding: {failure: {code: 'deadline'}}},
				verdict: {
					state: 'rejected',
					because: expect.stringContaining('gives up after 0.06 s; the answer took'),
				},
			},
		]);
	});

	it('of the user is counted down to where it is shorter than the provider’s', async () => {
		const {session} = await forwardingTo(await serverWith(() => {}), {
			inspect: {
				...noPins,
				pin: defineProvider({
					...impatient,
					contract: () => ({...impatientContract, deadlineMs: [fact(10_000, 'a page')]}),
				}),
			},
			handing: {timeoutMs: 300},
		});
		session.receive(asked('{}'));
		const waiting = await until('it to be shown as waited for', () => session.waiting.get(1));
		expect((waiting.until ?? 0) - waiting.since).toBe(300);
		await session.idle();
	});

	it('of the user ends it where no provider says anything', async () => {
		const {session, deliveries} = await forwardingTo(await slow(), {
			handing: {timeoutMs: 50, enforceDeadline: true},
		});
		session.receive(asked('{}'));
		await session.idle();
		expect(deliveries).toMatchObject([{answer: {status: 504, forwarding: {failure: {code: 'timeout'}}}}]);
		expect(session.summary()).toMatchObject({targetFailures: 1});
	});
});

it('a target that is down names the deliveries that were answered in its place, until it is up', async () => {
	const url = await serverWith((_, response) => response.end());
	// Another address of this machine, where nobody listens on that port.
	const {session, network} = await forwardingTo(url.replace('127.0.0.1', '127.0.0.2'));
	session.receive(asked('{}'));
	await session.idle();
	await until('it to be down', () => network.state.targets[0]?.state === 'down');
	session.receive(asked('{}'));
	await session.idle();
	expect(network.state.answeredInstead).toContain(2);
});

it('what a target has not answered when call-hook stops is answered in its place', async () => {
	const url = await serverWith(() => {});
	const {store, session} = await forwardingTo(url);
	const exchange = asked('{}');
	session.receive(exchange);
	await until('the delivery', () => store.delivery(1));
	await until('it to be waited for', () => session.waiting.size === 1);
	session.stopWaiting();
	await session.idle();
	expect(exchange.status).toBe(503);
	expect(store.delivery(1)?.answer).toMatchObject({status: 503, forwarding: {failure: {code: 'stopped'}}});
});
