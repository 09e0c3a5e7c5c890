import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import type {Filter} from '../../filter/filter.ts';
import {vocabularyOf} from '../../filter/vocabulary.ts';
import {callHeading, callRow} from '../../output/calls.ts';
import {callLine, observedLine} from '../../output/ndjson.ts';
import {summaryText} from '../../output/summary.ts';
import {generic} from '../../providers/generic.ts';
import {providers} from '../../providers/registry.ts';
import {deliveriesFrom} from '../../session/find.ts';
import {findCalls} from '../../session/find-calls.ts';
import {callOf} from '../../session/fold.ts';
import {Observed} from '../../session/observed.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {listFilter} from '../list-filter.ts';
import type {GlobalOptions} from '../options.ts';
import {fileWidth, printed, terminalWidth} from '../stdout.ts';
import {indexForSearch, isDone, noRows, type ReadingOptions, withCalls, withStore} from './reading.ts';

/** Characters that are written together: rows are short, and many. */
const writtenAtOnce = 16_384;

interface CallsCommandOptions {
	limit?: number;
	/** What was seen of each provider instead of a list. */
	summary?: boolean;
}

export async function runCalls(
	words: readonly string[],
	options: CallsCommandOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	const filter = listFilter(words, vocabularyOf([...providers, generic]), 'call');
	if (options.summary !== true) return list(filter, options, {...global, showsSignatures: false});
	if (words.length > 0) {
		throw new CallHookError('--summary is of all deliveries: it takes no filter.', {
			hint: 'Leave one of them out.',
			exitCode: exitCode.usage,
		});
	}
	return summarise({...global, showsSignatures: false});
}

function list(filter: Filter, options: CallsCommandOptions, global: ReadingOptions): Promise<ExitCode> {
	return withCalls(global, isDone, async (store, told) => {
		await indexForSearch(store, told, filter);
		const {theme, marks} = looksFor(global, process.env);
		const width = terminalWidth();
		const now = Date.now();
		if (width !== null && !global.json) await printed(`${paintLine(callHeading(width, marks), theme)}\n`);
		let found = false;
		let text = '';
		for (const {seq, state} of findCalls(store, told, filter, options.limit ?? null)) {
			found = true;
			const call = callOf(state);
			text += global.json
				? callLine(call, store.deliveryIdsOfCall(seq))
				: `${paintLine(callRow(call, width, now, marks), theme)}\n`;
			if (text.length < writtenAtOnce) continue;
			await printed(text);
			text = '';
		}
		await printed(text);
		if (!found && !global.quiet) {
			process.stderr.write(`${noRows(store, 'No call', store.totals().calls)}\n`);
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
