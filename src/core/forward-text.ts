/** `--forward` and `forward`: a target, and the requests it is for. */

/** As written. */
export interface WrittenTarget {
	/** A filter; empty for all requests. */
	when: string;
	/** http or https. */
	url: string;
}

/**
 * `http://127.0.0.1:3000`, or with the filter in front: `provider:telecmi=http://127.0.0.1:3000`. Cut at the first
 * `=http://` or `=https://`; null when there is no address that can be asked.
 */
export function parseForward(text: string): WrittenTarget | null {
	const mark = /^https?:\/\//i.test(text) ? -1 : text.search(/=https?:\/\//i);
	const target = {when: text.slice(0, Math.max(0, mark)).trim(), url: text.slice(mark + 1).trim()};
	return isWebAddress(target.url) ? target : null;
}

/** An absolute http or https address. */
export function isWebAddress(text: string): boolean {
	return /^https?:\/\/[^\s/?#]/i.test(text) && !/\s/.test(text) && URL.canParse(text);
}
