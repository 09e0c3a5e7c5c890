import {expect, it} from 'vitest';
import {register} from '../../src/cli/registration.ts';
import type {TunnelStatus} from '../../src/core/tunnel.ts';
import {Network} from '../../src/session/network.ts';
import {storeAt} from '../store/temporary.ts';

const live = (url: string): TunnelStatus => ({
	state: 'live',
	url,
	since: 0,
	because: null,
	roundTripMs: null,
});

it('a listener is noted with its addresses, and taken out at the end', async () => {
	const store = await storeAt();
	const network = new Network('/secret');
	const registration = register(store, 'http://127.0.0.1:1/secret', network);
	const [entry] = store.listeners();
	expect(entry).toMatchObject({pid: process.pid, url: 'http://127.0.0.1:1/secret', publicUrl: null});
	expect(Math.abs((entry?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
	network.setTunnel(live('https://a.example.test'));
	expect(store.listeners()).toEqual([{...entry, publicUrl: 'https://a.example.test/secret'}]);
	network.setTunnel(null);
	expect(store.listeners()).toEqual([entry]);
	registration.end();
	registration.end();
	network.setTunnel(live('https://b.example.test'));
	expect(store.listeners()).toEqual([]);
});

it('a store that cannot be written to does not keep the listener from running', async () => {
	const store = await storeAt();
	store.close();
	const network = new Network();
	const registration = register(store, 'http://127.0.0.1:1', network);
	network.setTunnel(live('https://a.example.test'));
	registration.end();
});
