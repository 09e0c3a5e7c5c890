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

/** How long ago, in ms: `30m`, `12h`, `7d`, `4w`. */
export function parseAge(text: string): number | null {
	return /^\d{1,5}\s*[mhdw]$/.test(text.trim()) ? parseDurationText(text) : null;
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

/** `1-3`, `#1-#3`: the first and the last one; null for anything else. */
export function parseDeliveryRange(text: string): readonly [number, number] | null {
	const [, first = '', last = ''] = /^(#?[1-9]\d{0,14})-(#?[1-9]\d{0,14})$/.exec(text) ?? [];
	const from = parseDeliveryId(first);
	const to = parseDeliveryId(last);
	return from === null || to === null ? null : [from, to];
}

/** `/hooks/telecmi=telecmi` cut at its last `=`; null when it has none or the path does not begin with `/`. */
export function parseRoute(text: string): {path: string; provider: string} | null {
	const mark = text.lastIndexOf('=');
	return mark > 0 && text.startsWith('/')
		? {path: text.slice(0, mark), provider: text.slice(mark + 1)}
		: null;
}

/** How many times as fast: `60x`, `60`, `0.5x`; above 0. */
export function parseSpeed(text: string): number | null {
	const speed = /^(\d{1,7}(?:\.\d{1,3})?)x?$/.exec(text.trim())?.[1];
	return speed === undefined ? null : Number(speed) || null;
}

/** Requests per second: `10/s`, `10`, `0.5/s`; above 0. */
export function parseRate(text: string): number | null {
	const rate = /^(\d{1,7}(?:\.\d{1,3})?)(?:\/s)?$/.exec(text.trim())?.[1];
	return rate === undefined ? null : Number(rate) || null;
}

/** A share: `0.2`, `20%`; 0 to 1. */
export function parseShare(text: string): number | null {
	const [, digits, percent] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(%)?$/.exec(text.trim()) ?? [];
	if (digits === undefined) return null;
	const share = percent === undefined ? Number(digits) : Number(digits) / 100;
	return share <= 1 ? share : null;
}

/** A whole number from 1 on. */
export function parseCount(text: string): number | null {
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** `recording=5m` cut at its last `=`, the time in ms. */
export function parseLate(text: string): {what: string; byMs: number} | null {
	const mark = text.lastIndexOf('=');
	const byMs = mark > 0 ? parseDuration(text.slice(mark + 1)) : null;
	return byMs === null ? null : {what: text.slice(0, mark), byMs};
}

/** How deliveries are written down. */
export const exportFormats = ['curl', 'http', 'har', 'ndjson', 'fixture'] as const;
export type ExportFormat = (typeof exportFormats)[number];
