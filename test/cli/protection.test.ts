import {describe, expect, it} from 'vitest';
import {protectionFor} from '../../src/cli/protection.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {loopHeader, loopId} from '../../src/forward/loop.ts';
import {requestOf} from '../store/temporary.ts';

const canary = 's3cret-canary';
const basic = (text: string): [string, string] => [
	'Authorization',
	`Basic ${Buffer.from(text).toString('base64')}`,
];

function refusalOf(protection: ReturnType<typeof protectionFor>, headers: [string, string][], target = '/x') {
	return protection.refuse(requestOf({headers, target}))?.code ?? null;
}

describe('protection', () => {
	it('lets everybody in unless something is asked for, but nobody twice', () => {
		const protection = protectionFor({});
		expect(protection.secretPath).toBe('');
		expect(refusalOf(protection, [])).toBeNull();
		expect(refusalOf(protection, [[loopHeader, loopId]])).toBe('loop');
	});

	it('asks for all that was said; values come from where the option says', () => {
		process.env['CALL_HOOK_TEST_AUTH'] = `hook:${canary}`;
		const protection = protectionFor({auth: 'env:CALL_HOOK_TEST_AUTH', requireHeader: ['X-Key: k3y']});
		delete process.env['CALL_HOOK_TEST_AUTH'];
		const auth = basic(`hook:${canary}`);
		expect(refusalOf(protection, [auth, ['x-key', 'k3y']])).toBeNull();
		expect(refusalOf(protection, [auth])).toBe('header');
		expect(refusalOf(protection, [['x-key', 'k3y']])).toBe('auth');
		expect(refusalOf(protection, [auth, ['x-key', 'k3y'], [loopHeader, loopId]])).toBe('loop');
	});

	it('has a path that is given, or a random one', () => {
		const given = protectionFor({secretPath: 'k3y/'});
		expect(given.secretPath).toBe('/k3y');
		expect(refusalOf(given, [], '/k3y/hook')).toBeNull();
		expect(refusalOf(given, [], '/hook')).toBe('path');
		const random = [1, 2].map(() => protectionFor({secretPath: true}).secretPath);
		expect(new Set(random).size).toBe(2);
		expect(random[0]).toMatch(/^\/[\w-]{22}$/);
	});

	it.each([
		[{auth: canary}, '--auth'],
		[{auth: `:${canary}`}, '--auth'],
		[{requireHeader: [canary]}, '--require-header'],
		[{secretPath: `a b ${canary}`}, '--secret-path'],
	])('%o is a mistake that is told without what was given', (options, named) => {
		let thrown: unknown;
		try {
			protectionFor(options);
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toBeInstanceOf(CallHookError);
		const {message, hint, exitCode} = thrown as CallHookError;
		expect(message).toContain(named);
		expect(`${message}${hint}`).not.toContain(canary);
		expect(exitCode).toBe(2);
	});
});
