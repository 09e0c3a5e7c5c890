/** Writes HAR 1.2, as browsers' tools open it, with what it takes to read the very requests back. */

import {isUtf8} from 'node:buffer';
import {originSeen} from '../core/address.ts';
import {headerOf, type Pair, splitTarget} from '../core/capture.ts';
import {whyCut} from '../core/cut-answer.ts';
import type {Answer} from '../core/delivery.ts';
import {percentEncoded} from './percent.ts';
import type {RequestStep} from './step.ts';

/** A request as it came, and the answer it got. */
export interface Recorded {
	step: RequestStep;
	/** In ms since the epoch. */
	receivedAt: number;
	/** How long the request took to arrive, in ms. */
	bodyMs: number;
	/** `1.1` */
	httpVersion: string | null;
	publicUrl?: string;
	answer: Answer;
}

/** The lines of a HAR, piece by piece: one entry may hold megabytes. */
export function harBegin(version: string): string {
	const creator = {name: 'call-hook', version};
	return `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`;
}

export const harEnd = '\n]}}\n';

/** Behind another entry with a comma. */
export function harEntry(recorded: Recorded, isFirst: boolean): string {
	return `${isFirst ? '' : ','}\n${JSON.stringify(entryOf(recorded))}`;
}

function entryOf(recorded: Recorded) {
	const {step, receivedAt, bodyMs, answer} = recorded;
	const httpVersion = `HTTP/${recorded.httpVersion ?? '1.1'}`;
	const timings = {send: inMs(bodyMs), wait: inMs(answer.durationMs), receive: 0};
	return {
		startedDateTime: new Date(receivedAt).toISOString(),
		time: inMs(timings.send + timings.wait),
		request: requestOf(recorded, httpVersion),
		response: responseOf(answer, httpVersion),
		cache: {},
		timings,
		...(step.deliveryId !== null && {comment: `delivery ${step.deliveryId}`}),
	};
}

/** To the microsecond. */
function inMs(ms: number): number {
	return Math.max(0, Math.round(ms * 1000) / 1000);
}

function requestOf({step, publicUrl}: Recorded, httpVersion: string) {
	const {method, target, headers, trailers, body, name, shows, source, pin} = step;
	const url = urlOf(step, publicUrl);
	const mimeType = headerOf(headers, 'content-type') ?? 'application/octet-stream';
	return {
		method,
		url,
		httpVersion,
		cookies: cookiesOf(headers),
		headers: headers.map(named),
		queryString: splitTarget(target).query.map(named),
		...(body.length > 0 && {postData: {mimeType, ...content(body)}}),
		headersSize: headSize(`${method} ${target} ${httpVersion}`, headers),
		bodySize: body.length,
		_callHook: {
			target,
			...(trailers !== undefined && {trailers}),
			...(name !== null && {name}),
			...(shows !== null && {shows}),
			...(source !== null && {source}),
			...(pin !== null && {pin}),
		},
	};
}

/** What was sent back, as far as it was kept: of an answer of call-hook's own the status. */
function responseOf(answer: Answer, httpVersion: string) {
	const {status, sent, isCut} = answer;
	const headers = sent?.headers ?? [];
	const body = sent?.body ?? new Uint8Array();
	const mimeType = headerOf(headers, 'content-type') ?? 'x-unknown';
	const comments = [
		...(isCut === true ? [whyCut(answer)] : []),
		...(sent !== undefined && sent.bodySize !== body.length
			? [`${body.length} of ${sent.bodySize} bytes of the body were kept`]
			: []),
	];
	return {
		status: status ?? 0,
		statusText: '',
		httpVersion,
		cookies: [],
		headers: headers.map(named),
		content: {size: sent?.bodySize ?? 0, mimeType, ...(body.length > 0 && content(body))},
		redirectURL: headerOf(headers, 'location') ?? '',
		headersSize: -1,
		bodySize: sent?.bodySize ?? -1,
		...(comments.length > 0 && {comment: comments.join('; ')}),
	};
}

/** As Chrome has it: bytes that are no text as base64. */
function content(body: Uint8Array): {text: string; encoding?: 'base64'} {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	return isUtf8(bytes)
		? {text: bytes.toString('utf8')}
		: {text: bytes.toString('base64'), encoding: 'base64'};
}

/** Of the Cookie headers; a hidden one is one cookie without a name. */
function cookiesOf(headers: readonly Pair[]) {
	return headers
		.filter(([name]) => name.toLowerCase() === 'cookie')
		.flatMap(([, value]) => value.split(';'))
		.filter(pair => pair.trim() !== '')
		.map(pair => {
			const sign = pair.indexOf('=');
			return {name: pair.slice(0, Math.max(sign, 0)).trim(), value: pair.slice(sign + 1).trim()};
		});
}

function named([name, value]: Pair) {
	return {name, value};
}

/** Request line and headers with all line ends, in bytes. */
function headSize(requestLine: string, headers: readonly Pair[]): number {
	const lines = headers.map(([name, value]) => name.length + value.length + 4);
	return lines.reduce((sum, length) => sum + length, requestLine.length + 4);
}

/** Whole and valid, also where the target is neither. */
function urlOf({headers, target}: RequestStep, publicUrl: string | undefined): string {
	const seen = originSeen({headers, target, ...(publicUrl !== undefined && {publicUrl})});
	const path = /^https?:\/\//i.test(target) ? target.replace(/^https?:\/\/[^/?#]*/i, '') : target;
	const whole = path.startsWith('/') ? path : path === '*' ? '/' : `/${path}`;
	const encoded = whole.replace(/%(?![\da-f]{2})|[^\w\-.~:/?@!$&'()*+,;=%]/gi, percentEncoded);
	const origin = seen === null ? null : `${seen.scheme}://${seen.host}${seen.prefix}`;
	const isUrl = origin !== null && /^[!-~]+$/.test(origin) && URL.canParse(origin);
	return (isUrl ? origin : 'http://localhost') + encoded;
}
