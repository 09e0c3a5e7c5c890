/**
 * What a provider is to call-hook: one pure file that declares how its requests are recognised, decoded, answered
 * and judged. Shared code never asks which provider it has; it asks the provider.
 */

import type {CapturedRequest, Pair} from './capture.ts';
import type {DecodeContext} from './context.ts';
import type {Contract, Documented} from './contract.ts';
import type {Decoded} from './decoding.ts';
import type {AnswerContent, Finding} from './delivery.ts';
import type {LifeCycle} from './life.ts';
import type {Message} from './message.ts';
import type {SignatureScheme} from './signature.ts';

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

/**
 * What a member tells of a person: a phone number, a name, where they live, anything else about them, or words they
 * said or somebody wrote about them.
 */
export type Personal = 'number' | 'name' | 'address' | 'about' | 'words';

/** A kind of delivery a provider documents. */
export interface Kind {
	/** `cdr`: short, stable, as shown in lists. */
	id: string;
	/** One plain sentence. */
	says: string;
	/** Has no shape of its own: only a pin (`--provider`, `--route`) can tell. */
	pinOnly?: true;
	/** Places of secrets the provider itself puts there by its documents: no set-up can move them. */
	ownSecrets?: readonly string[];
	/** Two events of it may be the same to the byte: as a rule it carries neither an id nor a time. */
	recurs?: true;
}

/** What a provider says of an event it sends. */
export interface EventMarks {
	/** The provider's own id of the event, the same in each attempt to hand it over. */
	id: string | null;
	/** Its count of attempts, 0 for the first. */
	attempt: number | null;
}

/** Of an event that says neither. */
export const unmarked: EventMarks = {id: null, attempt: null};

/** An event's id as it was sent, text or number; null of anything else. */
export function eventIdOf(sent: unknown): string | null {
	return typeof sent === 'number' ? String(sent) : typeof sent === 'string' && sent !== '' ? sent : null;
}

/** How its webhooks are set up. */
export interface Setup {
	/** For the first screen: where the webhook is set, and one thing worth knowing. */
	where: string;
	note: string;
	/** What has to be switched on or chosen there so that deliveries come; left out where no document says. */
	switchOn?: Documented<string>;
}

export interface Provider {
	/** Lower case, at most ten characters. */
	readonly id: string;
	readonly name: string;
	readonly docs: readonly {title: string; url: string}[];
	readonly setup: Setup;
	readonly kinds: readonly Kind[];
	/** In words: what makes two deliveries one call. */
	readonly correlation: string;
	/** In words: what a request must have to be taken for this provider's; each ends the sentence "a request with …". */
	readonly recognisedBy: readonly string[];
	/**
	 * What members tell of a person that names and values alone do not say; of an object it holds for all in it. null
	 * for one that only looks personal.
	 */
	readonly personal?: Readonly<Record<string, Personal | null>>;
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
	/** Headers its documents say it sends with a kind of delivery, beside those any client sends; left out for none. */
	sentWith?(kind: string | null): Documented<Pair>;
	/** What it says of the event itself, so that one sent again is known; left out where it says nothing. */
	eventOf?(message: Message): EventMarks;
	/** The life cycle that deliveries of a kind are events of; null for a kind that is not sent while a call goes on. */
	life?(kind: string): LifeCycle | null;
	readonly signature: SignatureScheme;
	/** The environment variable its secret is read from when none is given otherwise. */
	readonly secretEnv?: string;
	/** What only this provider's documents say of how and when a kind of delivery came; null: nothing. */
	lint?(kind: string, request: CapturedRequest): Finding | null;
	/** The answer the provider waits for, where `200 {"success":true}` is not it. */
	defaultAnswer?(message: Message): DefaultAnswer | null;
}

export interface DefaultAnswer extends AnswerContent {
	/** A handshake is answered before the user's rules; an ordinary answer after them. */
	handshake: boolean;
}

/** Declares a provider. Only checks types: it returns its argument. */
export function defineProvider(provider: Provider): Provider {
	return provider;
}

/** Kinds of delivery that have their rules in common. */
interface KindGroup {
	kinds: string[];
	contract: Contract;
}

/** The kinds of a provider by their rules, in the order they are declared. */
export function kindsByContract(provider: Provider): KindGroup[] {
	const groups = new Map<Contract, KindGroup>();
	for (const {id} of provider.kinds) {
		const contract = provider.contract(id);
		const group = groups.get(contract);
		if (group === undefined) groups.set(contract, {kinds: [id], contract});
		else group.kinds.push(id);
	}
	return [...groups.values()];
}
