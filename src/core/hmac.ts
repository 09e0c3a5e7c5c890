/** Secrets against what was sent: keyed hashes, and comparisons that tell nothing by the time they take. */

import {createHash, createHmac, timingSafeEqual} from 'node:crypto';

/** By node's names of them, the length of a digest in bytes. */
const digestBytes = {md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64} as const;

export type HashAlgorithm = keyof typeof digestBytes;

export const hashAlgorithms = Object.keys(digestBytes) as readonly HashAlgorithm[];

/** `HMAC-SHA256` */
export function hmacName(algorithm: HashAlgorithm): string {
	return `HMAC-${algorithm.toUpperCase()}`;
}

/** @param key a text stands for its UTF-8 bytes */
export function hmac(algorithm: HashAlgorithm, key: string | Uint8Array, bytes: Uint8Array): Buffer {
	return createHmac(algorithm, key).update(bytes).digest();
}

/** The first of the algorithms whose digest has that many bytes; null when none has. */
export function algorithmOfDigest(bytes: number, among: readonly HashAlgorithm[]): HashAlgorithm | null {
	return among.find(algorithm => digestBytes[algorithm] === bytes) ?? null;
}

/** The same for a digest that is written as text. */
export function algorithmOfText(
	text: string,
	encoding: 'hex' | 'base64',
	among: readonly HashAlgorithm[],
): HashAlgorithm | null {
	return among.find(algorithm => textLength(digestBytes[algorithm], encoding) === text.length) ?? null;
}

function textLength(bytes: number, encoding: 'hex' | 'base64'): number {
	return encoding === 'hex' ? 2 * bytes : 4 * Math.ceil(bytes / 3);
}

/** Whether two digests are the same. Their length is no secret: the algorithm gives it. */
export function isSameDigest(one: string, other: string): boolean {
	const [left, right] = [Buffer.from(one), Buffer.from(other)];
	return left.length === right.length && timingSafeEqual(left, right);
}

/** Asks for one of the secrets. How long it takes says nothing of how much is right, nor of how long a secret is. */
export function comparison(secrets: readonly Uint8Array[]): (sent: Uint8Array) => boolean {
	const hashes = secrets.map(hash);
	return sent => {
		const hashed = hash(sent);
		return hashes.map(each => timingSafeEqual(each, hashed)).includes(true);
	};
}

function hash(bytes: Uint8Array): Buffer {
	return createHash('sha256').update(bytes).digest();
}

/** A secret as it may be sent: RFC 7617 leaves it to both sides whether texts are UTF-8; older senders take latin1. */
export function bytesOfSecret(text: string): Buffer[] {
	return [Buffer.from(text, 'utf8'), Buffer.from(text, 'latin1')];
}
