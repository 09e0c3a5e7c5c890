/** Help: the table of keys as a page, and what the marks mean. */

import {fitLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {fit, widthOf} from '../view/width.ts';
import {type Binding, bindings, type Context} from './keys.ts';
import type {ListName} from './list-window.ts';

/** Which screen help was opened on: its keys come first. */
export type HelpFor = ListName | 'detail' | 'start';

/** The widest text of the table. */
export const helpTextWidth = 29;
const keyWidth = 10;
const columnWidth = keyWidth + helpTextWidth + 1;

const titles: Partial<Record<Context, string>> = {
	list: 'In the list',
	detail: 'In the detail',
	main: 'Screen',
	sheet: 'On this page',
	any: 'Everywhere',
	ask: 'Answering a question',
};

const groups: Record<HelpFor, readonly Context[]> = {
	calls: ['list', 'main', 'any', 'detail', 'ask'],
	deliveries: ['list', 'main', 'any', 'detail', 'ask'],
	detail: ['detail', 'main', 'any', 'list', 'ask'],
	start: ['sheet', 'any', 'list', 'main', 'detail', 'ask'],
};

/** The top line of help: it stays while the rest is scrolled. */
export function helpTitle(here: HelpFor, width: number, marks: Marks): Line {
	const names: Record<HelpFor, string> = {
		calls: 'Calls',
		deliveries: 'Deliveries',
		detail: 'Detail',
		start: 'Start',
	};
	const rule = marks.ruleFocus;
	const title = ` Keys   here: ${names[here]} `;
	return fitLine(
		[
			segment(rule, 'accent'),
			segment(title, 'text.strong'),
			segment(rule.repeat(Math.max(0, width - widthOf(title) - 1)), 'accent'),
		],
		width,
		marks.cut,
	);
}

/** The lines below the title: as many columns of keys as fit. */
export function helpLines(here: HelpFor, width: number, marks: Marks): Line[] {
	const columnCount = Math.max(1, Math.min(3, Math.floor((width - 1) / columnWidth)));
	const columns = spreadOver(groups[here].map(groupLines), columnCount);
	const height = Math.max(...columns.map(column => column.length));
	const keys = Array.from(
		{length: height},
		(_, row): Line => [
			segment(' '),
			...joinLines(
				columns.map(column => fitLine(column[row] ?? [], columnWidth - 1, marks.cut)),
				' ',
			),
		],
	);
	return [[], ...keys, [], ...legend(width, marks)];
}

/** Puts each group into the column that is shortest so far, in order. */
function spreadOver(blocks: readonly Line[][], count: number): Line[][] {
	const columns: Line[][] = Array.from({length: count}, () => []);
	for (const block of blocks) {
		const shortest = columns.reduce((best, column) => (column.length < best.length ? column : best));
		if (shortest.length > 0) shortest.push([]);
		shortest.push(...block);
	}
	return columns;
}

function groupLines(context: Context): Line[] {
	const own = bindings.filter(
		({contexts}) => contexts[0] === context || (context === 'any' && contexts[0] === 'always'),
	);
	const shared =
		context === 'detail' ? bindings.filter(({contexts}) => contexts.slice(1).includes('detail')) : [];
	const rows: Line[] = [[segment(titles[context] ?? '', 'text.strong')]];
	for (const [text, names] of rowsOf([...own, ...shared])) {
		rows.push([segment(fit(keyNames(names), keyWidth), 'accent'), segment(text)]);
	}
	return rows;
}

/** Commands with the same text share a row: the first key of each. */
function rowsOf(group: readonly Binding[]): Map<string, string[]> {
	const rows = new Map<string, string[]>();
	for (const {help, keys} of group) {
		const names = rows.get(help) ?? [];
		names.push(keys[0] ?? '');
		rows.set(help, names);
	}
	return rows;
}

/** `j k`, `PgDn PgUp`; `Ctrl+D Ctrl+U` as `Ctrl+D/U`; of more than fit the first. */
function keyNames(names: readonly string[]): string {
	const [first = '', second] = names;
	if (second?.startsWith('Ctrl+') && first.startsWith('Ctrl+')) return `${first}/${second.slice(5)}`;
	const all = names.join(' ');
	return all.length < keyWidth ? all : first;
}

function legend(width: number, marks: Marks): Line[] {
	const entries: Line[] = [
		[segment(marks.live, 'live'), segment(' talking')],
		[segment(marks.beginning, 'live'), segment(' started, ringing')],
		[segment(marks.degraded, 'warn'), segment(' degraded')],
		[segment(marks.accepted, 'good'), segment(' accepted')],
		[segment(marks.rejected, 'bad'), segment(' rejected')],
		[segment(marks.unknown, 'info'), segment(' unknown')],
		[segment(marks.waiting, 'live'), segment(' waiting')],
		[segment(marks.none, 'text.muted'), segment(' not stated')],
		[segment(marks.error, 'bad'), segment(' error')],
		[segment(marks.warning, 'warn'), segment(' warning')],
		[segment(marks.info, 'info'), segment(' note')],
		[segment(marks.retry, 'retry'), segment(' sent again')],
		[segment(marks.duplicate, 'retry'), segment(' the same again')],
		[segment(marks.replay, 'retry'), segment(' sent again by you')],
	];
	const lines: Line[] = [[segment(' Marks', 'text.strong')]];
	let line: Line = [];
	for (const entry of entries) {
		const longer: Line = line.length === 0 ? [segment('   '), ...entry] : [...line, segment('   '), ...entry];
		if (line.length > 0 && longer.reduce((sum, {text}) => sum + widthOf(text), 0) > width - 1) {
			lines.push(line);
			line = [segment('   '), ...entry];
		} else {
			line = longer;
		}
	}
	return [...lines, line];
}
