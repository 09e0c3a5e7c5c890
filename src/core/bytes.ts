/** Sizes as people write them. */

const units: Readonly<Record<string, number>> = {'': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3};

/** The largest body that can be kept: as JSON it may be six times as long, and a text has at most 512 MB. */
export const maxBytes = 64 * 1024 * 1024;

/** `512`, `64kb`, `10mb`: bytes, in steps of 1024, from 1 to 64 MB. */
export function parseBytes(text: string): number | null {
	const parts = /^(\d{1,12}(?:\.\d+)?)\s*([a-z]{0,2})$/i.exec(text.trim());
	const unit = units[parts?.[2]?.toLowerCase() ?? ''];
	if (parts === null || unit === undefined) return null;
	const bytes = Math.floor(Number(parts[1]) * unit);
	return bytes >= 1 && bytes <= maxBytes ? bytes : null;
}
