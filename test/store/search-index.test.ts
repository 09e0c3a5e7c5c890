import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {loadDriver, type SqlDatabase} from '../../src/store/driver.ts';
import {migrate} from '../../src/store/migrations.ts';
import {type IndexedTexts, SearchIndex, type SearchRange, type Sought} from '../../src/store/search-index.ts';
import {afterwards} from '../support/waiting.ts';
import {bareConnection, temporaryPath} from './temporary.ts';

async function indexOf(...rows: IndexedTexts[]): Promise<{index: SearchIndex; database: SqlDatabase}> {
	const open = await loadDriver();
	const database = open(':memory:', {readOnly: false});
	afterwards(() => database.close());
	migrate(database, 'x');
	const index = new SearchIndex(database);
	index.begin('this program');
	index.add(rows, rows.at(-1)?.id ?? 0);
	return {index, database};
}

const all: SearchRange = {after: 0, before: Number.MAX_SAFE_INTEGER, limit: 1000, newestFirst: false};

describe('the index', () => {
	it('is made for somebody and up to some delivery, and none at first', async () => {
		const open = await loadDriver();
		const database = open(':memory:', {readOnly: false});
		afterwards(() => database.close());
		migrate(database, 'x');
		const index = new SearchIndex(database);
		expect(index.state()).toEqual({madeBy: null, upTo: 0});
		index.begin('a');
		index.add([{id: 3, texts: ['abcd']}], 5);
		expect(index.state()).toEqual({madeBy: 'a', upTo: 5});
		index.begin('b');
		expect(index.state()).toEqual({madeBy: 'b', upTo: 0});
		expect(index.candidates([[['abc']]], all)).toEqual([]);
		index.end();
		expect(index.state()).toEqual({madeBy: null, upTo: 0});
	});

	it('tells whom to look at: all terms, one of the alternatives, all texts of one', async () => {
		const {index} = await indexOf(
			{id: 1, texts: ['hello world', 'x']},
			{id: 2, texts: ['hello', 'moon']},
			{id: 7, texts: ['good night', 'moon']},
		);
		const found = (sought: Sought) => index.candidates(sought, all);
		expect(found([[['hello']]])).toEqual([1, 2]);
		expect(found([[['hello', 'moon']]])).toEqual([2]);
		expect(found([[['world'], ['night']]])).toEqual([1, 7]);
		expect(found([[['hello']], [['moon'], ['world']]])).toEqual([1, 2]);
		expect(found([[['nowhere']]])).toEqual([]);
	});

	it('in either order, from one place to another, and no more than asked for', async () => {
		const rows = Array.from({length: 20}, (_, i) => ({id: i + 1, texts: i % 5 === 0 ? null : ['abc']}));
		const {index} = await indexOf(...rows);
		const found = (range: Partial<SearchRange>) => index.candidates([[['abc']]], {...all, ...range});
		expect(found({after: 4, before: 9})).toEqual([5, 6, 7, 8]);
		expect(found({limit: 3})).toEqual([1, 2, 3]);
		expect(found({limit: 3, newestFirst: true})).toEqual([20, 19, 18]);
		expect(found({before: 12, limit: 2, newestFirst: true})).toEqual([11, 10]);
	});

	it('what is removed is found no more', async () => {
		const {index} = await indexOf({id: 1, texts: ['abc']}, {id: 2, texts: null}, {id: 3, texts: ['abc']});
		index.remove([1, 2, 99]);
		expect(index.candidates([[['abc']]], all)).toEqual([3]);
	});

	it('of many some are removed, also of those that are looked at always, and others come', async () => {
		const rows = Array.from({length: 300}, (_, i) => ({id: i + 1, texts: i % 3 === 0 ? null : [`abc ${i}`]}));
		const {index, database} = await indexOf(...rows);
		index.remove(rows.slice(0, 290).map(({id}) => id));
		// The index's own ids are beyond what a number holds, and Node tells the last id, or throws.
		const {lastInsertRowid} = database.prepare('UPDATE search_state SET up_to = up_to').run();
		expect(lastInsertRowid).toSatisfy(Number.isSafeInteger);
		index.remove([]);
		index.add([{id: 301, texts: ['abc']}], 301);
		expect(index.candidates([[['abc']]], all)).toEqual([
			291, 292, 293, 294, 295, 296, 297, 298, 299, 300, 301,
		]);
	});

	it('never leaves out one that has the text, whatever stands in it', async () => {
		const text = fc.string({
			unit: fc.constantFrom(...'abé"\0\u{1f600}*( -\n\ud83d'),
			minLength: 0,
			maxLength: 12,
		});
		const open = await loadDriver();
		const database = open(':memory:', {readOnly: false});
		afterwards(() => database.close());
		migrate(database, 'x');
		const index = new SearchIndex(database);
		fc.assert(
			fc.property(fc.array(fc.array(text, {maxLength: 3}), {maxLength: 6}), text, (rows, sought) => {
				fc.pre([...sought].length >= 3 && !/\p{Surrogate}/u.test(sought));
				index.begin('x');
				index.add(
					rows.map((texts, at) => ({id: at + 1, texts})),
					rows.length,
				);
				const found = index.candidates([[[sought]]], all);
				for (const [at, texts] of rows.entries()) {
					if (texts.some(each => each.includes(sought))) expect(found).toContain(at + 1);
				}
			}),
			{numRuns: 300},
		);
	});

	it('what was removed cannot be read in the file once it is purged', async () => {
		const path = temporaryPath();
		const database = await bareConnection(path);
		migrate(database, path);
		database.exec('PRAGMA secure_delete = ON');
		const index = new SearchIndex(database);
		index.begin('x');
		database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
		const rare: Record<number, string[]> = {201: ['zqxjkv'], 301: ['wvkqzy']};
		const filler = (id: number) => ({id, texts: [`filler ${id} ${'lorem ipsum '.repeat(20)}${id * 7919}`]});
		for (let id = 1; id <= 400; id += 4) {
			const rows = [0, 1, 2].map(more => filler(id + more));
			database.exec('BEGIN');
			index.add([...rows, {id: id + 3, texts: rare[id] ?? ['other']}], id + 3);
			database.exec('COMMIT');
		}
		const holds = (grams: RegExp) =>
			database
				.prepare('SELECT block FROM search_data')
				.all()
				.some(({block}) => grams.test(Buffer.from(block as Uint8Array).toString('latin1')));
		for (const [id, grams] of [
			[204, /zqx|qxj|jkv/],
			// By then there is one piece of index left.
			[304, /wvk|vkq|qzy/],
		] as const) {
			expect(holds(grams)).toBe(true);
			index.remove([id]);
			let pieces = 0;
			while (index.purge() && pieces++ < 1000);
			expect(pieces).toBeLessThan(1000);
			expect(holds(grams)).toBe(false);
		}
		expect(index.candidates([[['lorem']]], all)).toHaveLength(300);
	});
});
