/** A call: the fold of its events. */

import type {Severity, Verdict} from './delivery.ts';
import type {CallEvent, Direction, Outcome, Party, Phase} from './event.ts';

/** What lists, views and `calls --json` say about one call. */
export interface Call {
	/** `provider:callId` */
	key: string;
	provider: string;
	callId: string;
	/** Arrival of its first and its last delivery, in ms since the epoch. */
	firstAt: number;
	lastAt: number;
	phase: Phase;
	/** Arrival of the event that began the phase, in ms since the epoch. */
	phaseSince: number;
	outcome: Outcome | null;
	direction: Direction | null;
	from: Party | null;
	to: Party | null;
	counterparty: Party | null;
	startedAt: string | null;
	answeredAt: string | null;
	endedAt: string | null;
	durationSeconds: number | null;
	talkSeconds: number | null;
	agent: CallEvent['agent'];
	/** An event of a call that goes on has come: then its end has to. Records alone owe none. */
	owesEnd: boolean;
	/** How many deliveries it was made of; replays are not counted. */
	deliveries: number;
	/** Those of them that are retries, and those that came again although no attempt had failed. */
	retries: number;
	duplicates: number;
	findings: Record<Severity, number>;
	/** The most severe finding's code. */
	worst: {severity: Severity; code: string} | null;
	/** The worst of its deliveries' verdicts, of those with retries the last one's: rejected, unknown, accepted; null when none was judged. */
	verdict: Verdict['state'];
}

/** Whether the call still goes on, as far as its events tell. */
export function isLive(call: Pick<Call, 'phase'>): boolean {
	return call.phase === 'started' || call.phase === 'ringing' || call.phase === 'answered';
}

/** A value with what decides between it and another: how much its event knows, then how late it is. */
export interface Ranked<T> {
	/** Larger wins. */
	rank: number;
	/** The provider's time of the event, else empty; later wins among equal ranks. */
	at: string;
	value: T;
}

/** Members of a call that are chosen from its events. */
export const chosenMembers = [
	'outcome',
	'direction',
	'from',
	'to',
	'counterparty',
	'durationSeconds',
	'talkSeconds',
	'agent',
] as const satisfies readonly (keyof CallEvent)[];

export type ChosenMember = (typeof chosenMembers)[number];

export type Chosen = {[M in ChosenMember]?: Ranked<NonNullable<CallEvent[M]>>};

/** What is kept of a call: enough to fold in one more delivery without reading the others again. */
export interface CallState {
	key: string;
	provider: string;
	callId: string;
	firstAt: number;
	lastAt: number;
	/** Arrival of the first event of each phase of the call itself. */
	phases: Partial<Record<Phase, number>>;
	/** The same for events of one leg, which count as long as nothing is known of the call itself. */
	legPhases: Partial<Record<Phase, number>>;
	startedAt: string | null;
	answeredAt: string | null;
	endedAt: string | null;
	legEndedAt: string | null;
	chosen: Chosen;
	/** These three are left out of states that were stored before they were kept. */
	owesEnd?: boolean;
	retries?: number;
	duplicates?: number;
	deliveries: number;
	findings: Record<Severity, number>;
	worst: {severity: Severity; code: string} | null;
	/** Of attempts no retry has followed. Below 0 while of two only the retry is folded. */
	verdicts: {accepted: number; rejected: number; unknown: number};
}
