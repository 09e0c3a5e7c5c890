/** What stands on stdout and stderr in each mode, and when it has colours. */

import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {expectNoRawControls} from '../support/hostile.ts';
import {cdr, type Program, run, type StartOptions, start, tempFolder, waitFor} from '../support/program.ts';
import {isPortFree, send} from '../support/wire.ts';

const esc = '\u001b';

async function portOf(program: Program): Promise<number> {
	return Number(
		await waitFor('the address', () => /http:\/\/127\.0\.0\.1:(\d+)/.exec(program.stderr())?.[1]),
	);
}

/** Two deliveries and one that is no JSON, then the end. */
async function listenOnce(args: readonly string[], options: StartOptions = {}) {
	const program = start(['listen', '--port', '0', '--store', ':memory:', ...args], options);
	const port = await portOf(program);
	for (const request of [cdr('one'), cdr('two'), {...cdr('three'), body: '{broken'}])
		await send(port, request);
	await waitFor('three lines', () => program.lines.length >= 3);
	expect(await program.stop('SIGINT')).toBe(0);
	return program;
}

describe('lines over a pipe', () => {
	it('are the default: one a delivery on stdout, all else on stderr', async () => {
		const program = await listenOnce([]);
		expect(program.lines).toHaveLength(3);
		expectNoRawControls(program.stdout());
		expect(program.lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} +#1 +telecmi .* 200 .* unknown/);
		expect(program.lines[1]).toContain('#2');
		expect(program.lines[2]).toMatch(/#3 +generic .*body\/invalid-json/);
		expect(program.stderr()).toMatch(/listening +http:\/\/127\.0\.0\.1:\d+ +store :memory:/);
		expect(program.stderr()).toContain('call-hook received 3 deliveries');
		expect(program.stderr()).not.toContain(esc);
	});

	it('show the time of this machine', async () => {
		const before = new Date();
		const program = await listenOnce([], {env: {TZ: 'Asia/Kolkata'}});
		const hours = (date: Date) =>
			date.toLocaleTimeString('en-GB', {timeZone: 'Asia/Kolkata', hour: '2-digit', minute: '2-digit'});
		expect([hours(before), hours(new Date())]).toContain(program.lines[0]?.slice(0, 5));
	});

	it('have colours with FORCE_COLOR=1 and none with NO_COLOR or --no-color', async () => {
		const forced = await listenOnce([], {env: {FORCE_COLOR: '1'}});
		expect(forced.stdout()).toContain(`${esc}[`);
		expect(forced.lines).toHaveLength(3);
		// stderr is no terminal either; it is left plain.
		const plain = await listenOnce([], {env: {NO_COLOR: '1'}});
		expect(plain.stdout()).not.toContain(esc);
		const asked = await listenOnce(['--no-color'], {env: {FORCE_COLOR: '1'}});
		expect(asked.stdout()).not.toContain(esc);
	});

	it('are plain under CI, which is no reason for anything else', async () => {
		const program = await listenOnce([], {env: {CI: 'true'}});
		expect(program.lines).toHaveLength(3);
		expectNoRawControls(program.stdout());
	});

	it('use ASCII where the locale is not UTF-8', async () => {
		const program = await listenOnce([], {env: {LANG: 'C'}});
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
		expect(program.stdout()).toMatch(/^[\u0000-\u007f]*$/);
	});
});

it('json has nothing on stderr, and no colours whatever is set', async () => {
	const program = start(['--json', 'listen', '--port', '0', '--store', ':memory:'], {
		env: {FORCE_COLOR: '3'},
	});
	const {port} = await program.ready();
	await send(port, cdr('one'));
	await program.waitForDeliveries(1);
	expect(await program.stop('SIGINT')).toBe(0);
	expect(program.json()).toHaveLength(3);
	expect(program.stdout()).not.toContain(esc);
	expect(program.stderr()).toBe('');
});

it('-q leaves the results and says nothing else', async () => {
	const port = await freePort();
	const program = start(['listen', '-q', '--port', String(port), '--store', ':memory:']);
	await waitFor('the listener', () =>
		send(port, cdr('one')).then(
			() => true,
			() => false,
		),
	);
	await waitFor('a line', () => program.lines.length >= 1);
	expect(await program.stop('SIGINT')).toBe(0);
	expect(program.stderr()).toBe('');
	expect(program.lines).toHaveLength(1);

	const none = await run(['deliveries', '-q', '--store', join(tempFolder(), 'none.db')]);
	expect(none).toMatchObject({code: 0, stdout: '', stderr: ''});
	// Errors are told all the same.
	const wrong = await run(['listen', '-q', '--provider', 'nobody', '--store', ':memory:']);
	expect(wrong.code).toBe(2);
	expect(wrong.stderr).toContain('nobody');
});

it('--output quiet prints nothing for a good delivery', async () => {
	const port = await freePort();
	const store = join(tempFolder(), 'store.db');
	const program = start(['listen', '--output', 'quiet', '--port', String(port), '--store', store]);
	await waitFor('the listener', () =>
		send(port, cdr('one')).then(
			() => true,
			() => false,
		),
	);
	expect(await program.stop('SIGINT')).toBe(0);
	expect(program.stdout()).toBe('');
	expect(program.stderr()).toBe('');
	const {lines} = await run(['deliveries', '--store', store]);
	expect(lines).toHaveLength(1);
});

it('--strict exits 4 after a rejected answer, else 0', async () => {
	for (const [body, code] of [
		['x'.repeat(100), 4],
		['{}', 0],
	] as const) {
		// MOBtexting counts 200 only; a body over the limit is answered 413.
		const program = start([
			'listen',
			'--json',
			'--strict',
			'--provider',
			'mobtexting',
			'--max-body',
			'50',
			'--port',
			'0',
			'--store',
			':memory:',
		]);
		const {port} = await program.ready();
		await send(port, {...cdr('one'), body});
		const [told] = await program.waitForDeliveries(1);
		expect(told?.verdict.state).toBe(code === 4 ? 'rejected' : 'accepted');
		expect(await program.stop('SIGINT')).toBe(code);
	}
});

describe('--strict holds for every answer, whoever gave it', () => {
	const report = {...cdr('one'), body: '{}'};
	const strictly = async (args: readonly string[]) => {
		const common = ['listen', '--json', '--strict', '--provider', 'mobtexting', '--port', '0'];
		const program = start([...common, '--store', ':memory:', ...args]);
		const {port} = await program.ready();
		await send(port, report);
		const [told] = await program.waitForDeliveries(1);
		return {told, code: await program.stop('SIGINT')};
	};

	// MOBtexting counts 200 and 202.
	it.each([
		[204, 'rejected', 4],
		[202, 'accepted', 0],
	])("a target's %d is %s", async (status, state, code) => {
		const target = createServer((request, response) => {
			request.resume().on('end', () => response.writeHead(status).end());
		});
		await new Promise<void>(resolve => target.listen(0, '127.0.0.1', resolve));
		const {port} = target.address() as AddressInfo;
		try {
			const {told, code: ended} = await strictly(['--forward', `http://127.0.0.1:${port}`]);
			expect(told).toMatchObject({answer: {status, by: 'target'}, verdict: {state}});
			expect(ended).toBe(code);
		} finally {
			target.close();
		}
	});

	it.each([
		[204, 'rejected', 4],
		[202, 'accepted', 0],
	])("a rule's %d is %s", async (status, state, code) => {
		const {told, code: ended} = await strictly(['--status', String(status)]);
		expect(told).toMatchObject({answer: {status, by: 'rule'}, verdict: {state}});
		expect(ended).toBe(code);
	});
});

describe('what was seen of each provider', () => {
	it('is told at the end, and of the whole store by calls --summary', async () => {
		const store = join(tempFolder(), 'store.db');
		const program = start(['listen', '--port', '0', '--store', store, '--provider', 'mobtexting']);
		const port = await portOf(program);
		for (const name of ['one', 'two']) await send(port, {...cdr(name), body: '{}'});
		await waitFor('two lines', () => program.lines.length >= 2);
		expect(await program.stop('SIGINT')).toBe(0);
		expect(program.stderr()).toMatch(/ {2}Answered +mobtexting {2}2 deliveries, slowest /);

		const told = await run(['calls', '--summary', '--store', store]);
		expect(told).toMatchObject({code: 0, stderr: ''});
		expectNoRawControls(told.stdout);
		expect(told.lines[0]).toBe('MOBtexting  2 accepted');
		expect(told.stdout).toMatch(/Statuses +200 \(2 times\) +agrees +200 and 202\n/);

		const json = await run(['calls', '--summary', '--json', '--store', store]);
		expect(json.json()).toEqual([
			expect.objectContaining({
				type: 'observed',
				v: 1,
				providers: [expect.objectContaining({id: 'mobtexting', deliveries: 2, statuses: {200: 2}})],
			}),
		]);
	});

	it('is nothing where nothing came', async () => {
		const store = join(tempFolder(), 'store.db');
		const program = start(['listen', '--json', '--port', '0', '--store', store]);
		await program.ready();
		expect(await program.stop('SIGINT')).toBe(0);
		expect(await run(['calls', '--summary', '--store', store])).toMatchObject({
			code: 0,
			stdout: '',
			stderr: 'The store has no deliveries yet.\n',
		});
		expect((await run(['calls', '--summary', '--json', '--store', store])).stdout).toBe(
			'{"type":"observed","v":1,"providers":[]}\n',
		);
	});
});

describe('other commands', () => {
	it('providers and detect print to stdout, plain', async () => {
		const list = await run(['providers']);
		expect(list).toMatchObject({code: 0, stderr: ''});
		for (const id of ['telecmi', 'callr', 'cllr', 'mobtexting', 'myoperator'])
			expect(list.stdout).toContain(id);
		expectNoRawControls(list.stdout);
		const one = await run(['providers', 'telecmi', '--json']);
		expect(JSON.parse(one.stdout)).toMatchObject({type: 'provider', v: 1, id: 'telecmi'});
		const fixture = new URL('../../fixtures/telecmi/outgoing-answered.http', import.meta.url).pathname;
		expect((await run(['detect', fixture])).stdout).toMatch(/^TeleCMI/);
		const explained = await run(['detect', fixture, '--explain']);
		expect(explained.stdout).toContain('only TeleCMI names the id of a leg so');
		expect(explained.stdout).toContain('nothing of theirs in it');
		const unknown = await run(['detect', new URL('../../package.json', import.meta.url).pathname]);
		expect(unknown).toMatchObject({code: 1, stderr: ''});
		expect(unknown.stdout).toContain('Not recognised');
	});
});

async function freePort(): Promise<number> {
	const program = start(['listen', '--json', '--port', '0', '--store', ':memory:']);
	const {port} = await program.ready();
	await program.stop('SIGINT');
	expect(await isPortFree(port)).toBe(true);
	return port;
}
