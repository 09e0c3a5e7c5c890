/** What the rows of both lists have in common: the frame of a row, and cells that mean the same in either. */

import type {Severity, Verdict} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import {arrivalTime, count, partyText, sidesOf, timeOfDay} from '../view/format.ts';
import {fitLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {otherSide, type Parties} from '../view/parties.ts';
import {severityRole, verdictRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut, fit, widthOf} from '../view/width.ts';
import {type Column, tableGap} from './columns.ts';
import type {MainLayout} from './layout.ts';

/** How a row stands out: it has the focus, it is selected while the focus is elsewhere, or neither. */
export type Highlight = 'focus' | 'away' | 'none';

/** A row from its columns: each cell exactly as wide as its column, all together exactly as wide as the list. */
export function rowOf<Id extends string>(
	parts: readonly Column<Id>[],
	cell: (column: Column<Id>) => Line,
	{kind, width}: Pick<MainLayout['list'], 'kind' | 'width'>,
	highlight: Highlight,
	marks: Marks,
): Line {
	const cells = parts.map(column => fitLine(cell(column), column.width, marks.cut));
	const gap = ' '.repeat(kind === 'table' ? tableGap : 1);
	return fitLine([gutterMark(highlight, marks), ...joinLines(cells, gap)], width, marks.cut);
}

function gutterMark(highlight: Highlight, marks: Marks) {
	if (highlight === 'none') return segment('  ');
	return segment(`${highlight === 'focus' ? marks.selected : marks.selectedAway} `, 'accent');
}

/** The headings of a table; `right` are the columns whose figures stand at the right. */
export function headingsOf<Id extends string>(
	columns: readonly Column<Id>[],
	title: (column: Column<Id>) => string,
	right: readonly Id[],
	width: number,
	marks: Marks,
): Line {
	const titles = columns.map(column => [
		segment(fit(title(column), column.width, right.includes(column.id) ? 'right' : 'left'), 'text.muted'),
	]);
	return fitLine([segment('  '), ...joinLines(titles, ' '.repeat(tableGap))], width, marks.cut);
}

export function providerCell(provider: string, width: number): Line {
	const id = oneLine(provider);
	// Four letters tell the providers apart; a cut mark would take one of them.
	return [segment(width < 10 ? id.slice(0, width) : id, 'text.strong')];
}

/** The time of arrival, in the form there is room for; with `precise` to the millisecond where that fits. */
export function timeCell(ms: number, width: number, now: number, precise = false): Line {
	return [segment(timeText(ms, width, now, precise), 'text.muted')];
}

function timeText(ms: number, width: number, now: number, precise: boolean): string {
	if (width < 8) return timeOfDay(ms, 'minutes');
	const text = arrivalTime(ms, now);
	if (width < 12) return text;
	if (text.includes(':')) return precise ? timeOfDay(ms, 'milliseconds') : text;
	// Another day: with room enough the hour is told as well.
	return `${text} ${timeOfDay(ms, 'minutes')}`;
}

/** Two sides need this much; below, only the other side is shown, with who called whom in front. */
const bothSides = 29;

export function partiesCell(call: Parties, width: number, marks: Marks): Line {
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

/** A count that never outgrows its cell. */
export function shortCount(value: number, width: number): string {
	const text = count(value);
	return text.length <= width ? text : `${Math.floor(value / 1000)}k`;
}

export function verdictCell(state: Verdict['state'], width: number, marks: Marks): Line {
	if (state === null) return [segment(marks.none, 'text.muted')];
	const mark = marks[state];
	return [segment(width === 1 ? mark : `${mark} ${state}`, verdictRole(state))];
}

/** In the place of the verdict while the answer is waited for. */
export function waitingCell(width: number, marks: Marks): Line {
	return [segment(width === 1 ? marks.waiting : `${marks.waiting} waiting`, 'live')];
}

/** Below this width a finding is its mark and how many there are. */
const codeFrom = 13;

/** The most severe finding, and how many there are of all. */
export function findingCell(
	worst: {severity: Severity; code: string} | null,
	all: number,
	width: number,
	marks: Marks,
): Line {
	if (worst === null) return [];
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
