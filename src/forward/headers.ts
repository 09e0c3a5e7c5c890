/**
 * Which headers pass from one hop to the next: all of them as they came, in their order, but for those that are
 * between two hops only (RFC 9110, 7.6.1).
 */

import {originSeen} from '../core/address.ts';
import type {CapturedRequest, Pair} from '../core/capture.ts';
import {isToken} from '../core/http-token.ts';
import {pairsOf} from '../core/wire.ts';
import type {TargetOptions} from './forwarder.ts';
import {loopHeader, loopId} from './loop.ts';

/** Headers of a request as Node takes them: names and values in turn. */
export interface RequestHeaders {
	flat: string[];
	isChunked: boolean;
}

/** Methods that need not say that they have no body. */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** `host`: the target's own. */
export function requestHeaders(
	request: CapturedRequest,
	host: string,
	{preserveHost}: Pick<TargetOptions, 'preserveHost'>,
): RequestHeaders {
	const {headers, body} = request;
	const named = namedByConnection(headers);
	const isChunked = headers.some(saysChunked);
	const flat: string[] = [];
	let hasHost = false;
	let isFramed = false;
	let cameWithHost = false;
	let cameWithProto = false;
	for (const [name, value] of headers) {
		switch (name.length > 17 ? '' : name.toLowerCase()) {
			case 'host':
				if (preserveHost) flat.push(name, value);
				else if (!hasHost) flat.push(name, host);
				hasHost = true;
				continue;
			case 'content-length':
				// What was changed for a replay, say, has another length than its header.
				if (!isChunked && !isFramed) flat.push(name, String(body.length));
				isFramed = true;
				continue;
			case 'transfer-encoding':
				// Codings besides `chunked` are still on the body.
				if (isChunked) flat.push(name, value);
				isFramed ||= isChunked;
				continue;
			case 'trailer':
				if (!isChunked) continue;
				break;
			case 'x-forwarded-host':
				cameWithHost = true;
				break;
			case 'x-forwarded-proto':
				cameWithProto = true;
				break;
		}
		if (!isBetweenHops(name, named)) flat.push(name, value);
	}
	if (!hasHost) flat.unshift('Host', host);
	if (!isFramed && (body.length > 0 || !bodiless.has(request.method ?? ''))) {
		flat.push('Content-Length', String(body.length));
	}
	pushForwarding(flat, request, cameWithHost, cameWithProto);
	return {flat, isChunked};
}

/** Lines of our own, behind those that others have added on the way. */
function pushForwarding(
	flat: string[],
	request: CapturedRequest,
	cameWithHost: boolean,
	cameWithProto: boolean,
): void {
	// IPv4 on a socket that takes both.
	const remote = request.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? 'unknown';
	const seen = originSeen(request);
	const scheme = seen?.scheme ?? 'http';
	flat.push('X-Forwarded-For', remote);
	if (!cameWithHost && seen !== null) flat.push('X-Forwarded-Host', seen.host);
	if (!cameWithProto) flat.push('X-Forwarded-Proto', scheme);
	const node = remote.includes(':') ? `"[${remote}]"` : remote;
	const host = seen === null ? '' : `;host=${tokenOrQuoted(seen.host)}`;
	flat.push('Forwarded', `for=${node}${host};proto=${scheme}`, loopHeader, loopId);
}

function tokenOrQuoted(text: string): string {
	return isToken(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Headers of an answer, as Node read them: names and values in turn. `mayBeChunked`: towards the sender. */
export function answerHeaders(raw: readonly string[], mayBeChunked: boolean): Pair[] {
	const headers = pairsOf(raw);
	const named = namedByConnection(headers);
	const isChunked = mayBeChunked && headers.some(saysChunked);
	return headers.filter(([name, value]) => {
		// Codings besides `chunked` are still on the body, and the sender has to know.
		if (isTransferEncoding(name)) return isChunked && value.trim().toLowerCase() !== 'chunked';
		// Node refuses to announce trailers where there is no room for them.
		if (!isChunked && name.length === 7 && name.toLowerCase() === 'trailer') return false;
		return !isBetweenHops(name, named);
	});
}

/** By the same words as Node. */
function saysChunked([name, value]: Pair): boolean {
	return isTransferEncoding(name) && /(?:^|\W)chunked(?:$|\W)/i.test(value);
}

function isTransferEncoding(name: string): boolean {
	return name.length === 17 && name.toLowerCase() === 'transfer-encoding';
}

/** Headers that `Connection` names, in lower case; null when it names none. */
function namedByConnection(headers: readonly Pair[]): ReadonlySet<string> | null {
	let named: Set<string> | null = null;
	for (const [name, value] of headers) {
		if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
		if (value === 'close' || value === 'keep-alive') continue;
		named ??= new Set();
		for (const each of value.split(',')) named.add(each.trim().toLowerCase());
	}
	return named;
}

/** What is about the connection. Host and the two about framing have their own rules. */
function isBetweenHops(name: string, named: ReadonlySet<string> | null): boolean {
	const lower = name.toLowerCase();
	return (
		lower === 'connection' ||
		lower === 'keep-alive' ||
		lower === 'te' ||
		lower === 'upgrade' ||
		lower.startsWith('proxy-') ||
		named?.has(lower) === true
	);
}
