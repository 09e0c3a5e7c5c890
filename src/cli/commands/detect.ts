/** `call-hook detect`: who sent this, and why we think so. */

import {readFile} from 'node:fs/promises';
import type {CapturedRequest} from '../../core/capture.ts';
import {CallHookError, type ExitCode, exitCode, messageOf} from '../../core/errors.ts';
import {candidatesFor} from '../../inspect/detect.ts';
import {type HttpStep, looksLikeHttpFile, parseHttpFile} from '../../inspect/http-file.ts';
import {inspect} from '../../inspect/inspect.ts';
import {detectionText, explanationText} from '../../output/detection.ts';
import {detectionLine} from '../../output/ndjson.ts';
import {providers} from '../../providers/registry.ts';
import {paintLine} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import type {GlobalOptions} from '../options.ts';
import {configFor, inspectOptions} from '../settings.ts';
import {fileWidth, printed, terminalWidth} from './reading.ts';

export async function runDetect(
	file: string,
	options: {provider?: string; explain?: boolean},
	global: GlobalOptions,
): Promise<ExitCode> {
	const known = inspectOptions(options, await configFor(global));
	const bytes = await bytesOf(file);
	const isHttp = looksLikeHttpFile(bytes);
	// A bare body has come to no path.
	const {inspection, provider, message} = inspect(
		requestOf(bytes, file, isHttp),
		isHttp ? known : {...known, routes: []},
	);
	if (global.json) {
		await printed(detectionLine(inspection));
	} else {
		const {theme, marks} = looksFor(global, process.env);
		const text = options.explain ? explanationText : detectionText;
		// A provider whose detection fails has said so among the findings.
		const candidates = candidatesFor(message, providers, () => {});
		const lines = text(
			{inspection, provider, candidates, asked: providers},
			{width: terminalWidth() ?? fileWidth, marks},
		);
		await printed(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
	}
	return inspection.provider.confidence === 0 ? exitCode.unmatched : exitCode.done;
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

/** The first request of a `.http` file; anything else is the body of a request that says nothing about itself. */
function requestOf(bytes: Buffer, file: string, isHttp: boolean): CapturedRequest {
	const step = isHttp ? parseSteps(bytes, file)[0] : undefined;
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

function parseSteps(bytes: Buffer, file: string): HttpStep[] {
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
