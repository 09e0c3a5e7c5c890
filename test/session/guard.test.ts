import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	type GuardOptions,
	guardOf,
	randomSecretPath,
	requiredHeaderOf,
	secretPathOf,
} from '../../src/session/guard.ts';
import {posted} from './receiving.ts';

const none: GuardOptions = {auth: null, headers: [], secretPath: null};

function refusal(options: Partial<GuardOptions>, change: Parameters<typeof posted>[1] = {}) {
	const guard = guardOf({...none, ...options});
	if (guard === null) throw new Error('everybody is let in');
	return guard(posted('', {headers: [], ...change}));
}

const basic = (text: string, encoding: BufferEncoding = 'utf8') =>
	`Basic ${Buffer.from(text, encoding).toString('base64')}`;

it('without a wish everybody is let in', () => {
	expect(guardOf(none)).toBeNull();
});

describe('--auth', () => {
	const auth = 'jané:pa:ss';

	it.each<[string, [string, string][]]>([
		['the credentials', [['Authorization', basic(auth)]]],
		['another case of name and scheme', [['AUTHORIZATION', basic(auth).replace('Basic', 'bAsIc')]]],
		['more blanks', [['Authorization', ` ${basic(auth).replace(' ', '  \t')} `]]],
		['no padding', [['Authorization', basic(auth).replace(/=+$/, '')]]],
		['latin1', [['Authorization', basic(auth, 'latin1')]]],
		[
			'a second header',
			[
				['Authorization', 'Bearer x'],
				['Authorization', basic(auth)],
			],
		],
	])('lets in %s', (_, headers) => {
		expect(refusal({auth}, {headers})).toBeNull();
	});

	it.each<[string, [string, string][], string]>([
		['nothing', [], 'It came without credentials.'],
		['another scheme', [['Authorization', `Bearer ${basic(auth).slice(6)}`]], 'It came without credentials.'],
		[
			'another password',
			[['Authorization', basic('jané:pa')]],
			'Its credentials are not the ones --auth says.',
		],
		[
			'more than the password',
			[['Authorization', basic(`${auth}s`)]],
			'Its credentials are not the ones --auth says.',
		],
		['no base64', [['Authorization', 'Basic ???']], 'Its credentials are not the ones --auth says.'],
		['no credentials', [['Authorization', 'Basic']], 'It came without credentials.'],
	])('refuses %s', (_, headers, message) => {
		expect(refusal({auth}, {headers})).toEqual({code: 'auth', message});
	});
});

describe('--require-header', () => {
	const headers = [{name: 'X-Token', value: 'k3y é'}];
	const latin1 = Buffer.from('k3y é').toString('latin1');

	it.each<[string, [string, string][]]>([
		['the value as UTF-8', [['x-token', latin1]]],
		['the value as latin1', [['X-TOKEN', ' k3y é\t']]],
		[
			'any of several values',
			[
				['X-Token', 'other'],
				['X-Token', latin1],
			],
		],
	])('lets in %s', (_, sent) => {
		expect(refusal({headers}, {headers: sent})).toBeNull();
	});

	it('refuses all else, and names the header alone', () => {
		expect(refusal({headers})).toEqual({code: 'header', message: 'The header X-Token was not sent.'});
		expect(refusal({headers}, {headers: [['X-Token', 'K3Y é']]})).toEqual({
			code: 'header',
			message: 'The header X-Token has another value than --require-header says.',
		});
	});

	it('wants each of several', () => {
		const both = [...headers, {name: 'X-B', value: 'b'}];
		expect(refusal({headers: both}, {headers: [['X-Token', latin1]]})?.message).toContain('X-B');
	});

	it.each<[string, ReturnType<typeof requiredHeaderOf>]>([
		['X-Token: k3y', {name: 'X-Token', value: 'k3y'}],
		['a:b:c', {name: 'a', value: 'b:c'}],
		['X-Token', null],
		['X-Token: ', null],
		[': x', null],
		['X Token: x', null],
	])('is read from %s', (text, header) => {
		expect(requiredHeaderOf(text)).toEqual(header);
	});
});

describe('--secret-path', () => {
	it.each(['/k3y', '/k3y/', '/k3y/hook?a=b', '/k3y?a=/x', 'http://h.example.test/k3y/x', '/k3y#x'])(
		'lets in %s',
		target => {
			expect(refusal({secretPath: '/k3y'}, {target})).toBeNull();
		},
	);

	it.each(['/', '/hook', '/K3Y', '/k3yx', '//k3y', '/x/k3y', '/%6b3y', '/?/k3y', 'k3y', '*', null])(
		'refuses %s',
		target => {
			expect(refusal({secretPath: '/k3y'}, {target})).toEqual({
				code: 'path',
				message: 'Its path does not begin with the secret one.',
			});
		},
	);

	it('may have several parts', () => {
		expect(refusal({secretPath: '/a/k3y'}, {target: '/a/k3y/x'})).toBeNull();
		expect(refusal({secretPath: '/a/k3y'}, {target: '/a'})?.code).toBe('path');
	});

	it('comes before all else, so that nothing is told of what is behind it', () => {
		expect(refusal({secretPath: '/k3y', auth: 'a:b'}, {target: '/'})?.code).toBe('path');
		expect(refusal({secretPath: '/k3y', auth: 'a:b'}, {target: '/k3y'})?.code).toBe('auth');
	});

	it.each<[string, string | null]>([
		['k3y', '/k3y'],
		['/k3y/', '/k3y'],
		['a/B-_.~9', '/a/B-_.~9'],
		['', null],
		['/', null],
		['a//b', null],
		['..', null],
		['a b', null],
		['a?b', null],
		['é', null],
		['%41', null],
	])('%j is %s', (text, path) => {
		expect(secretPathOf(text)).toBe(path);
	});

	it('is random when none is given, and never the same', () => {
		const paths = Array.from({length: 50}, randomSecretPath);
		expect(new Set(paths).size).toBe(50);
		for (const path of paths) {
			expect(path).toMatch(/^\/[\w-]{22}$/);
			expect(secretPathOf(path)).toBe(path);
		}
	});
});

it('nothing that is sent makes a guard throw, and no message holds a secret', () => {
	const guard = guardOf({
		auth: 'user:s3cret',
		headers: [{name: 'X-A', value: 's3cret'}],
		secretPath: '/s3cret',
	});
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), fc.string({unit: 'binary'}), (target, value) => {
			for (const path of [target, `/s3cret/${target}`]) {
				const found = guard?.(
					posted('', {
						target: path,
						headers: [
							['Authorization', value],
							['X-A', value],
						],
					}),
				);
				expect(found?.message).not.toContain('s3cret');
			}
		}),
	);
});
