import {describe, expect, it} from 'vitest';
import {CallHookError, codeOf, exitCode, messageOf} from '../../src/core/errors.ts';

describe('CallHookError', () => {
	it('says what happened, the next step, and the exit code', () => {
		const cause = new Error('why');
		const error = new CallHookError('what', {hint: 'do this', exitCode: exitCode.usage, cause});
		expect(error).toBeInstanceOf(Error);
		expect(error).toMatchObject({
			name: 'CallHookError',
			message: 'what',
			hint: 'do this',
			exitCode: 2,
			cause,
		});
	});

	it('has no cause of its own making', () => {
		expect('cause' in new CallHookError('what', {hint: '', exitCode: 1})).toBe(false);
	});
});

it('exit codes are the documented ones', () => {
	expect(exitCode).toEqual({
		done: 0,
		unmatched: 1,
		declined: 1,
		usage: 2,
		unavailable: 3,
		contract: 4,
		hangup: 129,
		interrupted: 130,
		terminated: 143,
	});
});

it.each([
	[new TypeError('t'), 't'],
	['text', 'text'],
	[undefined, 'undefined'],
	[null, 'null'],
	[{toString: (): string => 'mine'}, 'mine'],
	[Object.create(null), 'something that has no message'],
	[
		{
			toString() {
				throw new Error('no');
			},
		},
		'something that has no message',
	],
	[Object.assign(new Error(), {message: 5}), '5'],
])('messageOf %o', (thrown, message) => {
	expect(messageOf(thrown)).toBe(message);
});

it.each([
	[Object.assign(new Error(), {code: 'EADDRINUSE'}), 'EADDRINUSE'],
	[{code: 5}, null],
	[new Error('x'), null],
	['EPIPE', null],
	[null, null],
	[undefined, null],
])('codeOf %o', (thrown, code) => {
	expect(codeOf(thrown)).toBe(code);
});
