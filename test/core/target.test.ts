import {expect, it} from 'vitest';
import {endpointOf, isUnconnected, originOf} from '../../src/core/target.ts';

it.each([
	['http://127.0.0.1:3000/hooks?token=abc', 'http://127.0.0.1:3000'],
	['https://app.example.test', 'https://app.example.test'],
	['http://[::1]:3000#x', 'http://[::1]:3000'],
	['not a url', 'not a url'],
])('the origin of %s is %s', (url, origin) => {
	expect(originOf(url)).toBe(origin);
});

it.each([
	['refused', true],
	['dns', true],
	['unreachable', true],
	['tls', true],
	['reset', false],
	['timeout', false],
	['unsendable', false],
] as const)('nothing was reached: %s %s', (code, expected) => {
	expect(isUnconnected({code})).toBe(expected);
	expect(isUnconnected(null)).toBe(false);
});

it.each([
	['http://127.0.0.1:3000/hooks?token=abc', 'http://127.0.0.1:3000/hooks'],
	['http://127.0.0.1:3000/?token=abc', 'http://127.0.0.1:3000'],
	['https://app.example.test', 'https://app.example.test'],
	['http://[::1]:3000/a/b/#x', 'http://[::1]:3000/a/b/'],
	['not a url', 'not a url'],
])('the endpoint of %s is %s', (url, endpoint) => {
	expect(endpointOf(url)).toBe(endpoint);
});
