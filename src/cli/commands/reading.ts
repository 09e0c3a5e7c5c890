/** What commands that read the store have in common. */

import type {Config} from '../../config/config.ts';
import {type ExitCode, exitCode, messageOf} from '../../core/errors.ts';
import type {Secrets} from '../../core/signature.ts';
import type {Filter} from '../../filter/filter.ts';
import {literalsOf} from '../../filter/literals.ts';
import type {Told} from '../../inspect/inspect.ts';
import {CallFolder} from '../../session/call-folder.ts';
import {isOutdated, madeBy, SearchIndexer} from '../../session/search.ts';
import {inMemory} from '../../store/location.ts';
import {openStore, openStoreForReading, type StoreReader} from '../../store/store.ts';
import {count} from '../../view/format.ts';
import {note} from '../note.ts';
import {type GlobalOptions, storePathOf, tilde} from '../options.ts';
import {type SecretOptions, secretsFrom} from '../secrets.ts';
import {configFor} from '../settings.ts';

/** What a command that reads the store was given. */
export interface ReadingOptions extends GlobalOptions, SecretOptions {
	/** false: it need not be told that signatures are not checked. */
	showsSignatures?: false;
}

/**
 * Opens the store, closes it in any case. Where there is none yet that is told, and `nothing` gives the exit code, or
 * throws what is missing.
 */
export async function withStore(
	global: ReadingOptions,
	nothing: () => ExitCode,
	work: (store: StoreReader, told: Told) => Promise<ExitCode>,
): Promise<ExitCode> {
	const config = await configFor(global);
	const secrets = secretsToRead(global, config, global);
	const path = storePathOf(global, config);
	const store = await openStoreForReading(path);
	if (store === null) {
		if (!global.quiet) {
			note(
				path === inMemory
					? ':memory: is empty in every new process: --store <file> names what was kept.'
					: `There is no store at ${tilde(path)} yet: call-hook listen makes it.`,
			);
		}
		return nothing();
	}
	try {
		return await work(store, {contexts: config.contexts, secrets});
	} finally {
		store.close();
	}
}

/** For commands that do without secrets of the configuration: who looks at deliveries may not have them. */
export function secretsToRead(
	options: SecretOptions,
	config: Config,
	{quiet, showsSignatures}: Pick<ReadingOptions, 'quiet' | 'showsSignatures'>,
): Secrets {
	const onUnreadable = (error: unknown) => {
		if (quiet || showsSignatures === false) return;
		note(`Signatures are not checked: ${messageOf(error)}`);
	};
	return secretsFrom(options, {config, onUnreadable});
}

/**
 * The same for work on calls: deliveries that a killed listener left unfolded are folded first. Their findings are
 * counted for good, and those about signatures with the secrets this command knows: of the environment and the
 * configuration all that the listener knew, of `--secret` only what is typed again.
 */
export function withCalls(
	global: ReadingOptions,
	nothing: () => ExitCode,
	work: (store: StoreReader, told: Told) => Promise<ExitCode>,
): Promise<ExitCode> {
	return withStore(global, nothing, async (store, told) => {
		if (store.hasUnfolded()) await foldRest(store.path, told, global);
		return work(store, told);
	});
}

/** Folds deliveries that wait to be; where that cannot be, it is told. */
export async function foldRest(path: string, told: Told, global: GlobalOptions): Promise<void> {
	try {
		const store = await openStore(path);
		try {
			new CallFolder(store, told).foldAll();
		} finally {
			store.close();
		}
	} catch (error) {
		// It can be read, but not written: what is there is shown.
		if (!global.quiet) note(`The list of calls is behind: ${messageOf(error)}`);
	}
}

/** So many deliveries are looked through faster than an index is opened. */
const fewUnindexed = 500;
/** How long a search may be put off by indexing, in ms: what is left is looked through, and indexed by later ones. */
const indexingMs = 2000;

/** Before a search: brings the index up to date, unless there is a listener, which does so when it has nothing to do. */
export async function indexForSearch(store: StoreReader, told: Told, filter: Filter): Promise<void> {
	if (literalsOf(filter) === null || store.listeners().length > 0) return;
	const {madeBy: made, upTo} = store.searchState();
	const isUsable = made === madeBy(told.contexts);
	if (!isUsable && !isOutdated(made)) return;
	if (store.deliveryIdsAfter(isUsable ? upTo : 0, fewUnindexed).length < fewUnindexed) return;
	try {
		const writable = await openStore(store.path);
		try {
			const indexer = new SearchIndexer(writable, told, {replaces: false});
			const until = performance.now() + indexingMs;
			while (indexer.run(indexingBatchMs) && performance.now() < until);
		} finally {
			writable.close();
		}
	} catch {
		// It can be read, but not written: then every delivery is looked at.
	}
}

/** How long one transaction may keep others from writing, in ms. */
const indexingBatchMs = 20;

/** For lists: an empty one is no error. */
export function isDone(): ExitCode {
	return exitCode.done;
}

/**
 * What is told when a list has no rows: nothing at all would look like a mistake.
 * @param none `No call`, as the beginning of a sentence
 * @param rows how many there are without a filter
 */
export function noRows(store: StoreReader, none: string, rows: number): string {
	const {deliveries} = store.totals();
	if (deliveries === 0) return 'The store is empty: call-hook listen fills it.';
	if (rows > 0) return `${none} matches. ${inStore(rows)}`;
	return `${none} is in the store: ${deliveries === 1 ? 'its one delivery is' : `its ${count(deliveries)} deliveries are`} of none.`;
}

/** `1,204 are in the store.` */
export function inStore(rows: number): string {
	return rows === 1 ? 'One is in the store.' : `${count(rows)} are in the store.`;
}
