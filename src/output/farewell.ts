/** What is printed once a listener has ended: what came, what went wrong, where it is kept, what to do next. */

import {lengthOfTime} from '../core/duration.ts';
import {oneLine} from '../core/text.ts';
import type {TunnelStatus} from '../core/tunnel.ts';
import {compared, tightestDeadline} from '../session/compared.ts';
import type {ObservedProvider} from '../session/observed.ts';
import type {Summary} from '../session/session.ts';
import {clause, plural, timeOfDay} from '../view/format.ts';
import {clipLine, lineWidth} from '../view/line.ts';
import {type Line, type Role, segment} from '../view/segment.ts';
import {cut} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';
import {latencyForms} from './summary.ts';

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

/** With every line that has something to say; where that is more, the longest part is cut. */
const mostLines = 16;

/** Columns in front of what a label stands for. */
const indent = 14;

/** At most `mostLines`. */
export function farewell({summary, now, store, storeOption, width, address}: FarewellOptions): Line[] {
	const lasted = lengthOfTime(now - summary.startedAt);
	if (summary.deliveries === 0) {
		const nothing = `call-hook received nothing in ${lasted}.`;
		const text = address === undefined ? nothing : `${nothing} ${lastWords(address.status)}`;
		return wrapWords(text, Math.max(20, width)).map(row => [segment(row)]);
	}
	const received = `${plural(summary.deliveries, 'delivery', 'deliveries')} in ${lasted}`;
	const room = Math.max(20, width - indent);
	const {accepted, rejected, unknown, unanswered} = summary.verdicts;
	const verdicts = [
		`${accepted} accepted`,
		`${rejected} rejected`,
		`${unknown} unknown`,
		...(unanswered > 0 ? [`${unanswered} unanswered`] : []),
	];
	const deliveries = (label: string, many: number, role: Role, before = '') =>
		many === 0 ? [] : row(label, `${before}${plural(many, 'delivery', 'deliveries')}`, role);
	const head: Line[] = [
		[segment(`call-hook received ${received}: ${plural(summary.newCalls, 'new call')}.`)],
		[],
		...row('Verdicts', verdicts.join(', ')),
	];
	const mishaps = [
		...deliveries('Errors', summary.errors, 'bad', 'in '),
		...deliveries('No answer', summary.targetFailures, 'bad', 'of your server to '),
		...deliveries('Refused', summary.refused, 'text'),
		...deliveries('Not kept', summary.lost, 'bad'),
	];
	const tail = [
		...(address === undefined ? [] : addressRows(address).flatMap(([label, text]) => row(label, text))),
		...(store === null
			? []
			: [...row('Kept', store), ...row('Look again', `call-hook deliveries${storeOption}`)]),
	];
	const parts = fitted(
		[
			summary.rejected.flatMap(each => row('Rejected', cut(rejectionText(each), room), 'bad')),
			labelledOnce('Answered', answeredLines(summary.providers, room)),
			summary.providers.flatMap(seen =>
				differences(seen).flatMap(text => row('Differs', cut(text, room), 'warn')),
			),
		],
		mostLines - head.length - mishaps.length - tail.length,
	);
	const [rejections = [], answered = [], differing = []] = parts;
	const left = summary.providers.length - answered.length;
	if (left > 0) {
		const command = store === null ? '' : `: call-hook calls --summary${storeOption}`;
		answered.splice(-1, 1, ...row('', `and ${left + 1} more${command}`));
	}
	return [...head, ...rejections, ...mishaps, ...answered, ...differing, ...tail];
}

function row(label: string, text: string, role: Role = 'text'): Line[] {
	return [[...heading(label), segment(text, role)]];
}

function heading(label: string): Line {
	return [segment(`  ${label.padEnd(indent - 2)}`, 'text.muted')];
}

function labelledOnce(label: string, lines: readonly Line[]): Line[] {
	return lines.map((line, index) => [...heading(index === 0 ? label : ''), ...line]);
}

/** The parts in so many lines together: as long as they are more, the longest one loses its last. */
function fitted(parts: readonly Line[][], lines: number): Line[][] {
	const kept = parts.map(part => [...part]);
	for (let over = kept.flat().length - lines; over > 0; over--) {
		kept.reduce((longest, part) => (part.length > longest.length ? part : longest)).pop();
	}
	return kept;
}

function rejectionText({id, provider, because}: Summary['rejected'][number]): string {
	return `${id === null ? '-' : `#${id}`} ${provider.padEnd(10)} ${oneLine(because)}`;
}

/**
 * One line for each provider: how many deliveries, how quickly they were answered, and how near to the deadline. The
 * nearest to its deadline first, then those with the most deliveries.
 */
function answeredLines(providers: readonly ObservedProvider[], room: number): Line[] {
	const idWidth = Math.max(...providers.map(({id}) => id.length));
	return [...providers].sort(byUse).map(seen => {
		const forms = latencyForms(seen).map(form => [segment(`${seen.id.padEnd(idWidth)}  `), ...form]);
		const form = forms.find(line => lineWidth(line) <= room) ?? forms.at(-1) ?? [];
		return clipLine(form, room);
	});
}

function byUse(a: ObservedProvider, b: ObservedProvider): number {
	return shareUsed(b) - shareUsed(a) || b.deliveries - a.deliveries;
}

function shareUsed(seen: ObservedProvider): number {
	const use = tightestDeadline(seen);
	return use === null ? 0 : use.slowestMs / use.deadlineMs;
}

/** What is otherwise than documented, one each: `myoperator retries seen after 3.1 s; documented: …`. */
function differences(seen: ObservedProvider): string[] {
	return compared(seen)
		.filter(({agrees}) => agrees === false)
		.map(({what, observed, documented}) => `${seen.id} ${what}: ${observed}; documented: ${documented}`);
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
