import {createServer} from 'node:net';

/** How many ports are tried. */
const tries = 50;

/** The next free port above `port` on that host, or null when none of the next fifty is. */
export async function freePortAfter(port: number, host: string): Promise<number | null> {
	for (let candidate = port + 1; candidate <= Math.min(port + tries, 65_535); candidate++) {
		if (await isFree(candidate, host)) return candidate;
	}
	return null;
}

/** Whether it can be listened on now. */
export function isFree(port: number, host: string): Promise<boolean> {
	return new Promise(resolve => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({port, host, exclusive: true}, () => server.close(() => resolve(true)));
	});
}
