/** Breaking a text that is too long for its column, by the columns a terminal uses. */

import {fitsIn, widthOf} from './width.ts';

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
/** The segmenter's time grows with the square of the text: it is given this much at a time, in code units. */
const chunk = 1024;

/** The text in rows of at most `width` columns, broken at blanks where there are some. At least one row. */
export function wrapWords(text: string, width: number): string[] {
	const rows: string[] = [];
	let row = '';
	for (const word of text.split(' ')) {
		const joined = row === '' ? word : `${row} ${word}`;
		if (fitsIn(joined, width)) {
			row = joined;
			continue;
		}
		if (row !== '') rows.push(row);
		const pieces = wrapAnywhere(word, width);
		row = pieces.pop() ?? '';
		rows.push(...pieces);
	}
	rows.push(row);
	return rows;
}

/** The text in rows of at most `width` columns, broken wherever a row is full; a wide character is never halved. */
export function wrapAnywhere(text: string, width: number): string[] {
	if (fitsIn(text, width)) return [text];
	const rows: string[] = [];
	let row = '';
	let used = 0;
	for (const grapheme of graphemesOf(text)) {
		const needed = widthOf(grapheme);
		if (used + needed > width && row !== '') {
			rows.push(row);
			row = '';
			used = 0;
		}
		row += grapheme;
		used += needed;
	}
	rows.push(row);
	return rows;
}

function* graphemesOf(text: string): Generator<string> {
	for (let start = 0; start < text.length; ) {
		const isLast = start + chunk >= text.length;
		const found = [...segmenter.segment(text.slice(start, start + chunk))];
		// The last one may go on in the next chunk.
		if (!isLast && found.length > 1) found.pop();
		for (const {segment} of found) {
			start += segment.length;
			yield segment;
		}
	}
}
