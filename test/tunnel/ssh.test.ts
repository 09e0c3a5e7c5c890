import {createServer} from 'node:net';
import {delimiter} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {TunnelRequest} from '../../src/tunnel/driver.ts';
import {ssh, sshDriver} from '../../src/tunnel/ssh.ts';
import {freePort} from '../support/localtunnel-server.ts';
import {type SshdOptions, sshdMissing, startSshd} from '../support/sshd.ts';
import {afterwards, until} from '../support/waiting.ts';
import {openTunnel, startTcpServer, thrown} from './here.ts';
import {emptyPath, fakeProgram} from './programs.ts';

const quickSsh = sshDriver({better: 50, any: 300});

function requestOf(request: Partial<TunnelRequest>): TunnelRequest {
	return {
		port: 8888,
		value: 'me@ssh.example.test',
		server: null,
		subdomain: null,
		signal: new AbortController().signal,
		...request,
	};
}

async function open(request: Partial<TunnelRequest> = {}, driver = quickSsh) {
	const tunnel = await driver.open(requestOf(request));
	afterwards(() => tunnel.close());
	return tunnel;
}

describe('ssh', () => {
	it('is asked to forward port 80, never to ask anybody anything', async () => {
		const program = fakeProgram('ssh', "log('https://a.example.test'); live();");
		await open();
		const [args = []] = program.starts();
		expect(args.slice(-4)).toEqual(['-R', '80:127.0.0.1:8888', '--', 'me@ssh.example.test']);
		expect(args).toContain('BatchMode=yes');
		expect(args).toContain('ExitOnForwardFailure=yes');
		expect(args).not.toContain('-p');
	});

	it('asks for a name as services take it', async () => {
		const program = fakeProgram('ssh', "log('https://brave.example.test'); live();");
		await open({subdomain: 'brave'});
		expect(program.starts()[0]).toContain('brave:80:127.0.0.1:8888');
		expect(await thrown(open({subdomain: '-oProxyCommand=x'}))).toMatchObject({isFinal: true});
		expect(program.starts()).toHaveLength(1);
	});

	it.each([
		['ssh.example.test', [], 'ssh.example.test'],
		['me@ssh.example.test:2222', ['-p', '2222'], 'me@ssh.example.test'],
		['token+tcp@ssh.example.test:443', ['-p', '443'], 'token+tcp@ssh.example.test'],
		['[2001:db8::1]:2222', ['-p', '2222'], '2001:db8::1'],
	])('logs in to %s', async (value, port, login) => {
		const program = fakeProgram('ssh', "log('https://a.example.test'); live();");
		await open({value});
		const [args = []] = program.starts();
		expect(args.at(-1)).toBe(login);
		const at = args.indexOf('-p');
		expect(at < 0 ? [] : args.slice(at, at + 2)).toEqual(port);
	});

	it.each([
		'',
		'-oProxyCommand=x',
		'me@-x',
		'-x@host',
		'a b',
		'me@',
		'host:',
		'host:99999999',
		'ssh://host/',
	])('does not log in to "%s"', async value => {
		const program = fakeProgram('ssh', 'live();');
		expect(await thrown(open({value}))).toMatchObject({
			message: `"${value}" is no machine to log in to`,
			isFinal: true,
		});
		expect(program.starts()).toEqual([]);
	});

	it('takes the tunnel’s address among links to other pages', async () => {
		fakeProgram(
			'ssh',
			`log('Welcome to the service! See https://service.example.test/docs or https://twitter.com/service.');
			log('A longer lasting name: https://pricing.example.test');
			log('Anything else: https://b.example.test');
			log('abc.example.test tunneled with tls termination, https://abc.example.test'); live();`,
		);
		expect((await open()).url).toBe('https://abc.example.test');
	});

	it('prefers https when both are printed', async () => {
		fakeProgram('ssh', "log('http://a.example.test'); log('https://a.example.test'); live();");
		expect((await open({}, sshDriver({better: 5000, any: 5000}))).url).toBe('https://a.example.test');
		fakeProgram('ssh', "log('http://a.example.test'); live();");
		expect((await open()).url).toBe('http://a.example.test');
	});

	it('takes some address, when none is told more clearly', async () => {
		fakeProgram('ssh', "log('See https://a.example.test for more'); live();");
		expect((await open()).url).toBe('https://a.example.test');
	});

	it('takes the host itself, when no address is printed at all', async () => {
		fakeProgram(
			'ssh',
			"if (args[0] === '-G') { log('user me'); log('hostname real.example.test'); } else { say('Authenticated to alias.'); live(); }",
		);
		expect((await open({value: 'alias'})).url).toBe('http://real.example.test');
	});

	it('takes an address that is printed late after all', async () => {
		const program = fakeProgram(
			'ssh',
			`if (args[0] === '-G') log('hostname real.example.test');
			else {
				say('Authenticated to alias.');
				process.on('SIGUSR2', () => log('Forwarding from http://late.example.test')); live();
			}`,
		);
		const tunnel = await open();
		expect(tunnel.url).toBe('http://real.example.test');
		const moved = new Promise(resolve => tunnel.onMoved?.(resolve));
		process.kill(await program.started(), 'SIGUSR2');
		expect(await moved).toBe('http://late.example.test');
	});

	it('takes any port, when a server of one’s own refuses port 80', async () => {
		const program = fakeProgram(
			'ssh',
			`if (args[0] === '-G') log('hostname real.example.test');
			else if (args.includes('brave:80:127.0.0.1:8888')) {
				say('Error: remote port forwarding failed for listen port 80'); process.exitCode = 255;
			} else { say('Allocated port 40123 for remote forward to 127.0.0.1:8888'); live(); }`,
		);
		expect((await open({subdomain: 'brave'})).url).toBe('http://real.example.test:40123');
		expect(program.starts().map(args => args.at(-3))).toEqual([
			'brave:80:127.0.0.1:8888',
			'*:0:127.0.0.1:8888',
		]);
	});

	it('tells of another address given later', async () => {
		fakeProgram(
			'ssh',
			`log('abc.example.test tunneled, https://abc.example.test');
			setInterval(() => log('def.example.test tunneled, https://def.example.test'), 20);`,
		);
		const tunnel = await open();
		const moved = await new Promise(resolve => tunnel.onMoved?.(resolve));
		expect([tunnel.url, moved]).toEqual(['https://abc.example.test', 'https://def.example.test']);
	});

	it.each([
		['Host key verification failed.', 'Run "ssh me@ssh.example.test" once to accept its key.', true],
		[
			'me@ssh.example.test: Permission denied (publickey).',
			'Make "ssh me@ssh.example.test" work without a password: with a key in your agent, or in ~/.ssh/config.',
			true,
		],
		[
			'ssh: Could not resolve hostname ssh.example.test: Name or service not known',
			'Check the name ssh.example.test, and the network of this machine.',
			false,
		],
		[
			'kex_exchange_identification: read: Connection reset',
			'Start ssh by hand to see why, or try another tunnel.',
			false,
		],
	])('that ends with "%s"', async (line, hint, isFinal) => {
		fakeProgram('ssh', `say(${JSON.stringify(line)}); process.exitCode = 255;`);
		expect(await thrown(open())).toMatchObject({
			message: `ssh ended with exit code 255; its last words: ${line}`,
			hint,
			isFinal,
		});
	});

	it('of one’s own, that lets nobody in: what to check', async () => {
		fakeProgram(
			'ssh',
			`if (args[0] === '-G') log('hostname 127.0.0.1');
			else { say('Allocated port 9 for remote forward to 127.0.0.1:8888'); live(); }`,
		);
		const {tunnel} = await openTunnel({driver: quickSsh, request: {value: 'me@alias'}});
		await until('a reason', () => tunnel.status.because);
		expect(await thrown(tunnel.firstLive(20))).toMatchObject({
			message: expect.stringMatching(
				/^The public address \(http:\/\/127\.0\.0\.1:9\) was not live/,
			) as string,
			hint: 'Check the address, and that the server there is running. A server of your own lets others in only with GatewayPorts in its sshd_config.',
		});
	});

	it('that is not there', async () => {
		emptyPath();
		expect(await thrown(ssh.open(requestOf({})))).toMatchObject({
			message: 'ssh is not installed, or not on PATH',
			isFinal: true,
		});
	});
});

/** Logging in takes its time on a busy machine. */
const patientSsh = sshDriver({better: 50, any: 20_000});

describe.skipIf(sshdMissing !== null)(
	`a real sshd${sshdMissing === null ? '' : ` (skipped: ${sshdMissing})`}`,
	() => {
		async function sshd(options: SshdOptions) {
			const server = await startSshd(options);
			const before = process.env['PATH'];
			process.env['PATH'] = `${server.programs}${delimiter}${before}`;
			afterwards(async () => {
				process.env['PATH'] = before;
				await server.kill();
			});
			return server;
		}

		it('of a service, which prints the address', async () => {
			const port80 = await freePort();
			const server = await sshd({
				command: `echo 'Docs: https://service.example.test/docs'; echo 'Forwarding HTTP traffic from http://brave.localhost:${port80}'; cat`,
				port80,
			});
			const {tunnel, trail, reaches, statuses} = await openTunnel({
				driver: patientSsh,
				request: {value: server.login},
				timing: {openTimeout: 20_000},
			});
			await tunnel.firstLive(20_000);
			expect(trail()).toEqual(['starting', 'assigned', 'live']);
			expect(tunnel.status.url).toBe(`http://brave.localhost:${port80}`);
			const from = statuses.length;
			server.dropSessions();
			const {because} = await reaches('dead', from);
			expect(because).toMatch(/^ssh ended with exit code 255/);
			await reaches('live', statuses.length);
			expect(tunnel.status.url).toBe(`http://brave.localhost:${port80}`);
		});

		it('of one’s own, which gives any port when port 80 is taken; by the name of a configuration', async () => {
			const taken = await startTcpServer(() => {});
			// It would be content with one of the two.
			const alsoTaken = createServer();
			await new Promise<void>(resolve => {
				alsoTaken.on('error', () => resolve());
				alsoTaken.listen(taken.port, '::1', resolve);
			});
			afterwards(() => alsoTaken.close());
			const server = await sshd({port80: taken.port});
			const {tunnel, requests} = await openTunnel({
				driver: patientSsh,
				request: {value: server.login.replace('127.0.0.1', 'my-server')},
				timing: {openTimeout: 20_000},
			});
			await tunnel.firstLive(20_000);
			expect(tunnel.status.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
			await fetch(`${tunnel.status.url}/hook`, {method: 'POST', body: 'x'});
			expect(requests).toMatchObject([{method: 'POST', target: '/hook'}]);
		});

		it('that knows no key of ours: said at once, and nobody is asked for a password', async () => {
			const server = await sshd({port80: await freePort(), isKnown: false});
			expect(await thrown(open({value: server.login}, patientSsh))).toMatchObject({
				message: expect.stringMatching(/Permission denied/) as string,
				isFinal: true,
			});
		});

		it('that is not there', async () => {
			const server = await sshd({port80: await freePort()});
			await server.kill();
			expect(await thrown(open({value: server.login}, patientSsh))).toMatchObject({
				message: expect.stringMatching(/Connection refused/) as string,
				isFinal: false,
			});
		});

		it('leaves no session when it is closed', async () => {
			const server = await sshd({port80: await freePort(), command: 'echo https://a.example.test; cat'});
			const tunnel = await open({value: server.login}, patientSsh);
			await tunnel.close();
			await until('the end of the session', () => server.sessions() === 0);
		});
	},
);
