/** What is printed once a listener has ended: what came, what went wrong, where it is kept, what to do next. */

import {oneLine} from '../core/text.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import type {Summary} from '../session/session.ts';
import {clause, lengthOfTime, plural, timeOfDay} from '../view/format.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

export interface FarewellOptions {
	summary: Summary;
	now: number;
	/** The store's path as shown; null when nothing was kept. */
	store: string | null;
	/** What to add to a command so that it reads the same store in the same way: ` --store x`, or nothing. */
	storeOption: string;
	width: number;
	/** The public address as it was when the listener ended; left out when there was none. */
	address?: {
		status: TunnelStatus;
		/** Names of the providers that lose it. */
		users: readonly string[];
	};
}

export function farewell({summary, now, store, storeOption, width, address}: FarewellOptions): Line[] {
	const lasted = lengthOfTime(now - summary.startedAt);
	if (summary.deliveries === 0) {
		const nothing = `call-hook received nothing in ${lasted}.`;
		const text = address === undefined ? nothing : `${nothing} ${lastWords(address.status)}`;
		return wrapWords(text, Math.max(20, width)).map(row => [segment(row)]);
	}
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
	if (summary.targetFailures > 0) {
		add('No answer', `of your server to ${plural(summary.targetFailures, 'delivery', 'deliveries')}`, 'bad');
	}
	if (summary.refused > 0) add('Refused', plural(summary.refused, 'delivery', 'deliveries'));
	if (summary.lost > 0) add('Not kept', plural(summary.lost, 'delivery', 'deliveries'), 'bad');
	if (address !== undefined) for (const [label, text] of addressRows(address)) add(label, text);
	if (store !== null) {
		add('Kept', store);
		add('Look again', `call-hook deliveries${storeOption}`);
	}
	return lines;
}

/** Whether the public address was to blame. */
function lastWords({state, url, because, since}: TunnelStatus): string {
	const address = `The public address${url === null ? '' : ` ${oneLine(url)}`}`;
	if (state === 'live') return `${address} worked until the end.`;
	const why = because === null ? '' : `: ${clause(because)}`;
	return url === null || state === 'starting' || state === 'assigned'
		? `${address} did not work${why}.`
		: `${address} has not worked since ${timeOfDay(since)}${why}.`;
}

function addressRows({
	status,
	users,
}: NonNullable<FarewellOptions['address']>): [label: string, text: string][] {
	const {url, state} = status;
	const rows: [string, string][] = [];
	if (state !== 'live') rows.push(['Address', lastWords(status)]);
	if (users.length > 0 && url !== null) {
		const were = users.length === 1 ? 'was' : 'were';
		rows.push(['Gone', `${oneLine(url)}   ${plural(users.length, 'provider')} ${were} using it`]);
	}
	return rows;
}
