/** What is printed while requests are sent as their provider would: its attempts, and what it would have recorded. */

import type {Delivery} from '../core/delivery.ts';
import {lengthOfTime} from '../core/duration.ts';
import {listed, oneLine} from '../core/text.ts';
import {differenceText} from '../replay/idempotency.ts';
import type {Differing, NotReceived, SentOutcome, Tally} from '../replay/sending.ts';
import {clause, count, deliveryText, plural, took} from '../view/format.ts';
import {clipLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {verdictRole} from '../view/roles.ts';
import {type Line, type Role, type Segment, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';
import {wrapWords} from '../view/wrap.ts';

/**
 * `#41  in-call 1  attempt 2, +30 s  500  3 ms  ✗ rejected  MyOperator counts only 200`; where there is little room
 * `#41 in-call 1 try 2, +30 s 500 ✗ only 200 counts`. `width` null for a pipe.
 */
export function attemptLine(outcome: SentOutcome, width: number | null, marks: Marks): Line {
	const line =
		width === null || width >= wideFrom ? wideAttempt(outcome, marks) : narrowAttempt(outcome, width, marks);
	return width === null ? line : clipLine(line, width, marks.cut);
}

/** From this width on there is room for words. */
const wideFrom = 100;
/** Below it why it does not count is worth more than how long it took. */
const tightBelow = 72;

function wideAttempt({delivery, attempt, pauseMs}: SentOutcome, marks: Marks): Line {
	const nth = `attempt ${attempt + 1}${attempt === 0 ? '' : `, +${lengthOfTime(pauseMs)}`}`;
	const verdict = verdictSegment(delivery, marks);
	return joinLines(
		[
			[segment(idText(delivery, marks))],
			[segment(fit(whatOf(delivery), 14, 'left', marks.cut))],
			[segment(fit(nth, 18), attempt === 0 ? 'text.muted' : 'retry')],
			[segment(fit(statusText(delivery, marks), 3))],
			[segment(fit(took(delivery.answer.durationMs), 7, 'right'), 'text.muted')],
			[{...verdict, text: verdict.text.padEnd(10)}],
			[segment(reasonOf(delivery))],
		],
		'  ',
	);
}

function narrowAttempt({delivery, attempt, pauseMs}: SentOutcome, width: number, marks: Marks): Line {
	const {verdict, answer} = delivery;
	const nth = `try ${attempt + 1}${attempt === 0 ? '' : `, +${lengthOfTime(pauseMs)}`}`;
	const mark = verdict.state === null ? marks.none : marks[verdict.state];
	return joinLines(
		[
			[segment(idText(delivery, marks))],
			[segment(fit(whatOf(delivery), 12, 'left', marks.cut))],
			[segment(fit(nth, 12), attempt === 0 ? 'text.muted' : 'retry')],
			[segment(fit(statusText(delivery, marks), 3))],
			...(width < tightBelow ? [] : [[segment(fit(took(answer.durationMs), 7, 'right'), 'text.muted')]]),
			[segment(mark, verdict.state === null ? 'bad' : verdictRole(verdict.state))],
			[segment(verdict.short === undefined ? reasonOf(delivery) : oneLine(verdict.short.rule))],
		],
		' ',
	);
}

function idText({id}: Delivery, {none}: Marks): string {
	return (id === null ? none : `#${id}`).padStart(4);
}

function whatOf({inspection, request}: Delivery): string {
	return deliveryText({event: inspection.event, request});
}

function statusText({answer}: Delivery, {none}: Marks): string {
	return answer.status === null ? none : String(answer.status);
}

/** Why there was no answer, or what its provider makes of the one there was. */
function reasonOf({answer, verdict}: Delivery): string {
	const failure = answer.forwarding?.failure ?? null;
	return failure !== null && verdict.state === null ? clause(failure.message) : clause(verdict.because);
}

/** What the providers would have recorded; below it what would be missing, and why: what is alike is told once. */
export function receivedLines(
	{received, notReceived, undocumented, missed}: Tally,
	width: number,
	marks: Marks,
): Line[] {
	const all = received + notReceived;
	const inRows = (text: string, role: Role) =>
		wrapWords(text, Math.max(narrowest, width)).map((row): Line => [segment(row, role)]);
	if (notReceived === 0) {
		const what = all === 1 ? 'The delivery' : `All ${plural(all, 'delivery', 'deliveries')}`;
		return inRows(`${what} would have been recorded as received.`, 'good');
	}
	const left = notReceived - missed.length;
	const isOpen = undocumented === notReceived;
	return [
		...inRows(
			`${plural(notReceived, 'delivery', 'deliveries')} of ${count(all)} ${isOpen ? 'may' : 'would'} not have been recorded as received:`,
			isOpen ? 'warn' : 'bad',
		),
		...alike(missed).flatMap(those => missedLines(those, width, marks)),
		...(left > 0 ? [[segment(`  and ${count(left)} more`, 'text.muted')]] : []),
	];
}

/** Texts are not broken into less than this. */
const narrowest = 20;

/** Those of one provider that were missed for one reason, in the order of the first of each. */
function alike(missed: readonly NotReceived[]): NotReceived[][] {
	const groups = new Map<string, NotReceived[]>();
	for (const one of missed) {
		const {inspection, verdict} = one.delivery;
		const key = JSON.stringify([
			inspection.provider.id,
			one.attempts,
			verdict.state,
			verdict.source,
			reasonOf(one.delivery),
		]);
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	return [...groups.values()];
}

function missedLines(those: readonly NotReceived[], width: number, marks: Marks): Line[] {
	const [first] = those;
	if (first === undefined) return [];
	const {delivery, attempts} = first;
	const {inspection, request, verdict} = delivery;
	const many = those.length === 1 ? '' : `${count(those.length)} alike: `;
	const what = those.length === 1 ? ` ${deliveryText({event: inspection.event, request})}` : '';
	const tried = attempts === 1 ? '' : ` after ${attempts} attempts`;
	const ids = idRanges(those.flatMap(({delivery: {id}}) => (id === null ? [] : [id])));
	const name = `${many}${ids === '' ? '' : `${ids} `}${inspection.provider.name}${what}${tried}`;
	const below = (text: string, role: Role) =>
		wrapWords(oneLine(text), Math.max(narrowest, width - 6)).map(
			(row): Line => [segment(`      ${row}`, role)],
		);
	return [
		clipLine([segment(`  ${name}  `), verdictSegment(delivery, marks)], width, marks.cut),
		...below(reasonOf(delivery), 'text'),
		...(verdict.source === null ? [] : below(verdict.source, 'text.muted')),
	];
}

/** More ranges than this are told by their number. */
const mostRanges = 3;

/** `#1-#14`, `#1, #3 and #5`, `#1, #3, #5 and 4 more`; '' for none. In ascending order, as they were sent. */
function idRanges(ids: readonly number[]): string {
	const ranges: {from: number; to: number}[] = [];
	for (const id of [...ids].sort((a, b) => a - b)) {
		const last = ranges.at(-1);
		if (last !== undefined && id === last.to + 1) last.to = id;
		else ranges.push({from: id, to: id});
	}
	const texts = ranges
		.slice(0, mostRanges)
		.map(({from, to}) => (from === to ? `#${from}` : `#${from}-#${to}`));
	const told = ranges.slice(0, mostRanges).reduce((sum, {from, to}) => sum + to - from + 1, 0);
	const left = ids.length - told;
	return left > 0 ? `${texts.join(', ')} and ${count(left)} more` : listed(texts);
}

/** What its provider made of it; of what nobody answered there is nothing to be judged. */
function verdictSegment({verdict}: Delivery, marks: Marks): Segment {
	if (verdict.state === null) return segment(`${marks.none} not delivered`, 'bad');
	return segment(`${marks[verdict.state]} ${verdict.state}`, verdictRole(verdict.state));
}

/** An event whose answers differ, and in what. */
export function differingLines({first, second, differences}: Differing): Line[] {
	const name = (delivery: Delivery) => (delivery.id === null ? '' : `#${delivery.id}`);
	const pair = [name(first), name(second)].filter(text => text !== '').join(' and ');
	const what = deliveryText({event: first.inspection.event, request: first.request});
	return [
		[segment(`${pair === '' ? what : `${pair}, ${what}`}: the second answer is another`, 'bad')],
		...differences.map(difference => [segment(`  ${oneLine(differenceText(difference))}`)]),
	];
}

/** Whether those that were sent twice were answered alike. */
export function comparedLine({compared, differing}: Pick<Tally, 'compared' | 'differing'>): Line {
	const events = plural(compared, 'event');
	if (differing === 0) {
		return [
			segment(`${events} sent twice: ${compared === 1 ? 'the same answer' : 'the same answers'}.`, 'good'),
		];
	}
	return [
		segment(`${events} sent twice: ${count(differing)} of ${count(compared)} answered otherwise.`, 'bad'),
	];
}

/** For programs: what providers would have recorded. */
export function receivedLine({received, notReceived, undocumented, missed}: Tally): string {
	return line({
		type: 'received',
		v: 1,
		received,
		notReceived,
		undocumented,
		missed: missed.map(({delivery: {id, inspection, answer, verdict}, attempts}) => ({
			id,
			provider: inspection.provider.id,
			kind: inspection.event?.kind ?? null,
			callKey: inspection.callKey,
			attempts,
			status: answer.status,
			verdict: {state: verdict.state, because: verdict.because, source: verdict.source},
		})),
	});
}

/** For programs: an event whose answers differ. */
export function differingLine({first, second, differences}: Differing): string {
	return line({
		type: 'difference',
		v: 1,
		first: first.id,
		second: second.id,
		callKey: first.inspection.callKey,
		kind: first.inspection.event?.kind ?? null,
		differences,
	});
}

function line(value: object): string {
	return `${JSON.stringify(value)}\n`;
}
