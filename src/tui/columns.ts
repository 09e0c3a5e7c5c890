/** Which columns a list has at a width. One table and one walk through it: each width has exactly one answer. */

export type ColumnId =
	| 'time'
	| 'provider'
	| 'direction'
	| 'parties'
	| 'state'
	| 'talk'
	| 'deliveries'
	| 'verdict'
	| 'finding'
	| 'agent';

export interface Column {
	id: ColumnId;
	/** In columns of the terminal. */
	width: number;
}

/** In front of every row: the mark of the selected one, and a blank. */
export const gutter = 2;
/** Between two columns of the table. */
export const tableGap = 2;

const order: readonly ColumnId[] = [
	'time',
	'provider',
	'direction',
	'parties',
	'state',
	'talk',
	'deliveries',
	'verdict',
	'finding',
	'agent',
];

const mandatory: readonly Column[] = [
	{id: 'time', width: 8},
	{id: 'provider', width: 10},
	{id: 'parties', width: 29},
	{id: 'state', width: 14},
	{id: 'deliveries', width: 4},
	{id: 'verdict', width: 1},
	{id: 'finding', width: 4},
];

/** In order of worth: the first that does not fit ends the walk, so a wider window never loses a column. */
const improvements: readonly Column[] = [
	{id: 'direction', width: 3},
	{id: 'verdict', width: 10},
	{id: 'finding', width: 18},
	{id: 'talk', width: 5},
	{id: 'parties', width: 37},
	{id: 'state', width: 17},
	{id: 'finding', width: 34},
	{id: 'deliveries', width: 8},
	{id: 'time', width: 12},
	{id: 'agent', width: 14},
];

/** The columns of the call table at a width of 84 or more; with gutter and gaps they take exactly that. */
export function columns(width: number): Column[] {
	const widths = new Map(mandatory.map(column => [column.id, column.width]));
	let room = width - gutter + tableGap;
	for (const taken of widths.values()) room -= taken + tableGap;
	for (const {id, width: wanted} of improvements) {
		const has = widths.get(id);
		const cost = has === undefined ? wanted + tableGap : wanted - has;
		if (cost > room) break;
		widths.set(id, wanted);
		room -= cost;
	}
	widths.set('finding', (widths.get('finding') ?? 0) + room);
	return order.flatMap(id => {
		const taken = widths.get(id);
		return taken === undefined ? [] : [{id, width: taken}];
	});
}

const listColumns: readonly Column[] = [
	{id: 'time', width: 8},
	{id: 'provider', width: 10},
	{id: 'direction', width: 3},
	{id: 'parties', width: 29},
	{id: 'state', width: 14},
	{id: 'deliveries', width: 4},
	{id: 'verdict', width: 1},
	{id: 'finding', width: 2},
];

/** What goes as the list gets narrower; a width of 0 takes the column away. */
const reductions: readonly {below: number; id: ColumnId; width: number}[] = [
	{below: 80, id: 'direction', width: 0},
	{below: 76, id: 'deliveries', width: 0},
	{below: 71, id: 'provider', width: 4},
	{below: 65, id: 'parties', width: 14},
	{below: 50, id: 'time', width: 5},
	{below: 47, id: 'state', width: 9},
	{below: 42, id: 'provider', width: 0},
];

/** The parts of a line of the list layout, 40 to 83 columns; one blank between them, blanks to fill at the end. */
export function listParts(width: number): Column[] {
	const widths = new Map(listColumns.map(column => [column.id, column.width]));
	for (const {below, id, width: reduced} of reductions) {
		if (width < below) widths.set(id, reduced);
	}
	return listColumns.flatMap(({id}) => {
		const taken = widths.get(id) ?? 0;
		return taken === 0 ? [] : [{id, width: taken}];
	});
}
