/** Reads HAR 1.2, of browsers and proxies and as call-hook writes it. */

import {headerOf, type Pair} from '../core/capture.ts';
import {messageOf} from '../core/errors.ts';
import {isToken} from '../core/http-token.ts';
import {isObject} from '../core/json.ts';
import {excerpt, printable} from '../core/text.ts';
import {FormatError} from './format-error.ts';
import {percentEncoded} from './percent.ts';
import {gap, isPairs, type ReadSteps} from './reading.ts';
import {bareStep, type RequestStep} from './step.ts';

type Members = Record<string, unknown>;

/** How a HAR begins, also one that is cut off. */
const beginning = /^\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment)"/;

/**
 * The entries of a HAR; null for a text that is none.
 * @throws {FormatError} for one that is not whole
 */
export function harLogOf(text: string): unknown[] | null {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		// Else it would be sent as a body.
		if (beginning.test(text)) throw new FormatError(`a HAR that is not valid JSON: ${messageOf(error)}`);
		return null;
	}
	const log = isObject(value) ? value['log'] : null;
	const entries = isObject(log) ? log['entries'] : null;
	return Array.isArray(entries) ? entries : null;
}

/**
 * The requests of a HAR, in its order. Those call-hook has written come back byte for byte.
 * @throws {FormatError} naming the entry that is none
 */
export function parseHar(entries: readonly unknown[]): ReadSteps {
	const read: ReadSteps = {steps: [], skipped: []};
	let before: number | null = null;
	for (const [index, entry] of entries.entries()) {
		const place = `entry ${index + 1}`;
		if (!isObject(entry) || !isObject(entry['request'])) throw new FormatError(`${place}: it has no request`);
		const startedAt = Date.parse(String(entry['startedDateTime']));
		const step = stepOf(entry['request'], gap(before, startedAt), place);
		if (typeof step === 'string') read.skipped.push(`${place}: ${step}`);
		else read.steps.push(step);
		before = startedAt;
	}
	return read;
}

/** A text says why it cannot be sent. */
function stepOf(request: Members, afterMs: number | null, place: string): RequestStep | string {
	const {method, url} = request;
	if (typeof method !== 'string' || typeof url !== 'string') {
		throw new FormatError(`${place}: a request without method or url`);
	}
	const body = bodyOf(request, place);
	if (typeof body === 'string') return body;
	const headers = pairsIn(request['headers'], place);
	const own = request['_callHook'];
	if (isObject(own)) return ownStep(own, {method, headers, body, afterMs}, place);
	const parts = /^https?:\/\/(?:[^@/?#]*@)?([^/?#]+)([^#]*)/i.exec(url);
	if (parts === null) return `not an http address: ${printable(excerpt(url))}`;
	const [, host = '', path = ''] = parts;
	const target = path.startsWith('/') ? path : `/${path}`;
	const step = bareStep({
		method,
		target: Buffer.from(target)
			.toString('latin1')
			.replace(/[^!-~]/g, percentEncoded),
		headers: asSent(headers, host, body),
		body,
	});
	return {...step, afterMs};
}

function ownStep(
	own: Members,
	told: Pick<RequestStep, 'method' | 'headers' | 'body' | 'afterMs'>,
	place: string,
): RequestStep {
	const {target, trailers, name, shows, source, pin} = own;
	if (typeof target !== 'string') throw new FormatError(`${place}: _callHook without a target`);
	const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
	return {
		name: textOrNull(name),
		shows: textOrNull(shows),
		source: textOrNull(source),
		pin: textOrNull(pin),
		deliveryId: null,
		target,
		...told,
		...(isPairs(trailers) && {trailers}),
	};
}

function pairsIn(list: unknown, place: string): Pair[] {
	const problem = () => new FormatError(`${place}: headers that have no name or no value`);
	if (list === undefined) return [];
	if (!Array.isArray(list)) throw problem();
	return list.map((header: unknown): Pair => {
		if (!isObject(header)) throw problem();
		const {name, value} = header;
		if (typeof name !== 'string' || typeof value !== 'string') throw problem();
		return [name, value];
	});
}

/** As over HTTP/1.1: without what only newer versions have, each character one byte, the length that of the body. */
function asSent(headers: readonly Pair[], host: string, body: Uint8Array): Pair[] {
	const sent = headers
		.filter(([name]) => isToken(name))
		.map(([name, value]): Pair => {
			if (name.toLowerCase() === 'content-length') return [name, String(body.length)];
			return [name, latin1Of(value)];
		});
	return headerOf(sent, 'host') === null ? [['Host', host], ...sent] : sent;
}

/** Header values of browsers may hold any character. */
function latin1Of(text: string): string {
	const oneLine = text.replace(/[\r\n\0]+/g, ' ').trim();
	return /^[\0-\xff]*$/.test(oneLine) ? oneLine : Buffer.from(oneLine).toString('latin1');
}

/** A text says why it is not known. */
function bodyOf({postData, bodySize}: Members, place: string): Uint8Array | string {
	const missing = typeof bodySize === 'number' && bodySize > 0;
	if (!isObject(postData)) return missing ? 'its body is not in the file' : Buffer.alloc(0);
	const {text, encoding, params, mimeType} = postData;
	if (typeof text === 'string' && (text !== '' || !Array.isArray(params) || params.length === 0)) {
		return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
	}
	if (!Array.isArray(params)) return missing ? 'its body is not in the file' : Buffer.alloc(0);
	if (String(mimeType).startsWith('multipart/')) return 'of its form only the fields are in the file';
	const fields = pairsIn(params.map(filled), place);
	return Buffer.from(
		new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
	);
}

/** A field of a form may have no value. */
function filled(field: unknown): unknown {
	return isObject(field) && field['value'] === undefined ? {...field, value: ''} : field;
}
