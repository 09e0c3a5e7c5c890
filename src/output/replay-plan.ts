/** What `replay --dry-run` prints: when which request would be sent, and why then. */

import {lengthOfTime} from '../core/duration.ts';
import {shownTarget} from '../core/secrets.ts';
import {oneLine} from '../core/text.ts';
import {byteSize, count} from '../view/format.ts';
import {clipLine, joinLines} from '../view/line.ts';
import type {Marks} from '../view/marks.ts';
import {type Line, segment} from '../view/segment.ts';
import {fit} from '../view/width.ts';

/** One request as it is planned. */
export interface PlannedSending {
	/** The scenario it belongs to, as it was named. */
	scenario: string;
	/** The delivery that would be sent again; null for a request of a fixture or a file. */
	delivery: number | null;
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

/** Widest target on a pipe, where nothing is cut but all is aligned. */
const targetColumns = 32;

/** `+12.5 s  2  POST /hook/cdr  312 bytes  late by 5 min`; `width` null for a pipe. */
export function plannedRow(planned: PlannedSending, width: number | null, marks: Marks): Line {
	const {repetition, step, atMs, method, target, bytes, because} = planned;
	const line = joinLines(
		[
			[segment(fit(atMs === null ? marks.none : when(atMs), 11, 'right'))],
			[segment(fit(count(repetition + 1), 3, 'right'), 'text.muted')],
			[segment(fit(count(step + 1), 4, 'right'))],
			[segment(open(`${method} ${oneLine(shownTarget(target))}`, targetColumns))],
			[segment(fit(byteSize(bytes), 11, 'right'), 'text.muted')],
			[segment(because.map(oneLine).join(', '), atMs === null ? 'warn' : 'text')],
		],
		'  ',
	);
	return width === null ? line : clipLine(line, width, marks.cut);
}

/** Above them. */
export function planHeading(width: number | null, marks: Marks): Line {
	const words = [
		fit('When', 11, 'right'),
		fit('Rep', 3, 'right'),
		fit('Step', 4, 'right'),
		fit('Request', targetColumns),
		fit('Body', 11, 'right'),
		'Why',
	];
	const line = [segment(words.join('  '), 'text.muted')];
	return width === null ? line : clipLine(line, width, marks.cut);
}

/** Padded, never cut. */
function open(text: string, width: number): string {
	return text.length >= width ? text : fit(text, width);
}

/** To the millisecond while that is short: `+0 ms`, `+12.500 s`, `+2 h 5 min`. */
function when(ms: number): string {
	if (ms < 1000) return `+${Math.round(ms)} ms`;
	return ms < 100_000 ? `+${(ms / 1000).toFixed(3)} s` : `+${lengthOfTime(ms)}`;
}

/** The same as a line for programs. */
export function plannedLine({atMs, ...planned}: PlannedSending): string {
	const afterMs = atMs === null ? null : Math.round(atMs * 1000) / 1000;
	return `${JSON.stringify({type: 'planned', v: 1, ...planned, afterMs})}\n`;
}
