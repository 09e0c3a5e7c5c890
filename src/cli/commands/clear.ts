/** `call-hook clear`: takes deliveries out of the store for good, by name, by filter or by age. */

import {type ExitCode, exitCode} from '../../core/errors.ts';
import {listed, printable} from '../../core/text.ts';
import type {Told} from '../../inspect/inspect.ts';
import {clearedLine} from '../../output/cleared.ts';
import {type Cleared, clear} from '../../session/clear.ts';
import {find} from '../../session/find.ts';
import {bytesOf} from '../../store/health.ts';
import {openStore, type Store, type StoreReader} from '../../store/store.ts';
import {byteSize, numbersOf, plural} from '../../view/format.ts';
import {ask} from '../ask.ts';
import {type Meant, meantBy} from '../captures.ts';
import {refuseBlank} from '../list-filter.ts';
import {note} from '../note.ts';
import {type GlobalOptions, tilde} from '../options.ts';
import type {SecretOptions} from '../secrets.ts';
import {printed} from '../stdout.ts';
import {indexForSearch, inStore, isDone, withCalls} from './reading.ts';

interface ClearCommandOptions extends SecretOptions {
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
	refuseBlank(words);
	const age = options.older ?? options.keep;
	const before = age === undefined ? null : Date.now() - age;
	return withCalls({...global, secret: options.secret ?? []}, isDone, async (reader, told) => {
		const meant = meantBy(words, reader);
		if (meant.filter !== undefined) await indexForSearch(reader, told, meant.filter);
		const ids = idsToClear(reader, told, meant, before);
		const calls = reader.callsWith(ids).length;
		if (ids.length === 0) {
			const total = reader.totals().deliveries;
			const none =
				words.length === 0 || before !== null ? '' : `: no delivery matches ${printable(words.join(' '))}`;
			if (!global.quiet) {
				process.stderr.write(
					total === 0 ? 'The store is empty.\n' : `Nothing to delete${none}. ${inStore(total)}\n`,
				);
			}
			if (global.json) await printed(clearedLine({deliveries: 0, calls: 0, changedCalls: 0}, 0, false));
			return exitCode.done;
		}
		const what = `${deliveriesOf(ids, calls, words, meant)} from ${tilde(reader.path)}`;
		if (options.dryRun === true) {
			const would = {deliveries: ids.length, calls, changedCalls: 0};
			await printed(global.json ? clearedLine(would, 0, true) : `Would delete ${what}.\n`);
			return exitCode.done;
		}
		if (options.yes !== true && !(await ask(`Delete ${what}?`, `Deleting ${what}`))) {
			if (!global.quiet) process.stderr.write('Nothing was deleted.\n');
			return exitCode.declined;
		}
		return carryOut(reader.path, told, ids, global);
	});
}

/** So that who typed one thing and meant another sees it: by name, or how they were found. */
function deliveriesOf(
	ids: readonly number[],
	calls: number,
	words: readonly string[],
	{filter}: Meant,
): string {
	const isOne = ids.length === 1;
	if (filter === undefined && ids.length <= mostNamed) {
		return isOne ? `delivery #${ids[0]}` : `the deliveries ${numbersOf(ids)}`;
	}
	const of = calls === 0 ? '' : ` of ${plural(calls, 'call')}`;
	const some = `${plural(ids.length, 'delivery', 'deliveries')}${of}`;
	if (filter === undefined) return `${some}, ${listed(words)},`;
	const [term, ...more] = filter.terms;
	if (term === undefined) return some;
	if (term.field === null && !term.negated && more.length === 0) {
		return `${some} that ${isOne ? 'has' : 'have'} the text ${term.text}`;
	}
	return `${some} that ${isOne ? 'matches' : 'match'} ${words.join(' ')}`;
}

/** Of more the numbers would not be read. */
const mostNamed = 8;

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
		await printed(
			global.json ? clearedLine(cleared, freed, false) : `${clearedText(cleared, isCompact ? freed : 0)}\n`,
		);
		if (!isCompact && !global.quiet) {
			note(
				'A listener uses the store: the room stays in the file, for what comes. call-hook clear without one gives it back.',
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
function idsToClear(store: StoreReader, told: Told, meant: Meant, before: number | null): number[] {
	const upTo = store.foldedUpTo();
	const time = before ?? Number.POSITIVE_INFINITY;
	if (meant.filter === undefined) {
		const isOld = (id: number) => before === null || (store.delivery(id)?.request.receivedAt ?? time) < time;
		return meant.ids.filter(id => id <= upTo && isOld(id));
	}
	if (meant.filter.terms.length === 0) return store.deliveryIdsBeforeTime(time).filter(id => id <= upTo);
	const ids: number[] = [];
	for (const {id, request} of find(store, told, meant.filter)) {
		if (id <= upTo && request.receivedAt < time) ids.push(id);
	}
	return ids;
}

function clearedText({deliveries, calls, changedCalls}: Cleared, freed: number): string {
	const parts = [
		...(calls === 0 ? [] : [plural(calls, 'whole call')]),
		...(changedCalls === 0 ? [] : [`part of ${plural(changedCalls, 'call')}`]),
	];
	const of = parts.length === 0 ? '' : `: ${listed(parts)}`;
	const room = freed === 0 ? '' : ` ${byteSize(freed)} of disk were freed.`;
	return `Deleted ${plural(deliveries, 'delivery', 'deliveries')}${of}.${room}`;
}
