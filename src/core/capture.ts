/**
 * What arrived, before anybody made sense of it. This is the record: everything else in call-hook is derived
 * from it and can be worked out again.
 */

/** A header, query or form pair as sent: order, letter case and repeats are kept. */
export type Pair = readonly [name: string, value: string];

/** Why a request did not arrive whole. Each is still a delivery: nothing a sender does makes it invisible. */
export type FaultCode =
	/** Not HTTP: a broken request line, header or chunk. */
	| 'malformed'
	/** The header section was larger than the listener allows. */
	| 'headers-too-large'
	/** The body was larger than `--max-body`; it was kept up to that limit. */
	| 'body-too-large'
	/** The sender hung up before the request was complete. */
	| 'aborted'
	/** Too much was arriving at once. */
	| 'overloaded'
	/** call-hook was stopped before the request was complete. */
	| 'stopped'
	/** The sender took longer than the listener waits for headers or body. */
	| 'timeout';

export interface Fault {
	code: FaultCode;
	/** One sentence for a person: what happened, to which part, with figures. */
	message: string;
}

/** One HTTP request, frozen. */
export interface CapturedRequest {
	/** When its first byte arrived, in milliseconds since the epoch (fractions kept). */
	readonly receivedAt: number;
	/** From the first byte until the headers were complete, in ms; null when they never were. */
	readonly headersMs: number | null;
	/** From the first byte until the body was complete (or given up), in ms. */
	readonly bodyMs: number;
	/** `1.0` or `1.1`; null when the request line could not be read. */
	readonly httpVersion: string | null;
	readonly method: string | null;
	/** The request target exactly as on the request line, neither decoded nor resolved. */
	readonly target: string | null;
	/** Names and values as Node reads them: each character is one byte (latin1). */
	readonly headers: readonly Pair[];
	/** Headers that came behind a chunked body; left out when there were none. */
	readonly trailers?: readonly Pair[];
	readonly remoteAddress: string | null;
	/** The public address that led to the listener when it arrived; left out when there was none. */
	readonly publicUrl?: string;
	/** What call-hook itself has put in front of the target (`--secret-path`), and nobody else knows of; left out without. */
	readonly ownPrefix?: string;
	/** The body's bytes after transfer decoding, before content decoding; for a malformed request the bytes that broke it. */
	readonly body: Uint8Array;
	/** How many body bytes arrived; larger than `body.length` when the body was cut. */
	readonly bodySize: number;
	readonly fault: Fault | null;
}

/** Whether bytes of the body arrived that were not kept. */
export function isTruncated(request: CapturedRequest): boolean {
	return request.bodySize > request.body.length;
}

/** The first value of a header, its name compared without case; null when it was not sent. */
export function headerOf(headers: readonly Pair[], name: string): string | null {
	for (const [key, value] of headers) {
		if (key.length === name.length && key.toLowerCase() === name) return value;
	}
	return null;
}

/** A request's target without call-hook's own prefix; null when it has none. */
export function targetOf({target, ownPrefix}: Pick<CapturedRequest, 'target' | 'ownPrefix'>): string | null {
	if (target === null || ownPrefix === undefined) return target;
	const origin = originIn(target);
	return origin + withoutPrefix(target.slice(origin.length), ownPrefix);
}

/** Scheme and host of an absolute target (as proxies send it); '' of any other. */
function originIn(target: string): string {
	return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
}

/** `/k3y/hook?a=b` without `/k3y`; as it is when it does not begin with that path. */
export function withoutPrefix(target: string, prefix: string): string {
	if (prefix === '' || !target.startsWith(prefix)) return target;
	const rest = target.slice(prefix.length);
	if (rest === '' || rest.startsWith('?')) return `/${rest}`;
	return rest.startsWith('/') ? rest : target;
}

/** A request target cut into its path (percent-decoded where that is possible) and its query pairs. */
export function splitTarget(target: string): {path: string; query: Pair[]} {
	const origin = originIn(target);
	const rest = target.slice(origin.length);
	const mark = rest.indexOf('?');
	const named = mark < 0 ? rest : rest.slice(0, mark);
	const path = named === '' && origin !== '' ? '/' : named;
	return {path: decodePercent(path), query: mark < 0 ? [] : parsePairs(rest.slice(mark + 1))};
}

/** `a=1&b=2` as pairs, the first `limit` of them, by the rules of HTML forms: `+` is a blank, what cannot be decoded stays as sent. */
export function parsePairs(text: string, limit = Number.POSITIVE_INFINITY): Pair[] {
	const pairs: Pair[] = [];
	for (let start = 0; start < text.length && pairs.length < limit; ) {
		const end = text.indexOf('&', start);
		const part = text.slice(start, end < 0 ? text.length : end);
		start += part.length + 1;
		if (part === '') continue;
		const mark = part.indexOf('=');
		const name = mark < 0 ? part : part.slice(0, mark);
		const value = mark < 0 ? '' : part.slice(mark + 1);
		pairs.push([decodeFormText(name), decodeFormText(value)]);
	}
	return pairs;
}

function decodeFormText(text: string): string {
	return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

/** Percent-decoding that never throws: a text that is not valid UTF-8 when decoded comes back as it was. */
export function decodePercent(text: string): string {
	if (!text.includes('%')) return text;
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
