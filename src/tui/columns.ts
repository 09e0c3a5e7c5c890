/** Which columns a list has at a width. One walk through one table a list: each width has exactly one answer. */

export type CallColumnId =
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

export type DeliveryColumnId =
	| 'time'
	| 'id'
	| 'provider'
	| 'event'
	| 'parties'
	| 'request'
	| 'status'
	| 'took'
	| 'verdict'
	| 'finding';

export interface Column<Id extends string> {
	id: Id;
	/** In columns of the terminal. */
	width: number;
}

/** What a list is at every width of 84 and more. */
interface Table<Id extends string> {
	/** From left to right. */
	order: readonly Id[];
	mandatory: readonly Column<Id>[];
	/** In order of worth: the first that does not fit ends the walk, so a wider window never loses a column. */
	improvements: readonly Column<Id>[];
}

/** What a list is below that. */
interface Parts<Id extends string> {
	/** From left to right, at the largest width. */
	columns: readonly Column<Id>[];
	/** What goes as the list gets narrower; a width of 0 takes the column away. */
	reductions: readonly {below: number; id: Id; width: number}[];
}

/** In front of every row: the mark of the selected one, and a blank. */
export const gutter = 2;
/** Between two columns of the table; the list has one blank there. */
export const tableGap = 2;

const callTable: Table<CallColumnId> = {
	order: [
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
	],
	mandatory: [
		{id: 'time', width: 8},
		{id: 'provider', width: 10},
		{id: 'parties', width: 29},
		{id: 'state', width: 14},
		{id: 'deliveries', width: 4},
		{id: 'verdict', width: 1},
		{id: 'finding', width: 4},
	],
	improvements: [
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
	],
};

const deliveryTable: Table<DeliveryColumnId> = {
	order: ['time', 'id', 'provider', 'event', 'parties', 'request', 'status', 'took', 'verdict', 'finding'],
	mandatory: [
		{id: 'time', width: 8},
		{id: 'id', width: 5},
		{id: 'provider', width: 10},
		{id: 'event', width: 20},
		{id: 'status', width: 3},
		{id: 'took', width: 7},
		{id: 'verdict', width: 1},
		{id: 'finding', width: 4},
	],
	improvements: [
		{id: 'verdict', width: 10},
		{id: 'parties', width: 29},
		{id: 'finding', width: 18},
		{id: 'time', width: 12},
		{id: 'request', width: 20},
		{id: 'finding', width: 26},
	],
};

/** The columns of the call table at a width of 84 or more; with gutter and gaps they take exactly that. */
export function callColumns(width: number): Column<CallColumnId>[] {
	return widened(callTable, width);
}

/** The same for deliveries. `idWidth`: what the largest `#id` of the list takes. */
export function deliveryColumns(width: number, idWidth: number): Column<DeliveryColumnId>[] {
	const mandatory = deliveryTable.mandatory.map(column =>
		column.id === 'id' ? {...column, width: Math.max(column.width, idWidth)} : column,
	);
	return widened({...deliveryTable, mandatory}, width);
}

function widened<Id extends string>(
	{order, mandatory, improvements}: Table<Id | 'finding'>,
	width: number,
): Column<Id | 'finding'>[] {
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

const callLine: Parts<CallColumnId> = {
	columns: [
		{id: 'time', width: 8},
		{id: 'provider', width: 10},
		{id: 'direction', width: 3},
		{id: 'parties', width: 29},
		{id: 'state', width: 14},
		{id: 'deliveries', width: 4},
		{id: 'verdict', width: 1},
		{id: 'finding', width: 2},
	],
	reductions: [
		{below: 80, id: 'direction', width: 0},
		{below: 76, id: 'deliveries', width: 0},
		{below: 71, id: 'provider', width: 4},
		{below: 65, id: 'parties', width: 14},
		{below: 50, id: 'time', width: 5},
		{below: 47, id: 'state', width: 9},
		{below: 42, id: 'provider', width: 0},
	],
};

const deliveryLine: Parts<DeliveryColumnId> = {
	columns: [
		{id: 'time', width: 8},
		{id: 'id', width: 4},
		{id: 'provider', width: 10},
		{id: 'event', width: 17},
		{id: 'parties', width: 14},
		{id: 'status', width: 3},
		{id: 'took', width: 7},
		{id: 'verdict', width: 1},
		{id: 'finding', width: 6},
	],
	reductions: [
		{below: 80, id: 'finding', width: 4},
		{below: 78, id: 'finding', width: 2},
		{below: 76, id: 'took', width: 0},
		{below: 68, id: 'provider', width: 4},
		{below: 62, id: 'time', width: 5},
		{below: 59, id: 'parties', width: 0},
		{below: 44, id: 'provider', width: 0},
	],
};

/** The parts of a call in the list layout, 40 to 83 columns; one blank between them, blanks to fill at the end. */
export function callParts(width: number): Column<CallColumnId>[] {
	return reduced(callLine, width);
}

/** The same for deliveries; what is left goes to the event, which gives way to longer ids, too. */
export function deliveryParts(width: number, idWidth: number): Column<DeliveryColumnId>[] {
	const parts = reduced(deliveryLine, width).map(part =>
		part.id === 'id' ? {...part, width: Math.max(part.width, idWidth)} : part,
	);
	const taken = parts.reduce((sum, part) => sum + part.width, gutter + parts.length - 1);
	return parts.map(part => (part.id === 'event' ? {...part, width: part.width + width - taken} : part));
}

function reduced<Id extends string>({columns, reductions}: Parts<Id>, width: number): Column<Id>[] {
	const widths = new Map(columns.map(column => [column.id, column.width]));
	for (const {below, id, width: less} of reductions) {
		if (width < below) widths.set(id, less);
	}
	return columns.flatMap(({id}) => {
		const taken = widths.get(id) ?? 0;
		return taken === 0 ? [] : [{id, width: taken}];
	});
}
