/** Option values: text to value, null for what cannot be one. */

import {parseDurationText} from '../core/duration-text.ts';
import {largestSeed} from '../core/random.ts';

/** 0 to 65535. */
export function parsePort(text: string): number | null {
	const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
	return port <= 65_535 ? port : null;
}

/** A status an answer can have: 200 to 599. */
export function parseStatus(text: string): number | null {
	return /^[2-5]\d\d$/.test(text) ? Number(text) : null;
}

/** An hour, in ms. */
const longestWait = 3_600_000;

/** A time to wait, in ms: `500ms`, `1.5s`, `2m`, and `12000` for ms; at most an hour. */
export function parseDuration(text: string): number | null {
	const ms = parseDurationText(text);
	return ms !== null && ms <= longestWait ? ms : null;
}

/** 0 to 4294967295. */
export function parseSeed(text: string): number | null {
	const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
	return seed <= largestSeed ? seed : null;
}

/** `12` and `#12`; null for anything else. */
export function parseDeliveryId(text: string): number | null {
	const digits = /^#?([1-9]\d{0,14})$/.exec(text)?.[1];
	return digits === undefined ? null : Number(digits);
}

/** `/hooks/telecmi=telecmi` cut at its last `=`; null when it has none or the path does not begin with `/`. */
export function parseRoute(text: string): {path: string; provider: string} | null {
	const mark = text.lastIndexOf('=');
	return mark > 0 && text.startsWith('/')
		? {path: text.slice(0, mark), provider: text.slice(mark + 1)}
		: null;
}
