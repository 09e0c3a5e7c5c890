import {describe, expect, it} from 'vitest';
import {addressSeen, isLocal, originSeen} from '../../src/core/address.ts';
import type {Pair} from '../../src/core/capture.ts';

const seen = (headers: Pair[], target: string | null = '/hook?a=1', publicUrl?: string) =>
	addressSeen({headers, target, ...(publicUrl !== undefined && {publicUrl})});

const open = 'https://brave-lynx.test';

describe('without a public address', () => {
	it('is what the request names', () => {
		expect(seen([['Host', '127.0.0.1:8888']])).toBe('http://127.0.0.1:8888/hook?a=1');
		expect(seen([['HOST', 'Shop.test']])).toBe('http://Shop.test/hook?a=1');
	});

	it('is what a proxy in between tells', () => {
		const headers: Pair[] = [
			['Host', '127.0.0.1:8888'],
			['X-Forwarded-Host', 'shop.test, inner.test'],
			['X-Forwarded-Proto', 'HTTPS,http'],
		];
		expect(seen(headers)).toBe('https://shop.test/hook?a=1');
		expect(
			seen([
				['Host', 'shop.test'],
				['X-Forwarded-Proto', 'https'],
			]),
		).toBe('https://shop.test/hook?a=1');
	});

	it('is what a standard Forwarded tells, its first element', () => {
		expect(
			seen([
				['Host', 'x'],
				['Forwarded', 'for=192.0.2.1;Proto=https;HOST="shop.test:444", host=no;proto=http'],
			]),
		).toBe('https://shop.test:444/hook?a=1');
		expect(
			seen([
				['Host', 'x'],
				['Forwarded', 'for="a,b"; host=shop.test'],
			]),
		).toBe('http://shop.test/hook?a=1');
		expect(
			seen([
				['Host', 'x'],
				['Forwarded', 'for=192.0.2.1, host=no.test;proto=https'],
			]),
		).toBe('http://x/hook?a=1');
	});

	it('is the target itself, when that is a whole address', () => {
		expect(seen([['Host', 'x']], 'HTTP://other.test/a?b')).toBe('HTTP://other.test/a?b');
		expect(originSeen({headers: [], target: 'HTTP://other.test:81?b'})).toEqual({
			scheme: 'http',
			host: 'other.test:81',
			prefix: '',
		});
	});

	it.each(['javascript', 'ftp', '', ' ', 'https://'])(
		'a scheme no webhook has (%j) counts as none',
		scheme => {
			expect(
				seen([
					['Host', 'x'],
					['X-Forwarded-Proto', scheme],
				]),
			).toBe('http://x/hook?a=1');
		},
	);

	it('is not known where nobody names a host, or there is no target', () => {
		expect(seen([])).toBeNull();
		expect(seen([['Host', '']])).toBeNull();
		expect(seen([['Host', 'x']], null)).toBeNull();
	});
});

describe('with a public address', () => {
	it.each<[string, Pair[]]>([
		['the tunnel keeps the host', [['Host', 'brave-lynx.test']]],
		['in another case', [['Host', 'Brave-Lynx.test']]],
		[
			'it puts its own in place, and tells',
			[
				['Host', 'localhost:8888'],
				['X-Forwarded-For', '192.0.2.1'],
			],
		],
		[
			'it tells the scheme',
			[
				['Host', 'brave-lynx.test'],
				['X-Forwarded-Proto', 'https'],
			],
		],
		[
			'it tells the host',
			[
				['Host', '127.0.0.1:8888'],
				['X-Forwarded-Host', 'brave-lynx.test'],
			],
		],
		[
			'it tells it in the standard’s way',
			[
				['Host', 'localhost'],
				['Forwarded', 'for=192.0.2.1;host=brave-lynx.test'],
			],
		],
		['no host at all', [['X-Forwarded-For', '192.0.2.1']]],
	])('%s', (_, headers) => {
		const told = seen(headers, '/hook', open);
		expect(told?.toLowerCase()).toBe('https://brave-lynx.test/hook');
	});

	it('a request from this machine did not come by it', () => {
		expect(seen([['Host', '127.0.0.1:8888']], '/hook', open)).toBe('http://127.0.0.1:8888/hook');
	});

	it('its path, which the tunnel has taken off, is put back', () => {
		expect(seen([['Host', 'hub.test']], '/hook', 'https://hub.test/team/')).toBe(
			'https://hub.test/team/hook',
		);
	});

	it('a domain of the user’s own in front of it stays', () => {
		const headers: Pair[] = [
			['Host', 'hooks.shop.test'],
			['X-Forwarded-Proto', 'https'],
		];
		expect(seen(headers, '/hook', open)).toBe('https://hooks.shop.test/hook');
	});

	it('one that is no address counts as none', () => {
		expect(seen([['Host', 'x']], '/hook', 'nothing')).toBe('http://x/hook');
	});

	it('each request has its own', () => {
		expect(seen([['Host', 'a.test']], '/', 'https://a.test')).toBe('https://a.test/');
		expect(seen([['Host', 'b.test']], '/', 'https://b.test:444')).toBe('http://b.test/');
		expect(seen([['Host', 'b.test:444']], '/', 'https://b.test:444')).toBe('https://b.test:444/');
		expect(seen([['Host', 'a.test']], '/', 'https://a.test')).toBe('https://a.test/');
	});
});

it('a header that was made to be slow is not', () => {
	const began = performance.now();
	for (const value of ['"'.repeat(60_000), 'host'.repeat(15_000), 'a;'.repeat(30_000), '"a'.repeat(30_000)]) {
		seen([
			['Host', 'x'],
			['Forwarded', value],
		]);
	}
	expect(performance.now() - began).toBeLessThan(1000);
});

it.each([
	['localhost', true],
	['LOCALHOST:8888', true],
	['api.localhost', true],
	['api.localhost.:1', true],
	['127.0.0.1:8888', true],
	['127.1', true],
	['::1', true],
	['[::1]:8888', true],
	['localhost.test', false],
	['127.0.0.1.test', false],
	['192.0.2.1', false],
	['[2001:db8::1]:80', false],
	['2001:db8::1', false],
	['', false],
])('%j is this machine: %s', (host, local) => {
	expect(isLocal(host)).toBe(local);
});
