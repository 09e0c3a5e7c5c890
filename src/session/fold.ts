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
	isLive,
	type Ranked,
} from '../core/call.ts';
import {
	countFindings,
	type Delivery,
	type Repeat,
	type Severity,
	severityRank,
	type Verdict,
	worstFinding,
} from '../core/delivery.ts';
import type {CallEvent, Party, Phase} from '../core/event.ts';
import type {Step} from '../core/step.ts';

/** What one delivery adds to its call, and nothing that is not needed for that: it may have to wait in memory. */
export interface Contribution {
	key: string;
	provider: string;
	callId: string;
	/** Arrival, in ms since the epoch. */
	arrivedAt: number;
	phase: Phase;
	isLeg: boolean;
	startedAt: string | null;
	answeredAt: string | null;
	endedAt: string | null;
	/** The values the event has for members that are chosen. */
	values: {[M in ChosenMember]: CallEvent[M]};
	/** It is an event of a call that goes on. */
	owesEnd: boolean;
	repeat: Repeat['kind'] | null;
	findings: Record<Severity, number>;
	worst: {severity: Severity; code: string} | null;
	verdict: Verdict['state'];
	/** The verdict on the attempt it repeats: this one counts in its place. */
	superseded: Verdict['state'];
}

/**
 * null for a delivery that belongs to no call, for one that was not let in, as a stranger changes none, and for a replay:
 * what was sent again, perhaps with other values, is nothing the provider said. `step`: what is remembered of it; null
 * when nothing is.
 */
export function contributionOf(
	{inspection, request, replay, refusal, repeat, verdict}: Delivery,
	step: Pick<Step, 'life' | 'history'> | null = null,
): Contribution | null {
	const {callKey, event} = inspection;
	if (refusal !== null || replay !== null || callKey === null || event === null || event.callId === null)
		return null;
	const findings = countFindings(inspection.findings);
	const worst = worstFinding(inspection.findings);
	return {
		key: callKey,
		provider: inspection.provider.id,
		callId: event.callId,
		arrivedAt: request.receivedAt,
		phase: event.phase,
		isLeg: inspection.scope === 'leg',
		startedAt: event.startedAt,
		answeredAt: event.answeredAt,
		endedAt: event.endedAt,
		values: {
			outcome: event.outcome,
			direction: event.direction,
			from: shortParty(event.from),
			to: shortParty(event.to),
			counterparty: shortParty(event.counterparty),
			durationSeconds: event.durationSeconds,
			talkSeconds: event.talkSeconds,
			agent: shortAgent(event.agent),
		},
		owesEnd: step !== null && step.life !== null,
		repeat: repeat?.kind ?? null,
		findings,
		worst: worst === null ? null : {severity: worst.severity, code: worst.code},
		verdict: verdict.state,
		superseded: step?.history?.superseded ?? null,
	};
}

/** A call is kept in memory: of texts longer than this it keeps the beginning. The delivery has all of it. */
const longestText = 200;

function short(text: string): string {
	return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}

function shortParty(party: Party | null): Party | null {
	return party === null || party.raw.length <= longestText ? party : {raw: short(party.raw), e164: null};
}

function shortAgent(agent: CallEvent['agent']): CallEvent['agent'] {
	if (agent === null) return null;
	const each = (text: string | null) => (text === null ? null : short(text));
	return {id: each(agent.id), name: each(agent.name), number: each(agent.number)};
}

/** Folds one delivery into its call, which it changes; null begins a new call. */
export function fold(state: CallState | null, part: Contribution): CallState {
	const next = state ?? emptyState(part.key, part.provider, part.callId);
	const {arrivedAt, phase, isLeg} = part;
	next.firstAt = Math.min(next.firstAt, arrivedAt);
	next.lastAt = Math.max(next.lastAt, arrivedAt);
	const phases = isLeg ? next.legPhases : next.phases;
	phases[phase] = Math.min(phases[phase] ?? arrivedAt, arrivedAt);
	if (isLeg) next.legEndedAt = latest(next.legEndedAt, part.endedAt);
	else next.endedAt = latest(next.endedAt, part.endedAt);
	next.startedAt = earliest(next.startedAt, part.startedAt);
	next.answeredAt = earliest(next.answeredAt, part.answeredAt);
	const rank = rankOf(phase, isLeg);
	const at = part.endedAt ?? part.answeredAt ?? part.startedAt ?? '';
	for (const member of chosenMembers) choose(next.chosen, member, part.values[member], rank, at);
	countDelivery(next, part);
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
		legPhases: {},
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		legEndedAt: null,
		chosen: {},
		deliveries: 0,
		findings: {error: 0, warning: 0, info: 0},
		worst: null,
		verdicts: {accepted: 0, rejected: 0, unknown: 0},
	};
}

function countDelivery(state: CallState, part: Contribution): void {
	const {owesEnd, repeat, findings, worst, verdict, superseded} = part;
	state.deliveries++;
	if (owesEnd) state.owesEnd = true;
	if (repeat === 'retry') state.retries = (state.retries ?? 0) + 1;
	else if (repeat === 'duplicate') state.duplicates = (state.duplicates ?? 0) + 1;
	state.findings.error += findings.error;
	state.findings.warning += findings.warning;
	state.findings.info += findings.info;
	if (worst !== null && (state.worst === null || isWorse(worst, state.worst))) state.worst = worst;
	if (verdict !== null) state.verdicts[verdict]++;
	// The attempt it repeats may be folded later: its count is below 0 until then.
	if (superseded !== null) state.verdicts[superseded]--;
}

function isWorse(a: {severity: Severity; code: string}, b: {severity: Severity; code: string}): boolean {
	const difference = severityRank[a.severity] - severityRank[b.severity];
	// The code decides among equals, so that the order of arrival does not.
	return difference === 0 ? a.code < b.code : difference < 0;
}

/** How much an event of a phase knows about the call: a record at the end knows most. */
const knowledge: Record<Phase, number> = {
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

/** A leg knows less than the call. */
function rankOf(phase: Phase, isLeg: boolean): number {
	return knowledge[phase] + (isLeg ? 0 : 10);
}

function choose<M extends ChosenMember>(
	chosen: Chosen,
	member: M,
	value: CallEvent[M],
	rank: number,
	at: string,
): void {
	if (value === null) return;
	const known = chosen[member];
	if (known === undefined || beats(rank, at, value, known)) {
		(chosen as Record<ChosenMember, Ranked<unknown>>)[member] = {rank, at, value};
	}
}

function beats(rank: number, at: string, value: unknown, known: Ranked<unknown>): boolean {
	if (rank !== known.rank) return rank > known.rank;
	if (at !== known.at) return at > known.at;
	if (isSame(value, known.value)) return false;
	// Two events that know as much at the same time and disagree: any rule will do that does not ask who came first.
	return JSON.stringify(value) > JSON.stringify(known.value);
}

/** Whether two values are equal, member by member: what an event sent again has. */
function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	const members = Object.entries(b);
	return (
		Object.keys(a).length === members.length && members.every(([key, value]) => Reflect.get(a, key) === value)
	);
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
		// While it goes on it has none, though a leg of it may have ended somehow.
		outcome: isLive({phase}) ? null : member('outcome'),
		direction: member('direction'),
		from: member('from'),
		to: member('to'),
		counterparty: member('counterparty'),
		startedAt: state.startedAt,
		answeredAt: state.answeredAt,
		endedAt: state.endedAt ?? (phase === 'ended' ? state.legEndedAt : null),
		durationSeconds: member('durationSeconds'),
		talkSeconds: member('talkSeconds'),
		agent: member('agent'),
		owesEnd: state.owesEnd ?? false,
		deliveries: state.deliveries,
		retries: state.retries ?? 0,
		duplicates: state.duplicates ?? 0,
		findings: state.findings,
		worst: state.worst,
		verdict: verdictOf(state),
	};
}

/** The furthest phase of the call; a leg's, too, but for its end: after that another leg may follow. */
function phaseOf(state: CallState): {phase: Phase; since: number} {
	const {phase, since} = furthestPhase(state);
	// A recording, say, states the answer although no event for it has come.
	const isAnswered = state.answeredAt !== null && (phase === 'started' || phase === 'ringing');
	return isAnswered ? {phase: 'answered', since: state.lastAt} : {phase, since};
}

function furthestPhase(state: CallState): {phase: Phase; since: number} {
	const {phases, legPhases, lastAt} = state;
	const ofCall = furthest(phases);
	if (ofCall?.phase === 'ended') return ofCall;
	// A recording, say, states the end although no event for it has come.
	if (state.endedAt !== null) return {phase: 'ended', since: lastAt};
	// Nothing is known but of a leg: then its end is the best there is.
	if (Object.keys(phases).length === 0) return furthest(legPhases) ?? other(legPhases, lastAt);
	const ofLeg = furthest({...legPhases, ended: undefined});
	if (ofCall === null) return ofLeg ?? other(phases, lastAt);
	return ofLeg !== null && lifecycle.indexOf(ofLeg.phase) < lifecycle.indexOf(ofCall.phase) ? ofLeg : ofCall;
}

type LifePhase = (typeof lifecycle)[number];

function furthest(phases: {[P in Phase]?: number | undefined}): {phase: LifePhase; since: number} | null {
	for (const phase of lifecycle) {
		const since = phases[phase];
		if (since !== undefined) return {phase, since};
	}
	return null;
}

/** Only phases outside the life of a call have come: the first by name, so that their order does not matter. */
function other(phases: Partial<Record<Phase, number>>, at: number): {phase: Phase; since: number} {
	const [first] = Object.keys(phases).sort() as Phase[];
	return first === undefined ? {phase: 'other', since: at} : {phase: first, since: phases[first] ?? at};
}

function verdictOf({verdicts}: CallState): Verdict['state'] {
	if (verdicts.rejected > 0) return 'rejected';
	if (verdicts.unknown > 0) return 'unknown';
	return verdicts.accepted > 0 ? 'accepted' : null;
}
