import {expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {clear} from '../../src/session/clear.ts';
import {findCalls} from '../../src/session/find-calls.ts';
import {SearchIndexer} from '../../src/session/search.ts';
import type {DeliveryRecord, Store} from '../../src/store/store.ts';
import {filterOf} from '../filter/filters.ts';
import {recordOf, requestOf, storeAt} from '../store/temporary.ts';
import {live, record} from './receiving.ts';

const of = (text: string, change: Partial<DeliveryRecord> = {}) =>
	recordOf({request: requestOf({text}), ...change});

async function storeOf(...records: DeliveryRecord[]): Promise<Store> {
	const store = await storeAt();
	store.write(writer => writer.insertDeliveries(records));
	new CallFolder(store).foldAll();
	return store;
}

function keys(store: Store, filter: string, newest: number | null = null): string[] {
	return Array.from(findCalls(store, nothingTold, filterOf(filter), newest), ({state}) => state.callId);
}

it('asks the call, or one of its deliveries; with the index or without', async () => {
	const store = await storeOf(
		of(live('a', 'started')),
		of(record('b', {note: 'needle'})),
		of(record('c'), {answer: {status: 500, by: 'rule', durationMs: 1}}),
		of(record('b')),
		of(live('d', 'started', {note: 'needle'})),
		// What was sent again, and what was not let in, are no part of a call.
		of(record('c', {note: 'needle'}), {replay: {of: 3, from: null, isEdited: true, isResigned: false}}),
		of(record('a', {note: 'needle'}), {refusal: {code: 'path', message: 'no'}}),
	);
	for (const isIndexed of [false, true]) {
		if (isIndexed) new SearchIndexer(store, nothingTold, {replaces: false}).run(10_000);
		expect(keys(store, '')).toEqual(['a', 'b', 'c', 'd']);
		expect(keys(store, 'is:live')).toEqual(['a', 'd']);
		expect(keys(store, 'needle')).toEqual(['b', 'd']);
		expect(keys(store, 'needle -is:live')).toEqual(['b']);
		expect(keys(store, '-needle')).toEqual(['a', 'c']);
		expect(keys(store, 'status:5xx')).toEqual(['c']);
		expect(keys(store, '-status:5xx kind:cdr')).toEqual(['b']);
		expect(keys(store, 'finding:delivery/* ')).toEqual([]);
		expect(keys(store, 'ee "needle"', 1)).toEqual(['d']);
	}
});

it('the newest ones are those that came last, also where others were deleted', async () => {
	const store = await storeOf(...Array.from({length: 1200}, (_, i) => of(record(`call-${i}`))));
	clear(
		store,
		nothingTold,
		store.deliveryIdsAfter(0, 2000).filter(id => id > 600 && id % 3 !== 0),
	);
	expect(keys(store, '', 3)).toEqual(['call-1193', 'call-1196', 'call-1199']);
	expect(keys(store, '', 5000)).toHaveLength(800);
	expect(keys(store, 'call:*00', 2)).toEqual(['call-800', 'call-1100']);
});
