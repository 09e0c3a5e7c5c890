import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isWebAddress, parseForward} from '../../src/core/forward-text.ts';

describe('parseForward', () => {
	it.each([
		['http://127.0.0.1:3000', '', 'http://127.0.0.1:3000'],
		['https://app.example.test/hooks?a=http://b', '', 'https://app.example.test/hooks?a=http://b'],
		['provider:telecmi=http://localhost:3000', 'provider:telecmi', 'http://localhost:3000'],
		[' path:/a* -is:pinned = http://localhost', '', ''],
		['path:/a* "x=y"=HTTPS://h?b=https://c', 'path:/a* "x=y"', 'HTTPS://h?b=https://c'],
		['=http://localhost', '', 'http://localhost'],
	])('%s', (text, when, url) => {
		expect(parseForward(text)).toEqual(url === '' ? null : {when, url});
	});

	it.each([
		'',
		'localhost:3000',
		'provider:telecmi',
		'ftp://x',
		'http://',
		'http://a b',
		'x=http://[',
		'http:/x',
	])('%j names no target', text => {
		expect(parseForward(text)).toBeNull();
	});

	it('never throws, and keeps the address as it was written', () => {
		fc.assert(
			fc.property(fc.string(), fc.webUrl({withQueryParameters: true}), (filter, url) => {
				fc.pre(!/=https?:\/\/|^https?:\/\//i.test(filter));
				expect(parseForward(`${filter}=${url}`)).toEqual({when: filter.trim(), url});
			}),
		);
	});
});

it('isWebAddress takes http and https alone', () => {
	expect(['http://a', 'https://a.example.test/x', 'ws://a', 'a', 'http://a\n'].map(isWebAddress)).toEqual([
		true,
		true,
		false,
		false,
		false,
	]);
});
