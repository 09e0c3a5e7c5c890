/**
 * The part of the list on the screen. Calls are found by their seq, never by an index: rows that arrive or go
 * elsewhere move nothing. Only what is shown is ever read, however many calls there are.
 */

import type {LiveView} from '../session/live-view.ts';

/** Where calls come from. */
export type CallSource = Pick<LiveView, 'callsAfter' | 'callsBefore'>;

/** Before the first and after the last seq there can be. */
const beforeAll = 0;
const afterAll = Number.MAX_SAFE_INTEGER;

/** Rows of context kept at the edges while moving. */
const context = 2;

export function newestCall(source: CallSource): number | null {
	return source.callsBefore(afterAll, 1)[0]?.seq ?? null;
}

/** The call that many rows below (above, when negative); the last (first) one when there are fewer. */
export function callAt(source: CallSource, from: number, by: number): number {
	if (by === 0) return from;
	const rows = by > 0 ? source.callsAfter(from, by) : source.callsBefore(from, -by);
	return (by > 0 ? rows.at(-1) : rows[0])?.seq ?? from;
}

export function oldestCall(source: CallSource): number | null {
	return source.callsAfter(beforeAll, 1)[0]?.seq ?? null;
}

/** The call itself when it is still there, else the next, else the previous one; null when there is none. */
export function nearestCall(source: CallSource, seq: number): number | null {
	return source.callsAfter(seq - 1, 1)[0]?.seq ?? source.callsBefore(seq, 1)[0]?.seq ?? null;
}

/**
 * The first visible row that shows the selected one and leaves no row empty that could be filled. After a move it
 * shows some context as well; otherwise nothing may shift but for what has to.
 */
export function firstVisible(
	source: CallSource,
	{first, selected, rows, moved}: {first: number | null; selected: number; rows: number; moved: boolean},
): number {
	if (first === null) return endingWith(source, selected, rows);
	const margin = moved ? Math.min(context, Math.floor((rows - 1) / 2)) : 0;
	const shown = source.callsAfter(first - 1, rows);
	const index = shown.findIndex(({seq}) => seq === selected);
	if (index >= 0 && index < margin) return filled(source, callAt(source, selected, -margin), rows);
	if (index >= 0 && index <= rows - 1 - margin) return filled(source, shown[0]?.seq ?? first, rows);
	if (index < 0 && selected < first) return filled(source, callAt(source, selected, -margin), rows);
	const after = margin === 0 ? 0 : source.callsAfter(selected, margin).length;
	return endingWith(source, selected, rows - after);
}

/** That call, or an earlier one when there are not enough after it to fill the rows. */
function filled(source: CallSource, first: number, rows: number): number {
	const missing = rows - source.callsAfter(first - 1, rows).length;
	return missing > 0 ? callAt(source, first, -missing) : first;
}

/** The first of `rows` rows whose last is that call. */
function endingWith(source: CallSource, seq: number, rows: number): number {
	return callAt(source, seq, 1 - Math.max(1, rows));
}
