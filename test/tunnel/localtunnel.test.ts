import {createServer} from 'node:net';
import {describe, expect, it} from 'vitest';
import type {TunnelRequest} from '../../src/tunnel/driver.ts';
import {localtunnel} from '../../src/tunnel/localtunnel.ts';
import {freePort, startLocaltunnelServer} from '../support/localtunnel-server.ts';
import {afterwards, until} from '../support/waiting.ts';
import {
	always,
	type Behaviour,
	opened,
	startListener,
	startStrangeServer,
	startTcpServer,
	thrown,
} from './here.ts';

const open = (request: Partial<TunnelRequest> = {}) => opened(localtunnel, request);

/** What a server assigns, as JSON. */
const assigned = (members: Record<string, unknown>): Behaviour =>
	always(200, {'Content-Type': 'application/json'}, JSON.stringify(members));

describe('asking for a name', () => {
	it('a name, any name, and one that is taken', async () => {
		const server = await startLocaltunnelServer();
		afterwards(() => server.kill());
		const brave = await open({server: server.url, subdomain: 'brave'});
		expect(brave).toMatchObject({url: `http://brave.localhost:${server.port}`, subdomain: 'brave'});
		expect(brave.remark).toBeUndefined();
		const any = await open({server: `${server.url}/`});
		expect(any.url).toBe(`http://${any.subdomain}.localhost:${server.port}`);
		expect(any.remark).toBeUndefined();
		const other = await open({server: server.url, subdomain: 'brave'});
		expect(other.remark).toBe(`"brave" was asked for, and "${other.subdomain}" was given`);
	});

	it('a name the server does not take: what it says, for good', async () => {
		const server = await startLocaltunnelServer();
		afterwards(() => server.kill());
		expect(await thrown(open({server: server.url, subdomain: 'No!'}))).toMatchObject({
			name: 'TunnelError',
			message: expect.stringMatching(
				/^localhost:\d+ gives no address \(403\): Invalid subdomain\. Subdomains must be lowercase/,
			) as string,
			hint: 'Choose another name with --subdomain.',
			isFinal: true,
		});
	});

	it('asks as the library does', async () => {
		const server = await startStrangeServer(always(500));
		await thrown(open({server: `${server.url}/base/`}));
		await thrown(open({server: server.url, subdomain: 'a/../b?c'}));
		expect(server.requests.map(({url}) => url)).toEqual(['/base/?new', '/a%2F..%2Fb%3Fc']);
	});

	it.each<[string, Behaviour, string]>([
		['429', always(429), 'HOST limits requests (429)'],
		[
			'503',
			always(503, {'Content-Type': 'text/html'}, '<html>'),
			'HOST is not available, or has no such tunnel (503)',
		],
		['500', always(500), 'HOST gives no address (500)'],
		['404', always(404), 'HOST gives no address (404)'],
		[
			'a page',
			always(200, {'Content-Type': 'text/html'}, '<html>'),
			'HOST does not answer as a localtunnel server does',
		],
		['null', always(200, {}, 'null'), 'HOST does not answer as a localtunnel server does'],
		[
			'no port',
			assigned({id: 'a', url: 'http://a.localhost'}),
			'HOST does not answer as a localtunnel server does',
		],
		[
			'an impossible port',
			assigned({url: 'http://a.localhost', port: 70_000}),
			'HOST does not answer as a localtunnel server does',
		],
		[
			'no web address',
			assigned({url: 'javascript:alert(1)', port: 80}),
			'HOST does not answer as a localtunnel server does',
		],
		['a hang-up', incoming => incoming.socket.destroy(), 'HOST closed the connection before it had answered'],
	])('a server that answers %s', async (_, behaviour, message) => {
		const server = await startStrangeServer(behaviour);
		const error = await thrown(open({server: server.url}));
		expect(error).toMatchObject({
			name: 'TunnelError',
			message: message.replace('HOST', new URL(server.url).host),
			isFinal: false,
		});
	});

	it('no server there', async () => {
		const port = await freePort();
		expect(await thrown(open({server: `http://lt.localhost:${port}`}))).toMatchObject({
			message: `lt.localhost:${port} refuses connections`,
			isFinal: false,
		});
	});

	it('a server that never answers is given up when that is wanted', async () => {
		const server = await startStrangeServer(() => {});
		const stop = new AbortController();
		const opening = thrown(open({server: server.url, signal: stop.signal}));
		await until('its request', () => server.requests.length > 0);
		stop.abort();
		expect(await opening).toMatchObject({message: `${new URL(server.url).host} has given no address yet`});
		await until('the end of its connection', () => server.requests[0]?.socket.destroyed);
	});

	it('what is no address of a server', async () => {
		for (const text of ['', 'lt.example.test', 'ftp://lt.example.test', '-x']) {
			expect(await thrown(open({server: text}))).toMatchObject({
				message: `"${text}" is not the address of a localtunnel server`,
				isFinal: true,
			});
		}
	});

	it('a port for connections that is closed, or behind a firewall', async () => {
		const port = await freePort();
		const closed = await startStrangeServer(assigned({url: 'http://a.localhost', port, max_conn_count: 2}));
		expect(await thrown(open({server: closed.url}))).toMatchObject({
			message: `port ${port} of ${new URL(closed.url).host}, which carries the requests, cannot be reached`,
			isFinal: false,
		});
	});

	it('a server that wants very many connections gets some', async () => {
		const sockets = await startTcpServer(() => {});
		const server = await startStrangeServer(
			assigned({url: 'http://a.localhost/', port: sockets.port, max_conn_count: 1e9}),
		);
		const tunnel = await open({server: server.url});
		expect(tunnel.url).toBe('http://a.localhost');
		await until('ten', () => sockets.sockets.length === 10);
		await tunnel.close();
		await until('their end', () => sockets.sockets.every(socket => socket.destroyed));
		expect(sockets.sockets).toHaveLength(10);
	});
});

describe('what comes through', () => {
	it('goes to this machine by IPv4, where another program may have the same port by IPv6', async context => {
		const {listener, requests} = await startListener();
		const other = createServer(socket => socket.destroy());
		const isBound = await new Promise<boolean>(resolve => {
			other.once('error', () => resolve(false));
			other.listen(listener.port, '::1', () => resolve(true));
		});
		if (!isBound) context.skip('this machine has no ::1');
		afterwards(() => other.close());
		const sockets = await startTcpServer(() => {});
		const server = await startStrangeServer(assigned({url: 'http://a.localhost', port: sockets.port}));
		await open({server: server.url, port: listener.port});
		await until('a connection', () => sockets.sockets.length > 0);
		sockets.sockets[0]?.write('GET /here HTTP/1.1\r\nHost: a.localhost\r\n\r\n');
		await until('the request', () => requests.length > 0);
		expect(requests[0]).toMatchObject({target: '/here', headers: [['Host', 'a.localhost']]});
	});

	it('is lost, and nothing worse, while nobody listens here', async () => {
		const sockets = await startTcpServer(() => {});
		const server = await startStrangeServer(assigned({url: 'http://a.localhost', port: sockets.port}));
		const tunnel = await open({server: server.url, port: await freePort()});
		await until('a connection', () => sockets.sockets.length > 0);
		sockets.sockets[0]?.write('GET /here HTTP/1.1\r\n\r\n');
		await tunnel.close();
		await until('its end', () => sockets.sockets.every(socket => socket.destroyed));
	});
});
