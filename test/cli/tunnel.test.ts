import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, it} from 'vitest';
import {type TunnelOptions, tunnelFor} from '../../src/cli/tunnel.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {createProbes} from '../../src/tunnel/probes.ts';
import {startLocaltunnelServer} from '../support/localtunnel-server.ts';

const wanted = (options: Partial<TunnelOptions>) => tunnelFor({host: '127.0.0.1', ...options});

describe('which tunnel', () => {
	it.each([
		[{}, false],
		[{tunnel: 'none'}, false],
		[{tunnel: 'none', subdomain: 'kept-from-the-file'}, false],
		[{tunnel: true}, true],
		[{tunnel: 'localtunnel', tunnelHost: 'http://tunnel.example.test'}, true],
		[{publicUrl: 'https://a.example.test'}, true],
		[{publicUrl: 'https://a.example.test', tunnel: 'none'}, true],
		[{tunnel: true, host: '0.0.0.0'}, true],
		[{publicUrl: 'https://a.example.test', host: '192.0.2.1'}, true],
	] as const)('%o: %s', (options, isWanted) => {
		expect(wanted(options).isWanted).toBe(isWanted);
	});

	it.each([
		[{tunnel: 'pigeon'}, 'pigeon'],
		[{tunnel: true, publicUrl: 'https://a.example.test'}, '--public-url'],
		[{publicUrl: 'a.example.test'}, 'a.example.test'],
		[{publicUrl: 'ftp://a.example.test'}, 'ftp://a.example.test'],
		[{publicUrl: 'https://hook:s3cret@a.example.test'}, '--public-url holds'],
		[{subdomain: 'x'}, '--subdomain'],
		[{tunnelHost: 'http://x'}, '--tunnel-host'],
		[{tunnel: true, host: '192.0.2.1'}, '192.0.2.1'],
	] as const)('%o is a mistake', (options, named) => {
		expect(() => wanted(options)).toThrow(CallHookError);
		expect(() => wanted(options)).toThrow(named);
	});
});

it('one the user runs is proved through its own address', async () => {
	const probes = createProbes();
	const server = createServer((request, response) => {
		const answer = probes.answer(request.url ?? '');
		response.writeHead(answer?.status ?? 404).end(answer?.body);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	const tunnel = wanted({publicUrl: `http://hooks.localhost:${port}/`}).open(port, probes);
	await tunnel.firstLive(5000);
	expect(tunnel.status).toMatchObject({state: 'live', url: `http://hooks.localhost:${port}`});
	await tunnel.close();
	server.close();
});

it('one that is opened again has the name it had', async () => {
	const probes = createProbes();
	const here = createServer((request, response) => {
		response.end(probes.answer(request.url ?? '')?.body);
	});
	await new Promise<void>(resolve => here.listen(0, '127.0.0.1', resolve));
	const {port} = here.address() as AddressInfo;
	const server = await startLocaltunnelServer();
	const {open} = wanted({tunnel: true, tunnelHost: server.url});
	const first = open(port, probes);
	await first.firstLive(10_000);
	const {url} = first.status;
	await first.close();
	const second = open(port, probes);
	await second.firstLive(10_000);
	expect(second.status.url).toBe(url);
	await second.close();
	await server.kill();
	here.close();
});
