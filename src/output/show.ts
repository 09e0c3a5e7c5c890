/** `call-hook show`: one delivery, or one call with its deliveries, told whole. */

import type {Call} from '../core/call.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {Advice} from '../core/contract.ts';
import type {Delivery} from '../core/delivery.ts';
import {endMissing} from '../core/life.ts';
import type {BodyView} from '../core/message.ts';
import {oneLine} from '../core/text.ts';
import {answerLines} from '../view/answer.ts';
import {checksLines} from '../view/checks.ts';
import {decodedLines} from '../view/decoded.ts';
import {plural, timeOfDay} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {payloadLines} from '../view/payload.ts';
import {severityRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {wrapWords} from '../view/wrap.ts';
import {callHeading, callRow} from './calls.ts';
import {deliveryLine, type LineFormat} from './lines.ts';

export interface ShowFormat {
	/** Columns that texts are wrapped to. */
	width: number;
	marks: Marks;
	/** ms since the epoch. */
	now: number;
}

/** What a delivery does not say by itself. */
export interface Reading {
	/** How long the sender waits for its answer by its documents, in ms; null when they do not say. */
	deadlineMs: number | null;
	advice: Advice;
	readBody(request: CapturedRequest): BodyView;
}

/** Verdict, what to do about it and decoded fields, then the checks, the request as it came, and its answer. */
export function deliveryText(delivery: Delivery, reading: Reading, {width, marks, now}: ShowFormat): Line[] {
	const {id, request, inspection} = delivery;
	const when = `${new Date(request.receivedAt).toLocaleDateString('sv')} ${timeOfDay(request.receivedAt, 'milliseconds')}`;
	return [
		[
			segment(`#${id ?? '-'}`, 'text.strong'),
			segment(`  ${inspection.provider.name}`, 'text.strong'),
			segment(`  ${when}`, 'text.muted'),
			segment(inspection.callKey === null ? '' : `  ${oneLine(inspection.callKey)}`),
		],
		[],
		...decodedLines(
			{delivery, isWaiting: false, todo: reading.advice.todo, checks: 'Checks below'},
			width,
			marks,
		),
		[],
		heading('Checks', width, marks),
		...checksLines({delivery, advice: reading.advice, isWaiting: false}, width, marks),
		[],
		heading('Request', width, marks),
		...payloadLines(request, reading.readBody(request), width, marks),
		[],
		heading('Answer', width, marks),
		...answerLines({delivery, ...reading, advice: null, waiting: null, now}, width, marks),
	];
}

/** The call in one line, its deliveries, a line each, and what is to be said of it as a whole. */
export function callText(
	call: Call,
	deliveries: readonly Delivery[],
	{width, marks, now}: ShowFormat,
	deadlineOf: LineFormat['deadlineOf'],
): Line[] {
	return [
		[
			segment(oneLine(call.key), 'text.strong'),
			segment(`  ${plural(call.deliveries, 'delivery', 'deliveries')}`),
		],
		[],
		callHeading(width, marks),
		callRow(call, width, now, marks),
		[],
		...deliveries.map(delivery => deliveryLine(delivery, {width, marks, deadlineOf})),
		[],
		...callFindingLines(call, deliveries, {width, marks, now}),
		[segment('  call-hook show <number> tells one of them whole.', 'text.muted')],
	];
}

/** Order and duration, told by several deliveries, and an end that did not come. */
function callFindingLines(
	call: Call,
	deliveries: readonly Delivery[],
	{width, marks, now}: ShowFormat,
): Line[] {
	const missing = endMissing(call, now);
	const found = deliveries.flatMap(({id, inspection}) =>
		inspection.findings.filter(({code}) => isOfCall(code)).map(each => ({...each, where: `#${id ?? '-'}`})),
	);
	if (missing !== null) found.push({...missing, where: ''});
	if (found.length === 0) return [];
	const lines = found.flatMap(({severity, code, message, where}): Line[] => [
		[
			segment(`${marks[severity]} `, severityRole(severity)),
			segment(code),
			segment(where === '' ? '' : `  ${where}`, 'text.muted'),
		],
		...wrapWords(oneLine(message), width - 2).map(part => [segment(`  ${part}`)]),
	]);
	return [[segment('Findings of this call', 'text.strong')], ...lines, []];
}

function isOfCall(code: string): boolean {
	return code.startsWith('order/') || code === 'duration/contradicts-events';
}

function heading(title: string, width: number, marks: Marks): Line {
	const text = `${marks.rule} ${title} `;
	return [segment(text + marks.rule.repeat(Math.max(0, width - text.length)), 'rule')];
}
