/** Option values: text to value, null for what cannot be one. */

/** 0 to 65535. */
export function parsePort(text: string): number | null {
	const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
	return port <= 65_535 ? port : null;
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
