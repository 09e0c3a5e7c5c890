/** A request as a fixture, a file or a capture has it: what is sent again. */

import type {CapturedRequest, Pair} from '../core/capture.ts';

/** One request as on the wire. */
export interface WireRequest {
	readonly method: string;
	/** As on the request line, neither decoded nor resolved. */
	readonly target: string;
	/** Each character is one byte (latin1). */
	readonly headers: readonly Pair[];
	/** Headers behind a chunked body; left out when there are none. */
	readonly trailers?: readonly Pair[];
	/** After transfer decoding, before content decoding. */
	readonly body: Uint8Array;
}

/** A request of a call or of a file, with what is said about it. */
export interface RequestStep extends WireRequest {
	/** `outgoing-answered`; null where nothing names it. */
	readonly name: string | null;
	/** One plain sentence: what it shows. */
	readonly shows: string | null;
	/** The page the request was taken from, with the day. */
	readonly source: string | null;
	/** The provider only a pin can tell. */
	readonly pin: string | null;
	/** How long after the step before it, in ms; null where nothing says so: at once. */
	readonly afterMs: number | null;
	/** The delivery it is, in the store that is used; null for a request of a file. */
	readonly deliveryId: number | null;
}

/** A request that nothing is said about. */
export function bareStep(request: WireRequest): RequestStep {
	return {
		name: null,
		shows: null,
		source: null,
		pin: null,
		afterMs: null,
		deliveryId: null,
		...request,
	};
}

/**
 * A request as a listener would have frozen it, had it come whole at one moment.
 * @param at in ms since the epoch
 */
export function capturedOf(request: WireRequest, at: number): CapturedRequest {
	const {method, target, headers, trailers, body} = request;
	return {
		receivedAt: at,
		headersMs: 0,
		bodyMs: 0,
		httpVersion: '1.1',
		method,
		target,
		headers,
		...(trailers !== undefined && {trailers}),
		remoteAddress: null,
		body,
		bodySize: body.length,
		fault: null,
	};
}

/** Whether both are the same on the wire, byte for byte. */
export function isSameRequest(one: WireRequest, other: WireRequest): boolean {
	if (one === other) return true;
	return headJson(one) === headJson(other) && Buffer.compare(one.body, other.body) === 0;
}

/** All but the body: equal texts are equal heads. */
export function headJson({method, target, headers, trailers = []}: WireRequest): string {
	return JSON.stringify({method, target, headers, trailers});
}
