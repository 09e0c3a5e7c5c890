import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type GuardCommandOptions, guardingFrom} from '../../src/cli/guarding.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {posted} from '../session/receiving.ts';
import {temporaryFolder} from '../store/temporary.ts';

function failure(options: GuardCommandOptions): string {
	try {
		guardingFrom(options);
	} catch (error) {
		expect(error).toBeInstanceOf(CallHookError);
		return (error as CallHookError).message;
	}
	throw new Error('it was taken');
}

describe('guardingFrom', () => {
	it('lets everybody in unless something is asked for', () => {
		expect(guardingFrom({})).toEqual({refuse: null, secretPath: null, curlOptions: []});
	});

	it('puts all of it together', () => {
		const file = join(temporaryFolder(), 'auth');
		writeFileSync(file, 'user:pass\n');
		const {refuse, secretPath, curlOptions} = guardingFrom({
			auth: `file:${file}`,
			requireHeader: ['X-Token: k3y'],
			secretPath: 'path/',
		});
		expect(secretPath).toBe('/path');
		expect(curlOptions).toEqual(['-u USER:PASSWORD', "-H 'X-Token: VALUE'"]);
		const headers: [string, string][] = [
			['Authorization', `Basic ${btoa('user:pass')}`],
			['X-Token', 'k3y'],
		];
		expect(refuse?.(posted('', {target: '/path/x', headers}))).toBeNull();
		expect(refuse?.(posted('', {target: '/x', headers}))?.code).toBe('path');
		expect(refuse?.(posted('', {target: '/path', headers: headers.slice(1)}))?.code).toBe('auth');
		expect(refuse?.(posted('', {target: '/path', headers: headers.slice(0, 1)}))?.code).toBe('header');
	});

	it('makes a secret path when none is named', () => {
		const {refuse, secretPath} = guardingFrom({secretPath: true});
		expect(refuse?.(posted('', {target: `${secretPath}/hook`}))).toBeNull();
	});

	it('says what is wrong, without the secret', () => {
		expect(failure({auth: 's3cret'})).toBe('--auth is no user and password.');
		expect(failure({auth: ':s3cret'})).toBe('--auth is no user and password.');
		expect(failure({auth: 'env:HOOK_NOT_SET'})).toContain('HOOK_NOT_SET, which is not set');
		expect(failure({requireHeader: ['s3cret']})).toBe('--require-header is no name and value.');
		expect(failure({requireHeader: ['X-A: env:HOOK_NOT_SET']})).toContain('--require-header X-A names');
		expect(failure({secretPath: 's3cret?'})).toBe('--secret-path is no path of letters, digits and . _ ~ -.');
		expect(failure({secretPath: ''})).toBe('--secret-path is no path of letters, digits and . _ ~ -.');
	});
});
