/** Breaking a text that is too long for its column, by the columns a terminal uses. */

import {fitsIn, graphemesOf, widthOf} from './width.ts';

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
