import {describe, expect, it} from 'vitest';
import {
	decodePercent,
	headerOf,
	isTruncated,
	parsePairs,
	splitTarget,
	targetOf,
	withoutPrefix,
} from '../../src/core/capture.ts';
import {captured} from '../support/fixtures.ts';
import {random} from './random.ts';

describe('splitTarget', () => {
	it.each([
		[
			'/a/b?c=d&e=f',
			'/a/b',
			[
				['c', 'd'],
				['e', 'f'],
			],
		],
		['/', '/', []],
		['/?', '/', []],
		['/a?', '/a', []],
		['/a?b?c=d?e', '/a', [['b?c', 'd?e']]],
		['/caf%C3%A9/%2F', '/café//', []],
		['*', '*', []],
		['host:443', 'host:443', []],
		['', '', []],
		['http://host:1/a?b=c', '/a', [['b', 'c']]],
		['HTTPS://host', '/', []],
		['http://host/', '/', []],
		['/a?to=http://x/y', '/a', [['to', 'http://x/y']]],
		['/a/http://x/y', '/a/http://x/y', []],
	])('%s', (target, path, query) => {
		expect(splitTarget(target)).toEqual({path, query});
	});

	it('an absolute target without a path means the root, also before a query', () => {
		expect(splitTarget('http://host?a=b')).toEqual({path: '/', query: [['a', 'b']]});
	});

	it('leaves a path that is not valid UTF-8 when decoded as it was sent', () => {
		expect(splitTarget('/%ff/%zz/%').path).toBe('/%ff/%zz/%');
	});
});

describe('parsePairs', () => {
	it('keeps order, repeats, letter case and empty values', () => {
		expect(parsePairs('b=1&a=2&B=&b=3&c')).toEqual([
			['b', '1'],
			['a', '2'],
			['B', ''],
			['b', '3'],
			['c', ''],
		]);
	});

	it('passes over nothing between two &', () => {
		expect(parsePairs('&&a=1&&')).toEqual([['a', '1']]);
		expect(parsePairs('')).toEqual([]);
	});

	it('reads + as a blank and %2B as a +, in names too', () => {
		expect(parsePairs('a+b=c+d&from=%2B15005550006&from=+15005550006')).toEqual([
			['a b', 'c d'],
			['from', '+15005550006'],
			['from', ' 15005550006'],
		]);
	});

	it('only the first = divides', () => {
		expect(parsePairs('a=b=c&=d')).toEqual([
			['a', 'b=c'],
			['', 'd'],
		]);
	});

	it('a value that cannot be decoded stays as sent, its neighbours do not', () => {
		expect(parsePairs('a=%E0%A4%A&b=100%&c=%20')).toEqual([
			['a', '%E0%A4%A'],
			['b', '100%'],
			['c', ' '],
		]);
	});

	it('reads what a browser writes (500 seeded forms)', () => {
		const {below, pick} = random(11);
		const alphabet = ['a', 'Z', '0', ' ', '+', '%', '&', '=', 'é', '漢', '😀', '\n', '"', '#', '?', ''];
		const text = () => Array.from({length: below(8)}, () => pick(alphabet)).join('');
		for (let i = 0; i < 500; i++) {
			const pairs = Array.from({length: 1 + below(4)}, () => [`n${text()}`, text()] as [string, string]);
			expect(parsePairs(new URLSearchParams(pairs).toString())).toEqual(pairs);
		}
	});
});

describe('decodePercent', () => {
	it.each([
		['plain', 'plain'],
		['%41', 'A'],
		['%e2%82%ac', '€'],
		['%', '%'],
		['50%', '50%'],
		['%4', '%4'],
		['%zz', '%zz'],
		['%ff', '%ff'],
		['%ed%a0%80', '%ed%a0%80'],
		['%c0%af', '%c0%af'],
		['%00', '\0'],
	])('%j becomes %j', (text, decoded) => {
		expect(decodePercent(text)).toBe(decoded);
	});
});

describe('headerOf', () => {
	const headers = [
		['X-A', '1'],
		['x-a', '2'],
		['X-Ab', '3'],
	] as const;

	it('gives the first value, whatever the letter case it was sent in', () => {
		expect(headerOf(headers, 'x-a')).toBe('1');
	});

	it('is null for a header that was not sent, also for one that begins alike', () => {
		expect(headerOf(headers, 'x')).toBeNull();
		expect(headerOf([], 'x-a')).toBeNull();
	});

	it('an empty value is not a missing one', () => {
		expect(headerOf([['Empty', '']], 'empty')).toBe('');
	});
});

describe('isTruncated', () => {
	it('is so when more bytes came than were kept', () => {
		const request = captured({method: 'POST', target: '/', headers: [], body: 'abc'});
		expect(isTruncated(request)).toBe(false);
		expect(isTruncated({...request, bodySize: 4})).toBe(true);
	});
});

describe('withoutPrefix', () => {
	it.each([
		['/k3y/hook?a=/k3y/b', '/k3y', '/hook?a=/k3y/b'],
		['/k3y', '/k3y', '/'],
		['/k3y?a=b', '/k3y', '/?a=b'],
		['/k3y/', '/k3y', '/'],
		['/k3yx/hook', '/k3y', '/k3yx/hook'],
		['/other/k3y', '/k3y', '/other/k3y'],
		['*', '/k3y', '*'],
		['', '', ''],
		['?a', '', '?a'],
	])('%s without %s is %s', (target, prefix, rest) => {
		expect(withoutPrefix(target, prefix)).toBe(rest);
	});
});

it('targetOf takes off what is call-hook’s own, and only that', () => {
	expect(targetOf({target: '/k3y/hook', ownPrefix: '/k3y'})).toBe('/hook');
	expect(targetOf({target: 'http://h.test/k3y/hook?a', ownPrefix: '/k3y'})).toBe('http://h.test/hook?a');
	expect(targetOf({target: 'http://h.test/k3y', ownPrefix: '/k3y'})).toBe('http://h.test/');
	expect(targetOf({target: '/k3y/hook'})).toBe('/k3y/hook');
	expect(targetOf({target: null, ownPrefix: '/k3y'})).toBeNull();
});
