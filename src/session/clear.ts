/** Deliveries are taken out of a store, and their calls are made what the rest says. */

import type {Told} from '../inspect/inspect.ts';
import type {Store, StoreWriter} from '../store/store.ts';
import {foldedAnew, marksOf} from './call-folder.ts';

export interface Cleared {
	deliveries: number;
	/** Calls of which nothing is left. */
	calls: number;
	/** Calls of which something is. */
	changedCalls: number;
}

/** Deliveries that one transaction deletes: a listener on the same store waits for it. */
const atOnce = 100;

/**
 * Deletes deliveries, whose bytes cannot be read in the file afterwards. They have to be folded into their calls.
 * Listeners that use the store go on meanwhile. When it is ended early each call is what its deliveries say all the
 * same.
 * @throws {CallHookError} when it could not be kept
 */
export function clear(store: Store, told: Told, ids: readonly number[]): Cleared {
	const left = new Set(ids);
	const cleared: Cleared = {deliveries: 0, calls: 0, changedCalls: 0};
	store.deleteSecurely();
	// The next one last.
	const calls = store.callsWith(ids).reverse();
	while (calls.length > 0) {
		store.write(writer => {
			for (let done = 0; done < atOnce; ) {
				const seq = calls.at(-1);
				if (seq === undefined) return;
				const {looked, isDone} = clearOfCall(writer, told, seq, left, cleared);
				if (isDone) calls.pop();
				done += looked + 1;
			}
		});
	}
	// Those of no call.
	const others = [...left];
	for (let at = 0; at < others.length; at += atOnce) {
		const some = others.slice(at, at + atOnce);
		cleared.deliveries += store.write(writer => writer.deleteDeliveries(some));
	}
	while (store.purgeSearch());
	store.truncateLog();
	return cleared;
}

/** Takes some of the deliveries out of a call; `isDone`: it has no more of them. `looked`: how many were dealt with. */
function clearOfCall(
	writer: StoreWriter,
	told: Told,
	seq: number,
	left: Set<number>,
	cleared: Cleared,
): {looked: number; isDone: boolean} {
	const linked = writer.deliveryIdsOfCall(seq);
	const gone = linked.filter(id => left.has(id)).slice(0, atOnce);
	writer.unlinkDeliveries(seq, gone);
	cleared.deliveries += writer.deleteDeliveries(gone);
	for (const id of gone) left.delete(id);
	const looked = gone.length;
	if (linked.some(id => left.has(id))) return {looked, isDone: false};
	const state = linked.length > gone.length ? foldedAnew(writer, seq, told) : null;
	if (state === null) {
		writer.unlinkDeliveries(seq, writer.deliveryIdsOfCall(seq));
		writer.deleteCall(seq);
		cleared.calls++;
	} else {
		writer.updateCall({seq, state}, marksOf(state));
		cleared.changedCalls++;
	}
	return {looked: linked.length, isDone: true};
}
