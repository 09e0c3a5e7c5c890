import {type ExitCode, exitCode} from '../../core/errors.ts';
import {callHeading, callRow} from '../../output/calls.ts';
import {callLine} from '../../output/ndjson.ts';
import {callOf} from '../../session/fold.ts';
import type {StoredCall, StoreReader} from '../../store/store.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import type {GlobalOptions} from '../options.ts';
import {isDone, printed, terminalWidth, withCalls} from './reading.ts';

const pageSize = 500;

export function runCalls(options: {limit?: number}, global: GlobalOptions): Promise<ExitCode> {
	return withCalls(global, isDone, async store => {
		const {theme, marks} = looksFor(global, process.env);
		const width = terminalWidth();
		const now = Date.now();
		if (width !== null && !global.json) await printed(`${paintLine(callHeading(width, marks), theme)}\n`);
		for (const page of pages(store, options.limit ?? null)) {
			const text = page.map(({seq, state}) => {
				const call = callOf(state);
				return global.json
					? callLine(call, store.deliveryIdsOfCall(seq))
					: `${paintLine(callRow(call, width, now, marks), theme)}\n`;
			});
			await printed(text.join(''));
		}
		return exitCode.done;
	});
}

function* pages(store: StoreReader, limit: number | null): Generator<StoredCall[]> {
	// Calls are never taken out of the store, so the newest n are those with the n highest places.
	const total = store.callsBefore(Number.MAX_SAFE_INTEGER, 1)[0]?.seq ?? 0;
	let after = limit === null ? 0 : Math.max(0, total - limit);
	for (;;) {
		const page = store.callsAfter(after, pageSize);
		const last = page.at(-1);
		if (last === undefined) return;
		yield page;
		after = last.seq;
	}
}
