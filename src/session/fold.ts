/**
 * Folding deliveries into calls. Providers send events late, twice and out of order, so the fold is a join: it is
 * commutative, associative and keeps the best known value of each member. Any order of arrival gives the same call.
 */

import {
	type Call,
	type CallState,
	type Chosen,
	type ChosenMember,
	chosenMembers,
	type Ranked,
} from '../core/call.ts';
import {type Delivery, type Severity, severityRank, type Verdict, worstFinding} from '../core/delivery.ts';
import type {CallEvent, Phase} from '../core/event.ts';

/** Folds one delivery into its call; null begins a new one. A delivery that belongs to no call gives null. */
export function fold(state: CallState | null, delivery: Delivery): CallState | null {
	const {callKey, event} = delivery.inspection;
	if (callKey === null || event === null || event.callId === null) return state;
	const next = state ?? emptyState(callKey, delivery.inspection.provider.id, event.callId);
	const arrived = delivery.request.receivedAt;
	const isLeg = delivery.inspection.scope === 'leg';
	const rank = rankOf(event.phase, isLeg);

	next.firstAt = Math.min(next.firstAt, arrived);
	next.lastAt = Math.max(next.lastAt, arrived);
	// One leg's end is not the call's: another may follow.
	if (!(isLeg && event.phase === 'ended')) {
		next.phases[event.phase] = Math.min(next.phases[event.phase] ?? arrived, arrived);
		next.endedAt = latest(next.endedAt, event.endedAt);
	}
	next.startedAt = earliest(next.startedAt, event.startedAt);
	next.answeredAt = earliest(next.answeredAt, event.answeredAt);
	for (const member of chosenMembers) choose(next.chosen, member, event, rank);
	countDelivery(next, delivery);
	return next;
}

function emptyState(key: string, provider: string, callId: string): CallState {
	return {
		key,
		provider,
		callId,
		firstAt: Number.POSITIVE_INFINITY,
		lastAt: Number.NEGATIVE_INFINITY,
		phases: {},
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		chosen: {},
		deliveries: 0,
		findings: {error: 0, warning: 0, info: 0},
		worst: null,
		verdicts: {accepted: 0, rejected: 0, unknown: 0},
	};
}

function countDelivery(state: CallState, {inspection, replayOf, verdict}: Delivery): void {
	// Replays are the user's own: they change what is known of the call, not how the provider delivered it.
	if (replayOf !== null) return;
	state.deliveries++;
	for (const {severity} of inspection.findings) state.findings[severity]++;
	const worst = worstFinding(inspection.findings);
	if (worst !== null && (state.worst === null || isWorse(worst, state.worst))) {
		state.worst = {severity: worst.severity, code: worst.code};
	}
	if (verdict.state !== null) state.verdicts[verdict.state]++;
}

function isWorse(a: {severity: Severity; code: string}, b: {severity: Severity; code: string}): boolean {
	const difference = severityRank[a.severity] - severityRank[b.severity];
	// The code decides among equals, so that the order of arrival does not.
	return difference === 0 ? a.code < b.code : difference < 0;
}

/** How much an event of a phase knows about the call: a record at the end knows most, a leg less than the call. */
function rankOf(phase: Phase, isLeg: boolean): number {
	const knows: Record<Phase, number> = {
		ended: 6,
		recording: 5,
		transcript: 5,
		analysis: 5,
		answered: 4,
		ringing: 3,
		started: 2,
		input: 1,
		other: 0,
	};
	return knows[phase] + (isLeg ? 0 : 10);
}

function choose<M extends ChosenMember>(chosen: Chosen, member: M, event: CallEvent, rank: number): void {
	const value = event[member];
	if (value === null) return;
	const at = event.endedAt ?? event.answeredAt ?? event.startedAt ?? '';
	const known = chosen[member];
	const candidate = {rank, at, value} as Ranked<NonNullable<CallEvent[M]>>;
	if (known === undefined || beats(candidate, known)) Object.assign(chosen, {[member]: candidate});
}

function beats<T>(a: Ranked<T>, b: Ranked<T>): boolean {
	if (a.rank !== b.rank) return a.rank > b.rank;
	if (a.at !== b.at) return a.at > b.at;
	// Two events that know as much at the same time and disagree: any rule will do that does not ask who came first.
	return JSON.stringify(a.value) > JSON.stringify(b.value);
}

function earliest(a: string | null, b: string | null): string | null {
	return a === null || (b !== null && b < a) ? b : a;
}

function latest(a: string | null, b: string | null): string | null {
	return a === null || (b !== null && b > a) ? b : a;
}

/** Phases in which a call can be, the furthest first. */
const lifecycle = ['ended', 'answered', 'ringing', 'started'] as const satisfies readonly Phase[];

/** The call a state stands for. */
export function callOf(state: CallState): Call {
	const {phase, since} = phaseOf(state);
	const member = <M extends ChosenMember>(name: M) =>
		(state.chosen[name]?.value ?? null) as NonNullable<CallEvent[M]> | null;
	return {
		key: state.key,
		provider: state.provider,
		callId: state.callId,
		firstAt: state.firstAt,
		lastAt: state.lastAt,
		phase,
		phaseSince: since,
		outcome: member('outcome'),
		direction: member('direction'),
		from: member('from'),
		to: member('to'),
		counterparty: member('counterparty'),
		startedAt: state.startedAt,
		answeredAt: state.answeredAt,
		endedAt: state.endedAt,
		durationSeconds: member('durationSeconds'),
		talkSeconds: member('talkSeconds'),
		agent: member('agent'),
		deliveries: state.deliveries,
		findings: state.findings,
		worst: state.worst,
		verdict: verdictOf(state),
	};
}

function phaseOf(state: CallState): {phase: Phase; since: number} {
	for (const phase of lifecycle) {
		const since = state.phases[phase];
		if (since !== undefined) return {phase, since};
		// A recording or a row that states the end came without an event for it.
		if (phase === 'ended' && state.endedAt !== null) return {phase, since: state.lastAt};
	}
	const [[phase, since] = ['other', state.firstAt]] = Object.entries(state.phases).sort() as [
		Phase,
		number,
	][];
	return {phase: phase as Phase, since};
}

function verdictOf({verdicts}: CallState): Verdict['state'] {
	if (verdicts.rejected > 0) return 'rejected';
	if (verdicts.unknown > 0) return 'unknown';
	return verdicts.accepted > 0 ? 'accepted' : null;
}
