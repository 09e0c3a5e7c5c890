import {describe, expect, it} from 'vitest';
import {hiddenSecret, isSecretName, secretValues, shownHeader, shownTarget} from '../../src/core/secrets.ts';

describe('isSecretName', () => {
	it.each([
		'Authorization',
		'PROXY-AUTHORIZATION',
		'cookie',
		'Set-Cookie',
		'apikey',
		'apiKey',
		'api_key',
		'X-Api-Key',
		'x-auth-token',
		'access_token',
		'accessToken',
		'authToken',
		'refreshToken',
		'token',
		'secret',
		'client_secret',
		'password',
		'passwd',
		'id_token',
		'X-MyOp-Signature',
		'secret_key',
		'secretKey',
		'private_key',
		'privateKey',
		'credential',
		'user_credentials',
		'Bearer',
		'jwt',
		'pass',
		'userPassword',
		'api-key',
		'access_key',
		'session_token',
	])('%s is one', name => {
		expect(isSecretName(name)).toBe(true);
	});

	it.each([
		'Content-Type',
		'X-CALLR-HmacSignature',
		'tokens',
		'author',
		'secretary',
		'cmiuuid',
		'passenger',
		'tokenised_at',
		'pincode',
		'pin_code',
		'session_id',
		'primary_key',
		'bypass',
		'passed',
		'',
	])('%s is none', name => {
		expect(isSecretName(name)).toBe(false);
	});
});

describe('shownHeader', () => {
	it('keeps the scheme of an authorization, and nothing else of it', () => {
		expect(shownHeader('Authorization', 'Bearer abc.def')).toBe(`Bearer ${hiddenSecret}`);
		expect(shownHeader('authorization', 'basic dXNlcjpwYXNz')).toBe(`basic ${hiddenSecret}`);
		expect(shownHeader('Authorization', 'abcdef')).toBe(hiddenSecret);
		expect(shownHeader('Authorization', 'Bearer')).toBe(hiddenSecret);
	});

	it('hides other secrets whole, whatever their length', () => {
		expect(shownHeader('Cookie', 'a')).toBe(hiddenSecret);
		expect(shownHeader('Cookie', 'a'.repeat(500))).toBe(hiddenSecret);
	});

	it('shows everything else as it is', () => {
		expect(shownHeader('X-Request', 'Bearer abc')).toBe('Bearer abc');
	});
});

describe('shownTarget', () => {
	it.each([
		['/a', '/a'],
		['/token=abc', '/token=abc'],
		['/a?b=c', '/a?b=c'],
		['/a?token=abc', `/a?token=${hiddenSecret}`],
		['/a?x=1&api_key=abc&y=2', `/a?x=1&api_key=${hiddenSecret}&y=2`],
		['/a?TOKEN=a=b', `/a?TOKEN=${hiddenSecret}`],
		['/a?token=', '/a?token='],
		['/a?token=a&token=b', `/a?token=${hiddenSecret}&token=${hiddenSecret}`],
	])('%s', (target, shown) => {
		expect(shownTarget(target)).toBe(shown);
	});
});

describe('secretValues', () => {
	it.each([
		'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123',
		'-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
		'-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQ',
		'sk_live_0123456789',
		'AKIA0123456789ABCDEF',
	])('%s is one', text => {
		expect(`a ${text} b`.replace(secretValues, '-')).toMatch(/^a -(?: b)?$/);
	});

	it('is what stands behind a scheme', () => {
		expect('Bearer abc.def.123 and basic dXNlcjpwYXNz1'.replace(secretValues, '-')).toBe(
			'Bearer - and basic -',
		);
	});

	it.each([
		'Basic information about it',
		'risk_live_show',
		'eyJ',
		'the bearer of news',
		'0b9e7f0e-51b0-4f0e-9f0b-0f0e51b04f0e',
	])('%s is none', text => {
		expect(text.replace(secretValues, '-')).toBe(text);
	});
});
