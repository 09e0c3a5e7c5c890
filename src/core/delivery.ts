/** One attempt of a provider to hand over one request, with everything learnt about it and the answer it got. */

import type {CapturedRequest, Pair} from './capture.ts';
import type {CallEvent, EventSources} from './event.ts';
import type {Forwarding} from './target.ts';

/** `error` breaks something now, `warning` will bite, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Something worth telling about a delivery. A value, never thrown. */
export interface Finding {
	/** Stable, `topic/what`. */
	code: string;
	severity: Severity;
	/** What is so, with the figures. */
	message: string;
	/** What to do about it, in the imperative. */
	hint: string;
	/** The place: `body.to`, `header.Content-Type`, `line 2, column 19`; null when it is about the whole delivery. */
	where: string | null;
}

/** Who sent it, how sure we are, and why. */
export interface Recognition {
	id: string;
	name: string;
	/** 0 to 1; 1 when pinned. */
	confidence: number;
	/** The evidence, strongest first, in words. */
	because: string[];
	/** Chosen by the user (`--provider`, `--route`), not by detection. */
	pinned: boolean;
	runnerUp: {id: string; confidence: number} | null;
}

/** A provider chosen by the user, not by detection. */
export interface Pin {
	id: string;
	/** `pinned by --provider` */
	because: string;
}

/** Whether a request is from who it says it is, as far as a signature or a shared secret tells. */
export interface SignatureCheck {
	/**
	 * `missing`: a secret was given, and the request carries nothing to compare it with. `unchecked`: it carries
	 * something, and no secret was given. `unsigned`: the provider has no scheme, or it is optional and not used.
	 */
	state: 'valid' | 'invalid' | 'missing' | 'unchecked' | 'unsigned';
	because: string;
	/** What to do about it, in the imperative; left out where nothing is to be done. */
	hint?: string;
	/** Of an invalid one the secrets that were typed, as `--secret` takes them: another command knows them only so. */
	typed?: readonly string[];
}

/** Everything worked out from the bytes of one request. Derived: it can be thrown away and made again. */
export interface Inspection {
	provider: Recognition;
	/** null when the provider is not known, or what it sent is not about a call and has no kind. */
	event: CallEvent | null;
	/** Where the members of `event` stood in the request. */
	sources: EventSources;
	/** Whether the event speaks of the whole call or of one leg only. */
	scope: 'call' | 'leg';
	/** `provider:callId`; null when the delivery belongs to no call. */
	callKey: string | null;
	signature: SignatureCheck;
	findings: Finding[];
}

export type AnsweredBy = 'call-hook' | 'rule' | 'target' | 'nobody';

/** What is to be sent back. */
export interface AnswerContent {
	status: number;
	headers: readonly Pair[];
	body: Uint8Array;
}

/** The head of an answer that is sent back in pieces. */
export interface AnswerHead {
	status: number;
	/** Behind the status; the usual one when left out. */
	reason?: string;
	headers: readonly Pair[];
}

/** What was sent back, where it is not an answer of call-hook's own making. */
export interface SentAnswer {
	headers: readonly Pair[];
	trailers?: readonly Pair[];
	/** Up to the limit of `--max-body`. */
	body: Uint8Array;
	/** How many bytes of the body there were; more than `body` has when it was cut. */
	bodySize: number;
}

/** The answer a delivery got, as told. */
export interface Answer {
	/** null when nobody answered. */
	status: number | null;
	by: AnsweredBy;
	/** From the last byte of the request until the answer was ready, in ms. */
	durationMs: number;
	/** Left out for an answer of call-hook's own. */
	sent?: SentAnswer;
	/** Set when the request was handed to a target, whether that answered or not. */
	forwarding?: Forwarding;
	/** Which rule answered, as it is written: `--status 500`, `answers[2]`. */
	rule?: string;
	/** The fault that was injected (`--fault`), as it is written: `status=500`. */
	fault?: string;
	/** The connection was closed before the answer was whole. */
	isCut?: true;
}

/** Why a request was not let in. It is kept all the same, changes no call and reaches no target. */
export interface Refusal {
	code: /** `--auth`: no credentials, or wrong ones. */
		| 'auth'
		/** `--require-header`: not sent, or with another value. */
		| 'header'
		/** `--secret-path`: the path does not begin with it. */
		| 'path'
		/** call-hook itself has forwarded this request before. */
		| 'loop';
	/** What was wrong, in a sentence, without any secret. */
	message: string;
}

/** What makes a delivery a repetition of an earlier one. */
export interface Repeat {
	/** `retry`: the provider sent it again because an attempt failed. `duplicate`: it came again although none did. */
	kind: 'retry' | 'duplicate';
	/** By what it is told: a counter of attempts, an id of the event, or because it is the same to the byte. */
	by: 'counter' | 'id' | 'bytes';
	/** The delivery it repeats, the last one before it; null when that one did not come here or was not kept. */
	of: number | null;
	/** Of a retry, the first one being 1; of a duplicate null. */
	attempt: number | null;
	/** How many retries the provider documents; null where that is not told, and for one beyond them. */
	atMost: number | null;
	/** From the arrival of that one to the arrival of this one, in ms; null when that one did not come here. */
	gapMs: number | null;
	/** In a sentence: `retry 1 of 3, +30.1 s, because the first answer was 500` */
	because: string;
}

/** What the deliveries before one tell of it. */
export interface History {
	repeat: Repeat | null;
	findings: readonly Finding[];
	/** The verdict on the attempt that a retry repeats, as far as it is known: the retry's counts in its place. */
	superseded: Verdict['state'];
}

/** Would the provider count the answer as delivered? */
export interface Verdict {
	/** null when there was no answer to judge. */
	state: 'accepted' | 'rejected' | 'unknown' | null;
	because: string;
	/** The page the rule was read on, with the day; null when there is no rule. */
	source: string | null;
	/** Of a rejected answer, where there is little room. */
	short?: {
		/** What the answer was: `204`, `12.4 s`. */
		was: string;
		/** The rule it broke, without the provider's name: `only 200 and 202 count`, `waits 10 s`. */
		rule: string;
	};
}

/** What the user sent again, and how far that is from what it repeats. */
export interface Replay {
	/** The delivery in the store it repeats; null when a fixture or a file was sent. */
	of: number | null;
	/** The fixture or file that was sent, as it was named: `telecmi/outgoing-answered`, `calls.har`; null for a delivery. */
	from: string | null;
	/** It was sent with other bytes than those it repeats. */
	isEdited: boolean;
	/** It was signed anew, so that its signature is right although it was edited or is old. */
	isResigned: boolean;
}

export interface Delivery {
	/** `#1, #2, …` per store; null when it could not be stored. */
	readonly id: number | null;
	readonly request: CapturedRequest;
	/** null for what its provider sent. */
	readonly replay: Replay | null;
	/** null for one that was let in. */
	readonly refusal: Refusal | null;
	readonly inspection: Inspection;
	/** null for one that repeats nothing, as far as is known. */
	readonly repeat: Repeat | null;
	readonly answer: Answer;
	readonly verdict: Verdict;
}

/** An inspection with findings that were made later. Member by member: a spread takes longer than the rest of it. */
export function withFindings(inspection: Inspection, more: readonly Finding[]): Inspection {
	if (more.length === 0) return inspection;
	const {provider, event, sources, scope, callKey, signature, findings} = inspection;
	return {provider, event, sources, scope, callKey, signature, findings: findings.concat(more)};
}

/** The largest severity first; within one, as found. */
export const severityRank: Record<Severity, number> = {error: 0, warning: 1, info: 2};

/** How many other codes than the worst one's there are; what is only worth knowing does not count beside an error. */
export function otherCodes(worst: Finding, findings: readonly Finding[]): number {
	const codes = new Set<string>();
	for (const {code, severity} of findings) {
		if (code !== worst.code && (severity !== 'info' || worst.severity === 'info')) codes.add(code);
	}
	return codes.size;
}

/** The finding to show when there is room for one: the most severe, the first of those. */
export function worstFinding(findings: readonly Finding[]): Finding | null {
	let worst: Finding | null = null;
	for (const finding of findings) {
		if (worst === null || severityRank[finding.severity] < severityRank[worst.severity]) worst = finding;
	}
	return worst;
}

/** How many findings there are of each severity. */
export function countFindings(findings: readonly Finding[]): Record<Severity, number> {
	const counts = {error: 0, warning: 0, info: 0};
	for (const {severity} of findings) counts[severity]++;
	return counts;
}

/** Of findings, how many are worth a figure: what is only worth knowing counts where there is nothing worse. */
export function countWorthALook({error, warning, info}: Readonly<Record<Severity, number>>): number {
	return error + warning === 0 ? info : error + warning;
}
