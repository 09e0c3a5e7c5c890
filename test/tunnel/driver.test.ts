import {describe, expect, it} from 'vitest';
import {cloudflared} from '../../src/tunnel/cloudflared.ts';
import {type TunnelDriver, TunnelError, type TunnelRequest} from '../../src/tunnel/driver.ts';
import {tunnelDrivers} from '../../src/tunnel/drivers.ts';
import {localtunnel} from '../../src/tunnel/localtunnel.ts';
import {ngrok} from '../../src/tunnel/ngrok.ts';
import {own} from '../../src/tunnel/own.ts';
import {ssh} from '../../src/tunnel/ssh.ts';
import {startLocaltunnelServer} from '../support/localtunnel-server.ts';
import {afterwards, until} from '../support/waiting.ts';
import {always, startStrangeServer, startTcpServer} from './here.ts';
import {fakeProgram} from './programs.ts';

/** A driver in surroundings where it can be tested. */
interface Stage {
	request: Partial<TunnelRequest>;
	/** Waits until nothing of it is left: no process, no connection. */
	gone(): Promise<void>;
	/** Makes the tunnel end by itself. */
	endIt(): Promise<void>;
	/** Waits until opening is under way. */
	underWay(): Promise<unknown>;
}

interface Act {
	driver: TunnelDriver;
	/** Where it gets an address. */
	works(): Promise<Stage>;
	/** Where it waits for one for ever. Left out for one that has it at once, and knows nothing of its end. */
	waits?(): Promise<Stage>;
}

function childAct(
	driver: TunnelDriver,
	program: string,
	lines: readonly string[],
	request: Partial<TunnelRequest> = {},
): Act {
	const stage = async (script: string): Promise<Stage> => {
		const fake = fakeProgram(program, `${script} live();`);
		return {
			request,
			gone: async () => fake.gone(await fake.started()),
			endIt: async () => {
				process.kill(await fake.started(), 'SIGKILL');
			},
			underWay: () => fake.started(),
		};
	};
	return {
		driver,
		works: () => stage(lines.map(line => `log(${JSON.stringify(line)});`).join('')),
		waits: () => stage("say('wait');"),
	};
}

const acts: Act[] = [
	{
		driver: localtunnel,
		async works() {
			const server = await startLocaltunnelServer();
			afterwards(() => server.kill());
			return {
				request: {server: server.url},
				gone: async () => {},
				endIt: () => server.kill(),
				underWay: async () => {},
			};
		},
		async waits() {
			const server = await startStrangeServer(() => {});
			return {
				request: {server: server.url},
				gone: () => until('no connection', () => server.requests[0]?.socket.destroyed).then(() => {}),
				endIt: () => server.close(),
				underWay: () => until('a request', () => server.requests.length > 0),
			};
		},
	},
	childAct(cloudflared, 'cloudflared', [
		'INF |  https://a-b-c.trycloudflare.com  |',
		'INF Registered tunnel connection connIndex=0',
	]),
	childAct(ngrok, 'ngrok', [
		'{"msg":"started tunnel","addr":"http://127.0.0.1:9","url":"https://a.ngrok-free.app/"}',
	]),
	childAct(ssh, 'ssh', ['Forwarding HTTP traffic from https://a.example.test/'], {
		value: 'me@ssh.example.test',
	}),
	{
		driver: own,
		works: async () => ({
			request: {value: 'https://a.example.test/'},
			gone: async () => {},
			endIt: async () => {},
			underWay: async () => {},
		}),
	},
];

const requestOf = (request: Partial<TunnelRequest>): TunnelRequest => ({
	port: 9,
	value: null,
	server: null,
	subdomain: null,
	signal: new AbortController().signal,
	...request,
});

it('every driver there is takes part', () => {
	expect(acts.map(({driver}) => driver)).toEqual(expect.arrayContaining([...tunnelDrivers, own]));
});

describe.each(acts.map(act => [act.driver.id, act] as const))('a driver: %s', (_, {driver, works, waits}) => {
	async function open() {
		const stage = await works();
		const tunnel = await driver.open(requestOf(stage.request));
		afterwards(() => tunnel.close());
		return {stage, tunnel};
	}

	it('has an address, without a slash at its end', async () => {
		const {tunnel} = await open();
		expect(tunnel.url).toMatch(/^https?:\/\/[^/]+$/);
		expect(tunnel.remark).toBeUndefined();
	});

	it('closed twice is closed, and has not ended by itself', async () => {
		const {tunnel, stage} = await open();
		tunnel.onDoubt(() => {});
		let hasEnded = false;
		void tunnel.ended.then(() => {
			hasEnded = true;
		});
		await Promise.all([tunnel.close(), tunnel.close()]);
		await tunnel.close();
		await stage.gone();
		expect(hasEnded).toBe(false);
	});

	if (waits === undefined) return;

	it('tells that it has ended by itself, and can be closed after', async () => {
		const {tunnel, stage} = await open();
		await stage.endIt();
		expect(await tunnel.ended).toMatch(/^\S.{5,}[^.]$/);
		await tunnel.close();
		await stage.gone();
	});

	it('given up while it opens leaves nothing behind, and says why', async () => {
		const stage = await waits();
		const stop = new AbortController();
		const opening = driver
			.open(requestOf({...stage.request, signal: stop.signal}))
			.catch((error: unknown) => error);
		await stage.underWay();
		stop.abort();
		const error = await opening;
		expect(error).toBeInstanceOf(TunnelError);
		expect(error).toMatchObject({
			isFinal: false,
			message: expect.stringMatching(/^[a-z0-9"].*[^.]$/) as string,
			hint: expect.stringMatching(/^[A-Z].*\.$/) as string,
		});
		await stage.gone();
	});

	it('given up before it opens does not begin', async () => {
		const stage = await waits();
		const stop = new AbortController();
		stop.abort();
		await expect(driver.open(requestOf({...stage.request, signal: stop.signal}))).rejects.toThrow(
			TunnelError,
		);
	});
});

describe('localtunnel given up between its name and its first connection', () => {
	it('closes what it has begun', async () => {
		// Accepted by the system, and by nobody else: full, it lets connections wait.
		const sockets = await startTcpServer(() => {});
		const server = await startStrangeServer(
			always(200, {}, JSON.stringify({url: 'http://a.localhost', port: sockets.port, max_conn_count: 2})),
		);
		const stop = new AbortController();
		const opening = localtunnel.open(requestOf({server: server.url, signal: stop.signal}));
		await until('its request', () => server.requests.length > 0);
		stop.abort();
		await opening.then(
			tunnel => tunnel.close(),
			(error: unknown) => expect(error).toBeInstanceOf(TunnelError),
		);
		await until('no connection', () => sockets.sockets.every(socket => socket.destroyed));
	});
});

describe('TunnelError', () => {
	it('may be tried again, unless it says otherwise', () => {
		expect(new TunnelError('a', {hint: 'b'})).toMatchObject({
			message: 'a',
			hint: 'b',
			isFinal: false,
			name: 'TunnelError',
		});
		const cause = new Error('c');
		expect(new TunnelError('a', {hint: 'b', isFinal: true, cause})).toMatchObject({isFinal: true, cause});
	});
});
