import {describe, expect, it} from 'vitest';
import {captures, findCall, idsNamed, requestStepOf} from '../../src/cli/captures.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {CallFolder} from '../../src/session/call-folder.ts';
import {recordOf, requestOf, storeAt} from '../store/temporary.ts';
import {cdr} from '../support/program.ts';

/** Deliveries 1 to 4: two of the call `one`, one of `other`, one of nobody. */
async function filled() {
	const store = await storeAt();
	const telecmi = (callId: string, receivedAt: number) =>
		recordOf({request: requestOf({text: cdr(callId).body, receivedAt})});
	store.write(writer => {
		writer.insertDeliveries([
			telecmi('one', 1000),
			telecmi('other', 2000),
			telecmi('one', 31_000),
			recordOf({request: requestOf({text: 'one more', method: 'PUT'})}),
		]);
	});
	new CallFolder(store, nothingTold).foldAll();
	return store;
}

describe('what a command line names', () => {
	it.each([
		[
			['3', '#1'],
			[3, 1],
		],
		[['1', '#1'], [1]],
		[['telecmi:one'], [1, 3]],
		[['one'], [1, 3]],
		[['telecmi:ot…'], [2]],
		[
			['other', 'telecmi:one', '1'],
			[2, 1, 3],
		],
		[
			['2-4', '#1-#2'],
			[2, 3, 4, 1],
		],
		[['method:PUT'], [4]],
		[['provider:telecmi', '-call:one'], [2]],
		[['telecmi'], [1, 2, 3]],
		[['more'], [4]],
		[['"3"', 'method:PUT'], []],
	])('%j', async (words, ids) => {
		const store = await filled();
		expect([...captures(words, store, nothingTold)].map(({id}) => id)).toEqual(ids);
	});

	it.each([
		[['5'], 'There is no delivery #5 in the store.', 1],
		[['telecmi:two'], 'There is no call telecmi:two in the store.', 1],
		[['telecmi:o'], 'Several calls begin with telecmi:o.', 1],
		[[''], 'A word is empty: it names nothing.', 2],
		[['1', ' '], 'A word is blank: it names nothing.', 2],
		[['3-1'], '3-1 ends before it begins.', 2],
		[['1-5'], 'There is no delivery #5 in the store, with which 1-5 ends.', 1],
		[['1', 'method:PUT'], '1 names what is in the store, method:PUT does not.', 2],
		[['methd:PUT'], expect.stringContaining('The filter, column 1'), 2],
	])('%j is refused', async (words, message, exitCode) => {
		const store = await filled();
		const all = () => [...captures(words, store, nothingTold)];
		expect(all).toThrow(expect.objectContaining({message, exitCode}));
	});

	it('of a word that can be neither, nothing', async () => {
		const store = await filled();
		expect(idsNamed('fixtures/telecmi', store)).toBeNull();
		expect(findCall(store, '')).toBeNull();
	});
});

describe('a delivery as a step', () => {
	it('keeps its bytes, its pin and the gap before it', async () => {
		const store = await filled();
		const [first, second] = captures(['telecmi:one'], store, nothingTold);
		if (first === undefined || second === undefined) throw new Error('not found');
		expect(requestStepOf(first, null)).toMatchObject({afterMs: null, deliveryId: 1, pin: null});
		expect(requestStepOf(second, first)).toEqual({
			name: null,
			shows: null,
			source: null,
			pin: null,
			afterMs: 30_000,
			deliveryId: 3,
			method: 'POST',
			target: '/hooks?a=b',
			headers: [['Content-Type', 'application/json']],
			body: second.request.body,
		});
	});

	it.each([
		[{method: null}, 'it is not HTTP'],
		[{bodySize: 99}, 'only 7 of the 99 bytes of its body were kept'],
		[{fault: {code: 'aborted', message: 'gone'} as const}, 'gone'],
	])('one that did not come whole is none: %j', async (change, problem) => {
		const store = await storeAt();
		store.write(writer => writer.insertDeliveries([recordOf({request: requestOf(change)})]));
		const [delivery] = captures(['1'], store, nothingTold);
		if (delivery === undefined) throw new Error('not found');
		expect(requestStepOf(delivery, null)).toEqual({problem});
	});
});
