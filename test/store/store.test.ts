import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {CallState} from '../../src/core/call.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {contributionOf, fold} from '../../src/session/fold.ts';
import {schemaVersion} from '../../src/store/migrations.ts';
import {processIdentity} from '../../src/store/process-identity.ts';
import {
	type CallMarks,
	type DeliveryRecord,
	type ListenerEntry,
	openStore,
	openStoreForReading,
	type Store,
} from '../../src/store/store.ts';
import {random} from '../core/random.ts';
import {deliveryFrom, posted, record} from '../session/receiving.ts';
import {afterwards} from '../support/waiting.ts';
import {bareConnection, recordOf, requestOf, storeAt, temporaryFolder, temporaryPath} from './temporary.ts';

const insert = (store: Store, ...records: DeliveryRecord[]) =>
	store.write(writer => writer.insertDeliveries(records));

/** The state of a call of one delivery, under a key of its own. */
function stateOf(key: string): CallState {
	const part = contributionOf(deliveryFrom(posted(record('c'))));
	if (part === null) throw new Error('belongs to no call');
	return {...fold(null, part), key};
}

const quiet: CallMarks = {live: false, verdict: 'unknown', errors: 0};

async function failure(work: () => Promise<unknown>): Promise<CallHookError> {
	const error = await work().then(
		() => null,
		thrown => thrown as unknown,
	);
	if (!(error instanceof CallHookError)) throw new Error(`no CallHookError but ${error}`);
	return error;
}

describe('the file', () => {
	it('and its side files are readable by their owner only; so are folders made for it', async () => {
		const folder = join(temporaryFolder(), 'a', 'b');
		const store = await storeAt(join(folder, 'store.db'));
		insert(store, recordOf());
		expect(readdirSync(folder).sort()).toEqual(['store.db', 'store.db-shm', 'store.db-wal']);
		for (const name of readdirSync(folder))
			expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(statSync(join(folder, '..')).mode & 0o777).toBe(0o700);
	});

	it('keeps the mode its owner gave it', async () => {
		const path = temporaryPath();
		(await openStore(path)).close();
		chmodSync(path, 0o640);
		await storeAt(path);
		expect(statSync(path).mode & 0o777).toBe(0o640);
	});

	it('is written ahead, so that readers and writers do not wait for each other', async () => {
		const path = temporaryPath();
		await storeAt(path);
		const other = await bareConnection(path);
		expect(other.prepare('PRAGMA journal_mode').get()).toEqual({journal_mode: 'wal'});
		expect(other.prepare('PRAGMA user_version').get()).toEqual({user_version: schemaVersion});
	});

	it('opens again as often as one likes, with everything in it', async () => {
		const path = temporaryPath();
		for (let i = 1; i <= 3; i++) {
			const store = await openStore(path);
			expect(insert(store, recordOf())).toEqual([i]);
			expect(store.totals().deliveries).toBe(i);
			store.close();
			store.close();
		}
	});

	it(':memory: keeps nothing on disk', async () => {
		const store = await storeAt(':memory:');
		insert(store, recordOf());
		expect(store.totals().deliveries).toBe(1);
		expect(existsSync(':memory:')).toBe(false);
		const another = await storeAt(':memory:');
		expect(another.totals().deliveries).toBe(0);
	});

	it('checkpoint moves what was written into the main file', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		insert(store, recordOf({request: requestOf({text: 'needle-in-the-body'})}));
		expect(readFileSync(path).includes('needle-in-the-body')).toBe(false);
		store.checkpoint();
		expect(readFileSync(path).includes('needle-in-the-body')).toBe(true);
	});
});

describe('what cannot be opened', () => {
	it('another program’s database: says so, and leaves it as it is', async () => {
		const path = temporaryPath();
		const other = await bareConnection(path);
		other.exec('CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES (1)');
		other.close();
		const error = await failure(() => openStore(path));
		expect(error.exitCode).toBe(3);
		expect(error.message).toBe(`${path} is a database of another program, not a call-hook store.`);
		expect(error.hint).toContain('--store');
		expect((await failure(() => openStoreForReading(path))).message).toBe(error.message);
		const again = await bareConnection(path);
		expect(again.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{name: 'notes'}]);
	});

	it('a newer version’s: says both versions and what to do', async () => {
		const path = temporaryPath();
		(await openStore(path)).close();
		const other = await bareConnection(path);
		other.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
		other.close();
		for (const open of [openStore, openStoreForReading]) {
			const error = await failure(() => open(path));
			expect(error.exitCode).toBe(3);
			expect(error.message).toContain(
				`version ${schemaVersion + 1} of its format; this one knows ${schemaVersion}`,
			);
			expect(error.hint).toContain('Update call-hook');
		}
	});

	it('a file that is no database', async () => {
		const path = temporaryPath();
		writeFileSync(path, 'this is no database, and long enough to be looked at: '.repeat(20));
		for (const open of [openStore, openStoreForReading]) {
			const error = await failure(() => open(path));
			expect(error.message).toContain(`The store ${path} is not a call-hook store: it is no SQLite file`);
			expect(error.hint).toBe('Choose another file with --store.');
			expect(error.exitCode).toBe(3);
		}
	});

	it('a folder', async () => {
		const error = await failure(() => openStore(temporaryFolder()));
		expect(error.exitCode).toBe(3);
		expect(error.hint).toContain('--store');
	});

	it('a folder that cannot be made, as a file is in its place', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'file'), '');
		const path = join(folder, 'file', 'store.db');
		const error = await failure(() => openStore(path));
		expect(error.message).toContain(path);
		expect(error.exitCode).toBe(3);
	});

	it.skipIf(process.getuid?.() === 0)('a folder without the right to write', async () => {
		const folder = join(temporaryFolder(), 'read-only');
		mkdirSync(folder, {mode: 0o500});
		const error = await failure(() => openStore(join(folder, 'store.db')));
		expect(error.message).toContain('cannot be written: it, or its folder, is read-only');
		expect(error.hint).toContain('permissions');
	});

	it('a file that is not there is no error for reading: there is nothing to read', async () => {
		const path = temporaryPath();
		expect(await openStoreForReading(path)).toBeNull();
		expect(existsSync(path)).toBe(false);
	});

	it('a file in which nothing was written yet has nothing to read, either', async () => {
		const path = temporaryPath();
		writeFileSync(path, '');
		const store = await openStoreForReading(path);
		if (store !== null) afterwards(() => store.close());
		expect(store?.totals().deliveries ?? 0).toBe(0);
	});
});

describe('a delivery comes back as it went in', () => {
	const everything: [string, DeliveryRecord][] = [
		['an ordinary one', recordOf()],
		['a GET without a body', recordOf({request: requestOf({method: 'GET', text: ''})})],
		[
			'NUL and every other byte',
			recordOf({request: requestOf({body: Uint8Array.from({length: 256}, (_, i) => i)})}),
		],
		[
			'headers: order, case, repeats, latin1',
			recordOf({
				request: requestOf({
					headers: [
						['b', '1'],
						['A', ''],
						['B', 'caf\xe9 "quoted" \\ \u0001'],
						['b', '2'],
					],
				}),
			}),
		],
		[
			'malformed',
			recordOf({
				request: requestOf({
					method: null,
					target: null,
					httpVersion: null,
					headersMs: null,
					headers: [],
					remoteAddress: null,
					fault: {code: 'malformed', message: 'This is not HTTP: “x”'},
				}),
			}),
		],
		['cut', recordOf({request: requestOf({text: 'abc', bodySize: 99_999_999_999})})],
		['a replay', recordOf({replay: {of: 12, from: null, isEdited: false, isResigned: false}})],
		['pinned', recordOf({pin: {id: 'callr', because: 'pinned by --route /x'}})],
		['nobody answered', recordOf({answer: {status: null, by: 'nobody', durationMs: 0}})],
		['answered by a target', recordOf({answer: {status: 503, by: 'target', durationMs: 12_345.678}})],
		['a target with quotes and bytes', recordOf({request: requestOf({target: '/a\'b"c?%00\xe9;--'})})],
		['fractions of a millisecond', recordOf({request: requestOf({receivedAt: 1_795_167_062_123.456})})],
	];

	it.each(everything)('%s', async (_, record) => {
		const store = await storeAt();
		const [id = 0] = insert(store, record);
		const {id: storedId, ...stored} = store.delivery(id) ?? {id: 0};
		expect(storedId).toBe(id);
		expect({...stored, request: undefined}).toEqual({...record, request: undefined});
		const {body, ...request} = record.request;
		expect(store.delivery(id)?.request).toMatchObject(request);
		expect(Buffer.from(store.delivery(id)?.request.body ?? []).equals(Buffer.from(body))).toBe(true);
	});

	it('a body of 5 MB', async () => {
		const store = await storeAt();
		const body = Buffer.alloc(5 * 1024 * 1024);
		const {below} = random(1);
		for (let i = 0; i < body.length; i += 997) body[i] = below(256);
		const [id = 0] = insert(store, recordOf({request: requestOf({body})}));
		expect(Buffer.compare(Buffer.from(store.delivery(id)?.request.body ?? []), body)).toBe(0);
	});

	it('through another connection, and after the file was opened anew', async () => {
		const path = temporaryPath();
		const store = await openStore(path);
		insert(store, recordOf(), recordOf({replay: {of: 1, from: null, isEdited: false, isResigned: false}}));
		const reader = await openStoreForReading(path);
		expect(reader?.deliveriesAfter(0, 10)).toEqual(store.deliveriesAfter(0, 10));
		reader?.close();
		store.close();
		expect((await storeAt(path)).delivery(2)?.replay?.of).toBe(1);
	});

	it('an answer can be set right', async () => {
		const store = await storeAt();
		const [id = 0] = insert(store, recordOf());
		store.write(writer => writer.updateAnswer(id, {status: null, by: 'nobody', durationMs: 5}));
		expect(store.delivery(id)?.answer).toEqual({status: null, by: 'nobody', durationMs: 5});
	});
});

describe('lists of deliveries', () => {
	it.each([0, 1, 7, 8, 9, 16, 35])('%d stored together get ids in their order', async count => {
		const store = await storeAt();
		insert(store, recordOf());
		const targets = Array.from({length: count}, (_, i) => `/${i}`);
		const ids = insert(store, ...targets.map(target => recordOf({request: requestOf({target})})));
		expect(ids).toEqual(targets.map((_, i) => i + 2));
		expect(ids.map(id => store.delivery(id)?.request.target)).toEqual(targets);
	});

	it('go on from an id in both directions, oldest first', async () => {
		const store = await storeAt();
		insert(store, ...Array.from({length: 10}, () => recordOf()));
		const ids = (list: {id: number}[]) => list.map(({id}) => id);
		expect(ids(store.deliveriesAfter(0, 3))).toEqual([1, 2, 3]);
		expect(ids(store.deliveriesAfter(8, 5))).toEqual([9, 10]);
		expect(ids(store.deliveriesAfter(10, 5))).toEqual([]);
		expect(ids(store.deliveriesBefore(4, 2))).toEqual([2, 3]);
		expect(ids(store.deliveriesBefore(Number.MAX_SAFE_INTEGER, 2))).toEqual([9, 10]);
		expect(ids(store.deliveriesBefore(1, 2))).toEqual([]);
		expect(store.delivery(11)).toBeNull();
	});

	it('an id is never given twice, not even after the newest one is gone', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		insert(store, recordOf(), recordOf());
		(await bareConnection(path)).exec('DELETE FROM deliveries WHERE id = 2');
		expect(insert(store, recordOf())).toEqual([3]);
	});
});

describe('calls', () => {
	it('come back as they went in, and are found by their key', async () => {
		const store = await storeAt();
		const keys = ['telecmi:a', 'telecmi:b', 'cllr:a', 'telecmi:😀\0"', `callr:${'x'.repeat(10_000)}`];
		const seqs = store.write(writer => keys.map(key => writer.insertCall(stateOf(key), quiet)));
		expect(seqs).toEqual([1, 2, 3, 4, 5]);
		for (const [index, key] of keys.entries()) {
			expect(store.callByKey(key)).toEqual({seq: index + 1, state: stateOf(key)});
		}
		expect(store.callByKey('telecmi:c')).toBeNull();
	});

	it('are found by their key among ten thousand, each by its own', async () => {
		const store = await storeAt();
		const keys = Array.from({length: 10_000}, (_, index) => `telecmi:${index}`);
		store.write(writer => {
			for (const key of keys) writer.insertCall(stateOf(key), quiet);
		});
		for (let index = 0; index < keys.length; index += 97) {
			expect(store.callByKey(keys[index] ?? '')?.seq).toBe(index + 1);
		}
	});

	it('have a position, and windows in both directions', async () => {
		const store = await storeAt();
		store.write(writer => {
			for (const key of ['a:1', 'a:2', 'a:3', 'a:4']) writer.insertCall(stateOf(key), quiet);
		});
		const seqs = (list: {seq: number}[]) => list.map(({seq}) => seq);
		expect(seqs(store.callsAfter(1, 2))).toEqual([2, 3]);
		expect(seqs(store.callsBefore(4, 2))).toEqual([2, 3]);
		expect([0, 1, 3, 99].map(seq => store.callPosition(seq))).toEqual([0, 1, 3, 4]);
	});

	it('know their deliveries, oldest first; a link made twice counts once', async () => {
		const store = await storeAt();
		insert(store, ...Array.from({length: 5}, () => recordOf()));
		const seq = store.write(writer => {
			const call = writer.insertCall(stateOf('a:1'), quiet);
			writer.linkDeliveries([4, 1, 2, 4].map(id => [call, id] as const));
			return call;
		});
		expect(store.deliveryIdsOfCall(seq)).toEqual([1, 2, 4]);
		expect(store.deliveriesOfCall(seq, 2).map(({id}) => id)).toEqual([2, 4]);
		expect(store.deliveryIdsOfCall(seq + 1)).toEqual([]);
		expect(store.deliveryIdsOfCallBefore(seq, 4, 10)).toEqual([1, 2]);
		expect(store.deliveryIdsOfCallBefore(seq, 5, 2)).toEqual([2, 4]);
		expect(store.deliveryIdsOfCallBefore(seq, 1, 2)).toEqual([]);
	});

	it('a change replaces state and marks', async () => {
		const store = await storeAt();
		const seq = store.write(writer => writer.insertCall(stateOf('a:1'), {...quiet, live: true}));
		expect(store.totals()).toMatchObject({live: 1, errors: 0, rejected: 0});
		const state = {...stateOf('a:1'), deliveries: 7};
		store.write(writer => writer.updateCall({seq, state}, {live: false, verdict: 'rejected', errors: 3}));
		expect(store.callByKey('a:1')).toEqual({seq, state});
		expect(store.totals()).toMatchObject({calls: 1, live: 0, errors: 1, rejected: 1});
	});
});

describe('totals', () => {
	it('count what the marks say', async () => {
		const store = await storeAt();
		expect(store.totals()).toEqual({calls: 0, deliveries: 0, live: 0, errors: 0, rejected: 0});
		insert(store, recordOf(), recordOf());
		store.write(writer => {
			writer.insertCall(stateOf('a:1'), {live: true, verdict: null, errors: 0});
			writer.insertCall(stateOf('a:2'), {live: true, verdict: 'rejected', errors: 2});
			writer.insertCall(stateOf('a:3'), {live: false, verdict: 'accepted', errors: 1});
		});
		expect(store.totals()).toEqual({calls: 3, deliveries: 2, live: 2, errors: 2, rejected: 1});
	});
});

describe('transactions', () => {
	it('work that throws leaves nothing behind, and the store goes on', async () => {
		const store = await storeAt();
		expect(() =>
			store.write(writer => {
				writer.insertDeliveries([recordOf()]);
				throw new CallHookError('stop', {hint: '', exitCode: 1});
			}),
		).toThrow('stop');
		expect(store.totals().deliveries).toBe(0);
		expect(insert(store, recordOf())).toHaveLength(1);
	});

	it('a lock held by another program is an error that says so', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const other = await bareConnection(path);
		other.exec('BEGIN EXCLUSIVE');
		const began = performance.now();
		let error: unknown;
		try {
			insert(store, recordOf());
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toMatchObject({
			name: 'CallHookError',
			exitCode: 3,
			message: expect.stringContaining('is locked by another program'),
			hint: expect.stringContaining('Close the program'),
		});
		// It waits for a short lock, and not for ever.
		expect(performance.now() - began).toBeGreaterThan(1000);
		other.exec('ROLLBACK');
		expect(insert(store, recordOf())).toHaveLength(1);
	});

	it('reading goes on while another connection writes, and sees nothing half done', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const reader = await openStoreForReading(path);
		if (reader === null) throw new Error('no store');
		afterwards(() => reader.close());
		store.write(writer => {
			writer.insertDeliveries([recordOf(), recordOf()]);
			expect(reader.totals().deliveries).toBe(0);
		});
		expect(reader.totals().deliveries).toBe(2);
	});

	it('foreignVersion changes with another connection’s writes only', async () => {
		const path = temporaryPath();
		const [store, other] = [await storeAt(path), await storeAt(path)];
		const before = store.foreignVersion();
		insert(store, recordOf());
		expect(store.foreignVersion()).toBe(before);
		insert(other, recordOf());
		expect(store.foreignVersion()).not.toBe(before);
	});

	it('two connections that write by turns share the ids and the mark of what is folded', async () => {
		const path = temporaryPath();
		const [one, two] = [await storeAt(path), await storeAt(path)];
		expect([insert(one, recordOf()), insert(two, recordOf()), insert(one, recordOf())]).toEqual([
			[1],
			[2],
			[3],
		]);
		one.write(writer => writer.setFoldedUpTo(2));
		expect(two.write(writer => [writer.foldedUpTo(), writer.lastDeliveryId()])).toEqual([2, 3]);
	});

	it('a reader cannot write', async () => {
		const path = temporaryPath();
		await storeAt(path);
		const reader = await openStoreForReading(path);
		if (reader === null) throw new Error('no store');
		afterwards(() => reader.close());
		expect(() => insert(reader as Store, recordOf())).toThrow(/read-only|readonly/);
	});

	it('after close every use is an error that names the store', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		store.close();
		expect(() => store.totals()).toThrow(path);
		expect(() => insert(store, recordOf())).toThrow(path);
		expect(() => store.checkpoint()).not.toThrow();
	});
});

it('calls are found by the beginning of their key, and by no pattern in it', async () => {
	const store = await storeAt();
	store.write(writer => {
		for (const key of ['a:1', 'a:12', 'b:1', 'a:%']) writer.insertCall(stateOf(key), quiet);
	});
	const found = (beginning: string, limit = 10) =>
		store.callsByBeginning(beginning, limit).map(({state}) => state.key);
	expect(found('a:1')).toEqual(['a:1', 'a:12']);
	expect(found('a:', 2)).toEqual(['a:1', 'a:12']);
	expect(found('%')).toEqual([]);
	expect(found('a:%')).toEqual(['a:%']);
	expect(found('A:')).toEqual([]);
});

describe('what was answered', () => {
	const forwarding = {
		url: 'http://127.0.0.1:3000/x',
		failure: null,
		connectMs: 0.4,
		firstByteMs: 12,
		totalMs: 13,
	};
	const full = {
		status: 200,
		by: 'target',
		durationMs: 13,
		sent: {
			headers: [
				['Set-Cookie', 'a'],
				['set-cookie', 'caf\xe9'],
			],
			trailers: [['X-Sum', '1']],
			body: new Uint8Array([0, 255, 10]),
			bodySize: 7,
		},
		forwarding,
	} as const;

	it('comes back with every byte, with the delivery and in lists', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		insert(store, recordOf(), recordOf({answer: full}), recordOf());
		for (const from of [store, await openStoreForReading(path)]) {
			expect(from?.delivery(2)?.answer).toEqual(full);
			expect(from?.deliveriesAfter(0, 10).map(({answer}) => answer.by)).toEqual([
				'call-hook',
				'target',
				'call-hook',
			]);
			expect(from?.delivery(1)?.answer).toEqual(recordOf().answer);
			if (from !== store) from?.close();
		}
	});

	it('may become known later, and be corrected', async () => {
		const store = await storeAt();
		const [id = 0] = insert(store, recordOf({answer: {status: null, by: 'nobody', durationMs: 0}}));
		store.write(writer => writer.updateAnswer(id, full));
		expect(store.delivery(id)?.answer).toEqual(full);
		const failure = {code: 'cut', message: 'm', hint: 'h'} as const;
		const cut = {...full, isCut: true, forwarding: {...forwarding, failure}, fault: 'close'} as const;
		store.write(writer => writer.updateAnswer(id, cut));
		expect(store.delivery(id)?.answer).toEqual(cut);
		// The sender left: what was to be sent reached nobody.
		const left = {status: null, by: 'nobody', durationMs: 1} as const;
		store.write(writer => writer.updateAnswer(id, left));
		expect(store.delivery(id)?.answer).toEqual(left);
	});

	it('an empty body stays one', async () => {
		const store = await storeAt();
		const sent = {headers: [], body: new Uint8Array(), bodySize: 0};
		insert(store, recordOf({answer: {status: 204, by: 'rule', durationMs: 1, rule: 'answers[0]', sent}}));
		expect(store.delivery(1)?.answer).toMatchObject({rule: 'answers[0]', sent});
	});
});

it('why a request was not let in, and the address that led to it, are kept', async () => {
	const store = await storeAt();
	const refusal = {code: 'auth', message: 'no credentials'} as const;
	insert(store, recordOf({refusal, request: requestOf({publicUrl: 'https://a.example.test'})}), recordOf());
	expect(store.delivery(1)).toMatchObject({refusal, request: {publicUrl: 'https://a.example.test'}});
	expect(store.delivery(2)?.refusal).toBeNull();
	expect(store.delivery(2)?.request).not.toHaveProperty('publicUrl');
});

describe('listeners', () => {
	const entry = (change: Partial<ListenerEntry> = {}): ListenerEntry => ({
		pid: process.pid,
		url: 'http://127.0.0.1:8888',
		publicUrl: null,
		startedAt: 5,
		...change,
	});

	it('are told while their process lives, the oldest first; the last word of one counts', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const parent = entry({pid: process.ppid, startedAt: 4, publicUrl: 'https://a.example.test'});
		store.write(writer => {
			writer.setListener(entry({startedAt: 1}));
			writer.setListener(parent);
			writer.setListener(entry());
		});
		const reader = await openStoreForReading(path);
		afterwards(() => reader?.close());
		expect(reader?.listeners()).toEqual([parent, entry()]);
		store.write(writer => writer.removeListener(process.ppid));
		expect(reader?.listeners()).toEqual([entry()]);
	});

	it('that were killed are told no more, and forgotten when the next one begins', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const {pid = 0} = spawnSync(process.execPath, ['-e', '0']);
		store.write(writer => writer.setListener(entry({pid})));
		expect(store.listeners()).toEqual([]);
		store.write(writer => writer.setListener(entry()));
		const bare = await bareConnection(path);
		expect(bare.prepare('SELECT pid FROM listeners').all()).toEqual([{pid: process.pid}]);
	});

	it.skipIf(processIdentity(process.pid) === null)(
		'whose number another process has got are told no more',
		async () => {
			const path = temporaryPath();
			const store = await storeAt(path);
			store.write(writer => writer.setListener(entry()));
			expect(store.listeners()).toEqual([entry()]);
			const bare = await bareConnection(path);
			bare.exec("UPDATE listeners SET process = 'of long ago'");
			expect(store.listeners()).toEqual([]);
		},
	);

	it('of somebody else live as well', async () => {
		const store = await storeAt();
		// The first process of the machine: whoever is not root may not signal it.
		store.write(writer => writer.setListener(entry({pid: 1})));
		expect(store.listeners()).toEqual([entry({pid: 1})]);
	});
});
