/** The first lines: where to send to, what is going on, and which part of the list is seen. */

import {oneLine} from '../core/text.ts';
import type {Snapshot} from '../session/live-view.ts';
import {count, plural} from '../view/format.ts';
import {joinLines, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import type {ListName} from './list-window.ts';

/** How much there is of everything. */
export type Totals = Snapshot['totals'];

/** Address at the left, what needs eyes at the right; in words where there is room. */
export function addressLine(url: string, totals: Totals, width: number, marks: Marks): Line {
	const name: Line = width >= 140 ? [segment(' call-hook ', 'text.muted')] : [];
	const address: Line = [...name, segment(` ${marks.live} `, 'live'), segment(oneLine(url))];
	const long = counts(totals, true, marks);
	const fits = lineWidth(address) + 3 + lineWidth(long) <= width;
	return spread(address, fits ? long : counts(totals, false, marks), width, marks.cut);
}

/** Only what is not nought: a screen with nothing wrong is a screen without marks. */
export function counts({live, errors, rejected}: Totals, inWords: boolean, marks: Marks): Line {
	const parts: Line[] = [];
	if (live > 0) parts.push([segment(`${count(live)} live`, 'live')]);
	if (errors > 0) {
		parts.push([segment(`${marks.error} ${inWords ? plural(errors, 'error') : count(errors)}`, 'bad')]);
	}
	if (rejected > 0) {
		parts.push([segment(`${marks.rejected} ${count(rejected)}${inWords ? ' rejected' : ''}`, 'bad')]);
	}
	return parts.length === 0 ? [] : [...joinLines(parts, '  '), segment(' ')];
}

export interface ViewLineFacts {
	totals: Totals;
	/** Which list is shown. */
	list: ListName;
	/** Which of its rows is selected, counted from 1; 0 when none is. */
	position: number;
	following: boolean;
}

const names: Record<ListName, string> = {calls: 'Calls', deliveries: 'Deliveries'};

/**
 * The names of the lists, the place of the selected row in the shown one, and what following would show. Where there
 * is little room the other list goes first, then the key.
 */
export function viewLine(facts: ViewLineFacts, width: number, marks: Marks): Line {
	const {list} = facts;
	const both: Line = [...nameOf('calls', facts), segment(' '), ...nameOf('deliveries', facts)];
	const forms: [left: Line, right: Line][] = [
		[both, placeText(facts, true)],
		[nameOf(list, facts), placeText(facts, true)],
		[nameOf(list, facts), placeText(facts, false)],
	];
	const fitting = forms.find(([left, right]) => 1 + lineWidth(left) + 1 + lineWidth(right) <= width);
	const [left, right] = fitting ?? [nameOf(list, facts), []];
	return spread([segment(' '), ...left], right, width, marks.cut);
}

/** In brackets when it is shown; blanks in their place otherwise, so that nothing moves. */
function nameOf(name: ListName, {totals, list}: ViewLineFacts): Line {
	const text = `${names[name]} ${count(totals[name])}`;
	return name === list ? [segment(`[${text}]`, 'accent')] : [segment(` ${text} `, 'text.muted')];
}

function placeText({totals, list, position, following}: ViewLineFacts, withKey: boolean): Line {
	if (position === 0) return [];
	// The row may be newer than the last count.
	const all = Math.max(totals[list], position);
	const place = segment(`${count(position)} of ${count(all)} `);
	if (following) return [place, segment('  following ', 'text.muted')];
	const newer = all - position;
	const key = withKey ? [segment(newer > 0 ? ', f follows ' : '  f follows ', 'text.muted')] : [];
	return newer > 0
		? [place, segment(`  ${count(newer)} newer${withKey ? '' : ' '}`, 'live'), ...key]
		: [place, ...key];
}
