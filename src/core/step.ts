/** What is remembered of a delivery to judge those that come after it: small and flat, as many are kept. */

import type {CapturedRequest} from './capture.ts';
import type {Answer, History, Inspection, Verdict} from './delivery.ts';
import {isDerivedId} from './derived-id.ts';
import type {CallEvent, Outcome, Phase} from './event.ts';
import {hashOfBytes, hashOfText} from './hash.ts';
import type {LifeCycle} from './life.ts';
import type {Message} from './message.ts';
import type {EventMarks, Provider} from './provider.ts';

/** Ids are kept as numbers that stand for them: a text could hold on to the whole body it was cut from. */
export interface Step {
	/** null until it is stored. */
	id: number | null;
	/** In ms since the epoch. */
	readonly arrivedAt: number;
	readonly phase: Phase;
	/** Its event speaks of one leg of the call only. */
	readonly isLeg: boolean;
	/** Stands for the leg; null where none is named. */
	readonly leg: number | null;
	/** Stands for the one agent it names; null where it names none, and for records. */
	readonly agent: number | null;
	/** The life cycle it is an event of; null for what is not sent while a call goes on. */
	readonly life: LifeCycle | null;
	readonly outcome: Outcome | null;
	/** As the event states them: ISO 8601 UTC. */
	readonly startedAt: string | null;
	readonly answeredAt: string | null;
	readonly endedAt: string | null;
	readonly durationSeconds: number | null;
	readonly talkSeconds: number | null;
	/** Stands for the event: two of the same key with one identity are the same. null: nothing in it can tell. */
	readonly identity: number | null;
	/** What `identity` is made of: the provider's id of the event, or all bytes. */
	readonly by: 'id' | 'bytes';
	/** By the provider's own count, 0 for the first; null where it does not count. */
	readonly attempt: number | null;
	/** When it was answered, or nobody was left to be, in ms since the epoch; null while that is waited for. */
	doneAt: number | null;
	/** How long that took, in ms. */
	tookMs: number;
	status: number | null;
	verdict: Verdict['state'];
	/** What those before it told of it; undefined where they were not asked. */
	history: History | null | undefined;
}

/** What was found of a request, and the provider it was found with: the answer and the verdict ask it, too. */
export interface Inspected {
	provider: Provider;
	message: Message;
	inspection: Inspection;
	/** What the provider says of the event itself. */
	marks: EventMarks;
	/** The life cycle it is an event of; null for what is not sent while a call goes on. */
	life: LifeCycle | null;
}

/** The step of a delivery that is not answered yet; null when nothing is known of what it is. */
export function stepOf(
	{provider, inspection: {event, scope}, marks: {id, attempt}, life}: Inspected,
	request: CapturedRequest,
): Step | null {
	if (event === null) return null;
	const {legId} = event;
	return {
		id: null,
		arrivedAt: request.receivedAt,
		phase: event.phase,
		isLeg: scope === 'leg',
		leg: legId === null ? null : hashOfText(legId),
		agent: life === null ? null : agentOf(event),
		life,
		outcome: event.outcome,
		startedAt: event.startedAt,
		answeredAt: event.answeredAt,
		endedAt: event.endedAt,
		durationSeconds: event.durationSeconds,
		talkSeconds: event.talkSeconds,
		identity:
			id !== null ? hashOfText(id) : tellsItselfApart(event, provider) ? fingerprintOf(request) : null,
		by: id === null ? 'bytes' : 'id',
		attempt,
		doneAt: null,
		tookMs: 0,
		status: null,
		verdict: null,
		history: undefined,
	};
}

/** Notes in a step how its delivery was answered. */
export function settle(
	step: Step,
	{receivedAt, bodyMs}: CapturedRequest,
	{status, durationMs}: Answer,
	{state}: Verdict,
): void {
	step.doneAt = receivedAt + bodyMs + durationMs;
	step.tookMs = durationMs;
	step.status = status;
	step.verdict = state;
}

/** Stands for method, target and every byte of the body. */
export function fingerprintOf({
	method,
	target,
	body,
}: Pick<CapturedRequest, 'method' | 'target' | 'body'>): number {
	return hashOfBytes(body, hashOfText(target ?? '') + hashOfText(method ?? ''));
}

function agentOf({agent}: CallEvent): number | null {
	const name = agent === null ? null : (agent.id ?? agent.number ?? agent.name);
	return name === null ? null : hashOfText(name);
}

/** Whether two events of the kind that are the same to the byte are one event, not two that look alike. */
function tellsItselfApart({kind, callId}: CallEvent, {kinds}: Provider): boolean {
	for (const {id, recurs} of kinds) {
		if (id === kind) return recurs !== true || (callId !== null && !isDerivedId(callId));
	}
	return true;
}
