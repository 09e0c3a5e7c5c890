/** Lines made to measure: exactly as wide as the room they get. */

import {type Line, type Segment, segment} from './segment.ts';
import {cut, fitsIn, widthOf} from './width.ts';

/** Columns the line takes; for lines of ours, as long texts take their time. */
export function lineWidth(line: Line): number {
	let width = 0;
	for (const {text} of line) width += widthOf(text);
	return width;
}

/** The line in exactly `width` columns: cut where it is longer, filled with blanks where it is shorter. */
export function fitLine(line: Line, width: number, cutMark = '…'): Line {
	const clipped = clipLine(line, width, cutMark);
	const room = width - lineWidth(clipped);
	return room > 0 ? [...clipped, segment(' '.repeat(room))] : clipped;
}

/** The line in at most `width` columns: one that is wider than the terminal would wrap. */
export function clipLine(line: Line, width: number, cutMark = '…'): Line {
	const clipped: Segment[] = [];
	let room = width;
	for (const part of line) {
		if (!fitsIn(part.text, room)) {
			const kept = cut(part.text, room, cutMark);
			if (kept !== '') clipped.push({...part, text: kept});
			// Nothing may follow the cut mark, even where a wide character left a column free.
			break;
		}
		clipped.push(part);
		room -= widthOf(part.text);
	}
	return clipped;
}

/** `left` at the left, `right` at the right; where they do not both fit, `left` is cut. */
export function spread(left: Line, right: Line, width: number, cutMark = '…'): Line {
	const rightWidth = lineWidth(right);
	if (rightWidth === 0) return fitLine(left, width, cutMark);
	if (rightWidth >= width) return fitLine(right, width, cutMark);
	return [...fitLine(left, width - rightWidth - 1, cutMark), segment(' '), ...right];
}

/** Lines with a gap between them: `join([a, b], '  ')`. */
export function joinLines(lines: readonly Line[], gap: string): Line {
	return lines.flatMap((line, index) => (index === 0 ? line : [segment(gap), ...line]));
}
