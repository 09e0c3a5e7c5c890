/** Where everything stands on a screen of a given size. Pure, so that a resize is nothing but another answer. */

export interface Size {
	columns: number;
	rows: number;
}

/** Where the detail is: beside the list, below it, or nowhere until it is opened on the full screen. */
export type Shape = 'beside' | 'below' | 'hidden';

/** Rows and columns of one region. */
export interface Region {
	width: number;
	rows: number;
}

export interface MainLayout {
	kind: 'main';
	shape: Shape;
	/** The line with the name of the list; the lowest screens have no room for it. */
	viewLine: boolean;
	/** Above the list, and as wide as it; 0 without a banner. */
	bannerRows: number;
	/** `rows` are rows of calls: headings are not counted. */
	list: Region & {kind: 'table' | 'list'};
	/** Its tab line is not counted. null when the detail is hidden. */
	detail: Region | null;
	/** The detail on the full screen, title and tab line not counted. */
	full: Region;
}

/** Too small for anything but a message. */
export interface SmallLayout {
	kind: 'small';
}

export type Layout = MainLayout | SmallLayout;

export const smallest: Size = {columns: 40, rows: 10};
/** What the detail needs to stand beside the list. */
export const besideNeeds: Size = {columns: 140, rows: 20};
/** From this width of the list on it is a table; below, one line per call without headings. */
export const tableWidth = 84;

/** Address line, view line, status bar. */
const frameRows = 3;
/** Below this many rows the detail is opened on the full screen only. */
const belowNeeds = 12;
const roomyFrom = 19;
const listFirst = 13;
const detailSmall = 6;
const detailMost = 21;

/**
 * The layout of a screen; `wanted` is the shape the user chose, which may not fit. A banner takes its rows from the
 * list, never from the detail: the line of tabs must not jump.
 */
export function layout({columns, rows}: Size, wanted: Shape | null, bannerRows = 0): Layout {
	if (columns < smallest.columns || rows < smallest.rows) return {kind: 'small'};
	const listRegion = (width: number, room: number) => regionOf(width, room - bannerRows);
	const room = rows - frameRows;
	const shape = shapeThatFits({columns, rows}, wanted);
	const full = {width: columns, rows: rows - 4};
	if (shape === 'beside') {
		const width = Math.min(96, Math.max(53, Math.floor(0.385 * columns)));
		const list = listRegion(columns - width - 1, room);
		// The tab line stands in the row of the view line.
		return {kind: 'main', shape, viewLine: true, bannerRows, list, detail: {width, rows: room}, full};
	}
	if (shape === 'below') {
		const detail = detailBelow(room);
		return {
			kind: 'main',
			shape,
			viewLine: true,
			bannerRows,
			list: listRegion(columns, room - detail),
			detail: {width: columns, rows: detail - 1},
			full,
		};
	}
	// On the lowest screens a call is worth more than a line that names the list.
	const viewLine = rows >= belowNeeds;
	return {
		kind: 'main',
		shape,
		viewLine,
		bannerRows,
		list: listRegion(columns, viewLine ? room : room + 1),
		detail: null,
		full,
	};
}

/** The shape itself, or the next one that has room: beside, below, hidden. */
function shapeThatFits({columns, rows}: Size, wanted: Shape | null): Shape {
	if (wanted === 'hidden') return 'hidden';
	const besideFits = columns >= besideNeeds.columns && rows >= besideNeeds.rows;
	if (besideFits && wanted !== 'below') return 'beside';
	return rows - frameRows >= belowNeeds ? 'below' : 'hidden';
}

/** Rows of the detail, its tab line included: the list gets its first rows, then the detail, the rest is the list's. */
function detailBelow(room: number): number {
	if (room < roomyFrom) return detailSmall;
	return Math.min(detailMost, room - listFirst);
}

function regionOf(width: number, rows: number): MainLayout['list'] {
	return width >= tableWidth ? {kind: 'table', width, rows: rows - 1} : {kind: 'list', width, rows};
}
