import {describe, expect, it} from 'vitest';
import {maySendTo, targetFrom} from '../../src/cli/target-safety.ts';
import {CallHookError} from '../../src/core/errors.ts';

function surroundings(addresses: readonly string[], answer = false) {
	const asked: string[] = [];
	return {
		asked,
		addressesOf: () => Promise.resolve(addresses),
		ask: (question: string) => {
			asked.push(question);
			return Promise.resolve(answer);
		},
	};
}

const to = (hostname: string) => ({url: `https://${hostname}/hooks`, hostname});

describe('maySendTo', () => {
	it.each(['127.0.0.1', 'localhost', '10.0.0.5', '::1'])('%s is not asked about', async host => {
		const around = surroundings(['203.0.113.9']);
		expect(await maySendTo(to(host), '3 requests', false, around)).toEqual({addresses: null});
		expect(around.asked).toEqual([]);
	});

	it('a name is as near as the farthest of its addresses', async () => {
		const near = surroundings(['10.0.0.1', 'fd00::1']);
		const allowed = await maySendTo(to('app.example.test'), '3 requests', false, near);
		expect(allowed).toEqual({addresses: ['10.0.0.1', 'fd00::1']});
		const far = surroundings(['10.0.0.1', '203.0.113.9']);
		expect(await maySendTo(to('app.example.test'), '3 requests', false, far)).toBeNull();
		expect(far.asked).toEqual([
			'Send 3 requests to https://app.example.test/hooks? It is not on this computer.',
		]);
	});

	it('goes by the answer', async () => {
		expect(await maySendTo(to('203.0.113.9'), '1 request', false, surroundings([], true))).toEqual({
			addresses: null,
		});
	});

	it.each([
		['box.local', ['203.0.113.9']],
		['metadata.example.test', ['169.254.169.254']],
		['none.example.test', []],
	])('%s is asked about: its name says nothing', async (host, addresses) => {
		const around = surroundings(addresses);
		expect(await maySendTo(to(host), '1 request', false, around)).toBeNull();
		expect(around.asked).toHaveLength(1);
	});

	it('does not ask who said yes beforehand, nor look the name up', async () => {
		const around = {...surroundings([]), addressesOf: () => Promise.reject(new Error('looked up'))};
		expect(await maySendTo(to('app.example.test'), '1 request', true, around)).toEqual({addresses: null});
	});

	it('says that a name has no address', async () => {
		const around = {...surroundings([]), addressesOf: () => Promise.reject(new Error('ENOTFOUND'))};
		const error = await maySendTo(to('nowhere.invalid'), '1 request', false, around).catch(
			(thrown: unknown) => thrown,
		);
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toMatchObject({exitCode: 3, message: expect.stringContaining('nowhere.invalid')});
	});
});

describe('targetFrom', () => {
	it('is the address that was given', () => {
		expect(targetFrom('http://127.0.0.1:3000/hooks')).toMatchObject({hostname: '127.0.0.1', path: '/hooks'});
	});

	it.each([
		[undefined, /^No address/],
		['ftp://a.example.test', /^--to: /],
	])('%s is none', (to, message) => {
		expect(() => targetFrom(to)).toThrow(
			expect.objectContaining({exitCode: 2, message: expect.stringMatching(message)}),
		);
	});
});
