/** Steps of calls, for tests. */

import type {LifeCycle} from '../../src/core/life.ts';
import type {Step} from '../../src/core/step.ts';

export const wholeLife: LifeCycle = {phases: ['started', 'ringing', 'answered', 'ended'], mayMiss: []};

/** A moment of the morning, in ms since the epoch. */
export function at(second: number): number {
	return Date.UTC(2026, 10, 20, 9, 0, 0) + second * 1000;
}

/** The same as an event states it. */
export function iso(second: number): string {
	return new Date(at(second)).toISOString();
}

/** A record that arrived in second 0 and was answered 200 at once, unless said otherwise. */
export function stepOf(change: Partial<Step> = {}): Step {
	const {arrivedAt = at(0)} = change;
	return {
		id: 1,
		arrivedAt,
		phase: 'ended',
		isLeg: false,
		leg: null,
		agent: null,
		life: null,
		outcome: null,
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		durationSeconds: null,
		talkSeconds: null,
		identity: 7,
		by: 'bytes',
		attempt: null,
		doneAt: arrivedAt + 5,
		tookMs: 5,
		status: 200,
		verdict: 'accepted',
		history: undefined,
		...change,
	};
}

/** An event of a call that goes on, different from all others. */
export function liveStep(id: number, second: number, change: Partial<Step>): Step {
	return stepOf({id, identity: 1000 + id, arrivedAt: at(second), life: wholeLife, ...change});
}
