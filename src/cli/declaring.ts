/** What declarations of commands have in common. */

import {type Command, InvalidArgumentError, Option} from 'commander';
import type {GlobalOptions} from './options.ts';
import {parseDuration} from './parse.ts';

export function globals(command: Command): GlobalOptions {
	return command.optsWithGlobals<GlobalOptions>();
}

/** A parser of ours as commander wants it: null becomes a usage error that names the option and says what it takes. */
export function argument<T>(parse: (text: string) => T | null, says: string): (text: string) => T {
	return text => {
		const value = parse(text);
		if (value === null) throw new InvalidArgumentError(says);
		return value;
	};
}

export function collect(value: string, before: string[] = []): string[] {
	return [...before, value];
}

/** The same for all commands that say what a signature is worth. */
export function secretOption(): Option {
	return new Option(
		'--secret <provider=where>',
		'check signatures with the secret in env:NAME or file:PATH: callr=env:CALLR_SECRET (repeatable)',
	).argParser(collect);
}

/** No time at all would leave every request without an answer; to some programs, 0 means no end. */
export function parseTimeout(text: string): number | null {
	return parseDuration(text) || null;
}

export const durationHelp = 'Write it like 500ms, 12s or 2m; a bare number is milliseconds.';
