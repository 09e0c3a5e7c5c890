/**
 * Why a signature does not match: a closed list of what usually goes wrong, each tried with the same secret. Nothing
 * that could help to make a signature is in the result: neither a secret, nor the signature that would have been right.
 * None of the five providers signs an address or a time: what is tried of these is for schemes that do.
 */

import {isUtf8} from 'node:buffer';
import {
	algorithmOfDigest,
	comparison,
	type HashAlgorithm,
	hashAlgorithms,
	hmac,
	hmacName,
} from '../core/hmac.ts';
import {
	basicCredentials,
	decodedBase64,
	type KeyedHash,
	type Secret,
	type SentSecret,
	type SignedParts,
} from '../core/signature.ts';
import {listed} from '../core/text.ts';
import {jsonStyles} from './json-styles.ts';
import type {Trial} from './signature.ts';

/** What has to be undone for the signature to match. */
export interface Mistake {
	/** As the end of the sentence "it matches …": `without the line break at the end of the secret`. */
	says: string;
	/** In the imperative, without its full stop. */
	remedy: string;
}

export interface Suspect {
	/** What was compared, and did not match. */
	trials: readonly Trial[];
	/** What was signed, as far as it is known. */
	partsOf(proof: KeyedHash): SignedParts;
	/** Other addresses it may have been sent to. */
	otherUrls: readonly string[];
}

/** The mistakes, mostly one, without which the signature would match; null when none of the list is it. */
export function findMistakes({trials, partsOf, otherUrls}: Suspect): readonly Mistake[] | null {
	for (const {proof, secret} of trials) {
		const keys = keysOf(secret);
		const found =
			proof.kind === 'secret'
				? sentOtherwise(proof, keys, secret.from)
				: hashedOtherwise(proof, keys, partsOf(proof), otherUrls);
		if (found !== null) return found;
	}
	return null;
}

/** One part of what is signed, or the secret, and what makes it another than it should be. */
interface Variant<T> {
	value: T;
	mistakes: readonly Mistake[];
}

function variant<T>(value: T, says: string, remedy: string): Variant<T> {
	return {value, mistakes: [{says, remedy}]};
}

function sentOtherwise(
	proof: SentSecret,
	keys: readonly Variant<Uint8Array>[],
	from: string,
): readonly Mistake[] | null {
	const isSent = keys.map(({value}) => comparison([value]));
	for (const {value: text, mistakes: written} of readingsOfSecret(proof, from)) {
		const key = keys[isSent.findIndex(isIt => isIt(Buffer.from(text, 'latin1')))];
		if (key === undefined) continue;
		const all = [...written, ...key.mistakes];
		if (all.length > 0) return all;
	}
	return null;
}

/** More than these are made together by nobody. */
const mostMistakes = 3;

/** How a secret that was sent can be read, as it is first; what one mistake leaves is looked at for another. */
function readingsOfSecret({sent, what, wanted}: SentSecret, from: string): Variant<string>[] {
	const otherForm = wanted === undefined ? [] : [{says: `as ${wanted}`, remedy: `Send it as ${wanted}`}];
	const readings: Variant<string>[] = [{value: sent, mistakes: otherForm}];
	for (const {value, mistakes} of readings) {
		if (mistakes.length === mostMistakes) break;
		const add = (text: string, mistake: Mistake) =>
			readings.push({value: text, mistakes: [...mistakes, mistake]});
		const quoted = /^(["'])(.*)\1$/s.exec(value)?.[2];
		if (quoted !== undefined) add(quoted, quotesAroundIt);
		const [prefix = ''] = /^(?:Bearer|Basic|Token)[ \t]+/i.exec(value) ?? [];
		const rest = value.slice(prefix.length);
		if (prefix !== '') {
			const scheme = prefix.trim();
			const isWanted = wanted?.toLowerCase().endsWith(` ${scheme.toLowerCase()}`) === true;
			// In quotes it has the form it should have.
			if (isWanted && mistakes[0] === otherForm[0]) readings.push({value: rest, mistakes: mistakes.slice(1)});
			else add(rest, prefixBeforeIt(scheme));
		}
		const decoded = decodedBase64(value);
		if (decoded !== value) add(decoded, inBase64);
		const colon = what === basicCredentials ? value.indexOf(':') : -1;
		if (colon >= 0) add(value.slice(colon + 1), userBeforeIt(wanted, from));
	}
	return readings;
}

const inBase64: Mistake = {says: 'decoded from base64', remedy: 'Send it as it is, not in base64'};

/** Where Basic credentials are right, the secret is both of them. */
function userBeforeIt(wanted: string | undefined, from: string): Mistake {
	return {
		says: 'without the user in front of it',
		remedy:
			wanted === undefined
				? `Put user and password into ${from}, as user:password`
				: 'Leave the user out of the header',
	};
}

const quotesAroundIt: Mistake = {
	says: 'without the quotes around it',
	remedy: 'Leave the quotes out of the header',
};

function prefixBeforeIt(prefix: string): Mistake {
	return {says: `without "${prefix}" in front of it`, remedy: `Leave "${prefix}" out of the header`};
}

function hashedOtherwise(
	proof: KeyedHash,
	keys: readonly Variant<Uint8Array>[],
	parts: SignedParts,
	otherUrls: readonly string[],
): readonly Mistake[] | null {
	const digests = digestsOf(proof);
	if (digests.length === 0) return null;
	for (const {key, signed, mistakes} of candidates(proof, keys, parts, otherUrls)) {
		const bytes = proof.over(signed);
		for (const {value, mistakes: ofDigest} of digests) {
			if (hmac(value.algorithm, key, bytes).equals(value.bytes)) {
				const all = [...mistakes, ...ofDigest];
				return all.length > 0 ? all : [tooOld];
			}
		}
	}
	return null;
}

/** All is right but when it was made. */
const tooOld: Mistake = {
	says: 'but for its age',
	remedy:
		'Set the clocks right, or have it signed anew: a request that is sent again later keeps its old time',
};

interface Candidate {
	key: Uint8Array;
	signed: SignedParts;
	mistakes: readonly Mistake[];
}

/** Bodies above this size, in bytes, are tried with the secret as it is only. */
const smallBody = 64 * 1024;

/** What may have been signed, the likeliest first: one thing otherwise than it should be, then body and secret both. */
function* candidates(
	{signsUrl, time}: KeyedHash,
	keys: readonly Variant<Uint8Array>[],
	parts: SignedParts,
	otherUrls: readonly string[],
): Generator<Candidate> {
	const [asItIs] = keys;
	if (asItIs === undefined) return;
	for (const {value: key, mistakes} of keys) yield {key, signed: parts, mistakes};
	const bodies = bodiesOf(parts.body);
	const key = asItIs.value;
	for (const {value: body, mistakes} of bodies) yield {key, signed: {...parts, body}, mistakes};
	if (signsUrl === true) {
		for (const {value: url, mistakes} of urlsOf(parts.url, otherUrls))
			yield {key, signed: {...parts, url}, mistakes};
	}
	if (time !== undefined) {
		for (const {value, mistakes} of timesOf(parts.time)) {
			yield {key, signed: {...parts, time: value}, mistakes};
		}
	}
	if (parts.body.length > smallBody) return;
	for (const other of keys.slice(1)) {
		for (const {value: body, mistakes} of bodies) {
			yield {key: other.value, signed: {...parts, body}, mistakes: [...mistakes, ...other.mistakes]};
		}
	}
}

interface Digest {
	bytes: Buffer;
	algorithm: HashAlgorithm;
}

/** How the header can be read as a digest. */
function digestsOf({sent, encoding, algorithms}: KeyedHash): Variant<Digest>[] {
	const [, prefix = '', quoted = ''] = /^((?:hmac-?)?(?:sha-?\d{1,3}|md5|v\d)=)?(.*)$/is.exec(sent) ?? [];
	const text = quoted.replace(/^"(.*)"$/s, '$1');
	const written: Mistake[] = [
		...(prefix === '' ? [] : [prefixBeforeIt(prefix)]),
		...(text === quoted ? [] : [quotesAroundIt]),
	];
	return readingsOf(text, encoding).flatMap(({value: bytes, mistakes}) => {
		const algorithm = algorithmOfDigest(bytes.length, hashAlgorithms);
		if (algorithm === null) return [];
		return {
			value: {bytes, algorithm},
			mistakes: [...written, ...mistakes, ...otherHash(algorithm, algorithms)],
		};
	});
}

function otherHash(algorithm: HashAlgorithm, allowed: readonly HashAlgorithm[]): Mistake[] {
	if (allowed.includes(algorithm)) return [];
	const meant = listed(allowed.map(hmacName), 'or');
	return [{says: `as ${hmacName(algorithm)}`, remedy: `Make it with ${meant}, which the provider documents`}];
}

/** The encoding that is documented first. */
function readingsOf(text: string, encoding: 'hex' | 'base64'): Variant<Buffer>[] {
	const readings: Variant<Buffer>[] = [];
	if (/^(?:[0-9a-f]{2})+$/i.test(text)) {
		const bytes = Buffer.from(text, 'hex');
		const isLower = text === text.toLowerCase();
		readings.push(
			encoding === 'base64'
				? variant(bytes, 'read as hex', 'Write it in base64, not in hex')
				: isLower
					? {value: bytes, mistakes: []}
					: variant(bytes, 'in lower case', 'Write it in lower case'),
		);
	}
	if (/^[\w+/-]+={0,2}$/.test(text)) {
		const bytes = Buffer.from(text, 'base64');
		const isUsual = bytes.toString('base64') === text;
		readings.push(
			encoding === 'hex'
				? variant(bytes, 'read as base64', 'Write it in hex, not in base64')
				: isUsual
					? {value: bytes, mistakes: []}
					: variant(bytes, 'read as base64url', 'Write it in base64 with + and / and = at its end'),
		);
	}
	return readings;
}

/** The secret as it is, and as it may have been meant. */
function keysOf({value, from}: Secret): Variant<Uint8Array>[] {
	const text = value.trim();
	const space = whiteSpaceIn(value, from);
	const variants: Variant<Uint8Array>[] = [{value: Buffer.from(value), mistakes: []}];
	const add = (bytes: Uint8Array, ...mistakes: Mistake[]) =>
		variants.push({value: bytes, mistakes: [...space, ...mistakes]});
	if (text !== value) add(Buffer.from(text));
	const quoted = /^(["'])(.*)\1$/s.exec(text)?.[2];
	if (quoted !== undefined) {
		add(Buffer.from(quoted), {
			says: 'without the quotes around the secret',
			remedy: `Remove the quotes from ${from}`,
		});
	}
	for (const prefix of ['whsec_', 'Bearer ']) {
		if (!text.toLowerCase().startsWith(prefix.toLowerCase())) continue;
		const rest = text.slice(prefix.length);
		const without = {
			says: `without "${prefix.trim()}" in front of the secret`,
			remedy: `Remove "${prefix.trim()}" from ${from}`,
		};
		add(Buffer.from(rest), without);
		for (const {value: bytes, mistakes} of decodingsOf(rest, from)) add(bytes, without, ...mistakes);
	}
	for (const {value: bytes, mistakes} of decodingsOf(text, from)) add(bytes, ...mistakes);
	if (withoutLastBreaks(value) === value) {
		for (const [ending, name] of [
			['\n', 'a line break'],
			['\r\n', 'a line break (CRLF)'],
		] as const) {
			variants.push(variant(Buffer.from(value + ending), `with ${name} added to the secret`, brokenThere));
		}
	}
	return variants;
}

const brokenThere = 'Remove the line break at the end of the secret where it is set at the provider';

function whiteSpaceIn(value: string, from: string): Mistake[] {
	const text = value.trim();
	if (text === value) return [];
	return withoutLastBreaks(value) === text
		? [
				{
					says: 'without the line break at the end of the secret',
					remedy: `Remove the line break at the end of ${from}`,
				},
			]
		: [
				{
					says: 'without the white space around the secret',
					remedy: `Remove the white space around the secret in ${from}`,
				},
			];
}

function withoutLastBreaks(text: string): string {
	let end = text.length;
	while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
	return text.slice(0, end);
}

function decodingsOf(text: string, from: string): Variant<Uint8Array>[] {
	const found: Variant<Uint8Array>[] = [];
	const add = (bytes: Buffer, encoding: string) => {
		const remedy = isUtf8(bytes)
			? `Put the secret into ${from} as it is, not in ${encoding}`
			: `Sign with the secret as it is written: the sender decodes it from ${encoding} first`;
		found.push(variant(bytes, `with the secret decoded from ${encoding}`, remedy));
	};
	if (/^(?:[0-9a-f]{2})+$/i.test(text)) add(Buffer.from(text, 'hex'), 'hex');
	if (/^[\w+/-]{4,}={0,2}$/.test(text)) add(Buffer.from(text, 'base64'), 'base64');
	return found;
}

function bodiesOf(body: Uint8Array): Variant<Uint8Array>[] {
	if (!isUtf8(body)) return [];
	const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString();
	const variants: Variant<Uint8Array>[] = [];
	const add = (other: string, says: string, remedy: string) => {
		if (other !== text) variants.push(variant(Buffer.from(other), says, remedy));
	};
	add(withoutLastBreaks(text), 'without the line break at the end of the body', lineBreaks);
	add(`${text}\n`, 'with a line break added to the body', lineBreaks);
	add(`${text}\r\n`, 'with a line break (CRLF) added to the body', lineBreaks);
	const unix = text.replaceAll('\r\n', '\n');
	add(unix, 'with the line breaks of the body as LF', lineBreaks);
	add(unix.replaceAll('\n', '\r\n'), 'with the line breaks of the body as CRLF', lineBreaks);
	for (const style of jsonStyles(text)) {
		const says = `with the JSON written ${style.says}`;
		add(style.text, says, rewritten);
		add(`${style.text}\n`, `${says} and a line break added`, rewritten);
	}
	return variants;
}

const lineBreaks =
	'Hand the body on byte for byte, and sign the bytes that are sent: your proxy, or an editor, changed the line breaks';

const rewritten =
	'Verify the raw body, not what a parser made of it, and have it handed on as it is: your proxy re-serialised the JSON';

/** Each part of the address that is often lost or changed on the way, by itself. */
function urlsOf(url: string, others: readonly string[]): Variant<string>[] {
	const remedy =
		'Verify with the address as it is set at the provider: --public-url of listen, and the same in your handler';
	const seen = new Set([url]);
	const variants: Variant<string>[] = [];
	const add = (other: string, says: string) => {
		if (seen.has(other)) return;
		seen.add(other);
		variants.push(variant(other, says, remedy));
	};
	for (const base of [url, ...others.filter(other => other !== url)]) {
		const named = base === url ? '' : ` of ${base}`;
		add(base, `with the address ${base}`);
		const isSecure = /^https:/i.test(base);
		add(
			base.replace(/^https?:/i, isSecure ? 'http:' : 'https:'),
			`with ${isSecure ? 'http' : 'https'} in the address${named}`,
		);
		add(base.replace(/\?.*$/s, ''), `without the query${named}`);
		add(base.replace(/^(https?:\/\/[^/?#]*?):\d+(?=[/?#]|$)/i, '$1'), `without the port${named}`);
		const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(base) ?? [];
		const isSlashed = path.endsWith('/');
		add(
			(isSlashed ? path.slice(0, -1) : `${path}/`) + rest,
			isSlashed
				? `without the slash at the end of the path${named}`
				: `with a slash at the end of the path${named}`,
		);
	}
	return variants;
}

function timesOf(time: string): Variant<string>[] {
	if (!/^\d{4,16}$/.test(time)) return [];
	const remedy = 'Sign the time as it is sent, in the same unit';
	return [
		variant(time.slice(0, -3), 'with the time in seconds', remedy),
		variant(`${time}000`, 'with the time in milliseconds', remedy),
	];
}
