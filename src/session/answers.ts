/** What call-hook answers by itself: one place decides, in one order. */

import type {FaultCode} from '../core/capture.ts';
import type {AnswerContent} from '../core/delivery.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import type {Inspected} from '../inspect/inspect.ts';

/** Answered when neither the provider nor the user wants anything else. */
const standard: AnswerContent = json(200, {success: true});

/** Requests that did not arrive whole; `aborted` is rarely heard, as its sender has left. */
const faultAnswers: Readonly<Record<FaultCode, AnswerContent>> = {
	malformed: json(400, {error: 'this is not an HTTP request'}),
	'headers-too-large': json(431, {error: 'request line and headers are too large'}),
	'body-too-large': json(413, {error: 'the body is larger than --max-body'}),
	aborted: json(400, {error: 'the request is not complete'}),
	overloaded: json(503, {error: 'too much is arriving at once'}),
	stopped: json(503, {error: 'call-hook is stopping'}),
	timeout: json(408, {error: 'the request took too long'}),
};

/** Tells the sender to try again: what cannot be kept must not count as delivered. */
export const notStored: AnswerContent = json(503, {error: 'call-hook could not store this request'});

/** The answer to one request. */
export function chooseAnswer(
	{inspection, message, provider}: Inspected,
	fault: FaultCode | null,
): AnswerContent {
	if (fault !== null) return faultAnswers[fault];
	const own = ownAnswer(provider, message);
	if (own !== null) return own;
	return inspection.provider.pinned || !isBrowserVisit(provider, message) ? standard : page;
}

function ownAnswer(provider: Provider, message: Message): AnswerContent | null {
	try {
		return provider.defaultAnswer?.(message) ?? null;
	} catch {
		// A provider that cannot answer must not keep the request from being answered.
		return null;
	}
}

/** A person who opened the address in a browser; webhooks ask for no HTML. */
function isBrowserVisit({kinds}: Provider, message: Message): boolean {
	return (
		kinds.length === 0 &&
		message.method === 'GET' &&
		message.path === '/' &&
		message.rawQuery === '' &&
		(message.header('accept') ?? '').includes('text/html')
	);
}

const page: AnswerContent = {
	status: 200,
	headers: [
		['Content-Type', 'text/html; charset=utf-8'],
		['Cache-Control', 'no-store'],
	],
	body: Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>call-hook</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>call-hook listens here</h1>
<p>Give this address to a voice-call provider as its webhook; any path will do. What it sends appears in the
terminal where call-hook was started.</p>
<p>This visit was recorded like any other request.</p>
</html>
`),
};

function json(status: number, value: unknown): AnswerContent {
	return {status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify(value))};
}
