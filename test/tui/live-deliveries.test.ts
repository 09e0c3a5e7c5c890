import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {noPins} from '../../src/inspect/inspect.ts';
import {liveView} from '../../src/session/live-view.ts';
import {Session} from '../../src/session/session.ts';
import {loadDriver} from '../../src/store/driver.ts';
import {openStore} from '../../src/store/store.ts';
import {receiver, request, telecmiReport} from './samples.ts';

const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0).reverse()) end();
});

async function received(count: number) {
	const to = await receiver();
	ends.push(() => to.store.close());
	await to.receive(
		...Array.from({length: count}, (_, index) => ({body: telecmiReport(`call-${index % 3}`)})),
	);
	return to;
}

describe('the deliveries of a live view', () => {
	test('are listed in order, without their bodies', async () => {
		const {view} = await received(5);
		expect(view.deliveryIdsAfter(2, 2)).toEqual([3, 4]);
		expect(view.deliveryIdsBefore(5, 2)).toEqual([3, 4]);
		const rows = view.deliveriesAfter(1, 3);
		expect(rows.map(({id}) => id)).toEqual([2, 3, 4]);
		expect(rows[0]).toMatchObject({
			provider: 'telecmi',
			event: {kind: 'cdr', providerStatus: 'answered'},
			answer: {status: 200, by: 'call-hook'},
			verdict: 'unknown',
			repeat: null,
			replay: null,
		});
		expect(JSON.stringify(rows)).not.toContain('cmiuuid');
	});

	test('are made once for as long as they are asked for, unless their answer changes', async () => {
		const {view, store} = await received(5);
		const before = view.deliveriesAfter(0, 5);
		store.write(writer => writer.updateAnswer(2, {status: null, by: 'nobody', durationMs: 3}));
		const after = view.deliveriesAfter(0, 5);
		expect(after.map((row, index) => row === before[index])).toEqual([true, false, true, true, true]);
		expect(after[1]).toMatchObject({answer: {by: 'nobody'}, verdict: null});
	});

	test('know their call', async () => {
		const {view} = await received(5);
		const delivery = view.delivery(4);
		const call = delivery === null ? null : view.callOf(delivery);
		expect(call).toBe(1);
		expect(view.deliveriesOf(call ?? 0).map(({id}) => id)).toEqual([1, 4]);
		expect(view.delivery(99)).toBeNull();
	});

	test('are counted, whether or not some are gone', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'call-hook-'));
		ends.push(() => rmSync(folder, {recursive: true}));
		const path = join(folder, 'store.db');
		const store = await openStore(path);
		ends.push(() => store.close());
		const answer = {status: 200, by: 'call-hook', durationMs: 1} as const;
		const records = Array.from({length: 10}, () => ({
			request: request({}),
			replay: null,
			refusal: null,
			pin: null,
			answer,
		}));
		store.write(writer => writer.insertDeliveries(records));
		const session = new Session({store, inspect: noPins});
		ends.push(() => session.close());
		const view = liveView(session, 'http://127.0.0.1:8888');
		expect(view.deliveryPosition(7)).toBe(7);
		const other = (await loadDriver())(path, {readOnly: false});
		other.exec('DELETE FROM deliveries WHERE id IN (2, 3)');
		other.close();
		expect(view.deliveryPosition(7)).toBe(5);
	});
});
