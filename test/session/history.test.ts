import fc from 'fast-check';
import {describe, expect, it, vi} from 'vitest';
import type {Call} from '../../src/core/call.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import {noPins, nothingTold} from '../../src/inspect/inspect.ts';
import {providers} from '../../src/providers/registry.ts';
import {defaultAnswering} from '../../src/session/answers.ts';
import {Archive, deliveryInHistory, reachWithoutCall, readBack} from '../../src/session/archive.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {type Contribution, callOf, contributionOf, fold} from '../../src/session/fold.ts';
import {
	Histories,
	maxSteps,
	mostKeys,
	mostSteps,
	type Remembered,
	withHistory,
} from '../../src/session/history.ts';
import {Session} from '../../src/session/session.ts';
import {type DeliveryRecord, openStore, type Store} from '../../src/store/store.ts';
import {recordOf, storeAt, temporaryPath} from '../store/temporary.ts';
import {allFixtures} from '../support/fixtures.ts';
import {until} from '../support/waiting.ts';
import {posted, record, sessionOn, TestExchange} from './receiving.ts';

const morning = Date.UTC(2026, 10, 20, 9, 0, 0);

function at(seconds: number) {
	return {receivedAt: morning + seconds * 1000};
}

/** What of a delivery is told by those before it. */
function told({repeat, inspection}: Delivery) {
	return {
		repeat,
		codes: inspection.findings
			.map(({code}) => code)
			.filter(code => /^(?:delivery|order)\/|contradicts/.test(code)),
	};
}

/** Stores records and gives them back in the order of their ids, with what is told of each. */
function keep(store: Store, records: readonly Partial<DeliveryRecord>[]): Delivery[] {
	const ids = store.write(writer => writer.insertDeliveries(records.map(recordOf)));
	const archive = new Archive(store);
	return ids.flatMap(id => {
		const stored = store.delivery(id);
		return stored === null ? [] : [archive.next(stored)];
	});
}

describe('a session', () => {
	it('tells a duplicate before its answer has ended, with the number of what it repeats', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		session.receive(new TestExchange(posted(record('a'), at(0))));
		await session.idle();
		session.receive(new TestExchange(posted(record('a'), at(3))));
		await session.idle();
		expect(deliveries.map(told)).toEqual([
			{repeat: null, codes: []},
			{
				repeat: {
					kind: 'duplicate',
					by: 'bytes',
					of: 1,
					attempt: null,
					atMost: null,
					gapMs: 3000,
					because:
						'the same request as #1, +3.0 s, although that one was answered 200; it carries no event id',
				},
				codes: ['delivery/duplicate'],
			},
		]);
		// Folded with it.
		expect(store.callByKey('telecmi:a')?.state.findings.warning).toBe(1);
	});

	it('tells it of two that come at once, in one transaction', async () => {
		const {session, deliveries} = sessionOn(await storeAt());
		for (let i = 0; i < 3; i++) session.receive(new TestExchange(posted(record('a'), at(i / 1000))));
		await session.idle();
		expect(deliveries.map(({id, repeat}) => [id, repeat?.kind, repeat?.of])).toEqual([
			[1, undefined, undefined],
			[2, 'duplicate', 1],
			[3, 'duplicate', 2],
		]);
	});

	it('tells a retry of one that is still waited for, and the same when it is read again', async () => {
		const store = await storeAt();
		const content = {status: 200, headers: [], body: new Uint8Array()};
		const slow = {name: 'slow', delayMs: 60_000, matches: () => true, answer: () => content};
		const session = new Session({store, inspect: noPins, answering: {...defaultAnswering, rules: [slow]}});
		const deliveries: Delivery[] = [];
		session.onDelivery(delivery => deliveries.push(delivery));
		// The first is answered half a minute after the second has come.
		const exchanges = [
			new TestExchange(posted(record('a'), {...at(0), bodyMs: 60_000}), null),
			new TestExchange(posted(record('a'), at(30)), null),
		];
		for (const exchange of exchanges) session.receive(exchange);
		await until('both are stored', () => store.totals().deliveries === 2);
		session.stopWaiting();
		for (const exchange of exchanges) exchange.end(true);
		await session.idle();
		const [first, second] = deliveries.map(({id}) => session.delivery(id ?? 0));
		expect(deliveries.map(told)).toEqual([first, second].map(read => read && told(read)));
		expect(second?.repeat).toMatchObject({
			kind: 'retry',
			of: 1,
			attempt: 1,
			because: 'retry 1, +30.0 s, because the answer to the first was still awaited',
		});
		expect(deliveries.map(({answer}) => answer.status)).toEqual([200, 200]);
		session.close();
	});

	it('knows what was there before it began', async () => {
		const store = await storeAt();
		const first = sessionOn(store);
		first.session.receive(new TestExchange(posted(record('a'), at(0))));
		await first.session.idle();
		first.session.close();
		const second = sessionOn(store);
		// A turn for each page that is read behind.
		await new Promise(resolve => setImmediate(resolve));
		second.session.receive(new TestExchange(posted(record('a'), at(60))));
		await second.session.idle();
		expect(second.deliveries.map(({repeat}) => repeat?.of)).toEqual([1]);
	});

	it('reads of the store what it does not remember: calls from long before it began', async () => {
		const store = await storeAt();
		const first = sessionOn(store);
		first.session.receive(new TestExchange(posted(record('a'), at(0))));
		for (let i = 0; i < 300; i++) first.session.receive(new TestExchange(posted(record(`b${i}`), at(1))));
		await first.session.idle();
		first.session.close();
		const second = sessionOn(store);
		second.session.receive(new TestExchange(posted(record('a'), at(60))));
		second.session.receive(new TestExchange(posted(record('a'), at(90))));
		second.session.receive(new TestExchange(posted(record('new'), at(90))));
		await second.session.idle();
		expect(second.deliveries.map(({repeat}) => repeat?.of)).toEqual([1, 302, undefined]);
		const archive = new Archive(store);
		const read = store.deliveriesAfter(301, 9).map(stored => archive.next(stored));
		expect(second.deliveries.map(told)).toEqual(read.map(told));
	});

	it('looks nothing up in a store that was empty, and answers also when it cannot be read', async () => {
		const store = await storeAt();
		/** Look-ups before the answer to a delivery; calls are folded behind it. */
		const lookUps = async (call: string) => {
			const {session, deliveries} = sessionOn(store);
			const byKey = vi.spyOn(store, 'callByKey').mockImplementationOnce(() => {
				throw new Error('cannot be read');
			});
			const exchange = new TestExchange(posted(record(call), at(0)));
			let before = -1;
			exchange.onRespond = () => {
				before = byKey.mock.calls.length;
				byKey.mockRestore();
			};
			session.receive(exchange);
			await session.idle();
			session.close();
			expect([exchange.status, deliveries.length]).toEqual([200, 1]);
			return before;
		};
		expect(await lookUps('a')).toBe(0);
		expect(await lookUps('b')).toBe(1);
	});

	it('says nothing of what nobody is known for, of strangers and of what was not stored', async () => {
		const store = await storeAt();
		const deliveries: Delivery[] = [];
		const session = new Session({
			store,
			inspect: noPins,
			refuse: ({target}) => (target === '/secret' ? null : {code: 'path', message: 'm'}),
		});
		session.onDelivery(delivery => deliveries.push(delivery));
		for (const [text, target] of [
			['{"hello":1}', '/secret'],
			['{"hello":1}', '/secret'],
			[record('a'), '/other'],
			[record('a'), '/other'],
		] as const) {
			session.receive(new TestExchange(posted(text, {target, ...at(0)})));
		}
		await session.idle();
		expect(deliveries.map(told)).toEqual(Array(4).fill({repeat: null, codes: []}));
		session.close();
	});

	it('says of each delivery it is asked for what it said at first', async () => {
		const store = await storeAt();
		const {session, deliveries} = sessionOn(store);
		const bodies = ['waiting', 'answered', 'hangup', 'answered', 'waiting'].map((status, second) =>
			JSON.stringify({
				type: 'event',
				conversation_uuid: 'c',
				cmiuuid: 'c',
				status,
				time: morning + second * 1000,
			}),
		);
		for (const [second, body] of [...bodies, ...bodies].entries()) {
			session.receive(new TestExchange(posted(body, at(second))));
			await session.idle();
		}
		const first = deliveries.map(told);
		expect(first.filter(({repeat}) => repeat !== null)).toHaveLength(5);
		expect(deliveries.map(({id}) => session.delivery(id ?? 0)).map(read => read && told(read))).toEqual(
			first,
		);
		const seq = store.callsAfter(0, 1)[0]?.seq ?? 0;
		expect(session.deliveriesOfCall(seq, 50).map(told)).toEqual(first);
		// One that never saw them, and has to ask the store.
		const other = sessionOn(store);
		other.session.close();
		expect(deliveries.map(({id}) => other.session.delivery(id ?? 0)).map(read => read && told(read))).toEqual(
			first,
		);
		expect(other.session.deliveriesOfCall(seq, 3).map(told)).toEqual(first.slice(-3));
	});
});

describe('an archive', () => {
	it('knows of a call what the store has, and of the rest what it has read', async () => {
		const store = await storeAt();
		const whatsapp = JSON.stringify({
			event_id: 'e',
			event_type: 'message.received',
			event_version: 1,
			channel: 'WhatsApp',
			system_identifier: '0000000000',
			customer_identifier: '0000000000',
		});
		keep(store, [
			{request: posted(record('a'), at(0)), answer: {status: 500, by: 'target', durationMs: 1}},
			{request: posted(whatsapp, at(1))},
			{request: posted(record('a'), at(30))},
			{request: posted(whatsapp, at(31))},
		]);
		new CallFolder(store).foldAll();
		expect(deliveryInHistory(store, 3)?.repeat).toMatchObject({kind: 'retry', of: 1, attempt: 1});
		expect(deliveryInHistory(store, 4)?.repeat).toMatchObject({kind: 'duplicate', by: 'id', of: 2});
		expect(deliveryInHistory(store, 1)?.repeat).toBeNull();
		expect(deliveryInHistory(store, 5)).toBeNull();
	});

	it('replays are neither repeats nor repeated', async () => {
		const kept = keep(await storeAt(), [
			{request: posted(record('a'), at(0)), replay: {of: 5, from: null, isEdited: false, isResigned: false}},
			{request: posted(record('a'), at(3))},
			{request: posted(record('a'), at(6)), replay: {of: 2, from: null, isEdited: false, isResigned: false}},
		]);
		expect(kept.map(({repeat}) => repeat)).toEqual([null, null, null]);
	});

	it('counts of findings agree, whoever folds: the session, or who folds what it left', async () => {
		const path = temporaryPath();
		const store = await openStore(path);
		const {session} = sessionOn(store);
		for (const second of [0, 3, 6]) session.receive(new TestExchange(posted(record('a'), at(second))));
		await session.idle();
		const counted = store.callByKey('telecmi:a')?.state.findings;
		const other = await storeAt();
		keep(
			other,
			[0, 3, 6].map(second => ({request: posted(record('a'), at(second))})),
		);
		new CallFolder(other).foldAll();
		expect(other.callByKey('telecmi:a')?.state.findings).toEqual(counted);
		expect(counted?.warning).toBe(2);
		session.close();
		store.close();
	});

	it('no fixture repeats another', async () => {
		const records = allFixtures().map(({request, step}) => ({
			request,
			pin: step.pin === null ? null : {id: step.pin, because: 'pinned'},
		}));
		const repeats = keep(await storeAt(), records).map(({repeat}) => repeat);
		expect(repeats.filter(repeat => repeat !== null)).toEqual([]);
	});
});

describe('a delivery of a call that is not folded', () => {
	it('is told by those before it, folded or not', async () => {
		const store = await storeAt();
		const repeatOf = (id: number) => deliveryInHistory(store, id)?.repeat?.of ?? null;
		const ofCalls = (...ids: string[]) => ids.map((id, i) => ({request: posted(record(id), at(i))}));
		keep(store, ofCalls('a', 'b', 'a'));
		expect([1, 2, 3].map(repeatOf)).toEqual([null, null, 1]);
		new CallFolder(store).foldAll();
		keep(store, ofCalls('b', 'c', 'a', 'b', 'c'));
		expect([1, 2, 3, 4, 5, 6, 7, 8].map(repeatOf)).toEqual([null, null, 1, 2, null, 3, 4, 5]);
	});

	it('is told by no more of them than one of no call is', async () => {
		const store = await storeAt();
		const calls = ['a', 'b', ...Array.from({length: reachWithoutCall - 1}, (_, i) => `c${i}`), 'b', 'a'];
		keep(
			store,
			calls.map(id => ({request: posted(record(id), at(0))})),
		);
		expect(deliveryInHistory(store, calls.length - 1)?.repeat?.of).toBe(2);
		expect(deliveryInHistory(store, calls.length)?.repeat).toBeNull();
		new CallFolder(store).foldAll();
		expect(deliveryInHistory(store, calls.length)?.repeat?.of).toBe(1);
	});
});

describe('a delivery of no call', () => {
	const whatsapp = (id: string) =>
		JSON.stringify({
			event_id: id,
			event_type: 'message.received',
			event_version: 1,
			channel: 'WhatsApp',
			system_identifier: '0000000000',
			customer_identifier: '0000000000',
		});

	it('is told by those before it, also by a session that did not receive them', async () => {
		const store = await storeAt();
		keep(store, [
			{request: posted(whatsapp('e'), at(0))},
			{request: posted(record('a'), at(1))},
			{request: posted(whatsapp('e'), at(2))},
		]);
		const {session} = sessionOn(store);
		session.close();
		expect(session.delivery(3)?.repeat).toMatchObject({kind: 'duplicate', by: 'id', of: 1});
		expect(session.delivery(1)?.repeat).toBeNull();
	});

	it('of a list of them each is read once by itself, and once for all behind it', async () => {
		const store = await storeAt();
		const requests = Array.from({length: 20}, (_, i) => ({request: posted(whatsapp(`e${i % 19}`), at(i))}));
		keep(store, requests);
		const {session} = sessionOn(store);
		session.close();
		const reading = vi.spyOn(store, 'delivery');
		const repeats = requests.map((_, i) => session.delivery(i + 1)?.repeat?.of ?? null);
		expect(repeats).toEqual([...Array(19).fill(null), 1]);
		expect(reading).toHaveBeenCalledTimes(20 + 19);
	});

	it('is inspected once, and so is each before it', async () => {
		const store = await storeAt();
		keep(store, [{request: posted(whatsapp('e'), at(0))}, {request: posted(whatsapp('e'), at(2))}]);
		const inspected: number[] = [];
		const counting = {
			callByKey: () => null,
			deliveryIdsOfCallBefore: () => [],
			deliveryIdsBefore: (id: number, limit: number) => store.deliveryIdsBefore(id, limit),
			foldedUpTo: () => store.foldedUpTo(),
			delivery(id: number) {
				const stored = store.delivery(id);
				if (stored === null) return null;
				const {request, ...rest} = stored;
				const spied = {
					...rest,
					get request() {
						inspected.push(id);
						return request;
					},
				};
				return spied;
			},
		};
		expect(deliveryInHistory(counting, 2)?.repeat?.of).toBe(1);
		expect(inspected).toEqual([2, 1]);
	});
});

describe('the memory', () => {
	const remembered = (key: string, id: number): Remembered => {
		const {remembered: found} = readBack(
			{id, ...recordOf({request: posted(record(key), at(id))})},
			nothingTold,
		);
		if (found === null) throw new Error('nothing is remembered of it');
		return found;
	};

	it('keeps the last deliveries of a call', () => {
		const histories = new Histories();
		for (let id = 1; id <= 3 * maxSteps; id++) {
			const {repeat} = histories.add(remembered('a', id)) ?? {};
			expect(repeat?.of).toBe(id === 1 ? undefined : id - 1);
		}
		expect(histories.recall('telecmi:a', 3 * maxSteps)?.repeat?.of).toBe(3 * maxSteps - 1);
		expect(histories.recall('telecmi:a', 2 * maxSteps)).toBeUndefined();
	});

	it('forgets the calls that were not heard of for longest', () => {
		const histories = new Histories();
		const {step, provider} = remembered('a', 1);
		const add = (key: string) => histories.add({key, step, provider, kind: null});
		add('first');
		add('second');
		for (let i = 0; i < mostKeys - 2; i++) add(`c${i}`);
		add('first');
		expect(histories.has('second')).toBe(true);
		add('one more');
		expect(['first', 'second', 'c0', 'one more'].map(key => histories.has(key))).toEqual([
			true,
			false,
			false,
			true,
		]);
	});

	it('holds no more deliveries than there is room for, however many each call has', () => {
		const histories = new Histories();
		const {step, provider} = remembered('a', 1);
		const calls = Math.ceil(mostSteps / maxSteps) + 1;
		for (let i = 0; i < calls; i++) {
			for (let n = 0; n < maxSteps; n++) {
				histories.add({key: `c${i}`, step: {...step, identity: n}, provider, kind: null});
			}
		}
		expect(['c0', `c${calls - 1}`].map(key => histories.has(key))).toEqual([false, true]);
	});

	it('takes what came before, once', () => {
		const histories = new Histories();
		const [one, two, three] = [1, 2, 3].map(id => remembered('a', id));
		if (one === undefined || two === undefined || three === undefined) throw new Error('three were made');
		histories.add(two);
		histories.addBefore('telecmi:a', [two.step]);
		histories.addBefore('telecmi:a', [one.step]);
		expect(histories.add(three)?.repeat?.of).toBe(2);
		// Nothing was said of the first, and of the second while the first was not known.
		expect([1, 2, 3].map(id => histories.recall('telecmi:a', id))).toEqual([
			undefined,
			null,
			expect.objectContaining({repeat: expect.objectContaining({of: 2})}),
		]);
	});

	it('a delivery nothing is told of is the same object', () => {
		const delivery = readBack({id: 1, ...recordOf()}, nothingTold).delivery;
		expect(withHistory(delivery, null)).toBe(delivery);
	});
});

/** One delivery of a call, in its order. */
interface Told {
	body: string;
	/** The provider's time, in seconds, where it states one. */
	time: number | null;
}

const callA = 'call-a';

function telecmi(status: string, second: number, change: Record<string, unknown> = {}): Told {
	const times = {time: morning + second * 1000};
	return {
		body: JSON.stringify({
			type: 'event',
			direction: 'inbound',
			conversation_uuid: callA,
			cmiuuid: callA,
			from: '9100000000',
			status,
			...times,
			...change,
		}),
		time: second,
	};
}

const legB = {leg: 'b', team: 'Sales_1', user: '1_1', cmiuuid: 'leg-b', direction: 'outbound'};

/** A call that came in, its agent's leg, and its record. */
const telecmiCall: Told[] = [
	telecmi('waiting', 0),
	telecmi('started', 4, legB),
	telecmi('answered', 9, legB),
	telecmi('answered', 9.5),
	telecmi('hangup', 22, legB),
	telecmi('hangup', 22.5),
	{
		body: JSON.stringify({
			type: 'cdr',
			conversation_uuid: callA,
			cmiuuid: callA,
			direction: 'inbound',
			status: 'answered',
			from: '9100000000',
			time: morning + 9500,
			answeredsec: 13,
		}),
		time: 22.5,
	},
];

function inCall(state: string, status: string | null = null): Told {
	const body = {
		uid: 'n2.1.1',
		company_id: 'c',
		clid: '+919000000001',
		call_state: state,
		event: '1',
		status,
		users: ['919000000002'],
	};
	return {body: JSON.stringify(body), time: null};
}

const myoperatorCall: Told[] = [
	inCall('1'),
	inCall('5'),
	inCall('6'),
	inCall('2', '1'),
	{
		body: JSON.stringify({
			_ai: 'l',
			_ci: 'c',
			_cr: '9000000001',
			_cl: '+919000000001',
			_st: morning / 1000,
			_et: morning / 1000 + 20,
			_dr: '00:00:20',
			_ev: 1,
			_su: 1,
			_pm: [{ky: 'ui', vl: 'n2.1.1'}],
		}),
		time: null,
	},
];

function callrEvent(type: string, id: string, data: object): Told {
	return {
		body: JSON.stringify({
			event_id: id,
			event_at: new Date(morning).toISOString(),
			hook_hash: null,
			try: 0,
			type,
			data,
		}),
		time: null,
	};
}

const callrCall: Told[] = [
	callrEvent('v2.call.inbound.started', 'e1', {callid: 5, started: new Date(morning).toISOString()}),
	callrEvent('v2.call.inbound.ended', 'e2', {
		callid: 5,
		started: new Date(morning).toISOString(),
		ended: new Date(morning + 9000).toISOString(),
		durationTotal: 9,
		hangupCause: 16,
	}),
];

/** Deliveries of a call as they arrive, two seconds apart, each answered at once. */
function arriving(
	call: readonly Told[],
	statuses: readonly number[] = [],
): {deliveries: Delivery[]; parts: Contribution[]; call: Call} {
	const histories = new Histories();
	let state: Parameters<typeof fold>[0] = null;
	const parts: Contribution[] = [];
	const deliveries = call.map(({body}, index) => {
		const stored = {
			id: index + 1,
			...recordOf({
				request: posted(body, at(index * 2)),
				answer: {status: statuses[index] ?? 200, by: 'call-hook', durationMs: 1},
			}),
		};
		const {delivery, remembered} = readBack(stored, nothingTold);
		const known = withHistory(delivery, remembered === null ? null : histories.add(remembered));
		const part = contributionOf(known, remembered?.step);
		if (part === null) throw new Error('belongs to no call');
		parts.push(part);
		state = fold(state, part);
		return known;
	});
	if (state === null) throw new Error('no call');
	return {deliveries, parts, call: callOf(state)};
}

/** What does not depend on when deliveries came, and what was said of that. */
function settled(call: Call) {
	const {firstAt, lastAt, phaseSince, deliveries, retries, duplicates, findings, worst, verdict, ...rest} =
		call;
	return rest;
}

describe.each([
	['telecmi', telecmiCall],
	['myoperator', myoperatorCall],
	['callr', callrCall],
])('a call of %s', (_, call) => {
	const whole = arriving(call);
	const shuffled = fc.shuffledSubarray([...call.keys()], {minLength: call.length});
	const of = (order: readonly number[]) => order.flatMap(index => call[index] ?? []);

	it('in its order has nothing to be said of', () => {
		expect(whole.deliveries.map(told)).toEqual(call.map(() => ({repeat: null, codes: []})));
		expect(whole.call.phase).toBe('ended');
	});

	it('in any order ends as the same call', () => {
		fc.assert(
			fc.property(shuffled, order => {
				expect(settled(arriving(of(order)).call)).toEqual(settled(whole.call));
			}),
		);
	});

	it('with any deliveries twice ends as the same call, and exactly those are duplicates', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(call.length - 1), {maxLength: 6}), shuffled, (extra, order) => {
				const sent = [...order, ...extra];
				const {deliveries, call: found} = arriving(of(sent));
				expect(settled(found)).toEqual(settled(whole.call));
				const repeated = sent.map((index, place) => sent.indexOf(index) < place);
				expect(deliveries.map(({repeat}) => repeat?.kind === 'duplicate')).toEqual(repeated);
				for (const [place, delivery] of deliveries.entries()) {
					if (repeated[place]) expect(told(delivery).codes).toEqual(['delivery/duplicate']);
					else expect(told(delivery).codes).not.toContain('delivery/duplicate');
				}
			}),
		);
	});

	it('without some of its deliveries is late in nothing', () => {
		fc.assert(
			fc.property(fc.subarray([...call.keys()], {minLength: 1}), kept => {
				const codes = arriving(of(kept)).deliveries.flatMap(delivery => told(delivery).codes);
				expect(codes.filter(code => code !== 'order/gap')).toEqual([]);
			}),
		);
	});
});

describe('exactly what is out of order is late', () => {
	it('by the times of the provider: of the call, of one leg, and of the call that embraces its legs', () => {
		// Places of `telecmiCall`: what must come before it. Two that tell the same phase have no order.
		const before: readonly (readonly number[])[] = [[], [], [0, 1], [0], [0, 1, 2], [0, 1, 2, 3], []];
		fc.assert(
			fc.property(fc.shuffledSubarray([...telecmiCall.keys()], {minLength: telecmiCall.length}), order => {
				const {deliveries} = arriving(order.flatMap(index => telecmiCall[index] ?? []));
				const late = order.filter((_, place) => {
					const delivery = deliveries[place];
					return delivery !== undefined && told(delivery).codes.includes('order/late');
				});
				const expected = order.filter((index, place) =>
					order.slice(0, place).some(earlier => {
						// The record states the end, too; it ends the call as its last event does.
						const as = earlier === 6 ? 5 : earlier;
						return index !== 6 && before[as]?.includes(index) === true && !(earlier === 6 && index === 5);
					}),
				);
				expect(late).toEqual(expected);
			}),
		);
	});

	it('without times, by what the events are', () => {
		const {length} = myoperatorCall;
		fc.assert(
			fc.property(fc.shuffledSubarray([...myoperatorCall.keys()], {minLength: length}), order => {
				const {deliveries} = arriving(order.flatMap(index => myoperatorCall[index] ?? []));
				const late = order.filter((_, place) => {
					const delivery = deliveries[place];
					return delivery !== undefined && told(delivery).codes.includes('order/late');
				});
				// The log is no event; it and state 2 are both the end.
				const place = (index: number) => Math.min(index, 3);
				const expected = order.filter(
					(index, at) => index !== 4 && order.slice(0, at).some(earlier => place(earlier) > place(index)),
				);
				expect(late).toEqual(expected);
			}),
		);
	});
});

describe('what is missing', () => {
	const gaps = (call: readonly Told[]) =>
		arriving(call).deliveries.map(
			delivery => told(delivery).codes.filter(code => code === 'order/gap').length,
		);

	it('is told where nothing says that it may be: MyOperator', () => {
		const [start, ringing, answer, end, log] = myoperatorCall;
		if (!(start && ringing && answer && end && log)) throw new Error('the call has five');
		expect(gaps([ringing, answer, end, log])).toEqual([0, 1, 0, 0]);
		expect(gaps([start, ringing, end, log])).toEqual([0, 0, 1, 0]);
		expect(gaps([start, ringing, log])).toEqual([0, 0, 1]);
		// Dialling and the end may be missing, and a missed call has no answer.
		expect(gaps([start, answer, log])).toEqual([0, 0, 0]);
		expect(gaps([start, ringing, inCall('2', '2')])).toEqual([0, 0, 0]);
		expect(gaps([log])).toEqual([0]);
	});

	it('is not told where each event is switched on by itself: TeleCMI and Callr', () => {
		for (const call of [telecmiCall, callrCall]) {
			fc.assert(
				fc.property(fc.subarray([...call.keys()], {minLength: 1}), kept => {
					expect(Math.max(...gaps(kept.flatMap(index => call[index] ?? [])))).toBe(0);
				}),
			);
		}
	});
});

describe('what only looks alike is no repeat', () => {
	it('legs a and b of TeleCMI, and events for several users of MyOperator', () => {
		const legs = [telecmi('answered', 9, {leg: 'a'}), telecmi('answered', 9, {leg: 'b', cmiuuid: 'leg-b'})];
		const users = ['919000000002', '919000000003'].map(user => ({
			...inCall('5'),
			body: inCall('5').body.replace('919000000002', user),
		}));
		for (const call of [legs, users]) {
			expect(arriving(call).deliveries.map(told)).toEqual(call.map(() => ({repeat: null, codes: []})));
		}
	});
});

it('every provider is asked in the same way: none is left without a kind of its own', () => {
	for (const provider of providers) expect(provider.life?.('no such kind') ?? null).toBeNull();
});

describe('the verdict of a call', () => {
	/** Attempts at the events of a call, each with the answer it got: the log counts only 200. */
	const attempts = fc.array(fc.tuple(fc.nat(myoperatorCall.length - 1), fc.constantFrom(200, 500)), {
		minLength: 1,
		maxLength: 12,
	});

	it('is by the last attempt at each event, in whatever order they are folded', () => {
		fc.assert(
			fc.property(attempts, fc.infiniteStream(fc.nat()), (sent, numbers) => {
				const bodies = sent.flatMap(([index]) => myoperatorCall[index] ?? []);
				const statuses = sent.map(([, status]) => status);
				const {parts, call} = arriving(bodies, statuses);
				// What came after a failure takes its place; what came after a success stands beside it.
				const failed = new Map<number, boolean>();
				let [retries, duplicates, rejected] = [0, 0, 0];
				for (const [index, status] of sent) {
					const before = failed.get(index);
					if (before === true) retries++;
					if (before === false) duplicates++;
					if (before === true) rejected--;
					if (status === 500) rejected++;
					failed.set(index, status === 500);
				}
				expect(call).toMatchObject({retries, duplicates, verdict: rejected > 0 ? 'rejected' : 'accepted'});
				const order = parts.map(part => ({part, by: numbers.next().value ?? 0})).sort((a, b) => a.by - b.by);
				let state: Parameters<typeof fold>[0] = null;
				for (const {part} of order) state = fold(state, part);
				expect(state && callOf(state)).toEqual(call);
			}),
		);
	});

	it.each([true, false])(
		'is by the retry, too, when the first fails after it has come; folded before: %s',
		async isFolded => {
			const store = await storeAt();
			let isFirst = true;
			const slow = {
				name: 'slow',
				delayMs: 60_000,
				matches: () => {
					const matches = isFirst;
					isFirst = false;
					return matches;
				},
				answer: () => ({status: 500, headers: [], body: new Uint8Array()}),
			};
			const session = new Session({store, inspect: noPins, answering: {...defaultAnswering, rules: [slow]}});
			const body = inCall('1').body;
			const first = new TestExchange(posted(body, at(0)), null);
			session.receive(first);
			session.receive(new TestExchange(posted(body, at(30))));
			const call = () => store.callByKey('myoperator:n2.1.1');
			if (isFolded) await until('both are folded', () => call()?.state.deliveries === 2);
			else await until('both are stored', () => store.totals().deliveries === 2);
			session.stopWaiting();
			first.end(true);
			await session.idle();
			const archive = new Archive(store);
			let anew: Parameters<typeof fold>[0] = null;
			for (const stored of store.deliveriesAfter(0, 9)) {
				const part = archive.contribution(stored);
				if (part !== null) anew = fold(anew, part);
			}
			expect(call()?.state).toMatchObject({retries: 1, verdicts: {accepted: 1, rejected: 0, unknown: 0}});
			expect(call()?.state).toEqual(anew);
			session.close();
		},
	);
});
