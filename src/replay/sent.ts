/** What a request is sent with, and what comes of it. */

import type {Answer, SentAnswer} from '../core/delivery.ts';
import type {Forwarding} from '../core/target.ts';
import type {WireRequest} from '../formats/step.ts';

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
	/** Its first connection was closed just as it was put on it: it went out once more, on another one. */
	wasResent?: true;
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
