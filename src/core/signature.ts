/**
 * How a provider shows that a request is its own. It declares what its requests carry; whether that is right is found
 * out by shared code, which alone has the secrets.
 */

import type {Pair} from './capture.ts';
import type {Documented} from './contract.ts';
import type {SignatureCheck} from './delivery.ts';
import type {HashAlgorithm} from './hmac.ts';
import {isToken} from './http-token.ts';
import type {Message} from './message.ts';

export interface SignatureScheme {
	/** What its documents say of it, each without a full stop; empty: there is none, and no secret is of use. */
	readonly documented: Documented<string>;
	/**
	 * The customer may have chosen the header or query parameter that carries the secret. Any that has it is right, and
	 * none that has something else is wrong, but for the header a secret names itself: `X-Token: k3y`.
	 */
	readonly isNamedByCustomer?: true;
	/** `Authorization: Bearer`: how the secret itself is sent, where its documents have one way only. */
	readonly sentAs?: string;
	/** What a message carries that a secret can be compared with; empty when it carries nothing. */
	proofs(message: Message): readonly Proof[];
	/**
	 * What is to be said of a message that carries nothing.
	 * @param isExpected a secret was given, so that it should
	 */
	absent(message: Message, isExpected: boolean): SignatureCheck;
	/**
	 * The headers that prove a request, in place of those it has of the same names; none when it never has any. Replays
	 * are to be signed with it; until then tests alone call it, to hold it and the check of signatures to each other.
	 */
	sign(request: Signable, secret: string): readonly Pair[];
}

/** A request that is to be signed. */
export interface Signable {
	message: Message;
	/** As it is sent. */
	body: Uint8Array;
	/** The address it is sent to. */
	url: string;
	/** When it is sent, in ms since the epoch: for schemes that sign a time. */
	at: number;
}

export type Proof = SentSecret | KeyedHash;

/** The secret itself was sent. */
export interface SentSecret {
	kind: 'secret';
	/** `Authorization` */
	header: string;
	/** `a bearer secret` */
	what: string;
	/** Each character is one byte, as headers are read. */
	sent: string;
	/** `Authorization: Bearer`: what its provider sends instead, so that this is not right whatever it is. */
	wanted?: string;
}

/** A hash (HMAC) was sent that only who has the secret can make. */
export interface KeyedHash {
	kind: 'hash';
	/** `X-CALLR-HmacSignature` */
	header: string;
	/** The digest, as it was sent. */
	sent: string;
	encoding: 'hex' | 'base64';
	/** With several, the length of the digest tells which. */
	algorithms: readonly HashAlgorithm[];
	/** The bytes that were signed. */
	over(parts: SignedParts): Uint8Array;
	/** The address is among them, as schemes of other providers have it; of the five none has. */
	signsUrl?: true;
	/** Set when a time is among them, as of the five none has. */
	time?: SignedTime;
}

/** What schemes sign, some of it or all. */
export interface SignedParts {
	method: string;
	/** The address as its sender wrote it; '' when that is not known. */
	url: string;
	/** As it came, before anything is decoded. */
	body: Uint8Array;
	/** As it was sent; '' when no time is signed. */
	time: string;
}

/** A time that was sent and signed, so that nobody can send the request once more later. */
export interface SignedTime {
	/** Digits since the epoch. */
	sent: string;
	unit: 's' | 'ms';
	/** How far it may be from the arrival, in ms; null where that is not documented. */
	toleranceMs: number | null;
}

/** A secret that was given for a provider. */
export interface Secret {
	/** Where it was read from, to be told: the name of a variable, or the path of a file. */
	from: string;
	value: string;
	/** Where it stands as `--secret` was given it, `env:NAME`; left out unless it was. */
	typed?: string;
}

/** By provider id. Several: any of them is right, as while one is replaced by another. */
export type Secrets = ReadonlyMap<string, readonly Secret[]>;

export const noSecrets: Secrets = new Map();

export const noProofs: readonly Proof[] = [];

/** For a provider that signs nothing: the same is said of all its messages, and what to do unless it says otherwise. */
export function unsigned({hint = keepSecret, ...said}: SignatureCheck): SignatureScheme {
	const check: SignatureCheck = {...said, hint};
	return {documented: [], proofs: () => noProofs, absent: () => check, sign: () => []};
}

const keepSecret = 'Anybody who knows the address can post: keep it secret with --secret-path.';

/** Whether a secret is of any use for a provider. */
export function takesSecret({signature}: {signature: SignatureScheme}): boolean {
	return signature.documented.length > 0;
}

/** For schemes that sign the body and nothing else. */
export function rawBody({body}: SignedParts): Uint8Array {
	return body;
}

/** What is said of `user:password`. */
export const basicCredentials = 'Basic credentials';

/** What an Authorization header sends: a bearer secret, `user:password` of Basic credentials, or just a value. */
export function authorizationProof(value: string): SentSecret {
	const [, scheme = '', credentials = ''] = /^(Bearer|Basic)[ \t]+(.*)$/is.exec(value) ?? [];
	const header = 'Authorization';
	switch (scheme.toLowerCase()) {
		case 'bearer':
			return {kind: 'secret', header, what: 'a bearer secret', sent: credentials};
		case 'basic':
			return {kind: 'secret', header, what: basicCredentials, sent: decodedBase64(credentials)};
		default:
			return {kind: 'secret', header, what: 'a secret', sent: value};
	}
}

/** The bytes of base64; what is not written as base64 is stays as it is, as there is one way to write each text. */
export function decodedBase64(base64: string): string {
	const bytes = Buffer.from(base64, 'base64');
	return bytes.toString('base64') === base64 ? bytes.toString('latin1') : base64;
}

/** `X-Token: k3y`: a header the customer named, and its value. Basic credentials have no blank behind the colon. */
export function namedHeader(secret: string): {name: string; value: string} | null {
	const [, name, value] = /^([^:\s]{1,100}):[ \t]+(\S.*)$/s.exec(secret) ?? [];
	if (name === undefined || value === undefined || !isToken(name)) return null;
	return {name, value};
}

/** A secret as the value of a header: each character is one byte of its UTF-8. */
export function headerOfSecret(secret: string): string {
	return Buffer.from(secret).toString('latin1');
}
