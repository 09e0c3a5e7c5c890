/** Sends requests to a target byte for byte, and measures what comes back. */

import type {Answer, SentAnswer} from '../core/delivery.ts';
import type {Forwarding} from '../core/target.ts';
import type {WireRequest} from '../formats/step.ts';

export interface SenderOptions {
	/**
	 * Where to: `http://127.0.0.1:3000` sends each request to its own path, `http://127.0.0.1:3000/hooks` all of them to
	 * this one, with their own query behind the url's.
	 */
	url: string;
	/** The Host header as it is in the request, not the target's. */
	preserveHost: boolean;
	/** Connections at the same time, at most. */
	connections: number;
	/** A PEM certificate of the authority that signed the target's; null for the usual ones. */
	ca: string | null;
	/** Any certificate will do. */
	insecure: boolean;
}

export interface SendOptions {
	/** Given up after this, in ms, from the moment the request is sent off. */
	timeoutMs: number;
	/** The timeout is the provider's deadline: a failure says so. */
	timeoutIs: 'timeout' | 'deadline';
	/** Bytes of the answer's body that are kept. */
	keepBytes: number;
}

/** What came of sending one request. */
export interface Sent {
	/** When it was sent off, in ms since the epoch. */
	at: number;
	/** The request as it was sent: with the target's Host, and framed anew where its body was changed. */
	request: WireRequest;
	/** null when there was none; `isCut` in `answer` when it broke off. */
	status: number | null;
	/** What came of the answer; null when there was none. */
	sent: SentAnswer | null;
	/** Where it went, how long it took, and what went wrong. */
	forwarding: Forwarding;
	isCut: boolean;
}

export interface Sender {
	/** The address it sends to, as given. */
	readonly url: string;
	/** Waits for a free connection. Never rejects. */
	send(request: WireRequest, options: SendOptions): Promise<Sent>;
	/** Gives up what is under way; safe to call twice. */
	close(): void;
}

/** What came of a request as the answer of a delivery: a target's, or nobody's. */
export function answerOf({status, sent, forwarding, isCut}: Sent): Answer {
	return {
		status,
		by: status === null ? 'nobody' : 'target',
		durationMs: forwarding.totalMs,
		...(sent !== null && {sent}),
		forwarding,
		...(isCut && {isCut: true}),
	};
}
