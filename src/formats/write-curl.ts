/** Writes curl command lines: safe to paste into sh, bash, dash and zsh whatever the request holds. */

import {isUtf8} from 'node:buffer';
import {usualAuthority} from '../core/address.ts';
import {headerOf, type Pair} from '../core/capture.ts';
import {isSafeText, shellQuoted} from './shell-words.ts';
import type {WireRequest} from './step.ts';

/** Of bodies in the command itself, in bytes: an argument may have 128 kB. */
const longestArgument = 100_000;
/** Bodies above this make curl ask first, in bytes. */
const expectsAbove = 1_000_000;
/** Characters of base64 in a line. */
const lineLength = 120;

/**
 * A command that sends the request to where its Host header says: its method, target, headers and body. Trailers are
 * left out, curl cannot send any. Of the headers curl sends Host first and Content-Length last.
 * @param scheme of the address it was sent to
 * @param otherwise the authority it is sent to when no Host header says one
 */
export function curlCommand(
	request: WireRequest,
	scheme: 'http' | 'https' = 'http',
	otherwise = usualAuthority,
): string {
	const {method, target, headers, body} = request;
	const host = curlHost(headers);
	const origin = `${scheme}://${host ?? otherwise}`;
	const isPlain = plainTarget.test(target) && !dotSegment.test(target);
	const isPiped = !fitsArgument(body);
	const hasData = body.length > 0 || has(headers, 'Content-Length') || has(headers, 'Transfer-Encoding');
	const options = [
		...methodOption(method, hasData),
		...(scheme === 'https' ? ['--http1.1'] : []),
		...(isPlain ? [] : [`--request-target ${shellQuoted(target)}`]),
		shellQuoted(isPlain ? origin + target : `${origin}/`),
		...headerOptions(request, host, hasData ? dataOption(body, isPiped) : null),
	];
	const command = ['curl', ...options].join(' \\\n  ').replace(' \\\n ', '');
	if (!isPiped) return `${command}\n`;
	const base64 = Buffer.from(body).toString('base64');
	const lines = base64.length <= lineLength ? [base64] : (base64.match(eachLine) ?? []);
	return `printf '%s' '${lines.join('\n')}' | base64 -d | ${command}\n`;
}

const eachLine = new RegExp(`.{1,${lineLength}}`, 'g');

/** What curl sends as it stands, without reading ranges, folders or fragments into it. */
const plainTarget = /^\/[\w\-.~!$&'()*+,;=:@%/]*(?:\?[\w\-.~!$&'()*+,;=:@%/?]+)?$/;
const dotSegment = /\/(?:\.|%2e){1,2}(?:[/?]|$)/i;

/** The authority of its Host header; null where that cannot be one. */
export function curlHost(headers: readonly Pair[]): string | null {
	const host = headerOf(headers, 'host');
	if (host === null || !/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)) return null;
	return URL.canParse(`http://${host}/`) ? host : null;
}

function methodOption(method: string, hasData: boolean): string[] {
	// With -X curl would wait for the body of the answer.
	if (method === 'HEAD' && !hasData) return ['--head'];
	return method === (hasData ? 'POST' : 'GET') ? [] : [`-X ${shellQuoted(method)}`];
}

function fitsArgument(body: Uint8Array): boolean {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	return bytes.length <= longestArgument && isUtf8(bytes) && isSafeText(bytes.toString('utf8'));
}

function dataOption(body: Uint8Array, isPiped: boolean): string {
	if (isPiped) return '--data-binary @-';
	const text = Buffer.from(body).toString('latin1');
	// `@` would name a file.
	return `${text.startsWith('@') ? '--data-raw' : '--data-binary'} ${shellQuoted(text)}`;
}

/** What curl adds by itself, unless it is told not to. */
const ownHeaders: readonly string[] = ['User-Agent', 'Accept'];

/**
 * Headers in their order, without those curl makes by itself. The body stands where Content-Length was among them, so
 * that it can be told, and changes with the body.
 */
function headerOptions({headers, body}: WireRequest, host: string | null, data: string | null): string[] {
	const own = [...ownHeaders];
	if (data !== null) own.push('Content-Type');
	if (body.length > expectsAbove) own.push('Expect');
	const options = own.filter(name => !has(headers, name)).map(name => `-H '${name}:'`);
	if (!has(headers, 'Host')) options.push("-H 'Host:'");
	let isDataOut = data === null;
	for (const [index, [name, value]] of headers.entries()) {
		if (index === 0 && name === 'Host' && value === host) continue;
		if (!isDataOut && name === 'Content-Length' && value === String(body.length)) {
			options.push(data ?? '');
			isDataOut = true;
		} else options.push(`-H ${shellQuoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
	}
	return isDataOut || data === null ? options : [...options, data];
}

function has(headers: readonly Pair[], name: string): boolean {
	return headerOf(headers, name.toLowerCase()) !== null;
}
