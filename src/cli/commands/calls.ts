import {type ExitCode, exitCode} from '../../core/errors.ts';
import {callHeading, callRow} from '../../output/calls.ts';
import {callLine, observedLine} from '../../output/ndjson.ts';
import {summaryText} from '../../output/summary.ts';
import {callOf} from '../../session/fold.ts';
import {Observed} from '../../session/observed.ts';
import type {StoredCall, StoreReader} from '../../store/store.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import type {GlobalOptions} from '../options.ts';
import {deliveriesFrom} from './deliveries.ts';
import {
	fileWidth,
	isDone,
	printed,
	type ReadingOptions,
	terminalWidth,
	withCalls,
	withStore,
} from './reading.ts';

const pageSize = 500;

export interface CallsCommandOptions {
	limit?: number;
	/** What was seen of each provider instead of a list. */
	summary?: boolean;
}

export function runCalls(options: CallsCommandOptions, global: GlobalOptions): Promise<ExitCode> {
	const reading: ReadingOptions = {...global, showsSignatures: false};
	return options.summary === true ? summarise(reading) : list(options, reading);
}

function list(options: CallsCommandOptions, global: ReadingOptions): Promise<ExitCode> {
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

/** Reads every delivery there is, a few at a time. */
function summarise(global: ReadingOptions): Promise<ExitCode> {
	return withStore(global, isDone, async (store, told) => {
		const observed = new Observed();
		for (const delivery of deliveriesFrom(store, told, 1)) observed.add(delivery);
		const providers = observed.providers();
		if (global.json) await printed(observedLine(providers));
		else if (providers.length === 0) {
			if (!global.quiet) process.stderr.write('The store has no deliveries yet.\n');
		} else {
			const {theme} = looksFor(global, process.env);
			const lines = summaryText(providers, terminalWidth() ?? fileWidth);
			await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
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
