/**
 * The part of a list on the screen. Rows are found by their id, never by an index: rows that arrive or go elsewhere
 * move nothing. Only as many ids as a screen has rows are ever asked for, however long the list is.
 */

/** Which list is shown. */
export type ListName = 'calls' | 'deliveries';

/** The ids of a list's rows (seqs of calls, ids of deliveries); they grow in the order of the list. */
export interface RowSource {
	/** Up to `limit` ids after (or before) one, in the order of the list. */
	after(id: number, limit: number): readonly number[];
	before(id: number, limit: number): readonly number[];
}

/** Before the first and after the last id there can be. */
const beforeAll = 0;
const afterAll = Number.MAX_SAFE_INTEGER;

/** Rows of context kept at the edges while moving. */
const context = 2;

export function newestRow(source: RowSource): number | null {
	return source.before(afterAll, 1)[0] ?? null;
}

export function oldestRow(source: RowSource): number | null {
	return source.after(beforeAll, 1)[0] ?? null;
}

/** The row that many rows below (above, when negative); the last (first) one when there are fewer. */
export function rowAt(source: RowSource, from: number, by: number): number {
	if (by === 0) return from;
	const rows = by > 0 ? source.after(from, by) : source.before(from, -by);
	return (by > 0 ? rows.at(-1) : rows[0]) ?? from;
}

/** The row itself when it is still there, else the next, else the previous one; null when there is none. */
export function nearestRow(source: RowSource, id: number): number | null {
	return source.after(id - 1, 1)[0] ?? source.before(id, 1)[0] ?? null;
}

/**
 * The first visible row that shows the selected one and leaves no row empty that could be filled. After a move it
 * shows some context as well; otherwise nothing may shift but for what has to.
 */
export function firstVisible(
	source: RowSource,
	{first, selected, rows, moved}: {first: number | null; selected: number; rows: number; moved: boolean},
): number {
	if (first === null) return endingWith(source, selected, rows);
	const margin = moved ? Math.min(context, Math.floor((rows - 1) / 2)) : 0;
	const shown = source.after(first - 1, rows);
	const index = shown.indexOf(selected);
	if (index >= 0 && index < margin) return filled(source, rowAt(source, selected, -margin), rows);
	if (index >= 0 && index <= rows - 1 - margin) return filled(source, shown[0] ?? first, rows);
	if (index < 0 && selected < first) return filled(source, rowAt(source, selected, -margin), rows);
	const after = margin === 0 ? 0 : source.after(selected, margin).length;
	return endingWith(source, selected, rows - after);
}

/** That row, or an earlier one when there are not enough after it to fill the screen. */
function filled(source: RowSource, first: number, rows: number): number {
	const missing = rows - source.after(first - 1, rows).length;
	return missing > 0 ? rowAt(source, first, -missing) : first;
}

/** The first of `rows` rows whose last is that one. */
function endingWith(source: RowSource, id: number, rows: number): number {
	return rowAt(source, id, 1 - Math.max(1, rows));
}
