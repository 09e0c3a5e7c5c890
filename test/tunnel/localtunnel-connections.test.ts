import type {Socket} from 'node:net';
import {connect} from 'node:net';
import {describe, expect, it} from 'vitest';
import {TunnelError} from '../../src/tunnel/driver.ts';
import {Connections, socketOpenedBy} from '../../src/tunnel/localtunnel-connections.ts';
import {freePort} from '../support/localtunnel-server.ts';
import {afterwards, until} from '../support/waiting.ts';
import {startTcpServer} from './here.ts';

const never = new AbortController().signal;

function connections(port: number, count = 3) {
	const opened: Socket[] = [];
	const made = new Connections({host: 'x.example.test', port, count}, () => {
		const socket = connect({port, host: '127.0.0.1'});
		// As the library does.
		socket.on('error', () => socket.end());
		socket.on('data', () => {});
		opened.push(socket);
		return socket;
	});
	afterwards(() => made.close());
	let because: string | null = null;
	void made.ended.then(reason => {
		because = reason;
	});
	let doubts = 0;
	made.onDoubt(() => doubts++);
	return {made, opened, because: () => because, doubts: () => doubts};
}

describe('the connections of a localtunnel', () => {
	it('are as many as the server takes', async () => {
		const server = await startTcpServer(() => {});
		const {made} = connections(server.port);
		await made.firstOpen(never);
		await until('three', () => server.sockets.length === 3);
	});

	it('one that is used up is opened again at once, and is no reason to doubt', async () => {
		const server = await startTcpServer(socket => socket.once('data', () => socket.end()));
		const {made, opened, doubts} = connections(server.port, 1);
		await made.firstOpen(never);
		await until('it', () => server.sockets.length === 1);
		opened[0]?.write('an answer');
		server.sockets[0]?.write('a request');
		await until('another one', () => server.sockets.length === 2);
		expect(doubts()).toBe(0);
	});

	it('one that is lost is a reason to doubt, also in the middle of a request', async () => {
		const server = await startTcpServer(() => {});
		const {made, doubts} = connections(server.port, 2);
		await made.firstOpen(never);
		await until('both', () => server.sockets.length === 2);
		server.sockets[0]?.destroy();
		await until('a doubt', () => doubts() === 1);
		const [, second] = server.sockets;
		second?.write('a request', () => second.destroy());
		await until('another doubt', () => doubts() === 2);
	});

	it('a server that closes each of them at once is not asked all the time', async () => {
		const server = await startTcpServer(socket => socket.destroy());
		const {made, because} = connections(server.port, 2);
		await made.firstOpen(never);
		expect(await until('the end', because)).toBe('x.example.test closed the tunnel');
		// Two a time, every half second, for a second and a half.
		expect(server.sockets.length).toBeLessThanOrEqual(8);
		await until('all closed', () => server.sockets.every(socket => socket.destroyed));
	});

	it('a server that is gone ends it', async () => {
		const server = await startTcpServer(() => {});
		const {made, because, doubts} = connections(server.port);
		await made.firstOpen(never);
		await until('all', () => server.sockets.length === 3);
		await server.close();
		expect(await until('the end', because)).toBe(
			'x.example.test closed the tunnel, and takes no new connections',
		);
		expect(doubts()).toBeGreaterThan(0);
	});

	it('a port nobody listens on gives none', async () => {
		const {made, opened} = connections(await freePort());
		await expect(made.firstOpen(never)).rejects.toThrow(TunnelError);
		await until('their end', () => opened.every(socket => socket.destroyed));
		expect(opened).toHaveLength(3);
	});

	it('can be given up, and closed twice, and leave nothing', async () => {
		const server = await startTcpServer(() => {});
		const {made, opened, because} = connections(server.port);
		const stop = new AbortController();
		stop.abort();
		await expect(made.firstOpen(stop.signal)).rejects.toThrow('no connection to port');
		expect(opened).toEqual([]);
		await made.firstOpen(never);
		made.close();
		made.close();
		await until('their end', () => opened.every(socket => socket.destroyed));
		expect(because()).toBeNull();
	});
});

describe('socketOpenedBy', () => {
	it('finds the socket nothing hands out', async () => {
		const server = await startTcpServer(() => {});
		let made: Socket | null = null;
		const found = socketOpenedBy(() => {
			made = connect({port: server.port, host: '127.0.0.1'});
		});
		expect(found).toBe(made);
		found.destroy();
	});
});
