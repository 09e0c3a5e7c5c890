import {describe, expect, it, vi} from 'vitest';
import {noPins} from '../../src/inspect/inspect.ts';
import {liveView} from '../../src/session/live-view.ts';
import {Session} from '../../src/session/session.ts';
import {storeAt} from '../store/temporary.ts';
import {afterwards} from '../support/waiting.ts';
import {live, posted, record, sessionOn, TestExchange} from './receiving.ts';

async function view() {
	const store = await storeAt();
	const {session} = sessionOn(store);
	const shown = liveView(session, 'http://127.0.0.1:8888', '~/store.db');
	const receive = async (...bodies: string[]) => {
		for (const body of bodies) session.receive(new TestExchange(posted(body)));
		await session.idle();
	};
	return {store, session, shown, receive};
}

describe('telling', () => {
	it('happens at most every 33 ms, however much changes, and the last change is told', async () => {
		const {shown, receive} = await view();
		const times: number[] = [];
		shown.subscribe(() => {
			times.push(performance.now());
			// A view takes what there is each time it is told.
			shown.snapshot();
		});
		const began = performance.now();
		for (let i = 0; i < 40; i++) await receive(record(`c${i}`));
		const received = performance.now();
		await vi.waitFor(() => expect(shown.snapshot().totals).toMatchObject({calls: 40, deliveries: 40}));
		expect(times.length).toBeGreaterThan(0);
		for (let i = 1; i < times.length; i++) {
			// A timer may be a millisecond early by the clock that measures it.
			expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(31);
		}
		expect(times.length).toBeLessThanOrEqual((received - began) / 31 + 4);
	});

	it('goes to all who listen, and ends for one when it stops', async () => {
		const {shown, receive} = await view();
		let [one, two] = [0, 0];
		const stop = shown.subscribe(() => one++);
		shown.subscribe(() => two++);
		await receive(record('a'));
		await vi.waitFor(() => expect([one, two].every(told => told > 0)).toBe(true));
		stop();
		const [before, other] = [one, two];
		await receive(record('b'));
		await vi.waitFor(() => expect(two).toBeGreaterThan(other));
		expect(one).toBe(before);
	});
});

describe('the snapshot', () => {
	it('is the same object until something changes', async () => {
		const {shown, receive} = await view();
		const first = shown.snapshot();
		expect(shown.snapshot()).toBe(first);
		let told = 0;
		shown.subscribe(() => told++);
		await receive(record('a'));
		await vi.waitFor(() => expect(told).toBeGreaterThan(0));
		const second = shown.snapshot();
		expect(second).not.toBe(first);
		expect(shown.snapshot()).toBe(second);
		expect(second.version).toBeGreaterThan(first.version);
		// What was given out is not changed afterwards.
		expect(first.totals).toMatchObject({deliveries: 0, calls: 0});
	});

	it('has the notices, newest last, and not without end', async () => {
		const {session, shown} = await view();
		for (let i = 0; i < 150; i++) session.notify('info', `note ${i}`);
		await vi.waitFor(() => expect(shown.snapshot().notices.at(-1)?.message).toBe('note 149'));
		expect(shown.snapshot().notices).toHaveLength(100);
		expect(shown.snapshot().notices[0]?.message).toBe('note 50');
	});
});

describe('reading', () => {
	it('gives calls in their order of arrival, their places and their deliveries', async () => {
		const {shown, receive} = await view();
		await receive(live('a', 'started'), record('b'), record('c'), record('a'));
		const keys = (rows: {call: {callId: string}}[]) => rows.map(({call}) => call.callId);
		expect(keys(shown.callsAfter(0, 10))).toEqual(['a', 'b', 'c']);
		expect(keys(shown.callsAfter(1, 1))).toEqual(['b']);
		expect(keys(shown.callsBefore(3, 10))).toEqual(['a', 'b']);
		expect([1, 3].map(seq => shown.position(seq))).toEqual([1, 3]);
		expect(shown.deliveriesOf(1).map(({id, inspection}) => [id, inspection.event?.kind])).toEqual([
			[1, 'live'],
			[4, 'cdr'],
		]);
		expect(shown.url).toBe('http://127.0.0.1:8888');
		expect(shown.storePath).toBe('~/store.db');
	});

	it('says which deliveries were not let in', async () => {
		const session = new Session({
			store: await storeAt(),
			inspect: noPins,
			refuse: ({body}) =>
				Buffer.from(body).includes('"b"') ? {code: 'auth', message: 'It came without credentials.'} : null,
		});
		afterwards(() => session.close());
		const shown = liveView(session, 'http://127.0.0.1:8888', '~/store.db');
		for (const id of ['a', 'b']) session.receive(new TestExchange(posted(record(id))));
		await session.idle();
		expect(shown.deliveriesAfter(0, 10).map(({isRefused}) => isRefused)).toEqual([false, true]);
	});

	it('says how long the sender of a delivery waits, where that is documented', async () => {
		const {shown, receive} = await view();
		await receive(record('a'), JSON.stringify({callId: 'b', recordingUri: 'https://example.test/b.mp3'}));
		expect(shown.deliveriesAfter(0, 10).map(({deadlineMs}) => deadlineMs)).toEqual([null, 10_000]);
	});

	it('of a call with very many deliveries gives the last ones', async () => {
		const {shown, receive} = await view();
		await receive(...Array.from({length: 205}, () => record('a')));
		const shownDeliveries = shown.deliveriesOf(1);
		expect(shownDeliveries).toHaveLength(50);
		expect([shownDeliveries[0]?.id, shownDeliveries.at(-1)?.id]).toEqual([156, 205]);
	});

	it('never throws, also after the store was closed: it is told once', async () => {
		const {store, session, shown, receive} = await view();
		await receive(record('a'));
		await vi.waitFor(() => expect(shown.snapshot().totals).toMatchObject({calls: 1}));
		const notices: string[] = [];
		session.onNotice(({message}) => notices.push(message));
		session.close();
		store.close();
		for (let i = 0; i < 20; i++) {
			expect(shown.callsAfter(0, 10)).toEqual([]);
			expect(shown.callsBefore(9, 10)).toEqual([]);
			expect(shown.position(1)).toBe(0);
			expect(shown.deliveriesOf(1)).toEqual([]);
		}
		await vi.waitFor(() => expect(shown.snapshot().notices).toHaveLength(1));
		expect(notices).toHaveLength(1);
		expect(notices[0]).toContain(store.path);
		expect(shown.snapshot().totals).toMatchObject({calls: 1});
	});
});
