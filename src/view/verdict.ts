/** A verdict as every tab begins to tell it: its mark and its word, and the reason. */

import type {Verdict} from '../core/delivery.ts';
import {oneLine} from '../core/text.ts';
import type {Marks} from './marks.ts';
import {verdictRole} from './roles.ts';
import {type Line, segment} from './segment.ts';

/** `null`: the answer is not known yet, nor is the verdict. */
export function verdictInWords(verdict: Verdict | null, marks: Marks): {head: Line; text: string} {
	if (verdict === null) {
		const head = [segment(`${marks.waiting} waiting`, 'live')];
		return {head, text: 'it is given once the answer is known'};
	}
	const {state, because} = verdict;
	const mark = state === null ? marks.none : marks[state];
	return {head: [segment(`${mark} ${state ?? 'none'}`, verdictRole(state))], text: oneLine(because)};
}
