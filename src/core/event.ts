/** What one delivery says about one call: the vocabulary every provider is decoded into. */

/** Where in a call's life an event stands. `recording`, `transcript`, `analysis` and `input` may come at any time. */
export type Phase =
	| 'started'
	| 'ringing'
	| 'answered'
	| 'ended'
	| 'recording'
	| 'transcript'
	| 'analysis'
	| 'input'
	| 'other';

/** How a call ended. `missed` is inbound, `no-answer` outbound. */
export type Outcome =
	| 'answered'
	| 'missed'
	| 'no-answer'
	| 'busy'
	| 'rejected'
	| 'canceled'
	| 'failed'
	| 'voicemail';

export type Direction = 'inbound' | 'outbound';

/** How a call ended that nobody answered. */
export function unansweredOutcome(direction: Direction | null): 'missed' | 'no-answer' {
	return direction === 'outbound' ? 'no-answer' : 'missed';
}

/** For providers that say it in these words. */
export const directionWords: Readonly<Record<string, Direction>> = {inbound: 'inbound', outbound: 'outbound'};

/** A phone number or address. */
export interface Party {
	/** As sent, always a string. */
	raw: string;
	/** E.164 with its `+` when the payload itself gives the country, else null. */
	e164: string | null;
}

/** Something the provider sent that has no place of its own in the event. */
export interface Field {
	label: string;
	/** As text; objects and arrays as compact JSON. */
	value: string;
	/** Where it stood: `body.click_to_call`, `query.id`, `header.X-…`. */
	from: string;
}

export interface CallEvent {
	/** The provider's own name for this kind of delivery: `cdr`, `in-call`, `post-call` … */
	kind: string;
	/** Names the whole call. A call without an id of its own gets a derived one, which a field says; null: not about a call. */
	callId: string | null;
	/** Names one leg of it, where the provider tells legs apart. */
	legId: string | null;
	/** The provider's id that ties legs together, where there is one. */
	conversationId: string | null;
	phase: Phase;
	/** null while the call is open, or when the provider does not say. */
	outcome: Outcome | null;
	/** The provider's own word or number for the state of the call, as sent. */
	providerStatus: string | null;
	direction: Direction | null;
	from: Party | null;
	to: Party | null;
	/** A number whose side is not stated. */
	counterparty: Party | null;
	/** Times are ISO 8601 UTC; one without a zone is null here and stands raw in `fields`. */
	startedAt: string | null;
	answeredAt: string | null;
	endedAt: string | null;
	/** The whole call, in seconds, as the provider states it. */
	durationSeconds: number | null;
	/** The answered part, in seconds. */
	talkSeconds: number | null;
	/** Before the answer, in seconds. */
	waitSeconds: number | null;
	hangup: {by: string | null; cause: string | null} | null;
	recording: {url: string | null; file: string | null} | null;
	transcript: {url: string | null; text: string | null} | null;
	agent: {id: string | null; name: string | null; number: string | null} | null;
	/** `summary`, `mood`, `score`, `outcome`, `classification` and whatever else was sent. */
	analysis: Record<string, unknown> | null;
	/** Keys pressed (DTMF). */
	digits: string | null;
	fields: Field[];
}

/** A member of the event that a payload can fill. */
export type EventMember = Exclude<keyof CallEvent, 'kind' | 'phase' | 'fields'>;

/** Where each filled member of an event stood in the request. */
export type EventSources = Partial<Record<EventMember, string>>;

/** An event with nothing in it but its kind and phase. */
export function emptyEvent(kind: string, phase: Phase): CallEvent {
	return {
		kind,
		callId: null,
		legId: null,
		conversationId: null,
		phase,
		outcome: null,
		providerStatus: null,
		direction: null,
		from: null,
		to: null,
		counterparty: null,
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		durationSeconds: null,
		talkSeconds: null,
		waitSeconds: null,
		hangup: null,
		recording: null,
		transcript: null,
		agent: null,
		analysis: null,
		digits: null,
		fields: [],
	};
}
