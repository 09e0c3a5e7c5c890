import {expect, it} from 'vitest';
import {tryTunnel} from '../../src/cli/tunnel-trial.ts';
import {own} from '../../src/tunnel/own.ts';
import {startTunnel} from '../../src/tunnel/tunnel.ts';

/** A tunnel that leads to a port of this machine, by itself. */
const to = (url: (port: number) => string) => ({
	open: (port: number, probes: Parameters<typeof startTunnel>[0]['probes']) =>
		startTunnel({driver: own, request: {port, value: url(port), server: null, subdomain: null}, probes}),
});

it('an address that leads here is proved, told with its round trip, and given up', async () => {
	let used = 0;
	const trial = await tryTunnel(
		'own',
		to(port => {
			used = port;
			return `http://127.0.0.1:${port}`;
		}),
	);
	expect(trial).toMatchObject({kind: 'own', url: `http://127.0.0.1:${used}`});
	expect('roundTripMs' in trial && trial.roundTripMs).toBeGreaterThan(0);
	await expect(fetch(`http://127.0.0.1:${used}/`)).rejects.toThrow();
});

it('one that leads elsewhere is told with why, and what to do', async () => {
	const trial = await tryTunnel(
		'own',
		to(() => 'http://127.0.0.1:1'),
		300,
	);
	expect(trial).toMatchObject({kind: 'own', problem: expect.any(String), hint: expect.any(String)});
});
