import {type ExitCode, exitCode} from '../../core/errors.ts';
import {deadlineOf} from '../../inspect/verdict.ts';
import {deliveryLine as textLine} from '../../output/lines.ts';
import {deliveryLine as jsonLine} from '../../output/ndjson.ts';
import {deliveryOf} from '../../session/archive.ts';
import type {StoredDelivery, StoreReader} from '../../store/store.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import type {GlobalOptions} from '../options.ts';
import type {SecretOptions} from '../secrets.ts';
import {isDone, printed, terminalWidth, withStore} from './reading.ts';

/** How many rows are read at a time: a store may hold a million, and one may hold megabytes. */
const pageSize = 10;

export function runDeliveries(
	options: SecretOptions & {limit?: number},
	global: GlobalOptions,
): Promise<ExitCode> {
	return withStore({...global, ...options}, isDone, async (store, told) => {
		const {theme, marks} = looksFor(global, process.env);
		const width = terminalWidth();
		for (const page of pages(store, options.limit ?? null)) {
			for (const stored of page) {
				const delivery = deliveryOf(stored, told);
				const line = paintLine(textLine(delivery, {width, marks, deadlineOf}), theme);
				await printed(global.json ? jsonLine(delivery) : `${line}\n`);
			}
		}
		return exitCode.done;
	});
}

/** All deliveries of the store, or the newest ones, oldest first and a few at a time. */
export function* pages(store: StoreReader, limit: number | null): Generator<StoredDelivery[]> {
	let after = limit === null ? 0 : firstOfNewest(store, limit);
	for (;;) {
		const page = store.deliveriesAfter(after, pageSize);
		const last = page.at(-1)?.id;
		if (last === undefined) return;
		yield page;
		after = last;
	}
}

/** The id before the newest `limit` ones. */
function firstOfNewest(store: StoreReader, limit: number): number {
	let before = Number.MAX_SAFE_INTEGER;
	for (let left = limit; left > 0; left -= pageSize) {
		const oldest = store.deliveriesBefore(before, Math.min(left, pageSize))[0]?.id;
		if (oldest === undefined) break;
		before = oldest;
	}
	return before - 1;
}
