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
		const wrapped = (words: string, indented: string) =>
			wrapWords(words, Math.max(20, width) - indented.length).map(line => [segment(indented + line)]);
		return [...wrapped(text, ''), [], ...wrapped(whereToPaste, '  ')];
	}
	const {deliveries, newCalls, verdicts, targetFailures, refused, lost, errors, providers} = summary;
	const received = `${plural(deliveries, 'delivery', 'deliveries')} in ${lasted}`;
	const room = Math.max(20, width - indent);
	const states = [
		`${verdicts.accepted} accepted`,
		`${verdicts.rejected} rejected`,
		`${verdicts.unknown} unknown`,
		...(verdicts.unanswered > 0 ? [`${verdicts.unanswered} unanswered`] : []),
	];
	const head: Line[] = [
		[segment(`call-hook received ${received}: ${plural(newCalls, 'new call')}.`)],
		[],
		...row('Verdicts', states.join(', ')),
	];
	const counted = (label: string, many: number, role: Role, before = '') =>
		many === 0 ? [] : row(label, `${before}${plural(many, 'delivery', 'deliveries')}`, role);
	const mishaps = [
		...counted('Target', targetFailures, 'bad', 'your server gave no answer to '),
		...counted('Refused', refused, 'text'),
		...counted('Not kept', lost, 'bad'),
	];
	const filter = verdicts.rejected > 0 ? ' verdict:rejected' : '';
	const tail = [
		...(address === undefined ? [] : addressRows(address).flatMap(([label, text]) => row(label, text))),
		...(store === null
			? []
			: [...row('Kept', store), ...row('Look again', `call-hook deliveries${filter}${storeOption}`)]),
	];
	const all = store === null ? '' : `: call-hook calls --summary${storeOption}`;
	const parts: Part[] = [
		{label: 'Rejected', ...table(rejections(summary), room), total: verdicts.rejected, all: ''},
		{label: 'Errors', ...table(errorGroups(summary), room), total: errors, all: ''},
		{label: 'Answered', rows: answeredRows(providers, room), total: providers.length, all},
		{label: 'Differs', ...differing(providers, room), all},
	];
	const [rejected = [], erring = [], ...told] = fitted(
		parts,
		mostLines - head.length - mishaps.length - tail.length,
	);
	return [...head, ...rejected, ...erring, ...mishaps, ...told.flat(), ...tail];
}

/** Told when nothing came. */
const whereToPaste = 'Was it pasted at the provider? call-hook providers <id> says where.';

function row(label: string, text: string, role: Role = 'text'): Line[] {
	return [[...heading(label), segment(text, role)]];
}

function heading(label: string): Line {
	return [segment(`  ${label.padEnd(indent - 2)}`, 'text.muted')];
}

/** Rows below one label. Where there is no room for all, the last one says how many more there are. */
interface Part {
	label: string;
	rows: readonly Row[];
	/** Of all there are, also of those that were not kept. */
	total: number;
	/** Says where all of them are told, behind how many more there are. */
	all: string;
}

interface Row {
	line: Line;
	/** How many it tells of. */
	many: number;
}

/** How many lines a part takes when all of it is told. */
function linesOf({rows, total}: Part): number {
	return rows.length + (total > sum(rows) ? 1 : 0);
}

function sum(rows: readonly Row[]): number {
	return rows.reduce((all, {many}) => all + many, 0);
}

/** The parts in so many lines together, each in one at least: as long as they are more, the longest one loses its last. */
function fitted(parts: readonly Part[], lines: number): Line[][] {
	const sizes = parts.map(linesOf);
	for (let over = sizes.reduce((all, size) => all + size, 0) - lines; over > 0; over--) {
		const longest = sizes.indexOf(Math.max(...sizes));
		sizes[longest] = Math.max(1, (sizes[longest] ?? 1) - 1);
	}
	return parts.map((part, index) => toldIn(part, sizes[index] ?? 0));
}

function toldIn(part: Part, size: number): Line[] {
	const {label, rows, total, all} = part;
	const isWhole = total === sum(rows) && rows.length <= size;
	const shown = isWhole ? rows : rows.slice(0, Math.max(0, size - 1));
	const left = total - sum(shown);
	const lines = shown.map(({line}) => line);
	if (left > 0) lines.push([segment(`${shown.length === 0 ? `${left} in all` : `and ${left} more`}${all}`)]);
	return lines.map((line, index) => [...heading(index === 0 ? label : ''), ...line]);
}

/** Deliveries of one provider of which the same is to be said. */
interface Group {
	ids: (number | null)[];
	provider: string;
	/** Told before `says` and gathered: `204`, `500`. */
	was: Set<string>;
	says: string;
	role: Role;
}

/** Of more ids than this the first ones are named. */
const idsNamed = 4;

/** The texts of all groups below each other. */
function table(groups: readonly Group[], room: number): {rows: Row[]} {
	const who = groups.map(({ids, provider}) => {
		const names = ids.slice(0, idsNamed).map(id => (id === null ? '-' : `#${id}`));
		const more = ids.length > idsNamed ? ` and ${ids.length - idsNamed} more` : '';
		return `${names.join(' ')}${more} ${provider}`;
	});
	const column = Math.max(0, ...who.map(text => text.length));
	const rows = groups.map(({ids, was, says, role}, index) => {
		const told = was.size === 0 ? says : `${[...was].join(', ')}: ${says}`;
		const line = `${(who[index] ?? '').padEnd(column)}  ${oneLine(told)}`;
		return {line: [segment(cut(line, room), role)], many: ids.length};
	});
	return {rows};
}

/** What was not made up for first. */
function rejections({rejected}: Summary): Group[] {
	const groups = new Map<string, Group>();
	const openFirst = [...rejected].sort(
		(a, b) => Number(a.acceptedAs !== null) - Number(b.acceptedAs !== null),
	);
	for (const {id, provider, verdict, acceptedAs} of openFirst) {
		const {was, rule} = verdict.short ?? {was: null, rule: verdict.because};
		const says = acceptedAs === null ? rule : `sent again as #${acceptedAs} and accepted`;
		const role = acceptedAs === null ? 'bad' : 'text';
		gather(groups, {ids: [id], provider, was: new Set(was === null ? [] : [was]), says, role});
	}
	return [...groups.values()];
}

function errorGroups({erring}: Summary): Group[] {
	const groups = new Map<string, Group>();
	for (const {id, provider, code} of erring) {
		gather(groups, {ids: [id], provider, was: new Set(), says: code, role: 'bad'});
	}
	return [...groups.values()];
}

function gather(groups: Map<string, Group>, group: Group): void {
	const key = JSON.stringify([group.provider, group.says]);
	const known = groups.get(key);
	if (known === undefined) {
		groups.set(key, group);
		return;
	}
	known.ids.push(...group.ids);
	for (const was of group.was) known.was.add(was);
}

/**
 * One row for each provider: how many deliveries, how quickly they were answered, and how near to the deadline. The
 * nearest to its deadline first, then those with the most deliveries.
 */
function answeredRows(providers: readonly ObservedProvider[], room: number): Row[] {
	const idWidth = Math.max(0, ...providers.map(({id}) => id.length));
	return [...providers].sort(byUse).map(seen => {
		const forms = latencyForms(seen).map(form => [segment(`${seen.id.padEnd(idWidth)}  `), ...form]);
		const form = forms.find(line => lineWidth(line) <= room) ?? forms.at(-1) ?? [];
		return {line: clipLine(form, room), many: 1};
	});
}

function byUse(a: ObservedProvider, b: ObservedProvider): number {
	return shareUsed(b) - shareUsed(a) || b.deliveries - a.deliveries;
}

function shareUsed(seen: ObservedProvider): number {
	const use = tightestDeadline(seen);
	return use === null ? 0 : use.slowestMs / use.deadlineMs;
}

/**
 * What is otherwise than documented, a row each: `myoperator retries seen after 3.1 s; documented: …`. Statuses and
 * deadlines are left out: what differs there is rejected, and told as that.
 */
function differing(providers: readonly ObservedProvider[], room: number): Pick<Part, 'rows' | 'total'> {
	const rows = providers.flatMap(seen =>
		compared(seen)
			.filter(({what, agrees}) => agrees === false && what !== 'statuses' && what !== 'deadline')
			.map(({what, observed, documented}) => {
				const text = `${seen.id} ${what}: ${observed}; documented: ${documented}`;
				return {line: [segment(cut(text, room), 'warn')], many: 1};
			}),
	);
	return {rows, total: rows.length};
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
