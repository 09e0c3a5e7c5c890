import {describe, expect, it} from 'vitest';
import type {Check} from '../../src/doctor/check.ts';
import {type StoreFacts, type StoreThere, storeChecks} from '../../src/doctor/store.ts';

const stored: StoreThere = {
	kind: 'there',
	path: '~/store.db',
	bytes: 1_250_000,
	mode: 0o600,
	isOwn: true,
	isWritable: true,
	version: 3,
	newestVersion: 3,
	deliveries: 120,
	calls: 40,
	damage: null,
	unchecked: null,
	freeBytes: 20_000_000_000,
};

const listener = {pid: 4711, url: 'http://127.0.0.1:8888', publicUrl: null};

function place(facts: StoreFacts, listeners = [listener]): string | undefined {
	return storeChecks(facts, listeners).find(({id}) => id === 'store/place')?.says;
}

describe('what is wrong with a store', () => {
	it.each<[string, string, StoreFacts, Partial<Check>]>([
		[
			'a store that is not there, in a folder that may not be written to',
			'store/place',
			{kind: 'absent', path: '/x/s.db', folder: '/x', isWritable: false, freeBytes: null},
			{state: 'problem', says: '/x/s.db cannot be made: /x may not be written to'},
		],
		[
			'a store that cannot be opened',
			'store/place',
			{kind: 'closed', path: '/x', message: 'The store /x is damaged.', hint: 'Move it away.'},
			{state: 'problem', says: 'The store /x is damaged', remedy: 'Move it away.'},
		],
		['a store that is read-only', 'store/writable', {...stored, isWritable: false}, {state: 'problem'}],
		[
			'a store that others read',
			'store/private',
			{...stored, mode: 0o644},
			{state: 'warning', remedy: 'Run chmod 600 ~/store.db.'},
		],
		["another's store", 'store/private', {...stored, isOwn: false}, {state: 'warning'}],
		['no permission bits', 'store/private', {...stored, mode: null}, {state: 'skipped'}],
		[
			'damage',
			'store/sound',
			{...stored, damage: 'row 3 missing from index'},
			{state: 'problem', says: 'SQLite finds damage: row 3 missing from index'},
		],
		['a large store', 'store/sound', {...stored, unchecked: 'too large'}, {state: 'skipped'}],
		['a full disk', 'store/room', {...stored, freeBytes: 5_000_000}, {state: 'warning'}],
	])('%s', (_what, id, facts, expected) => {
		expect(storeChecks(facts, []).find(found => found.id === id)).toMatchObject(expected);
	});
});

describe('a store', () => {
	it('tells what is in it, and who listens on it', () => {
		const says = '~/store.db, 1.3 MB, 120 deliveries of 40 calls';
		expect(place(stored, [])).toBe(`${says}; nothing listens on it`);
		expect(place(stored)).toBe(`${says}; one listener runs on it`);
		expect(place(stored, [listener, listener])).toBe(`${says}; 2 listeners run on it`);
	});

	it('of an older format is brought up to date by the next listener', () => {
		expect(place({...stored, version: 2})).toContain('format 2 of 3');
	});

	it('that is not there yet is no problem', () => {
		const absent = {kind: 'absent', path: '~/s.db', folder: '~', isWritable: true, freeBytes: 1e10} as const;
		expect(storeChecks(absent, []).map(({state}) => state)).toEqual(['ok', 'ok']);
	});

	it('that keeps nothing has nothing to look at', () => {
		expect(storeChecks({kind: 'memory'}, [])).toHaveLength(1);
	});
});
