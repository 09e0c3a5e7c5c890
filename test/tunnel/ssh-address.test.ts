import {describe, expect, it} from 'vitest';
import {addressInLine, allocatedPort} from '../../src/tunnel/ssh-address.ts';

describe('addressInLine', () => {
	it.each([
		// As services print them.
		['Forwarding HTTP traffic from https://brave.serveo.example.test', 'https://brave.serveo.example.test'],
		[
			'0a1b2c.lhr.example.test tunneled with tls termination, https://0a1b2c.lhr.example.test',
			'https://0a1b2c.lhr.example.test',
		],
		['https://rnabc-198-51-100-1.a.free.example.test', 'https://rnabc-198-51-100-1.a.free.example.test'],
		['http://rnabc.free.example.test/', 'http://rnabc.free.example.test'],
		['Your url is: http://a.example.test, or https://a.example.test.', 'https://a.example.test'],
		['http://a.localhost:8080', 'http://a.localhost:8080'],
	])('%s', (line, url) => {
		expect(addressInLine(line, 'ssh.example.test')).toEqual({url, isTold: true});
	});

	it.each([
		'Welcome!',
		'Follow your favourite reverse tunnel at [https://twitter.com/somebody].',
		'To set up and manage custom domains go to https://admin.service.example.test/',
		'More details at https://service.example.test/docs/custom-domains',
		'You get unrestricted tunnels: https://dashboard.service.example.test',
		'To register your tunnel, visit https://console.service.example.test/ssh/keys?add=SHA256:abc',
		'Connected to tunnel service https://ssh.example.test',
		'Forwarding to http://localhost:8888 and http://127.0.0.1:8888 and http://[::1]:8888',
		'Forwarding from https://user@a.example.test',
		'Forwarding from https://a.example.test?x=1',
		'Forwarding from https://',
	])('%s has none', line => {
		expect(addressInLine(line, 'ssh.example.test')).toBeNull();
	});

	it('is less sure of an address in a sentence of another kind', () => {
		expect(addressInLine('See https://a.example.test for more', 'ssh.example.test')).toEqual({
			url: 'https://a.example.test',
			isTold: false,
		});
	});
});

describe('allocatedPort', () => {
	it('reads what the ssh client says', () => {
		expect(allocatedPort('Allocated port 41234 for remote forward to 127.0.0.1:8888')).toBe(41234);
		expect(allocatedPort('The server says: Allocated port 41234 for remote forward')).toBeNull();
	});
});
