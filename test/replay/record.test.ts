import {describe, expect, it, vi} from 'vitest';
import {noRecorder, recorderOf} from '../../src/replay/record.ts';
import {storeAt} from '../store/temporary.ts';
import {plainReplay, sentDelivery, wireRequest} from './samples.ts';

describe('recorderOf', () => {
	it('keeps what was sent as deliveries of their own, and tells their numbers', async () => {
		const store = await storeAt();
		const recorder = recorderOf(store, () => expect.fail('not kept'));
		const replay = {...plainReplay, of: 7, from: null, isEdited: true};
		const pin = {id: 'cllr', because: 'pinned by #7'};
		const kept = await Promise.all([
			recorder.keep(sentDelivery({status: 204, answer: 'a', replay, pin})),
			recorder.keep(sentDelivery({request: wireRequest({target: '/b'}), status: null})),
		]);
		expect(kept.map(({id}) => id)).toEqual([1, 2]);
		expect(store.delivery(1)).toMatchObject({replay, pin, answer: {status: 204, by: 'target'}});
		expect(store.delivery(2)).toMatchObject({
			replay: plainReplay,
			pin: null,
			answer: {status: null, by: 'nobody'},
		});
		expect(store.delivery(2)?.request).toMatchObject({target: '/b', bodySize: 7});
	});

	it('many in one transaction, and the rest when it is flushed', async () => {
		const store = await storeAt();
		const write = vi.spyOn(store, 'write');
		const recorder = recorderOf(store, () => expect.fail('not kept'));
		const kept = Array.from({length: 150}, () => recorder.keep(sentDelivery()));
		recorder.flush();
		expect((await Promise.all(kept)).map(({id}) => id)).toEqual(Array.from({length: 150}, (_, at) => at + 1));
		expect(write).toHaveBeenCalledTimes(3);
		recorder.flush();
		expect(write).toHaveBeenCalledTimes(3);
	});

	it('says once that the store cannot be written, and goes on', async () => {
		const store = await storeAt();
		store.close();
		const failures: unknown[] = [];
		const recorder = recorderOf(store, error => failures.push(error));
		const first = recorder.keep(sentDelivery());
		recorder.flush();
		expect((await first).id).toBeNull();
		expect((await recorder.keep(sentDelivery())).id).toBeNull();
		expect(failures).toHaveLength(1);
	});
});

describe('noRecorder', () => {
	it('gives everything as it is', async () => {
		const delivery = sentDelivery();
		expect(await noRecorder.keep(delivery)).toBe(delivery);
		noRecorder.flush();
	});
});
