/** The first lines: where to send to, what is going on, and which part of the list is seen. */

import {oneLine} from '../core/text.ts';
import type {Snapshot} from '../session/live-view.ts';
import {count, plural} from '../view/format.ts';
import {fitLine, joinLines, lineWidth, spread} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';

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
	/** Which call is selected, counted from 1; 0 when none is. */
	position: number;
	following: boolean;
}

/** The name of the list, the place of the selected call in it, and what following would show. */
export function viewLine({totals, position, following}: ViewLineFacts, width: number, marks: Marks): Line {
	const left: Line = [
		segment(` [Calls ${count(totals.calls)}]`, 'accent'),
		segment(`  ${plural(totals.deliveries, 'delivery', 'deliveries')}`, 'text.muted'),
	];
	if (position === 0) return fitLine(left, width, marks.cut);
	const newer = totals.calls - position;
	const place = segment(`${count(position)} of ${count(totals.calls)}   `);
	const news: Line = following
		? [segment('following ', 'text.muted')]
		: newer > 0
			? [segment(`${count(newer)} newer`, 'live'), segment(', f follows ', 'text.muted')]
			: [segment('f follows ', 'text.muted')];
	return spread(left, [place, ...news], width, marks.cut);
}
