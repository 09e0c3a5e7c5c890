import {existsSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {PublicAddress} from '../../src/cli/public-address.ts';
import {UrlFile} from '../../src/cli/url-file.ts';
import {Network} from '../../src/session/network.ts';
import {own} from '../../src/tunnel/own.ts';
import {createProbes} from '../../src/tunnel/probes.ts';
import {startTunnel} from '../../src/tunnel/tunnel.ts';
import {temporaryFolder} from '../store/temporary.ts';
import {afterwards, until} from '../support/waiting.ts';

/** A public address that leads straight to a server of ours; `answers` false: it is somebody else's. */
async function publicAddress({answers = true, deadlineMs = 5000} = {}) {
	const probes = createProbes();
	const server = createServer((request, response) => {
		const answer = answers ? probes.answer(request.url ?? '') : null;
		response.writeHead(answer?.status ?? 404).end(answer?.body);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	afterwards(() => {
		server.close();
	});
	const {port} = server.address() as AddressInfo;
	const url = `http://hooks.localhost:${port}`;
	const network = new Network('/k3y');
	const notices: string[] = [];
	const path = join(temporaryFolder(), 'url');
	const address = new PublicAddress({
		network,
		urlFile: new UrlFile(path),
		open: () =>
			startTunnel({
				driver: own,
				request: {port, value: url, server: null, subdomain: null},
				probes,
				timing: {probeWhenDegraded: 10},
			}),
		notify: (severity, message, hint) => notices.push(`${severity}: ${message} ${hint}`),
		deadlineMs,
	});
	afterwards(() => void address.close());
	return {address, network, notices, url, path};
}

describe('a public address', () => {
	it('is told and written once it is live, with the secret path, and gone when it is given up', async () => {
		const {address, network, url, path} = await publicAddress();
		const states: (string | null)[] = [];
		network.onTunnel(({state}) => states.push(state));
		await address.open();
		expect(states.at(0)).toBe('starting');
		expect(states.at(-1)).toBe('live');
		expect(network.state.publicUrl).toBe(`${url}/k3y`);
		expect(readFileSync(path, 'utf8')).toBe(`${url}/k3y\n`);
		await address.close();
		await address.close();
		expect(existsSync(path)).toBe(false);
		// How it was in the end is still told.
		expect(network.state.tunnel).toMatchObject({state: 'live', url});
	});

	it('that does not lead here is an error that says why', async () => {
		const {address, path} = await publicAddress({answers: false, deadlineMs: 100});
		await expect(address.open()).rejects.toThrow(/was not live within/);
		expect(existsSync(path)).toBe(false);
	});

	it('is opened and closed by the same key', async () => {
		const {address, network, url} = await publicAddress();
		expect(address.toggle()).toBe('A public address is asked for.');
		await until('it to be live', () => network.state.tunnel?.state === 'live');
		expect(address.toggle()).toBe(`${url} is given up.`);
		await until('it to be gone', () => network.state.tunnel === null);
		expect(address.toggle()).toBe('A public address is asked for.');
		await until('it to be live again', () => network.state.tunnel?.state === 'live');
	});

	it('that is given up before it is live is no failure', async () => {
		const {address, network, notices} = await publicAddress({answers: false});
		const opening = address.open();
		address.toggle();
		await opening;
		await until('it to be gone', () => network.state.tunnel === null);
		address.toggle();
		address.toggle();
		await until('it to be gone again', () => network.state.tunnel === null);
		await address.close();
		expect(notices).toEqual([]);
	});

	it('that cannot be opened by the key is a notice, and can be asked for again', async () => {
		const {address, network, notices} = await publicAddress({answers: false, deadlineMs: 100});
		address.toggle();
		await until('the notice', () => notices.length === 1);
		expect(notices[0]).toMatch(/^error: The public address .* was not live within/);
		expect(network.state.tunnel).toBeNull();
		expect(address.toggle()).toBe('A public address is asked for.');
	});
});
