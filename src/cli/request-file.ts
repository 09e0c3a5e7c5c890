/** Requests that commands are given as files. */

import {readFileSync, realpathSync, statSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {dirname, isAbsolute, relative, resolve} from 'node:path';
import type {CapturedRequest} from '../core/capture.ts';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import type {Inspected} from '../core/step.ts';
import {printable} from '../core/text.ts';
import {FormatError} from '../formats/format-error.ts';
import type {Attached} from '../formats/http-file.ts';
import {type ReadRequests, readRequests} from '../formats/read.ts';
import {capturedOf} from '../formats/step.ts';
import {type InspectOptions, inspect} from '../inspect/inspect.ts';

/**
 * The first request of a file, or the body of one that says nothing about itself.
 * @param file a path, or `-` for standard input
 * @throws {CallHookError} when it cannot be read
 */
export async function inspectFile(
	file: string,
	options: InspectOptions,
	{quiet = false}: {quiet?: boolean} = {},
): Promise<{request: CapturedRequest; inspected: Inspected}> {
	const {format, steps, skipped, takenFor} = await requestsIn(file);
	const [step] = steps;
	if (step === undefined) throw new Error(`${file} was read without a request`);
	const more = steps.length + skipped.length - 1;
	if (more > 0 && !quiet) {
		process.stderr.write(`${printable(file)} has ${more} more: this is about the first request.\n`);
	}
	if (takenFor !== null && !quiet) process.stderr.write(`${printable(file)}: ${takenFor}.\n`);
	const isBare = format === 'body';
	// A type that was guessed is nothing to make findings of.
	const request = capturedOf(isBare ? {...step, headers: []} : step, Date.now());
	// A bare body has come to no path.
	return {request, inspected: inspect(request, isBare ? {...options, routes: []} : options)};
}

/**
 * All requests of a file, in any format that is read.
 * @param file a path, or `-` for standard input
 * @throws {CallHookError} when it cannot be read
 */
export async function requestsIn(file: string): Promise<ReadRequests> {
	const bytes = await bytesOf(file);
	try {
		return readRequests(bytes, attachedIn(file === '-' ? process.cwd() : dirname(file)), file);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw new CallHookError(`${file} cannot be read: ${error.message}`, {
			hint: 'Files hold .http requests, a HAR, delivery lines of --json, curl commands, or a bare body.',
			exitCode: exitCode.usage,
			cause: error,
		});
	}
}

async function bytesOf(file: string): Promise<Buffer> {
	try {
		if (file !== '-') return await readFile(file);
		const chunks: Buffer[] = [];
		for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
		return Buffer.concat(chunks);
	} catch (error) {
		throw new CallHookError(`${file} could not be read: ${messageOf(error)}`, {
			hint: 'Give the path of a file with a body or a .http request, or - for standard input.',
			exitCode: exitCode.usage,
			cause: error,
		});
	}
}

/**
 * Files that a file of this folder names. What is not in the folder is not read: who wrote the file may be somebody
 * else, and would get what is there sent to wherever it says.
 * @param told what was read: its path as it is written, and how many bytes
 */
export function attachedIn(folder: string, told?: (path: string, bytes: number) => void): Attached {
	return path => {
		try {
			const top = realpathSync(folder);
			const named = realpathSync(resolve(folder, path));
			const within = relative(top, named);
			if (/^\.\.(?:[\\/]|$)/.test(within) || isAbsolute(within))
				throw new Error(`it is not in ${top}, and nothing outside is read: copy it there`);
			// A device or a pipe might never end.
			if (!statSync(named).isFile()) throw new Error('it is no file');
			const bytes = readFileSync(named);
			told?.(path, bytes.length);
			return bytes;
		} catch (error) {
			throw new FormatError(`${path}, which it names: ${messageOf(error)}`);
		}
	};
}
