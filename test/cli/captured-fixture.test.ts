import {describe, expect, it} from 'vitest';
import {fixtureOfCall, fixtureOfDelivery} from '../../src/cli/captured-fixture.ts';
import type {Capture} from '../../src/cli/captures.ts';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {Archive} from '../../src/session/archive.ts';
import type {DeliveryRecord} from '../../src/store/store.ts';
import {recordOf, storeAt} from '../store/temporary.ts';
import {captured, readFixture, readScenario} from '../support/fixtures.ts';

/** Deliveries as they are read back, numbered from 1. */
async function captures(records: readonly DeliveryRecord[]): Promise<Capture[]> {
	const store = await storeAt(':memory:');
	store.write(writer => writer.insertDeliveries(records));
	const archive = new Archive(store, nothingTold);
	return store.deliveriesAfter(0, 100).map(stored => ({...archive.next(stored), id: stored.id}));
}

const record = (request: CapturedRequest, change: Partial<DeliveryRecord> = {}) =>
	recordOf({request, ...change});
const replay = {of: 1, from: null, isEdited: false, isResigned: false};

async function only(request: CapturedRequest, change: Partial<DeliveryRecord> = {}): Promise<Capture> {
	const [capture] = await captures([record(request, change)]);
	return capture ?? expect.fail('nothing was captured');
}

describe('one delivery', () => {
	it('is one request, named by what it is, byte for byte', async () => {
		const {request, step} = readFixture('telecmi/outgoing-answered');
		const fixture = fixtureOfDelivery(await only(request));
		expect(fixture).toMatchObject({name: 'cdr-answered', hostsChanged: 0, leftOut: []});
		expect(fixture.steps).toEqual([
			{
				...step,
				name: 'cdr-answered',
				shows: 'Call detail record, sent after a call or a missed call.',
				source: 'captured 2026-11-20',
				deliveryId: 1,
				body: expect.any(Uint8Array),
			},
		]);
		expect(Buffer.from(fixture.steps[0]?.body ?? []).equals(Buffer.from(step.body))).toBe(true);
	});

	it('goes to the usual listener in REST clients, wherever it came to', async () => {
		const {request} = readFixture('telecmi/outgoing-answered');
		const headers = [
			['hOST', 'own.example.test'] as const,
			['X-Forwarded-Host', 'own.example.test'] as const,
		];
		const fixture = fixtureOfDelivery(await only({...request, headers}));
		expect(fixture.steps[0]?.headers).toEqual([
			['hOST', 'localhost:8888'],
			['X-Forwarded-Host', 'own.example.test'],
		]);
		expect(fixture.hostsChanged).toBe(1);
	});

	it('of nobody is named by its number, and keeps the pin of one that has one', async () => {
		const unknown = fixtureOfDelivery(
			await only(captured({method: 'PUT', target: '/', headers: [], body: 'x'})),
		);
		expect(unknown).toMatchObject({name: 'delivery-1', steps: [{pin: null, shows: expect.any(String)}]});
		const {request} = readFixture('callr/profile');
		const pinned = await only(request, {pin: {id: 'callr', because: 'pinned by --provider'}});
		expect(fixtureOfDelivery(pinned)).toMatchObject({name: 'profile', steps: [{pin: 'callr'}]});
	});

	it('may be a replay, as it was asked for by its number', async () => {
		const {request} = readFixture('telecmi/outgoing-answered');
		expect(fixtureOfDelivery(await only(request, {replay})).steps).toHaveLength(1);
	});

	it('that is not whole cannot be sent again, and says why', async () => {
		const {request} = readFixture('telecmi/outgoing-answered');
		const fixture = fixtureOfDelivery(await only({...request, bodySize: request.bodySize + 1}));
		expect(fixture.steps).toEqual([]);
		expect(fixture.leftOut).toEqual([{id: 1, because: expect.stringContaining('bytes of its body')}]);
	});
});

describe('a whole call', () => {
	const {requests, steps} = readScenario('telecmi/scenario-inbound-answered');

	it('has its requests in their order, with the time between them', async () => {
		const fixture = fixtureOfCall(await captures(requests.map(request => record(request))));
		expect(fixture).toMatchObject({name: 'scenario-answered', leftOut: []});
		expect(fixture.steps.map(({afterMs}) => afterMs)).toEqual(steps.map(({afterMs}) => afterMs));
		expect(fixture.steps.map(({name}) => name)).toEqual([
			'live-started',
			'live-started-2',
			'live-answered',
			'live-answered-2',
			'live-ended',
			'live-ended-2',
			'cdr-ended',
		]);
		expect(fixture.steps.map(({shows}) => shows)).toEqual([
			'A whole call: inbound, answered.',
			...steps.slice(1).map(() => null),
		]);
		expect(fixture.steps.map(({body}) => Buffer.from(body).toString())).toEqual(
			steps.map(({body}) => Buffer.from(body).toString()),
		);
	});

	it('has no retries, no duplicates, no replays, nothing that was not let in, and says so', async () => {
		const [first, second] = requests;
		if (first === undefined || second === undefined) throw new Error('too short');
		const later = (ms: number) => ({...first, receivedAt: first.receivedAt + ms});
		const failed = {answer: {status: 500, by: 'call-hook', durationMs: 1}} as const;
		const refusal = {code: 'auth', message: 'm'} as const;
		const all = await captures([
			record(first, failed),
			record(later(30_000)),
			record(later(30_500)),
			record({...second, receivedAt: first.receivedAt + 31_000}, {replay}),
			record({...second, receivedAt: first.receivedAt + 32_000}, {refusal: refusal as never}),
			record({...second, receivedAt: first.receivedAt + 40_000}),
		]);
		const fixture = fixtureOfCall(all);
		expect(fixture.steps.map(({deliveryId, afterMs}) => [deliveryId, afterMs])).toEqual([
			[1, null],
			[6, 40_000],
		]);
		expect(fixture.leftOut).toEqual([
			{id: 2, because: 'it is a retry'},
			{id: 3, because: 'it is a duplicate'},
			{id: 4, because: 'it is a replay'},
			{id: 5, because: 'it was not let in'},
		]);
		expect(fixture.name).toBe('scenario-started');
	});

	it('of which nothing is left is empty', () => {
		expect(fixtureOfCall([])).toMatchObject({name: 'scenario', steps: [], leftOut: []});
	});
});
