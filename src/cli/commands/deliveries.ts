import {type ExitCode, exitCode} from '../../core/errors.ts';
import {vocabularyOf} from '../../filter/vocabulary.ts';
import {deadlineOf} from '../../inspect/verdict.ts';
import {deliveryLine as textLine} from '../../output/lines.ts';
import {deliveryLine as jsonLine} from '../../output/ndjson.ts';
import {generic} from '../../providers/generic.ts';
import {providers} from '../../providers/registry.ts';
import {find} from '../../session/find.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {listFilter} from '../list-filter.ts';
import type {GlobalOptions} from '../options.ts';
import {parseDeliveryId} from '../parse.ts';
import type {SecretOptions} from '../secrets.ts';
import {printed, terminalWidth} from '../stdout.ts';
import {indexForSearch, isDone, noRows, withStore} from './reading.ts';

export async function runDeliveries(
	words: readonly string[],
	options: SecretOptions & {limit?: number},
	global: GlobalOptions,
): Promise<ExitCode> {
	const filter = listFilter(words, vocabularyOf([...providers, generic]));
	return withStore({...global, ...options}, isDone, async (store, told) => {
		const {theme, marks} = looksFor(global, process.env);
		const width = terminalWidth();
		await indexForSearch(store, told, filter);
		let found = false;
		for (const delivery of find(store, told, filter, options.limit ?? null)) {
			found = true;
			const line = paintLine(textLine(delivery, {width, marks, deadlineOf}), theme);
			await printed(global.json ? jsonLine(delivery) : `${line}\n`);
		}
		if (!found && !global.quiet) {
			const [word = ''] = words;
			const id = words.length === 1 ? parseDeliveryId(word) : null;
			const show = id === null ? '' : ` A delivery by its number: call-hook show ${id}`;
			process.stderr.write(`${noRows(store, 'No delivery', store.totals().deliveries)}${show}\n`);
		}
		return exitCode.done;
	});
}
