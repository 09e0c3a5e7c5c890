import {describe, expect, it} from 'vitest';
import {firstDelivery, lastBefore} from '../../src/doctor/watch.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {inMemory} from '../../src/store/location.ts';
import {type DeliveryRecord, openStore} from '../../src/store/store.ts';
import {readFixture} from '../support/fixtures.ts';
import {afterwards, until} from '../support/waiting.ts';
import {knownProvider} from './handlers.ts';

const telecmi = knownProvider('telecmi');

function record(fixture: string, more: Partial<DeliveryRecord> = {}): DeliveryRecord {
	const {request} = readFixture(fixture);
	const answer = {status: 200, by: 'call-hook', durationMs: 1} as const;
	return {request, replay: null, pin: null, refusal: null, answer, ...more};
}

async function filled(...records: DeliveryRecord[]) {
	const store = await openStore(inMemory);
	afterwards(() => store.close());
	const add = (...more: DeliveryRecord[]) => store.write(writer => writer.insertDeliveries(more));
	if (records.length > 0) add(...records);
	const watch = (withinMs: number | null, signal = new AbortController().signal, after = records.length) =>
		firstDelivery({store, provider: telecmi, told: nothingTold, after, withinMs, signal, everyMs: 5});
	return {store, add, watch};
}

describe('the first delivery of a provider', () => {
	it('is found among others that come, once it is there', async () => {
		const {add, watch} = await filled(record('telecmi/outgoing-answered'));
		const watching = watch(20_000);
		add(record('cllr/post-call'));
		add(record('telecmi/incoming-missed'));
		expect(await watching).toMatchObject({found: {id: 3}, seen: [{id: 2, provider: {id: 'cllr'}}]});
	});

	it('is none that came before, was sent by the user, or was not let in', async () => {
		const {watch} = await filled(
			record('telecmi/outgoing-answered', {
				replay: {of: null, from: 'x', isEdited: false, isResigned: false},
			}),
			record('telecmi/outgoing-answered', {refusal: {code: 'path', message: 'another path'}}),
		);
		const {found, seen, waitedMs} = await watch(30, undefined, 0);
		expect(found).toBeNull();
		expect(seen).toMatchObject([
			{id: 2, refused: 'path', method: 'POST', path: expect.stringMatching(/^\//)},
		]);
		expect(waitedMs).toBeGreaterThanOrEqual(29);
	});

	it('is not waited for any more once that is given up', async () => {
		const {watch} = await filled();
		const ending = new AbortController();
		let isOver = false;
		const watching = watch(null, ending.signal).then(watched => {
			isOver = true;
			return watched;
		});
		ending.abort();
		await until('the end', () => isOver);
		expect((await watching).found).toBeNull();
	});

	it('is found at once behind many strangers', async () => {
		const {store, add} = await filled();
		add(...Array.from({length: 45}, () => record('cllr/post-call')), record('telecmi/incoming-missed'));
		const {signal} = new AbortController();
		// One pause between two looks would be longer than a test may take.
		const options = {store, provider: telecmi, told: nothingTold, after: 0, withinMs: null, signal};
		expect(await firstDelivery({...options, everyMs: 3_600_000})).toMatchObject({found: {id: 46}});
	});

	it('of many strangers the first are remembered', async () => {
		const {add, watch} = await filled();
		add(...Array.from({length: 120}, () => record('cllr/post-call')), record('telecmi/incoming-missed'));
		const {found, seen} = await watch(20_000, undefined, 0);
		expect(found?.id).toBe(121);
		expect(seen.map(({id}) => id)).toEqual(Array.from({length: 50}, (_, index) => index + 1));
	});
});

it('the last delivery before is found, as far as one looks', async () => {
	const at = Date.UTC(2026, 0, 1);
	const {request} = readFixture('telecmi/outgoing-answered');
	const {store} = await filled(
		record('telecmi/outgoing-answered', {request: {...request, receivedAt: at}}),
		...Array.from({length: 25}, () => record('cllr/post-call')),
	);
	expect(lastBefore(store, 27, telecmi, nothingTold)).toBe(at);
	expect(lastBefore(store, 27, knownProvider('callr'), nothingTold)).toBeNull();
});
