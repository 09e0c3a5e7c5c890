/** What commands that read the store have in common. */

import {once} from 'node:events';
import type {DecodeContexts} from '../../core/context.ts';
import {type ExitCode, exitCode, messageOf} from '../../core/errors.ts';
import {printable} from '../../core/text.ts';
import {CallFolder} from '../../session/call-folder.ts';
import {inMemory} from '../../store/location.ts';
import {openStore, openStoreForReading, type StoreReader} from '../../store/store.ts';
import {type GlobalOptions, storePathOf, tilde} from '../options.ts';
import {configFor} from '../settings.ts';

/**
 * Opens the store, closes it in any case. Where there is none yet that is told, and `nothing` gives the exit code, or
 * throws what is missing.
 */
export async function withStore(
	global: GlobalOptions,
	nothing: () => ExitCode,
	work: (store: StoreReader, contexts: DecodeContexts) => Promise<ExitCode>,
): Promise<ExitCode> {
	const config = await configFor(global);
	const path = storePathOf(global, config);
	const store = await openStoreForReading(path);
	if (store === null) {
		if (!global.quiet) {
			process.stderr.write(
				path === inMemory
					? ':memory: is empty in every new process: --store <file> names what was kept.\n'
					: `There is no store at ${printable(tilde(path))} yet: call-hook listen makes it.\n`,
			);
		}
		return nothing();
	}
	try {
		return await work(store, config.contexts);
	} finally {
		store.close();
	}
}

/** The same for work on calls: deliveries that a killed listener left unfolded are folded first. */
export function withCalls(
	global: GlobalOptions,
	nothing: () => ExitCode,
	work: (store: StoreReader, contexts: DecodeContexts) => Promise<ExitCode>,
): Promise<ExitCode> {
	return withStore(global, nothing, async (store, contexts) => {
		if (store.hasUnfolded()) await foldRest(store.path, contexts, global);
		return work(store, contexts);
	});
}

async function foldRest(path: string, contexts: DecodeContexts, global: GlobalOptions): Promise<void> {
	try {
		const store = await openStore(path);
		try {
			new CallFolder(store, contexts).foldAll();
		} finally {
			store.close();
		}
	} catch (error) {
		// It can be read, but not written: what is there is shown.
		if (!global.quiet) process.stderr.write(`The list of calls is behind: ${printable(messageOf(error))}\n`);
	}
}

/** Columns of the terminal on stdout; null when it is none. */
export function terminalWidth(): number | null {
	return process.stdout.isTTY ? process.stdout.columns : null;
}

/** For lists: an empty one is no error. */
export function isDone(): ExitCode {
	return exitCode.done;
}

/** Columns that wrapped text gets where there is no terminal. */
export const fileWidth = 120;

/** Writes to stdout and waits while its reader is slower than we are. */
export async function printed(text: string): Promise<void> {
	if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}
