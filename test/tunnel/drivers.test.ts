import {describe, expect, it} from 'vitest';
import {defaultTunnel, parseTunnel, tunnelDrivers, tunnelKinds} from '../../src/tunnel/drivers.ts';

describe('the kinds of tunnels', () => {
	it('are these, as they are written', () => {
		expect(tunnelKinds).toEqual(['localtunnel', 'cloudflared', 'ngrok', 'ssh:<user@host>']);
		expect(defaultTunnel.id).toBe('localtunnel');
	});

	it('each say what they are, in a line of the help', () => {
		for (const {says} of tunnelDrivers) {
			expect(says).toMatch(/^\S.{10,120}[^.]$/);
		}
	});
});

describe('parseTunnel', () => {
	it.each([
		['localtunnel', 'localtunnel', null],
		['LocalTunnel', 'localtunnel', null],
		['cloudflared', 'cloudflared', null],
		['ngrok', 'ngrok', null],
		['ssh:me@host', 'ssh', 'me@host'],
		['ssh:me@host:2222', 'ssh', 'me@host:2222'],
	])('%s', (text, id, value) => {
		expect(parseTunnel(text)).toMatchObject({driver: {id}, value});
	});

	it.each([
		['', 'There is no tunnel "": there are localtunnel, cloudflared, ngrok, ssh:<user@host>.'],
		[
			'localtunel',
			'There is no tunnel "localtunel": there are localtunnel, cloudflared, ngrok, ssh:<user@host>.',
		],
		[
			'own:https://a.example.test',
			'There is no tunnel "own": there are localtunnel, cloudflared, ngrok, ssh:<user@host>.',
		],
		['ngrok:x', 'ngrok takes no value: "ngrok:x" has one.'],
		['ssh', 'ssh needs to know where: ssh:<user@host>.'],
		['ssh:', 'ssh needs to know where: ssh:<user@host>.'],
	])('%s is none', (text, problem) => {
		expect(parseTunnel(text)).toEqual({problem});
	});
});
