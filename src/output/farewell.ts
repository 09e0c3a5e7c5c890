/** What is printed once a listener has ended: what came, what went wrong, where it is kept, what to do next. */

import {oneLine} from '../core/text.ts';
import type {Summary} from '../session/session.ts';
import {plural} from '../view/format.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut} from '../view/width.ts';

export interface FarewellOptions {
	summary: Summary;
	now: number;
	/** The store's path as shown; null when nothing was kept. */
	store: string | null;
	/** What to add to a command so that it reads the same store in the same way: ` --store x`, or nothing. */
	storeOption: string;
	width: number;
}

export function farewell({summary, now, store, storeOption, width}: FarewellOptions): Line[] {
	const lasted = lengthOfTime(now - summary.startedAt);
	if (summary.deliveries === 0) return [[segment(`call-hook received nothing in ${lasted}.`)]];
	const received = `${plural(summary.deliveries, 'delivery', 'deliveries')} in ${lasted}`;
	const lines: Line[] = [
		[segment(`call-hook received ${received}: ${plural(summary.newCalls, 'new call')}.`)],
		[],
	];
	const add = (label: string, text: string, role: 'text' | 'bad' = 'text') =>
		lines.push([segment(`  ${label.padEnd(12)}`, 'text.muted'), segment(text, role)]);
	const {accepted, rejected, unknown, unanswered} = summary.verdicts;
	const verdicts = [
		`${accepted} accepted`,
		`${rejected} rejected`,
		`${unknown} unknown`,
		...(unanswered > 0 ? [`${unanswered} unanswered`] : []),
	];
	add('Verdicts', verdicts.join(', '));
	for (const {id, provider, because} of summary.rejected) {
		const what = `${id === null ? '-' : `#${id}`} ${provider.padEnd(10)} ${oneLine(because)}`;
		add('Rejected', cut(what, Math.max(20, width - 14)), 'bad');
	}
	if (summary.errors > 0) add('Errors', `in ${plural(summary.errors, 'delivery', 'deliveries')}`, 'bad');
	if (summary.lost > 0) add('Not kept', plural(summary.lost, 'delivery', 'deliveries'), 'bad');
	if (store !== null) {
		add('Kept', store);
		add('Look again', `call-hook deliveries${storeOption}`);
	}
	return lines;
}

/** `4 s`, `13 min 2 s`, `2 h 5 min` */
function lengthOfTime(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
