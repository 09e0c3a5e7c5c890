/** Damaged, huge, slow and malicious requests: the program goes on, answers, records, and prints nothing that steers. */

import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {allFixtures} from '../support/fixtures.ts';
import {expectNoRawControls, hostileRequests} from '../support/hostile.ts';
import {
	cdr,
	describeNodes,
	type Program,
	run,
	seeded,
	start,
	tempFolder,
	waitFor,
} from '../support/program.ts';
import {requestBytes, send, sendRaw, Wire} from '../support/wire.ts';

const fixtures = allFixtures();

/** Flips, removes, doubles and inserts bytes; may leave them as they are. */
function mutate(bytes: Uint8Array, random: () => number): Buffer {
	let result = Buffer.from(bytes);
	const at = () => Math.floor(random() * (result.length + 1));
	for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
		const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
		const cut = Math.min(to, from + 40);
		switch (Math.floor(random() * 5)) {
			case 0:
				if (from < result.length) result[from] = Math.floor(random() * 256);
				break;
			case 1:
				result = Buffer.concat([result.subarray(0, from), result.subarray(cut)]);
				break;
			case 2:
				result = Buffer.concat([result.subarray(0, cut), result.subarray(from)]);
				break;
			case 3:
				result = Buffer.concat([result.subarray(0, from), garbage(random, 20), result.subarray(from)]);
				break;
			default:
				result = result.subarray(0, Math.max(1, to));
		}
	}
	return result;
}

function garbage(random: () => number, atMost: number): Buffer {
	return Buffer.from(
		Array.from({length: 1 + Math.floor(random() * atMost)}, () => Math.floor(random() * 256)),
	);
}

/** Sends and closes its side, as somebody does who has no more to say. */
async function sendWhole(port: number, bytes: Uint8Array) {
	const wire = new Wire(port);
	wire.write(bytes);
	wire.end();
	const reply = await wire.reply();
	wire.destroy();
	return reply;
}

describeNodes('hostile', node => {
	let program: Program;
	let port: number;
	beforeAll(async () => {
		program = start(['listen', '--json', '--port', '0', '--store', ':memory:', '--max-body', '64kb'], {node});
		port = (await program.ready()).port;
	});
	afterAll(async () => {
		await program.stop('SIGKILL');
	});

	/** Fails when it has ended, has a delivery too many, or does not answer any more. */
	async function expectDeliveries(count: number): Promise<void> {
		const callId = `sentinel-${count}`;
		expect((await send(port, cdr(callId))).status).toBe(200);
		await program.waitForLine(
			'the sentinel',
			line => 'callKey' in line && line.callKey === `telecmi:${callId}`,
		);
		expect(program.deliveries()).toHaveLength(count + 1);
	}

	it('100 damaged bodies: each is answered and recorded once, as it came', async () => {
		const before = program.deliveries().length;
		const random = seeded(7);
		const bodies: Buffer[] = [];
		for (let i = 0; i < 100; i++) {
			const fixture = fixtures[Math.floor(random() * fixtures.length)];
			if (fixture === undefined) continue;
			const body = mutate(fixture.step.body, random);
			bodies.push(body);
			const reply = await send(port, {...fixture.step, method: 'POST', target: `/damaged?${i}`, body});
			expect([200, 204]).toContain(reply.status);
		}
		await program.waitForDeliveries(before + bodies.length);
		for (const [i, body] of bodies.entries()) {
			const told = program.deliveries().filter(({target}) => target === `/damaged?${i}`);
			expect(told).toHaveLength(1);
			const {text, base64} = told[0]?.body ?? {};
			expect(text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text)).toEqual(body);
		}
		await expectDeliveries(before + bodies.length);
	});

	it('60 times garbage: each is answered 4xx and recorded once', async () => {
		const before = program.deliveries().length;
		const random = seeded(8);
		for (let i = 0; i < 60; i++) {
			// Line breaks before a request line are no request yet.
			const bytes = Buffer.concat([Buffer.from([0x80 + Math.floor(random() * 0x80)]), garbage(random, 300)]);
			const reply = await sendWhole(port, bytes);
			expect(reply?.status, JSON.stringify(bytes.toString('latin1'))).toBe(400);
			await program.waitForDeliveries(before + i + 1);
			expect(program.deliveries().at(-1)).toMatchObject({
				method: null,
				target: null,
				fault: {code: 'malformed'},
				answer: {status: 400},
				body: {size: bytes.length},
			});
		}
		await expectDeliveries(before + 60);
	});

	it('100 damaged requests: each gets an answer and leaves a trace', async () => {
		const random = seeded(9);
		for (let i = 0; i < 100; i++) {
			const fixture = fixtures[Math.floor(random() * fixtures.length)];
			if (fixture === undefined) continue;
			const bytes = mutate(requestBytes(fixture.step), random);
			const before = program.deliveries().length;
			const reply = await sendWhole(port, bytes);
			const shown = JSON.stringify(bytes.toString('latin1'));
			expect(reply, shown).not.toBeNull();
			expect(reply?.status, shown).toBeGreaterThanOrEqual(200);
			await program.waitForDeliveries(before + 1);
			const told = program.deliveries()[before];
			expect(told?.answer.status, shown).toBe(reply?.status);
			// A text may be cut where a second request seems to begin; wait until all of it is told.
			await expectAlive();
		}
	});

	async function expectAlive(): Promise<void> {
		expect((await send(port, {target: '/alive', body: 'x'})).status).toBe(200);
		await waitFor('its line', () => program.deliveries().at(-1)?.target === '/alive');
	}

	it('a body over --max-body is answered 413 and kept up to it', async () => {
		const body = Buffer.alloc(200_000, 'ä');
		const reply = await send(port, {target: '/big', headers: [['Host', 'x']], body});
		expect(reply.status).toBe(413);
		const told = await program.waitForLine('its line', line => 'target' in line && line.target === '/big');
		expect(told).toMatchObject({
			body: {size: 200_000, truncated: true, text: body.subarray(0, 65_536).toString()},
			fault: {code: 'body-too-large'},
			answer: {status: 413},
		});
	});

	it('a body of exactly --max-body is kept whole', async () => {
		const body = 'x'.repeat(65_536);
		expect((await send(port, {target: '/fits', body})).status).toBe(200);
		const told = await program.waitForLine('its line', line => 'target' in line && line.target === '/fits');
		expect(told).toMatchObject({body: {size: 65_536, truncated: false, text: body}, fault: null});
	});

	it('a sender that gives byte after byte is waited for', async () => {
		const wire = new Wire(port);
		const bytes = requestBytes({...cdr('slow'), target: '/drip'});
		for (const byte of bytes) {
			wire.write(Buffer.from([byte]));
			// Each byte in a packet of its own.
			await new Promise(resolve => setImmediate(resolve));
		}
		expect((await wire.reply())?.status).toBe(200);
		wire.destroy();
		const told = await program.waitForLine('its line', line => 'target' in line && line.target === '/drip');
		expect(told).toMatchObject({callKey: 'telecmi:slow', fault: null});
	});

	it('a sender that hangs up in the middle is recorded, unanswered', async () => {
		const wire = new Wire(port);
		wire.write('POST /gone HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
		await expectAlive();
		wire.socket.resetAndDestroy();
		const told = await program.waitForLine('its line', line => 'target' in line && line.target === '/gone');
		expect(told).toMatchObject({
			body: {text: 'half', size: 4},
			fault: {code: 'aborted'},
			answer: {status: null, by: 'nobody'},
			verdict: {state: null},
		});
	});

	it('2,000 headers come back exactly', async () => {
		const headers = Array.from({length: 2000}, (_, i): [string, string] => [
			i % 3 === 0 ? 'X-Same' : `x-Header-${i}`,
			`value ${i}`,
		]);
		const all: [string, string][] = [['Host', 'x'], ...headers];
		expect((await send(port, {method: 'GET', target: '/headers', headers: all})).status).toBe(200);
		const told = await program.waitForLine(
			'its line',
			line => 'target' in line && line.target === '/headers',
		);
		expect(told).toHaveProperty('headers', all);
	});

	it('headers beyond the limit are answered 431 and recorded', async () => {
		const reply = await send(port, {
			method: 'GET',
			headers: [
				['Host', 'x'],
				['X-Big', 'x'.repeat(100_000)],
			],
		});
		expect(reply.status).toBe(431);
		await program.waitForLine(
			'its line',
			line => 'fault' in line && line.fault?.code === 'headers-too-large' && line.answer.status === 431,
		);
	});

	it('a chunked body is put together', async () => {
		const chunks = '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
		const reply = await sendRaw(
			port,
			`POST /chunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
		);
		expect(reply?.status).toBe(200);
		const told = await program.waitForLine('its line', line => 'target' in line && line.target === '/chunks');
		expect(told).toMatchObject({body: {text: 'abcde', size: 5}, fault: null});
	});

	it('requests sent without waiting for answers are answered in order', async () => {
		const wire = new Wire(port);
		const count = 5;
		for (let i = 0; i < count; i++) wire.write(`GET /piped?${i} HTTP/1.1\r\nHost: x\r\n\r\n`);
		for (let i = 0; i < count; i++) {
			expect((await wire.reply({deadlineMs: 10_000}))?.status, `answer ${i}`).toBe(200);
		}
		wire.destroy();
		await expectAlive();
		const told = program.deliveries().filter(({path}) => path === '/piped');
		expect(told.map(({target}) => target).sort()).toEqual(
			Array.from({length: count}, (_, i) => `/piped?${i}`),
		);
		expect(told.map(({answer}) => answer.by)).toEqual(told.map(() => 'call-hook'));
	});

	it('Expect: 100-continue is met, other expectations are recorded', async () => {
		const wire = new Wire(port);
		wire.write('POST /expect HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
		await waitFor('100 Continue', () => wire.rest.includes('HTTP/1.1 100'));
		wire.write('ok');
		expect((await wire.reply())?.status).toBe(200);
		wire.write('GET /expect HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n');
		expect((await wire.reply())?.status).toBe(200);
		wire.destroy();
		await expectAlive();
		const told = program.deliveries().filter(({target}) => target === '/expect');
		expect(told).toMatchObject([{body: {text: 'ok'}}, {body: {size: 0}}]);
	});

	it('HEAD is answered without a body, CONNECT and any other method are recorded', async () => {
		const wire = new Wire(port);
		wire.write('HEAD /head HTTP/1.1\r\nHost: x\r\n\r\n');
		expect((await wire.reply({headOnly: true}))?.status).toBe(200);
		wire.write('GET /after-head HTTP/1.1\r\nHost: x\r\n\r\n');
		expect((await wire.reply())?.body).toBe('{"success":true}');
		wire.destroy();
		expect((await sendRaw(port, 'CONNECT a.invalid:443 HTTP/1.1\r\nHost: x\r\n\r\n'))?.status).toBe(200);
		expect((await sendRaw(port, 'PURGE /purge HTTP/1.1\r\nHost: x\r\n\r\n'))?.status).toBe(200);
		await program.waitForLine('CONNECT', line => 'method' in line && line.method === 'CONNECT');
		await program.waitForLine('PURGE', line => 'method' in line && line.method === 'PURGE');
	});

	it.each([
		['a line feed in a value', 'GET /inject HTTP/1.1\r\nHost: x\r\nX-A: a\nX-Injected: 1\r\n\r\n'],
		['a lone carriage return', 'GET /inject HTTP/1.1\r\nHost: x\r\nX-A: a\rX-Injected: 1\r\n\r\n'],
		['NUL in a value', 'GET /inject HTTP/1.1\r\nHost: x\r\nX-A: a\0X-Injected: 1\r\n\r\n'],
		[
			'line breaks in the target',
			'GET /inject%0d%0aX-Injected:%201?challenge=a%0d%0aX-Injected:%201 HTTP/1.1\r\nHost: x\r\n\r\n',
		],
		[
			'two lengths',
			'POST /inject HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nabcde',
		],
		[
			'a length and chunks',
			'POST /inject HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
		],
	])('%s: nothing of it gets into the answer', async (_what, bytes) => {
		const before = program.deliveries().length;
		const reply = await sendWhole(port, Buffer.from(bytes, 'latin1'));
		expect([200, 400]).toContain(reply?.status);
		expect(reply?.head).not.toMatch(/injected/i);
		await program.waitForDeliveries(before + 1);
	});

	it('a challenge with line breaks comes back as a value only', async () => {
		const fixture = fixtures.find(({id}) => id === 'mobtexting/challenge');
		const sent = JSON.parse(Buffer.from(fixture?.step.body ?? '').toString()) as Record<string, unknown>;
		const evil = {...sent, challenge: 'a\r\nX-Injected: 1\r\n\r\n<script>'};
		const reply = await send(port, {...(fixture?.step ?? {}), body: JSON.stringify(evil)});
		expect(reply.status).toBe(200);
		expect(reply.head).not.toMatch(/injected/i);
	});

	it('is still the same program, and all it printed is JSON', async () => {
		await expectAlive();
		expect(program.json().length).toBeGreaterThan(300);
		expect(program.json().filter(({type}) => type !== 'delivery' && type !== 'ready')).toEqual([]);
		expect(program.stderr()).toBe('');
		// A line separator of Unicode may stand in JSON; a raw control character may not.
		expectNoC0(program.stdout());
	});
});

function expectNoC0(text: string): void {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
	expect(text.search(/[\u0000-\u0009\u000b-\u001f]/)).toBe(-1);
}

describe('steering the terminal', () => {
	const store = join(tempFolder(), 'store.db');
	const requests = hostileRequests();
	let program: Program;
	beforeAll(async () => {
		program = start(['listen', '--output', 'lines', '--port', '0', '--store', store]);
		const address = await waitFor(
			'the address',
			() => /http:\/\/127\.0\.0\.1:(\d+)/.exec(program.stderr())?.[1],
		);
		for (const request of requests) await send(Number(address), request);
		await waitFor('all lines', () => program.lines.length >= requests.length);
		expect(await program.stop()).toBe(143);
	});

	it('listen prints one line for each, and nothing that steers', () => {
		expect(program.lines).toHaveLength(requests.length);
		expectNoRawControls(program.stdout());
		expectNoRawControls(program.stderr());
		expect(program.stdout()).toContain('telecmi');
	});

	it('deliveries does the same', async () => {
		const {code, stdout, stderr, lines} = await run(['deliveries', '--store', store]);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(lines).toHaveLength(requests.length);
		expectNoRawControls(stdout);
	});

	it('calls has one line for each call', async () => {
		const json = await run(['calls', '--json', '--store', store]);
		const {code, stdout, lines} = await run(['calls', '--store', store]);
		expect(code).toBe(0);
		expectNoRawControls(stdout);
		expect(json.lines.length).toBeGreaterThan(15);
		expect(lines).toHaveLength(json.lines.length);
	});

	it('show tells of each delivery', async () => {
		for (const id of [1, 2, 3, 4, 5, 6, 11, 16, 21, 26, 31, 36, 41, 46, 51, 61, 81]) {
			const {code, stdout} = await run(['show', String(id), '--store', store]);
			expect(code).toBe(0);
			expect(stdout).not.toBe('');
			expectNoRawControls(stdout);
		}
	});

	it('the exact text is in --json', async () => {
		const {json} = await run(['deliveries', '--json', '--store', store]);
		const [first] = json();
		expect(first).toHaveProperty('body.text', requests[0]?.body);
	});

	const evil = 'a\u001b]0;title\u0007b';
	it.each([
		{args: ['listen', '--provider', evil]},
		{args: ['listen', '--route', evil]},
		{args: ['listen', '--route', `/${evil}=nobody`]},
		{args: ['listen', '--host', evil, '--store', ':memory:']},
		{args: ['providers', evil]},
		{args: ['detect', `/${evil}`]},
		{args: ['deliveries', '--store', `/nowhere/${evil}`]},
		{args: ['listen', '--port', '0', '--store', `/proc/${evil}`]},
		{args: ['show', evil, '--store', store]},
		{args: [evil]},
		{args: ['listen', evil]},
		{args: ['listen', `--${evil}`]},
		{args: ['listen', '--port', evil]},
		{args: ['listen', '--output', evil]},
	])('an argument that steers is not repeated raw: $args', async ({args}) => {
		const {code, stdout, stderr} = await run(args);
		if (args[0] !== 'deliveries') expect(code).not.toBe(0);
		expect(stderr).not.toBe('');
		expectNoRawControls(stdout);
		expectNoRawControls(stderr);
	});
});
