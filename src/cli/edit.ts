/** Requests in the user's editor, as a `.http` file. */

import {spawn} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import {readRequests} from '../formats/read.ts';
import type {RequestStep} from '../formats/step.ts';
import {httpFile} from '../formats/write-http.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The requests as the user leaves them. While they are edited only the user can read them; afterwards their file is
 * gone, but for one that could not be read: nothing a user has written is thrown away.
 * @throws {CallHookError} when there is no editor, when it fails, and when what it leaves is no request
 */
export async function edited(
	steps: readonly RequestStep[],
	environment: Environment = process.env,
): Promise<RequestStep[]> {
	const editor = environment['VISUAL'] || environment['EDITOR'];
	if (editor === undefined || editor === '') {
		throw new CallHookError('--edit found no editor.', {
			hint: 'Set EDITOR to its command, or change single values with --set.',
			exitCode: exitCode.usage,
		});
	}
	const folder = mkdtempSync(join(tmpdir(), 'call-hook-'));
	chmodSync(folder, 0o700);
	const file = join(folder, 'replay.http');
	const {text, attachments} = httpFile(steps);
	writeFileSync(file, text, {mode: 0o600});
	for (const [name, body] of attachments) writeFileSync(join(folder, name), body, {mode: 0o600});
	await runEditor(editor, file);
	const read = stepsIn(folder, file);
	rmSync(folder, {recursive: true, force: true});
	return withOrigins(read, steps);
}

/** Its command may have options (`code --wait`): a shell takes it apart, as it does for other programs. */
function runEditor(editor: string, file: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const failed = (how: string, cause?: unknown) =>
			reject(
				new CallHookError(`The editor ${editor} ${how}. Nothing was sent.`, {
					hint: `What you have written is in ${file}: replay that file.`,
					exitCode: exitCode.unmatched,
					cause,
				}),
			);
		const isWindows = process.platform === 'win32';
		const child = isWindows
			? spawn(`${editor} "${file}"`, {stdio: 'inherit', shell: true})
			: spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, file], {stdio: 'inherit'});
		child.once('error', error => failed(`could not be started: ${messageOf(error)}`, error));
		child.once('close', (code, signal) => {
			if (code === 0) resolve();
			else failed(code === null ? `was ended by ${signal}` : `ended with ${code}`);
		});
	});
}

function stepsIn(folder: string, file: string): RequestStep[] {
	const broken = (why: string, cause?: unknown) =>
		new CallHookError(`What the editor left is no request: ${why}. Nothing was sent.`, {
			hint: `Mend ${file}, and replay that file.`,
			exitCode: exitCode.usage,
			cause,
		});
	let read: RequestStep[];
	try {
		const {format, steps} = readRequests(readFileSync(file), path => readFileSync(join(folder, path)));
		// Anything at all is a body.
		if (format !== 'http') throw new Error('there is no request line');
		read = steps;
	} catch (error) {
		throw broken(messageOf(error).replace(/\.$/, ''), error);
	}
	if (read.length === 0) throw broken('it is empty');
	return read;
}

/** Which delivery each of them was, as far as none was added or taken out. */
function withOrigins(read: readonly RequestStep[], steps: readonly RequestStep[]): RequestStep[] {
	const isSame = read.length === steps.length;
	return read.map((step, index) => ({
		...step,
		deliveryId: isSame ? (steps[index]?.deliveryId ?? null) : null,
		pin: step.pin ?? (isSame ? (steps[index]?.pin ?? null) : null),
	}));
}
