/** A call as a row: a pure function from the call and the widths to a line exactly as wide as its place. */

import {type Call, isLive} from '../core/call.ts';
import {countWorthALook} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import type {CallRow} from '../session/live-view.ts';
import {clock, directionWord, stateOf} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut, fit, widthOf} from '../view/width.ts';
import {
	findingCell,
	type Highlight,
	headingsOf,
	partiesCell,
	providerCell,
	rowOf,
	shortCount,
	timeCell,
	verdictCell,
	waitingCell,
} from './cells.ts';
import {type CallColumnId, type Column, callColumns, callParts} from './columns.ts';
import type {MainLayout} from './layout.ts';

interface CellContext {
	marks: Marks;
	/** ms since the epoch. */
	now: number;
	/** Whether the row has a Talk column; without one, State tells the talk time. */
	hasTalk: boolean;
	isWaiting: boolean;
}

/** A call as one line of the list, exactly as wide as the list. `waiting`: one of its deliveries is not answered yet. */
export function callRow(
	{call, waiting}: Pick<CallRow, 'call' | 'waiting'>,
	list: MainLayout['list'],
	highlight: Highlight,
	marks: Marks,
	now: number,
): Line {
	const parts = list.kind === 'table' ? callColumns(list.width) : callParts(list.width);
	const hasTalk = parts.some(({id}) => id === 'talk');
	const context = {marks, now, hasTalk, isWaiting: waiting !== null};
	return rowOf(parts, ({id, width}) => cellOf[id](call, width, context), list, highlight, marks);
}

/** The headings of the table. */
export function callHeadings(width: number, marks: Marks): Line {
	return headingsOf(callColumns(width), column => titleOf(column, marks), ['talk'], width, marks);
}

function titleOf({id, width}: Column<CallColumnId>, marks: Marks): string {
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

const cellOf: Record<CallColumnId, Cell> = {
	time: ({firstAt}, width, {now}) => timeCell(firstAt, width, now),
	provider: ({provider}, width) => providerCell(provider, width),
	direction: ({direction}) => [segment(directionWord(direction), 'text.muted')],
	parties: (call, width, {marks}) => partiesCell(call, width, marks),
	state: stateCell,
	talk: (call, width, {marks}) => [segment(fit(talkText(call) ?? marks.none, width, 'right'))],
	deliveries: deliveriesCell,
	verdict: ({verdict}, width, {marks, isWaiting}) =>
		isWaiting ? waitingCell(width, marks) : verdictCell(verdict, width, marks),
	finding: ({worst, findings}, width, {marks}) => findingCell(worst, countWorthALook(findings), width, marks),
	agent: ({agent}, width, {marks}) => [
		segment(cut(oneLine(agent?.name ?? agent?.id ?? agent?.number ?? ''), width, marks.cut)),
	],
};

/** `4 ↻1`: how many, then retries and duplicates where there is room. */
function deliveriesCell({deliveries, retries, duplicates}: Call, width: number, {marks}: CellContext): Line {
	const text = shortCount(deliveries, width);
	const line = [segment(text)];
	let left = width - text.length;
	for (const [kind, number] of [
		['retry', retries],
		['duplicate', duplicates],
	] as const) {
		const mark = ` ${marks[kind]}${number}`;
		if (number === 0 || mark.length > left) continue;
		line.push(segment(mark, 'retry'));
		left -= mark.length;
	}
	return line;
}

/** Below this width State has no room for a word and a clock. */
const wordAndClock = 14;

function stateCell(call: Call, width: number, {marks, now, hasTalk}: CellContext): Line {
	const {mark, word, clock: running} = stateOf(call, now, marks);
	if (mark !== '') {
		const whole = [mark, word, running].filter(part => part !== null).join(' ');
		// The clock is what is watched: the word goes before it.
		const parts = width < wordAndClock || widthOf(whole) > width ? [mark, running] : [whole];
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
