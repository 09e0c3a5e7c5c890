/** `call-hook clear`: takes deliveries out of the store for good, by filter or by age. */

import {type ExitCode, exitCode} from '../../core/errors.ts';
import type {Filter} from '../../filter/filter.ts';
import {vocabularyOf} from '../../filter/vocabulary.ts';
import type {Told} from '../../inspect/inspect.ts';
import {clearedLine} from '../../output/cleared.ts';
import {generic} from '../../providers/generic.ts';
import {providers} from '../../providers/registry.ts';
import {type Cleared, clear} from '../../session/clear.ts';
import {find} from '../../session/find.ts';
import {bytesOf} from '../../store/health.ts';
import {openStore, type Store, type StoreReader} from '../../store/store.ts';
import {byteSize, plural} from '../../view/format.ts';
import {ask} from '../ask.ts';
import {listFilter} from '../list-filter.ts';
import {type GlobalOptions, tilde} from '../options.ts';
import type {SecretOptions} from '../secrets.ts';
import {printed} from '../stdout.ts';
import {indexForSearch, inStore, isDone, withCalls} from './reading.ts';

export interface ClearCommandOptions extends SecretOptions {
	/** Only what came before so many ms ago. */
	older?: number;
	/** The same, said the other way round. */
	keep?: number;
	dryRun?: boolean;
	/** Nothing is asked. */
	yes?: boolean;
}

export function runClear(
	words: readonly string[],
	options: ClearCommandOptions,
	global: GlobalOptions,
): Promise<ExitCode> {
	const filter = listFilter(words, vocabularyOf([...providers, generic]));
	const age = options.older ?? options.keep;
	const before = age === undefined ? null : Date.now() - age;
	return withCalls({...global, secret: options.secret ?? []}, isDone, async (reader, told) => {
		await indexForSearch(reader, told, filter);
		const ids = idsToClear(reader, told, filter, before);
		const calls = reader.callsWith(ids).length;
		if (ids.length === 0) {
			const total = reader.totals().deliveries;
			if (!global.quiet) {
				process.stderr.write(
					total === 0 ? 'The store is empty.\n' : `Nothing to delete. ${inStore(total)}\n`,
				);
			}
			if (global.json) await printed(clearedLine({deliveries: 0, calls: 0, changedCalls: 0}, 0, false));
			return exitCode.done;
		}
		const what = `${plural(ids.length, 'delivery', 'deliveries')} of ${plural(calls, 'call')}`;
		if (options.dryRun === true) {
			const would = {deliveries: ids.length, calls, changedCalls: 0};
			await printed(
				global.json ? clearedLine(would, 0, true) : `Would delete ${what} from ${tilde(reader.path)}.\n`,
			);
			return exitCode.done;
		}
		if (options.yes !== true && !(await ask(`Delete ${what} from ${tilde(reader.path)}?`))) {
			process.stderr.write('Nothing was deleted.\n');
			return exitCode.done;
		}
		return carryOut(reader.path, told, ids, global);
	});
}

async function carryOut(
	path: string,
	told: Told,
	ids: readonly number[],
	global: GlobalOptions,
): Promise<ExitCode> {
	const store = await openStore(path);
	try {
		const sizeBefore = bytesOf(path);
		const cleared = clear(store, told, ids);
		const isCompact = compacted(store);
		const freed = Math.max(0, sizeBefore - bytesOf(path));
		await printed(global.json ? clearedLine(cleared, freed, false) : `${clearedText(cleared, freed)}\n`);
		if (!isCompact && !global.quiet) {
			process.stderr.write(
				'A listener uses the store: the room stays in the file, for what comes. call-hook clear without one gives it back.\n',
			);
		}
		return exitCode.done;
	} finally {
		store.close();
	}
}

/** A listener could not store what comes meanwhile. */
function compacted(store: Store): boolean {
	return store.listeners().length === 0 && store.compact();
}

/** Deliveries that are not folded yet are about to be: they are left. */
function idsToClear(store: StoreReader, told: Told, filter: Filter, before: number | null): number[] {
	const upTo = store.foldedUpTo();
	if (filter.terms.length === 0) {
		const time = before ?? Number.POSITIVE_INFINITY;
		return store.deliveryIdsBeforeTime(time).filter(id => id <= upTo);
	}
	const ids: number[] = [];
	for (const {id, request} of find(store, told, filter)) {
		if (id <= upTo && (before === null || request.receivedAt < before)) ids.push(id);
	}
	return ids;
}

function clearedText({deliveries, calls, changedCalls}: Cleared, freed: number): string {
	const changed = changedCalls === 0 ? '' : `, and part of ${plural(changedCalls, 'call')}`;
	const room = freed === 0 ? '' : ` ${byteSize(freed)} of disk were freed.`;
	return `Deleted ${plural(deliveries, 'delivery', 'deliveries')}: ${plural(calls, 'whole call')}${changed}.${room}`;
}
