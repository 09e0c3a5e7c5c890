import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {clear} from '../../src/session/clear.ts';
import {deliveriesFrom} from '../../src/session/find.ts';
import {callOf} from '../../src/session/fold.ts';
import {liveView} from '../../src/session/live-view.ts';
import {SearchIndexer} from '../../src/session/search.ts';
import {openStore, type Store} from '../../src/store/store.ts';
import {bareConnection, storeAt, temporaryPath} from '../store/temporary.ts';
import {afterwards, until} from '../support/waiting.ts';
import {live, posted, record, sessionOn, TestExchange} from './receiving.ts';

const allIds = (store: Store) => store.deliveryIdsAfter(0, 10_000);

/** Calls as they are kept, and as their deliveries say. */
function calls(store: Store) {
	return store.callsAfter(0, 1000).map(({seq, state}) => ({
		...callOf(state),
		ids: store.deliveryIdsOfCall(seq),
	}));
}

async function receive(session: ReturnType<typeof sessionOn>['session'], ...texts: string[]): Promise<void> {
	for (const text of texts) session.receive(new TestExchange(posted(text)));
	await session.idle();
}

describe('clear', () => {
	it('takes deliveries out, whole calls with them, and makes of others what the rest says', async () => {
		const store = await storeAt();
		const {session} = sessionOn(store);
		await receive(session, live('a', 'started'), record('b'), record('a'), 'no call', record('c'), 'other');
		session.close();
		expect(clear(store, nothingTold, [2, 3, 4])).toEqual({deliveries: 3, calls: 1, changedCalls: 1});
		expect(allIds(store)).toEqual([1, 5, 6]);
		expect(calls(store)).toMatchObject([
			{callId: 'a', phase: 'started', deliveries: 1, ids: [1]},
			{callId: 'c', ids: [5]},
		]);
		expect(store.totals()).toEqual({calls: 2, deliveries: 3, live: 1, errors: 0, rejected: 0});
		expect(clear(store, nothingTold, [2, 3, 4])).toEqual({deliveries: 0, calls: 0, changedCalls: 0});
		clear(store, nothingTold, allIds(store));
		expect(store.totals()).toEqual({calls: 0, deliveries: 0, live: 0, errors: 0, rejected: 0});
		// Numbers are not given twice.
		const next = sessionOn(store);
		await receive(next.session, record('d'));
		expect(allIds(store)).toEqual([7]);
		expect(store.hasUnfolded()).toBe(false);
	});

	it('is the same as if the deleted had never come, whatever is deleted', async () => {
		for (let mask = 0; mask < 32; mask++) {
			const texts = [
				live('a', 'started'),
				record('a'),
				record('b'),
				record('a'),
				record('b', {answeredsec: 5}),
			];
			const store = await storeAt(':memory:');
			const {session} = sessionOn(store);
			await receive(session, ...texts);
			session.close();
			clear(
				store,
				nothingTold,
				allIds(store).filter((_, at) => (mask & (1 << at)) !== 0),
			);
			const kept = calls(store).map(({ids, ...call}) => ({...call, deliveries: ids.length}));
			expect(calls(store).map(({deliveries}) => deliveries)).toEqual(kept.map(({deliveries}) => deliveries));
			// From the deliveries alone.
			store.write(writer => {
				for (const {seq} of store.callsAfter(0, 100)) writer.deleteCall(seq);
				writer.setFoldedUpTo(0);
			});
			new CallFolder(store).foldAll();
			const anew = calls(store).map(({ids, ...call}) => ({...call, deliveries: ids.length}));
			const byKey = (a: {key: string}, b: {key: string}) => (a.key < b.key ? -1 : 1);
			expect(kept.sort(byKey), `mask ${mask}`).toEqual(anew.sort(byKey));
		}
	});

	it('a call of very many deliveries is taken out in several steps', async () => {
		const store = await storeAt();
		const {session} = sessionOn(store);
		await receive(session, ...Array.from({length: 450}, (_, i) => record('big', {note: i})));
		session.close();
		const ids = allIds(store);
		expect(clear(store, nothingTold, ids.slice(0, 430))).toEqual({
			deliveries: 430,
			calls: 0,
			changedCalls: 1,
		});
		expect(calls(store)).toMatchObject([{deliveries: 20}]);
		expect(clear(store, nothingTold, ids)).toEqual({deliveries: 20, calls: 1, changedCalls: 0});
		expect(calls(store)).toEqual([]);
	});

	it('what was deleted cannot be read in the file, while a listener has it open, too', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {session} = sessionOn(store);
		const rest = Array.from({length: 300}, (_, i) => record(`call-${i}`, {note: `stays-${i}`}));
		await receive(session, ...rest.slice(0, 150), record('gone', {note: 'SECRETNOTE', to: '33199000042'}));
		await receive(session, record('gone', {note: 'SECRETNOTE2', to: '33199000042'}), ...rest.slice(150));
		new SearchIndexer(store, nothingTold, {replaces: false}).run(10_000);
		store.checkpoint();
		const other = await openStore(path);
		afterwards(() => other.close());
		const found = Array.from(deliveriesFrom(other, nothingTold, 1)).filter(
			({inspection}) => inspection.callKey === 'telecmi:gone',
		);
		expect(found).toHaveLength(2);
		const texts = () => ['', '-wal'].map(side => readFileSync(path + side, 'latin1')).join('');
		expect(texts()).toContain('SECRETNOTE');
		clear(
			other,
			nothingTold,
			found.map(({id}) => id),
		);
		for (const secret of ['SECRETNOTE', '33199000042', 'telecmi:gone']) expect(texts()).not.toContain(secret);
		expect(texts()).toContain('stays-299');
		const bare = await bareConnection(path);
		expect(bare.prepare('PRAGMA integrity_check').get()).toEqual({integrity_check: 'ok'});
	});

	it('room is given back when nobody else uses the store', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {session} = sessionOn(store);
		await receive(session, ...Array.from({length: 200}, (_, i) => record(`c${i}`, {note: 'x'.repeat(4000)})));
		session.close();
		clear(store, nothingTold, allIds(store));
		const before = readFileSync(path).length;
		expect(store.compact()).toBe(true);
		expect(readFileSync(path).length).toBeLessThan(before / 4);
	});
});

describe('a listener on a store that somebody clears', () => {
	it('has the right totals, calls, places and repeats, and nothing of it comes back', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {session, deliveries} = sessionOn(store);
		const view = liveView(session, 'http://x');
		await receive(session, record('a'), record('b'), record('b'), record('c'), 'no call');
		expect(deliveries[2]?.repeat?.of).toBe(2);
		const other = await openStore(path);
		afterwards(() => other.close());
		clear(other, nothingTold, [2, 3]);
		expect(session.totals()).toMatchObject({calls: 2, deliveries: 3});
		expect(view.deliveryPosition(4)).toBe(2);
		expect(view.deliveryPosition(5)).toBe(3);
		expect(view.deliveryPosition(1)).toBe(1);
		// What is gone is repeated by nothing.
		await receive(session, record('b'));
		expect(deliveries[5]).toMatchObject({id: 6, repeat: null});
		expect(calls(store)).toMatchObject([
			{callId: 'a', ids: [1]},
			{callId: 'c', ids: [4]},
			{callId: 'b', ids: [6], deliveries: 1},
		]);
		// What is left is.
		await receive(session, record('c'));
		expect(deliveries[6]).toMatchObject({id: 7, repeat: {of: 4}});
		clear(other, nothingTold, allIds(other));
		expect(session.totals()).toMatchObject({calls: 0, deliveries: 0});
		expect(view.deliveryPosition(9)).toBe(0);
		expect(view.callsAfter(0, 10)).toEqual([]);
		await receive(session, record('a'));
		expect(view.deliveryPosition(8)).toBe(1);
		expect(session.totals()).toMatchObject({calls: 1, deliveries: 1});
	});

	it('an answer that is known later changes nothing of a deleted delivery', async () => {
		const store = await storeAt();
		const {session} = sessionOn(store);
		await receive(session, record('a'));
		clear(store, nothingTold, [1]);
		const sent = {headers: [], body: Buffer.from('x'), bodySize: 1};
		store.write(writer => writer.updateAnswer(1, {status: 200, by: 'target', durationMs: 1, sent}));
		expect(store.delivery(1)).toBeNull();
		const bare = await bareConnection(store.path);
		expect(bare.prepare('SELECT count(*) AS n FROM answers').get()).toEqual({n: 0});
	});

	it('tells its views although nothing else happens', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {session} = sessionOn(store);
		session.watchStore();
		await receive(session, record('a'));
		const view = liveView(session, 'http://x');
		let told = 0;
		view.subscribe(() => told++);
		const other = await openStore(path);
		afterwards(() => other.close());
		clear(other, nothingTold, [1]);
		await until('the view is told', () => told > 0);
		expect(view.snapshot().totals.deliveries).toBe(0);
	});
});
