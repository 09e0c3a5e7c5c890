/** Every way a listener ends or does not begin: the exit code, what is said, and that nothing is left behind. */

import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {DatabaseSync} from '@photostructure/sqlite';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
	cdr,
	cleanEnvironment,
	describeNodes,
	endOf,
	isNotice,
	type Program,
	programFile,
	run,
	start,
	tempFolder,
	waitFor,
} from '../support/program.ts';
import {isPortFree, isReachable, requestBytes, send, sendRaw, Wire} from '../support/wire.ts';

/** A line of a stack trace. */
const stackLine = /^\s+at .+/m;

/** A listener that waits for the rest of a request, has got the signal, and takes no new connection any more. */
async function closing(node: string, signal: NodeJS.Signals): Promise<{program: Program; wire: Wire}> {
	const program = start(['listen', '--json', '--port', '0', '--store', ':memory:'], {node});
	const {port} = await program.ready();
	const wire = new Wire(port);
	wire.write('POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345');
	// The connection is the listener's only once a later one has been answered.
	await send(port, cdr('first'));
	program.signal(signal);
	await waitFor('the end of listening', async () => !(await isReachable(port)));
	return {program, wire};
}

describeNodes('ending', node => {
	it.each([
		['SIGINT', 0],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)('%s closes everything and exits %i', async (signal, code) => {
		const program = start(['listen', '--json', '--port', '0', '--store', ':memory:'], {node});
		const {port} = await program.ready();
		await send(port, cdr('one'));
		await program.waitForDeliveries(1);
		expect(await program.stop(signal)).toBe(code);
		expect(program.json().map(({type}) => type)).toEqual(['ready', 'delivery', 'summary']);
		expect(program.stderr()).toBe('');
		expect(await isPortFree(port)).toBe(true);
	});

	it('ends while a connection is kept open by its sender', async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', ':memory:'], {node});
		const {port} = await program.ready();
		const wire = new Wire(port);
		wire.write(requestBytes(cdr('one')));
		expect((await wire.reply())?.status).toBe(200);
		expect(await program.stop('SIGTERM')).toBe(143);
		await wire.closed();
	});

	it.each(['json', 'lines'])('a closed stdout ends --output %s with 0', async mode => {
		const program = start(['listen', '--output', mode, '--port', '0', '--store', ':memory:'], {node});
		const port =
			mode === 'json'
				? (await program.ready()).port
				: Number(
						await waitFor('the address', () => /http:\/\/127\.0\.0\.1:(\d+)/.exec(program.stderr())?.[1]),
					);
		program.child.stdout?.destroy();
		// Until it has noticed; each is answered until then, or not taken at all.
		let ended = false;
		void program.ended.then(() => {
			ended = true;
		});
		await waitFor('the end', async () => {
			const reply = await sendRaw(port, requestBytes(cdr('one')));
			if (reply !== null) expect(reply.status).toBe(200);
			return ended || reply === null;
		});
		expect(await endOf(program)).toBe(0);
		expect(program.stderr()).not.toMatch(/EPIPE|mistake/);
		expect(await isPortFree(port)).toBe(true);
	});

	it('a closed pipe ends it with 0, as in | head', async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', ':memory:'], {
			node,
			shell: '"$@" | head -n 1; exit "$PIPESTATUS"',
		});
		const {port} = await program.ready();
		await sendRaw(port, requestBytes(cdr('one')));
		await waitFor('a refusal', async () => {
			if (await isReachable(port)) await sendRaw(port, requestBytes(cdr('two')));
			return !(await isReachable(port));
		});
		expect(await endOf(program)).toBe(0);
		expect(program.stderr()).toBe('');
	});

	it('a request under way still gets its answer', async () => {
		const {program, wire} = await closing(node, 'SIGTERM');
		wire.write('67890');
		const reply = await wire.reply();
		expect(reply?.status).toBe(200);
		expect(await endOf(program)).toBe(143);
		const told = program.deliveries().find(({target}) => target === '/slow');
		expect(told).toMatchObject({body: {size: 10, text: '1234567890'}, answer: {status: 200}});
		expect(program.json().at(-1)).toMatchObject({type: 'summary', deliveries: 2});
	});

	it('a request that never becomes whole does not keep it from ending', async () => {
		const {program, wire} = await closing(node, 'SIGTERM');
		expect(await endOf(program)).toBe(143);
		wire.destroy();
		// It is a delivery as well: kept and told, before the last line.
		expect(program.json().filter(isNotice)).toEqual([]);
		expect(program.deliveries().find(({target}) => target === '/slow')).toMatchObject({
			id: 2,
			fault: {code: 'stopped'},
			body: {size: 5},
		});
		expect(program.json().at(-1)).toMatchObject({type: 'summary', deliveries: 2, notStored: 0});
	});

	it.each([
		['SIGTERM', 143],
		['SIGINT', 0],
	] as const)('a second %s while closing ends it at once', async (signal, code) => {
		const {program, wire} = await closing(node, signal);
		expect(await program.stop(signal)).toBe(code);
		// It did not get as far as the summary, for which it would have waited.
		expect(program.json().at(-1)?.type).toBe('delivery');
		wire.destroy();
	});
});

describeNodes('not beginning', node => {
	it('a --url-file that cannot be written is told before it says that it listens', async () => {
		const file = join(tempFolder(), 'missing', 'url');
		const args = ['listen', '--output', 'lines', '--port', '0', '--store', ':memory:', '--url-file', file];
		const {code, stderr} = await run(args, {node});
		expect(code).toBe(3);
		expect(stderr).toContain(`call-hook: ${file} could not be written`);
		expect(stderr).toContain('--url-file');
		expect(stderr).not.toContain('listening');
	});

	it('a busy port is told, with a free one', async () => {
		const taken = await occupy();
		const {port} = taken.address() as AddressInfo;
		const {code, stderr, stdout} = await run(['listen', '--port', String(port), '--store', ':memory:'], {
			node,
		});
		taken.close();
		expect(code).toBe(3);
		expect(stdout).toBe('');
		expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
		const free = Number(/--port (\d+)/.exec(stderr)?.[1]);
		expect(free).toBeGreaterThan(port);
		expect(free).toBeLessThanOrEqual(port + 50);
		expect(stderr).not.toMatch(stackLine);
	});

	it.each([
		[['listen', '--prot', '1'], /--prot[\s\S]*--port/],
		[['listen', '--port', 'x'], /--port/],
		[['listen', '--port', '65536'], /--port/],
		[['listen', '--max-body', '0'], /--max-body/],
		[['listen', '--max-body', '1tb'], /--max-body/],
		[['listne'], /listne[\s\S]*listen/],
		[['listen', '--provider', 'nobody'], /nobody[\s\S]*telecmi/],
		[['listen', '--route', '/x=nobody'], /nobody[\s\S]*telecmi/],
		[['listen', '--route', 'x'], /--route x/],
		[['listen', '--output', 'xml'], /xml[\s\S]*lines/],
		[['listen', '--output', 'tui'], /terminal[\s\S]*--output lines/],
		[['listen', '--json', '--output', 'lines'], /--json and --output lines/],
		[['deliveries', '--limit', '0'], /--limit/],
		[['providers', 'nobody'], /nobody[\s\S]*telecmi/],
		[['detect', '/there/is/no/such/file'], /\/there\/is\/no\/such\/file/],
		[['show'], /what/],
	])('%j is a mistake of the user', async (args, message) => {
		const {code, stdout, stderr} = await run([...args, '--store', ':memory:'], {node});
		expect(stderr).toMatch(message);
		expect(stderr).not.toMatch(stackLine);
		expect(stderr).not.toContain('a mistake in call-hook itself');
		expect(stdout).toBe('');
		expect(code).toBe(2);
	});

	it('an address that is not this machine’s', async () => {
		const {code, stderr} = await run(
			['listen', '--host', '192.0.2.1', '--port', '0', '--store', ':memory:'],
			{node},
		);
		expect(code).toBe(3);
		expect(stderr).toContain('192.0.2.1');
		expect(stderr).not.toMatch(stackLine);
	});
});

it('prints its version and help to stdout, with 0', async () => {
	const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
		version: string;
	};
	expect(await run(['--version'])).toMatchObject({code: 0, stdout: `${version}\n`, stderr: ''});
	for (const args of [['--help'], ['help'], ['listen', '--help'], []]) {
		const {code, stdout, stderr} = await run(args);
		expect({code, stderr}, args.join(' ')).toEqual({code: 0, stderr: ''});
		expect(stdout).toContain('Usage: call-hook');
	}
});

it('gives a free port with --port 0, another to each', async () => {
	const programs = [1, 2].map(() => start(['listen', '--json', '--port', '0', '--store', ':memory:']));
	const ports = await Promise.all(programs.map(async program => (await program.ready()).port));
	expect(new Set(ports).size).toBe(2);
	for (const program of programs) expect(await program.stop()).toBe(143);
});

it('keeps nothing with --store :memory:, and nothing in the home folder', async () => {
	const home = tempFolder();
	const program = start(['listen', '--json', '--port', '0', '--store', ':memory:'], {env: {HOME: home}});
	await send((await program.ready()).port, cdr('one'));
	await program.stop();
	expect(readdirSync(home)).toEqual([]);
	expect(() => statSync('/:memory:')).toThrow();
});

it('keeps in the state folder by default, and in XDG_STATE_HOME', async () => {
	for (const [env, below] of [
		[{HOME: tempFolder()}, '.local/state/call-hook/store.db'],
		[{HOME: tempFolder(), XDG_STATE_HOME: tempFolder()}, 'call-hook/store.db'],
	] as const) {
		const program = start(['listen', '--json', '--port', '0'], {env});
		const path = join('XDG_STATE_HOME' in env ? env.XDG_STATE_HOME : env.HOME, below);
		expect((await program.ready()).store).toBe(path);
		expect(await program.stop()).toBe(143);
		expect(statSync(path).mode & 0o777).toBe(0o600);
	}
});

describe('a reader that stops reading', () => {
	it('ends deliveries --json with 0', async () => {
		const store = join(tempFolder(), 'store.db');
		const program = start(['listen', '--json', '--port', '0', '--store', store]);
		const {port} = await program.ready();
		// More than any pipe holds.
		for (let i = 0; i < 5; i++) await send(port, {...cdr('big'), body: 'x'.repeat(400_000)});
		expect(await program.stop()).toBe(143);
		const {code, stdout, stderr} = await run(['deliveries', '--json', '--store', store], {
			shell: '"$@" | head -c 10; exit "$PIPESTATUS"',
		});
		expect({code, stdout, stderr}).toEqual({code: 0, stdout: '{"type":"d', stderr: ''});
	});
});

describe('a store that cannot be used', () => {
	const folder = tempFolder();
	const cases: [what: string, path: string][] = [
		['garbage', join(folder, 'garbage.db')],
		['a database of another program', join(folder, 'other.db')],
		['one of a newer version', join(folder, 'newer.db')],
		['a folder', join(folder, 'folder.db')],
	];

	beforeAll(async () => {
		writeFileSync(join(folder, 'garbage.db'), 'this is not a database. '.repeat(500));
		const other = new DatabaseSync(join(folder, 'other.db'));
		other.exec('CREATE TABLE stamps (id INTEGER); INSERT INTO stamps VALUES (1)');
		other.close();
		mkdirSync(join(folder, 'folder.db'));
		const newer = join(folder, 'newer.db');
		const program = start(['listen', '--json', '--port', '0', '--store', newer]);
		await program.ready();
		await program.stop();
		const database = new DatabaseSync(newer);
		database.exec('PRAGMA user_version = 99');
		database.close();
	});

	describe.each(cases)('%s', (_what, path) => {
		it.each(['listen', 'deliveries', 'calls'])('%s exits 3, naming it', async command => {
			const args = [command, ...(command === 'listen' ? ['--port', '0'] : []), '--store', path];
			const before = statSync(path).isFile() ? readFileSync(path) : null;
			const plain = await run(args);
			expect(plain.stderr).toContain(path);
			expect(plain.stderr).not.toMatch(stackLine);
			expect(plain.stderr).not.toContain('a mistake in call-hook itself');
			expect(plain.stdout).toBe('');
			expect(plain.code).toBe(3);
			// The last word is what to do.
			expect(plain.stderr.trimEnd().split('\n').length).toBe(2);
			const debug = await run([...args, '--debug']);
			expect(debug.code).toBe(3);
			expect(debug.stderr).toMatch(stackLine);
			// Whosever it is, it is as it was.
			if (before !== null) expect(readFileSync(path).equals(before)).toBe(true);
		});
	});

	it('a folder that may not be written to', async () => {
		const locked = join(folder, 'locked');
		mkdirSync(locked);
		chmodSync(locked, 0o555);
		const path = join(locked, 'store.db');
		// Root may write everywhere.
		const as = process.getuid?.() === 0 ? {as: {uid: 65_534, gid: 65_534}} : {};
		const plain = await run(['listen', '--port', '0', '--store', path], as);
		expect(plain.stderr).toContain(path);
		expect(plain.stderr).toContain('read-only');
		expect(plain.stderr).not.toMatch(stackLine);
		expect(plain.code).toBe(3);
		const debug = await run(['listen', '--port', '0', '--store', path, '--debug'], as);
		expect(debug.code).toBe(3);
		expect(debug.stderr).toMatch(stackLine);
	});

	it('an empty one, as it is while a listener makes it: nothing in it, and no error', async () => {
		const path = join(folder, 'empty.db');
		writeFileSync(path, '');
		for (const command of ['deliveries', 'calls']) {
			const {code, stdout, stderr} = await run([command, '--store', path]);
			expect({code, stdout}).toEqual({code: 0, stdout: ''});
			expect(stderr).not.toContain('no such table');
		}
	});

	it('none yet: readers say so, and that is no error', async () => {
		const path = join(folder, 'none.db');
		for (const command of ['deliveries', 'calls']) {
			const {code, stdout, stderr} = await run([command, '--store', path]);
			expect({code, stdout}).toEqual({code: 0, stdout: ''});
			expect(stderr).toContain(path);
		}
		expect(() => statSync(path)).toThrow();
	});
});

it('ends with its parent’s terminal gone: SIGHUP while stdout and stderr are closed', async () => {
	const child = spawn(process.execPath, [programFile(), 'listen', '--port', '0', '--store', ':memory:'], {
		env: cleanEnvironment(),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	child.stderr.on('data', chunk => {
		said += String(chunk);
	});
	const ended = new Promise(resolve => child.once('exit', resolve));
	await waitFor('the address', () => said.includes('http://'));
	child.stdout.destroy();
	child.stderr.destroy();
	child.kill('SIGHUP');
	expect(await ended).toBe(129);
});

const servers: Server[] = [];
afterAll(() => {
	for (const server of servers) server.close();
});

async function occupy(): Promise<Server> {
	const server = createServer();
	servers.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return server;
}
