/** The developer's own server that requests are handed to, as every view knows it. */

/** `unknown` until it was first tried. */
export type TargetState = 'unknown' | 'up' | 'down';

export interface TargetStatus {
	/** As given, without a slash at the end: `http://127.0.0.1:3000`. */
	url: string;
	state: TargetState;
	/** In a sentence: why it is down. */
	because: string | null;
	/** What it took to connect when last tried, in ms; null while it is not up. */
	connectMs: number | null;
	/** When this state began, in ms since the epoch. */
	since: number;
}

/** What can go wrong between call-hook and a target. */
export type ForwardFailureCode =
	/** Nothing listens there. */
	| 'refused'
	/** The name has no address. */
	| 'dns'
	/** The host or network cannot be reached. */
	| 'unreachable'
	/** The certificate or the handshake. */
	| 'tls'
	/** No whole answer within `--timeout`. */
	| 'timeout'
	/** No whole answer within the provider's deadline, with `--enforce-deadline`. */
	| 'deadline'
	/** The request cannot be sent on: CONNECT, say. */
	| 'unsendable'
	/** The connection was closed before an answer began. */
	| 'reset'
	/** What came is not HTTP. */
	| 'garbage'
	/** The answer began and broke off. */
	| 'cut'
	/** The sender hung up while the target worked. */
	| 'sender-left'
	/** call-hook was stopped while the target worked. */
	| 'stopped';

export interface ForwardFailure {
	code: ForwardFailureCode;
	/** What happened, to which target, with the figures. */
	message: string;
	/** The next step, in the imperative. */
	hint: string;
}

/** What came of handing one request to a target. */
export interface Forwarding {
	/** The address the request was sent to: `http://127.0.0.1:3000/webhook/cdr`. */
	url: string;
	/** null when the target answered and its answer was whole. */
	failure: ForwardFailure | null;
	/** In ms from the moment the request was sent off; null for what did not happen. 0 for a connection already open. */
	connectMs: number | null;
	firstByteMs: number | null;
	totalMs: number;
}

/** Scheme, host and port of a target's address: `http://127.0.0.1:3000`. */
export function originOf(url: string): string {
	return /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? url;
}

const unconnected: ReadonlySet<ForwardFailureCode> = new Set(['refused', 'dns', 'unreachable', 'tls']);

/** Whether nothing was reached: no connection was made. */
export function isUnconnected(failure: Pick<ForwardFailure, 'code'> | null | undefined): boolean {
	return failure !== null && failure !== undefined && unconnected.has(failure.code);
}

/** The same with its path, without a query, in which a secret may be: `http://127.0.0.1:3000/webhook`. */
export function endpointOf(url: string): string {
	const endpoint = /^https?:\/\/[^?#]*/i.exec(url)?.[0] ?? url;
	return endpoint.replace(/^(https?:\/\/[^/]*)\/$/i, '$1');
}
