/** Where the configuration file is. Runs with every command: it loads nothing, and asks for a few names per folder. */

import {lstatSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {CallHookError, exitCode} from '../core/errors.ts';

/** The names a configuration file may have. */
export const configNames = ['call-hook.config.json', 'call-hook.config.js', 'call-hook.config.mjs'] as const;

/**
 * The configuration file of a folder (absolute), or of the nearest one above it that has one; null when none has.
 * @throws {CallHookError} when a folder has two
 */
export function findConfig(folder: string): string | null {
	const [file, second] = configNames.map(name => join(folder, name)).filter(isThere);
	if (file !== undefined && second !== undefined) {
		throw new CallHookError(`There are two configuration files: ${file} and ${second}.`, {
			hint: 'Keep one of them, or name one with --config.',
			exitCode: exitCode.usage,
		});
	}
	const above = dirname(folder);
	return file ?? (above === folder ? null : findConfig(above));
}

/** Links that lead nowhere and folders are there, too: reading them then says what is wrong. */
function isThere(path: string): boolean {
	try {
		return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
	} catch {
		// A folder that may not be looked into.
		return false;
	}
}
