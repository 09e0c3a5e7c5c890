import {createHmac} from 'node:crypto';
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import {fact} from '../../src/core/contract.ts';
import type {SignatureCheck} from '../../src/core/delivery.ts';
import type {HashAlgorithm} from '../../src/core/hmac.ts';
import {defineProvider, type Provider} from '../../src/core/provider.ts';
import {noSecrets, type Proof, type Secrets, takesSecret} from '../../src/core/signature.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {
	checkSignature,
	describeProof,
	howToGive,
	misplacedSecret,
	partsOf,
	trialsOf,
} from '../../src/inspect/signature.ts';
import {callr} from '../../src/providers/callr.ts';
import {generic} from '../../src/providers/generic.ts';
import {mobtexting} from '../../src/providers/mobtexting.ts';
import {myoperator} from '../../src/providers/myoperator.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';
import {post} from '../providers/requests.ts';
import {captured, readFixture} from '../support/fixtures.ts';

const secretsFor = (provider: string, ...values: string[]): Secrets =>
	new Map([[provider, values.map((value, index) => ({from: `SECRET_${index + 1}`, value}))]]);

function check(provider: Provider, request: CapturedRequest, secrets: Secrets) {
	return checkSignature(provider, readMessage(request), request, secrets);
}

function checkOf(request: CapturedRequest, provider: Provider, ...values: string[]): SignatureCheck {
	const secrets = values.length === 0 ? noSecrets : secretsFor(provider.id, ...values);
	return check(provider, request, secrets).check;
}

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
const hash = (algorithm: string, secret: string, body: string | Uint8Array, encoding: 'hex' | 'base64') =>
	createHmac(algorithm, secret).update(body).digest(encoding);

interface Vector {
	name: string;
	provider: string;
	secret: string;
	body: string;
	header: Record<string, string>;
}

const vectors = JSON.parse(
	readFileSync(new URL('signature-vectors.json', import.meta.url), 'utf8'),
) as Vector[];

describe('published vectors', () => {
	it.each(vectors.map(vector => [vector.name, vector] as const))('%s', (_name, vector) => {
		const provider = providerOf(vector.provider) ?? generic;
		const request = post(vector.body, '/', Object.entries(vector.header));
		expect(checkOf(request, provider, vector.secret).state).toBe('valid');
		expect(checkOf(request, provider, `${vector.secret}x`).state).toBe('invalid');
	});

	it('the fixture of a signed webhook is valid', () => {
		const {request} = readFixture('callr/signed-sms');
		const {inspection} = inspect(request, {...noPins, secrets: secretsFor('callr', 'password')});
		expect(inspection.signature).toEqual({
			state: 'valid',
			because: 'X-CALLR-HmacSignature is the HMAC-SHA256 of the raw body with the secret in SECRET_1',
		});
		expect(inspection.findings).toEqual([]);
	});
});

describe('each provider', () => {
	const body = '{"a": 1}';
	const envelope = '{"system_identifier": null, "customer_identifier": "", "event_version": 1}';
	const platform: Pair = ['X-CALLR-EventId', 'e1'];
	const sent = (headers: Pair[], text = body, target = '/') => post(text, target, headers);
	const callrSigned = (algorithm: string) =>
		sent([['x-callr-hmacsignature', hash(algorithm, 'k3y', body, 'base64')]]);

	it.each<[string, Provider, CapturedRequest, string[], SignatureCheck['state'], RegExp]>([
		['callr sha256', callr, callrSigned('sha256'), ['k3y'], 'valid', /HMAC-SHA256 of the raw body/],
		['callr sha512', callr, callrSigned('sha512'), ['k3y'], 'valid', /HMAC-SHA512/],
		['callr sha1', callr, callrSigned('sha1'), ['k3y'], 'valid', /HMAC-SHA1/],
		['callr md5', callr, callrSigned('md5'), ['k3y'], 'valid', /HMAC-MD5/],
		[
			'callr sha384',
			callr,
			callrSigned('sha384'),
			['k3y'],
			'invalid',
			/64 characters, as no signature of Callr/,
		],
		[
			'callr, the second of two',
			callr,
			callrSigned('sha256'),
			['old', 'k3y'],
			'valid',
			/the secret in SECRET_2$/,
		],
		[
			'callr, none of two',
			callr,
			callrSigned('sha256'),
			['a', 'b'],
			'invalid',
			/any of the secrets in SECRET_1 and SECRET_2$/,
		],
		[
			'callr without a secret',
			callr,
			callrSigned('md5'),
			[],
			'unchecked',
			/no secret was given to check it with/,
		],
		['callr not signed', callr, sent([platform]), ['k3y'], 'missing', /no X-CALLR-HmacSignature/],
		['callr not signed, no secret', callr, sent([platform]), [], 'unsigned', /without a secret/],
		['callr fetch', callr, sent([]), ['k3y'], 'unsigned', /fetch@v2 requests carry no signature/],
		[
			'mobtexting',
			mobtexting,
			sent([['Authorization', 'Bearer k3y']]),
			['k3y'],
			'valid',
			/Authorization has the secret in SECRET_1/,
		],
		[
			'mobtexting, another',
			mobtexting,
			sent([['Authorization', 'bearer k3Y']]),
			['k3y'],
			'invalid',
			/Authorization has a bearer secret that is not/,
		],
		[
			'mobtexting, Basic',
			mobtexting,
			sent([['Authorization', basic('k3y')]]),
			['k3y'],
			'invalid',
			/Authorization has Basic credentials, not Authorization: Bearer/,
		],
		[
			'mobtexting, without Bearer',
			mobtexting,
			sent([['Authorization', 'k3y']]),
			['k3y'],
			'invalid',
			/Authorization has a secret, not Authorization: Bearer/,
		],
		['mobtexting, none', mobtexting, sent([]), ['k3y'], 'missing', /no Authorization: Bearer/],
		['mobtexting, unused', mobtexting, sent([]), [], 'unsigned', /optional bearer secret/],
		[
			'myoperator v2',
			myoperator,
			sent([['x-myoperator-signature', hash('sha256', 'k3y', envelope, 'hex')]], envelope),
			['k3y'],
			'valid',
			/X-MyOperator-Signature is the HMAC-SHA256 of the raw body/,
		],
		[
			'myoperator v2 in capitals',
			myoperator,
			sent([['x-myoperator-signature', hash('sha256', 'k3y', body, 'hex').toUpperCase()]]),
			['k3y'],
			'invalid',
			/is not the HMAC-SHA256/,
		],
		[
			'myoperator v2 with sha512',
			myoperator,
			sent([['x-myoperator-signature', hash('sha512', 'k3y', body, 'hex')]]),
			['k3y'],
			'invalid',
			/128 characters/,
		],
		[
			'myoperator token',
			myoperator,
			sent([['x-myop-signature', 'k3y']]),
			['k3y'],
			'valid',
			/x-myop-signature has the secret/,
		],
		[
			'myoperator token as a hash',
			myoperator,
			sent([['X-Myop-Signature', hash('sha256', 'k3y', body, 'hex')]]),
			['k3y'],
			'valid',
			/x-myop-signature is the HMAC-SHA256/,
		],
		[
			'myoperator another token',
			myoperator,
			sent([['x-myop-signature', 'key']]),
			['k3y'],
			'invalid',
			/x-myop-signature has a secret that is not/,
		],
		[
			'myoperator Basic',
			myoperator,
			sent([['Authorization', basic('user:k3y')]]),
			['user:k3y'],
			'valid',
			/Authorization/,
		],
		[
			'myoperator other Basic',
			myoperator,
			sent([['Authorization', basic('user:key')]]),
			['user:k3y'],
			'invalid',
			/Basic credentials that are not/,
		],
		[
			'myoperator Basic, no secret',
			myoperator,
			sent([['Authorization', basic('user:key')]]),
			[],
			'unchecked',
			/^Basic credentials were sent, but no secret was given/,
		],
		[
			'myoperator bearer',
			myoperator,
			sent([['Authorization', 'Bearer k3y']]),
			['k3y'],
			'valid',
			/Authorization/,
		],
		['myoperator bare key', myoperator, sent([['Authorization', 'k3y']]), ['k3y'], 'valid', /Authorization/],
		['myoperator any header', myoperator, sent([['X-Own', 'k3y']]), ['k3y'], 'valid', /X-Own has the secret/],
		[
			'myoperator any parameter',
			myoperator,
			sent([], body, '/hook?key=k%33y'),
			['k3y'],
			'valid',
			/the parameter key has the secret/,
		],
		[
			'myoperator other headers',
			myoperator,
			sent([['X-Own', 'key']]),
			['k3y'],
			'missing',
			/nor that secret in any header/,
		],
		[
			'myoperator named header',
			myoperator,
			sent([['x-own', 'k3y']]),
			['X-Own: k3y'],
			'valid',
			/X-Own has the secret/,
		],
		[
			'myoperator named header, another',
			myoperator,
			sent([['X-Own', 'key']]),
			['X-Own: k3y'],
			'invalid',
			/X-Own has a secret that is not/,
		],
		[
			'myoperator named header, none',
			myoperator,
			sent([['X-Other', 'k3y']]),
			['X-Own: k3y'],
			'missing',
			/nor that secret/,
		],
		['myoperator unused', myoperator, sent([]), [], 'unsigned', /optional header or credentials/],
		[
			'myoperator v2 unused',
			myoperator,
			sent([], envelope),
			[],
			'unsigned',
			/optional signature, credentials or API key/,
		],
		['generic', generic, sent([['X-Own', 'k3y']]), ['k3y'], 'unchecked', /no provider was recognised/],
	])('%s', (_name, provider, request, values, state, because) => {
		const found = checkOf(request, provider, ...values);
		expect(found.state).toBe(state);
		expect(found.because).toMatch(because);
		for (const value of values) expect(JSON.stringify(found)).not.toContain(`"${value}"`);
	});

	it('the second generation of MyOperator is to be signed, the first to have a header or credentials', () => {
		expect(checkOf(sent([], envelope), myoperator).hint).toBe(
			'Set a signing secret for the webhook in the panel, then --secret myoperator=env:NAME.',
		);
		expect(checkOf(sent([]), myoperator).hint).toContain('--require-header or --auth');
	});

	it('another provider’s secret is of no use', () => {
		expect(check(callr, callrSigned('sha256'), secretsFor('myoperator', 'k3y')).check.state).toBe(
			'unchecked',
		);
	});

	it.each(['telecmi', 'cllr'])('%s says what to do without a signature', id => {
		const found = checkOf(post({}), providerOf(id) ?? generic);
		expect(found).toMatchObject({state: 'unsigned', hint: expect.stringContaining('--secret-path')});
	});
});

describe('what a secret costs with each delivery is bounded', () => {
	const parameters = (count: number) =>
		Array.from({length: count}, (_, index) => `p${index}=v${index}`).join('&');
	const stateWith = (request: CapturedRequest, ...values: string[]) =>
		checkOf(request, myoperator, ...values).state;

	it('only the first 200 headers and the first 200 parameters are compared with it', () => {
		const headers = (count: number) => Array.from({length: count}, (_, index): Pair => [`X-${index}`, 'v']);
		expect(stateWith(post('{}', `/?${parameters(199)}&key=k3y`), 'k3y')).toBe('valid');
		expect(stateWith(post('{}', `/?${parameters(200)}&key=k3y`), 'k3y')).toBe('missing');
		const bare = post('{}');
		expect(stateWith({...bare, headers: [...headers(199), ['X-Own', 'k3y']]}, 'k3y')).toBe('valid');
		expect(stateWith({...bare, headers: [...headers(200), ['X-Own', 'k3y']]}, 'k3y')).toBe('missing');
	});

	it('a header that a secret names is found behind any number of others', () => {
		const headers = Array.from({length: 500}, (_, index): Pair => [`X-${index}`, 'v']);
		const request = {...post('{}'), headers: [...headers, ['X-Own', 'k3y'] as const]};
		expect(stateWith(request, 'X-Own: k3y')).toBe('valid');
	});

	it.each([
		['as it is', 'k3y'],
		['with the name of its header', 'X-Own: k3y'],
	])('a secret %s is made ready once', (_name, value) => {
		let reads = 0;
		const secret = {
			from: 'SECRET',
			get value() {
				reads++;
				return value;
			},
		};
		const secrets: Secrets = new Map([['myoperator', [secret]]]);
		const request = post('{}', '/', [['X-Own', 'k3y']]);
		expect(check(myoperator, request, secrets).check.state).toBe('valid');
		const before = reads;
		expect(check(myoperator, request, secrets).check.state).toBe('valid');
		expect(reads).toBe(before);
	});
});

describe('what is found', () => {
	const {request} = readFixture('callr/signed-sms');
	const secrets = secretsFor('callr', 'wrong');

	it('an error for a signature that does not match, at its header', () => {
		const {inspection} = inspect(request, {...noPins, secrets});
		expect(inspection.signature.state).toBe('invalid');
		expect(inspection.findings).toEqual([
			{
				code: 'signature/invalid',
				severity: 'error',
				message: 'X-CALLR-HmacSignature is not the HMAC-SHA256 of the raw body with the secret in SECRET_1.',
				hint: expect.stringContaining('call-hook verify'),
				where: 'header.X-CALLR-HmacSignature',
			},
		]);
	});

	it('of one that does not match, which of the secrets were typed', () => {
		const given: Secrets = new Map([
			[
				'callr',
				[
					{from: 'HOOK', value: 'wrong', typed: 'env:HOOK'},
					{from: 'CALLR_WEBHOOK_SECRET', value: 'old'},
				],
			],
		]);
		expect(check(callr, request, given).check.typed).toEqual(['callr=env:HOOK']);
		expect(check(callr, request, secrets).check).not.toHaveProperty('typed');
	});

	it('a warning for one that is missing', () => {
		const unsigned = {...request, headers: [['X-CALLR-EventId', 'e1'] as const]};
		const {findings} = inspect(unsigned, {...noPins, secrets}).inspection;
		expect(findings.filter(({code}) => code === 'signature/missing')).toEqual([
			{
				code: 'signature/missing',
				severity: 'warning',
				message: 'A secret was given, but the request has no X-CALLR-HmacSignature.',
				hint: expect.any(String),
				where: null,
			},
		]);
	});

	it('nothing without a secret', () => {
		expect(inspect(request).inspection.findings).toEqual([]);
	});

	it('nothing where the body is not whole, or too large: that cannot be told', () => {
		for (const cut of [
			{...request, bodySize: request.body.length + 1},
			{...request, fault: {code: 'aborted', message: 'gone'} as const},
			{...request, body: Buffer.alloc(5 * 1024 * 1024)},
		]) {
			const found = check(callr, cut, secrets);
			expect(found.check).toMatchObject({
				state: 'unchecked',
				because: expect.stringContaining('cannot be checked: '),
			});
			expect(found.finding).toBeNull();
		}
	});
});

describe('declarations', () => {
	it.each(providers.map(provider => [provider.id, provider] as const))(
		'%s: each fact has its source and day, and who takes a secret names its variable',
		(id, {signature, secretEnv}) => {
			for (const {source, checked, value} of signature.documented) {
				expect(source).not.toBe('');
				expect(checked).toMatch(/^\d{4}-\d\d-\d\d$/);
				expect(value).not.toMatch(/\.$/);
			}
			expect(secretEnv).toBe(takesSecret({signature}) ? `${id.toUpperCase()}_WEBHOOK_SECRET` : undefined);
		},
	);
});

describe('what is compared', () => {
	const trials = (headers: Pair[], ...values: string[]) =>
		trialsOf(
			myoperator,
			readMessage(post('{}', '/', headers)),
			secretsFor('myoperator', ...values).get('myoperator') ?? [],
		).map(({proof: {kind, header, sent}, secret}) => [kind, header, sent, secret]);

	it('is each thing that was sent, with each secret', () => {
		const [one, two] = [
			{from: 'SECRET_1', value: 'a'},
			{from: 'SECRET_2', value: 'b'},
		];
		expect(trials([['x-myop-signature', 'x']], 'a', 'b')).toEqual([
			['secret', 'x-myop-signature', 'x', one],
			['hash', 'x-myop-signature', 'x', one],
			['secret', 'x-myop-signature', 'x', two],
			['hash', 'x-myop-signature', 'x', two],
		]);
	});

	it('is of a secret that names its header that header only, with what stands behind the name', () => {
		const headers: Pair[] = [
			['x-token', '"k3y"'],
			['Authorization', 'other'],
		];
		const secret = {from: 'SECRET_1', value: 'k3y'};
		expect(trials(headers, 'X-Token: k3y')).toEqual([['secret', 'X-Token', '"k3y"', secret]]);
		expect(trials([], 'X-Token: k3y')).toEqual([]);
	});
});

describe('a secret that is missing', () => {
	const misplaced = (provider: Provider, request: CapturedRequest, value: string) =>
		misplacedSecret(provider, readMessage(request), [{from: 'SECRET_1', value}]);

	it('is found in another place than where its provider sends it', () => {
		const sentAs = 'Authorization: Bearer';
		const request = post('{}', '/?key=k%33y', [['X-Token', 'other']]);
		expect(misplaced(mobtexting, post('{}', '/', [['X-Token', 'k3y']]), 'k3y')).toEqual({
			place: 'X-Token',
			sentAs,
		});
		expect(misplaced(mobtexting, request, 'k3y')).toEqual({place: 'the parameter key', sentAs});
		expect(misplaced(mobtexting, request, 'another')).toBeNull();
	});

	it('is found beside the header it names', () => {
		const request = post('{}', '/', [['X-Other', 'k3y']]);
		expect(misplaced(myoperator, request, 'X-Own: k3y')).toEqual({place: 'X-Other', sentAs: 'X-Own'});
	});

	it('is not looked for where none is ever sent', () => {
		expect(misplaced(callr, post('{}', '/', [['X-Token', 'k3y']]), 'k3y')).toBeNull();
	});
});

it('a length that no documented algorithm has names none', () => {
	const [proof] = callr.signature.proofs(
		readMessage(post('{}', '/', [['x-callr-hmacsignature', hash('sha256', 'k3y', '{}', 'hex')]])),
	);
	expect(proof && describeProof(proof)).toBe('the HMAC of the raw body');
});

describe('how a secret is given', () => {
	it('names the variable of the provider, if it has one', () => {
		expect(howToGive(callr)).toBe(
			'Give the secret: --secret callr=env:NAME or callr=file:PATH, or set CALLR_WEBHOOK_SECRET.',
		);
		expect(howToGive(generic)).toBe('Give the secret: --secret generic=env:NAME or generic=file:PATH.');
	});
});

/** One that signs method, address, time and body, as providers to come do. */
const acme = defineProvider({
	...generic,
	id: 'acme',
	name: 'Acme',
	signature: {
		documented: [fact('all of it', 'example.test/docs')],
		proofs(message) {
			const [, time = '', sent = ''] = /^t=(\w*),v1=(.*)$/.exec(message.header('x-acme') ?? '') ?? [];
			return [
				{
					kind: 'hash',
					header: 'X-Acme',
					sent,
					encoding: 'hex',
					algorithms: ['sha256'],
					over: ({method, url, time: at, body}) =>
						Buffer.concat([Buffer.from(`${method}\n${url}\n${at}\n`), body]),
					signsUrl: true,
					time: {sent: time, unit: 's', toleranceMs: 300_000},
				},
			];
		},
		absent: () => ({state: 'missing', because: 'none'}),
		sign: ({message, body, url, at}, secret) => {
			const time = String(Math.floor(at / 1000));
			const signed = Buffer.concat([Buffer.from(`${message.method}\n${url}\n${time}\n`), body]);
			const digest = hash('sha256', secret, signed, 'hex');
			return [['X-Acme', `t=${time},v1=${digest}`]];
		},
	},
});

describe('a scheme that signs method, address and time', () => {
	const url = 'https://hooks.example.test/in?a=b';
	const at = Date.UTC(2026, 10, 20);
	const bare: CapturedRequest = {
		...captured({
			method: 'POST',
			target: '/in?a=b',
			headers: [['Host', 'hooks.example.test']],
			body: 'x',
		}),
		publicUrl: 'https://hooks.example.test',
	};
	const signedAt = (time: number): CapturedRequest => {
		const parts = {message: readMessage(bare), body: bare.body, url, at: time};
		return {...bare, headers: [...bare.headers, ...acme.signature.sign(parts, 'k3y')]};
	};
	const secrets = secretsFor('acme', 'k3y');

	it('is right with the public address only', () => {
		const {publicUrl: _, ...elsewhere} = signedAt(at);
		expect(check(acme, signedAt(at), secrets).check).toEqual({
			state: 'valid',
			because: 'X-Acme is the HMAC-SHA256 of the address, time and raw body with the secret in SECRET_1',
		});
		expect(check(acme, elsewhere, secrets).check.state).toBe('invalid');
	});

	it('is invalid with another method', () => {
		expect(check(acme, {...signedAt(at), method: 'PUT'}, secrets).check.state).toBe('invalid');
	});

	it.each([
		[-300_000, 'valid', 'HMAC'],
		[-301_000, 'invalid', 'is right, but was made 301 s before the request arrived; 300 s are allowed'],
		[302_000, 'invalid', 'is right, but was made 302 s after the request arrived; 300 s are allowed'],
	])('%d ms from its arrival it is %s', (ms, state, because) => {
		const found = check(acme, signedAt(at + ms), secrets).check;
		expect(found.state).toBe(state);
		expect(found.because).toContain(because);
	});

	it('with a time that is none it is invalid', () => {
		const digest = hash('sha256', 'k3y', `POST\n${url}\nsoon\nx`, 'hex');
		const request = {...bare, headers: [...bare.headers, ['X-Acme', `t=soon,v1=${digest}`] as const]};
		expect(check(acme, request, secrets).check.because).toContain('the time that was signed is none');
	});

	it('its parts are told, and taken from the request', () => {
		const request = signedAt(at);
		const [proof] = acme.signature.proofs(readMessage(request));
		if (proof?.kind !== 'hash') throw new Error('no hash');
		expect(partsOf(proof, request)).toEqual({
			method: 'POST',
			url,
			body: request.body,
			time: String(at / 1000),
		});
		expect(describeProof(proof)).toBe('the HMAC-SHA256 of the address, time and raw body');
		expect(describeProof({...proof, sent: 'x'})).toBe('the HMAC of the address, time and raw body');
	});
});

describe('what was signed is right, and nothing else is', () => {
	const platform: Pair = ['X-CALLR-EventId', 'e1'];
	const before = (bytes: number): Pair => ['X-CALLR-HmacSignature', Buffer.alloc(bytes).toString('base64')];
	const envelope = {system_identifier: null, customer_identifier: 'c', event_version: 1};

	interface Scheme {
		name: string;
		provider: Provider;
		/** What the request has before it is signed. */
		headers: readonly Pair[];
		/** Its body is signed. */
		isHash: boolean;
		algorithm?: HashAlgorithm;
	}

	const schemes: Scheme[] = [
		{name: 'callr by default', provider: callr, headers: [platform], isHash: true, algorithm: 'sha256'},
		...(
			[
				['md5', 16],
				['sha1', 20],
				['sha256', 32],
				['sha512', 64],
			] as const
		).map(([algorithm, bytes]) => ({
			name: `callr as before, ${algorithm}`,
			provider: callr,
			headers: [before(bytes)],
			isHash: true,
			algorithm,
		})),
		{name: 'mobtexting', provider: mobtexting, headers: [], isHash: false},
		{
			name: 'myoperator v2',
			provider: myoperator,
			headers: [['X-MyOperator-Signature', 'old']],
			isHash: true,
			algorithm: 'sha256',
		},
		{name: 'myoperator token', provider: myoperator, headers: [], isHash: false},
		{
			name: 'myoperator Basic',
			provider: myoperator,
			headers: [['Authorization', 'Basic b2xk']],
			isHash: false,
		},
		{
			name: 'myoperator bearer',
			provider: myoperator,
			headers: [['Authorization', 'Bearer old']],
			isHash: false,
		},
		{name: 'myoperator key', provider: myoperator, headers: [['Authorization', 'old']], isHash: false},
		{name: 'a scheme with address and time', provider: acme, headers: [], isHash: true, algorithm: 'sha256'},
	];

	/** No blanks at the ends, which no header keeps, and nothing that names a header. */
	const secret = fc.stringMatching(/^[\x21-\x7eé☎]{1,40}$/).filter(text => !text.includes(':'));
	const body = fc.oneof(
		fc.uint8Array({maxLength: 200}),
		fc.json().map(text => Buffer.from(text)),
	);
	const url = 'http://hooks.example.test/in';

	function signed({provider, headers}: Scheme, bytes: Uint8Array, key: string): CapturedRequest {
		const target = '/in';
		const host: Pair = ['Host', 'hooks.example.test'];
		const unsigned = captured({method: 'POST', target, headers: [host, ...headers], body: bytes});
		const parts = {message: readMessage(unsigned), body: bytes, url, at: unsigned.receivedAt};
		const made = provider.signature.sign(parts, key);
		expect(made.length).toBeGreaterThan(0);
		const names = made.map(([name]) => name.toLowerCase());
		const kept = unsigned.headers.filter(([name]) => !names.includes(name.toLowerCase()));
		return {...unsigned, headers: [...kept, ...made]};
	}

	const stateOf = ({provider}: Scheme, request: CapturedRequest, key: string) =>
		check(provider, request, secretsFor(provider.id, key)).check.state;

	/** One bit of one byte. */
	function flipped(bytes: Uint8Array, seed: number): Buffer {
		const copy = Buffer.from(bytes);
		const at = seed % copy.length;
		copy[at] = (copy[at] ?? 0) ^ (1 << (seed % 7));
		return copy;
	}

	describe.each(schemes.map(scheme => [scheme.name, scheme] as const))('%s', (_name, scheme) => {
		it('is valid', () => {
			fc.assert(
				fc.property(body, secret, (bytes, key) => {
					const request = signed(scheme, bytes, key);
					expect(stateOf(scheme, request, key)).toBe('valid');
					const told = check(scheme.provider, request, secretsFor(scheme.provider.id, key)).check.because;
					if (scheme.algorithm !== undefined) expect(told).toContain(scheme.algorithm.toUpperCase());
				}),
			);
		});

		it('is not with another byte in the secret', () => {
			fc.assert(
				fc.property(body, secret, fc.nat(), (bytes, key, seed) => {
					const other = flipped(Buffer.from(key), seed).toString('latin1');
					expect(stateOf(scheme, signed(scheme, bytes, key), other)).not.toBe('valid');
				}),
			);
		});

		it('is not with another byte in what was sent', () => {
			fc.assert(
				fc.property(body, secret, fc.nat(), (bytes, key, seed) => {
					const request = signed(scheme, bytes, key);
					const headers = request.headers.map(([name, value], index): Pair => {
						if (index < request.headers.length - 1) return [name, value];
						// Behind the scheme: `Bearer` may be written in any case.
						const start = value.lastIndexOf(' ') + 1;
						const rest = flipped(Buffer.from(value.slice(start), 'latin1'), seed).toString('latin1');
						return [name, value.slice(0, start) + rest];
					});
					expect(stateOf(scheme, {...request, headers}, key)).not.toBe('valid');
				}),
			);
		});

		it('is not with another byte in the body, nor with one more or less, where that is signed', () => {
			fc.assert(
				fc.property(fc.uint8Array({minLength: 1, maxLength: 200}), secret, fc.nat(), (bytes, key, seed) => {
					const request = signed(scheme, bytes, key);
					for (const other of [
						flipped(bytes, seed),
						bytes.slice(1),
						Buffer.concat([bytes, Buffer.from('\n')]),
					]) {
						const changed = {...request, body: other, bodySize: other.length};
						expect(stateOf(scheme, changed, key)).toBe(scheme.isHash ? 'invalid' : 'valid');
					}
				}),
			);
		});
	});

	it('the envelope of MyOperator v2 is signed by a hash though nothing was', () => {
		const bytes = Buffer.from(JSON.stringify(envelope));
		const scheme = {name: '', provider: myoperator, headers: [], isHash: true};
		expect(signed(scheme, bytes, 'k3y').headers).toContainEqual([
			'X-MyOperator-Signature',
			hash('sha256', 'k3y', bytes, 'hex'),
		]);
	});

	it('a secret of MyOperator that names its header is sent there', () => {
		const scheme = {name: '', provider: myoperator, headers: [], isHash: false};
		const request = signed(scheme, Buffer.from('{}'), 'X-Own: k3y');
		expect(request.headers).toContainEqual(['X-Own', 'k3y']);
		expect(stateOf(scheme, request, 'X-Own: k3y')).toBe('valid');
	});

	it('what a Callr scenario pushes is never signed', () => {
		const message = readMessage(post({cdr: {callid: 1}}));
		expect(callr.signature.sign({message, body: Buffer.from('{}'), url, at: 0}, 'k3y')).toEqual([]);
	});
});

it('hostile headers of any kind are looked at without an error', () => {
	const proofsOf = (provider: Provider, headers: Pair[]): readonly Proof[] =>
		provider.signature.proofs(readMessage(post('{}', '/', headers)));
	fc.assert(
		fc.property(
			fc.constantFrom('authorization', 'x-myop-signature', 'x-myoperator-signature', 'x-callr-hmacsignature'),
			fc.string({unit: 'binary', maxLength: 300}),
			(name, value) => {
				for (const provider of [callr, mobtexting, myoperator]) {
					expect(proofsOf(provider, [[name, value]]).length).toBeLessThan(3);
					const state = checkOf(post('{}', '/', [[name, value]]), provider, 'k3y').state;
					expect(['invalid', 'missing', 'unsigned']).toContain(state);
				}
			},
		),
	);
});
