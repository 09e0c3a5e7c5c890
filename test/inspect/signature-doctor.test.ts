import {createHmac} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {KeyedHash, Proof, SignedParts} from '../../src/core/signature.ts';
import {authorizationProof, rawBody} from '../../src/core/signature.ts';
import {findMistakes, type Mistake} from '../../src/inspect/signature-doctor.ts';

const from = 'HOOK_SECRET';
const secret = 'k3y-of-the-hook';
const body = '{"a": "b/é", "n": [1, 2]}';

type Encoding = 'hex' | 'base64' | 'base64url';
const digest = (
	text: string,
	{
		key = secret,
		algorithm = 'sha256',
		encoding = 'hex',
	}: {key?: string | Uint8Array; algorithm?: string; encoding?: Encoding} = {},
) => createHmac(algorithm, key).update(text).digest(encoding);

const overBody = (sent: string, change: Partial<KeyedHash> = {}): KeyedHash => ({
	kind: 'hash',
	header: 'X-Signature',
	sent,
	encoding: 'hex',
	algorithms: ['sha256'],
	over: rawBody,
	...change,
});

interface Case {
	proof: Proof;
	given?: string;
	arrived?: string;
	url?: string;
	otherUrls?: string[];
}

function mistakes({proof, given = secret, arrived = body, url = '', otherUrls = []}: Case) {
	return findMistakes({
		trials: [{proof, secret: {from, value: given}}],
		partsOf: ({time}): SignedParts => ({
			method: 'POST',
			url,
			body: Buffer.from(arrived),
			time: time?.sent ?? '',
		}),
		otherUrls,
	});
}

const says = (found: readonly Mistake[] | null) => found?.map(mistake => mistake.says) ?? null;

describe('the signature is written otherwise', () => {
	const hex = digest(body);
	// A digest whose base64 has all that base64url writes otherwise.
	const seeds = Array.from({length: 100}, (_, index) => `${body}${index}`);
	const telling = seeds.find(text => /\+.*\/|\/.*\+/.test(digest(text, {encoding: 'base64'}))) ?? '';

	it.each<[string, Case, string[], RegExp]>([
		[
			'base64 for hex',
			{proof: overBody(digest(body, {encoding: 'base64'}))},
			['read as base64'],
			/in hex, not in base64/,
		],
		[
			'hex for base64',
			{proof: overBody(hex, {encoding: 'base64'})},
			['read as hex'],
			/in base64, not in hex/,
		],
		[
			'base64url for base64',
			{proof: overBody(digest(telling, {encoding: 'base64url'}), {encoding: 'base64'}), arrived: telling},
			['read as base64url'],
			/\+ and \//,
		],
		['capitals', {proof: overBody(hex.toUpperCase())}, ['in lower case'], /lower case/],
		[
			'a prefix',
			{proof: overBody(`sha256=${hex}`)},
			['without "sha256=" in front of it'],
			/Leave "sha256=" out/,
		],
		['another prefix', {proof: overBody(`v1=${hex}`)}, ['without "v1=" in front of it'], /Leave "v1=" out/],
		['quotes', {proof: overBody(`"${hex}"`)}, ['without the quotes around it'], /quotes/],
		[
			'another hash',
			{proof: overBody(digest(body, {algorithm: 'sha512'}))},
			['as HMAC-SHA512'],
			/Make it with HMAC-SHA256/,
		],
		[
			'another hash in another encoding',
			{proof: overBody(digest(body, {algorithm: 'sha1', encoding: 'base64'}))},
			['read as base64', 'as HMAC-SHA1'],
			/in hex/,
		],
		[
			'none of several hashes',
			{proof: overBody(digest(body, {algorithm: 'sha1'}), {algorithms: ['sha256', 'sha512']})},
			['as HMAC-SHA1'],
			/Make it with HMAC-SHA256 or HMAC-SHA512,/,
		],
	])('%s', (_name, suspect, expected, remedy) => {
		const found = mistakes(suspect);
		expect(says(found)).toEqual(expected);
		expect(found?.[0]?.remedy).toMatch(remedy);
	});
});

describe('the body is not what was signed', () => {
	const value: unknown = JSON.parse(body);
	const compact = JSON.stringify(value);
	const rewritten = /^Verify the raw body.*proxy re-serialised the JSON/;
	const breaks = /line breaks/;

	it.each<[string, string, string, string, RegExp]>([
		['JSON.stringify', compact, body, 'with the JSON written without blanks (JSON.stringify)', rewritten],
		[
			'two blanks',
			JSON.stringify(value, null, 2),
			compact,
			'with the JSON written on lines indented by 2',
			rewritten,
		],
		[
			'four blanks',
			JSON.stringify(value, null, 4),
			compact,
			'with the JSON written on lines indented by 4',
			rewritten,
		],
		['Python', '{"a": "b/\\u00e9", "n": [1, 2]}', compact, 'with the JSON written as Python does', rewritten],
		[
			'Python in UTF-8',
			body,
			compact,
			'with the JSON written as Python does without ASCII escapes',
			rewritten,
		],
		['PHP', '{"a":"b\\/\\u00e9","n":[1,2]}', body, 'with the JSON written as PHP does', rewritten],
		[
			'PHP in UTF-8',
			'{"a":"b\\/é","n":[1,2]}',
			body,
			'with the JSON written as PHP does without ASCII escapes',
			rewritten,
		],
		[
			'escapes',
			'{"a":"b/\\u00e9","n":[1,2]}',
			body,
			'with the JSON written without blanks, with ASCII escapes',
			rewritten,
		],
		['a line lost', `${body}\n`, body, 'with a line break added to the body', breaks],
		['a line (CRLF) lost', `${body}\r\n`, body, 'with a line break (CRLF) added to the body', breaks],
		['a line added', body, `${body}\n`, 'without the line break at the end of the body', breaks],
		['lines added', body, `${body}\r\n\n`, 'without the line break at the end of the body', breaks],
		['CRLF for LF', 'a\nb\nc', 'a\r\nb\r\nc', 'with the line breaks of the body as LF', breaks],
		['LF for CRLF', 'a\r\nb\r\nc', 'a\nb\nc', 'with the line breaks of the body as CRLF', breaks],
	])('%s', (_name, signed, arrived, expected, remedy) => {
		const found = mistakes({proof: overBody(digest(signed)), arrived});
		expect(says(found)).toEqual([expected]);
		expect(found?.[0]?.remedy).toMatch(remedy);
	});

	it('written again and with a line break', () => {
		const found = mistakes({proof: overBody(digest(`${compact}\n`))});
		expect(says(found)).toEqual([
			'with the JSON written without blanks (JSON.stringify) and a line break added',
		]);
	});

	it('bytes that are no text are not rewritten', () => {
		const found = findMistakes({
			trials: [{proof: overBody(digest('x')), secret: {from, value: secret}}],
			partsOf: () => ({method: 'POST', url: '', body: Buffer.from([0xff, 0x0a]), time: ''}),
			otherUrls: [],
		});
		expect(found).toBeNull();
	});
});

describe('the secret is not the one that was used', () => {
	const right = digest(body);
	const bytes = Buffer.from(secret);

	it.each<[string, string, string[], string]>([
		[
			'a line break',
			`${secret}\n`,
			['without the line break at the end of the secret'],
			`Remove the line break at the end of ${from}`,
		],
		[
			'white space',
			` ${secret}\t`,
			['without the white space around the secret'],
			`Remove the white space around the secret in ${from}`,
		],
		['quotes', `"${secret}"`, ['without the quotes around the secret'], `Remove the quotes from ${from}`],
		[
			'single quotes',
			`'${secret}'`,
			['without the quotes around the secret'],
			`Remove the quotes from ${from}`,
		],
		[
			'whsec_',
			`whsec_${secret}`,
			['without "whsec_" in front of the secret'],
			`Remove "whsec_" from ${from}`,
		],
		[
			'Bearer',
			`Bearer ${secret}`,
			['without "Bearer" in front of the secret'],
			`Remove "Bearer" from ${from}`,
		],
		[
			'base64',
			bytes.toString('base64'),
			['with the secret decoded from base64'],
			`Put the secret into ${from} as it is, not in base64`,
		],
		[
			'hex',
			bytes.toString('hex'),
			['with the secret decoded from hex'],
			`Put the secret into ${from} as it is, not in hex`,
		],
		[
			'whsec_ and base64',
			`whsec_${bytes.toString('base64')}`,
			['without "whsec_" in front of the secret', 'with the secret decoded from base64'],
			`Remove "whsec_" from ${from}`,
		],
		[
			'a line break and base64',
			`${bytes.toString('base64')}\n`,
			['without the line break at the end of the secret', 'with the secret decoded from base64'],
			`Remove the line break at the end of ${from}`,
		],
	])('%s', (_name, given, expected, remedy) => {
		const found = mistakes({proof: overBody(right), given});
		expect(says(found)).toEqual(expected);
		expect(found?.[0]?.remedy).toBe(remedy);
	});

	it('a key of bytes, given in base64', () => {
		const key = Buffer.from([0xff, 1, 2, 3, 4, 5]);
		const found = mistakes({proof: overBody(digest(body, {key})), given: key.toString('base64')});
		expect(found).toEqual([
			{
				says: 'with the secret decoded from base64',
				remedy: 'Sign with the secret as it is written: the sender decodes it from base64 first',
			},
		]);
	});

	it.each([
		['a line break', '\n'],
		['a line break (CRLF)', '\r\n'],
	])('%s at the end of what is set at the provider', (name, ending) => {
		const found = {
			says: `with ${name} added to the secret`,
			remedy: 'Remove the line break at the end of the secret where it is set at the provider',
		};
		expect(mistakes({proof: overBody(digest(body, {key: secret + ending}))})).toEqual([found]);
		const what = 'Basic credentials';
		const proof: Proof = {kind: 'secret', header: 'Authorization', what, sent: secret + ending};
		expect(mistakes({proof})).toEqual([found]);
	});

	it('together with another body', () => {
		const proof = overBody(digest(JSON.stringify(JSON.parse(body))));
		expect(says(mistakes({proof, given: `${secret}\n`}))).toEqual([
			'with the JSON written without blanks (JSON.stringify)',
			'without the line break at the end of the secret',
		]);
	});

	it('when the secret itself is sent', () => {
		const proof: Proof = {kind: 'secret', header: 'Authorization', what: 'a bearer secret', sent: secret};
		expect(says(mistakes({proof, given: `${secret}\r\n`}))).toEqual([
			'without the line break at the end of the secret',
		]);
		expect(says(mistakes({proof, given: `Bearer ${secret}`}))).toEqual([
			'without "Bearer" in front of the secret',
		]);
		expect(mistakes({proof, given: 'another'})).toBeNull();
	});

	it.each([
		['quotes', `"${secret}"`, 'without the quotes around it', 'Leave the quotes out of the header'],
		['Bearer', `Bearer ${secret}`, 'without "Bearer" in front of it', 'Leave "Bearer" out of the header'],
	])('when the secret itself is sent with %s', (_name, sent, says, remedy) => {
		const proof: Proof = {kind: 'secret', header: 'X-Token', what: 'a secret', sent};
		expect(mistakes({proof})).toEqual([{says, remedy}]);
		expect(mistakes({proof, given: 'another'})).toBeNull();
	});
});

describe('the secret itself is sent otherwise', () => {
	const inBase64 = Buffer.from(secret).toString('base64');
	const mistakesOf = (authorization: string, wanted?: string) => {
		const proof = authorizationProof(authorization);
		if (wanted !== undefined) proof.wanted = wanted;
		return mistakes({proof});
	};

	it.each([
		[`Bearer "${secret}"`, ['without the quotes around it']],
		[`Bearer Bearer ${secret}`, ['without "Bearer" in front of it']],
		[`Bearer ${inBase64}`, ['decoded from base64']],
		[`"Bearer ${secret}"`, ['without the quotes around it', 'without "Bearer" in front of it']],
		[`Bearer "${inBase64}"`, ['without the quotes around it', 'decoded from base64']],
	])('%s', (sent, expected) => {
		expect(says(mistakesOf(sent))).toEqual(expected);
	});

	const bearer = 'Authorization: Bearer';
	const basic = `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`;

	it.each([
		[secret, [`as ${bearer}`]],
		[basic, [`as ${bearer}`, 'without the user in front of it']],
		[`Token ${secret}`, [`as ${bearer}`, 'without "Token" in front of it']],
		[`"Bearer ${secret}"`, ['without the quotes around it']],
	])('%s where a bearer secret is wanted', (sent, expected) => {
		expect(says(mistakesOf(sent, bearer))).toEqual(expected);
	});

	it('the password of Basic credentials alone was given', () => {
		expect(mistakesOf(basic)).toEqual([
			{
				says: 'without the user in front of it',
				remedy: `Put user and password into ${from}, as user:password`,
			},
		]);
		expect(mistakesOf(basic, bearer)?.[1]?.remedy).toBe('Leave the user out of the header');
	});

	it.each([
		['quotes', `"${'"'.repeat(16_000)}"`],
		['schemes', 'Bearer '.repeat(2000)],
		['quoted schemes', `"${'Bearer '.repeat(2000)}"`],
		['base64', 'QUFB'.repeat(4000)],
	])('a long header of %s takes no time', (_name, sent) => {
		const started = performance.now();
		for (const wanted of [undefined, bearer]) expect(mistakesOf(sent, wanted)).toBeNull();
		expect(performance.now() - started).toBeLessThan(1000);
	});
});

/** A made-up scheme: no provider of the five signs address or time. */
describe('the address is not the one that was signed', () => {
	const withUrl = (signed: string) =>
		overBody(digest(`${signed}${body}`), {
			signsUrl: true,
			over: parts => Buffer.concat([Buffer.from(parts.url), parts.body]),
		});
	const url = 'http://hooks.example.test:8443/in?a=b';

	it.each<[string, string, string, string[], string]>([
		['https for http', 'https://hooks.example.test:8443/in?a=b', url, [], 'with https in the address'],
		[
			'http for https',
			'http://hooks.example.test/in',
			'https://hooks.example.test/in',
			[],
			'with http in the address',
		],
		['no query', 'http://hooks.example.test:8443/in', url, [], 'without the query'],
		['no port', 'http://hooks.example.test/in?a=b', url, [], 'without the port'],
		[
			'a slash more',
			'http://hooks.example.test:8443/in/?a=b',
			url,
			[],
			'with a slash at the end of the path',
		],
		[
			'a slash less',
			'http://hooks.example.test/in',
			'http://hooks.example.test/in/',
			[],
			'without the slash at the end of the path',
		],
		[
			'the local address',
			'http://localhost:8888/in',
			'https://hooks.example.test/in',
			['http://localhost:8888/in'],
			'with the address http://localhost:8888/in',
		],
		[
			'the public address without its query',
			'https://hooks.example.test/in',
			'http://localhost:8888/in?a=b',
			['https://hooks.example.test/in?a=b'],
			'without the query of https://hooks.example.test/in?a=b',
		],
	])('%s', (_name, signed, seen, otherUrls, expected) => {
		const found = mistakes({proof: withUrl(signed), url: seen, otherUrls});
		expect(says(found)).toEqual([expected]);
		expect(found?.[0]?.remedy).toContain('--public-url');
	});

	it('is not looked at where none is signed', () => {
		const proof = {...withUrl('https://hooks.example.test:8443/in?a=b')};
		const {signsUrl: _, ...unsigned} = proof;
		expect(mistakes({proof: unsigned, url})).toBeNull();
	});
});

describe('the time is not the one that was signed', () => {
	const withTime = (signed: string, sent: string, unit: 's' | 'ms') =>
		overBody(digest(`${signed}.${body}`), {
			over: parts => Buffer.concat([Buffer.from(`${parts.time}.`), parts.body]),
			time: {sent, unit, toleranceMs: 300_000},
		});

	it.each<[string, string, string, 's' | 'ms', string]>([
		['seconds signed, ms sent', '1795163885', '1795163885902', 'ms', 'with the time in seconds'],
		['ms signed, seconds sent', '1795163885000', '1795163885', 's', 'with the time in milliseconds'],
		['an old time', '1795163885', '1795163885', 's', 'but for its age'],
	])('%s', (_name, signed, sent, unit, expected) => {
		expect(says(mistakes({proof: withTime(signed, sent, unit)}))).toEqual([expected]);
	});

	it('what is no time is left as it is', () => {
		expect(mistakes({proof: withTime('1795163885', 'soon', 's')})).toBeNull();
	});
});

describe('nothing is found', () => {
	it.each([
		['with another secret', overBody(digest(body, {key: 'other'}))],
		['in what is no digest', overBody('s3cret!')],
		['in a digest of no known length', overBody('abcdef')],
		['in an empty header', overBody('')],
	])('%s', (_name, proof) => {
		expect(mistakes({proof})).toBeNull();
	});

	it('where nothing was compared', () => {
		const partsOf = () => ({method: '', url: '', body: Buffer.from(''), time: ''});
		expect(findMistakes({trials: [], partsOf, otherUrls: []})).toBeNull();
	});
});

it('what was compared is tried one after the other', () => {
	const found = findMistakes({
		trials: [
			{proof: overBody(digest(body).toUpperCase()), secret: {from: 'OLD', value: 'old'}},
			{proof: overBody(digest('x')), secret: {from, value: secret}},
			{proof: overBody(digest(body).toUpperCase()), secret: {from, value: secret}},
		],
		partsOf: () => ({method: 'POST', url: '', body: Buffer.from(body), time: ''}),
		otherUrls: [],
	});
	expect(says(found)).toEqual(['in lower case']);
});

it('neither the secret nor a signature is in what is said, whatever was sent', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[A-Za-z0-9]{12,40}$/), fc.json(), fc.nat(4), (key, arrived, way) => {
			const given = [`${key}\n`, `"${key}"`, `whsec_${key}`, ` ${key}`, key][way] ?? key;
			const signed = way === 4 ? `${arrived}\n` : arrived;
			const proof = overBody(digest(signed, {key}));
			const found = mistakes({proof, given, arrived});
			expect(found).not.toBeNull();
			const told = JSON.stringify(found);
			expect(told).not.toContain(key);
			expect(told).not.toContain(proof.sent);
		}),
	);
});

it.each([
	['line breaks', '\n'.repeat(60_000)],
	['brackets', '['.repeat(60_000)],
	['a long text', JSON.stringify({a: 'é/'.repeat(20_000)})],
])('a hostile body of %s takes no time', (_name, arrived) => {
	const started = performance.now();
	expect(mistakes({proof: overBody(digest('x')), given: ` "whsec_${secret}" `, arrived})).toBeNull();
	expect(performance.now() - started).toBeLessThan(2000);
});
