import {chmodSync, existsSync, openSync, truncateSync, writeFileSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {bytesOf, storeHealth} from '../../src/store/health.ts';
import {inMemory} from '../../src/store/location.ts';
import {schemaVersion} from '../../src/store/migrations.ts';
import {openStore} from '../../src/store/store.ts';
import {readFixture} from '../support/fixtures.ts';
import {temporaryPath} from './temporary.ts';

async function stored(deliveries = 1): Promise<string> {
	const path = temporaryPath();
	const store = await openStore(path);
	const {request} = readFixture('telecmi/outgoing-answered');
	const answer = {status: 200, by: 'call-hook', durationMs: 1} as const;
	const record = {request, replay: null, pin: null, refusal: null, answer};
	store.write(writer => writer.insertDeliveries(Array.from({length: deliveries}, () => record)));
	store.checkpoint();
	store.close();
	return path;
}

describe('a store that is there', () => {
	it('is whole, private, and told with its size and version', async () => {
		const path = await stored();
		expect(await storeHealth(path)).toMatchObject({
			kind: 'there',
			bytes: bytesOf(path),
			mode: process.platform === 'win32' ? null : 0o600,
			isOwn: true,
			isWritable: true,
			version: schemaVersion,
			newestVersion: schemaVersion,
			damage: null,
			unchecked: null,
			freeBytes: expect.any(Number),
		});
	});

	it.skipIf(process.platform === 'win32')('that others may read is told with its mode', async () => {
		const path = await stored();
		chmodSync(path, 0o644);
		expect(await storeHealth(path)).toMatchObject({mode: 0o644});
	});

	it('is as large as its file with the log beside it, and nothing where there is none', () => {
		const path = temporaryPath();
		expect(bytesOf(path)).toBe(0);
		writeFileSync(path, 'x'.repeat(100));
		expect(bytesOf(path)).toBe(100);
		writeFileSync(`${path}-wal`, 'x'.repeat(23));
		expect(bytesOf(path)).toBe(123);
	});

	it('that is damaged is found out', async () => {
		const path = await stored(2000);
		const file = openSync(path, 'r+');
		// Pages in the middle: its first one says that it is a store.
		for (let page = 4; page < 12; page++) writeSync(file, Buffer.alloc(4000, 0xa5), 0, 4000, page * 8192);
		const health = await storeHealth(path);
		expect(health.kind === 'closed' || (health.kind === 'there' && health.damage !== null)).toBe(true);
	});

	it('that is too large is not looked through', async () => {
		const path = await stored();
		expect(await storeHealth(path, 1024)).toMatchObject({
			damage: null,
			unchecked: expect.stringContaining('larger than'),
		});
	});

	it('that is cut off, or none, says so', async () => {
		const path = await stored(2000);
		truncateSync(path, 20_000);
		const health = await storeHealth(path);
		expect(health.kind === 'closed' || (health.kind === 'there' && health.damage !== null)).toBe(true);
		const other = temporaryPath();
		writeFileSync(other, 'no database, but long enough to be looked at as if it were one\n'.repeat(40));
		expect(await storeHealth(other)).toMatchObject({
			kind: 'closed',
			error: {message: expect.stringContaining('is not a call-hook store')},
		});
	});
});

it('one that is not there is not made', async () => {
	const path = join(dirname(temporaryPath()), 'a', 'b', 'store.db');
	expect(await storeHealth(path)).toMatchObject({
		kind: 'absent',
		folder: dirname(dirname(dirname(path))),
		isWritable: true,
	});
	expect(existsSync(dirname(path))).toBe(false);
});

it('one in memory has nothing to look at', async () => {
	expect(await storeHealth(inMemory)).toEqual({kind: 'memory'});
});
