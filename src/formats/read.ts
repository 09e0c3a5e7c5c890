/** Requests from files of all the formats that are read: by what a file is called where that tells, else by what it holds. */

import {messageOf} from '../core/errors.ts';
import {bodyStep} from './body.ts';
import {looksLikeCurl, parseCurl} from './curl.ts';
import {FormatError} from './format-error.ts';
import {harLogOf, parseHar} from './har.ts';
import {type Attached, looksLikeHttpFile, parseHttpFile} from './http-file.ts';
import {looksLikeNdjson, parseNdjson} from './ndjson.ts';
import type {RequestStep} from './step.ts';

/** How requests are written to files. */
export type RequestFormat = 'http' | 'har' | 'ndjson' | 'curl' | 'body';

export interface ReadRequests {
	format: RequestFormat;
	steps: RequestStep[];
	/** Requests that cannot be sent, each with its place and the reason: `line 7: its body was not kept whole`. */
	skipped: readonly string[];
	/** What a bare body was taken for where its bytes do not say it: `taken for a body of 512 bytes`; else null. */
	takenFor: string | null;
}

/**
 * The requests of a file. A body alone is one request that says nothing about itself: POST to `/`, with a content type
 * where its bytes tell one. What is called `.http`, `.rest`, `.har`, `.ndjson`, `.jsonl`, `.curl` or `.sh` is that, or
 * nothing: a broken one is no body.
 * @param attached reads a file that this one names (`< ./body.bin`), by its path relative to this one
 * @param name of the file; '' where there is none
 * @throws {FormatError} saying what is wrong, and in which line or entry
 */
export function readRequests(bytes: Uint8Array, attached: Attached, name = ''): ReadRequests {
	if (isBlank(bytes)) throw new FormatError('it is empty');
	const read = readNamed(bytes, attached, name) ?? readAny(bytes, attached, name);
	const [first] = read.skipped;
	if (read.steps.length === 0 && first !== undefined)
		throw new FormatError(`nothing in it can be sent: ${first}`);
	if (read.steps.length === 0) throw new FormatError('there is no request in it');
	return {takenFor: null, ...read};
}

type Read = Omit<ReadRequests, 'takenFor'> & {takenFor?: string};

/** By what a file is called; null where that does not tell. */
function readNamed(bytes: Uint8Array, attached: Attached, name: string): Read | null {
	switch (endingOf(name)) {
		case 'http':
		case 'rest':
			return {format: 'http', steps: parseHttpFile(bytes, attached), skipped: []};
		case 'curl':
		case 'sh':
			return {format: 'curl', steps: parseCurl(bytes, attached), skipped: []};
		case 'ndjson':
		case 'jsonl':
			return {format: 'ndjson', ...parseNdjson(new TextDecoder().decode(bytes))};
		case 'har':
			return {format: 'har', ...parseHar(wholeLogOf(new TextDecoder().decode(bytes)))};
		default:
			return null;
	}
}

function wholeLogOf(text: string): unknown[] {
	const problem = jsonProblem(text);
	if (problem !== null) throw new FormatError(`a HAR that is not valid JSON: ${problem}`);
	const log = harLogOf(text);
	if (log === null) throw new FormatError('it is no HAR: it has no log.entries');
	return log;
}

function readAny(bytes: Uint8Array, attached: Attached, name: string): Read {
	if (looksLikeJson(bytes)) {
		const text = new TextDecoder().decode(bytes);
		if (looksLikeNdjson(text)) return {format: 'ndjson', ...parseNdjson(text)};
		const log = harLogOf(text);
		if (log !== null) return {format: 'har', ...parseHar(log)};
	} else if (looksLikeHttpFile(bytes)) {
		return {format: 'http', steps: parseHttpFile(bytes, attached), skipped: []};
	} else if (looksLikeCurl(bytes)) {
		return {format: 'curl', steps: parseCurl(bytes, attached), skipped: []};
	}
	return readBody(bytes, name);
}

function readBody(bytes: Uint8Array, name: string): Read {
	const step = bodyStep(bytes);
	const read: Read = {format: 'body', steps: [step], skipped: []};
	const isTold = step.headers.length > 0;
	if (endingOf(name) === 'json') {
		const problem = jsonProblem(new TextDecoder('utf-8', {fatal: false}).decode(bytes));
		return problem === null ? read : {...read, takenFor: 'taken for a body: it is no valid JSON'};
	}
	if (isTold) return read;
	return {...read, takenFor: `taken for a body of ${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`};
}

/** `http` of `a/b.HTTP`; '' without one. */
function endingOf(name: string): string {
	return /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

function jsonProblem(text: string): string | null {
	try {
		JSON.parse(text);
		return null;
	} catch (error) {
		return messageOf(error);
	}
}

function isBlank(bytes: Uint8Array): boolean {
	return bytes.every(byte => byte === 32 || (byte >= 9 && byte <= 13));
}

/** Behind a byte order mark and blanks, an object. */
function looksLikeJson(bytes: Uint8Array): boolean {
	return /^(?:\xef\xbb\xbf)?\s*\{/.test(Buffer.from(bytes.subarray(0, 256)).toString('latin1'));
}
