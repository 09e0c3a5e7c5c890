/** Requests from files of all the formats that are read: by what a file holds, not by its name. */

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
}

/**
 * The requests of a file. A body alone is one request that says nothing about itself: POST to `/`, with a content type
 * where its bytes tell one.
 * @param attached reads a file that this one names (`< ./body.bin`), by its path relative to this one
 * @throws {FormatError} saying what is wrong, and in which line or entry
 */
export function readRequests(bytes: Uint8Array, attached: Attached): ReadRequests {
	const read = readAny(bytes, attached);
	const [first] = read.skipped;
	if (read.steps.length === 0 && first !== undefined)
		throw new FormatError(`nothing in it can be sent: ${first}`);
	if (read.steps.length === 0) throw new FormatError('there is no request in it');
	return read;
}

function readAny(bytes: Uint8Array, attached: Attached): ReadRequests {
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
	return {format: 'body', steps: [bodyStep(bytes)], skipped: []};
}

/** Behind a byte order mark and blanks, an object. */
function looksLikeJson(bytes: Uint8Array): boolean {
	return /^(?:\xef\xbb\xbf)?\s*\{/.test(Buffer.from(bytes.subarray(0, 256)).toString('latin1'));
}
