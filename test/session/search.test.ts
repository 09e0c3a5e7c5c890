import {describe, expect, it, vi} from 'vitest';
import {bareContext} from '../../src/core/context.ts';
import {nothingTold, type Told} from '../../src/inspect/inspect.ts';
import {isOutdated, madeBy, mostIndexed, SearchIndexer} from '../../src/session/search.ts';
import type {Store} from '../../src/store/store.ts';
import {recordOf, requestOf, storeAt} from '../store/temporary.ts';
import {afterwards} from '../support/waiting.ts';
import {posted, sessionOn, TestExchange} from './receiving.ts';

const none = madeBy(nothingTold.contexts);
const inIndia: Told = {
	...nothingTold,
	contexts: new Map([['telecmi', {...bareContext('telecmi'), country: 'IN'}]]),
};
const range = {after: 0, before: Number.MAX_SAFE_INTEGER, limit: 100, newestFirst: false};

function insert(store: Store, ...texts: string[]): void {
	store.write(writer => writer.insertDeliveries(texts.map(text => recordOf({request: requestOf({text})}))));
}

function indexed(store: Store, told = nothingTold, replaces = false): void {
	const indexer = new SearchIndexer(store, told, {replaces});
	while (indexer.run(1000));
}

describe('the indexer', () => {
	it('indexes what is not indexed yet, and goes on from there', async () => {
		const store = await storeAt();
		insert(store, 'first needle', 'second');
		indexed(store);
		expect(store.search(none, [[['needle']]], range)).toEqual({ids: [1], upTo: 2});
		insert(store, 'third needle');
		indexed(store);
		expect(store.search(none, [[['needle']]], range)).toEqual({ids: [1, 3], upTo: 3});
	});

	it('stops when its time is over, and says that there is more', async () => {
		const store = await storeAt();
		insert(store, ...Array.from({length: 50}, (_, i) => `needle ${i}`));
		const indexer = new SearchIndexer(store, nothingTold, {replaces: false});
		expect(indexer.run(0)).toBe(true);
		expect(store.searchState().upTo).toBeLessThan(50);
		let runs = 0;
		while (indexer.run(0)) runs++;
		expect(runs).toBeGreaterThan(1);
		expect(store.searchState().upTo).toBe(50);
	});

	it('of a large delivery only says that it has to be looked at', async () => {
		const store = await storeAt();
		insert(store, 'x'.repeat(mostIndexed + 1), 'small');
		indexed(store);
		expect(store.search(none, [[['nowhere']]], range)?.ids).toEqual([1]);
	});

	it('begins anew after another program, and for another configuration only where it may, and once', async () => {
		const store = await storeAt();
		insert(store, 'needle');
		store.write(writer => writer.beginSearch('0.0.1 abc'));
		indexed(store);
		expect(store.searchState()).toEqual({madeBy: none, upTo: 1});
		indexed(store, inIndia);
		expect(store.searchState().madeBy).toBe(none);
		const one = new SearchIndexer(store, inIndia, {replaces: true});
		const other = new SearchIndexer(store, nothingTold, {replaces: true});
		while (one.run(1000));
		expect(store.searchState().madeBy).toBe(madeBy(inIndia.contexts));
		while (other.run(1000));
		expect(store.searchState().madeBy).toBe(none);
		expect(one.run(1000)).toBe(false);
		expect(store.searchState().madeBy).toBe(none);
		expect(store.search(madeBy(inIndia.contexts), [[['needle']]], range)).toBeNull();
	});

	it('knows whose index it is', () => {
		expect(isOutdated(null)).toBe(true);
		expect(isOutdated('0.0.1 abc')).toBe(true);
		expect(isOutdated(none)).toBe(false);
		expect(isOutdated(madeBy(inIndia.contexts))).toBe(false);
		expect(madeBy(inIndia.contexts)).not.toBe(none);
	});
});

it('a session indexes once nothing happens', async () => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']});
	afterwards(() => vi.useRealTimers());
	const store = await storeAt();
	const {session} = sessionOn(store);
	for (const upTo of [1, 2]) {
		session.receive(new TestExchange(posted('a needle')));
		await session.idle();
		vi.advanceTimersByTime(990);
		expect(store.searchState().upTo).toBe(upTo - 1);
		vi.advanceTimersByTime(20);
		expect(store.searchState().upTo).toBe(upTo);
	}
	expect(store.search(none, [[['needle']]], range)?.ids).toEqual([1, 2]);
});
