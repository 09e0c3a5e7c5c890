/** The table of `call-hook calls`. */

import type {Call} from '../core/call.ts';
import {oneLine} from '../core/text.ts';
import {arrivalTime, clock, directionWord, stateOf} from '../view/format.ts';
import {clipLine, fitLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {otherSide} from '../view/parties.ts';
import {verdictRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';
import {arrowOf, sides} from './lines.ts';

/** From this width on a row has direction, talk time and the number of deliveries. */
const wideFrom = 100;
/** Below this width there is no room for both sides and enough of the key: the other side is told only. */
const tightBelow = 76;
const otherColumns = 14;

/** One call in one line with its key; `width` null for a pipe, where nothing is cut. */
export function callRow(call: Call, width: number | null, now: number, marks: Marks): Line {
	// What `show` takes, whole or its beginning: it stands last, and on a terminal gives way to the rest.
	const key = [segment(oneLine(call.key), 'text.muted')];
	const row = joinLines([callState(call, width, now, marks), key], gapOf(width));
	return width === null ? row : clipLine(row, width, marks.cut);
}

/** The same where its key is told elsewhere. */
export function callState(call: Call, width: number | null, now: number, marks: Marks): Line {
	const state = stateOf(call, now, marks);
	const stateText = [state.mark, state.word, state.clock].filter(Boolean).join(' ');
	const talk = call.talkSeconds === null ? '-' : clock(call.talkSeconds, 'short');
	const wide = isWide(width);
	const cells: Line[] = [
		[segment(fit(arrivalTime(call.firstAt, now), 8), 'text.muted')],
		// Where there is little room its key alone names the provider.
		...(wide
			? [
					[segment(fit(oneLine(call.provider), 10), 'text.strong')],
					[segment(fit(directionWord(call.direction), 3), 'text.muted')],
				]
			: []),
		isTight(width)
			? fitLine(otherSide(call, otherColumns, marks), otherColumns, marks.cut)
			: sides(call, marks, width === null ? null : 13),
		[segment(fit(stateText, 16), state.clock === null ? 'text' : 'live')],
		...(wide ? [[segment(fit(talk, 5, 'right'))], [segment(fit(String(call.deliveries), 3, 'right'))]] : []),
		[segment(fit(call.verdict ?? '-', 8), verdictRole(call.verdict))],
	];
	const row = joinLines(cells, gapOf(width));
	return width === null ? row : clipLine(row, width, marks.cut);
}

export function callHeading(width: number | null, marks: Marks): Line {
	const row = joinLines([stateHeading(width, marks), [segment('Call', 'text.muted')]], gapOf(width));
	return width === null ? row : clipLine(row, width, marks.cut);
}

/** Above what `callState` gives. */
export function stateHeading(width: number | null, marks: Marks): Line {
	const wide = isWide(width);
	const words = [
		fit('Time', 8),
		...(wide ? [fit('Provider', 10), fit('Dir', 3)] : []),
		isTight(width) ? fit('Other side', otherColumns) : fit(`From ${arrowOf(marks)} to`, 29),
		fit('State', 16),
		...(wide ? [fit('Talk', 5, 'right'), fit('Dlv', 3, 'right')] : []),
		fit('Verdict', 8),
	];
	const heading = [segment(words.join(gapOf(width)), 'text.muted')];
	return width === null ? heading : clipLine(heading, width, marks.cut);
}

function isWide(width: number | null): boolean {
	return width === null || width >= wideFrom;
}

function isTight(width: number | null): boolean {
	return width !== null && width < tightBelow;
}

function gapOf(width: number | null): string {
	return isWide(width) ? '  ' : ' ';
}
