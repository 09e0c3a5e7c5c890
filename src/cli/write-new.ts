/** Files that commands make: for their user's eyes only, and never in place of others. */

import {chmod, lstat, mkdir, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';

const ownerOnly = 0o600;

/**
 * Writes all of them, or none where one is there already; folders are made.
 * @param files by their paths
 * @throws {CallHookError} when one is there and `force` is not given, or cannot be written
 */
export async function writeNew(
	files: ReadonlyMap<string, Uint8Array>,
	{force}: {force: boolean},
): Promise<void> {
	if (!force) {
		for (const path of files.keys()) if (await isThere(path)) throw thereAlready(path);
	}
	for (const [path, bytes] of files) {
		try {
			await mkdir(dirname(path), {recursive: true});
		} catch (error) {
			throw notWritten(path, error);
		}
		try {
			// Somebody may have made it meanwhile.
			await writeFile(path, bytes, {mode: ownerOnly, flag: force ? 'w' : 'wx'});
			if (force) await chmod(path, ownerOnly);
		} catch (error) {
			throw codeOf(error) === 'EEXIST' ? thereAlready(path) : notWritten(path, error);
		}
	}
}

/** Also of a link that leads nowhere. */
async function isThere(path: string): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch {
		return false;
	}
}

function thereAlready(path: string): CallHookError {
	return new CallHookError(`${path} is there already.`, {
		hint: 'Give it another name, or write over it with --force.',
		exitCode: exitCode.usage,
	});
}

function notWritten(path: string, error: unknown): CallHookError {
	return new CallHookError(`${path} could not be written: ${messageOf(error)}`, {
		hint: 'Name a place you may write to with --out.',
		exitCode: exitCode.unavailable,
		cause: error,
	});
}
