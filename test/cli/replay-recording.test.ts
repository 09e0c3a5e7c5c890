import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {recording} from '../../src/cli/replay-recording.ts';
import {parseTarget} from '../../src/forward/target-url.ts';
import {noRecorder} from '../../src/replay/record.ts';
import {openStoreForReading} from '../../src/store/store.ts';
import {keep, sentDelivery} from '../replay/samples.ts';
import {storeAt, temporaryFolder, temporaryPath} from '../store/temporary.ts';

afterEach(() => void vi.restoreAllMocks());

function options(storePath: string, change: {isWanted?: boolean; to?: string} = {}) {
	const parsed = parseTarget(change.to ?? 'http://127.0.0.1:3000');
	const address = 'address' in parsed ? parsed.address : expect.fail(parsed.problem);
	const said: string[] = [];
	return {
		said,
		storePath,
		address,
		isWanted: change.isWanted ?? true,
		say: (text: string) => said.push(text),
	};
}

describe('recording', () => {
	it('makes the store, and keeps what waits when it is closed', async () => {
		const path = temporaryPath();
		const {recorder, close} = await recording(options(path));
		const kept = keep(recorder, sentDelivery());
		close();
		expect((await kept).id).toBe(1);
		const store = await openStoreForReading(path);
		expect(store?.totals().deliveries).toBe(1);
		store?.close();
	});

	it('touches nothing when it is not wanted', async () => {
		const path = temporaryPath();
		const {recorder} = await recording(options(path, {isWanted: false}));
		expect(recorder).toBe(noRecorder);
		expect(await openStoreForReading(path)).toBeNull();
	});

	it('leaves it to a listener on the same store, and says so', async () => {
		const path = temporaryPath();
		const store = await storeAt(path);
		const listener = {pid: process.pid, url: 'http://127.0.0.1:8888', publicUrl: null, startedAt: 1};
		store.write(writer => writer.setListener(listener));
		const there = options(path, {to: 'http://localhost:8888/hooks'});
		expect((await recording(there)).recorder).toBe(noRecorder);
		expect(there.said).toHaveLength(1);
		const elsewhere = options(path);
		const {recorder, close} = await recording(elsewhere);
		expect(recorder).not.toBe(noRecorder);
		expect(elsewhere.said).toEqual([]);
		close();
	});

	it('goes on without a store that is none', async () => {
		const path = join(temporaryFolder(), 'store.db');
		writeFileSync(path, 'no database at all, but a text that is long enough to be looked at. '.repeat(50));
		const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
		expect((await recording(options(path))).recorder).toBe(noRecorder);
		expect(write).toHaveBeenCalledTimes(1);
		expect(String(write.mock.calls[0]?.[0])).toContain('not kept');
	});
});
