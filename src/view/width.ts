/** Cutting and padding by the columns a terminal uses, never by the length of a string. */

import stringWidth from 'string-width';

const plainAscii = /^[ -~]*$/;
const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
/** The segmenter's time grows with the square of the text: it is given this much at a time, in code units. */
const chunk = 1024;

/** Columns the text takes. It holds no control characters: it has passed `printable` or is ours. */
export function widthOf(text: string): number {
	if (plainAscii.test(text)) return text.length;
	if (text.length <= mostKnown) return knownWidthOf(text);
	if (text.length <= chunk) return stringWidth(text);
	let width = 0;
	for (const piece of pieces(text)) width += stringWidth(piece.join(''));
	return width;
}

/** Of short texts the width is kept, in code units: the same letters and cells are drawn again and again. */
const mostKnown = 40;
/** How many are kept before it begins anew. */
const mostKept = 5000;
const known = new Map<string, number>();

function knownWidthOf(text: string): number {
	const found = known.get(text);
	if (found !== undefined) return found;
	const width = stringWidth(text);
	if (known.size >= mostKept) known.clear();
	known.set(text, width);
	return width;
}

/** The letters of a text of any length, in order. */
export function* graphemesOf(text: string): Generator<string> {
	for (const piece of pieces(text)) yield* piece;
}

/** The letters of a text, as many at a time as are quickly told apart. */
function* pieces(text: string): Generator<string[]> {
	for (let start = 0; start < text.length; ) {
		const isLast = start + chunk >= text.length;
		const found = Array.from(graphemes.segment(text.slice(start, start + chunk)), ({segment}) => segment);
		// The last one may go on in the next piece.
		if (!isLast && found.length > 1) found.pop();
		for (const grapheme of found) start += grapheme.length;
		yield found;
	}
}

/** More code units than this in a column are nobody's letters; Intl.Segmenter takes minutes over a long text. */
const mostPerColumn = 64;

/** Whether the text takes at most `width` columns. Quick for texts of any length. */
export function fitsIn(text: string, width: number): boolean {
	return text.length <= mostPerColumn * width && widthOf(text) <= width;
}

/** The text cut to at most `width` columns, with the cut mark as its last; a wide character is never halved. */
export function cut(text: string, width: number, cutMark = '…'): string {
	if (fitsIn(text, width)) return text;
	if (width <= 0) return '';
	return keepStart(text.slice(0, mostPerColumn * width), width - 1) + cutMark;
}

/** The end of the text in at most `width` columns, with the cut mark first: the end tells numbers apart. */
export function cutStart(text: string, width: number, cutMark = '…'): string {
	if (fitsIn(text, width)) return text;
	if (width <= 0) return '';
	let kept = '';
	let used = 1;
	for (const {segment} of [...graphemes.segment(text.slice(-mostPerColumn * width))].reverse()) {
		used += widthOf(segment);
		if (used > width) break;
		kept = segment + kept;
	}
	return cutMark + kept;
}

/** Both ends of the text in at most `width` columns, with the cut mark between them: of an address either tells something. */
export function cutMiddle(text: string, width: number, cutMark = '…'): string {
	if (fitsIn(text, width)) return text;
	const end = Math.floor((width - 1) / 2);
	// The cut mark that `cutStart` puts first is the one between them.
	return width < 3
		? cut(text, width, cutMark)
		: keepStart(text.slice(0, mostPerColumn * width), width - 1 - end) + cutStart(text, end + 1, cutMark);
}

/** Exactly `width` columns: cut when longer, padded with blanks when shorter. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left', cutMark = '…'): string {
	const short = cut(text, width, cutMark);
	const blanks = ' '.repeat(Math.max(0, width - widthOf(short)));
	return align === 'left' ? short + blanks : blanks + short;
}

function keepStart(text: string, width: number): string {
	if (plainAscii.test(text)) return text.slice(0, width);
	let kept = '';
	let used = 0;
	for (const {segment} of graphemes.segment(text)) {
		used += widthOf(segment);
		if (used > width) break;
		kept += segment;
	}
	return kept;
}
