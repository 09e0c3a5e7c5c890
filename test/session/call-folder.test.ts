import {describe, expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {deliveryOf, readBack} from '../../src/session/archive.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {callOf, contributionOf} from '../../src/session/fold.ts';
import type {Store} from '../../src/store/store.ts';
import {random} from '../core/random.ts';
import {bareConnection, recordOf, storeAt, temporaryPath} from '../store/temporary.ts';
import {live, posted, record} from './receiving.ts';

/** Stores a delivery as a session does; with a folder it is told of it. */
function store(to: Store, folder: CallFolder | null, body: string, second = 0): number {
	const request = posted(body, {receivedAt: Date.UTC(2026, 10, 20, 9, 0, second)});
	const [id = 0] = to.write(writer => writer.insertDeliveries([recordOf({request})]));
	const {delivery, remembered} = readBack({id, ...recordOf({request})}, nothingTold);
	folder?.add(contributionOf(delivery, remembered?.step), id);
	return id;
}

/** All calls with the deliveries they are made of, in no particular order. */
function callsIn(from: Store): unknown[] {
	return from
		.callsAfter(0, 10_000)
		.map(({seq, state}) => ({call: callOf(state), ids: from.deliveryIdsOfCall(seq)}))
		.sort((a, b) => (a.call.key < b.call.key ? -1 : 1));
}

const byThoseSeen = ['findings', 'worst', 'retries', 'duplicates'];

function withoutRepeats(member: string, value: unknown): unknown {
	return byThoseSeen.includes(member) ? undefined : value;
}

/** What totals would say if they were counted from the calls. */
function countedIn(from: Store) {
	const calls = from.callsAfter(0, 10_000).map(({state}) => callOf(state));
	return {
		calls: calls.length,
		deliveries: from.totals().deliveries,
		live: calls.filter(({phase}) => ['started', 'ringing', 'answered'].includes(phase)).length,
		errors: calls.filter(({findings}) => findings.error > 0).length,
		rejected: calls.filter(({verdict}) => verdict === 'rejected').length,
	};
}

describe('one folder', () => {
	it('folds each delivery once, however often it is asked', async () => {
		const db = await storeAt();
		const folder = new CallFolder(db);
		store(db, folder, live('a', 'started'));
		store(db, folder, '{"nobody":1}');
		folder.foldAll();
		folder.foldAll();
		store(db, folder, record('a'), 1);
		store(db, folder, record('b'), 2);
		folder.foldAll();
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([
			{call: {key: 'telecmi:a', phase: 'ended', deliveries: 2}, ids: [1, 3]},
			{call: {key: 'telecmi:b', deliveries: 1}, ids: [4]},
		]);
		expect(folder.newCalls).toBe(2);
		expect(folder.totals()).toEqual({calls: 2, deliveries: 4, live: 0, errors: 0, rejected: 0});
	});

	it('what is held back is folded when it is let go, with all that came behind it, and as it is then', async () => {
		const db = await storeAt();
		const folder = new CallFolder(db);
		store(db, folder, live('a', 'started'));
		const held = store(db, folder, record('b'), 1);
		folder.hold(held);
		store(db, folder, record('c'), 2);
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([{call: {key: 'telecmi:a'}}]);
		expect(db.hasUnfolded()).toBe(true);
		const delivery = deliveryOf({id: held, ...recordOf({request: posted(record('b'))})});
		folder.correct(
			contributionOf({...delivery, verdict: {state: 'rejected', because: '', source: null}}),
			held,
		);
		folder.release(held);
		folder.release(held);
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([
			{call: {key: 'telecmi:a'}, ids: [1]},
			{call: {key: 'telecmi:b', verdict: 'rejected', deliveries: 1}, ids: [2]},
			{call: {key: 'telecmi:c'}, ids: [3]},
		]);
		expect(folder.isBehind).toBe(false);
	});

	it('what another process has folded already is not unfolded by being held here', async () => {
		const path = temporaryPath();
		const db = await storeAt(path);
		const folder = new CallFolder(db);
		const other = await storeAt(path);
		folder.hold(store(db, folder, record('a')));
		new CallFolder(other).foldAll();
		folder.foldAll();
		folder.release(1);
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([{call: {key: 'telecmi:a', deliveries: 1}, ids: [1]}]);
	});

	it('totals count deliveries at once, and calls as they change', async () => {
		const db = await storeAt();
		const folder = new CallFolder(db);
		store(db, folder, live('a', 'started'));
		expect(folder.totals()).toMatchObject({deliveries: 1, calls: 0, live: 0});
		folder.foldAll();
		expect(folder.totals()).toMatchObject({calls: 1, live: 1});
		store(db, folder, record('a'), 1);
		folder.foldAll();
		expect(folder.totals()).toMatchObject({calls: 1, live: 0, deliveries: 2});
		expect(folder.totals()).toEqual(db.totals());
	});

	it('a delivery that turned out otherwise before it was folded counts as it turned out', async () => {
		const db = await storeAt();
		const folder = new CallFolder(db);
		const id = store(db, folder, record('a'));
		const turnedOut = deliveryOf({
			id,
			...recordOf({request: posted(record('a')), answer: {status: null, by: 'nobody', durationMs: 0}}),
		});
		folder.correct(contributionOf(turnedOut), id);
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([{call: {verdict: null, deliveries: 1}}]);
	});

	it('one that turned out otherwise after it was folded is taken out of its call again', async () => {
		const db = await storeAt();
		const folder = new CallFolder(db);
		const id = store(db, folder, record('a'));
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([{call: {verdict: 'unknown', deliveries: 1}}]);
		const answer = {status: null, by: 'nobody', durationMs: 0} as const;
		db.write(writer => writer.updateAnswer(id, answer));
		const turnedOut = deliveryOf({id, ...recordOf({request: posted(record('a')), answer})});
		folder.correct(contributionOf(turnedOut), id);
		// Another delivery of the same call in the same batch: it comes first, and the rest is done in the next.
		store(db, folder, live('a', 'started'), 1);
		folder.foldAll();
		expect(folder.isBehind).toBe(true);
		folder.foldAll();
		expect(folder.isBehind).toBe(false);
		const [found] = db.callsAfter(0, 1);
		expect(found?.state).toMatchObject({deliveries: 2, verdicts: {unknown: 1}});
	});

	it('an unfolded rest of more than one page is folded whole', async () => {
		const db = await storeAt();
		const records = Array.from({length: 1201}, (_, i) =>
			recordOf({request: posted(record(`c${i % 7}`), {receivedAt: i})}),
		);
		db.write(writer => writer.insertDeliveries(records));
		new CallFolder(db).foldAll();
		expect(callsIn(db)).toHaveLength(7);
		expect(db.callsAfter(0, 10).reduce((sum, {state}) => sum + state.deliveries, 0)).toBe(1201);
	});
});

describe('after a crash', () => {
	it('the next folder folds what is left, and nothing twice', async () => {
		const path = temporaryPath();
		const db = await storeAt(path);
		const crashed = new CallFolder(db);
		store(db, crashed, live('a', 'started'));
		crashed.foldAll();
		store(db, crashed, record('a'), 1);
		store(db, crashed, record('b'), 2);

		const again = await storeAt(path);
		const folder = new CallFolder(again);
		folder.foldAll();
		expect(callsIn(again)).toMatchObject([
			{call: {key: 'telecmi:a', deliveries: 2}, ids: [1, 2]},
			{call: {key: 'telecmi:b', deliveries: 1}, ids: [3]},
		]);
		expect(folder.newCalls).toBe(1);
	});

	it('a fold that could not be kept is done again by the next one', async () => {
		const path = temporaryPath();
		const db = await storeAt(path);
		const folder = new CallFolder(db);
		store(db, folder, live('a', 'started'));
		folder.foldAll();
		store(db, folder, record('a'), 1);
		const other = await bareConnection(path);
		other.exec('BEGIN EXCLUSIVE');
		expect(() => folder.foldAll()).toThrow('is locked');
		other.exec('ROLLBACK');
		folder.foldAll();
		folder.foldAll();
		expect(callsIn(db)).toMatchObject([{call: {deliveries: 2, phase: 'ended'}, ids: [1, 2]}]);
		expect(folder.totals()).toEqual(countedIn(db));
		expect(folder.newCalls).toBe(1);
	});
});

describe('two folders on one file', () => {
	it('one folds what the other has still waiting: it is not folded again, and nothing is left out', async () => {
		const path = temporaryPath();
		const [db, otherDb] = [await storeAt(path), await storeAt(path)];
		const [mine, other] = [new CallFolder(db), new CallFolder(otherDb)];
		store(db, mine, record('a1'));
		store(db, mine, record('a2'));
		store(otherDb, other, record('b3'));
		other.foldAll();
		store(otherDb, other, record('b4'));
		store(otherDb, other, record('b5'));
		store(db, mine, record('a6'));
		// As many wait here as are not folded: that they are the same ones must not be taken for granted.
		mine.foldAll();
		expect(callsIn(db)).toMatchObject(
			['a1', 'a2', 'a6', 'b3', 'b4', 'b5'].map(id => ({call: {key: `telecmi:${id}`, deliveries: 1}})),
		);
	});

	it('what one has folded before its answer was known is folded anew by the one that knows it', async () => {
		const path = temporaryPath();
		const [own, other] = [await storeAt(path), await storeAt(path)];
		const folder = new CallFolder(own);
		const request = posted(record('a'));
		const waiting = recordOf({request, answer: {status: null, by: 'nobody', durationMs: 0}});
		const [id = 0] = own.write(writer => writer.insertDeliveries([waiting]));
		folder.add(contributionOf(deliveryOf({id, ...waiting})), id);
		folder.hold(id);
		new CallFolder(other).foldAll();
		expect(callsIn(own)).toMatchObject([{call: {verdict: null}}]);
		const answered = recordOf({request});
		own.write(writer => writer.updateAnswer(id, answered.answer));
		folder.correct(contributionOf(deliveryOf({id, ...answered})), id);
		folder.release(id);
		folder.foldAll();
		expect(callsIn(own)).toMatchObject([{call: {verdict: 'unknown', deliveries: 1}, ids: [id]}]);
	});

	it('give the same calls as one, whatever the turns they take (60 seeded runs)', async () => {
		const bodies = ['waiting', 'ringing', 'answered', 'hangup'];
		for (let seed = 1; seed <= 60; seed++) {
			const {below, pick} = random(seed);
			const path = temporaryPath();
			const sides = [await storeAt(path), await storeAt(path)].map(db => ({db, folder: new CallFolder(db)}));
			const alone = await storeAt(':memory:');
			for (let step = 0; step < 14; step++) {
				const {db, folder} = pick(sides);
				if (below(4) === 0) {
					folder.foldAll();
					continue;
				}
				const id = pick(['x', 'y', 'z']);
				const body = below(3) === 0 ? record(id) : live(id, pick(bodies));
				store(db, folder, body, step);
				store(alone, null, body, step);
			}
			for (const {folder} of sides) folder.foldAll();
			new CallFolder(alone).foldAll();
			const [one, two] = sides;
			// What each process says of repeats is by those it has seen.
			const calls = (of: Store) => JSON.parse(JSON.stringify(callsIn(of), withoutRepeats));
			expect(calls(one?.db ?? alone), `seed ${seed}`).toEqual(calls(alone));
			for (const side of [one, two]) {
				expect(side?.folder.totals(), `totals, seed ${seed}`).toEqual(countedIn(alone));
			}
		}
	});
});
