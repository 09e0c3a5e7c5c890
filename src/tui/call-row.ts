/** A call as a row: a pure function from the call and the widths to a line exactly as wide as its place. */

import {type Call, isLive} from '../core/call.ts';
import {oneLine} from '../core/text.ts';
import {
	arrivalTime,
	clock,
	count,
	directionWord,
	partyText,
	sidesOf,
	stateOf,
	timeOfDay,
} from '../view/format.ts';
import {fitLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {severityRole, verdictRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut, fit, widthOf} from '../view/width.ts';
import {type Column, type ColumnId, columns, listParts, tableGap} from './columns.ts';
import type {MainLayout} from './layout.ts';

/** How a row stands out: it has the focus, it is selected while the focus is elsewhere, or neither. */
export type Highlight = 'focus' | 'away' | 'none';

interface CellContext {
	marks: Marks;
	/** ms since the epoch. */
	now: number;
	/** Whether the row has a Talk column; without one, State tells the talk time. */
	hasTalk: boolean;
}

/** A call as one line of the list, exactly as wide as the list. */
export function callRow(
	call: Call,
	{kind, width}: MainLayout['list'],
	highlight: Highlight,
	marks: Marks,
	now: number,
): Line {
	const parts = kind === 'table' ? columns(width) : listParts(width);
	const context = {marks, now, hasTalk: parts.some(({id}) => id === 'talk')};
	const cells = parts.map(column =>
		fitLine(cellOf[column.id](call, column.width, context), column.width, marks.cut),
	);
	const gap = ' '.repeat(kind === 'table' ? tableGap : 1);
	return fitLine([gutterMark(highlight, marks), ...joinLines(cells, gap)], width, marks.cut);
}

function gutterMark(highlight: Highlight, marks: Marks) {
	if (highlight === 'none') return segment('  ');
	return segment(`${highlight === 'focus' ? marks.selected : marks.selectedAway} `, 'accent');
}

/** The headings of the table. */
export function tableHeadings(width: number, marks: Marks): Line {
	const titles = columns(width).map(column => [
		segment(fit(titleOf(column, marks), column.width, column.id === 'talk' ? 'right' : 'left'), 'text.muted'),
	]);
	return fitLine([segment('  '), ...joinLines(titles, ' '.repeat(tableGap))], width, marks.cut);
}

function titleOf({id, width}: Column, marks: Marks): string {
	switch (id) {
		case 'time':
			return 'Time';
		case 'provider':
			return 'Provider';
		case 'direction':
			return 'Dir';
		case 'parties':
			return `From ${marks.arrow} to`;
		case 'state':
			return 'State';
		case 'talk':
			return 'Talk';
		case 'deliveries':
			return 'Dlv';
		case 'verdict':
			return width === 1 ? 'V' : 'Verdict';
		case 'finding':
			return width < 13 ? 'Find' : 'Worst finding';
		case 'agent':
			return 'Agent';
	}
}

type Cell = (call: Call, width: number, context: CellContext) => Line;

const cellOf: Record<ColumnId, Cell> = {
	time: ({firstAt}, width, {now}) => [segment(timeText(firstAt, width, now), 'text.muted')],
	provider: ({provider}, width) => {
		const id = oneLine(provider);
		// Four letters tell the providers apart; a cut mark would take one of them.
		return [segment(width < 10 ? id.slice(0, width) : id, 'text.strong')];
	},
	direction: ({direction}) => [segment(directionWord(direction), 'text.muted')],
	parties: partiesCell,
	state: stateCell,
	talk: (call, width, {marks}) => [segment(fit(talkText(call) ?? marks.none, width, 'right'))],
	deliveries: ({deliveries}, width) => [segment(shortCount(deliveries, width))],
	verdict: verdictCell,
	finding: findingCell,
	agent: ({agent}, width, {marks}) => [
		segment(cut(oneLine(agent?.name ?? agent?.id ?? agent?.number ?? ''), width, marks.cut)),
	],
};

function timeText(ms: number, width: number, now: number): string {
	if (width < 8) return timeOfDay(ms, 'minutes');
	const text = arrivalTime(ms, now);
	// Another day: with room enough the hour is told as well.
	return width >= 12 && !text.includes(':') ? `${text} ${timeOfDay(ms, 'minutes')}` : text;
}

/** Two sides need this much; below, only the other side is shown, with who called whom in front. */
const bothSides = 29;

function partiesCell(call: Call, width: number, {marks}: CellContext): Line {
	if (width < bothSides) return otherSide(call, width, marks);
	const sides = sidesOf(call);
	if (sides === null) return [segment(marks.none, 'text.muted')];
	const each = (width - 3) / 2;
	const arrow = sides.arrow === 'arrow' ? marks.arrow : marks.unknown;
	return [
		segment(fit(partyText(sides.left, each, marks), each), 'number'),
		segment(` ${arrow} `, 'text.muted'),
		segment(partyText(sides.right, each, marks), 'number'),
	];
}

function otherSide({direction, from, to, counterparty}: Call, width: number, marks: Marks): Line {
	const arrow = direction === null ? ' ' : direction === 'inbound' ? marks.calledIn : marks.arrow;
	const other = direction === 'outbound' ? (to ?? from) : (from ?? to);
	return [
		segment(arrow, 'text.muted'),
		segment(partyText(counterparty ?? other, width - 1, marks), 'number'),
	];
}

/** Below this width State has no room for a word and a clock. */
const wordAndClock = 14;

function stateCell(call: Call, width: number, {marks, now, hasTalk}: CellContext): Line {
	const {mark, word, clock: running} = stateOf(call, now, marks);
	if (mark !== '') {
		const parts = width < wordAndClock ? [mark, running] : [mark, word, running];
		return [segment(parts.filter(part => part !== null).join(' '), 'live')];
	}
	const talk = hasTalk || width < wordAndClock ? null : talkText(call);
	return talk === null || talk === '' ? [segment(word)] : [segment(`${word} `), segment(talk)];
}

/** Final talk time; empty while the call goes on, null when there is none to tell. */
function talkText(call: Call): string | null {
	if (isLive(call)) return '';
	const {talkSeconds, outcome} = call;
	if (talkSeconds === null || (talkSeconds === 0 && outcome !== 'answered')) return null;
	return clock(talkSeconds, 'short');
}

function shortCount(value: number, width: number): string {
	const text = count(value);
	return text.length <= width ? text : `${Math.floor(value / 1000)}k`;
}

function verdictCell({verdict}: Call, width: number, {marks}: CellContext): Line {
	if (verdict === null) return [segment(marks.none, 'text.muted')];
	const mark = marks[verdict];
	return [segment(width === 1 ? mark : `${mark} ${verdict}`, verdictRole(verdict))];
}

/** Below this width a finding is its mark and how many there are. */
const codeFrom = 13;

function findingCell({worst, findings}: Call, width: number, {marks}: CellContext): Line {
	if (worst === null) return [];
	const all = findings.error + findings.warning + findings.info;
	const mark = segment(marks[worst.severity], severityRole(worst.severity));
	if (width < 4) return [mark, segment(all > 9 ? '+' : String(all), 'text.muted')];
	if (width < codeFrom) return [mark, segment(` ${shortCount(all, width - 2)}`, 'text.muted')];
	const more = all > 1 ? ` +${shortCount(all - 1, 3)}` : '';
	return [
		mark,
		segment(` ${shortCode(oneLine(worst.code), width - 2 - more.length, marks.cut)}`),
		segment(more, 'text.muted'),
	];
}

/** The code as long as there is room: whole, without its topic, cut. */
function shortCode(code: string, width: number, cutMark: string): string {
	if (widthOf(code) <= width) return code;
	return cut(code.slice(code.indexOf('/') + 1), width, cutMark);
}
