/** The configuration file, as the built program finds, checks and follows it. */

import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {attacks, expectNoRawControls} from '../support/hostile.ts';
import {
	cdr,
	describeNodes,
	type Program,
	run,
	type StartOptions,
	start,
	tempFolder,
	waitFor,
} from '../support/program.ts';
import {isReachable, send} from '../support/wire.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const reportFile = fixture('mobtexting/obd.http');
/** MOBtexting's report, as the fixture has it. */
const report = {
	target: '/ack/receive',
	headers: [
		['Host', 'localhost'],
		['Content-Type', 'application/json'],
	] as [string, string][],
	body: readFileSync(reportFile, 'utf8').split('\n\n')[1]?.trim() ?? '',
};

/** A project: a folder with a configuration, and one below it. */
function project(
	content: string | object,
	name = 'call-hook.config.json',
): {top: string; below: string; file: string} {
	const top = tempFolder();
	const below = join(top, 'src');
	mkdirSync(below);
	const file = join(top, name);
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	return {top, below, file};
}

const listen = (args: readonly string[], options: StartOptions) =>
	start(['listen', '--json', ...args], options);

/** What a listener says of one request. */
async function received(program: Program, request: Parameters<typeof send>[1]) {
	const {port} = await program.ready();
	await send(port, request);
	const [delivery] = await program.waitForDeliveries(1);
	expect(await program.stop()).toBe(143);
	expect(program.stderr()).toBe('');
	return delivery;
}

describeNodes('the configuration file', node => {
	it('is found upwards, and a zone in it makes ISO times of times that say none', async () => {
		const {below} = project({
			port: 0,
			store: ':memory:',
			provider: 'mobtexting',
			zones: {mobtexting: 'Asia/Kolkata'},
		});
		const delivery = await received(listen([], {node, cwd: below}), report);
		expect(delivery).toMatchObject({
			provider: {id: 'mobtexting', pinned: true, because: ['pinned by provider in call-hook.config.json']},
			event: {startedAt: '2021-04-09T10:57:39.000Z', endedAt: '2021-04-09T10:57:55.000Z'},
		});
		expect(delivery?.findings.map(({code}) => code)).toContain('time/zone-assumed');
	});

	it('a module says the same as JSON', async () => {
		const {below} = project(
			'const zone = "+05:30"; export default {port: 0, store: ":memory:", zones: {mobtexting: zone}};',
			'call-hook.config.mjs',
		);
		expect(await received(listen([], {node, cwd: below}), report)).toMatchObject({
			provider: {id: 'mobtexting', pinned: false},
			event: {startedAt: '2021-04-09T10:57:39.000Z'},
		});
	});

	it('a module that is wrong says where', async () => {
		const {top, file} = project('\n\nthrow new Error("not\\u001b[2J today")', 'call-hook.config.mjs');
		const {code, stdout, stderr} = await run(['calls'], {node, cwd: top});
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toBe(
			`call-hook: ${file} could not be loaded (line 3): not␛[2J today\n  Correct it there; --debug prints the stack.\n`,
		);
		const debugged = await run(['calls', '--debug'], {node, cwd: top});
		expect(debugged.code).toBe(2);
		expect(debugged.stderr).toMatch(/^ +at file:.*call-hook\.config\.mjs:3/m);
		expectNoRawControls(debugged.stderr);
	});

	it('a module that waits for ever is told of, not a silent end', async () => {
		const {top, file} = project('await new Promise(() => {}); export default {}', 'call-hook.config.mjs');
		const {code, stderr} = await run(['listen'], {node, cwd: top});
		expect(code).toBe(2);
		expect(stderr).toContain(`${file} could not be loaded: it waits for something that never comes`);
	});
});

describe('what it says holds', () => {
	it('a country makes numbers international', async () => {
		const {top} = project({port: 0, store: ':memory:', countries: {mobtexting: 'in'}});
		const body = report.body
			.replace('918000000002', '"080000 00002"')
			.replace('918000000003', '"8000000003"');
		const delivery = await received(listen([], {cwd: top}), {...report, body});
		expect(delivery?.event).toMatchObject({
			from: {raw: '080000 00002', e164: '+918000000002'},
			to: {raw: '8000000003', e164: '+918000000003'},
		});
	});

	it('routes pin by path, and the longest wins', async () => {
		const {top} = project({
			port: 0,
			store: ':memory:',
			routes: {'/hooks': 'callr', '/hooks/my': 'myoperator'},
		});
		for (const [target, id] of [
			['/hooks', 'callr'],
			['/hooks/my/x', 'myoperator'],
		] as const) {
			const delivery = await received(listen([], {cwd: top}), {...cdr('one'), target});
			expect(delivery?.provider).toMatchObject({
				id,
				pinned: true,
				because: ['pinned by routes in call-hook.config.json'],
			});
		}
		const elsewhere = await received(listen([], {cwd: top}), {...cdr('one'), target: '/hooks2'});
		expect(elsewhere?.provider).toMatchObject({id: 'telecmi', pinned: false});
	});

	it('the command line wins', async () => {
		const {top} = project({
			port: 1,
			host: 'nowhere.example.test',
			store: 'never.db',
			provider: 'callr',
			routes: {'/hooks': 'cllr'},
			maxBody: 10,
			output: 'quiet',
		});
		const store = join(tempFolder(), 'store.db');
		const args = ['--port', '0', '--host', '127.0.0.1', '--store', store, '--max-body', '10mb'];
		const first = await received(listen([...args, '--provider', 'telecmi'], {cwd: top}), cdr('one'));
		expect(first).toMatchObject({
			answer: {status: 200},
			provider: {id: 'telecmi', because: ['pinned by --provider']},
		});
		const second = await received(listen([...args, '--route', '/hooks=telecmi'], {cwd: top}), cdr('two'));
		expect(second).toMatchObject({id: 2, provider: {id: 'telecmi', because: ['pinned by --route /hooks']}});
		const third = await received(listen([...args, '--route', '/x=telecmi'], {cwd: top}), cdr('three'));
		expect(third?.provider).toMatchObject({
			id: 'callr',
			because: ['pinned by provider in call-hook.config.json'],
		});
	});

	it('a limit for bodies, and strict', async () => {
		const {top} = project({port: 0, store: ':memory:', maxBody: '50b', strict: true, provider: 'mobtexting'});
		const program = listen([], {cwd: top});
		const {port} = await program.ready();
		expect((await send(port, {...cdr('one'), body: 'x'.repeat(51)})).status).toBe(413);
		await program.waitForDeliveries(1);
		expect(await program.stop('SIGINT')).toBe(4);
	});

	it('output json, without --json; tui is for terminals only', async () => {
		const {top, file} = project({port: 0, store: ':memory:', output: 'json'});
		await received(start(['listen'], {cwd: top}), cdr('one'));
		writeFileSync(file, '{"port": 0, "store": ":memory:", "output": "tui"}');
		const program = start(['listen'], {cwd: top});
		await waitFor('lines', () => program.stderr().includes('listening'));
		expect(await program.stop()).toBe(143);
	});

	it('the store is beside the file, and readers find it and the zone', async () => {
		const {top, below} = project({port: 0, store: 'calls.db', zones: {mobtexting: 'Asia/Kolkata'}});
		await received(listen([], {cwd: below}), report);
		const {json} = await run(['deliveries', '--json', '--store', join(top, 'calls.db')]);
		// Without the configuration, nobody knows the zone.
		expect(json()).toMatchObject([{event: {startedAt: null}}]);
		for (const args of [['deliveries'], ['show', '1']]) {
			const told = await run([...args, '--json'], {cwd: below});
			expect(told.json()).toMatchObject([{event: {startedAt: '2021-04-09T10:57:39.000Z'}}]);
		}
		const calls = await run(['calls', '--json'], {cwd: below});
		expect(calls.json()).toMatchObject([{startedAt: '2021-04-09T10:57:39.000Z'}]);
	});

	it('detect knows zones and pins, and --provider wins', async () => {
		const {top} = project({zones: {mobtexting: 'Asia/Kolkata'}, routes: {'/ack': 'mobtexting'}});
		const detect = async (file: string, ...args: string[]) =>
			JSON.parse((await run(['detect', file, '--json', ...args], {cwd: top})).stdout) as unknown;
		expect(await detect(reportFile)).toMatchObject({
			provider: {id: 'mobtexting', because: ['pinned by routes in call-hook.config.json']},
			event: {startedAt: '2021-04-09T10:57:39.000Z'},
		});
		expect(await detect(reportFile, '--provider', 'callr')).toMatchObject({
			provider: {id: 'callr', because: ['pinned by --provider']},
		});
		// A bare body has come to no path.
		const body = join(top, 'body.json');
		writeFileSync(body, report.body);
		writeFileSync(join(top, 'call-hook.config.json'), '{"routes": {"/": "callr"}}');
		expect(await detect(body)).toMatchObject({provider: {id: 'mobtexting', pinned: false}});
		writeFileSync(join(top, 'call-hook.config.json'), '{"provider": "callr"}');
		expect(await detect(body)).toMatchObject({
			provider: {id: 'callr', because: ['pinned by provider in call-hook.config.json']},
		});
	});

	it('--config names another, which gives its name to pins', async () => {
		const {top} = project({port: 1});
		const other = join(tempFolder(), 'other.mjs');
		writeFileSync(other, 'export default {port: 0, store: ":memory:", provider: "callr"}');
		expect(await received(listen(['--config', other], {cwd: top}), cdr('one'))).toMatchObject({
			provider: {because: ['pinned by provider in other.mjs']},
		});
	});

	it('in lines, listen says which one it uses; not with -q, and not in JSON', async () => {
		const {top, file} = project({port: 0, store: ':memory:'});
		const program = start(['listen'], {cwd: top});
		await waitFor('the state', () => program.stderr().includes('listening'));
		expect(await program.stop()).toBe(143);
		const [config, state] = program.stderr().split('\n');
		expect(config).toMatch(/^\d\d:\d\d:\d\d {2}config {6}/);
		expect(config?.endsWith(` ${file}`)).toBe(true);
		expect(state).toMatch(/listening +http:/);

		const without = start(['listen', '--port', '0', '--store', ':memory:']);
		await waitFor('the state', () => without.stderr().includes('listening'));
		expect(await without.stop()).toBe(143);
		expect(without.stderr()).not.toContain('config');

		const port = await freePort();
		const quiet = start(['listen', '-q', '--port', String(port)], {cwd: top});
		await waitFor('the listener', () => isReachable(port));
		expect(await quiet.stop()).toBe(143);
		expect(quiet.stderr()).toBe('');
	});
});

/** One nobody listens on, as far as can be known. */
async function freePort(): Promise<number> {
	const program = start(['listen', '--json', '--port', '0', '--store', ':memory:']);
	const {port} = await program.ready();
	await program.stop();
	return port;
}

describe('what is wrong with it', () => {
	const wrong: [string, string | object, string[]][] = [
		['an unknown key', {zone: {}}, ['There is no setting "zone": did you mean "zones"?']],
		[
			'all there is, at once',
			{port: 'x', provider: 'telecm', fields: {telecmi: {a: 'b'}}},
			[
				'port is "x"; it must be a whole number from 0 to 65535, like 8888.',
				'Did you mean "telecmi"?',
				'fields.telecmi has no use: the names of TeleCMI are fixed.',
			],
		],
		['JSON with a mistake', '{\n  "port": 1,\n}', ['call-hook.config.json, line 3, column 1: ']],
		['JSON that ends too early', '{"port":', ['line 1, column 9: the text ends too early']],
		['nothing', '', ['line 1, column 1: the text ends too early']],
		['a list', '[1]', ['The configuration is a list']],
		[
			'__proto__',
			'{"__proto__": {"port": 1}, "zones": {"__proto__": "UTC"}}',
			['has "__proto__"', 'zones has'],
		],
		['megabytes', `{"host": "${'x'.repeat(5_000_000)}"}`, ['has 4.8 MB; a configuration has at most 1 MB.']],
	];

	it.each(wrong)('%s', async (_, content, says) => {
		const {below, file} = project(content);
		for (const command of [['listen'], ['calls'], ['deliveries'], ['show', '1'], ['detect', reportFile]]) {
			const {code, stdout, stderr} = await run(command, {cwd: below});
			expect({code, stdout}).toEqual({code: 2, stdout: ''});
			expect(stderr).toContain(`call-hook: ${file}`);
			for (const text of says) expect(stderr).toContain(text);
			expect(stderr).not.toMatch(/^ +at /m);
		}
	});

	it('is no matter to what does not use it', async () => {
		const {top} = project('broken');
		for (const args of [['--version'], ['--help'], ['providers'], ['help', 'listen']]) {
			expect(await run(args, {cwd: top})).toMatchObject({code: 0, stderr: ''});
		}
	});

	it.each(['export default () => ({port: 1})', 'export default [1]', 'export const port = 1'])(
		'%s',
		async text => {
			const {top, file} = project(text, 'call-hook.config.mjs');
			const {code, stderr} = await run(['calls'], {cwd: top});
			expect(code).toBe(2);
			expect(stderr).toContain(file);
			expect(stderr).toMatch(/is a function; it must be|is a list; it must be|has no default export/);
			expect(stderr).not.toMatch(/^ +at /m);
		},
	);

	it('two in one folder, a folder, and one that is not there', async () => {
		const {top, file} = project({}, 'call-hook.config.mjs');
		const second = join(top, 'call-hook.config.json');
		mkdirSync(second);
		const both = await run(['calls'], {cwd: top});
		expect(both.code).toBe(2);
		for (const path of [file, second]) expect(both.stderr).toContain(path);

		const folder = await run(['calls', '--config', second], {cwd: top});
		expect(folder).toMatchObject({code: 2, stdout: ''});
		expect(folder.stderr).toContain(`${second} is a folder, not a file.`);

		const none = await run(['calls', '--config', 'none.json'], {cwd: top});
		expect(none.code).toBe(2);
		expect(none.stderr).toContain(`There is no configuration file ${join(top, 'none.json')}.`);

		const empty = await run(['calls', '--config', ''], {cwd: top});
		expect(empty.code).toBe(2);
		expect(empty.stderr).toContain('--config needs the path of a file.');
	});

	it('not readable', async () => {
		const {top, file} = project({});
		chmodSync(file, 0o000);
		// Root may read everything.
		const as = process.getuid?.() === 0 ? {as: {uid: 65_534, gid: 65_534}} : {};
		const {code, stderr} = await run(['calls'], {cwd: top, ...as});
		expect(code).toBe(2);
		expect(stderr).toContain(`${file} could not be read: EACCES`);
	});

	it('nothing in it steers the terminal that shows what is wrong', async () => {
		for (const attack of attacks) {
			const {top} = project({
				[attack]: attack,
				port: attack,
				routes: {[attack]: attack},
				zones: {[attack]: attack, mobtexting: attack},
			});
			const {code, stderr} = await run(['calls'], {cwd: top});
			expect(code).toBe(2);
			expectNoRawControls(stderr);
		}
	});
});
