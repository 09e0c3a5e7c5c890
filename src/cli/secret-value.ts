/** Secrets that options name: what is typed is in the process list and the history of the shell. */

import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import {underHome} from '../core/home.ts';

interface Reading {
	/** Whose value it is, for messages: `--auth`. */
	option: string;
	/** Whether the secret itself may be written, too. */
	literal: boolean;
	env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The secret an option's value stands for: `env:NAME`, `file:PATH` (without the line break at its end), or, where that
 * is allowed, the value itself.
 * @throws {CallHookError} naming variable or file, never a value
 */
export function secretValue(text: string, {option, literal, env = process.env}: Reading): string {
	const [, source, name = ''] = /^(env|file):(.*)$/s.exec(text) ?? [];
	if (source === undefined) {
		if (literal) return text;
		throw unusable(
			`${option} takes no secret as it is.`,
			'Write env:NAME or file:PATH: what is typed is seen in the process list.',
		);
	}
	if (name === '') {
		throw unusable(`${option} ${source}: names no ${source === 'env' ? 'variable' : 'file'}.`, writeOne);
	}
	// A secret that a shell has put for its variable is not repeated.
	if (source === 'env' && !/^\w+$/.test(name)) {
		throw unusable(
			`${option} env: names no variable: a name has letters, digits and _ only.`,
			'Write the name of the variable, without $.',
		);
	}
	const value =
		source === 'file' ? contentOf(name, option) : Object.hasOwn(env, name) ? env[name] : undefined;
	if (value === undefined) {
		throw unusable(`${option} names the environment variable ${name}, which is not set.`, 'Set it first.');
	}
	if (isBlank(value)) {
		const what = source === 'env' ? `the environment variable ${name}` : `the file ${name}`;
		const has = value === '' ? 'is empty' : 'has nothing but white space';
		throw unusable(`${option} names ${what}, which ${has}.`, 'Put the secret into it.');
	}
	return value;
}

/** Whether a text is no secret, but what is left of one that was not put in. */
export function isBlank(value: string): boolean {
	return value.trim() === '';
}

const writeOne = 'Write env:NAME or file:PATH.';

/** In bytes; a key of any kind has a hundredth of it. */
const largestSecret = 64 * 1024;

function contentOf(path: string, option: string): string {
	let bytes: Buffer;
	try {
		// No shell puts the home directory for `~` behind a colon.
		bytes = readFileSync(resolve(underHome(path)));
	} catch (error) {
		throw codeOf(error) === 'ENOENT'
			? unusable(`${option} names the file ${path}, which is not there.`, 'Write it, or name another.', error)
			: unusable(
					`${option} names the file ${path}, which could not be read: ${messageOf(error)}`,
					'Make it readable, or name another.',
					error,
				);
	}
	if (bytes.length > largestSecret) {
		throw unusable(`${option} names the file ${path}, which is too large for a secret.`, 'Name another.');
	}
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes).replace(/\r?\n$/, '');
	} catch (error) {
		throw unusable(`${option} names the file ${path}, which is no UTF-8 text.`, 'Name another.', error);
	}
}

function unusable(message: string, hint: string, cause?: unknown): CallHookError {
	return new CallHookError(message, {hint, exitCode: exitCode.usage, cause});
}
