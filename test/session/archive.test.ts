import {describe, expect, it} from 'vitest';
import {noPins, nothingTold} from '../../src/inspect/inspect.ts';
import {mobtexting} from '../../src/providers/mobtexting.ts';
import {Archive, deliveryOf, pinOf} from '../../src/session/archive.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {storeAt} from '../store/temporary.ts';
import {allFixtures, readFixture} from '../support/fixtures.ts';
import {posted, record, sessionOn, TestExchange} from './receiving.ts';

describe('a delivery read back from the store', () => {
	it('is the one that was told when it was received: every fixture, its faults and its pins', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const now = Date.now();
		for (const {request} of allFixtures()) session.receive(new TestExchange({...request, receivedAt: now}));
		session.receive(new TestExchange(posted('x', {fault: {code: 'aborted', message: 'm'}, bodySize: 9})));
		await session.idle();
		const archive = new Archive(store);
		const read = store.deliveriesAfter(0, 1000).map(stored => archive.next(stored));
		expect(read).toHaveLength(deliveries.length);
		for (const [index, delivery] of deliveries.entries()) {
			const again = read[index];
			expect(again).toEqual({...delivery, request: again?.request});
			expect(Buffer.from(again?.request.body ?? []).equals(Buffer.from(delivery.request.body))).toBe(true);
			expect({...again?.request, body: null}).toEqual({...delivery.request, body: null});
		}
	});

	it('keeps its pin, with the words it was pinned by', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store, {...noPins, routes: [{path: '/m', provider: mobtexting}]});
		session.receive(new TestExchange(posted('', {method: 'GET', target: '/m?status=ANSWER&id=5'})));
		await session.idle();
		const stored = store.delivery(1);
		if (stored === null) throw new Error('not stored');
		const {inspection, verdict} = deliveryOf(stored);
		expect(inspection).toEqual(deliveries[0]?.inspection);
		expect(inspection.provider).toMatchObject({
			id: 'mobtexting',
			pinned: true,
			because: ['pinned by --route /m'],
		});
		expect(inspection.event?.kind).toBe('composed');
		expect(verdict).toEqual(deliveries[0]?.verdict);
	});
});

describe('a signature', () => {
	it('is told from the store as it was at first, in its call, too, when the secrets are the same', async () => {
		const {request} = readFixture('callr/call-outbound-hangup');
		const headers = [...request.headers, ['X-CALLR-HmacSignature', 'bm90IGl0'] as const];
		const secrets = new Map([['callr', [{from: 'HOOK', value: 'password'}]]]);
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store, {...noPins, secrets});
		session.receive(new TestExchange({...request, headers}));
		await session.idle();
		const [stored] = store.deliveriesAfter(0, 1);
		if (stored === undefined) throw new Error('not stored');
		expect(deliveries[0]?.inspection.signature.state).toBe('invalid');
		expect(deliveryOf(stored, {...nothingTold, secrets}).inspection).toEqual(deliveries[0]?.inspection);
		expect(session.delivery(1)?.inspection).toEqual(deliveries[0]?.inspection);
		expect(session.totals().errors).toBe(1);
		expect(deliveryOf(stored).inspection.signature.state).toBe('unchecked');
		// Whoever folds what is left has them as well.
		const folder = new CallFolder(store, {...nothingTold, secrets});
		expect(folder.totals().errors).toBe(1);
	});
});

describe('pinOf', () => {
	it('is what detection cannot work out again', async () => {
		const {session, deliveries} = sessionOn(await storeAt(), {...noPins, pin: mobtexting});
		session.receive(new TestExchange(posted(record('a'))));
		await session.idle();
		const [delivery] = deliveries;
		expect(delivery && pinOf(delivery)).toEqual({id: 'mobtexting', because: 'pinned by --provider'});
	});

	it('is null for what was detected', async () => {
		const {session, deliveries} = sessionOn(await storeAt());
		session.receive(new TestExchange(posted(record('a'))));
		await session.idle();
		const [delivery] = deliveries;
		expect(delivery && pinOf(delivery)).toBeNull();
	});
});
