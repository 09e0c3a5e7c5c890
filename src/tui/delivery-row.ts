/** A delivery as a row: a pure function from what is listed of it and the widths to a line as wide as its place. */

import type {DeliveryRow} from '../session/live-view.ts';
import type {Waiting} from '../session/network.ts';
import {deliveryText, requestText, took, waitText} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {againMark} from '../view/repeat.ts';
import {shareRole, statusRole, tookRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut, fit, widthOf} from '../view/width.ts';
import {
	findingCell,
	type Highlight,
	headingsOf,
	partiesCell,
	providerCell,
	rowOf,
	timeCell,
	verdictCell,
	waitingCell,
} from './cells.ts';
import {type Column, type DeliveryColumnId, deliveryColumns, deliveryParts} from './columns.ts';
import type {MainLayout} from './layout.ts';

/** Columns an id takes as it is shown; a list has one width for all of its ids, that of the largest. */
export function idWidthOf(largest: number): number {
	return `#${largest}`.length;
}

interface CellContext {
	marks: Marks;
	/** ms since the epoch. */
	now: number;
	/** Whether the row has a Request column; without one, Event tells the request of what says nothing else. */
	hasRequest: boolean;
}

/** A delivery as one line of the list, exactly as wide as the list. */
export function deliveryRow(
	row: DeliveryRow,
	list: MainLayout['list'],
	idWidth: number,
	highlight: Highlight,
	marks: Marks,
	now: number,
): Line {
	const parts =
		list.kind === 'table' ? deliveryColumns(list.width, idWidth) : deliveryParts(list.width, idWidth);
	const context = {marks, now, hasRequest: parts.some(({id}) => id === 'request')};
	return rowOf(parts, ({id, width}) => cellOf[id](row, width, context), list, highlight, marks);
}

/** The headings of the table. */
export function deliveryHeadings(width: number, idWidth: number, marks: Marks): Line {
	const right = ['id', 'took'] as const;
	return headingsOf(deliveryColumns(width, idWidth), column => titleOf(column, marks), right, width, marks);
}

function titleOf({id, width}: Column<DeliveryColumnId>, marks: Marks): string {
	switch (id) {
		case 'time':
			return 'Time';
		case 'id':
			return '#';
		case 'provider':
			return 'Provider';
		case 'event':
			return 'Event';
		case 'parties':
			return `From ${marks.arrow} to`;
		case 'request':
			return 'Request';
		case 'status':
			return 'Ans';
		case 'took':
			return 'Took';
		case 'verdict':
			return width === 1 ? 'V' : 'Verdict';
		case 'finding':
			return width < 7 ? 'Find' : width < 13 ? 'Finding' : 'Worst finding';
	}
}

/** The sides of what says nothing about a call. */
const nobody = {direction: null, from: null, to: null, counterparty: null};

type Cell = (row: DeliveryRow, width: number, context: CellContext) => Line;

const cellOf: Record<DeliveryColumnId, Cell> = {
	time: ({request}, width, {now}) => timeCell(request.receivedAt, width, now, true),
	id: ({id}, width) => [segment(fit(`#${id}`, width, 'right'))],
	provider: ({provider}, width) => providerCell(provider, width),
	event: eventCell,
	parties: ({event}, width, {marks}) => partiesCell(event ?? nobody, width, marks),
	request: ({request}, width, {marks}) => [
		segment(cut(requestText(request), width, marks.cut), 'text.muted'),
	],
	status: ({answer, verdict, waiting}, _, {marks}) => {
		if (waiting !== null) return [segment(marks.waiting, 'live')];
		return [
			segment(
				answer.status === null ? marks.none : String(answer.status),
				statusRole(answer.status, verdict),
			),
		];
	},
	took: ({answer, deadlineMs, isRefused, waiting}, width, {now}) => {
		if (waiting !== null) return waitedCell(waiting, width, now);
		// That it changed no call is worth more than how long saying no took.
		if (isRefused) return [segment(fit('refused', width, 'right'), 'warn')];
		// Its status alone would look as if all went well.
		if (answer.isCut === true) return [segment(fit('cut off', width, 'right'), 'warn')];
		return [segment(fit(took(answer.durationMs), width, 'right'), tookRole(answer.durationMs, deadlineMs))];
	},
	verdict: ({verdict, waiting}, width, {marks}) =>
		waiting === null ? verdictCell(verdict, width, marks) : waitingCell(width, marks),
	finding: ({worst, findings}, width, {marks}) => findingCell(worst, findings, width, marks),
};

/** How long the answer has been waited for, and how long it will be. */
function waitedCell({since, until}: Waiting, width: number, now: number): Line {
	const waited = Math.max(0, now - since);
	const allowed = until === null ? null : until - since;
	const share = allowed === null || allowed <= 0 ? 0 : waited / allowed;
	return [segment(fit(waitText(waited, allowed), width, 'right'), shareRole(share))];
}

function eventCell(row: DeliveryRow, width: number, {marks, hasRequest}: CellContext): Line {
	const {event, request} = row;
	const isRequest = event === null && request.fault === null;
	if (isRequest && hasRequest) return [segment(marks.none, 'text.muted')];
	const again = againMark(row, marks);
	const lead = again === '' ? '' : `${again} `;
	const text = cut(deliveryText({event, request}), width - widthOf(lead), marks.cut);
	return [segment(lead, 'retry'), segment(text, isRequest ? 'text.muted' : 'text')];
}
