/** `--tunnel` through a real localtunnel server on this machine, by the built program. */

import {existsSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, describe, expect, it} from 'vitest';
import {freePort, type LocaltunnelServer, startLocaltunnelServer} from '../support/localtunnel-server.ts';
import {
	cdr,
	describeNodes,
	isNotice,
	type Program,
	run,
	start,
	tempFolder,
	waitFor,
} from '../support/program.ts';
import {requestBytes, send, sendAll, sendRaw} from '../support/wire.ts';
import {always, passTo, startStrangeServer, startTcpServer} from '../tunnel/here.ts';

const closers: (() => unknown)[] = [];
afterAll(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

async function tunnelServer(port?: number): Promise<LocaltunnelServer> {
	const server = await startLocaltunnelServer(port);
	closers.push(() => server.kill());
	return server;
}

/** A handler that answers with what it got, byte for byte. */
async function echo(): Promise<string> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			response.writeHead(200, {'Content-Type': 'application/octet-stream', 'Content-Length': body.length});
			response.end(body);
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	closers.push(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const listen = (server: LocaltunnelServer, args: readonly string[] = [], node?: string) =>
	start(
		[
			'listen',
			'--json',
			'--port',
			'0',
			'--store',
			':memory:',
			'--tunnel',
			'--tunnel-host',
			server.url,
			...args,
		],
		node === undefined ? {} : {node},
	);

const isReady = (line: {type: string}) => line.type === 'ready';

async function ready(program: Program) {
	const line = await program.waitForLine('ready', isReady);
	if (line.type !== 'ready' || line.publicUrl === null) throw new Error('no public address');
	const {host, port, pathname} = new URL(line.publicUrl);
	return {...line, publicUrl: line.publicUrl, host, port: Number(port), prefix: pathname.replace(/\/$/, '')};
}

describeNodes('a tunnel', node => {
	it('is live before ready says so, and carries a delivery there and its answer back', async () => {
		const server = await tunnelServer();
		const file = join(tempFolder(), 'url');
		const program = listen(server, ['--subdomain', 'calls', '--url-file', file], node);
		const {publicUrl, host, port} = await ready(program);
		expect(publicUrl).toBe(`http://calls.localhost:${server.port}`);
		const before = program.json().slice(0, program.json().findIndex(isReady));
		expect(before.map(line => line.type === 'tunnel' && line.state)).toEqual([
			'starting',
			'assigned',
			'live',
		]);
		expect(readFileSync(file, 'utf8')).toBe(`${publicUrl}\n`);
		const request = cdr('c1');
		const reply = await send(port, {...request, headers: [['Host', host], ...request.headers.slice(1)]});
		expect(reply).toMatchObject({status: 200, body: '{"success":true}'});
		const deliveries = await program.waitForDeliveries(1);
		// The requests that proved the address are no deliveries.
		expect(deliveries).toHaveLength(1);
		expect(deliveries[0]).toMatchObject({provider: {id: 'telecmi'}, url: `${publicUrl}/hooks`});
		expect(await program.stop()).toBe(143);
		expect(existsSync(file)).toBe(false);
		expect(program.stderr()).toBe('');
	});
});

describe('through the tunnel to a handler', () => {
	it('bodies arrive and come back byte for byte', async () => {
		const server = await tunnelServer();
		const program = listen(server, ['--forward', await echo()]);
		const {host, port} = await ready(program);
		const large = Buffer.alloc(5 * 1024 * 1024, Buffer.from('0123456789abcdef\0\xff', 'latin1'));
		const bodies: Record<string, Buffer> = {
			gzip: gzipSync(cdr('c1').body),
			'latin-1': Buffer.from('caf\xe9 \xa0\xff', 'latin1'),
			NUL: Buffer.from([0, 0, 1, 0, 255, 10, 13, 0]),
			'5 MB': large,
			multipart: Buffer.from(
				'--b\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n\0\xff\r\n--b--\r\n',
				'latin1',
			),
			empty: Buffer.alloc(0),
		};
		for (const [name, body] of Object.entries(bodies)) {
			const headers: [string, string][] = [
				['Host', host],
				['Content-Type', 'application/octet-stream'],
				['Content-Length', String(body.length)],
			];
			const reply = await send(port, {target: `/${name.replace(' ', '')}`, headers, body});
			expect(reply.bytes.equals(body), name).toBe(true);
		}
		const chunks = ['4\r\n\0\xff\0\xfe\r\n', '1\r\n!\r\n', '0\r\n\r\n'].join('');
		const chunked = await sendRaw(
			port,
			Buffer.from(
				`POST /chunked HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
				'latin1',
			),
		);
		expect(chunked?.bytes.toString('latin1')).toBe('\0\xff\0\xfe!');
		const deliveries = await program.waitForDeliveries(7);
		expect(deliveries.map(({body}) => body.size).sort()).toEqual(
			[...Object.values(bodies).map(({length}) => length), 5].sort(),
		);
		expect(deliveries.every(({answer}) => answer.by === 'target' && answer.status === 200)).toBe(true);
		await program.stop();
	});

	it('10,000 of them with 64 in flight: none lost, none mixed up', async () => {
		const server = await tunnelServer();
		const program = start(
			[
				...['listen', '--json', '--port', '0', '--store', join(tempFolder(), 'store.db')],
				...['--tunnel', '--tunnel-host', server.url, '--forward', await echo()],
			],
			{},
		);
		const {host, port} = await ready(program);
		const bodies = Array.from({length: 10_000}, (_, index) => `{"number":${index}}`);
		const replies = await sendAll(
			port,
			bodies.map((body, index) => ({target: `/${index}`, headers: [['Host', host]], body})),
			64,
		);
		expect(replies.map(({status}) => status).filter(status => status !== 200)).toEqual([]);
		expect(replies.map(({body}) => body)).toEqual(bodies);
		const deliveries = await program.waitForDeliveries(bodies.length);
		expect(new Set(deliveries.map(({target, body}) => `${target} ${body.text}`))).toEqual(
			new Set(bodies.map((body, index) => `/${index} ${body}`)),
		);
		expect(deliveries).toHaveLength(bodies.length);
		await program.stop();
	});
});

it('a server that is killed and comes back: the states tell the truth, the listener goes on, the change is told', async () => {
	const server = await tunnelServer();
	const program = listen(server);
	const first = await ready(program);
	// Load that goes on whatever happens: through the tunnel while there is one, and straight to the listener.
	let isOver = false;
	let direct = 0;
	const local = new URL(first.url);
	const load = (async () => {
		for (let index = 0; !isOver; index++) {
			await sendRaw(first.port, requestBytes({...cdr(`t${index}`), headers: [['Host', first.host]]})).catch(
				() => {},
			);
			await send(Number(local.port), cdr(`d${index}`));
			direct++;
		}
	})();
	await waitFor('deliveries through the tunnel', () =>
		program.deliveries().some(({headers}) => headers.some(([, value]) => value === first.host)),
	);
	const tunnelLines = () => program.json().filter(line => line.type === 'tunnel');
	const before = direct;
	const lines = tunnelLines().length;
	const killedAt = Date.now();
	await server.kill();
	const lost = await waitFor('the loss to be told', () =>
		tunnelLines()
			.slice(lines)
			.find(({state}) => state === 'degraded' || state === 'dead'),
	);
	expect(Date.parse(lost.at) - killedAt).toBeLessThan(2000);

	const restartedAt = Date.now();
	const again = await tunnelServer(server.port);
	const live = await waitFor('the address to be live again', () =>
		tunnelLines()
			.slice(lines)
			.find(({state}) => state === 'live'),
	);
	expect(Date.parse(live.at) - restartedAt).toBeLessThan(2000);
	isOver = true;
	await load;
	expect(direct).toBeGreaterThan(before);

	const {url} = live;
	const {host} = new URL(url ?? '');
	expect((await send(again.port, {...cdr('after'), headers: [['Host', host]]})).status).toBe(200);
	await program.stop();
});

it('another address than before is announced, with the providers that still use the old one', async () => {
	let names = 0;
	let listenerPort = 0;
	// Its connections carry nothing: what is sent to an address is handed on by itself.
	let connections = await startTcpServer(() => {});
	const server = await startStrangeServer((incoming, response) => {
		const isRequestForName = incoming.headers.host === `127.0.0.1:${server.port}`;
		if (!isRequestForName) {
			passTo(listenerPort)(incoming, response);
			return;
		}
		const id = `name-${++names}`;
		const given = {
			id,
			url: `http://${id}.localhost:${server.port}`,
			port: connections.port,
			max_conn_count: 1,
		};
		always(200, {'Content-Type': 'application/json'}, JSON.stringify(given))(incoming, response);
	});
	listenerPort = await freePort();
	const file = join(tempFolder(), 'url');
	const program = start([
		...['listen', '--json', '--port', String(listenerPort), '--store', ':memory:'],
		...['--tunnel', '--tunnel-host', server.url, '--url-file', file],
	]);
	const first = await ready(program);
	expect(first.publicUrl).toBe(`http://name-1.localhost:${server.port}`);
	await send(server.port, {...cdr('c1'), headers: [['Host', first.host], ...cdr('c1').headers.slice(1)]});
	await program.waitForDeliveries(1);
	const lost = connections;
	connections = await startTcpServer(() => {});
	await lost.close();
	// The server has forgotten the name: the same one is asked for three times, then another is taken.
	const notice = await waitFor('the notice', () => program.json().find(isNotice));
	const last = program.json().findLast(line => line.type === 'tunnel');
	expect(last).toMatchObject({
		state: 'live',
		because: `the address has changed: it was ${first.publicUrl} before`,
	});
	const url = last?.type === 'tunnel' ? last.url : null;
	expect(notice.message).toBe(`The public address changed to ${url}; it was ${first.publicUrl}.`);
	expect(notice.hint).toBe('Update the webhook URL at TeleCMI.');
	expect(readFileSync(file, 'utf8')).toBe(`${url}\n`);
	await program.stop();
});

it('a secret path is part of the address, and nobody else’s business', async () => {
	const server = await tunnelServer();
	const program = listen(server, ['--secret-path', '--forward', await echo()]);
	const {host, port, prefix} = await ready(program);
	const headers: [string, string][] = [['Host', host]];
	expect(prefix).toMatch(/^\/[\w-]{22}$/);
	expect((await send(port, {target: '/hooks', headers, body: 'x'})).status).toBe(404);
	expect((await send(port, {target: `${prefix}/hooks?a=b`, headers, body: 'x'})).body).toBe('x');
	const deliveries = await program.waitForDeliveries(2);
	expect(deliveries.map(({refusal}) => refusal?.code ?? null)).toEqual(['path', null]);
	expect(deliveries[1]?.answer.forwarding?.url).toMatch(/:\d+\/hooks\?a=b$/);
	await program.stop();
});

it('a server that is none ends the start: 3, and why', async () => {
	const {code, stderr, stdout} = await run([
		...['listen', '--json', '--port', '0', '--store', ':memory:'],
		...['--tunnel', '--tunnel-host', 'nonsense'],
	]);
	expect(code).toBe(3);
	expect(stderr).toContain('nonsense');
	expect(stdout).not.toContain('"ready"');
	expect(stdout).toContain('"dead"');
});

it('Ctrl-C while the address is asked for is no failure', async () => {
	const silent = createServer(() => {});
	await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
	closers.push(() => {
		silent.closeAllConnections();
		silent.close();
	});
	const {port} = silent.address() as AddressInfo;
	const program = start([
		...['listen', '--json', '--port', '0', '--store', ':memory:'],
		...['--tunnel', '--tunnel-host', `http://127.0.0.1:${port}`],
	]);
	await program.waitForLine('the first state', line => line.type === 'tunnel');
	expect(await program.stop('SIGINT')).toBe(0);
	expect(program.stderr()).toBe('');
});
