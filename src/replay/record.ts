/** Keeps what was sent in the store, many at a time: a transaction costs as much as many rows. */

import type {Delivery} from '../core/delivery.ts';
import {pinOf} from '../session/archive.ts';
import type {DeliveryRecord, Store} from '../store/store.ts';

export interface Recorder {
	/** Gives the delivery with its number once it is kept; as it is where it is not. Never rejects. */
	keep(delivery: Delivery): Promise<Delivery>;
	/** Keeps what waits, now. */
	flush(): void;
}

/** Nothing is kept: `--no-record`, or a listener on the same store keeps what it gets. */
export const noRecorder: Recorder = {
	keep: delivery => Promise.resolve(delivery),
	flush() {},
};

/** Rows of one transaction, and how long the first of them waits for it, in ms. */
const mostAtOnce = 64;
const longestWaitMs = 50;

/**
 * Deliveries that are sent again are never changed: each sending is a row of its own.
 * @param onFailure told once, when something could not be kept; sending goes on without
 */
export function recorderOf(store: Pick<Store, 'write'>, onFailure: (error: unknown) => void): Recorder {
	let waiting: {delivery: Delivery; settle: (kept: Delivery) => void}[] = [];
	let timer: NodeJS.Timeout | null = null;
	let hasFailed = false;
	const flush = () => {
		if (timer !== null) clearTimeout(timer);
		timer = null;
		const batch = waiting;
		waiting = [];
		if (batch.length === 0) return;
		let ids: number[] = [];
		try {
			ids = store.write(writer => writer.insertDeliveries(batch.map(({delivery}) => recordOf(delivery))));
		} catch (error) {
			if (!hasFailed) onFailure(error);
			hasFailed = true;
		}
		for (const [index, {delivery, settle}] of batch.entries()) {
			settle({...delivery, id: ids[index] ?? null});
		}
	};
	return {
		keep(delivery) {
			// A store that cannot be written would make every batch wait for its lock.
			if (hasFailed) return Promise.resolve(delivery);
			return new Promise(settle => {
				waiting.push({delivery, settle});
				if (waiting.length >= mostAtOnce) flush();
				else timer ??= setTimeout(flush, longestWaitMs);
			});
		},
		flush,
	};
}

function recordOf({request, replay, refusal, inspection, answer}: Delivery): DeliveryRecord {
	return {request, replay, refusal, pin: pinOf({inspection}), answer};
}
