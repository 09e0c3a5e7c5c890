import {describe, expect, it} from 'vitest';
import {type ChildTunnelOptions, openByChild} from '../../src/tunnel/child.ts';
import {runScript} from '../support/run-script.ts';
import {afterwards, until} from '../support/waiting.ts';
import {thrown} from './here.ts';
import {emptyPath, fakeProgram, isRunning} from './programs.ts';

async function open(options: Partial<ChildTunnelOptions> = {}) {
	const tunnel = await openByChild({
		program: 'digger',
		args: [],
		install: 'Install digger.',
		signal: new AbortController().signal,
		reader: found => line => {
			const url = /url=(\S+)/.exec(line)?.[1];
			if (url !== undefined) found(url);
		},
		...options,
	});
	afterwards(() => tunnel.close());
	return tunnel;
}

describe('a tunnel that is another program', () => {
	it('has the address it prints, on either output, behind any noise', async () => {
		for (const how of ['say', 'log']) {
			const digger = fakeProgram(
				'digger',
				`for (let i = 0; i < 1000; i++) { say('noise ' + i); log('noise'); }
				process.stderr.write('\\u001b[31mhalf a line '); ${how}('url=https://a.example.test'); live();`,
			);
			const tunnel = await open({args: ['-x', 'a b']});
			expect(tunnel.url).toBe('https://a.example.test');
			expect(digger.starts()).toEqual([['-x', 'a b']]);
			const pid = await digger.started();
			await tunnel.close();
			expect(isRunning(pid)).toBe(false);
		}
	});

	it('gets the environment as it is', async () => {
		process.env['CALL_HOOK_TEST_VALUE'] = 'x';
		afterwards(() => delete process.env['CALL_HOOK_TEST_VALUE']);
		fakeProgram('digger', "say('url=http://' + process.env.CALL_HOOK_TEST_VALUE + '.example.test'); live();");
		expect((await open()).url).toBe('http://x.example.test');
	});

	it('that is not there: what to do about it', async () => {
		emptyPath();
		expect(await thrown(open())).toMatchObject({
			name: 'TunnelError',
			message: 'digger is not installed, or not on PATH',
			hint: 'Install digger.',
			isFinal: true,
		});
	});

	it('that ends early is explained by its last lines', async () => {
		fakeProgram(
			'digger',
			"for (let i = 1; i <= 14; i++) say('line ' + i); process.stderr.write('no end'); process.exitCode = 7;",
		);
		expect(await thrown(open())).toMatchObject({
			name: 'TunnelError',
			message: `digger ended with exit code 7; its last words: ${[6, 7, 8, 9, 10, 11, 12, 13, 14].map(n => `line ${n}`).join(' / ')} / no end`,
			hint: 'Start digger by hand to see why, or try another tunnel.',
			isFinal: false,
		});
	});

	it('that ends early for a known reason: what to do about that', async () => {
		fakeProgram('digger', "say('no licence'); process.exitCode = 1;");
		const diagnose = (lines: string) =>
			lines.includes('no licence') ? {hint: 'Buy one.', isFinal: true} : null;
		expect(await thrown(open({diagnose}))).toMatchObject({hint: 'Buy one.', isFinal: true});
	});

	it('that says very much about its end is cut short', async () => {
		fakeProgram('digger', "say('x'.repeat(1e6));");
		const {message} = (await thrown(open())) as Error;
		expect(message.length).toBeLessThan(700);
		expect(message).toMatch(/: …x+$/);
	});

	it('that never prints an address is given up, and ended', async () => {
		const digger = fakeProgram('digger', "say('wait for it'); live();");
		const stop = new AbortController();
		const opening = thrown(open({signal: stop.signal}));
		const pid = await digger.started();
		stop.abort();
		expect(await opening).toMatchObject({
			name: 'TunnelError',
			message: expect.stringMatching(/^digger has given no address yet/) as string,
			isFinal: false,
		});
		expect(isRunning(pid)).toBe(false);
		expect(await thrown(open({signal: stop.signal}))).toMatchObject({name: 'TunnelError'});
		expect(digger.starts()).toHaveLength(1);
	});

	it('that ends later says so', async () => {
		const digger = fakeProgram('digger', "say('oops'); say('url=http://a.example.test'); live();");
		const tunnel = await open();
		const pid = await digger.started();
		process.kill(pid, 'SIGKILL');
		expect(await tunnel.ended).toMatch(/^digger ended by SIGKILL; its last words: oops \/ url=\S+$/);
		await tunnel.close();
	});

	it('that does not want to end is killed', async () => {
		const digger = fakeProgram(
			'digger',
			"process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); say('url=http://a.example.test'); live();",
		);
		const tunnel = await open();
		const pid = await digger.started();
		await Promise.all([tunnel.close(), tunnel.close()]);
		expect(isRunning(pid)).toBe(false);
	});

	it('whose output is held by one it has started is over all the same', async () => {
		const digger = fakeProgram(
			'digger',
			`const {spawn} = require('node:child_process');
			const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], {stdio: 'inherit', detached: true});
			say('other=' + other.pid); say('url=http://a.example.test'); live();`,
		);
		let other = 0;
		const tunnel = await open({
			reader: found => line => {
				other ||= Number(/other=(\d+)/.exec(line)?.[1] ?? 0);
				if (line.includes('url=')) found('http://a.example.test');
			},
		});
		afterwards(() => isRunning(other) && process.kill(other, 'SIGKILL'));
		const pid = await digger.started();
		process.kill(pid, 'SIGKILL');
		await tunnel.ended;
		await tunnel.close();
	});

	it('tells of doubts, and of another address', async () => {
		const digger = fakeProgram(
			'digger',
			"say('url=http://a.example.test'); process.on('SIGUSR2', () => { say('lost'); say('url=http://b.example.test'); }); say('ready'); live();",
		);
		let isReady = false;
		const tunnel = await open({
			isDoubtful: line => line === 'lost',
			shown: line => {
				isReady ||= line === 'ready';
				return line;
			},
		});
		let doubts = 0;
		const moves: string[] = [];
		tunnel.onDoubt(() => doubts++);
		tunnel.onMoved?.(url => moves.push(url));
		await until('it to be ready', () => isReady);
		process.kill(await digger.started(), 'SIGUSR2');
		await until('a move', () => moves.length > 0);
		expect([doubts, moves]).toEqual([1, ['http://b.example.test']]);
	});

	it('leaves no listener behind', async () => {
		const before = process.listenerCount('exit');
		fakeProgram('digger', "say('url=http://a.example.test'); live();");
		const signal = new AbortController().signal;
		for (let count = 0; count < 3; count++) await (await open({signal})).close();
		expect(process.listenerCount('exit')).toBe(before);
	});

	it('ends with us, when we end in order without closing it', async () => {
		const digger = fakeProgram('digger', "say('url=http://a.example.test'); live();");
		const {code} = await runScript(`
			import {openByChild} from './src/tunnel/child.ts';
			await openByChild({
				program: 'digger', args: [], install: '', signal: new AbortController().signal,
				reader: found => () => found('http://a.example.test'),
			});
			process.exit(0);
		`);
		expect(code).toBe(0);
		await digger.gone(await digger.started());
	});
});
