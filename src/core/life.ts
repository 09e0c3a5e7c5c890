/** How calls go on and end: what a provider tells of it while it happens, and how long it usually takes. */

import {type Call, isLive} from './call.ts';
import type {Fact} from './contract.ts';
import type {Finding} from './delivery.ts';
import type {Phase} from './event.ts';
import {finding} from './findings.ts';

/** The phases a call goes through, in their order. */
export const lifePhases = ['started', 'ringing', 'answered', 'ended'] as const satisfies readonly Phase[];

export type LifePhase = (typeof lifePhases)[number];

/**
 * What a provider sends while a call goes on. An end is always owed: whoever tells that a call began leaves a handler
 * waiting for it, also where each event is switched on by itself.
 */
export interface LifeCycle {
	/** Phases that are told by events of their own, in their order. */
	phases: readonly LifePhase[];
	/** Those whose events may be missing without anything being wrong, and why. */
	mayMiss: readonly {phase: Exclude<LifePhase, 'ended'>; because: Fact<string>}[];
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

/** What is to be said of a call that goes on for longer than usual, and whose end is owed; null of any other. */
export function endMissing(
	{phase, phaseSince, owesEnd}: Pick<Call, 'phase' | 'phaseSince' | 'owesEnd'>,
	now: number,
): Finding | null {
	if (!owesEnd || !isGoingOn(phase) || !isOverdue({phase, phaseSince}, now)) return null;
	return finding('call/end-missing', {
		message: `The call ${began[phase]} ${span(now - phaseSince)} ago (${phase}) and no end has come. The webhook for it may be switched off. Longer than ${span(usualMs[phase])} is unusual by call-hook's own measure: no document gives a time.`,
		where: null,
	});
}

const began: Readonly<Record<keyof typeof usualMs, string>> = {
	started: 'began',
	ringing: 'began to ring',
	answered: 'was answered',
};

/** `10 min`, `4 h`, `4 h 5 min`; after two days `15 days` */
function span(ms: number): string {
	const minutes = Math.floor(ms / minuteMs);
	if (minutes < 120) return `${minutes} min`;
	if (minutes >= 2880) return `${Math.floor(minutes / 1440)} days`;
	const rest = minutes % 60;
	return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
