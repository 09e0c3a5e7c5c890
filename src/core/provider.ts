/**
 * What a provider is to call-hook: one pure file that declares how its requests are recognised, decoded, answered
 * and judged. Shared code never asks which provider it has; it asks the provider.
 */

import type {DecodeContext} from './context.ts';
import type {Decoded} from './decoding.ts';
import type {AnswerContent, SignatureCheck} from './delivery.ts';
import type {Message} from './message.ts';
import {listed} from './text.ts';

/** A fact of a provider's documents: its value, the page it was read on, and the day. */
export interface Fact<T> {
	value: T;
	/** The page, or what stands in for one. */
	source: string;
	/** `2026-11-20` */
	checked: string;
}

/** A provider's documented rules of delivery. null is "not documented": never a default, never a guess. */
export interface Contract {
	/** Statuses that count as delivered. */
	accepts: Fact<readonly StatusRange[]> | null;
	/** How long the provider waits for the answer, in ms. */
	deadlineMs: Fact<number> | null;
	/** What the provider does after a failed delivery, in words. */
	retries: Fact<string> | null;
	/** Said when no accepted status is documented: what is known instead. */
	unknown: string;
}

/** Statuses from `from` to `to`, both included. */
export interface StatusRange {
	from: number;
	to: number;
}

/** One reason to believe that a request is a provider's. */
export interface Evidence {
	/** What was found: `body has cmiuuid`. */
	says: string;
	/** Why that speaks for the provider, as the end of a sentence: `nobody else names a field so`. */
	why: string;
	/** From 0 to 1: how often a request with this evidence is this provider's. Several are combined as if independent. */
	weight: number;
}

/** A provider with its evidence for one request. */
export interface Candidate {
	provider: Provider;
	/** 0 to 1. */
	confidence: number;
	/** Strongest first. */
	evidence: Evidence[];
}

/** A kind of delivery a provider documents. */
export interface Kind {
	/** `cdr`: short, stable, as shown in lists. */
	id: string;
	/** One plain sentence. */
	says: string;
	/** Has no shape of its own: only a pin (`--provider`, `--route`) can tell. */
	pinOnly?: true;
}

export interface Provider {
	/** Lower case, at most ten characters. */
	readonly id: string;
	readonly name: string;
	readonly docs: readonly {title: string; url: string}[];
	/** For the first screen: where the webhook is set, and one thing worth knowing. */
	readonly setup: {where: string; note: string};
	readonly kinds: readonly Kind[];
	/** In words: what makes two deliveries one call. */
	readonly correlation: string;
	/** In words: what a request must have to be taken for this provider's; each ends the sentence "a request with …". */
	readonly recognisedBy: readonly string[];
	/** Names of the provider's own that a customer's parameter may stand for, and what each is; none: its names are fixed. */
	readonly mappable?: Readonly<Record<string, string>>;
	/**
	 * Evidence that the request is this provider's; empty when there is none. Looks for what only this provider
	 * sends: a request it might share with another is nobody's.
	 */
	detect(message: Message): Evidence[];
	/** The event in the request; null when the provider is pinned to something it cannot read. */
	decode(message: Message, context: DecodeContext): Decoded | null;
	/** The rules that hold for a kind of delivery; kind is null when the request could not be decoded. */
	contract(kind: string | null): Contract;
	/** What can be said about the signature without a secret. */
	signature(message: Message): SignatureCheck;
	/** The answer the provider waits for, where `200 {"success":true}` is not it. */
	defaultAnswer?(message: Message): DefaultAnswer | null;
}

export interface DefaultAnswer extends AnswerContent {
	/** A handshake is answered before the user's rules; an ordinary answer after them. */
	handshake: boolean;
}

/** The day the facts in `src/providers` were last read against their sources. */
export const factsChecked = '2026-11-20';

/** A fact with the day it was checked. */
export function fact<T>(value: T, source: string): Fact<T> {
	return {value, source, checked: factsChecked};
}

/** Declares a provider. Only checks types: it returns its argument. */
export function defineProvider(provider: Provider): Provider {
	return provider;
}

/** `200 and 202`, `200 to 299`. */
export function describeRanges(ranges: readonly StatusRange[]): string {
	return listed(ranges.map(({from, to}) => (from === to ? String(from) : `${from} to ${to}`)));
}

/** `page (checked 2026-11-20)` */
export function sourceOf(fact: Fact<unknown>): string {
	return `${fact.source} (checked ${fact.checked})`;
}
