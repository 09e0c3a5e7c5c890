/** Bodies with JSON in each line. */

import {isJson} from './json-spots.ts';

/** The lines of such a text, two at least and each a whole object; null for any other. */
export function jsonLinesOf(text: string): string[] | null {
	const lines = text.split('\n');
	let count = 0;
	for (const line of lines) {
		if (line.trim() === '') continue;
		if (!/^\s*\{.*\}\s*$/.test(line) || !isJson(line)) return null;
		count++;
	}
	return count < 2 ? null : lines;
}
