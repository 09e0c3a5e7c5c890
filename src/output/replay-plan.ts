/** What `replay --dry-run` prints: when which request would be sent, and why then. */

import {shownTarget} from '../core/secrets.ts';
import {oneLine} from '../core/text.ts';
import {byteSize, clock, count, plural} from '../view/format.ts';
import {clipLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {cutMiddle, fit, fitsIn, widthOf} from '../view/width.ts';
import {perSecond} from './replay.ts';

/** One request as it is planned. */
export interface PlannedSending {
	/** The scenario it belongs to, as it was named. */
	scenario: string;
	/** The delivery that would be sent again; null for a request of a fixture or a file. */
	delivery: number | null;
	/** The fixture or file it is from; null for a delivery. */
	from: string | null;
	/** As the fixture or file calls it; null where it does not. */
	name: string | null;
	/** The kind of event it tells, in its provider's word; null for one that could not be decoded. */
	kind: string | null;
	/** What it says, in its provider's own words: `cdr answered`; else its name; '' for neither. */
	says: string;
	/** From 0. */
	repetition: number;
	/** Its place in the scenario, from 0. */
	step: number;
	/** 0 for a step itself, 1 for its duplicate. */
	copy: number;
	/** After the start of its repetition, in ms; null for one that is not sent. */
	atMs: number | null;
	method: string;
	/** As on the request line of the original. */
	target: string;
	/** Of the body. */
	bytes: number;
	/** What was done to it on purpose, in words. */
	because: readonly string[];
}

export interface PlanFormat {
	/** Columns of the terminal; null for a pipe or a file, where nothing is cut. */
	width: number | null;
	marks: Marks;
	/** More than one repetition: each row has its number. */
	isRepeated: boolean;
}

/** Columns of each cell; 0 for one there is no room for. */
interface Columns {
	repetition: number;
	what: number;
	request: number;
	body: number;
	gap: string;
}

/** From this width on nothing has to be short. */
const wideFrom = 100;
/** From it on the longest names of events have room. */
const roomyFrom = 112;
/** Below it why a request is sent so is worth more than how long its body is. */
const tightBelow = 72;

function columnsOf({width, isRepeated}: PlanFormat): Columns {
	const repetition = isRepeated ? 4 : 0;
	if (width === null || width >= roomyFrom) return {repetition, what: 30, request: 32, body: 11, gap: '  '};
	if (width >= wideFrom) return {repetition, what: 20, request: 32, body: 11, gap: '  '};
	if (width >= tightBelow) return {repetition, what: 17, request: 18, body: 11, gap: ' '};
	return {repetition, what: 16, request: 14, body: 0, gap: ' '};
}

/** `+12.500 s  2  #12 cdr answered  POST /hook/cdr  312 bytes  late by 5 min` */
export function plannedRow(planned: PlannedSending, format: PlanFormat): Line {
	const {delivery, says, repetition, step, atMs, method, target, bytes, because} = planned;
	const {width, marks} = format;
	const columns = columnsOf(format);
	const what = [delivery === null ? '' : `#${delivery}`, oneLine(says)].filter(text => text !== '').join(' ');
	const request = `${method} ${oneLine(shownTarget(target))}`;
	const cells: (Line | null)[] = [
		[segment(fit(atMs === null ? marks.none : when(atMs), whenColumns, 'right'))],
		columns.repetition === 0
			? null
			: [segment(fit(count(repetition + 1), columns.repetition, 'right'), 'text.muted')],
		[segment(fit(count(step + 1), stepColumns, 'right'))],
		[segment(width === null ? open(what, columns.what) : fit(what, columns.what, 'left', marks.cut))],
		[segment(open(width === null ? request : shortened(request, columns.request, marks), columns.request))],
		columns.body === 0 ? null : [segment(fit(byteSize(bytes), columns.body, 'right'), 'text.muted')],
		[segment(because.map(oneLine).join(', '), atMs === null ? 'warn' : 'text')],
	];
	return inRow(cells, columns, format);
}

/** Above them. */
export function planHeading(format: PlanFormat): Line {
	const columns = columnsOf(format);
	const cells = [
		fit('When', whenColumns, 'right'),
		columns.repetition === 0 ? null : fit('Rep', columns.repetition, 'right'),
		fit('Step', stepColumns, 'right'),
		fit('What', columns.what),
		fit('Request', columns.request),
		columns.body === 0 ? null : fit('Body', columns.body, 'right'),
		'Why',
	];
	return inRow(
		cells.map(text => (text === null ? null : [segment(text, 'text.muted')])),
		columns,
		format,
	);
}

/** Above the rows of each of several scenarios. */
export function planTitle(scenario: string, requests: number, {width, marks}: PlanFormat): Line {
	const line = [
		segment(oneLine(scenario), 'text.strong'),
		segment(`  ${plural(requests, 'request')}`, 'text.muted'),
	];
	return width === null ? line : clipLine(line, width, marks.cut);
}

const whenColumns = 10;
const stepColumns = 4;

function inRow(cells: readonly (Line | null)[], {gap}: Columns, {width, marks}: PlanFormat): Line {
	const line = joinLines(
		cells.filter(cell => cell !== null),
		gap,
	);
	return width === null ? line : clipLine(line, width, marks.cut);
}

/** Its query first: that is the same in most, or hidden. */
function shortened(request: string, width: number, marks: Marks): string {
	if (fitsIn(request, width)) return request;
	const [path = '', query] = request.split('?', 2);
	return cutMiddle(query === undefined ? path : `${path}?${marks.cut}`, width, marks.cut);
}

/** Padded, never cut. */
function open(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** As exact as it takes to tell one from another: `+0 ms`, `+12.500 s`, `+3:45.2`, `+2:05:00`. */
function when(ms: number): string {
	if (ms < 1000) return `+${Math.round(ms)} ms`;
	if (ms < 99_999.5) return `+${(ms / 1000).toFixed(3)} s`;
	const tenths = Math.round(ms / 100);
	return tenths < 36_000 ? `+${clock(tenths / 10)}.${tenths % 10}` : `+${clock(Math.round(ms / 1000))}`;
}

/** What of the replay the table does not have. */
export interface Unplanned {
	/** Requests in a second at the most; null for as many as there are. */
	rate: number | null;
	/** Each event is sent twice. */
	isTwice: boolean;
	/** What fails is sent again. */
	asProvider: boolean;
	times: number;
}

/** Each a sentence; none where the table says all. */
export function unplannedTexts({rate, isTwice, asProvider, times}: Unplanned): string[] {
	return [
		...(times > 1 ? ['Times are from the beginning of each repetition.'] : []),
		...(rate === null
			? []
			: [`No more than ${perSecond(rate)} are sent (--rate): then these times are later.`]),
		...(isTwice
			? ['Each is sent twice, the second time once the first is answered (--assert-idempotent).']
			: []),
		...(asProvider ? ['What fails is sent again as its provider would (--as-provider).'] : []),
	];
}

/** The same as a line for programs. */
export function plannedLine({atMs, says: _, ...planned}: PlannedSending): string {
	const afterMs = atMs === null ? null : Math.round(atMs * 1000) / 1000;
	return `${JSON.stringify({type: 'planned', v: 1, ...planned, afterMs})}\n`;
}
