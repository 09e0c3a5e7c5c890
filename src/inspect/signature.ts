/** Whether a request proves to be its provider's, by the secrets that were given. No result holds a secret. */

import {addressSeen} from '../core/address.ts';
import {type CapturedRequest, isTruncated, type Pair} from '../core/capture.ts';
import type {Finding, SignatureCheck} from '../core/delivery.ts';
import {finding} from '../core/findings.ts';
import {algorithmOfText, bytesOfSecret, comparison, hmac, hmacName, isSameDigest} from '../core/hmac.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import {
	basicCredentials,
	type KeyedHash,
	namedHeader,
	noProofs,
	type Proof,
	type Secret,
	type Secrets,
	type SignatureScheme,
	type SignedParts,
} from '../core/signature.ts';
import {listed} from '../core/text.ts';

export interface CheckedSignature {
	check: SignatureCheck;
	/** What is to be told of it beside the check; null when nothing is. */
	finding: Finding | null;
}

/** Compares what a request carries with the secrets of its provider. */
export function checkSignature(
	provider: Provider,
	message: Message,
	request: CapturedRequest,
	secrets: Secrets,
): CheckedSignature {
	const {signature} = provider;
	const proofs = signature.proofs(message);
	const given = secrets.get(provider.id);
	if (given === undefined) {
		const [proof] = proofs;
		const check = proof === undefined ? signature.absent(message, false) : unchecked(proof, provider);
		return {check, finding: null};
	}
	let failed: Proof | null = null;
	for (const secret of given) {
		const key = keyOf(secret, signature);
		for (const proof of proofsFor(key, proofs, message)) {
			if (isProven(proof, key, request)) return matching(proof, secret, provider, request);
			failed ??= proof;
		}
		const isAnywhere = signature.isNamedByCustomer === true && key.header === null;
		const place = isAnywhere ? placeOf(key, message) : null;
		if (place !== null) return valid(`${place} has ${secretsOf([secret])}`);
	}
	if (failed === null) return absent(signature.absent(message, true));
	const hash = proofs.find(({kind}) => kind === 'hash');
	const why = hash === undefined ? null : hindrance(request);
	return hash === undefined || why === null ? different(failed, given, provider) : uncheckable(hash, why);
}

/** Something that was sent, and a secret it is compared with. */
export interface Trial {
	proof: Proof;
	/** Without the name of the header, where the secret names one. */
	secret: Secret;
}

/** What `checkSignature` compares, in its order. */
export function trialsOf({signature}: Provider, message: Message, given: readonly Secret[]): Trial[] {
	const proofs = signature.proofs(message);
	return given.flatMap(each => {
		const key = keyOf(each, signature);
		return proofsFor(key, proofs, message).map(proof => ({proof, secret: key.secret}));
	});
}

/** A secret in another place than where its provider sends it. */
export interface Misplaced {
	/** `X-Token`, `the parameter key` */
	place: string;
	/** `Authorization: Bearer` */
	sentAs: string;
}

/** Where a request that carries no proof has the secret after all; null when it has it nowhere. */
export function misplacedSecret(
	{signature}: Provider,
	message: Message,
	given: readonly Secret[],
): Misplaced | null {
	for (const secret of given) {
		const key = keyOf(secret, signature);
		const sentAs = key.header ?? signature.sentAs;
		const place = sentAs === undefined ? null : placeOf(key, message);
		if (sentAs !== undefined && place !== null) return {place, sentAs};
	}
	return null;
}

/** What of a request a hash is made of. None of the five providers signs an address or a time. */
export function partsOf(proof: KeyedHash, request: CapturedRequest): SignedParts {
	return {
		method: request.method ?? '',
		url: proof.signsUrl === true ? (addressSeen(request) ?? '') : '',
		body: request.body,
		time: proof.time?.sent ?? '',
	};
}

/** `the HMAC-SHA256 of the raw body`, `a bearer secret` */
export function describeProof(proof: Proof): string {
	if (proof.kind === 'secret') return proof.what;
	const {sent, encoding, algorithms, signsUrl, time} = proof;
	const algorithm = algorithmOfText(sent, encoding, algorithms);
	const parts = [
		...(signsUrl === true ? ['address'] : []),
		...(time === undefined ? [] : ['time']),
		'raw body',
	];
	return `the ${algorithm === null ? 'HMAC' : hmacName(algorithm)} of the ${listed(parts)}`;
}

function unchecked(proof: Proof, provider: Provider): SignatureCheck {
	const because =
		proof.kind === 'hash'
			? `${proof.header} was sent, but no secret was given to check it with`
			: `${proof.what} ${proof.what === basicCredentials ? 'were' : 'was'} sent, but no secret was given to compare with`;
	return {state: 'unchecked', because, hint: howToGive(provider)};
}

/** How a secret is given for a provider, in the imperative. */
export function howToGive({id, secretEnv}: Pick<Provider, 'id' | 'secretEnv'>): string {
	const variable = secretEnv === undefined ? '' : `, or set ${secretEnv}`;
	return `Give the secret: --secret ${id}=env:NAME or ${id}=file:PATH${variable}.`;
}

/** A secret as it is compared. */
interface Key {
	/** The header the secret names, and only there it is looked for; null when it names none. */
	header: string | null;
	/** Without that name. */
	secret: Secret;
	isSecret(sent: Uint8Array): boolean;
}

/** Made once for each secret, not with every delivery: by whether the customer may have named its header. */
const namedKeys = new WeakMap<Secret, Key>();
const wholeKeys = new WeakMap<Secret, Key>();

function keyOf(secret: Secret, {isNamedByCustomer}: SignatureScheme): Key {
	const keys = isNamedByCustomer === true ? namedKeys : wholeKeys;
	let key = keys.get(secret);
	if (key === undefined) {
		key = newKey(secret, isNamedByCustomer === true ? namedHeader(secret.value) : null);
		keys.set(secret, key);
	}
	return key;
}

function newKey(secret: Secret, named: ReturnType<typeof namedHeader>): Key {
	const value = named?.value ?? secret.value;
	return {
		header: named?.name ?? null,
		secret: named === null ? secret : {...secret, value},
		isSecret: comparison(bytesOfSecret(value)),
	};
}

/** What is compared with a secret: what the provider documents, or only the header the secret names. */
function proofsFor({header}: Key, proofs: readonly Proof[], message: Message): readonly Proof[] {
	if (header === null) return proofs;
	const sent = message.header(header.toLowerCase());
	return sent === null ? noProofs : [{kind: 'secret', header, what: 'a secret', sent}];
}

function isProven(proof: Proof, key: Key, request: CapturedRequest): boolean {
	if (proof.kind === 'secret') {
		return proof.wanted === undefined && key.isSecret(Buffer.from(proof.sent, 'latin1'));
	}
	return hindrance(request) === null && isHashed(proof, key.secret.value, request);
}

function isHashed(proof: KeyedHash, secret: string, request: CapturedRequest): boolean {
	const {sent, encoding, algorithms} = proof;
	const algorithm = algorithmOfText(sent, encoding, algorithms);
	if (algorithm === null) return false;
	const digest = hmac(algorithm, secret, proof.over(partsOf(proof, request)));
	return isSameDigest(sent, digest.toString(encoding));
}

/** Of headers, and of parameters, as many are compared with a secret: each costs a hash, and anybody can send more. */
const mostPlaces = 200;

/** The header or parameter that has the secret as its value. */
function placeOf({isSecret}: Key, {headers, query}: Message): string | null {
	return nameWith(isSecret, headers, 'latin1') ?? nameWith(isSecret, query, 'utf8', 'the parameter ');
}

/** The name of the first of the pairs whose value is the secret. */
function nameWith(
	isSecret: Key['isSecret'],
	pairs: readonly Pair[],
	encoding: 'latin1' | 'utf8',
	kind = '',
): string | null {
	let left = mostPlaces;
	for (const [name, sent] of pairs) {
		if (left-- === 0) return null;
		if (isSecret(Buffer.from(sent, encoding))) return kind + name;
	}
	return null;
}

/** In bytes; no provider's request comes near, and a hash of more takes longer than a request may. */
const largestHashed = 4 * 1024 * 1024;

/** Why a hash of the body cannot be checked; null when it can. */
function hindrance(request: CapturedRequest): string | null {
	if (request.body.length > largestHashed) return 'the body is larger than 4 MB';
	const isWhole = request.fault === null && !isTruncated(request);
	return isWhole ? null : 'it is made of the whole body, and not all of it is here';
}

function matching(
	proof: Proof,
	secret: Secret,
	provider: Provider,
	request: CapturedRequest,
): CheckedSignature {
	const told = secretsOf([secret]);
	if (proof.kind === 'secret') return valid(`${proof.header} has ${told}`);
	const age = staleness(proof, request);
	if (age !== null) return invalid(`${proof.header} ${age}`, proof, [secret], provider);
	return valid(`${proof.header} is ${describeProof(proof)} with ${told}`);
}

function valid(because: string): CheckedSignature {
	return {check: {state: 'valid', because}, finding: null};
}

/** What is wrong with the time that was signed; null when nothing is. */
function staleness({time}: KeyedHash, {receivedAt}: CapturedRequest): string | null {
	if (time === undefined || time.toleranceMs === null) return null;
	const aheadMs = Number(time.sent) * (time.unit === 's' ? 1000 : 1) - receivedAt;
	if (Math.abs(aheadMs) <= time.toleranceMs) return null;
	if (!Number.isFinite(aheadMs)) return 'is right, but the time that was signed is none';
	const seconds = Math.round(Math.abs(aheadMs) / 1000);
	return `is right, but was made ${seconds} s ${aheadMs < 0 ? 'before' : 'after'} the request arrived; ${time.toleranceMs / 1000} s are allowed`;
}

function different(proof: Proof, given: readonly Secret[], provider: Provider): CheckedSignature {
	return invalid(`${proof.header} ${difference(proof, given, provider)}`, proof, given, provider);
}

function difference(proof: Proof, given: readonly Secret[], {name}: Provider): string {
	const secrets = secretsOf(given);
	if (proof.kind === 'secret') {
		const {what, wanted} = proof;
		if (wanted !== undefined) return `has ${what}, not ${wanted}`;
		return `has ${what} that ${what === basicCredentials ? 'are' : 'is'} not ${secrets}`;
	}
	return algorithmOfText(proof.sent, proof.encoding, proof.algorithms) === null
		? `has ${proof.sent.length} characters, as no signature of ${name} has`
		: `is not ${describeProof(proof)} with ${secrets}`;
}

function invalid(
	because: string,
	{header}: Proof,
	given: readonly Secret[],
	{id}: Provider,
): CheckedSignature {
	const told = finding('signature/invalid', {message: `${because}.`, where: `header.${header}`});
	const check: SignatureCheck = {state: 'invalid', because, hint: told.hint};
	const typed = given.flatMap(secret => (secret.typed === undefined ? [] : `${id}=${secret.typed}`));
	if (typed.length > 0) check.typed = typed;
	return {check, finding: told};
}

function uncheckable({header}: Proof, why: string): CheckedSignature {
	return {check: {state: 'unchecked', because: `${header} cannot be checked: ${why}`}, finding: null};
}

function absent(check: SignatureCheck): CheckedSignature {
	if (check.state !== 'missing') return {check, finding: null};
	const {because} = check;
	const message = `${because.slice(0, 1).toUpperCase()}${because.slice(1)}.`;
	const told = finding('signature/missing', {message, where: null});
	return {check: {state: 'missing', because, hint: told.hint}, finding: told};
}

/** `the secret in CALLR_SECRET`, `any of the secrets in OLD and NEW` */
function secretsOf(secrets: readonly Secret[]): string {
	const names = listed(secrets.map(({from}) => from));
	return secrets.length < 2 ? `the secret in ${names}` : `any of the secrets in ${names}`;
}
