import {describe, expect, it} from 'vitest';
import {parseTarget} from '../../src/forward/target-url.ts';

describe('the address of a target', () => {
	it('in its parts', () => {
		expect(parseTarget(' http://127.0.0.1:3000 ')).toEqual({
			address: {
				url: 'http://127.0.0.1:3000',
				origin: 'http://127.0.0.1:3000',
				isSecure: false,
				hostname: '127.0.0.1',
				port: 3000,
				host: '127.0.0.1:3000',
				place: '127.0.0.1:3000',
				path: '/',
				query: '',
			},
		});
	});

	it.each([
		['http://localhost', {url: 'http://localhost', port: 80, host: 'localhost', place: 'localhost:80'}],
		['HTTPS://API.test:443/', {url: 'https://api.test', isSecure: true, port: 443, host: 'api.test'}],
		['http://[::1]:3000', {hostname: '::1', host: '[::1]:3000', place: '[::1]:3000'}],
		['http://x.test/base/?k=v', {url: 'http://x.test/base', path: '/base/', query: 'k=v'}],
		['http://x.test?token=1', {url: 'http://x.test', path: '/', query: 'token=1'}],
		['http://x.test/a b', {path: '/a%20b'}],
		['http://münchen.test', {hostname: 'xn--mnchen-3ya.test'}],
	])('%s', (text, parts) => {
		expect(parseTarget(text)).toMatchObject({address: parts});
	});

	it.each([
		['', 'The address is empty.'],
		['3000', 'Write http://127.0.0.1:3000.'],
		[':3000', 'Write http://127.0.0.1:3000.'],
		['localhost:3000', 'Write http://localhost:3000.'],
		['api.shop.test/hooks', 'Write http://api.shop.test/hooks.'],
		['[::1]:3000', 'Write http://[::1]:3000.'],
		['ftp://x.test', '"ftp://x.test" is no http or https address. It has to begin with http:// or https://.'],
		['file:///etc/passwd', 'has to begin with http:// or https://'],
		['javascript:alert(1)', 'has to begin with'],
		['//x.test', 'has to begin with'],
		['http://', '"http://" is not an address.'],
		['http://x.test:99999', 'is not an address'],
		['http://x.test:0', 'port 0'],
		['http://x.test/#top', 'Leave it out.'],
		['http://x.test/#', 'Leave it out.'],
	])('%j is refused, with the reason', (text, problem) => {
		const parsed = parseTarget(text);
		if (!('problem' in parsed)) throw new Error('it was taken');
		expect(`${parsed.problem} ${parsed.hint ?? ''}`).toContain(problem);
	});

	it('one with credentials is refused, and they are not repeated', () => {
		for (const text of ['http://me:secret@x.test', 'http://secret@x.test']) {
			const parsed = parseTarget(text);
			expect(parsed).toEqual({
				problem: expect.stringContaining('user name or password'),
				hint: 'Leave it out.',
			});
			expect(JSON.stringify(parsed)).not.toContain('secret');
		}
	});
});
