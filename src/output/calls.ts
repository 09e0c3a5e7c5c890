/** The table of `call-hook calls`. */

import type {Call} from '../core/call.ts';
import {emptyEvent} from '../core/event.ts';
import {arrivalTime, clock, directionWord, stateOf} from '../view/format.ts';
import type {Marks} from '../view/marks.ts';
import {verdictRole} from '../view/roles.ts';
import {type Line, segment} from '../view/segment.ts';
import {cut, fit} from '../view/width.ts';
import {sides} from './lines.ts';

/** One call in one line; `width` null for a pipe, where nothing is cut. */
export function callRow(call: Call, width: number | null, now: number, marks: Marks): Line {
	const event = {...emptyEvent('', 'other'), from: call.from, to: call.to, counterparty: call.counterparty};
	const state = stateOf(call, now, marks);
	const stateText = [state.mark, state.word, state.clock].filter(Boolean).join(' ');
	const line = [
		segment(fit(arrivalTime(call.firstAt, now), 8), 'text.muted'),
		segment('  '),
		segment(fit(call.provider, 10), 'text.strong'),
		segment('  '),
		segment(fit(directionWord(call.direction), 3), 'text.muted'),
		segment('  '),
		...sides(event, marks, width === null ? null : 13),
		segment('  '),
		segment(fit(stateText, 16), state.clock === null ? 'text' : 'live'),
		segment(fit(call.talkSeconds === null ? '-' : clock(call.talkSeconds, 'short'), 5, 'right')),
		segment('  '),
		segment(fit(String(call.deliveries), 3, 'right')),
		segment('  '),
		segment(fit(call.verdict ?? '-', 8), verdictRole(call.verdict)),
		segment('  '),
	];
	// The key is what `show` takes: it stands last, and on a terminal gives way to the rest.
	const used = line.reduce((sum, {text}) => sum + text.length, 0);
	const key = width === null ? call.key : cut(call.key, Math.max(0, width - used), marks.cut);
	return [...line, segment(key, 'text.muted')];
}

export function callHeading(): Line {
	const words: [string, number][] = [
		['Time', 8],
		['Provider', 10],
		['Dir', 3],
		['From → to', 29],
	];
	const lead = words.map(([word, width]) => fit(word, width)).join('  ');
	return [
		segment(
			`${lead}  ${fit('State', 16)}${fit('Talk', 5, 'right')}  Dlv  ${fit('Verdict', 8)}  Call`,
			'text.muted',
		),
	];
}
