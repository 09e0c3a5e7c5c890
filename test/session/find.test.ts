import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Filter} from '../../src/filter/filter.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {clear} from '../../src/session/clear.ts';
import {deliveriesFrom, find, isWanted} from '../../src/session/find.ts';
import {SearchIndexer} from '../../src/session/search.ts';
import type {DeliveryRecord, Store} from '../../src/store/store.ts';
import {filterOf} from '../filter/filters.ts';
import {recordOf, requestOf, storeAt} from '../store/temporary.ts';
import {record} from './receiving.ts';

const ids = (found: Iterable<{id: number}>) => Array.from(found, ({id}) => id);

/** What is found by looking at every delivery. */
function scanned(store: Store, filter: Filter): number[] {
	return ids([...deliveriesFrom(store, nothingTold, 1)].filter(delivery => isWanted(filter, delivery)));
}

function insert(store: Store, ...records: DeliveryRecord[]): void {
	store.write(writer => writer.insertDeliveries(records));
}

function index(store: Store): void {
	const indexer = new SearchIndexer(store, nothingTold, {replaces: false});
	while (indexer.run(1000));
}

const bodies = [
	'needle',
	'NEEDLE in hay',
	'need',
	'hay',
	'{"a":"nee\\u0064le"}',
	'a=need%6ce',
	'',
	'ne\0edle',
];
const someRecord = fc
	.tuple(
		fc.constantFrom(...bodies),
		fc.constantFrom('one', 'two', 'three', null),
		fc.constantFrom(200, 500, null),
		fc.boolean(),
	)
	.map(([text, call, status, isReplay]) =>
		recordOf({
			request: requestOf({text: call === null ? text : record(call, {note: text})}),
			replay: isReplay ? {of: 1, from: null, isEdited: false, isResigned: false} : null,
			answer: {status, by: status === null ? 'nobody' : 'call-hook', durationMs: 1},
		}),
	);

const someFilter = fc.constantFrom(
	'needle',
	'-needle',
	'hay',
	'ne*le',
	'needle,hay is:retry',
	'nee hay',
	'undocumented',
	'delivery/duplicate',
	'finding:delivery/* needle',
	'is:duplicate hay',
	'"telecmi:one"',
	'ed',
	'needle -has:warning',
	'note -status:200',
);

/** Something that happens to a store. */
const someStep = fc.oneof(
	{weight: 4, arbitrary: fc.array(someRecord, {minLength: 1, maxLength: 6}).map(rows => ({insert: rows}))},
	{weight: 2, arbitrary: fc.constant({index: true as const})},
	{weight: 1, arbitrary: fc.constant({fold: true as const})},
	{weight: 1, arbitrary: fc.integer({min: 1, max: 30}).map(correct => ({correct}))},
	{weight: 1, arbitrary: fc.integer({min: 2, max: 5}).map(clearEach => ({clearEach}))},
);

describe('find', () => {
	it('finds with the index what it finds without, whatever happened to the store', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(someStep, {minLength: 2, maxLength: 8}),
				fc.array(someFilter, {minLength: 1, maxLength: 4}),
				fc.integer({min: 1, max: 4}),
				async (steps, filters, newest) => {
					const store = await storeAt(':memory:');
					for (const step of steps) {
						if ('insert' in step) insert(store, ...step.insert);
						else if ('index' in step) index(store);
						else if ('fold' in step) new CallFolder(store).foldAll();
						else if ('correct' in step) {
							const answer = {status: 502, by: 'target', durationMs: 9} as const;
							store.write(writer => writer.updateAnswer(step.correct, answer));
						} else {
							new CallFolder(store).foldAll();
							const gone = store.deliveryIdsAfter(0, 100).filter(id => id % step.clearEach === 0);
							clear(store, nothingTold, gone);
						}
					}
					for (const text of filters) {
						const filter = filterOf(text);
						const wanted = scanned(store, filter);
						expect(ids(find(store, nothingTold, filter)), text).toEqual(wanted);
						expect(ids(find(store, nothingTold, filter, newest)), text).toEqual(wanted.slice(-newest));
					}
					store.close();
				},
			),
			{numRuns: 60},
		);
	});

	it('looks through what is behind the index, and through pages of candidates that stand together or apart', async () => {
		const store = await storeAt();
		const text = (id: number) => (id <= 450 || id % 40 === 0 ? `needle ${id}` : `hay ${id}`);
		for (let id = 1; id <= 3000; id++) insert(store, recordOf({request: requestOf({text: text(id)})}));
		index(store);
		insert(store, recordOf({request: requestOf({text: 'needle behind'})}));
		const wanted = [
			...Array.from({length: 3000}, (_, i) => i + 1).filter(id => text(id).startsWith('n')),
			3001,
		];
		expect(ids(find(store, nothingTold, filterOf('needle')))).toEqual(wanted);
		for (const newest of [1, 2, 60, 300, 5000]) {
			expect(ids(find(store, nothingTold, filterOf('needle'), newest))).toEqual(wanted.slice(-newest));
		}
		expect(ids(find(store, nothingTold, filterOf(''), 3))).toEqual([2999, 3000, 3001]);
		expect(ids(find(store, nothingTold, filterOf(''), 0))).toEqual([]);
	});

	it('does not believe an index that was made for another configuration', async () => {
		const store = await storeAt();
		insert(store, recordOf({request: requestOf({text: 'needle'})}));
		store.write(writer => {
			writer.beginSearch('another');
			writer.addToSearch([{id: 1, texts: ['nothing']}], 1);
		});
		expect(ids(find(store, nothingTold, filterOf('needle')))).toEqual([1]);
		expect(ids(find(store, nothingTold, filterOf('needle'), 5))).toEqual([1]);
	});
});
