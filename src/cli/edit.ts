/** Requests in the user's editor, as a `.http` file. */

import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {CallHookError, type ExitCode, exitCode, messageOf} from '../core/errors.ts';
import {readRequests} from '../formats/read.ts';
import type {RequestStep} from '../formats/step.ts';
import {httpFile} from '../formats/write-http.ts';
import {stopper} from './stop.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The requests as the user leaves them. While they are edited only the user can read them; afterwards their file is
 * gone, but for one that could not be read or was left half edited: nothing a user has written is thrown away.
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
	const drop = () => rmSync(folder, {recursive: true, force: true});
	const file = join(folder, 'replay.http');
	const {text, attachments} = httpFile(steps);
	try {
		chmodSync(folder, 0o700);
		writeFileSync(file, text, {mode: 0o600});
		for (const [name, body] of attachments) writeFileSync(join(folder, name), body, {mode: 0o600});
	} catch (error) {
		drop();
		throw notWritten(folder, error);
	}
	const ended = await endOf(editor, file);
	if (ended !== null) {
		const isUntouched = Buffer.compare(readFileSync(file), text) === 0;
		if (isUntouched) drop();
		throw new CallHookError(`${ended.says}. Nothing was sent.`, {
			hint: isUntouched
				? 'Set EDITOR to a command that ends once the file is written; --set changes single values.'
				: `What you have written is in ${file}: replay that file.`,
			exitCode: ended.exitCode,
			cause: ended.cause,
		});
	}
	const read = stepsIn(folder, file);
	drop();
	return withOrigins(read, steps);
}

function notWritten(folder: string, error: unknown): CallHookError {
	return new CallHookError(`The request could not be written for the editor: ${messageOf(error)}.`, {
		hint: `Make room in ${dirname(folder)}, or change single values with --set.`,
		exitCode: exitCode.unavailable,
		cause: error,
	});
}

/** Why there is nothing to go on with. */
interface Ended {
	says: string;
	exitCode: ExitCode;
	cause?: unknown;
}

/** Waits for the editor; null when it ended well. */
async function endOf(editor: string, file: string): Promise<Ended | null> {
	const stop = stopper(exitCode.interrupted);
	const child = startEditor(editor, file);
	try {
		const stopped = stop.stopped.then(
			({exitCode: code}): Ended => ({says: 'Stopped while the request was edited', exitCode: code}),
		);
		return await Promise.race([outcomeOf(child, editor), stopped]);
	} finally {
		stop.dispose();
		// It may go on: nobody waits for it.
		child.unref();
	}
}

/** Its command may have options (`code --wait`): a shell takes it apart, as it does for other programs. */
function startEditor(editor: string, file: string): ChildProcess {
	return process.platform === 'win32'
		? spawn(`${editor} "${file}"`, {stdio: 'inherit', shell: true})
		: spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, file], {stdio: 'inherit'});
}

function outcomeOf(child: ChildProcess, editor: string): Promise<Ended | null> {
	const failed = (how: string, cause?: unknown): Ended => ({
		says: `The editor ${editor} ${how}`,
		exitCode: exitCode.unmatched,
		cause,
	});
	return new Promise(resolve => {
		child.once('error', error => resolve(failed(`could not be started: ${messageOf(error)}`, error)));
		child.once('close', (code, signal) => {
			if (code === 0) resolve(null);
			else resolve(failed(code === null ? `was ended by ${signal}` : `ended with ${code}`));
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
