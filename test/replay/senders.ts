/** Senders that are closed after the test, and what is sent through them. */

import type {WireRequest} from '../../src/formats/step.ts';
import {openSender, type Sender, type SenderOptions} from '../../src/replay/sender.ts';
import type {SendOptions, Sent} from '../../src/replay/sent.ts';
import {afterwards} from '../support/waiting.ts';

export function sender(url: string, options: Partial<SenderOptions> = {}): Sender {
	const opened = openSender({
		url,
		preserveHost: false,
		connections: 4,
		ca: null,
		insecure: false,
		...options,
	});
	afterwards(() => opened.close());
	return opened;
}

export function wireRequest(request: Partial<WireRequest> = {}): WireRequest {
	return {
		method: 'POST',
		target: '/hook',
		headers: [['Host', 'sender.test']],
		body: Buffer.alloc(0),
		...request,
	};
}

export function sendOptions(options: Partial<SendOptions> = {}): SendOptions {
	return {timeoutMs: 6000, timeoutIs: 'timeout', keepBytes: 10 * 1024 * 1024, ...options};
}

export function sendTo(
	to: Sender,
	request: Partial<WireRequest> = {},
	options: Partial<SendOptions> = {},
): Promise<Sent> {
	return to.send(wireRequest(request), sendOptions(options));
}
