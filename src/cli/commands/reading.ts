/** What commands that read the store have in common. */

import {once} from 'node:events';
import type {Config} from '../../config/config.ts';
import {type ExitCode, exitCode, messageOf} from '../../core/errors.ts';
import type {Secrets} from '../../core/signature.ts';
import {printable} from '../../core/text.ts';
import type {Told} from '../../inspect/inspect.ts';
import {CallFolder} from '../../session/call-folder.ts';
import {inMemory} from '../../store/location.ts';
import {openStore, openStoreForReading, type StoreReader} from '../../store/store.ts';
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
			process.stderr.write(
				path === inMemory
					? ':memory: is empty in every new process: --store <file> names what was kept.\n'
					: `There is no store at ${printable(tilde(path))} yet: call-hook listen makes it.\n`,
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
		process.stderr.write(`Signatures are not checked: ${printable(messageOf(error))}\n`);
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

async function foldRest(path: string, told: Told, global: GlobalOptions): Promise<void> {
	try {
		const store = await openStore(path);
		try {
			new CallFolder(store, told).foldAll();
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
export async function printed(text: string | Uint8Array): Promise<void> {
	if (text.length > 0 && !process.stdout.write(text)) await once(process.stdout, 'drain');
}
