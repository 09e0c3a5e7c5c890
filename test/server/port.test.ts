import {createServer, type Server} from 'node:net';
import {afterEach, expect, it} from 'vitest';
import {freePortAfter, isFree} from '../../src/server/port.ts';

const open: Server[] = [];
afterEach(async () => {
	for (const server of open.splice(0)) await new Promise(resolve => server.close(resolve));
});

async function occupy(port: number): Promise<number | null> {
	const server = createServer();
	const taken = await new Promise<boolean>(resolve => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => resolve(true));
	});
	if (!taken) return null;
	open.push(server);
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : null;
}

it('passes over ports that are in use', async () => {
	const first = await occupy(0);
	if (first === null) throw new Error('no port');
	// Whoever holds the next one, it is held now.
	await occupy(first + 1);
	const free = await freePortAfter(first, '127.0.0.1');
	expect(free).toBeGreaterThan(first + 1);
	expect(free).toBeLessThanOrEqual(first + 50);
	expect(await isFree(free ?? 0, '127.0.0.1')).toBe(true);
	expect(await occupy(free ?? 0)).toBe(free);
	expect(await isFree(free ?? 0, '127.0.0.1')).toBe(false);
});

it('there is none after the last', async () => {
	expect(await freePortAfter(65_535, '127.0.0.1')).toBeNull();
});

it('on a host that is none of ours no port is free', async () => {
	expect(await freePortAfter(40_000, '192.0.2.1')).toBeNull();
});
