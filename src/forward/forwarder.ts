/**
 * Hands a captured request to a developer's own server and streams the answer back, changing nothing that is not
 * between two hops.
 */

import type {AnswerStream} from '../core/answer-stream.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {AnswerHead, SentAnswer} from '../core/delivery.ts';
import type {ForwardFailureCode, Forwarding} from '../core/target.ts';

export interface TargetOptions {
	/** http or https, as the user wrote it. */
	url: string;
	/**
	 * `keep`: the request's path follows the target's (`/base` and `/hook?a=1` give `/base/hook?a=1`; a request for
	 * `/` gives `/base`). `replace`: the target's path alone. The query is the target's, then the request's.
	 */
	path: 'keep' | 'replace';
	/** Sends the Host header as it came, instead of the target's own. */
	preserveHost: boolean;
	/** A certificate authority of the user's own, PEM; null for the usual ones. */
	ca: string | null;
	/** Takes any certificate. */
	insecure: boolean;
}

/** What a request is handed over with. */
export interface ForwardOptions {
	/** No whole answer after this many ms: the request is given up. */
	timeoutMs: number;
	/** What giving up by time is called: `deadline` when the provider's was enforced. */
	timeoutIs: 'timeout' | 'deadline';
	/** Bytes of the answer's body that are kept for the record; all are passed on. */
	keepBytes: number;
	/** Begins the answer to the sender. Called at most once. */
	begin(head: AnswerHead): AnswerStream;
}

export interface Forwarded {
	/** null when the target gave none: the sender has to be answered otherwise. */
	head: AnswerHead | null;
	/** What was passed on; null without a head. */
	sent: SentAnswer | null;
	forwarding: Forwarding;
}

/** A request on its way. */
export interface ForwardHandle {
	/** Never rejects. */
	done: Promise<Forwarded>;
	/** Gives it up; `done` resolves at once. Safe to call twice, and after the end. */
	cancel(because: Extract<ForwardFailureCode, 'sender-left' | 'stopped'>): void;
}

/** One target. Keeps its connections open between requests. */
export interface Target {
	readonly url: string;
	forward(request: CapturedRequest, options: ForwardOptions): ForwardHandle;
	/** Closes its connections. Safe to call twice. */
	close(): void;
}
