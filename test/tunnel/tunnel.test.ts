import {request} from 'node:http';
import {gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {CallHookError, exitCode} from '../../src/core/errors.ts';
import {type OpenTunnel, type TunnelDriver, TunnelError} from '../../src/tunnel/driver.ts';
import {localtunnel} from '../../src/tunnel/localtunnel.ts';
import {own} from '../../src/tunnel/own.ts';
import {defaultTiming} from '../../src/tunnel/tunnel.ts';
import {freePort, startLocaltunnelServer} from '../support/localtunnel-server.ts';
import {runScript} from '../support/run-script.ts';
import {afterwards, until} from '../support/waiting.ts';
import {
	always,
	type Behaviour,
	openTunnel,
	passTo,
	quick,
	startListener,
	startStrangeServer,
	type TestTunnel,
} from './here.ts';

/** An address of the user's own, which does what the test says. */
async function strange(first?: Behaviour) {
	const here = await startListener();
	const pass = passTo(here.listener.port);
	const server = await startStrangeServer(first ?? pass);
	const tunnel = await openTunnel({driver: own, request: {value: server.url}, here});
	return {...tunnel, server, pass, host: new URL(server.url).host};
}

/** A driver whose tunnels the test ends. `give` says what each attempt comes to. */
function scripted(give: (attempt: number, subdomain: string | null) => Partial<OpenTunnel> | Error) {
	const opened: {end(because: string): void; doubt(): void; closed: number; subdomain: string | null}[] = [];
	const driver: TunnelDriver = {
		id: 'scripted',
		says: '',
		async open({subdomain}) {
			let end: (because: string) => void = () => {};
			let doubt = () => {};
			const ended = new Promise<string>(resolve => {
				end = resolve;
			});
			const entry = {end: (because: string) => end(because), doubt: () => doubt(), closed: 0, subdomain};
			opened.push(entry);
			const given = give(opened.length, subdomain);
			if (given instanceof Error) throw given;
			return {
				url: 'http://127.0.0.1:9',
				ended,
				onDoubt(listener) {
					doubt = listener;
				},
				async close() {
					entry.closed++;
				},
				...given,
			};
		},
	};
	return {driver, opened};
}

const thrown = (promise: Promise<unknown>) =>
	promise.then(
		() => null,
		(error: unknown) => error,
	);

describe('an address is live only when a request through it came back', () => {
	it('starting, assigned, live, with the time that took', async () => {
		const {tunnel, trail, statuses, requests, server} = await strange();
		await tunnel.firstLive(5000);
		expect(trail()).toEqual(['starting', 'assigned', 'live']);
		expect(statuses.map(({url}) => url)).toEqual([null, server.url, server.url]);
		expect(tunnel.status.roundTripMs).toBeGreaterThan(0);
		expect(tunnel.status.since).toBeLessThanOrEqual(Date.now());
		expect(requests).toEqual([]);
	});

	it('is proved again and again, and says so', async () => {
		const {tunnel, statuses, states} = await strange();
		await tunnel.firstLive(5000);
		await until('more probes', () => statuses.length > 5);
		expect(states()).toEqual(['starting', 'assigned', 'live']);
		expect(new Set(statuses.filter(({state}) => state === 'live').map(({since}) => since)).size).toBe(1);
	});

	it('a server that answers for us is no proof, whatever it answers', async () => {
		const {tunnel, states, server} = await strange(
			always(200, {'Content-Type': 'text/plain'}, 'f'.repeat(64)),
		);
		await until('some probes', () => server.requests.length > 3);
		expect(tunnel.status).toMatchObject({
			state: 'assigned',
			because: 'another process answered (200, text/plain)',
		});
		expect(await thrown(tunnel.firstLive(10))).toBeInstanceOf(CallHookError);
		expect(states()).toEqual(['starting', 'assigned']);
	});

	it('an old proof is none for the next probe', async () => {
		const {tunnel, reaches, server, statuses, probes} = await strange();
		await tunnel.firstLive(5000);
		const first = probes.answer(server.requests[0]?.url ?? '');
		const proof = Buffer.from(first?.body ?? []).toString();
		expect(proof).toMatch(/^[0-9a-f]{64}$/);
		server.behave((_, response) => response.end(proof));
		const {because} = await reaches('degraded', statuses.length);
		expect(because).toBe('another process answered (200)');
	});

	it('another process that runs call-hook, too, is told apart', async () => {
		const other = await startListener();
		const {reaches, tunnel, server, statuses} = await strange();
		await tunnel.firstLive(5000);
		server.behave(passTo(other.listener.port));
		const {because} = await reaches('degraded', statuses.length);
		expect(because).toBe('another process answered (200, application/octet-stream)');
	});
});

describe('what stands between', () => {
	const consent = '<html>Friendly reminder</html>';
	it.each<[string, Behaviour, (host: string) => string]>([
		[
			'a consent page',
			always(401, {'Content-Type': 'text/html; charset=utf-8'}, consent),
			() => 'a consent or login page (401) came back instead of this process',
		],
		[
			'another page',
			always(200, {'Content-Type': 'text/html'}, consent),
			() =>
				'a page (200, HTML) came back instead of this process: a consent page, a login, or another server',
		],
		['a limit', always(429), host => `${host} limits requests (429)`],
		['no tunnel', always(404), host => `${host} does not know this tunnel (404)`],
		['an outage', always(503), host => `${host} is not available, or has no such tunnel (503)`],
		['a gateway', always(502), host => `${host} cannot reach this machine (502)`],
		[
			'a redirect',
			always(302, {Location: 'https://login.example.test/'}),
			host => `${host} redirects (302) to https://login.example.test/`,
		],
		['silence', () => {}, host => `no answer from ${host} within 0.4 s`],
		[
			'a hang-up',
			incoming => incoming.socket.destroy(),
			host => `${host} closed the connection before it had answered`,
		],
		[
			'an answer that breaks off',
			(_, response) => {
				response.writeHead(200, {'Content-Length': '64'}).write('abc', () => response.destroy());
			},
			host => `${host} closed the connection before it had answered`,
		],
		[
			'a flood',
			(_, response) => {
				const pour = () => {
					while (!response.destroyed && response.write('x'.repeat(65536)));
				};
				response.on('drain', pour);
				pour();
			},
			() => 'another process answered (200)',
		],
	])('%s degrades it, with the reason, and it comes back', async (_, behaviour, because) => {
		const {tunnel, reaches, server, pass, host, statuses, states} = await strange();
		await tunnel.firstLive(5000);
		server.behave(behaviour);
		const degraded = await reaches('degraded', statuses.length);
		expect(degraded).toMatchObject({because: because(host), url: server.url, roundTripMs: null});
		server.behave(pass);
		await reaches('live', statuses.length);
		expect(states()).toEqual(['starting', 'assigned', 'live', 'degraded', 'live']);
		expect(tunnel.status.because).toBeNull();
	});

	it('a probe that arrives, and whose answer does not come back, says so', async () => {
		const {tunnel, reaches, server, statuses, host, listener} = await strange();
		await tunnel.firstLive(5000);
		server.behave((incoming, response) => {
			// Here it is answered, and the sender is told something else.
			request({port: listener.port, host: '127.0.0.1', path: incoming.url, agent: false}, answer => {
				answer.resume();
				response.writeHead(502).end();
			}).end();
		});
		const {because} = await reaches('degraded', statuses.length);
		expect(because).toBe(
			`the probe arrived here, but its answer did not come back: ${host} cannot reach this machine (502)`,
		);
	});

	it('nobody there at all', async () => {
		const here = await startListener();
		const port = await freePort();
		const {tunnel, trail} = await openTunnel({
			driver: own,
			request: {value: `http://127.0.0.1:${port}`},
			here,
		});
		await until('a reason', () => tunnel.status.because);
		expect(trail()).toEqual(['starting', 'assigned', `assigned: 127.0.0.1:${port} refuses connections`]);
	});
});

describe('before it is live for the first time', () => {
	it('a deadline ends it, with the reason and the next step', async () => {
		const {tunnel, server, host, statuses} = await strange(always(429));
		await until('a probe', () => tunnel.status.because);
		const error = await thrown(tunnel.firstLive(50));
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toMatchObject({
			message: `The public address (${server.url}) was not live within 0.1 s: ${host} limits requests (429).`,
			hint: 'Wait, or choose another tunnel: providers are turned away as well.',
			exitCode: exitCode.unavailable,
		});
		// It is closed: nothing is sent or said any more.
		const [said, sent] = [statuses.length, server.requests.length];
		server.behave(always(200));
		await until('some time of the event loop', counter(20));
		expect([statuses.length, server.requests.length]).toEqual([said, sent]);
	});

	it.each([
		[
			'no address',
			() => new Promise<never>(() => {}),
			/^The public address was not live within 0\.1 s: there is no address yet\.$/,
		],
		[
			'no answer',
			async () => ({
				url: 'http://127.0.0.1:9',
				ended: new Promise<string>(() => {}),
				onDoubt() {},
				async close() {},
			}),
			/^The public address \(http:\/\/127\.0\.0\.1:9\) was not live within 0\.1 s: /,
		],
	])('with %s until then it says so', async (_, open, message) => {
		const driver: TunnelDriver = {
			id: 'slow',
			says: '',
			open: ({signal}) =>
				new Promise((resolve, reject) => {
					signal.addEventListener('abort', () => reject(new Error('aborted')));
					open().then(resolve, reject);
				}),
		};
		const {tunnel} = await openTunnel({driver});
		expect(await thrown(tunnel.firstLive(50))).toMatchObject({
			message: expect.stringMatching(message) as string,
		});
	});

	it('what can never be ends it at once', async () => {
		const {driver, opened} = scripted(
			() => new TunnelError('scripted is not installed', {hint: 'Install it.', isFinal: true}),
		);
		const {tunnel} = await openTunnel({driver});
		expect(await thrown(tunnel.firstLive(60_000))).toMatchObject({
			name: 'CallHookError',
			message: 'No public address: scripted is not installed.',
			hint: 'Install it.',
			exitCode: exitCode.unavailable,
		});
		expect(opened).toHaveLength(1);
		expect(tunnel.status).toMatchObject({
			state: 'dead',
			because: 'scripted is not installed',
			isFinal: true,
		});
	});

	it('what may pass is tried again', async () => {
		const own = await startListener();
		const server = await startStrangeServer(passTo(own.listener.port));
		const {driver} = scripted(attempt => {
			if (attempt === 1) return new TunnelError('the server is busy', {hint: 'Wait.'});
			return attempt === 2 ? new TypeError('a bug in the driver') : {url: server.url};
		});
		const {tunnel, trail} = await openTunnel({driver, here: own});
		await tunnel.firstLive(5000);
		expect(trail()).toEqual([
			'starting',
			'starting: the server is busy',
			'starting: a bug in the driver',
			'assigned',
			'live',
		]);
	});

	it('a driver that throws at once does no harm', async () => {
		const driver: TunnelDriver = {
			id: 'rash',
			says: '',
			open() {
				throw new TypeError('a bug');
			},
		};
		const {tunnel} = await openTunnel({driver});
		await until('a reason', () => tunnel.status.because === 'a bug');
	});

	it('an open that does not listen is left behind, and closed should it ever come', async () => {
		const opened: ((open: OpenTunnel) => void)[] = [];
		const driver: TunnelDriver = {
			id: 'deaf',
			says: '',
			open: () => new Promise(resolve => opened.push(resolve)),
		};
		const {tunnel, trail} = await openTunnel({driver, timing: {openTimeout: 20, giveUpTimeout: 20}});
		await until('a second try', () => opened.length > 1);
		expect(trail()).toEqual(['starting', 'starting: deaf gave no address within 0 s']);
		let closed = 0;
		opened[0]?.({
			url: 'http://127.0.0.1:9',
			ended: new Promise(() => {}),
			onDoubt() {},
			async close() {
				closed++;
			},
		});
		await until('its end', () => closed === 1);
		await tunnel.close();
	});

	it('an open that takes too long is given up', async () => {
		const signals: AbortSignal[] = [];
		const driver: TunnelDriver = {
			id: 'slow',
			says: '',
			open({signal}) {
				signals.push(signal);
				return new Promise((_, reject) => {
					signal.addEventListener('abort', () => reject(new TunnelError('slow is slow', {hint: 'Wait.'})));
				});
			},
		};
		const {tunnel} = await openTunnel({driver, timing: {openTimeout: 20}});
		await until('a second try', () => signals.length > 1);
		expect(signals[0]?.aborted).toBe(true);
		expect(tunnel.status).toMatchObject({state: 'starting', because: 'slow is slow'});
	});

	it('closing it settles who waits for it', async () => {
		const {tunnel} = await strange(always(503));
		const waiting = thrown(tunnel.firstLive(60_000));
		await tunnel.close();
		expect(await waiting).toMatchObject({name: 'CallHookError', exitCode: exitCode.unavailable});
	});
});

/** True after so many turns of asking. */
function counter(turns: number): () => boolean {
	let asked = 0;
	return () => ++asked > turns;
}

describe('after that', () => {
	async function liveScripted(
		give: (attempt: number, url: string, subdomain: string | null) => Partial<OpenTunnel> | Error,
	) {
		const here = await startListener();
		const server = await startStrangeServer(passTo(here.listener.port));
		const script = scripted((attempt, subdomain) => give(attempt, server.url, subdomain));
		const tunnel = await openTunnel({driver: script.driver, here});
		await tunnel.tunnel.firstLive(5000);
		return {...tunnel, ...script, server};
	}

	it('a tunnel that ends is opened again, and its end is closed', async () => {
		const {opened, reaches, statuses, trail} = await liveScripted((_, url) => ({url}));
		opened[0]?.end('the server closed it');
		await reaches('live', statuses.length);
		expect(trail()).toEqual([
			'starting',
			'assigned',
			'live',
			'dead: the server closed it',
			'assigned',
			'live',
		]);
		expect(opened.map(({closed}) => closed)).toEqual([1, 0]);
		expect(statuses.find(({state}) => state === 'dead')?.url).toBeNull();
	});

	it('even what was final before the first live is tried again', async () => {
		const {opened, reaches, statuses, trail} = await liveScripted((attempt, url) =>
			attempt === 2 ? new TunnelError('it was uninstalled', {hint: '', isFinal: true}) : {url},
		);
		opened[0]?.end('it crashed');
		await reaches('live', statuses.length);
		expect(trail().slice(3)).toEqual(['dead: it crashed', 'dead: it was uninstalled', 'assigned', 'live']);
	});

	it('the same name is asked for again, and a changed address is announced', async () => {
		const {opened, reaches, statuses, trail, server} = await liveScripted((attempt, url) => ({
			url: attempt === 1 ? url : url.replace('127.0.0.1', 'other.localhost'),
			subdomain: attempt === 1 ? 'brave' : 'other',
		}));
		opened[0]?.end('lost');
		await reaches('live', statuses.length);
		// The old name may become free in a moment, so it is asked for more than once.
		expect(opened.map(({subdomain}) => subdomain)).toEqual([null, 'brave', 'brave', 'brave']);
		expect(opened.map(({closed}) => closed)).toEqual([1, 1, 1, 0]);
		const changed = `the address has changed: it was ${server.url} before`;
		expect(trail().slice(3)).toEqual([
			'dead: lost',
			'dead: the name "brave" is still taken: asking again',
			`assigned: ${changed}`,
			`live: ${changed}`,
		]);
	});

	it('a name that becomes free a little later is got back', async () => {
		const {opened, reaches, statuses, tunnel} = await liveScripted((attempt, url) => ({
			url,
			subdomain: attempt === 2 ? 'other' : 'brave',
		}));
		opened[0]?.end('lost');
		await reaches('live', statuses.length);
		expect(opened).toHaveLength(3);
		expect(tunnel.status.because).toBeNull();
	});

	it('an address that moves while the tunnel is open is announced, and proved anew', async () => {
		let move: (url: string) => void = () => {};
		const {trail, reaches, statuses, server, tunnel, opened} = await liveScripted((_, url) => ({
			url,
			onMoved(listener) {
				move = listener;
			},
		}));
		const from = statuses.length;
		const moved = server.url.replace('127.0.0.1', 'moved.localhost');
		move(moved);
		await reaches('assigned', from);
		await reaches('live', statuses.length);
		const changed = `the address has changed: it was ${server.url} before`;
		expect(trail().slice(2)).toEqual(['live', `assigned: ${changed}`, `live: ${changed}`]);
		expect(tunnel.status.url).toBe(moved);
		expect(opened).toHaveLength(1);
	});

	it('a remark of the driver stays with the address', async () => {
		const {trail} = await liveScripted((_, url) => ({url, remark: '"a" was asked for, and "b" was given'}));
		expect(trail().at(-1)).toBe('live: "a" was asked for, and "b" was given');
	});

	it('one that does not hold is not opened again all the time', async () => {
		const {opened, reaches, statuses} = await liveScripted((_, url) => ({url}));
		const began = performance.now();
		for (let round = 0; round < 5; round++) {
			const from = statuses.length;
			opened.at(-1)?.end('lost');
			await reaches('live', from);
		}
		// Pauses of 50 ms are the longest with this timing, and all but the first are that long.
		expect(performance.now() - began).toBeGreaterThan(4 * 50);
	});

	it('one that can be renewed is, when its address leads nowhere for a while', async () => {
		const {opened, reaches, statuses, server, trail} = await liveScripted((_, url) => ({
			url,
			isRenewable: true,
		}));
		const {host} = new URL(server.url);
		server.behave(always(404));
		await reaches('dead', statuses.length);
		await until('another one', () => opened.length > 1);
		expect(opened[0]?.closed).toBe(1);
		expect(trail().slice(2, 5)).toEqual([
			'live',
			`degraded: ${host} does not know this tunnel (404)`,
			`dead: ${host} does not know this tunnel (404)`,
		]);
	});

	it('a consent page, or a limit, is no reason to renew it', async () => {
		const {opened, reaches, statuses, server} = await liveScripted((_, url) => ({url, isRenewable: true}));
		server.behave(always(429));
		await reaches('degraded', statuses.length);
		const sent = server.requests.length;
		await until('many probes', () => server.requests.length > sent + 8);
		expect(opened).toHaveLength(1);
	});

	it('a lost socket has it probed at once', async () => {
		const here = await startListener();
		const server = await startStrangeServer(passTo(here.listener.port));
		const {driver, opened} = scripted(() => ({url: server.url}));
		const {tunnel, reaches, statuses} = await openTunnel({driver, here, timing: {probeEvery: 1_000_000}});
		await tunnel.firstLive(5000);
		server.behave(always(503));
		opened[0]?.doubt();
		await reaches('degraded', statuses.length);
	});

	it('however many sockets are lost, probes do not follow each other at once', async () => {
		const here = await startListener();
		const server = await startStrangeServer(passTo(here.listener.port));
		const {driver, opened} = scripted(() => ({url: server.url}));
		const {tunnel} = await openTunnel({
			driver,
			here,
			timing: {probeEvery: 1_000_000, probeWhenDegraded: 100},
		});
		await tunnel.firstLive(5000);
		const began = performance.now();
		await until('some time', () => {
			opened[0]?.doubt();
			return performance.now() - began > 250;
		});
		expect(server.requests.length).toBeLessThanOrEqual(1 + 4);
		expect(server.requests.length).toBeGreaterThan(1);
	});

	it('closing twice is closing once; nothing is said or opened after', async () => {
		const {tunnel, opened, statuses, server} = await liveScripted((_, url) => ({url}));
		await Promise.all([tunnel.close(), tunnel.close()]);
		await tunnel.close();
		const said = statuses.length;
		opened[0]?.end('late');
		opened[0]?.doubt();
		const sent = server.requests.length;
		await until('some turns', counter(20));
		expect(opened.map(({closed}) => closed)).toEqual([1]);
		expect([statuses.length, server.requests.length]).toEqual([said, sent]);
	});

	it('by default within the times that are promised', () => {
		expect(defaultTiming).toMatchObject({probeEvery: 30_000, reopenEvery: 1000, reopenEveryLater: 10_000});
	});
});

describe('a real localtunnel server', () => {
	/** As for a user, but for the regular probe, which is not to help. */
	const timing = {...defaultTiming, probeEvery: 1_000_000};

	async function live(subdomain: string | null = 'brave') {
		const server = await startLocaltunnelServer();
		afterwards(() => server.kill());
		const here = await openTunnel({driver: localtunnel, request: {server: server.url, subdomain}, timing});
		await here.tunnel.firstLive(10_000);
		return {...here, server};
	}

	async function within(ms: number, what: Promise<unknown>): Promise<void> {
		const began = performance.now();
		await what;
		expect(performance.now() - began).toBeLessThan(ms);
	}

	async function restarted(here: TestTunnel, port: number): Promise<void> {
		const from = here.statuses.length;
		const again = await startLocaltunnelServer(port);
		afterwards(() => again.kill());
		await within(2000, here.reaches('live', from));
	}

	it('that is killed and restarted: both are known within two seconds, and the address stays', async () => {
		const here = await live();
		const {server, statuses, tunnel} = here;
		const {url} = tunnel.status;
		expect(url).toBe(`http://brave.localhost:${server.port}`);
		const from = statuses.length;
		await server.kill();
		await within(2000, here.reaches('dead', from));
		await restarted(here, server.port);
		expect(tunnel.status).toMatchObject({url, because: null});
		expect(here.states()).toEqual(['starting', 'assigned', 'live', 'dead', 'assigned', 'live']);
	});

	it('the same with a name the server has made up', async () => {
		const here = await live(null);
		const {url} = here.tunnel.status;
		const from = here.statuses.length;
		await here.server.kill();
		await within(2000, here.reaches('dead', from));
		await restarted(here, here.server.port);
		expect(here.tunnel.status).toMatchObject({url, because: null});
	});

	it('a name of ours that was given up a moment ago is got back', async () => {
		const first = await live();
		const {url} = first.tunnel.status;
		await first.tunnel.close();
		const again = await openTunnel({
			driver: localtunnel,
			request: {server: first.server.url, subdomain: 'brave'},
			timing,
		});
		await again.tunnel.firstLive(10_000);
		expect(again.trail()).toContain('starting: the name "brave" is still taken: asking again');
		expect(again.tunnel.status).toMatchObject({url, because: null});
	});

	it('a name somebody else keeps: another one is used, and said so', async () => {
		const first = await live();
		const second = await openTunnel({
			driver: localtunnel,
			request: {server: first.server.url, subdomain: 'brave'},
			timing: quick,
		});
		await second.tunnel.firstLive(10_000);
		const {url, because} = second.tunnel.status;
		expect(url).not.toBe(first.tunnel.status.url);
		expect(because).toMatch(/^"brave" was asked for, and "[a-z0-9-]+" was given$/);
	});

	it('a restart that is over before we look is found out as well', async () => {
		const here = await live();
		await here.server.kill();
		await restarted(here, here.server.port);
		expect(here.states()).toEqual(['starting', 'assigned', 'live', 'dead', 'assigned', 'live']);
	});

	it('that dies breaks nothing, and nothing keeps the process alive when the tunnel is closed', async () => {
		const server = await startLocaltunnelServer();
		afterwards(() => server.kill());
		const {code, stdout, stderr} = await runScript(
			`
			import {createServer} from 'node:http';
			import {localtunnel} from './src/tunnel/localtunnel.ts';
			import {createProbes} from './src/tunnel/probes.ts';
			import {startTunnel} from './src/tunnel/tunnel.ts';

			const [url, pid] = process.argv.slice(2);
			const probes = createProbes();
			const server = createServer((request, response) => {
				const answer = probes.answer(request.url);
				response.writeHead(answer?.status ?? 404, answer?.headers.flat()).end(answer?.body);
			});
			await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
			const request = {port: server.address().port, value: null, server: url, subdomain: null};
			const tunnel = startTunnel({driver: localtunnel, request, probes});
			const dead = new Promise(resolve => tunnel.onStatus(({state}) => state === 'dead' && resolve()));
			await tunnel.firstLive(20_000);
			process.kill(Number(pid), 'SIGKILL');
			await dead;
			await tunnel.close();
			server.close();
			server.closeAllConnections();
			const closed = performance.now();
			process.on('exit', () => console.log(Math.round(performance.now() - closed)));
			`,
			[server.url, String(server.pid)],
		);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(Number(stdout)).toBeLessThan(1000);
	});

	it('carries every byte, one request after another and many at once', async () => {
		const {tunnel, requests, server} = await live();
		const {host} = new URL(tunnel.status.url ?? '');
		const bytes = gzipSync(Buffer.from(Array.from({length: 70_000}, (_, index) => (index * 7919) % 256)));
		const sent = await Promise.all(Array.from({length: 20}, () => post(server.port, host, bytes)));
		expect(sent.every(reply => reply.equals(bytes))).toBe(true);
		expect(requests).toHaveLength(20);
		expect(requests.every(({body, target}) => target === '/hook?a=%ff' && bytes.equals(body))).toBe(true);
	});
});

async function post(port: number, host: string, body: Buffer): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const outgoing = request(
			{
				host: '127.0.0.1',
				port,
				method: 'POST',
				path: '/hook?a=%ff',
				headers: {Host: host, 'Content-Length': body.length},
				agent: false,
			},
			reply => {
				const chunks: Buffer[] = [];
				reply.on('data', (chunk: Buffer) => chunks.push(chunk));
				reply.on('end', () => resolve(Buffer.concat(chunks)));
			},
		);
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}
