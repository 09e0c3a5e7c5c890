/**
 * Sends a request as its provider would: it waits as long, counts the same answers, and sends again what failed, all by
 * its documents. What they leave open is not made up, but told.
 */

import {headerOf, type Pair} from '../core/capture.ts';
import {type Documented, pauseBefore, type RetrySchedule} from '../core/contract.ts';
import type {Answer, Delivery, Verdict} from '../core/delivery.ts';
import {kindsByContract, type Provider} from '../core/provider.ts';
import type {WireRequest} from '../formats/step.ts';
import type {Pace} from './pace.ts';
import type {Sender} from './sender.ts';
import type {SendOptions, Sent} from './sent.ts';
import type {Waits} from './waits.ts';

/** How a provider hands over one request. */
export interface Manner {
	/** How long it waits: its documented deadline, else the time that was given. */
	wait: Pick<SendOptions, 'timeoutMs' | 'timeoutIs'>;
	/** null where its documents tell none. */
	schedule: RetrySchedule | null;
	/** Attempts after the first one; 0 where their number is not documented. */
	retries: number;
	/** What is done otherwise than its documents tell, because they do not tell it; each a sentence. */
	open: readonly string[];
}

/** How a kind of delivery is handed over; kind is null when it could not be decoded. */
export function mannerOf(provider: Provider, kind: string | null, timeoutMs: number): Manner {
	const {deadlineMs, retries} = provider.contract(kind);
	const [deadline] = deadlineMs;
	const schedule = retries[0]?.value ?? null;
	const name = namedWith(provider, kind);
	return {
		wait:
			deadline === undefined
				? {timeoutMs, timeoutIs: 'timeout'}
				: {timeoutMs: deadline.value, timeoutIs: 'deadline'},
		schedule,
		retries: schedule?.atMost ?? 0,
		open: [
			...(deadline === undefined
				? [`How long ${name} waits is not documented: it is given ${timeoutMs / 1000} s (--timeout).`]
				: []),
			...openRetries(name, schedule),
		],
	};
}

/** `MyOperator (after-call)`, where its documents have other rules for other kinds. */
function namedWith(provider: Provider, kind: string | null): string {
	return kind !== null && kindsByContract(provider).length > 1 ? `${provider.name} (${kind})` : provider.name;
}

function openRetries(name: string, schedule: RetrySchedule | null): string[] {
	if (schedule === null) return [`Whether ${name} sends again is not documented: nothing is sent again.`];
	if (schedule.atMost === null) {
		return [`How often ${name} sends again is not documented: nothing is sent again.`];
	}
	if (schedule.atMost > 0 && schedule.pausesMs.length === 0) {
		return [`When ${name} sends again is not documented: it is done at once.`];
	}
	return [];
}

/** The request with headers its provider is documented to send, where it has none of that name. */
export function withHeaders<R extends WireRequest>(request: R, documented: Documented<Pair>): R {
	const missing = documented
		.map(({value}) => value)
		.filter(([name]) => headerOf(request.headers, name.toLowerCase()) === null);
	return missing.length === 0 ? request : {...request, headers: [...request.headers, ...missing]};
}

/**
 * Whether the provider would have recorded the delivery as received. Where its documents do not say, it is no, unless a
 * 2xx in time is to do.
 */
export function isReceived(
	{state}: Pick<Verdict, 'state'>,
	{status, isCut}: Pick<Answer, 'status' | 'isCut'>,
	allowUnknown: boolean,
): boolean {
	if (state === 'accepted') return true;
	const isGood = status !== null && status >= 200 && status <= 299 && isCut !== true;
	return state === 'unknown' && allowUnknown && isGood;
}

/** Whether the provider takes the delivery for failed. What it makes of an answer its documents do not tell is not known. */
function isFailed({state}: Pick<Verdict, 'state'>): boolean {
	return state === 'rejected' || state === null;
}

/** One attempt, and where it stands among those of its delivery. */
export interface Attempt {
	/** From 0. */
	attempt: number;
	/** The documented pause before it, uncompressed, in ms; 0 for the first. */
	pauseMs: number;
	sent: Sent;
}

export interface HandOverOptions {
	sender: Sender;
	manner: Manner;
	/** Bytes of each answer's body that are kept. */
	keepBytes: number;
	keepsHost?: boolean;
	/** Pauses are shortened by this; Infinity: none at all. */
	speed: number;
	/** Pauses are waited for with it. */
	waits: Pick<Waits, 'for'>;
	/** Asked before each retry. */
	pace: Pick<Pace, 'turn'>;
	/** The request as an attempt sends it: counted up, signed anew. */
	requestOf(attempt: number): WireRequest;
	/** Told of each attempt; gives it as the judged delivery. */
	attempted(attempt: Attempt): Delivery;
	/** Nothing is sent again from then on. */
	signal: AbortSignal;
}

/** The first attempt, and those that follow it. */
export interface HandingOver {
	/** The delivery after its first attempt. */
	first: Delivery;
	/** After the last one; the same where none followed. Never rejects. */
	last: Promise<Delivery>;
}

/** Sends it a first time; what the provider would send again later goes on behind. */
export async function handOver(options: HandOverOptions): Promise<HandingOver> {
	const first = await once(options, 0, 0);
	return {first, last: again(options, first)};
}

async function again(options: HandOverOptions, first: Delivery): Promise<Delivery> {
	const {manner, speed, waits, pace, signal} = options;
	const {schedule, retries} = manner;
	let last = first;
	for (let attempt = 1; attempt <= retries && isFailed(last.verdict); attempt++) {
		const pauseMs = (schedule === null ? null : pauseBefore(attempt, schedule)) ?? 0;
		if (pauseMs > 0) await waits.for(pauseMs / speed, {nth: attempt, of: retries});
		await pace.turn();
		if (signal.aborted) break;
		last = await once(options, attempt, pauseMs);
	}
	return last;
}

async function once(
	{sender, manner, keepBytes, keepsHost = false, requestOf, attempted}: HandOverOptions,
	attempt: number,
	pauseMs: number,
): Promise<Delivery> {
	const sent = await sender.send(requestOf(attempt), {...manner.wait, keepBytes, keepsHost});
	return attempted({attempt, pauseMs, sent});
}
