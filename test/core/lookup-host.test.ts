import {connect, createServer} from 'node:net';
import {describe, expect, it} from 'vitest';
import {lookupHost} from '../../src/core/lookup-host.ts';

function addressesOf(name: string): Promise<string[]> {
	return new Promise((resolve, reject) => {
		lookupHost(name, {all: true}, (error, found) => {
			if (error !== null) reject(error);
			else resolve(Array.isArray(found) ? found.map(({address}) => address) : [found]);
		});
	});
}

describe('lookupHost', () => {
	it.each(['localhost', 'brave-lynx.localhost', 'a.b.LOCALHOST', 'a.localhost.'])(
		'%s is this machine',
		async name => {
			for (const address of await addressesOf(name)) expect(address).toMatch(/^(127\.|::1$)/);
		},
	);

	it.each(['localhost.invalid', 'notlocalhost.invalid'])('%s is not', async name => {
		await expect(addressesOf(name)).rejects.toThrow();
	});

	it('serves a connection', async () => {
		const server = createServer(socket => socket.end('here'));
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		try {
			const {port} = server.address() as {port: number};
			const socket = connect({host: 'brave.localhost', port, lookup: lookupHost});
			const heard = await new Promise((resolve, reject) => {
				socket.on('data', bytes => resolve(bytes.toString()));
				socket.on('error', reject);
			});
			expect(heard).toBe('here');
		} finally {
			server.close();
		}
	});
});
