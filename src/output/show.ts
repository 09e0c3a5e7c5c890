/** `call-hook show`: one delivery, or one call with its deliveries, told whole. */

import type {Call} from '../core/call.ts';
import type {CapturedRequest} from '../core/capture.ts';
import type {Advice} from '../core/contract.ts';
import type {Delivery, Finding} from '../core/delivery.ts';
import {endMissing} from '../core/life.ts';
import type {BodyView} from '../core/message.ts';
import {oneLine} from '../core/text.ts';
import {answerLines} from '../view/answer.ts';
import {checksLines} from '../view/checks.ts';
import {decodedLines} from '../view/decoded.ts';
import {findingList} from '../view/findings.ts';
import {plural, timeOfDay} from '../view/format.ts';
import {clipLine, lineWidth} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {payloadLines} from '../view/payload.ts';
import {againText} from '../view/repeat.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut} from '../view/width.ts';
import {callState, stateHeading} from './calls.ts';
import {deliveryLine, type LineFormat, trimEnd} from './lines.ts';

export interface ShowFormat {
	/** Columns that texts are wrapped to. */
	width: number;
	/** Columns that rows are cut to; null for a pipe or a file, where they are plain and whole. */
	columns: number | null;
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
export function deliveryText(
	delivery: Delivery,
	reading: Reading,
	{width, columns, marks, now}: ShowFormat,
): Line[] {
	const {request} = delivery;
	return [
		headline(delivery, columns, marks),
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

/** Its number, provider, time and call, and what it repeats; on a terminal the call's key gives way to the rest. */
function headline(delivery: Delivery, columns: number | null, marks: Marks): Line {
	const {id, request, inspection} = delivery;
	const again = againText(delivery);
	const when = `${new Date(request.receivedAt).toLocaleDateString('sv')} ${timeOfDay(request.receivedAt, 'milliseconds')}`;
	const before = [
		segment(`#${id ?? '-'}`, 'text.strong'),
		segment(`  ${inspection.provider.name}`, 'text.strong'),
		segment(`  ${when}`, 'text.muted'),
	];
	const behind = segment(again === '' ? '' : `  ${again}`, 'retry');
	const key = inspection.callKey === null ? '' : oneLine(inspection.callKey);
	if (columns === null) return [...before, segment(key === '' ? '' : `  ${key}`), behind];
	const room = columns - lineWidth([...before, behind]) - 2;
	const shown = key !== '' && room >= leastKey ? `  ${cut(key, room, marks.cut)}` : '';
	return clipLine([...before, segment(shown), behind], columns, marks.cut);
}

/** Less of a key tells calls apart no more. */
const leastKey = 16;

/** The call in one line, its deliveries, a line each, and what is to be said of it as a whole. */
export function callText(
	call: Call,
	deliveries: readonly Delivery[],
	{width, columns, marks, now}: ShowFormat,
	deadlineOf: LineFormat['deadlineOf'],
): Line[] {
	return [
		[
			segment(oneLine(call.key), 'text.strong'),
			segment(`  ${plural(call.deliveries, 'delivery', 'deliveries')}`),
		],
		[],
		trimEnd(stateHeading(columns, marks)),
		trimEnd(callState(call, columns, now, marks)),
		[],
		...deliveries.map(delivery => deliveryLine(delivery, {width: columns, marks, deadlineOf})),
		[],
		...callFindingLines(callFindings(call, deliveries, now), width, marks),
		[segment('  call-hook show <number> tells one of them whole.', 'text.muted')],
	];
}

/** Order and duration, told by several deliveries and with the number of each, and an end that did not come. */
function callFindings(call: Call, deliveries: readonly Delivery[], now: number): Finding[] {
	const missing = endMissing(call, now);
	const told = deliveries.flatMap(({id, inspection}) =>
		inspection.findings.filter(({code}) => isOfCall(code)).map(each => ({...each, where: `#${id ?? '-'}`})),
	);
	return missing === null ? told : [...told, missing];
}

function callFindingLines(findings: readonly Finding[], width: number, marks: Marks): Line[] {
	if (findings.length === 0) return [];
	return [[segment('Findings of this call', 'text.strong')], ...findingList(findings, width, marks), []];
}

function isOfCall(code: string): boolean {
	return code.startsWith('order/') || code === 'duration/contradicts-events';
}

function heading(title: string, width: number, marks: Marks): Line {
	const text = `${marks.rule} ${title} `;
	return [segment(text + marks.rule.repeat(Math.max(0, width - text.length)), 'rule')];
}
