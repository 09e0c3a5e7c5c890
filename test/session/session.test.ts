import {describe, expect, it, vi} from 'vitest';
import type {FaultCode} from '../../src/core/capture.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {callr} from '../../src/providers/callr.ts';
import {defaultLimits, listen} from '../../src/server/listener.ts';
import type {StoreWriter} from '../../src/store/store.ts';
import {bareConnection, storeAt, temporaryPath} from '../store/temporary.ts';
import {afterwards} from '../support/waiting.ts';
import {live, posted, record, sessionOn, TestExchange} from './receiving.ts';

describe('receiving', () => {
	it('stores, answers, tells and folds a delivery', async () => {
		const store = await storeAt();
		const {session, deliveries, notices} = sessionOn(store);
		const exchange = new TestExchange(posted(record('c')));
		session.receive(exchange);
		await session.idle();
		expect(exchange.answers).toHaveLength(1);
		expect(exchange.status).toBe(200);
		expect(Buffer.from(exchange.answers[0]?.body ?? []).toString()).toBe('{"success":true}');
		expect(deliveries).toMatchObject([
			{
				id: 1,
				replay: null,
				refusal: null,
				inspection: {callKey: 'telecmi:c'},
				answer: {status: 200, by: 'call-hook'},
				verdict: {state: 'unknown'},
			},
		]);
		expect(deliveries[0]?.answer.durationMs).toBeGreaterThanOrEqual(0);
		expect(store.callByKey('telecmi:c')?.state.deliveries).toBe(1);
		expect(session.totals()).toMatchObject({calls: 1, deliveries: 1});
		expect(notices).toEqual([]);
	});

	it('what is stored is what was answered', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		session.receive(new TestExchange(posted(record('c'))));
		await session.idle();
		expect(store.delivery(1)?.answer).toEqual(deliveries[0]?.answer);
	});

	it('a delivery is committed before its sender hears of it: another process sees it then', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const other = await bareConnection(path);
		const {session} = sessionOn(store);
		const seen: unknown[] = [];
		const exchanges = ['a', 'b'].map(id => new TestExchange(posted(record(id))));
		for (const exchange of exchanges) {
			exchange.onRespond = () => {
				seen.push(other.prepare('SELECT count(*) AS n FROM deliveries').get()?.['n']);
			};
			session.receive(exchange);
		}
		await session.idle();
		expect(seen).toEqual([2, 2]);
	});

	it('all that arrive in one turn share one transaction; the next turn has its own', async () => {
		const store = await storeAt();
		const writes: number[] = [];
		const write = store.write.bind(store);
		// The store is the real one: its transactions are only counted.
		vi.spyOn(store, 'write').mockImplementation(<T>(work: (writer: StoreWriter) => T) =>
			write(writer => {
				const before = writer.lastDeliveryId();
				const result = work(writer);
				const inserted = writer.lastDeliveryId() - before;
				if (inserted > 0) writes.push(inserted);
				return result;
			}),
		);
		const {session} = sessionOn(store);
		for (let i = 0; i < 20; i++) session.receive(new TestExchange(posted(record(`c${i}`))));
		await session.idle();
		session.receive(new TestExchange(posted(record('later'))));
		await session.idle();
		expect(writes).toEqual([20, 1]);
	});

	it('ids follow the order of arrival', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		for (let i = 1; i <= 5; i++) session.receive(new TestExchange(posted(record('c'), {target: `/${i}`})));
		await session.idle();
		expect(deliveries.map(({id, request}) => [id, request.target])).toEqual([
			[1, '/1'],
			[2, '/2'],
			[3, '/3'],
			[4, '/4'],
			[5, '/5'],
		]);
	});

	it('one request that is hard to read costs the others nothing', async () => {
		const store = await storeAt();
		const {session} = sessionOn(store);
		const exchanges = [record('a'), `["\n${'['.repeat(100_000)}`, record('b')].map(
			text => new TestExchange(posted(text)),
		);
		for (const exchange of exchanges) session.receive(exchange);
		await session.idle();
		expect(exchanges.map(({status}) => status)).toEqual([200, 200, 200]);
		expect(store.totals()).toMatchObject({deliveries: 3, calls: 2});
	});

	it('over real sockets: a hundred requests, each answered and kept once', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const listener = await listen({
			host: '127.0.0.1',
			port: 0,
			limits: defaultLimits,
			onExchange: exchange => session.receive(exchange),
			onTrouble() {},
		});
		afterwards(() => void listener.close());
		const statuses = await Promise.all(
			Array.from({length: 100}, async (_, index) => {
				const {status} = await fetch(`${listener.url}/${index}`, {
					method: 'POST',
					body: record(`c${index % 10}`),
				});
				return status;
			}),
		);
		await session.idle();
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(deliveries).toHaveLength(100);
		expect(store.totals()).toMatchObject({deliveries: 100, calls: 10});
		const targets = store.deliveriesAfter(0, 200).map(({request}) => request.target);
		expect(new Set(targets).size).toBe(100);
	});
});

describe('a store that cannot be written to', () => {
	it('503, no id, a notice with what to do; the next one is kept again', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {session, deliveries, notices} = sessionOn(store);
		const other = await bareConnection(path);
		other.exec('BEGIN EXCLUSIVE');
		const lost = [new TestExchange(posted(record('a'))), new TestExchange(posted(record('b')))];
		for (const exchange of lost) session.receive(exchange);
		// Free again as soon as both are answered: folding would wait for the lock, too.
		session.onDelivery(() => {
			if (deliveries.length === 2) other.exec('ROLLBACK');
		});
		await vi.waitFor(() => expect(deliveries).toHaveLength(2), {timeout: 4500});
		expect(lost.map(({status}) => status)).toEqual([503, 503]);
		expect(deliveries).toMatchObject([
			{id: null, answer: {status: 503, by: 'call-hook'}},
			{id: null, answer: {status: 503}},
		]);
		expect(notices[0]).toMatchObject({
			severity: 'error',
			message: expect.stringContaining('2 deliveries were answered 503 and not kept.'),
			hint: expect.stringContaining('Close the program that holds it'),
		});
		expect(notices[0]?.message).toContain('is locked by another program');
		session.receive(new TestExchange(posted(record('c'))));
		await session.idle();
		expect(store.totals()).toMatchObject({deliveries: 1, calls: 1});
		expect(session.summary()).toMatchObject({deliveries: 3, lost: 2});
	});

	it('what became of an answer is kept before all is said to be done', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {session, notices} = sessionOn(store);
		const exchange = new TestExchange(posted('{"nobody":1}'), null);
		session.receive(exchange);
		await vi.waitFor(() => expect(store.delivery(1)?.answer.by).toBe('call-hook'));
		const other = await bareConnection(path);
		other.exec('BEGIN IMMEDIATE');
		session.onNotice(({severity}) => {
			if (severity === 'error') other.exec('ROLLBACK');
		});
		exchange.end(false);
		await session.idle();
		expect(store.delivery(1)?.answer).toMatchObject({status: null, by: 'nobody'});
		expect(notices.map(({severity}) => severity)).toEqual(['error', 'info']);
		expect(notices[0]?.message).toContain('What became of some answers is not kept yet');
	});
});

describe('a sender that leaves', () => {
	it('before it is answered: kept, answered by nobody', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const exchange = new TestExchange(posted(record('a')));
		exchange.gone = true;
		session.receive(exchange);
		await session.idle();
		expect(exchange.answers).toEqual([]);
		expect(deliveries).toMatchObject([{id: 1, answer: {status: null, by: 'nobody'}, verdict: {state: null}}]);
		expect(store.delivery(1)?.answer).toMatchObject({status: null, by: 'nobody'});
		expect(store.callByKey('telecmi:a')?.state.verdicts).toEqual({accepted: 0, rejected: 0, unknown: 0});
		expect(session.summary().verdicts.unanswered).toBe(1);
	});

	it('together with another delivery of its call: the call is right when all is said to be done', async () => {
		const store = await storeAt();
		const {session} = sessionOn(store);
		const leaves = new TestExchange(posted(live('a', 'started')), null);
		session.receive(leaves);
		await vi.waitFor(() => expect(store.callByKey('telecmi:a')?.state.verdicts.unknown).toBe(1));
		leaves.end(false);
		session.receive(new TestExchange(posted(record('a'))));
		await session.idle();
		expect(store.callByKey('telecmi:a')?.state).toMatchObject({deliveries: 2, verdicts: {unknown: 1}});
	});

	it('while the answer is on its way: the store and the call are set right', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		session.receive(new TestExchange(posted(record('a')), false));
		await session.idle();
		expect(deliveries).toMatchObject([{id: 1, answer: {status: null, by: 'nobody'}, verdict: {state: null}}]);
		expect(store.delivery(1)?.answer).toMatchObject({status: null, by: 'nobody'});
		expect(store.callByKey('telecmi:a')?.state.verdicts.unknown).toBe(0);
	});

	it('long after its call was folded: the call is set right as well', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const exchange = new TestExchange(posted(record('a')), null);
		session.receive(exchange);
		await vi.waitFor(() => expect(store.callByKey('telecmi:a')).not.toBeNull());
		exchange.end(false);
		await session.idle();
		expect(deliveries).toMatchObject([{answer: {by: 'nobody'}}]);
		expect(store.delivery(1)?.answer.by).toBe('nobody');
		expect(store.callByKey('telecmi:a')?.state.verdicts).toEqual({accepted: 0, rejected: 0, unknown: 0});
	});

	it('is told once, when its answer ended', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const exchange = new TestExchange(posted(record('a')), null);
		session.receive(exchange);
		await vi.waitFor(() => expect(exchange.answers).toHaveLength(1));
		expect(deliveries).toEqual([]);
		let idle = false;
		const waiting = session.idle().then(() => {
			idle = true;
		});
		await new Promise(resolve => setImmediate(resolve));
		expect(idle).toBe(false);
		exchange.end(true);
		await waiting;
		expect(deliveries).toHaveLength(1);
	});
});

describe('answers', () => {
	it.each<[FaultCode, number]>([
		['malformed', 400],
		['headers-too-large', 431],
		['body-too-large', 413],
		['aborted', 400],
		['timeout', 408],
	])('%s is answered %d, and kept', async (code, status) => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const exchange = new TestExchange(posted(record('a'), {fault: {code, message: 'what happened'}}));
		session.receive(exchange);
		await session.idle();
		expect(exchange.status).toBe(status);
		expect(deliveries[0]?.inspection.findings).toContainEqual(
			expect.objectContaining({code: `request/${code}`}),
		);
		expect(store.delivery(1)?.request.fault).toEqual({code, message: 'what happened'});
	});

	it('a challenge gets itself back', async () => {
		const {session, deliveries} = sessionOn(await storeAt());
		const exchange = new TestExchange(posted('{"validation_key":"k","challenge":"c-1"}'));
		session.receive(exchange);
		await session.idle();
		expect(Buffer.from(exchange.answers[0]?.body ?? []).toString()).toBe('{"challenge":"c-1"}');
		expect(deliveries[0]?.verdict.state).toBe('accepted');
	});

	it('that took too long are judged by the time they took', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const body = '{"callId":"c","recordingUri":"https://x.example/r"}';
		session.receive(new TestExchange(posted(body)));
		const {now} = performance;
		vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 12_000);
		await session.idle();
		vi.restoreAllMocks();
		expect(deliveries[0]?.answer.durationMs).toBeGreaterThan(10_000);
		expect(deliveries[0]?.verdict).toMatchObject({
			state: 'rejected',
			because: expect.stringContaining('cllr gives up after 10 s'),
		});
		expect(store.callByKey('cllr:c')?.state.verdicts.rejected).toBe(1);
	});

	it('that cannot be shown end nothing', async () => {
		const {session, deliveries, notices} = sessionOn(await storeAt());
		session.onDelivery(() => {
			throw new RangeError('Invalid string length');
		});
		session.receive(new TestExchange(posted('{"x":1}')));
		await session.idle();
		expect(deliveries).toHaveLength(1);
		expect(notices.map(({message}) => message)).toEqual([expect.stringContaining('#1 could not be shown')]);
	});

	it('a pin is kept with the delivery', async () => {
		const store = await storeAt();
		const {session} = sessionOn(store, {...noPins, routes: [{path: '/hooks', provider: callr}]});
		session.receive(new TestExchange(posted('{"x":1}')));
		session.receive(new TestExchange(posted('{"x":1}', {target: '/other'})));
		await session.idle();
		expect(store.deliveriesAfter(0, 2).map(({pin}) => pin)).toEqual([
			{id: 'callr', because: 'pinned by --route /hooks'},
			null,
		]);
	});
});

describe('what is told', () => {
	it('the summary counts verdicts, errors and new calls, and keeps the first rejections', async () => {
		const store = await storeAt();
		const first = sessionOn(store);
		first.session.receive(new TestExchange(posted(live('old', 'started'))));
		await first.session.idle();
		first.session.close();
		const {session} = sessionOn(store);
		const bodies = [
			record('old'),
			record('new'),
			'{"callId":"r","recordingUri":"https://x.example/r"}',
			'{"a":1,}',
		];
		for (const body of bodies) session.receive(new TestExchange(posted(body)));
		for (let i = 0; i < 7; i++) {
			const fault = {code: 'body-too-large' as const, message: 'm'};
			session.receive(
				new TestExchange(posted(`{"callId":"r${i}","recordingUri":"https://x.example/r"}`, {fault})),
			);
		}
		await session.idle();
		const summary = session.summary();
		expect(summary).toMatchObject({
			deliveries: 11,
			newCalls: 9,
			verdicts: {accepted: 1, rejected: 7, unknown: 3, unanswered: 0},
			errors: 8,
			lost: 0,
		});
		expect(summary.rejected.map(({id, provider}) => [id, provider])).toEqual(
			[6, 7, 8, 9, 10, 11, 12].map(id => [id, 'cllr']),
		);
		expect(summary.erring.slice(0, 2)).toEqual([
			{id: 5, provider: 'generic', code: 'body/invalid-json'},
			{id: 6, provider: 'cllr', code: 'request/body-too-large'},
		]);
		const seen = summary.providers.map(({id, deliveries, verdicts}) => [id, deliveries, verdicts.rejected]);
		expect(seen).toEqual([
			['telecmi', 2, 0],
			['cllr', 8, 7],
			['generic', 1, 0],
		]);
	});

	it('a rejection keeps the retry that was accepted, also of the attempts before it', async () => {
		const {session} = sessionOn(await storeAt());
		const fault = {code: 'body-too-large' as const, message: 'm'};
		const sent = posted('{"callId":"r","recordingUri":"https://x.example/r"}');
		for (const request of [{...sent, fault}, {...sent, fault}, sent]) {
			session.receive(new TestExchange(request));
			await session.idle();
		}
		expect(session.summary().rejected.map(({id, of, acceptedAs}) => [id, of, acceptedAs])).toEqual([
			[1, null, 3],
			[2, 1, 3],
		]);
	});

	it('changes are told to whoever listens, until it stops', async () => {
		const {session} = sessionOn(await storeAt());
		let told = 0;
		const stop = session.onChange(() => {
			told++;
		});
		session.receive(new TestExchange(posted(record('a'))));
		await session.idle();
		expect(told).toBeGreaterThan(0);
		stop();
		const before = told;
		session.receive(new TestExchange(posted(record('b'))));
		await session.idle();
		expect(told).toBe(before);
	});

	it('what a killed process left unfolded is folded without being asked', async () => {
		const path = temporaryPath();
		const killed = await storeAt(path);
		const before = sessionOn(killed);
		before.session.receive(new TestExchange(posted(record('a'))));
		await vi.waitFor(() => expect(before.deliveries).toHaveLength(1));
		before.session.close();
		const store = await storeAt(path);
		sessionOn(store);
		await vi.waitFor(() => expect(store.callByKey('telecmi:a')?.state.deliveries).toBe(1));
	});

	it('idle resolves at once when there is nothing to wait for', async () => {
		const {session} = sessionOn(await storeAt());
		await Promise.all([session.idle(), session.idle()]);
		expect(session.summary().deliveries).toBe(0);
	});
});
