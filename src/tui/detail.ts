/** The detail: a line of tabs, and the lines of the shown one with the line that keys act on. */

import type {Delivery} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import {count, deliveryText} from '../view/format.ts';
import {fitLine, joinLines, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {againText} from '../view/repeat.ts';
import {type Line, type Segment, segment} from '../view/segment.ts';
import {widthOf} from '../view/width.ts';
import {type Place, type Tab, tabs} from './state.ts';

const names: Record<Tab, string> = {
	decoded: 'Decoded',
	payload: 'Payload',
	answer: 'Answer',
	checks: 'Checks',
};

/** A tab as its line names it, with the key that shows it: `4 Checks`. */
export function tabTitle(tab: Tab): string {
	return `${tabs.indexOf(tab) + 1} ${names[tab]}`;
}

/** In front of each line, and behind it. */
const margins = 2;

/** Columns the lines of a tab have in a detail of that width. */
export function linesWidth(width: number): number {
	return width - margins;
}

export interface TabLineFacts {
	tab: Tab;
	/** How many lines the tab has, and how many of them are on the screen from which on. */
	lines: number;
	rows: number;
	first: number;
	/** What needs a reader most in Checks; null when nothing does. */
	mark: Segment | null;
	/** null when there is no delivery to show; `of` is how many its call has, 0 for one that belongs to none. */
	delivery: {id: number | null; index: number; of: number} | null;
	hasFocus: boolean;
}

/** A rule that carries the tabs and tells which delivery is shown; heavy where the focus is. */
export function tabLine(facts: TabLineFacts, width: number, marks: Marks): Line {
	const rule = facts.hasFocus ? marks.ruleFocus : marks.rule;
	const ruleRole = facts.hasFocus ? 'accent' : 'rule';
	const {tabs: titles, text} = titlesAndText(facts, width);
	const left: Line = [segment(`${rule} `, ruleRole), ...titles, segment(' ')];
	const room = width - lineWidth(left) - widthOf(text) - 1;
	if (room < 0) return fitLine(left, width, marks.cut);
	return [
		...left,
		segment(rule.repeat(room), ruleRole),
		segment(text, 'text.muted'),
		segment(rule, ruleRole),
	];
}

/** As much as there is room for: what the right says is worth more than the numbers of the tabs. */
function titlesAndText(facts: TabLineFacts, width: number): {tabs: Line; text: string} {
	const numbered = tabTitles(facts, tabTitle, '  ');
	const short = tabTitles(facts, tab => names[tab], ' ');
	const {whole, brief, shown} = rightTexts(facts, width);
	const forms = [
		{tabs: numbered, text: whole},
		{tabs: numbered, text: brief},
		{tabs: short, text: brief},
		{tabs: short, text: shown},
		{tabs: numbered, text: ''},
	];
	// In front of the tabs two columns; behind them a blank, and the rule on both sides of the text.
	const fits = ({tabs, text}: (typeof forms)[number]) => lineWidth(tabs) + widthOf(text) + 5 <= width;
	return forms.find(fits) ?? {tabs: short, text: ''};
}

function tabTitles({tab: shown, mark}: TabLineFacts, titleOf: (tab: Tab) => string, gap: string): Line {
	const titles = tabs.map((tab): Line => {
		const role = tab === shown ? 'text.strong' : 'text.muted';
		const [open, close] = tab === shown ? ['[', ']'] : ['', ''];
		const title = segment(`${open}${titleOf(tab)}`, role);
		if (tab !== 'checks' || mark === null) return [{...title, text: title.text + close}];
		return [title, segment(' '), mark, segment(close, role)];
	});
	return joinLines(titles, gap);
}

/** Which lines are seen and which delivery is shown; the same in fewer letters; and the latter alone. */
function rightTexts({delivery, lines, rows, first}: TabLineFacts, width: number) {
	const shown: string[] = [];
	if (delivery !== null) {
		const {id, index, of} = delivery;
		const place = of === 0 ? '' : `${width >= 100 ? 'delivery ' : ''}${index + 1} of ${of}  `;
		shown.push(`${place}${numbered(id)}`);
	}
	const text = (parts: readonly string[]) => (parts.length === 0 ? '' : ` ${parts.join('   ')} `);
	if (lines <= rows) return {whole: text(shown), brief: text(shown), shown: text(shown)};
	const seen = `${count(first + 1)}-${count(Math.min(lines, first + rows))}`;
	return {
		whole: text([`${seen} of ${count(lines)} lines`, ...shown]),
		brief: text([`${seen}/${count(lines)}`, ...shown]),
		shown: text(shown),
	};
}

function numbered(id: number | null): string {
	return id === null ? 'not stored' : `#${id}`;
}

/** The visible lines; `place.cursor` is marked where the focus is here. */
export function tabRows(
	lines: readonly Line[],
	place: Place,
	{rows, width, hasFocus}: {rows: number; width: number; hasFocus: boolean},
	marks: Marks,
): {line: Line; isCursor: boolean}[] {
	return Array.from({length: rows}, (_, row) => {
		const index = place.first + row;
		const isCursor = hasFocus && index === place.cursor;
		const mark = isCursor ? segment(marks.selected, 'accent') : segment(' ');
		const line = lines[index] ?? [];
		return {line: fitLine([mark, ...fitLine(line, width - margins, marks.cut)], width), isCursor};
	});
}

/** The title of the detail on the full screen: which delivery this is. */
export function detailTitle(
	delivery: Delivery,
	of: {index: number; of: number},
	width: number,
	marks: Marks,
): Line {
	const {request, inspection} = delivery;
	const again = againText(delivery);
	const call = inspection.event?.callId;
	const path = request.target?.replace(/\?.*/, '') ?? '';
	const {event} = inspection;
	const isRequest = event === null && request.fault === null;
	const left: Line = [
		segment(` ${numbered(delivery.id)} `, 'text.strong'),
		segment(isRequest ? '' : `${deliveryText({event, request})}   `),
		segment(oneLine(request.method === null ? 'not HTTP' : `${request.method} ${path}`), 'text.muted'),
		segment(again === '' ? '' : `   ${again}`, 'retry'),
		segment(`   ${oneLine(inspection.provider.id)}`, 'text.strong'),
		segment(call ? ` ${oneLine(call)}` : '', 'number'),
	];
	const place = of.of === 0 ? [] : [segment(`${of.index + 1} of ${of.of} `, 'text.muted')];
	return spread(left, place, width, marks.cut);
}
