/** Bodies, decoded for looking at. The bytes of the record are not touched. */

import {isUtf8} from 'node:buffer';
import {brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync} from 'node:zlib';
import {messageOf} from '../core/errors.ts';
import {looksLikeJson, looksLikeQuotedJson, readJson} from '../core/json.ts';
import type {BodyView} from '../core/message.ts';
import {looksLikeForm, looksLikeFormWithJson, parseForm, withJson} from './form.ts';
import {parseMultipart} from './multipart.ts';

/** A compressed body is undone only up to this size, so that a few kilobytes cannot become gigabytes. */
export const maxDecompressedBytes = 10 * 1024 * 1024;

/** What the body holds, by its content type where that is right and by its look where it is missing or wrong. */
export function viewBody(
	bytes: Uint8Array,
	contentType: string | null,
	contentEncoding: string | null,
): BodyView {
	if (bytes.length === 0) return {kind: 'empty'};
	const {type, charset, meantAsJson} = contentTypeOf(contentType);
	let plain: Uint8Array;
	try {
		plain = decompress(bytes, contentEncoding);
	} catch (error) {
		return {
			kind: 'binary',
			because: `not ${contentEncoding} as its header says: ${messageOf(error)}`,
			meantAsJson,
		};
	}
	if (type === 'multipart/form-data') {
		const fields = parseMultipart(plain, contentType ?? '');
		if (fields !== null)
			return {kind: 'form', encoding: 'multipart', fields: withJson(fields), problem: null};
	}
	const text = decodeText(plain, charset);
	if (text === null) return damagedJson(plain, meantAsJson) ?? {kind: 'binary', because: noText, meantAsJson};
	const isForm = type === formType;
	if (isForm ? looksLikeJson(text) : meantAsJson || looksLikeJson(text) || looksLikeQuotedJson(text)) {
		if (!isForm && looksLikeForm(text)) return urlencoded(text, meantAsJson);
		const reading = readJson(text);
		// A form that happens to begin with a brace is JSON only when it is wholly JSON.
		if (reading.value !== undefined && (reading.problem === null || !isForm)) {
			return {kind: 'json', text, value: reading.value, problem: reading.problem};
		}
		if (!isForm) return {kind: 'text', text, problem: reading.problem};
	}
	if (
		isForm ||
		(type === '' && looksLikeForm(text)) ||
		(type === 'text/plain' && looksLikeFormWithJson(text))
	) {
		return urlencoded(text, false);
	}
	return {kind: 'text', text, problem: null};
}

const noText = 'bytes that are no text';

/** JSON in which some bytes are not UTF-8, as older systems write names: it is read with marks in their place. */
function damagedJson(bytes: Uint8Array, meantAsJson: boolean): BodyView | null {
	if (bytes.includes(0)) return null;
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
	if (!meantAsJson && !looksLikeJson(text)) return null;
	const {value} = readJson(text);
	if (typeof value !== 'object' || value === null) return null;
	const before = text.slice(0, text.indexOf('\ufffd'));
	const line = before.split('\n');
	const problem = {
		line: line.length,
		column: [...(line.at(-1) ?? '')].length + 1,
		message: 'a byte that is not UTF-8',
	};
	return {kind: 'json', text, value, problem};
}

function urlencoded(text: string, meantAsJson: boolean): BodyView {
	return {
		kind: 'form',
		encoding: 'urlencoded',
		fields: parseForm(text),
		problem: meantAsJson ? {line: 1, column: 1, message: 'these are form fields, not JSON'} : null,
	};
}

const formType = 'application/x-www-form-urlencoded';

export interface ContentType {
	/** `application/json`, in lower case; empty without one. */
	type: string;
	charset: string;
	meantAsJson: boolean;
}

/** The content types met so far: a provider sends the same one for ever. */
const known = new Map<string, ContentType>();
const maxKnown = 200;

/** `Application/JSON; charset=utf-8` taken apart. */
export function contentTypeOf(header: string | null): ContentType {
	const text = header ?? '';
	const found = known.get(text);
	if (found !== undefined) return found;
	const end = text.indexOf(';');
	const type = (end < 0 ? text : text.slice(0, end)).trim().toLowerCase();
	const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(text)?.[1]?.toLowerCase() ?? 'utf-8';
	const meantAsJson = type === 'application/json' || type === 'text/json' || type.endsWith('+json');
	// Strangers choose them: what is remembered is limited.
	if (known.size >= maxKnown) known.clear();
	known.set(text, {type, charset, meantAsJson});
	return {type, charset, meantAsJson};
}

function decompress(bytes: Uint8Array, contentEncoding: string | null): Uint8Array {
	if (contentEncoding === null) return bytes;
	let plain = bytes;
	for (const encoding of encodingsOf(contentEncoding)) plain = decompressOnce(plain, encoding);
	return plain;
}

/** The encodings of a body in the order they are undone, in lower case; more than three are nobody's need. */
export function encodingsOf(contentEncoding: string): string[] {
	// They are listed in the order they were applied.
	return contentEncoding
		.toLowerCase()
		.split(',')
		.reverse()
		.slice(0, 3)
		.map(encoding => encoding.trim());
}

/** @throws for an encoding that is not known, bytes that are not of it, and more than `maxDecompressedBytes` */
export function decompressOnce(bytes: Uint8Array, encoding: string): Uint8Array {
	const options = {maxOutputLength: maxDecompressedBytes};
	switch (encoding) {
		case '':
		case 'identity':
			return bytes;
		case 'gzip':
		case 'x-gzip':
			return gunzipSync(bytes, options);
		case 'deflate':
			// Named deflate, it is zlib by the standard, and raw deflate in the wild.
			return isZlib(bytes) ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
		case 'br':
			return brotliDecompressSync(bytes, options);
		default:
			throw new Error('an encoding call-hook does not know');
	}
}

/** Whether bytes that are deflated have the two bytes of zlib in front. */
export function isZlib(bytes: Uint8Array): boolean {
	const [first = 0, second = 0] = bytes;
	return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** The bytes as text; null when they are none: not valid in their charset, or with NUL in them. */
function decodeText(bytes: Uint8Array, charset: string): string | null {
	if (bytes.includes(0) && !charset.startsWith('utf-16')) return null;
	if (charset === 'utf-8' || charset === 'utf8') {
		return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : null;
	}
	try {
		return new TextDecoder(charset, {fatal: true}).decode(bytes);
	} catch {
		return isUtf8(bytes) ? Buffer.from(bytes).toString() : null;
	}
}
