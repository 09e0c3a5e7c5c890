/** The whole screen as rows: a pure function of what is known, so that every screen can be read in a test. */

import type {Delivery} from '../core/delivery.ts';
import type {CallRow, DeliveryRow} from '../session/live-view.ts';
import type {NetworkState, Waiting} from '../session/network.ts';
import {checksMark} from '../view/checks.ts';
import {count, plural} from '../view/format.ts';
import {fitLine, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {paintLine, type Theme} from '../view/theme.ts';
import {wrapWords} from '../view/wrap.ts';
import {addressLine, type Totals, viewLine} from './address-line.ts';
import {bannerLines} from './banner.ts';
import {callHeadings, callRow} from './call-row.ts';
import type {Highlight} from './cells.ts';
import {deliveryHeadings, deliveryRow, idWidthOf} from './delivery-row.ts';
import {detailTitle, tabLine, tabRows} from './detail.ts';
import {type HelpFor, helpLines, helpTitle} from './help.ts';
import type {Command} from './keys.ts';
import type {Layout, MainLayout} from './layout.ts';
import {type StartFacts, startLines, startTitle} from './start.ts';
import {layoutOf, screenOf, type UiState} from './state.ts';
import {keyBar, quitQuestion, toastBar} from './status-bar.ts';
import {smallQuestion, tooSmall} from './too-small.ts';

/** What is drawn, already read from wherever it comes. */
export interface Scene {
	state: UiState;
	start: StartFacts;
	totals: Totals;
	network: NetworkState;
	/** How many providers would lose the public address. */
	addressUsers: number;
	/** What is visible of the list. */
	list: ListRows;
	/** Place of the selected row among all, counted from 1; 0 when none is. */
	position: number;
	/** The delivery that is shown, and which one of its call's it is; `of` is 0 when it belongs to none. */
	shown: {delivery: Delivery; index: number; of: number; waiting: Waiting | null} | null;
	/** The lines of the shown tab. */
	lines: readonly Line[];
	/** ms since the epoch. */
	now: number;
}

/** The visible rows of the list that is shown. */
export type ListRows =
	| {name: 'calls'; rows: readonly CallRow[]}
	| {name: 'deliveries'; rows: readonly DeliveryRow[]};

/** A part of a row of the screen; a row may have several beside each other. */
interface Cell {
	line: Line;
	highlight: Highlight;
}

export type ScreenRow = readonly Cell[];

/** The rows of a scene: as many as the screen has, each as wide as the screen. */
export function screenRows(scene: Scene, marks: Marks): ScreenRow[] {
	const {state} = scene;
	const current = layoutOf(state);
	const {columns, rows} = state.size;
	if (current.kind === 'small') {
		const lines =
			state.question === null ? tooSmall(state.size, scene.totals, marks) : smallQuestion(state.size);
		return page(lines, rows, columns, marks);
	}
	const empty = isEmpty(scene);
	const top =
		sheetLines(scene, marks) ??
		(state.full ? fullDetail(scene, current, marks) : main(scene, current, marks));
	return [...top, plainRow(statusBar(scene, empty, marks), columns, marks)];
}

/** A row as text for the terminal. */
export function paintRow(row: ScreenRow, theme: Theme): string {
	return row
		.map(({line, highlight}) => {
			const text = paintLine(line, theme);
			if (highlight === 'none') return text;
			return highlight === 'focus' ? theme.select(text) : theme.selectAway(text);
		})
		.join('');
}

function isEmpty({totals}: Pick<Scene, 'totals'>): boolean {
	return totals.deliveries === 0;
}

function plainRow(line: Line, width: number, marks: Marks): ScreenRow {
	return [{line: fitLine(line, width, marks.cut), highlight: 'none'}];
}

function page(lines: readonly Line[], rows: number, width: number, marks: Marks): ScreenRow[] {
	return Array.from({length: rows}, (_, row) => plainRow(lines[row] ?? [], width, marks));
}

/** The page that is only scrolled, when one is shown: its title and its lines. */
export function sheetOf(
	{state, start, totals, network, now}: Pick<Scene, 'state' | 'start' | 'totals' | 'network' | 'now'>,
	marks: Marks,
): {title: Line; lines: Line[]} | null {
	const {columns, rows} = state.size;
	const empty = isEmpty({totals});
	if (state.help) {
		const here: HelpFor = empty ? 'start' : state.focus === 'list' ? state.list : 'detail';
		return {title: helpTitle(here, columns, marks), lines: helpLines(here, columns, marks)};
	}
	if (!empty) return null;
	const facts = {...start, network, now};
	const roomy = startLines(facts, columns, true, marks);
	const lines = roomy.length <= rows - 2 ? roomy : startLines(facts, columns, false, marks);
	return {title: startTitle(start, columns, marks), lines};
}

/** How many lines of a sheet fit: all rows but its title and the status bar. */
export function sheetRows({size}: UiState): number {
	return Math.max(0, size.rows - 2);
}

function sheetLines(scene: Scene, marks: Marks): ScreenRow[] | null {
	const sheet = sheetOf(scene, marks);
	if (sheet === null) return null;
	const {columns} = scene.state.size;
	const visible = sheet.lines.slice(scene.state.scroll);
	return [plainRow(sheet.title, columns, marks), ...page(visible, sheetRows(scene.state), columns, marks)];
}

function main(scene: Scene, current: MainLayout, marks: Marks): ScreenRow[] {
	const {columns} = scene.state.size;
	const {detail, list, shape} = current;
	const view: Cell = {
		line: viewLine(
			{
				totals: scene.totals,
				list: scene.list.name,
				position: scene.position,
				following: scene.state.following,
			},
			list.width,
			marks,
		),
		highlight: 'none',
	};
	const banner = current.bannerRows === 0 ? [] : bannerCells(scene.state, list.width, marks);
	const rows = [...banner, ...(current.viewLine ? [view] : []), ...listCells(scene, current, marks)];
	const address = addressRow(scene, columns, marks);
	if (detail === null) return [address, ...rows.map(cell => [cell])];
	const lines = detailCells(scene, detail.width, detail.rows, marks);
	if (shape !== 'beside') return [address, ...rows.map(cell => [cell]), ...lines.map(cell => [cell])];
	const divider: Cell = {line: [segment(marks.divider, 'rule')], highlight: 'none'};
	return [address, ...rows.map((cell, row) => [cell, divider, ...lines.slice(row, row + 1)])];
}

function addressRow({start, network, totals, now}: Scene, width: number, marks: Marks): ScreenRow {
	return plainRow(addressLine({url: start.url, network, totals, now}, width, marks), width, marks);
}

/** Esc closes what is on top first: only when nothing is does it hide the banner. */
function bannerCells({banners, toast, focus}: UiState, width: number, marks: Marks): Cell[] {
	const canHide = toast === null && focus === 'list';
	return bannerLines(banners, canHide, width, marks).map(line => ({line, highlight: 'none'}));
}

function listCells(scene: Scene, {list}: MainLayout, marks: Marks): Cell[] {
	const shown = listLines(scene, list, marks);
	const headings: Cell[] = list.kind === 'table' ? [{line: shown.headings, highlight: 'none'}] : [];
	const explanation = shown.rows.length === 0 ? emptyList(scene, list.width, marks) : [];
	const rows = Array.from({length: list.rows}, (_, index): Cell => {
		const line = explanation[index] ?? fitLine([], list.width);
		return shown.rows[index] ?? {line, highlight: 'none'};
	});
	return [...headings, ...rows];
}

/** The headings and the rows of whatever list is shown. */
function listLines(
	{state, list: shown, totals, now}: Scene,
	list: MainLayout['list'],
	marks: Marks,
): {headings: Line; rows: Cell[]} {
	const highlightOf = (id: number): Highlight =>
		id !== state.selected ? 'none' : state.focus === 'list' ? 'focus' : 'away';
	if (shown.name === 'calls') {
		const rows = shown.rows.map((row): Cell => {
			const highlight = highlightOf(row.seq);
			return {line: callRow(row, list, highlight, marks, now), highlight};
		});
		return {headings: callHeadings(list.width, marks), rows};
	}
	// By the whole list, not by what is seen of it: columns stay where they are while one scrolls.
	const idWidth = idWidthOf(Math.max(totals.deliveries, shown.rows.at(-1)?.id ?? 0));
	const rows = shown.rows.map((row): Cell => {
		const highlight = highlightOf(row.id);
		return {line: deliveryRow(row, list, idWidth, highlight, marks, now), highlight};
	});
	return {headings: deliveryHeadings(list.width, idWidth, marks), rows};
}

/** A list without rows says why, and where to look: below a blank row. */
function emptyList({totals}: Scene, width: number, marks: Marks): Line[] {
	const without = plural(totals.deliveries, 'delivery belongs', 'deliveries belong');
	const rejected = totals.rejected === 0 ? '' : `, ${count(totals.rejected)} rejected`;
	const text = `No call yet; ${without} to none${rejected}: t shows deliveries`;
	const rows = wrapWords(text, Math.max(8, width - 3));
	return [[], ...rows.map(row => [segment(`  ${row}`, 'text.muted')])].map(line =>
		fitLine(line, width, marks.cut),
	);
}

function detailCells(scene: Scene, width: number, rows: number, marks: Marks): Cell[] {
	const {state, lines, shown} = scene;
	const hasFocus = state.focus === 'detail';
	const place = visiblePlace(state, lines.length, rows);
	const delivery = shown === null ? null : {id: shown.delivery.id, index: shown.index, of: shown.of};
	const mark = shown === null ? null : checksMark(shown.delivery, marks);
	const tabs = tabLine(
		{tab: state.tab, lines: lines.length, rows, first: place.first, mark, delivery, hasFocus},
		width,
		marks,
	);
	return [
		{line: tabs, highlight: 'none'},
		...tabRows(lines, place, {rows, width, hasFocus}, marks).map(
			({line, isCursor}): Cell => ({line, highlight: isCursor ? 'focus' : 'none'}),
		),
	];
}

/** A tab keeps its place while one moves over calls; where another call has fewer lines, its end is shown. */
function visiblePlace({tab, places}: UiState, length: number, rows: number) {
	const {cursor, first} = places[tab];
	return {
		cursor: Math.min(cursor, Math.max(0, length - 1)),
		first: Math.min(first, Math.max(0, length - rows)),
	};
}

function fullDetail(scene: Scene, {full}: MainLayout, marks: Marks): ScreenRow[] {
	const {columns} = scene.state.size;
	const {shown} = scene;
	const title = shown === null ? [] : detailTitle(shown.delivery, shown, columns, marks);
	return [
		addressRow(scene, columns, marks),
		plainRow(title, columns, marks),
		...detailCells(scene, full.width, full.rows, marks).map(cell => [cell]),
	];
}

function statusBar(scene: Scene, empty: boolean, marks: Marks): Line {
	const {state} = scene;
	const width = state.size.columns;
	if (state.question !== null) {
		const {tunnel, publicUrl} = scene.network;
		return quitQuestion(tunnel?.url ?? publicUrl, scene.addressUsers, width, marks);
	}
	if (state.toast !== null) return toastBar(state.toast, width, marks);
	const sheet = sheetOf(scene, marks);
	const rows = sheetRows(state);
	const scrolls = sheet !== null && sheet.lines.length > rows;
	if (state.help && sheet !== null) {
		const keys: Line = [
			...(scrolls ? [segment(` ${marks.upDown}`, 'accent'), segment(' scroll ', 'text.muted')] : []),
			segment(' ?', 'accent'),
			segment(' or ', 'text.muted'),
			segment('Esc', 'accent'),
			segment(' close', 'text.muted'),
		];
		const last = Math.min(sheet.lines.length, state.scroll + rows);
		const place = scrolls
			? [segment(`${state.scroll + 1}-${last} of ${sheet.lines.length} `, 'text.muted')]
			: [];
		return spread(keys, place, width, marks.cut);
	}
	return keyBar(
		screenOf(state, {empty: () => empty}),
		{list: state.list, hasTunnel: scene.network.tunnel !== null},
		idleCommands(scene, layoutOf(state), empty, scrolls),
		width,
		marks,
	);
}

/** What would do nothing now: the status bar does not offer it. */
function idleCommands(
	{state, shown}: Scene,
	current: Layout,
	empty: boolean,
	scrolls: boolean,
): Set<Command> {
	const idle = new Set<Command>();
	// Works everywhere; offered where it is the next thing to do.
	if (!empty) idle.add('tunnel');
	if (!scrolls) idle.add('sheet.up');
	if (shown === null || shown.of < 2) idle.add('step.prev');
	if (shown === null)
		for (const command of ['open.full', 'focus.next', 'tab.prev', 'full'] as const) idle.add(command);
	if (state.focus === 'list') idle.add('back');
	else idle.add('focus.next');
	if (state.full) for (const command of ['open.full', 'full', 'layout'] as const) idle.add(command);
	if (current.kind === 'main' && current.detail === null && state.focus === 'list') idle.add('tab.prev');
	return idle;
}
