/** Reads the `delivery` lines that `--json` prints. */

import {isObject} from '../core/json.ts';
import {FormatError} from './format-error.ts';
import {gap, isPairs, type ReadSteps} from './reading.ts';
import type {RequestStep} from './step.ts';

/** Kinds of line that call-hook prints, as far as files of them begin so. */
const types: ReadonlySet<unknown> = new Set([
	'ready',
	'tunnel',
	'target',
	'delivery',
	'notice',
	'summary',
	'call',
	'fixture',
	'provider',
]);

/** Whether a text begins with a line of call-hook's. */
export function looksLikeNdjson(text: string): boolean {
	const end = text.indexOf('\n');
	try {
		const value: unknown = JSON.parse(end < 0 ? text : text.slice(0, end));
		return isObject(value) && value['v'] === 1 && types.has(value['type']);
	} catch {
		return false;
	}
}

/**
 * The deliveries in a text, in its order; other lines are passed over.
 * @throws {FormatError} naming the line that is none
 */
export function parseNdjson(text: string): ReadSteps {
	const read: ReadSteps = {steps: [], skipped: []};
	let before: number | null = null;
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const place = `line ${index + 1}`;
		const value = objectIn(line, place);
		if (value['type'] !== 'delivery') continue;
		const receivedAt = Date.parse(String(value['receivedAt']));
		const step = stepOf(value, gap(before, receivedAt), place);
		if (typeof step === 'string') read.skipped.push(`${place}: ${step}`);
		else read.steps.push(step);
		before = receivedAt;
	}
	return read;
}

function objectIn(line: string, place: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new FormatError(`${place}: not JSON`);
	}
	if (!isObject(value)) throw new FormatError(`${place}: not an object`);
	return value;
}

/** A text says why it cannot be sent. */
function stepOf(line: Record<string, unknown>, afterMs: number | null, place: string): RequestStep | string {
	const {id, method, target, headers, trailers, body, fault, provider} = line;
	if (typeof method !== 'string' || typeof target !== 'string') return 'it is not HTTP';
	if (!isPairs(headers) || !isObject(body))
		throw new FormatError(`${place}: a delivery without headers or body`);
	if (body['truncated'] === true) return `its body of ${body['size']} bytes was not kept whole`;
	if (isObject(fault)) return String(fault['message']);
	const isPinned = isObject(provider) && provider['pinned'] === true && typeof provider['id'] === 'string';
	return {
		name: typeof id === 'number' ? `delivery-${id}` : null,
		shows: null,
		source: null,
		pin: isPinned ? String(provider['id']) : null,
		afterMs,
		// Its number is that of another store.
		deliveryId: null,
		method,
		target,
		headers,
		...(isPairs(trailers) && {trailers}),
		body: bytesOf(body, place),
	};
}

function bytesOf({text, base64}: Record<string, unknown>, place: string): Uint8Array {
	if (typeof text === 'string') return Buffer.from(text);
	if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
	throw new FormatError(`${place}: a body with neither text nor base64`);
}
