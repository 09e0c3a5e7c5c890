import {describe, expect, it} from 'vitest';
import {own} from '../../src/tunnel/own.ts';

const open = (value: string | null) =>
	own.open({port: 9, value, server: null, subdomain: null, signal: new AbortController().signal});

describe('an address of the user’s own', () => {
	it.each([
		['https://a.example.test', 'https://a.example.test'],
		['https://a.example.test/', 'https://a.example.test'],
		['HTTP://A.example.test:8080/base//', 'http://a.example.test:8080/base'],
		['http://[::1]:80/', 'http://[::1]'],
	])('%s', async (text, url) => {
		expect((await open(text)).url).toBe(url);
	});

	it.each([
		[null, '"" is no web address'],
		['a.example.test', '"a.example.test" is no web address'],
		['ftp://a.example.test', '"ftp://a.example.test" is no web address'],
		[
			'https://a.example.test/?x=1',
			'"https://a.example.test/?x=1" has something behind its path, where the provider\'s own comes',
		],
		[
			'https://a.example.test/#x',
			'"https://a.example.test/#x" has something behind its path, where the provider\'s own comes',
		],
	])('%s is none', async (text, message) => {
		await expect(open(text)).rejects.toMatchObject({name: 'TunnelError', message, isFinal: true});
	});
});
