/** Requests that commands are given as files. */

import {readFile} from 'node:fs/promises';
import type {CapturedRequest} from '../core/capture.ts';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import type {Inspected} from '../core/step.ts';
import {looksLikeHttpFile, parseHttpFile} from '../formats/http-file.ts';
import type {RequestStep} from '../formats/step.ts';
import {type InspectOptions, inspect} from '../inspect/inspect.ts';

/**
 * The first request of a `.http` file, or any other file as the body of a request that says nothing about itself.
 * @param file a path, or `-` for standard input
 * @throws {CallHookError} when it cannot be read
 */
export async function inspectFile(
	file: string,
	options: InspectOptions,
): Promise<{request: CapturedRequest; inspected: Inspected}> {
	const bytes = await bytesOf(file);
	const isBare = !looksLikeHttpFile(bytes);
	const request = requestOf(bytes, isBare ? undefined : parseSteps(bytes, file)[0]);
	// A bare body has come to no path.
	return {request, inspected: inspect(request, isBare ? {...options, routes: []} : options)};
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

function requestOf(bytes: Buffer, step: RequestStep | undefined): CapturedRequest {
	const body = step?.body ?? bytes;
	return {
		receivedAt: Date.now(),
		headersMs: 0,
		bodyMs: 0,
		httpVersion: '1.1',
		method: step?.method ?? 'POST',
		target: step?.target ?? '/',
		headers: step?.headers ?? [],
		remoteAddress: null,
		body,
		bodySize: body.length,
		fault: null,
	};
}

function parseSteps(bytes: Buffer, file: string): RequestStep[] {
	try {
		return parseHttpFile(bytes);
	} catch (error) {
		throw new CallHookError(`${file} is no .http file: ${messageOf(error)}`, {
			hint: 'Write a request line, headers, a blank line, and the body.',
			exitCode: exitCode.usage,
			cause: error,
		});
	}
}
