import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	algorithmOfDigest,
	algorithmOfText,
	bytesOfSecret,
	comparison,
	type HashAlgorithm,
	hashAlgorithms,
	hmac,
	hmacName,
	isSameDigest,
} from '../../src/core/hmac.ts';

describe('hmac', () => {
	// RFC 2202 and RFC 4231, test case 2: key "Jefe".
	it.each<[HashAlgorithm, string]>([
		['md5', '750c783e6ab0b503eaa86e310a5db738'],
		['sha1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
		['sha256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
		[
			'sha384',
			'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
		],
		[
			'sha512',
			'164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
		],
	])('%s is that of the RFC', (algorithm, digest) => {
		const data = Buffer.from('what do ya want for nothing?');
		expect(hmac(algorithm, 'Jefe', data).toString('hex')).toBe(digest);
		expect(hmac(algorithm, Buffer.from('Jefe'), data).toString('hex')).toBe(digest);
	});

	it('is named as people write it', () => {
		expect(hmacName('sha256')).toBe('HMAC-SHA256');
	});
});

describe('the algorithm of a digest', () => {
	it.each(hashAlgorithms)('%s by its length, in bytes and as text', algorithm => {
		const digest = hmac(algorithm, 'k', Buffer.from('x'));
		expect(algorithmOfDigest(digest.length, hashAlgorithms)).toBe(algorithm);
		expect(algorithmOfText(digest.toString('hex'), 'hex', hashAlgorithms)).toBe(algorithm);
		expect(algorithmOfText(digest.toString('base64'), 'base64', hashAlgorithms)).toBe(algorithm);
	});

	it('none of another length, or that is not among those asked for', () => {
		expect(algorithmOfDigest(31, hashAlgorithms)).toBeNull();
		expect(algorithmOfText('', 'hex', hashAlgorithms)).toBeNull();
		expect(algorithmOfText('0'.repeat(32), 'hex', ['sha256'])).toBeNull();
	});
});

describe('comparisons', () => {
	it('digests are the same to the byte', () => {
		expect(isSameDigest('abc', 'abc')).toBe(true);
		expect(isSameDigest('abc', 'abd')).toBe(false);
		expect(isSameDigest('abc', 'ab')).toBe(false);
		// As many characters, but not as many bytes.
		expect(isSameDigest('abc', 'ab\u00e9')).toBe(false);
	});

	it('a secret is one of those given, whatever the lengths', () => {
		fc.assert(
			fc.property(
				fc.array(fc.uint8Array({maxLength: 80}), {maxLength: 4}),
				fc.uint8Array(),
				(secrets, sent) => {
					const isOne = secrets.some(secret => Buffer.from(secret).equals(sent));
					expect(comparison(secrets)(sent)).toBe(isOne);
					expect(comparison([...secrets, Buffer.from(sent)])(sent)).toBe(true);
				},
			),
		);
	});

	it('a secret may be sent in UTF-8 and in latin1', () => {
		expect(bytesOfSecret('é').map(bytes => bytes.toString('hex'))).toEqual(['c3a9', 'e9']);
	});
});
