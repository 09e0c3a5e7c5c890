/** A listener of ours with a tunnel to it, and everything its status said. */

import {createServer, type IncomingMessage, request, type ServerResponse} from 'node:http';
import {createServer as createTcpServer, type Socket} from 'node:net';
import {vi} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {TunnelState, TunnelStatus} from '../../src/core/tunnel.ts';
import {defaultLimits, type Listener, listen} from '../../src/server/listener.ts';
import type {TunnelDriver, TunnelRequest} from '../../src/tunnel/driver.ts';
import {createProbes, type Probes} from '../../src/tunnel/probes.ts';
import {startTunnel, type Tunnel, type TunnelTiming} from '../../src/tunnel/tunnel.ts';
import {afterwards, until} from '../support/waiting.ts';

// Only reached by what hangs: every wait has its own deadline.
vi.setConfig({testTimeout: 60_000});

/** Asks a driver for a tunnel, which is closed after the test. */
export async function opened(driver: TunnelDriver, request: Partial<TunnelRequest> = {}) {
	const tunnel = await driver.open({
		port: 8888,
		value: null,
		server: null,
		subdomain: null,
		signal: new AbortController().signal,
		...request,
	});
	afterwards(() => tunnel.close());
	return tunnel;
}

/** What a promise was rejected with; null when it was not. */
export const thrown = (promise: Promise<unknown>) =>
	promise.then(
		() => null,
		(error: unknown) => error,
	);

/** Quick, so that tests are. */
export const quick: TunnelTiming = {
	probeEvery: 40,
	probeWhenDegraded: 20,
	probeTimeout: 400,
	openTimeout: 5000,
	giveUpTimeout: 5000,
	reopenEvery: 50,
	reopenEveryLater: 100,
};

export interface TestListener {
	listener: Listener;
	probes: Probes;
	/** What was captured: probes are not. */
	requests: CapturedRequest[];
}

export async function startListener(): Promise<TestListener> {
	const probes = createProbes();
	const requests: CapturedRequest[] = [];
	const listener = await listen({
		host: '127.0.0.1',
		port: 0,
		limits: defaultLimits,
		reserved: target => probes.answer(target),
		onExchange(exchange) {
			requests.push(exchange.request);
			exchange.respond({
				status: 200,
				headers: [['Content-Type', 'application/octet-stream']],
				body: exchange.request.body,
			});
		},
		onTrouble() {},
	});
	afterwards(() => listener.close());
	return {listener, probes, requests};
}

export interface TestTunnel extends TestListener {
	tunnel: Tunnel;
	statuses: TunnelStatus[];
	/** `live`, `degraded: because`, each once in a row. */
	trail(): string[];
	/** The states alone. */
	states(): TunnelState[];
	/** Waits for a status that came after so many others. */
	reaches(state: TunnelState, from?: number): Promise<TunnelStatus>;
}

export interface TestTunnelOptions {
	driver: TunnelDriver;
	request?: Partial<TunnelRequest>;
	timing?: Partial<TunnelTiming>;
	here?: TestListener;
}

export async function openTunnel(options: TestTunnelOptions): Promise<TestTunnel> {
	const here = options.here ?? (await startListener());
	const tunnel = startTunnel({
		driver: options.driver,
		request: {port: here.listener.port, value: null, server: null, subdomain: null, ...options.request},
		probes: here.probes,
		timing: {...quick, ...options.timing},
	});
	afterwards(() => tunnel.close());
	const statuses = [tunnel.status];
	tunnel.onStatus(status => statuses.push(status));
	const distinct = <T>(of: (status: TunnelStatus) => T) =>
		statuses.map(of).filter((item, index, all) => item !== all[index - 1]);
	const trail = () => distinct(({state, because}) => (because === null ? state : `${state}: ${because}`));
	return {
		...here,
		tunnel,
		statuses,
		trail,
		states: () => distinct(({state}) => state),
		reaches: (state, from = 0) =>
			until(
				state,
				() => statuses.slice(from).find(status => status.state === state),
				() => trail().join(' → '),
			),
	};
}

export type Behaviour = (incoming: IncomingMessage, response: ServerResponse) => void;

export interface StrangeServer {
	readonly url: string;
	readonly port: number;
	/** What it does from now on. */
	behave(behaviour: Behaviour): void;
	/** Every request it got. */
	readonly requests: IncomingMessage[];
	close(): Promise<void>;
}

/** A server that does what it is told. */
export async function startStrangeServer(first: Behaviour): Promise<StrangeServer> {
	let behaviour = first;
	const requests: IncomingMessage[] = [];
	const server = createServer((incoming, response) => {
		requests.push(incoming);
		behaviour(incoming, response);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const port = portOf(server.address());
	const close = () =>
		new Promise<void>(resolve => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	afterwards(close);
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		requests,
		behave(next) {
			behaviour = next;
		},
		close,
	};
}

/** Hands requests on to the port, as a tunnel should. */
export function passTo(port: number): Behaviour {
	return (incoming, response) => {
		const {method, url, headers} = incoming;
		const onwards = request({port, host: '127.0.0.1', method, path: url, headers, agent: false}, answer => {
			response.writeHead(answer.statusCode ?? 0, answer.headers);
			answer.pipe(response);
		});
		onwards.on('error', () => response.destroy());
		incoming.pipe(onwards);
	};
}

/** One answer, whatever is asked. */
export function always(status: number, headers: Record<string, string> = {}, body = ''): Behaviour {
	return (_, response) => {
		response.writeHead(status, headers).end(body);
	};
}

export interface TcpServer {
	readonly port: number;
	readonly sockets: Socket[];
	close(): Promise<void>;
}

/** Sockets, and what happens on them. */
export async function startTcpServer(onSocket: (socket: Socket) => void): Promise<TcpServer> {
	const sockets: Socket[] = [];
	const server = createTcpServer(socket => {
		sockets.push(socket);
		socket.on('error', () => {});
		onSocket(socket);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const close = () =>
		new Promise<void>(resolve => {
			server.close(() => resolve());
			for (const socket of sockets) socket.destroy();
		});
	afterwards(close);
	return {port: portOf(server.address()), sockets, close};
}

function portOf(address: unknown): number {
	return (address as {port: number}).port;
}
