/** Secrets that signatures are checked with: wherever they come from, they are told nowhere and kept nowhere. */

import {createHmac} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import {run, start, tempFolder, waitFor} from '../support/program.ts';
import {startInTerminal} from '../support/pty.ts';
import {send} from '../support/wire.ts';

/** Looked for everywhere. It is not what a name of a variable can be. */
const canary = 'canary-7f3a/Zx9+secret';

/** As it is, and as it might have been written on its way. */
const traces = [
	canary,
	JSON.stringify(canary).slice(1, -1),
	encodeURIComponent(canary),
	Buffer.from(canary).toString('hex'),
	// The middle of its base64, wherever in three bytes it begins.
	...[0, 1, 2].map(shift => Buffer.from(canary.slice(shift)).toString('base64').slice(2, -4)),
];

function expectNone(text: string, where: string): void {
	for (const trace of traces) expect(text.includes(trace), `${where}: ${text.slice(0, 2000)}`).toBe(false);
}

const body = JSON.stringify({
	type: 'call.outbound_hangup',
	data: {callid: '242359184130', cli_number: '+33199005678', dialstatus: 'BUSY'},
});
const host: Pair[] = [
	['Host', 'localhost'],
	['Content-Type', 'application/json'],
	['X-CALLR-EventId', '5f0e6c1a'],
];
const signature = (secret: string) => createHmac('sha256', secret).update(body).digest('base64');
const signed = (secret: string) => ({
	target: '/hook',
	headers: [...host, ['X-CALLR-HmacSignature', signature(secret)] as Pair],
	body,
});

/** One that is right, one made with another secret, one without. */
const requests = [signed(canary), signed('another'), {target: '/hook', headers: host, body}];
const states = ['valid', 'invalid', 'missing'];

/** A signature that would have been right lets its reader forge: nor is that told, but where the sender sent it. */
const right = signature(canary);

interface Source {
	args: string[];
	env?: Record<string, string>;
	cwd?: string;
}

function project(config: object): string {
	const folder = tempFolder();
	writeFileSync(join(folder, 'call-hook.config.json'), JSON.stringify(config));
	return folder;
}

function sources(): [string, Source][] {
	const folder = tempFolder();
	const file = join(folder, 'hook.key');
	writeFileSync(file, `${canary}\n`);
	const withFile = project({secrets: {callr: ['file:keys/callr.key', 'env:OLD']}});
	mkdirSync(join(withFile, 'keys'));
	writeFileSync(join(withFile, 'keys', 'callr.key'), canary);
	return [
		['a variable that --secret names', {args: ['--secret', 'callr=env:HOOK'], env: {HOOK: canary}}],
		['a file that --secret names', {args: ['--secret', `callr=file:${file}`]}],
		[
			'several of --secret',
			{args: ['--secret', 'callr=env:OLD', '--secret', 'callr=env:HOOK'], env: {HOOK: canary, OLD: 'older'}},
		],
		['its own variable', {args: [], env: {CALLR_WEBHOOK_SECRET: canary}}],
		[
			'a variable of the configuration',
			{args: [], env: {HOOK: canary}, cwd: project({secrets: {callr: 'env:HOOK'}})},
		],
		['a file of the configuration', {args: [], env: {OLD: 'older'}, cwd: withFile}],
	];
}

/** Every file of a store, as text. */
function filesOf(store: string): string {
	const [folder, name] = [join(store, '..'), store.slice(store.lastIndexOf('/') + 1)];
	const files = readdirSync(folder).filter(file => file.startsWith(name));
	expect(files).toContain(name);
	return files.map(file => readFileSync(join(folder, file), 'latin1')).join('\n');
}

describe.each(sources())('a secret from %s', (_name, {args, ...options}) => {
	const store = join(tempFolder(), 's.db');
	const fixture = join(tempFolder(), 'invalid.http');
	const told: [string, string][] = [];

	beforeAll(async () => {
		const listener = start(
			['listen', '--json', '--debug', '--port', '0', '--store', store, ...args],
			options,
		);
		const {port} = await listener.ready();
		for (const request of requests) await send(port, request);
		const lines = await listener.waitForDeliveries(requests.length);
		expect(lines.map(line => line.signature.state)).toEqual(states);
		expect(
			lines.map(line => line.findings.flatMap(({code}) => /^signature\/(.*)/.exec(code)?.[1] ?? [])),
		).toEqual([[], ['invalid'], ['missing']]);
		// While it is open, the log of the store holds what is not moved into it yet.
		expectNone(filesOf(store), 'the open store');
		expect(await listener.stop('SIGINT')).toBe(0);
		told.push(['listen --json', listener.stdout() + listener.stderr()]);
		writeFileSync(
			fixture,
			`POST /hook HTTP/1.1\n${signed('another')
				.headers.map(pair => pair.join(': '))
				.join('\n')}\n\n${body}\n`,
		);
	});

	it('is told nowhere and kept nowhere, and gives the same states everywhere', async () => {
		const stdoutOf = new Map<string, string>();
		for (const command of [
			['deliveries'],
			['deliveries', '--json'],
			['show', '2'],
			['show', '2', '--json'],
			['verify', '1', '--json'],
			['verify', '2'],
			['verify', '2', '--json'],
			['verify', '3', '--json'],
			['verify', fixture],
			['detect', fixture, '--explain'],
		]) {
			const {stdout, stderr} = await run([...command, '--debug', '--store', store, ...args], options);
			expect(stdout).not.toBe('');
			told.push([command.join(' '), stdout + stderr]);
			stdoutOf.set(command.join(' '), stdout);
		}
		const calls = await run(['calls', '--store', store, '--debug'], options);
		told.push(['calls', calls.stdout + calls.stderr], ['the store', filesOf(store)]);
		for (const [where, text] of told) expectNone(text, where);
		// The sender has sent it with the first delivery, and it is kept as it came; of others it is not told.
		for (const [command, text] of stdoutOf) {
			if (!/deliveries --json|verify 1/.test(command)) expect(text.includes(right), command).toBe(false);
		}

		const linesOf = (command: string) => (stdoutOf.get(command) ?? '').trim().split('\n');
		expect(linesOf('deliveries --json').map(line => JSON.parse(line).signature.state)).toEqual(states);
		for (const [index, state] of states.entries()) {
			const [line = ''] = linesOf(`verify ${index + 1} --json`);
			expect(JSON.parse(line)).toMatchObject({type: 'verification', signature: {state}});
		}
		expect(stdoutOf.get('show 2')).toMatch(
			/Signature +✗ invalid +X-CALLR-HmacSignature is not the HMAC-SHA256/,
		);
	});
});

describe('a secret is not told', () => {
	const env = {CALLR_WEBHOOK_SECRET: canary};
	const args = ['listen', '--store', ':memory:', '--port', '0', '--debug'];

	it('by the terminal UI', async () => {
		const terminal = startInTerminal(args, {env, columns: 120, rows: 40});
		const screen = await terminal.waitForScreen('the address', text => /127\.0\.0\.1:\d+/.test(text));
		const port = Number(/127\.0\.0\.1:(\d+)/.exec(screen)?.[1]);
		await send(port, signed('another'));
		await terminal.waitForScreen('the call', text => /Calls 1\b/.test(text));
		terminal.type('\t4');
		await terminal.waitForScreen('its checks', text => /invalid.*X-CALLR-HmacSignature/.test(text));
		for (const request of requests) await send(port, request);
		await terminal.waitForScreen('the others', text => /Deliveries 4\b/.test(text));
		terminal.type('2');
		await terminal.waitForScreen('its payload', text => /dialstatus/.test(text));
		terminal.type('\u0003');
		expect(await terminal.end()).toBe(0);
		expectNone(terminal.output(), 'the terminal');
	});

	it('by lines', async () => {
		const program = start(args, {env});
		const port = await waitFor('the address', () => /127\.0\.0\.1:(\d+)/.exec(program.stderr())?.[1]);
		for (const request of requests) await send(Number(port), request);
		await waitFor('three lines', () => program.lines.length >= 3);
		expect(await program.stop('SIGINT')).toBe(0);
		expect(program.lines[1]).toContain('signature/invalid');
		expectNone(program.stdout() + program.stderr(), 'lines');
	});
});

describe('a bearer secret', () => {
	it('that was given is told nowhere, though another one was sent and is kept', async () => {
		const store = join(tempFolder(), 's.db');
		const env = {MOBTEXTING_WEBHOOK_SECRET: canary};
		const program = start(['listen', '--json', '--port', '0', '--store', store], {env});
		const {port} = await program.ready();
		const report = {source: 'OBD', bridge: '000', start_at: '2026-11-20 10:00:00', mid: 'm1'};
		const headers: Pair[] = [
			['Host', 'localhost'],
			['Content-Type', 'application/json'],
		];
		const authorized = (secret: string): Pair[] => [...headers, ['Authorization', `Bearer ${secret}`]];
		await send(port, {headers: authorized('the-one-that-was-sent'), body: JSON.stringify(report)});
		await send(port, {headers: authorized(`${canary}x`.slice(5)), body: JSON.stringify(report)});
		const lines = await program.waitForDeliveries(2);
		expect(lines.map(line => line.signature.state)).toEqual(['invalid', 'invalid']);
		expect(await program.stop('SIGINT')).toBe(0);
		const shown = await run(['show', '1', '--store', store], {env});
		const verified = await run(['verify', '1', '--store', store], {env});
		expect(verified.code).toBe(1);
		expect(verified.stdout).toContain('Authorization ••••••••, as a bearer secret');
		for (const text of [shown.stdout, verified.stdout]) expect(text).not.toContain('the-one-that-was-sent');
		expect(filesOf(store)).toContain('the-one-that-was-sent');
		for (const text of [program.stdout(), program.stderr(), shown.stdout, verified.stdout, filesOf(store)]) {
			expect(text.includes(canary)).toBe(false);
		}
	});
});

describe('a secret that is written where its place should be', () => {
	const empty = join(tempFolder(), 'empty.key');
	writeFileSync(empty, '');
	it.each<[string, Source]>([
		['as it is', {args: ['--secret', `callr=${canary}`]}],
		['without a provider', {args: ['--secret', canary]}],
		['with = at its end', {args: ['--secret', `${canary}==`]}],
		['put in by a shell', {args: ['--secret', `callr=env:${canary}`]}],
		['for a provider that does not sign', {args: ['--secret', 'telecmi=env:HOOK'], env: {HOOK: canary}}],
		['for one that is not there', {args: ['--secret', 'calr=env:HOOK'], env: {HOOK: canary}}],
		['in a file that is empty', {args: ['--secret', `callr=file:${empty}`]}],
		['in the configuration', {args: [], cwd: project({secrets: {callr: canary}})}],
		['in a list of the configuration', {args: [], cwd: project({secrets: {callr: ['env:A', canary]}})}],
		['instead of all of them', {args: [], cwd: project({secrets: canary})}],
		['of a variable that is not set', {args: [], cwd: project({secrets: {callr: 'env:NOT_SET'}})}],
	])('%s is refused and not repeated', async (_name, {args, ...options}) => {
		const {code, stdout, stderr} = await run(
			['listen', '--port', '0', '--store', ':memory:', '--debug', ...args],
			options,
		);
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(stderr).toMatch(/^call-hook: .*\n {2}\S/s);
		expectNone(stderr, 'the error');
	});

	it('of the configuration that cannot be read is told, and does not keep from looking', async () => {
		const store = join(tempFolder(), 's.db');
		const program = start(['listen', '--json', '--port', '0', '--store', store]);
		const {port} = await program.ready();
		await send(port, signed(canary));
		await program.waitForDeliveries(1);
		await program.stop('SIGINT');
		const cwd = project({secrets: {callr: 'env:NOT_SET'}});
		const {code, stdout, stderr} = await run(['deliveries', '--json', '--store', store], {cwd});
		expect(code).toBe(0);
		expect(JSON.parse(stdout).signature.state).toBe('unchecked');
		expect(stderr).toMatch(
			/^Signatures are not checked: secrets\.callr in .* names the environment variable NOT_SET, which is not set\.\n$/,
		);
		expect((await run(['deliveries', '-q', '--store', store], {cwd})).stderr).toBe('');
		for (const args of [['calls'], ['calls', '--summary']])
			expect((await run([...args, '--store', store], {cwd})).stderr).toBe('');
	});
});

describe('verify', () => {
	const fixture = fileURLToPath(new URL('../../fixtures/callr/signed-sms.http', import.meta.url));
	const env = {SECRET: 'password', BROKEN: 'password\n'};
	const withSecret = ['--secret', 'callr=env:SECRET'];

	it('a valid signature: exit 0', async () => {
		const {code, stdout} = await run(['verify', fixture, ...withSecret], {env});
		expect(stdout).toMatch(
			/^ Signature +✓ valid +X-CALLR-HmacSignature is the HMAC-SHA256 of the raw body with the secret in SECRET\n/,
		);
		expect(stdout).toMatch(/Checked +X-CALLR-HmacSignature sHMM…Uig=, as the HMAC-SHA256 of the raw body\n/);
		expect(code).toBe(0);
	});

	it('from standard input', async () => {
		const {code} = await run(['verify', '-', ...withSecret], {env, shell: `"$@" < '${fixture}'`});
		expect(code).toBe(0);
	});

	it('a mistake is named, with its remedy: exit 1', async () => {
		const {code, stdout} = await run(['verify', fixture, '--secret', 'callr=env:BROKEN'], {env});
		expect(code).toBe(1);
		expect(stdout).toMatch(/ Signature +✗ invalid .* with the secret in BROKEN\n/);
		expect(stdout).toMatch(/Because +it matches without the line break at the end of the secret\n/);
		expect(stdout).toMatch(/Do +Remove the line break at the end of BROKEN\.\n/);
	});

	it('a body that was written again on the way', async () => {
		const file = join(tempFolder(), 'spaced.http');
		const text = readFileSync(fixture, 'utf8').replace(
			'{"data":{"from":"sender",',
			'{"data": {"from": "sender", ',
		);
		writeFileSync(file, text);
		const {code, stdout} = await run(['verify', file, '--json', ...withSecret], {env});
		expect(code).toBe(1);
		expect(JSON.parse(stdout).mistakes).toEqual([
			{
				says: 'with the JSON written without blanks (JSON.stringify)',
				remedy: expect.stringMatching(/^Verify the raw body.* your proxy re-serialised the JSON$/),
			},
		]);
	});

	it('a header that the secret names is what was checked, and its mistake is named', async () => {
		const file = join(tempFolder(), 'named.http');
		writeFileSync(file, 'POST / HTTP/1.1\nX-Token: "k3y"\n\n{}\n');
		const {code, stdout} = await run(
			['verify', file, '--provider', 'myoperator', '--secret', 'myoperator=env:NAMED'],
			{env: {NAMED: 'X-Token: k3y'}},
		);
		expect(stdout).toMatch(/ Signature +✗ invalid +X-Token has a secret that is not the secret in NAMED\n/);
		expect(stdout).toMatch(/Because +it matches without the quotes around it\n/);
		expect(stdout).toMatch(/Do +Leave the quotes out of the header\.\n/);
		expect(stdout).toMatch(/Checked +X-Token ••••••••, as a secret\n/);
		expect(code).toBe(1);
	});

	it('a header that is compared as two things stands once', async () => {
		const file = join(tempFolder(), 'token.http');
		writeFileSync(file, 'POST / HTTP/1.1\nx-myop-signature: other\n\n{}\n');
		const {stdout} = await run(
			['verify', file, '--provider', 'myoperator', '--secret', 'myoperator=env:HOOK'],
			{env: {HOOK: 'k3y'}},
		);
		expect(stdout).toMatch(/Checked +x-myop-signature ••••••••, as a secret or the HMAC of the raw body\n/);
		expect(stdout.match(/x-myop-signature •/g)).toHaveLength(1);
	});

	it('a missing secret in another header is named', async () => {
		const file = join(tempFolder(), 'misplaced.http');
		writeFileSync(file, 'POST / HTTP/1.1\nX-Token: k3y\n\n{}\n');
		const {code, stdout} = await run(
			['verify', file, '--provider', 'mobtexting', '--secret', 'mobtexting=env:HOOK'],
			{env: {HOOK: 'k3y'}},
		);
		expect(stdout).toMatch(
			/Because +the secret is in X-Token: MOBtexting sends it as Authorization: Bearer\n/,
		);
		expect(stdout).toMatch(/Do +Send it as Authorization: Bearer\.\n/);
		expect(code).toBe(1);
	});

	it('nothing to check: exit 1', async () => {
		const fetchPush = fileURLToPath(new URL('../../fixtures/callr/fetch-cdr.http', import.meta.url));
		const cdr = fileURLToPath(new URL('../../fixtures/telecmi/outgoing-answered.http', import.meta.url));
		const push = await run(['verify', fetchPush], {env});
		expect([push.code, push.stdout]).toEqual([
			1,
			expect.stringContaining('fetch@v2 requests carry no signature'),
		]);
		const unsigned = await run(['verify', cdr], {env});
		expect(unsigned.code).toBe(1);
		expect(unsigned.stdout).toMatch(/- unsigned +TeleCMI documents no signature\n +Do +Anybody who knows/);
		const unknown = await run(['verify', '/etc/hostname'], {env});
		expect([unknown.code, unknown.stdout]).toEqual([
			1,
			expect.stringContaining('no provider was recognised'),
		]);
	});

	it.each([
		[
			['verify', fixture],
			2,
			/No secret was given for Callr\.\n {2}Give the secret: --secret callr=env:NAME or callr=file:PATH, or set CALLR_WEBHOOK_SECRET\./,
		],
		[['verify', fixture, '--provider', 'calr', ...withSecret], 2, /There is no provider "calr"/],
		[['verify', '0', ...withSecret], 2, /There is no delivery 0: their numbers begin at 1\./],
		[['verify', '#0', ...withSecret], 2, /There is no delivery #0: their numbers begin at 1\./],
		[['verify', '-1', ...withSecret], 2, /There is no delivery -1: their numbers begin at 1\./],
		[['verify', '/nowhere', ...withSecret], 2, /\/nowhere could not be read/],
		[
			['verify', '12', '--store', join(tempFolder(), 'none.db'), ...withSecret],
			1,
			/There is no delivery #12 in the store\./,
		],
		[['verify'], 2, /Missing required argument/],
	])('%j is told', async (args, exit, message) => {
		const {code, stdout, stderr} = await run(args, {env});
		expect(stderr).toMatch(message);
		expect(stdout).toBe('');
		expect(code).toBe(exit);
	});

	it('as another provider, when that is typed', async () => {
		const {code, stdout} = await run(
			['verify', fixture, '--provider', 'myoperator', '--secret', 'myoperator=env:SECRET'],
			{env},
		);
		expect([code, stdout]).toEqual([1, expect.stringContaining('missing')]);
	});
});
