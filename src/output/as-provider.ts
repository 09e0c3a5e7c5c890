/** What is printed while requests are sent as their provider would: its attempts, and what it would have recorded. */

import type {Delivery} from '../core/delivery.ts';
import {lengthOfTime} from '../core/duration.ts';
import {oneLine} from '../core/text.ts';
import {differenceText} from '../replay/idempotency.ts';
import type {Differing, NotReceived, SentOutcome, Tally} from '../replay/sending.ts';
import {clause, deliveryText, plural, took} from '../view/format.ts';
import {clipLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {verdictRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {verdictInWords} from '../view/verdict.ts';
import {fit} from '../view/width.ts';

/** `#41  in-call  attempt 2, +30 s  500  3 ms  ✗ rejected  MyOperator counts only 200`; `width` null for a pipe. */
export function attemptLine(
	{delivery, attempt, pauseMs}: SentOutcome,
	width: number | null,
	marks: Marks,
): Line {
	const {id, inspection, request, answer, verdict} = delivery;
	const nth = `attempt ${attempt + 1}${attempt === 0 ? '' : `, +${lengthOfTime(pauseMs)}`}`;
	const {head} = verdictInWords(verdict, marks);
	const line = joinLines(
		[
			[segment((id === null ? marks.none : `#${id}`).padStart(4))],
			[segment(fit(deliveryText({event: inspection.event, request}), 14, 'left', marks.cut))],
			[segment(fit(nth, 18), attempt === 0 ? 'text.muted' : 'retry')],
			[segment(fit(answer.status === null ? marks.none : String(answer.status), 3))],
			[segment(fit(took(answer.durationMs), 7, 'right'), 'text.muted')],
			[segment(fit(head.map(({text}) => text).join(''), 10), verdictRole(verdict.state))],
			[segment(reasonOf(delivery))],
		],
		'  ',
	);
	return width === null ? line : clipLine(line, width, marks.cut);
}

/** Why there was no answer, or what its provider makes of the one there was. */
function reasonOf({answer, verdict}: Delivery): string {
	const failure = answer.forwarding?.failure ?? null;
	return failure !== null && verdict.state === null ? clause(failure.message) : clause(verdict.because);
}

/** What the providers would have recorded; below it, each delivery that would be missing, and why. */
export function receivedLines({received, notReceived, undocumented, missed}: Tally, marks: Marks): Line[] {
	const all = received + notReceived;
	if (notReceived === 0) {
		const what = all === 1 ? 'The delivery' : `All ${plural(all, 'delivery', 'deliveries')}`;
		return [[segment(`${what} would have been recorded as received.`, 'good')]];
	}
	const left = notReceived - missed.length;
	const isOpen = undocumented === notReceived;
	return [
		[
			segment(
				`${plural(notReceived, 'delivery', 'deliveries')} of ${all} ${isOpen ? 'may' : 'would'} not have been recorded as received:`,
				isOpen ? 'warn' : 'bad',
			),
		],
		...missed.flatMap(one => missedLines(one, marks)),
		...(left > 0 ? [[segment(`  and ${left} more`, 'text.muted')]] : []),
	];
}

function missedLines({delivery, attempts}: NotReceived, marks: Marks): Line[] {
	const {id, inspection, request, verdict} = delivery;
	const what = deliveryText({event: inspection.event, request});
	const tried = attempts === 1 ? '' : ` after ${attempts} attempts`;
	const name = `${id === null ? '' : `#${id} `}${inspection.provider.name} ${what}${tried}`;
	const {head} = verdictInWords(verdict, marks);
	const source = verdict.source === null ? [] : [[segment(`      ${oneLine(verdict.source)}`, 'text.muted')]];
	return [[segment(`  ${name}  `), ...head, segment(`  ${reasonOf(delivery)}`)], ...source];
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
