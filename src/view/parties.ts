/** Who called whom, where there is no room for both: the other side. */

import type {CallEvent} from '../core/event.ts';
import {partyText} from './format.ts';
import type {Marks} from './marks.ts';
import {type Line, segment} from './segment.ts';

export type Parties = Pick<CallEvent, 'direction' | 'from' | 'to' | 'counterparty'>;

/** `←+918000000002` of a call that came in, `→…` of one that went out; at most `width` columns. */
export function otherSide({direction, from, to, counterparty}: Parties, width: number, marks: Marks): Line {
	const arrow = direction === null ? ' ' : direction === 'inbound' ? marks.calledIn : marks.arrow;
	const other = direction === 'outbound' ? (to ?? from) : (from ?? to);
	return [
		segment(arrow, 'text.muted'),
		segment(partyText(counterparty ?? other, width - 1, marks), 'number'),
	];
}
