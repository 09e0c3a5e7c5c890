/** Answers of the user's, faults and protection, by the built program. */

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {cdr, describeNodes, type Program, run, start, tempFolder} from '../support/program.ts';
import {requestBytes, send, sendAll, Wire} from '../support/wire.ts';

const listen = (args: readonly string[], cwd?: string, env?: Record<string, string>) =>
	start(['listen', '--json', '--port', '0', '--store', ':memory:', ...args], {
		...(cwd !== undefined && {cwd}),
		...(env !== undefined && {env}),
	});

/** A folder with a configuration. */
function project(config: object, files: Record<string, string> = {}): string {
	const folder = tempFolder();
	writeFileSync(join(folder, 'call-hook.config.json'), JSON.stringify(config));
	for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
	return folder;
}

/** What a scenario of Callr Actions sends that asks for the profile of its caller. */
const fetchFor = (caller: string) => ({
	target: '/profile',
	headers: [
		['Host', 'localhost'],
		['Content-Type', 'application/json'],
	] as [string, string][],
	body: JSON.stringify({caller}),
});

async function replyTo(program: Program, request: Parameters<typeof send>[1]) {
	const {port} = await program.ready();
	return send(port, request);
}

describeNodes('an answer on the command line', node => {
	it('is given to every request, and told as a rule', async () => {
		const folder = tempFolder();
		writeFileSync(join(folder, 'reply.json'), '{"from":"file"}');
		const program = start(
			[
				...['listen', '--json', '--port', '0', '--store', ':memory:'],
				...['--status', '202', '--body', '@reply.json', '--header', 'X-One: 1', '--header', 'X-One: 2'],
			],
			{node, cwd: folder},
		);
		const reply = await replyTo(program, cdr('c1'));
		expect(reply).toMatchObject({status: 202, body: '{"from":"file"}'});
		expect(reply.headers.filter(([name]) => name === 'X-One').map(([, value]) => value)).toEqual(['1', '2']);
		expect(reply.headers).toContainEqual(['Content-Type', 'application/json']);
		const [delivery] = await program.waitForDeliveries(1);
		expect(delivery?.answer).toMatchObject({
			status: 202,
			by: 'rule',
			rule: expect.stringContaining('--status 202'),
			body: {text: '{"from":"file"}'},
		});
		await program.stop();
	});

	it('may take its time', async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', ':memory:', '--delay', '150ms'], {
			node,
		});
		expect((await replyTo(program, cdr('c1'))).status).toBe(200);
		const [delivery] = await program.waitForDeliveries(1);
		expect(delivery?.answer).toMatchObject({by: 'call-hook', status: 200});
		expect(delivery?.answer.durationMs).toBeGreaterThanOrEqual(149);
		await program.stop();
	});
});

describe('rules in the file', () => {
	it('give Callr’s fetch the profile of its caller', async () => {
		const folder = project(
			{
				answers: [
					{
						when: 'provider:callr from:+33199005678',
						json: {name: 'VIP', caller: '{{event.from.e164}}', sent: '{{request.body.caller}}', open: true},
					},
					{when: 'provider:callr', file: 'profile.json', headers: {'X-Profile': 'common'}},
				],
			},
			{'profile.json': '{"name":"common"}'},
		);
		const program = listen(['--route', '/profile=callr'], folder);
		const vip = await replyTo(program, fetchFor('+33199005678'));
		expect(JSON.parse(vip.body)).toEqual({
			name: 'VIP',
			caller: '+33199005678',
			sent: '+33199005678',
			open: true,
		});
		const common = await replyTo(program, fetchFor('+33199005679'));
		expect(common.body).toBe('{"name":"common"}');
		expect(common.headers).toContainEqual(['X-Profile', 'common']);
		expect((await replyTo(program, cdr('c1'))).body).toBe('{"success":true}');
		const deliveries = await program.waitForDeliveries(3);
		expect(deliveries.map(({answer}) => answer.rule ?? null)).toEqual(['answers[0]', 'answers[1]', null]);
		await program.stop();
	});

	it('that can never match, or have a mistake, end the start with their places', async () => {
		const folder = project({
			answers: [
				{when: 'verdict:rejected', status: 500},
				{when: 'provider:telecmi -provider:telecmi'},
				{file: 'missing.json'},
				{body: 'Hello {{event.nobody}}'},
			],
		});
		const {code, stderr} = await run(['listen', '--port', '0', '--store', ':memory:'], {cwd: folder});
		expect(code).toBe(2);
		for (const place of ['answers[0]', 'answers[1]', 'answers[2]', 'answers[3]', 'missing.json', 'nobody']) {
			expect(stderr).toContain(place);
		}
		expect(stderr).not.toContain('    at ');
	});
});

describe('faults', () => {
	it('strike the same requests for the same seed', async () => {
		const statuses = async () => {
			const program = listen(['--fault', 'status=500,rate=0.4', '--seed', '7']);
			const {port} = await program.ready();
			const replies = await sendAll(
				port,
				Array.from({length: 40}, (_, index) => cdr(`c${index}`)),
				1,
			);
			await program.stop();
			return replies.map(({status}) => status);
		};
		const [first, second] = [await statuses(), await statuses()];
		expect(first).toEqual(second);
		expect(new Set(first)).toEqual(new Set([200, 500]));
	});

	it('close sends half of the answer, and the verdict does not take it for a whole one', async () => {
		const program = listen(['--fault', 'close']);
		const {port} = await program.ready();
		const wire = new Wire(port);
		wire.write(requestBytes(cdr('c1')));
		await wire.closed();
		expect(wire.rest.toString()).toMatch(/\r\n\r\n\{"succes$/);
		const [delivery] = await program.waitForDeliveries(1);
		expect(delivery).toMatchObject({
			answer: {status: 200, cut: true, fault: 'close'},
			verdict: {state: 'unknown'},
		});
		await program.stop();
	});
});

describe('who is let in', () => {
	it('--auth: the right credentials and no others', async () => {
		const program = listen(['--auth', 'env:HOOK_AUTH'], undefined, {HOOK_AUTH: 'hook:s3cret-canary'});
		const {port} = await program.ready();
		const with_ = (value: string) => {
			const request = cdr('c1');
			return send(port, {...request, headers: [...request.headers, ['Authorization', value]]});
		};
		const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
		const refused = await send(port, cdr('c1'));
		expect(refused.status).toBe(401);
		expect(refused.headers.map(([name]) => name)).toContain('WWW-Authenticate');
		expect((await with_(basic('hook:wrong'))).status).toBe(401);
		expect((await with_(basic('hook:s3cret-canary'))).status).toBe(200);
		const deliveries = await program.waitForDeliveries(3);
		expect(deliveries.map(({refusal}) => refusal?.code ?? null)).toEqual(['auth', 'auth', null]);
		await program.stop();
		const printed = program.stdout() + program.stderr();
		expect(printed).not.toContain('s3cret-canary');
	});

	it('--require-header: the header of MyOperator’s panel', async () => {
		const program = listen(['--require-header', 'X-Hook-Key: abc']);
		const {port} = await program.ready();
		const request = cdr('c1');
		expect((await send(port, request)).status).toBe(401);
		const headers: [string, string][] = [...request.headers, ['x-hook-key', 'abc']];
		expect((await send(port, {...request, headers})).status).toBe(200);
		await program.stop();
	});

	it('--secret-path: what is not below it is not there; routes and the address count from it', async () => {
		const program = listen(['--secret-path', '--route', '/hooks=telecmi']);
		const {url, port} = await program.ready();
		const secret = new URL(url).pathname;
		expect(secret).toMatch(/^\/[\w-]{16,}$/);
		expect((await send(port, {...cdr('c1'), target: '/hooks'})).status).toBe(404);
		expect((await send(port, {...cdr('c1'), target: `${secret}x/hooks`})).status).toBe(404);
		const body = '{"status":"answered","cmiuuid":"c2"}';
		expect((await send(port, {...cdr('c1'), target: `${secret}/hooks/cdr`, body})).status).toBe(200);
		const deliveries = await program.waitForDeliveries(3);
		expect(deliveries.map(({refusal}) => refusal?.code ?? null)).toEqual(['path', 'path', null]);
		expect(deliveries[2]?.provider).toMatchObject({id: 'telecmi', pinned: true});
		await program.stop();
	});
});

describe('mistakes on the command line', () => {
	it.each([
		[['--status', '99'], '--status'],
		[['--fault', 'explode'], 'explode'],
		[['--delay', 'soon'], '--delay'],
		[['--timeout', '0'], '--timeout'],
		[['--body', '@missing.txt'], 'missing.txt'],
		[['--header', 'no colon'], 'no colon'],
		[['--auth', 'nocolon'], '--auth'],
		[['--auth', 'env:CALL_HOOK_NOT_SET'], 'CALL_HOOK_NOT_SET'],
		[['--forward', 'ftp://127.0.0.1'], 'ftp://127.0.0.1'],
		[['--forward', 'providr:telecmi=http://127.0.0.1:1'], 'providr'],
		[['--forward', 'verdict:rejected=http://127.0.0.1:1'], 'verdict'],
		[['--tunnel', 'carrier-pigeon'], 'carrier-pigeon'],
		[['--subdomain', 'x'], '--tunnel'],
		[['--tunnel', '--public-url', 'https://a.example.test'], '--public-url'],
		[['--public-url', 'not a url'], '--public-url'],
		[['--timeout', '-1'], '--timeout'],
	])('%s says what is wrong, and the port is never opened', async (args, named) => {
		const {code, stderr, stdout} = await run(['listen', '--port', '0', '--store', ':memory:', ...args]);
		expect(stderr).toContain(named);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).not.toContain('    at ');
	});
});
