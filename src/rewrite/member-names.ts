/** Members and parameters that are called by a number or an address: `{"919876500010": "busy"}`. */

import {decodePercent} from '../core/capture.ts';
import type {Hidden} from './hidden.ts';
import {digitsOf, looksLikeNumber} from './phone-numbers.ts';
import {writtenEpoch} from './written-time.ts';

/** In front of a name, and behind it; JSON in JSON has its quotes escaped. */
const inJson = /(?<=[{,]\s{0,40}\\{0,7}")[^"\\]{7,200}(?=\\{0,7}"\s{0,20}:)/g;
const bare = /(?<=[{,]\s{0,40})\+?\d{8,15}(?=\s{0,20}:)/g;
const inEncodedJson = /(?<=%22)(?:\+|%2B)?\d{8,15}(?=%22(?:\+|%20|\s){0,20}(?:%3A|:))/gi;
const inPairs = /(?<=^|[?&])[^=&\s?{}"]{7,200}(?==)/g;

/** A body as text with names that tell of nobody. */
export function withoutNames(text: string, where: string, hidden: Hidden): string {
	const plain = (name: string) => withoutName(name, where, hidden);
	return withoutParameterNames(
		text.replace(inJson, plain).replace(bare, plain).replace(inEncodedJson, encoded(where, hidden)),
		where,
		hidden,
	);
}

/** The same of a query or a form. */
export function withoutParameterNames(text: string, where: string, hidden: Hidden): string {
	return text.replace(inPairs, encoded(where, hidden));
}

function encoded(where: string, hidden: Hidden): (name: string) => string {
	return written => {
		const name = decodePercent(written);
		const without = withoutName(name, where, hidden);
		return without === name ? written : encodeURIComponent(without);
	};
}

function withoutName(name: string, where: string, hidden: Hidden): string {
	if (/^[A-Za-z_][\w.[\]-]*$/.test(name)) return name;
	const digits = digitsOf(name);
	const isNumber = looksLikeNumber(name) && digits.length >= 8 && !/[/*.]/.test(name);
	if (!isNumber || (writtenEpoch(name) !== null && !hidden.knowsNumber(digits)))
		return hidden.inRest(name, where);
	return hidden.number(name, where);
}
