/** `call-hook calls --summary`: what was seen of each provider, beside what its documents say. */

import {besideLimit, duration, inSeconds} from '../core/duration.ts';
import {type Compared, compared, tightestDeadline} from '../session/compared.ts';
import type {ObservedProvider} from '../session/observed.ts';
import {count, plural} from '../view/format.ts';
import {lineWidth} from '../view/line.ts';
import {shareRole} from '../view/roles.ts';
import {type Line, type Role, type Segment, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';
import {trimEnd} from './lines.ts';

/** Wider columns would stand too far apart. */
const widest = 120;

/** A block for each provider, at most `columns` wide. */
export function summaryText(providers: readonly ObservedProvider[], columns: number): Line[] {
	const width = Math.min(widest, columns);
	return providers.flatMap((seen, index) => [...(index === 0 ? [] : [[]]), ...block(seen, width)]);
}

/** Of fewer deliveries than this half and 95 % say no more than the slowest. */
const fewestForShares = 20;

/** How quickly a provider was answered, in words, in short, and without what is least. */
export function latencyForms(seen: ObservedProvider): Line[] {
	const {deliveries, latencyMs} = seen;
	const many = plural(deliveries, 'delivery', 'deliveries');
	if (latencyMs === null) return [[segment(`${many}, none answered`)]];
	const slowest = slowestOf(seen, latencyMs.max);
	if (deliveries < fewestForShares) {
		return [
			[segment(`${many}, `), slowest],
			[segment(`${count(deliveries)}: `), slowest],
		];
	}
	const [half, most] = [duration(latencyMs.p50), duration(latencyMs.p95)];
	return [
		[segment(`${many}, half within ${half}, 95 % within ${most}, `), slowest],
		[segment(`${count(deliveries)}: half ${half}, 95 % ${most}, `), slowest],
		[segment(`${count(deliveries)}: half ${half}, `), slowest],
	];
}

/** `slowest 12.4 s (cllr waits 10 s)`, in the colour of the share. */
function slowestOf(seen: ObservedProvider, slowestMs: number): Segment {
	const tightest = tightestDeadline(seen);
	if (tightest === null) return segment(`slowest ${duration(slowestMs)}`);
	const {deadlineMs, kinds} = tightest;
	const used = besideLimit(tightest.slowestMs, deadlineMs);
	const waits = `${seen.name} waits ${inSeconds(deadlineMs)}`;
	// The slowest of all may be one nobody waits for.
	const slowest = tightest.slowestMs === slowestMs ? '' : `${duration(slowestMs)}, of `;
	const kind = seen.deadlines.length === 1 ? '' : `${kinds.join(' and ')} `;
	return segment(`slowest ${slowest}${kind}${used} (${waits})`, shareRole(tightest.slowestMs / deadlineMs));
}

function block(seen: ObservedProvider, width: number): Line[] {
	const {name, verdicts} = seen;
	const states = Object.entries(verdicts).filter(([, many]) => many > 0);
	const told = states.map(([state, many]) => `${count(many)} ${state}`).join(', ');
	const forms = latencyForms(seen).map(form => [segment('  '), ...form]);
	const rows = compared(seen).filter(row => !saysNothing(row, seen));
	const sources = sourcesOnce(rows);
	return [
		[segment(name, 'text.strong'), segment(`  ${told}`)],
		forms.find(form => lineWidth(form) <= width) ?? forms.at(-1) ?? [],
		...(rows.length === 0
			? []
			: [
					[],
					tableHeading(width),
					...rows.flatMap((row, index) =>
						tableRow(
							{...row, documented: documentedText(row, seen, width), source: sources[index] ?? null},
							rows[index - 1]?.what !== row.what,
							width,
						),
					),
				]),
	];
}

/** Nothing is documented of it, and nothing was seen but what stands above the table. */
function saysNothing({what, source}: Compared, seen: ObservedProvider): boolean {
	switch (what) {
		case 'kinds':
		case 'statuses':
			return false;
		case 'deadline':
			return source === null;
		case 'retries':
			return source === null && seen.retries.every(rule => rule.count === 0);
		case 'duplicates':
			return seen.duplicates === 0;
		case 'order':
			return seen.outOfOrder === 0;
	}
}

/** The pages of each row; null where one above has named them. */
function sourcesOnce(rows: readonly Compared[]): (string | null)[] {
	const named = new Set<string>();
	return rows.map(({source}) => {
		if (source === null || named.has(source)) return null;
		named.add(source);
		return source;
	});
}

/** What is documented; of many kinds that never came so many as one row has room for. */
function documentedText(
	{what, documented}: Compared,
	{kindsNeverSeen}: ObservedProvider,
	width: number,
): string {
	const room = columnsOf(width).documented;
	if (what !== 'kinds' || documented.length <= room) return documented;
	for (let named = kindsNeverSeen.length - 1; named > 0; named--) {
		const text = `never seen: ${kindsNeverSeen.slice(0, named).join(', ')} and ${kindsNeverSeen.length - named} more`;
		if (text.length <= room) return text;
	}
	return `${kindsNeverSeen.length} kinds never seen`;
}

const labels: Record<Compared['what'], string> = {
	kinds: 'Kinds',
	statuses: 'Statuses',
	deadline: 'Deadline',
	retries: 'Retries',
	duplicates: 'Duplicates',
	order: 'Order',
};

/** Columns of a label, of whether both agree, and the gap between columns. */
const labelWidth = 10;
const wordWidth = 7;
const gap = '  ';
const behindLabel = ' '.repeat(gap.length + labelWidth + gap.length);

/** From this width on a source stands below what is documented. */
const wideFrom = 100;

/** Columns of what was seen, and of what is documented. */
function columnsOf(width: number): {observed: number; documented: number} {
	const room = Math.max(40, width - gap.length * 4 - labelWidth - wordWidth);
	const observed = Math.floor(room * 0.45);
	return {observed, documented: room - observed};
}

function tableHeading(width: number): Line {
	const {observed} = columnsOf(width);
	const words = [' '.repeat(labelWidth), fit('Observed', observed), ' '.repeat(wordWidth), 'Documented'];
	return [segment(gap + words.join(gap), 'text.muted')];
}

/** Rows about the same stand below one label; where there is little room a source has the whole width. */
function tableRow(row: Compared, isFirst: boolean, width: number): Line[] {
	const columns = columnsOf(width);
	const isWide = width >= wideFrom;
	const kinds = row.kinds.length === 0 ? '' : `${row.kinds.join(', ')}: `;
	const observed = wrapWords(kinds + row.observed, columns.observed);
	const documented = wrapWords(row.documented, columns.documented).map(text => segment(text));
	const sourceWidth = isWide ? columns.documented : width - behindLabel.length;
	const source = row.source === null ? [] : wrapWords(row.source, sourceWidth).map(muted);
	const right = isWide ? [...documented, ...source] : documented;
	const {word, role} = agreement(row.agrees);
	const lines = Array.from({length: Math.max(observed.length, right.length)}, (_, index) =>
		trimEnd([
			segment(gap + fit(index === 0 && isFirst ? labels[row.what] : '', labelWidth) + gap, 'text.muted'),
			segment(fit(observed[index] ?? '', columns.observed) + gap),
			segment(fit(index === 0 ? word : '', wordWidth) + gap, role),
			right[index] ?? segment(''),
		]),
	);
	return isWide ? lines : [...lines, ...source.map(text => [segment(behindLabel), text])];
}

function muted(text: string): Segment {
	return segment(text, 'text.muted');
}

function agreement(agrees: boolean | null): {word: string; role: Role} {
	if (agrees === null) return {word: '', role: 'text'};
	return agrees ? {word: 'agrees', role: 'good'} : {word: 'differs', role: 'bad'};
}
