import {describe, expect, it} from 'vitest';
import type {TunnelRequest} from '../../src/tunnel/driver.ts';
import {ngrok, ngrokLine} from '../../src/tunnel/ngrok.ts';
import {opened} from './here.ts';
import {emptyPath, fakeProgram} from './programs.ts';

const open = (request: Partial<TunnelRequest> = {}) => opened(ngrok, request);

const logs = (entries: readonly object[]) =>
	entries.map(entry => `log(${JSON.stringify(JSON.stringify(entry))});`).join('\n');
const noise = [
	{
		err: null,
		lvl: 'info',
		msg: 'open config file',
		path: '/home/a/.config/ngrok/ngrok.yml',
		t: '2026-11-20T10:00:00Z',
	},
	{
		addr: '127.0.0.1:4040',
		allow_hosts: [],
		lvl: 'info',
		msg: 'starting web service',
		obj: 'web',
		t: '2026-11-20T10:00:00Z',
	},
	{lvl: 'info', msg: 'update available', url: 'https://ngrok.com/download', t: '2026-11-20T10:00:00Z'},
];
const started = {
	addr: 'http://127.0.0.1:8888',
	lvl: 'info',
	msg: 'started tunnel',
	name: 'command_line',
	obj: 'tunnels',
	t: '2026-11-20T10:00:01Z',
	url: 'https://0000-198-51-100-1.ngrok-free.app',
};

describe('ngrok', () => {
	it('is asked for a tunnel to the port, and gives its address', async () => {
		const program = fakeProgram(
			'ngrok',
			`log('not JSON'); log('{broken'); ${logs([...noise, started])} live();`,
		);
		expect((await open()).url).toBe('https://0000-198-51-100-1.ngrok-free.app');
		expect(program.starts()).toEqual([['http', '127.0.0.1:8888', '--log=stdout', '--log-format=json']]);
	});

	it('takes a whole name', async () => {
		const program = fakeProgram('ngrok', `${logs([started])} live();`);
		expect((await open({subdomain: 'brave.ngrok-free.app'})).remark).toBeUndefined();
		expect(program.starts()[0]).toContain('--url=https://brave.ngrok-free.app');
	});

	it('says what has no effect', async () => {
		fakeProgram('ngrok', `${logs([started])} live();`);
		expect((await open({subdomain: 'brave'})).remark).toBe(
			'ngrok takes whole names, like --subdomain brave.ngrok-free.app: "brave" has no effect',
		);
		expect((await open({server: 'https://lt.example.test'})).remark).toBe(
			'ngrok has its own servers: --tunnel-host has no effect',
		);
	});

	it('is not given what is no name', async () => {
		const program = fakeProgram('ngrok', 'live();');
		for (const subdomain of ['-a.b', 'a.b c', 'a.b/c', 'a.b:1']) {
			await expect(open({subdomain})).rejects.toMatchObject({
				message: `"${subdomain}" is no name of a domain`,
				isFinal: true,
			});
		}
		expect(program.starts()).toEqual([]);
	});

	it('without an account says so at once', async () => {
		fakeProgram(
			'ngrok',
			`log('ERROR:  authentication failed: Usage of ngrok requires a verified account and authtoken.');
			log('ERROR:  ERR_NGROK_4018'); process.exitCode = 1;`,
		);
		await expect(open()).rejects.toMatchObject({
			message: expect.stringMatching(
				/^ngrok ended with exit code 1; its last words: .*ERR_NGROK_4018$/,
			) as string,
			hint: 'See what ngrok says: it may need "ngrok config add-authtoken", or another --subdomain.',
			isFinal: true,
		});
	});

	it('that is not there: where to get it', async () => {
		emptyPath();
		await expect(open()).rejects.toMatchObject({
			message: 'ngrok is not installed, or not on PATH',
			hint: 'Install ngrok (https://ngrok.com/download), or use --tunnel localtunnel.',
		});
	});

	it('that loses its session is doubted', async () => {
		fakeProgram(
			'ngrok',
			`${logs([started])}
			setInterval(() => log(${JSON.stringify(JSON.stringify({lvl: 'eror', msg: 'session closed, starting reconnect loop'}))}), 5);`,
		);
		const tunnel = await open();
		await new Promise<void>(resolve => tunnel.onDoubt(resolve));
	});
});

describe('ngrokLine', () => {
	it.each([
		[
			'{"lvl":"eror","msg":"failed to reconnect session","err":"no route"}',
			'failed to reconnect session: no route',
		],
		['{"lvl":"info","msg":"started","err":"<nil>"}', 'started'],
		['{"lvl":"info"}', '{"lvl":"info"}'],
		['ERROR: text', 'ERROR: text'],
		['{broken', '{broken'],
	])('%s', (line, shown) => {
		expect(ngrokLine(line)).toBe(shown);
	});
});
