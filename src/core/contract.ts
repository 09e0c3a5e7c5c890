/** A provider's documented rules of delivery: what it sends, what it counts as delivered, and what it does otherwise. */

import {inSeconds} from './duration.ts';
import type {BodyView, Message} from './message.ts';
import {listed} from './text.ts';

/** A fact of a provider's documents: its value, the page it was read on, and the day. */
export interface Fact<T> {
	value: T;
	/** The page, or what stands in for one. */
	source: string;
	/** `2026-11-20` */
	checked: string;
}

/**
 * What a provider's documents say of one rule: the page to go by first, then those that say otherwise. Empty is "not
 * documented": never a default, never a guess.
 */
export type Documented<T> = readonly Fact<T>[];

export interface Contract {
	/** Methods its requests are sent with, in capitals. */
	methods: Documented<readonly string[]>;
	/** Statuses that count as delivered. */
	accepts: Documented<readonly StatusRange[]>;
	/** How long the provider waits for the answer, in ms. */
	deadlineMs: Documented<number>;
	/** What it does after a failed delivery. */
	retries: Documented<RetrySchedule>;
	/** What it does with an answer that redirects. */
	redirects: Documented<RedirectRule>;
	/** Which addresses a webhook may have. */
	transport: Documented<TransportRule>;
	/** What it reads in the answer's body. */
	answerBody: Documented<AnswerBody>;
	/** What else its documents say of delivery, or expressly leave open; each a sentence without its full stop. */
	remarks: Documented<string>;
	/** Said when no accepted status is documented: what is known instead. */
	unknown: string;
	/** The page that was read on, with no status to go by; null where there is no page to read. */
	unknownSource: string | null;
}

/** Statuses from `from` to `to`, both included. */
export interface StatusRange {
	from: number;
	to: number;
}

export interface RetrySchedule {
	/** `never sent again`; `sent again 3 times, every 30 s, then dropped` */
	says: string;
	/** Attempts after the first one; null where that is not told. */
	atMost: number | null;
	/** Pauses before them, in ms; the last one holds for all that follow. Empty where they are not told. */
	pausesMs: readonly number[];
}

export type RedirectRule = 'followed' | 'not followed';

export type TransportRule = 'https only' | 'http or https';

/** The pause a schedule has before a retry, in ms; the first retry is 1. null where it tells none. */
export function pauseBefore(attempt: number, {pausesMs}: RetrySchedule): number | null {
	return pausesMs[Math.min(attempt, pausesMs.length) - 1] ?? null;
}

/**
 * Whether a gap from one arrival to the next may be a documented pause: a tenth and a second more or less, as providers'
 * clocks tick in seconds. `answerMs` is how long the answer took that failed: a pause may be counted from the request or
 * from the end of its answer.
 */
export function isNear(gapMs: number, pauseMs: number, answerMs: number): boolean {
	const tolerance = pauseMs / 10 + 1000;
	return gapMs >= pauseMs - tolerance && gapMs <= pauseMs + tolerance + answerMs;
}

/** What a provider reads in the body of an answer. */
export interface AnswerBody {
	/** `the challenge that was sent, as {"challenge": …}` */
	says: string;
	/** Without it the delivery does not count. */
	required: boolean;
	/** Whether an answer's body, whole and uncompressed, is what the provider waits for. */
	isIn(body: BodyView, message: Message): boolean;
	/** The very body it waits for after a message, where that can be told; what is of the sender's may be long. */
	wanted?(message: Message): string | null;
}

/** Shares of a deadline: from the first on an answer needs eyes, from the second on it is about to be too late. */
export const halfUsed = 0.5;
export const nearlyUsed = 0.8;

/** The day the facts in `src/providers` were last read against their sources. */
export const factsChecked = '2026-11-20';

/** A fact with the day it was checked. */
export function fact<T>(value: T, source: string): Fact<T> {
	return {value, source, checked: factsChecked};
}

const nothing: Contract = {
	methods: [],
	accepts: [],
	deadlineMs: [],
	retries: [],
	redirects: [],
	transport: [],
	answerBody: [],
	remarks: [],
	unknown: '',
	unknownSource: null,
};

/** A contract of what is documented; the rest is not. Made once for each kind: it is asked for with every delivery. */
export function contractOf(rules: Partial<Contract> & Pick<Contract, 'unknown'>): Contract {
	return {...nothing, ...rules};
}

export function hasStatus(ranges: readonly StatusRange[], status: number): boolean {
	for (const {from, to} of ranges) if (status >= from && status <= to) return true;
	return false;
}

/** Whether an answer of this status sends its reader elsewhere. */
export function isRedirect(status: number): boolean {
	return status >= 300 && status <= 399 && status !== 304;
}

/** `200 and 202`, `200 to 299`. */
export function describeRanges(ranges: readonly StatusRange[]): string {
	return listed(ranges.map(({from, to}) => (from === to ? String(from) : `${from} to ${to}`)));
}

/** What is to be said of an answer besides its verdict. */
export interface Advice {
	/** What to do about one that does not count, or is an error; null where there is nothing to do, or nothing known. */
	todo: string | null;
	/** The rules that matter to it and are not documented: `how long it waits`. */
	open: readonly string[];
}

/** Which rules that matter to an answer the documents leave open; each ends the sentence "It is not known …". */
export function openRules({accepts, deadlineMs, retries}: Contract): string[] {
	const open: string[] = [];
	if (accepts.length === 0) open.push('which statuses count');
	if (deadlineMs.length === 0) open.push('how long it waits');
	const [schedule] = retries;
	if (schedule === undefined) open.push('whether it sends again');
	else if (schedule.value.atMost === null && schedule.value.pausesMs.length === 0)
		open.push('how often it sends again');
	return open;
}

/** `page (checked 2026-11-20)` */
export function sourceOf(fact: Fact<unknown>): string {
	return `${fact.source} (checked ${fact.checked})`;
}

/** A rule in words: what each page says of it, the one to go by first. */
export interface RuleInWords {
	/** `Waits` */
	label: string;
	says: readonly Saying[];
}

export interface Saying {
	text: string;
	/** The pages that say so, each with the day; none for what is not documented. */
	sources: readonly string[];
}

/** All rules of a contract in words, those that are not documented as such, in the order they are told. */
export function rulesInWords(contract: Contract): RuleInWords[] {
	const {methods, accepts, deadlineMs, retries, redirects, transport, answerBody, remarks} = contract;
	return [
		{label: 'Sent by', says: sayings(methods, names => listed(names, 'or'))},
		{label: 'Counts', says: accepts.length === 0 ? [openStatus(contract)] : sayings(accepts, describeRanges)},
		{label: 'Waits', says: sayings(deadlineMs, inSeconds)},
		{label: 'On failure', says: sayings(retries, ({says}) => says)},
		{label: 'Redirects', says: sayings(redirects, rule => rule)},
		{label: 'Address', says: sayings(transport, rule => rule)},
		{
			label: 'Body',
			says: sayings(answerBody, ({says, required}) =>
				required ? `must be ${says}` : `${says}; counts without it`,
			),
		},
		...(remarks.length === 0
			? []
			: [{label: 'Also', says: remarks.map(fact => ({text: fact.value, sources: [sourceOf(fact)]}))}]),
	];
}

/** Where it stands what is known instead of accepted statuses, with the day; null where there is no page to read. */
export function sourceOfUnknown({unknown, unknownSource}: Contract): string | null {
	return unknownSource === null ? null : sourceOf(fact(unknown, unknownSource));
}

function openStatus(contract: Contract): Saying {
	const source = sourceOfUnknown(contract);
	return {text: contract.unknown, sources: source === null ? [] : [source]};
}

/** Pages that say the same are told together; one that says otherwise is told as such. */
export function sayings<T>(facts: Documented<T>, tell: (value: T) => string): Saying[] {
	if (facts.length === 0) return [{text: 'not documented', sources: []}];
	const told = new Map<string, string[]>();
	for (const fact of facts) {
		const text = tell(fact.value);
		told.set(text, [...(told.get(text) ?? []), sourceOf(fact)]);
	}
	return [...told].map(([text, sources], index) => ({
		text: index === 0 ? text : `another page says: ${text}`,
		sources,
	}));
}
