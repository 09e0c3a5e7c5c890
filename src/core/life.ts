/** How calls go on and end: what a provider tells of it while it happens, and how long it usually takes. */

import {type Call, isLive} from './call.ts';
import type {Fact} from './contract.ts';
import type {Finding} from './delivery.ts';
import type {Phase} from './event.ts';
import {finding} from './findings.ts';

/** The phases a call goes through, in their order. */
export const lifePhases = ['started', 'ringing', 'answered', 'ended'] as const satisfies readonly Phase[];

export type LifePhase = (typeof lifePhases)[number];

/** What a provider sends while a call goes on. */
export interface LifeCycle {
	/** Phases that are told by events of their own, in their order. */
	phases: readonly LifePhase[];
	/** Those whose events may be missing without anything being wrong, and why. */
	mayMiss: readonly {phase: LifePhase; because: Fact<string>}[];
}

/** 0 for the start; -1 for what may come at any time. */
export function placeInLife(phase: Phase): number {
	return (lifePhases as readonly Phase[]).indexOf(phase);
}

const minuteMs = 60_000;

/**
 * How long calls usually stay in a phase, in ms. No document gives a time: this is call-hook's own measure, and what
 * goes by it says so.
 */
export const usualMs: Readonly<Record<Exclude<LifePhase, 'ended'>, number>> = {
	started: 10 * minuteMs,
	ringing: 10 * minuteMs,
	answered: 240 * minuteMs,
};

/** The shortest of them. */
export const shortestUsualMs = Math.min(...Object.values(usualMs));

/** Until when a call that goes on does so as usual, in ms since the epoch; null of one that does not go on. */
export function usualEnd({phase, phaseSince}: Pick<Call, 'phase' | 'phaseSince'>): number | null {
	return isGoingOn(phase) ? phaseSince + usualMs[phase] : null;
}

function isGoingOn(phase: Phase): phase is keyof typeof usualMs {
	return isLive({phase});
}

/** Whether a call goes on for longer than usual; `now` in ms since the epoch. */
export function isOverdue(call: Pick<Call, 'phase' | 'phaseSince'>, now: number): boolean {
	return now > (usualEnd(call) ?? Number.POSITIVE_INFINITY);
}

/** What is to be said of a call that goes on for longer than usual; null of any other. */
export function endMissing(
	{phase, phaseSince}: Pick<Call, 'phase' | 'phaseSince'>,
	now: number,
): Finding | null {
	if (!isGoingOn(phase) || !isOverdue({phase, phaseSince}, now)) return null;
	return finding('call/end-missing', {
		message: `The call is ${phase} for ${span(now - phaseSince)}, and no end of it has come. Longer than ${span(usualMs[phase])} is unusual by call-hook's own measure: no document gives a time.`,
		where: null,
	});
}

/** `10 min`, `4 h`, `4 h 5 min` */
function span(ms: number): string {
	const minutes = Math.floor(ms / minuteMs);
	if (minutes < 120) return `${minutes} min`;
	const rest = minutes % 60;
	return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
