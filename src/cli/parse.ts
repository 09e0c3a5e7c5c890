/** Option values: text to value, null for what cannot be one. */

/** 0 to 65535. */
export function parsePort(text: string): number | null {
	const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
	return port <= 65_535 ? port : null;
}

const units: Readonly<Record<string, number>> = {'': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3};

/** The largest body that can be kept: as JSON it may be six times as long, and a text has at most 512 MB. */
const maxBytes = 64 * 1024 * 1024;

/** `512`, `64kb`, `10mb`: bytes, in steps of 1024, from 1 to 64 MB. */
export function parseBytes(text: string): number | null {
	const parts = /^(\d{1,12}(?:\.\d+)?)\s*([a-z]{0,2})$/i.exec(text.trim());
	const unit = units[parts?.[2]?.toLowerCase() ?? ''];
	if (parts === null || unit === undefined) return null;
	const bytes = Math.floor(Number(parts[1]) * unit);
	return bytes >= 1 && bytes <= maxBytes ? bytes : null;
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
