/** The bytes of a request: those it came with, with what a message needs to be understood by another target. */

import type {Pair} from '../core/capture.ts';
import {isToken} from '../core/http-token.ts';
import {excerpt} from '../core/text.ts';
import type {WireRequest} from '../formats/step.ts';
import {targetAt} from '../forward/path.ts';
import type {TargetAddress} from '../forward/target-url.ts';

/** A request ready to be written: head, body and tail one behind the other, the texts as latin1. */
export interface Framed {
	/** As the target gets it. */
	readonly request: WireRequest;
	/** Request line, headers and blank line; of a chunked body also its size. */
	readonly head: string;
	readonly body: Uint8Array;
	/** What follows a chunked body; '' behind any other. */
	readonly tail: string;
	/** Nothing can be sent behind it on the same connection. */
	readonly isLast: boolean;
}

/** What of a target decides about the bytes. */
export interface FramedFor {
	readonly address: Pick<TargetAddress, 'host' | 'path' | 'query'>;
	readonly preserveHost: boolean;
}

/**
 * Nothing is added, dropped or moved but for this: the path is the target's where it has one, Host, also in front of a
 * path, is the target's unless it is preserved, and Content-Length is as long as the body. A body that nothing frames gets
 * a Content-Length.
 *
 * `problem`: what can never be sent, as a part of a sentence. A line break in a header would be another header.
 */
export function framed(request: WireRequest, {address, preserveHost}: FramedFor): Framed | {problem: string} {
	const {method, body} = request;
	const problem = problemIn(request);
	if (problem !== null) return {problem};
	const target = targetAt(address, request.target, preserveHost);
	const {headers, isChunked, isLast} = headersFor(request, preserveHost ? null : address.host, address.host);
	const trailers = isChunked ? (request.trailers ?? []) : [];
	const head = `${method} ${target} HTTP/1.1\r\n${linesOf(headers)}\r\n`;
	return {
		request: {method, target, headers, ...(trailers.length > 0 && {trailers}), body},
		head: isChunked && body.length > 0 ? `${head}${body.length.toString(16)}\r\n` : head,
		body,
		tail: isChunked ? `${body.length > 0 ? '\r\n' : ''}0\r\n${linesOf(trailers)}\r\n` : '',
		isLast,
	};
}

function linesOf(pairs: readonly Pair[]): string {
	let lines = '';
	for (const [name, value] of pairs) lines += `${name}: ${value}\r\n`;
	return lines;
}

/** `host`: in place of the request's own, null to leave that; `targetHost`: where there is none, as HTTP/1.1 needs one. */
function headersFor({headers: given, body}: WireRequest, host: string | null, targetHost: string) {
	const headers = [...given];
	let hasHost = false;
	let hasLength = false;
	let hasCoding = false;
	let isChunked = false;
	let isLast = false;
	given.forEach(([name, value], index) => {
		switch (name.length > 17 ? '' : name.toLowerCase()) {
			case 'host':
				hasHost = true;
				if (host !== null && value !== host) headers[index] = [name, host];
				break;
			case 'content-length':
				hasLength = true;
				if (!says(value, body.length)) headers[index] = [name, String(body.length)];
				break;
			case 'transfer-encoding':
				hasCoding = true;
				// The last coding decides, also over several lines.
				isChunked = /(?:^|,)[ \t]*chunked[ \t]*$/i.test(value);
				break;
			case 'connection':
				isLast ||= /(?:^|[\s,])(?:close|upgrade)(?:$|[\s,])/i.test(value);
				break;
		}
	});
	if (!hasHost) headers.unshift(['Host', targetHost]);
	if (!hasLength && !hasCoding && body.length > 0) headers.push(['Content-Length', String(body.length)]);
	// With both, or with an end that nothing tells, target and sender may not agree on where the next one begins.
	isLast ||= hasCoding && (hasLength || !isChunked);
	return {headers, isChunked, isLast};
}

function says(value: string, length: number): boolean {
	return /^\d+$/.test(value) && Number(value) === length;
}

/** As a part of a sentence. */
function problemIn({method, target, headers, trailers}: WireRequest): string | null {
	if (!isToken(method)) return `its method is ${JSON.stringify(excerpt(method))}`;
	if (method === 'CONNECT') return 'CONNECT asks for a connection, not for an answer';
	if (!/^[\x21-\x7e\x80-\xff]+$/.test(target)) {
		return target === ''
			? 'its target is empty'
			: `its target has a blank or a control character in it: ${JSON.stringify(excerpt(target))}`;
	}
	return problemInPairs(headers) ?? problemInPairs(trailers ?? []);
}

// What is above a byte would lose its upper half, and what is left may be a line break.
const unsendableInValue = /[\0\r\n\u0100-\uffff]/;
const unsendableInName = /[\0-\x20:\x7f\u0100-\uffff]/;

function problemInPairs(pairs: readonly Pair[]): string | null {
	for (const [name, value] of pairs) {
		if (name === '' || unsendableInName.test(name)) {
			return `${JSON.stringify(excerpt(name))} is no name of a header`;
		}
		if (unsendableInValue.test(value)) {
			return `the value of ${excerpt(name)} has a line break, NUL or a character that is no byte in it`;
		}
	}
	return null;
}
