/** `doctor` by the built program: this computer, a handler, a set-up whose first delivery it waits for. */

import {existsSync, writeFileSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {languages, missing, startHandler} from '../support/handlers.ts';
import {startLocaltunnelServer} from '../support/localtunnel-server.ts';
import {cdr, describeNodes, endOf, run, start, tempFolder, waitFor} from '../support/program.ts';
import {startInTerminal} from '../support/pty.ts';
import {send} from '../support/wire.ts';

const closers: (() => unknown)[] = [];
afterAll(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

async function server(answer: (response: ServerResponse, body: string) => void) {
	let requests = 0;
	const listening = createServer((request, response) => {
		requests++;
		let body = '';
		request.setEncoding('utf8').on('data', (text: string) => {
			body += text;
		});
		request.on('end', () => answer(response, body));
	});
	await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve));
	closers.push(() => {
		listening.closeAllConnections();
		listening.close();
	});
	const {port} = listening.address() as AddressInfo;
	return {url: `http://127.0.0.1:${port}/hook`, requests: () => requests};
}

interface CheckLine {
	type: string;
	id: string;
	state: string;
	says: string;
	remedy: string | null;
	problems: number;
	step: number;
}

const linesOf = (stdout: string) =>
	stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as CheckLine);

const storeIn = (folder: string) => ['--store', join(folder, 'store.db')];

describeNodes('this computer', node => {
	it('is looked at, and nothing is made', async () => {
		const folder = tempFolder();
		const {code, stdout, stderr} = await run(['doctor', ...storeIn(folder)], {node});
		expect(stderr).toBe('');
		expect(stdout).toContain('is not there yet: call-hook listen makes it');
		expect(stdout.split('\n').every(line => line.length <= 120)).toBe(true);
		// Whoever runs the tests may use the usual port.
		expect([0, 1]).toContain(code);
	});
});

describe('this computer', () => {
	it('in JSON is one check a line, and a diagnosis', async () => {
		const {code, stdout} = await run(['doctor', '--json', ...storeIn(tempFolder())]);
		const lines = linesOf(stdout);
		expect(lines.map(({type}) => type).slice(0, -1)).toEqual(lines.slice(1).map(() => 'check'));
		expect(lines.at(-1)).toMatchObject({type: 'diagnosis', v: 1});
		expect(code).toBe(lines.at(-1)?.problems === 0 ? 0 : 1);
	});

	it('a configuration that is wrong is a problem, and the only thing in the spotlight', async () => {
		const folder = tempFolder();
		const config = join(folder, 'call-hook.config.json');
		writeFileSync(config, '{"port": 0, "prot": 1}');
		const {code, stdout} = await run([
			'doctor',
			'--spotlight',
			'--json',
			'--config',
			config,
			...storeIn(folder),
		]);
		expect(code).toBe(1);
		const [first] = linesOf(stdout);
		expect(first).toMatchObject({id: 'listening/config', state: 'problem'});
		expect(linesOf(stdout).filter(({state}) => state === 'ok')).toEqual([]);
	});

	it('a tunnel is opened, proved and closed', async () => {
		const tunnels = await startLocaltunnelServer();
		closers.push(() => tunnels.kill());
		const args = ['doctor', '--json', '--tunnel', '--tunnel-host', tunnels.url, ...storeIn(tempFolder())];
		const found = linesOf((await run(args)).stdout).find(({id}) => id === 'tunnel/probe');
		expect(found).toMatchObject({state: 'ok', says: expect.stringContaining('came back through it')});
	});

	it('a tunnel that does not open is told with why', async () => {
		const args = ['doctor', '--json', '--tunnel', 'cloudflared', ...storeIn(tempFolder())];
		const {code, stdout} = await run(args, {env: {PATH: '/nowhere'}});
		expect(code).toBe(1);
		expect(linesOf(stdout).find(({id}) => id === 'tunnel/probe')).toMatchObject({state: 'problem'});
	});
});

describe('a handler', () => {
	it('that answers 201 to MOBtexting breaks its contract: exit 4, with the reason', async () => {
		const {url, requests} = await server(response => response.writeHead(201).end());
		const {code, stdout} = await run(['doctor', 'mobtexting', '--to', url]);
		expect(code).toBe(4);
		expect(stdout).toContain('MOBtexting counts only 200 and 202; 201 means undelivered');
		expect(requests()).toBeLessThanOrEqual(60);
	});

	it('that sleeps past the 5 s of MyOperator: exit 4, with the reason', async () => {
		const {url, requests} = await server(response => {
			setTimeout(() => response.writeHead(200).end(), 6000).unref();
		});
		const {code, stdout} = await run([
			'doctor',
			'myoperator',
			'--only',
			'in-call',
			'--to',
			url,
			'--spotlight',
		]);
		expect(code).toBe(4);
		expect(stdout.replace(/\s+/g, ' ')).toContain('MyOperator gives up after 5 s');
		expect(stdout).toContain('Answer within 5 s: answer first, work afterwards.');
		expect(requests()).toBe(2);
	});

	/** What the handlers make of the kinds they are written for, and how that of Node takes everything else. */
	const samples = [
		['callr', {cdr: 'ok', dtmf: 'ok'}, 0],
		['cllr', {'post-call': 'ok'}, 0],
		['mobtexting', {obd: 'ok', challenge: 'ok'}, 0],
		// Its samples answer 204, its documents name no status that counts.
		['telecmi', {live: 'unknown'}, 0],
		// The form of one page is read; the JSON of another one is lost.
		['myoperator', {'after-call': 'ok'}, 4],
	] as const;
	for (const language of languages) {
		const reason = missing(language);
		const fits = it.skipIf(reason !== null);
		fits(
			`as the providers' documents have them, in ${language}${reason === null ? '' : `: ${reason}`}`,
			async () => {
				const handler = await startHandler(language);
				closers.push(() => handler.close());
				for (const [provider, kinds, exit] of samples) {
					const url = `${handler.url}/${provider}`;
					const {code, stdout} = await run(['doctor', provider, '--json', '--to', url]);
					const found = new Map(linesOf(stdout).map(({id, state}) => [id, state]));
					const told = Object.keys(kinds).map(kind => [kind, found.get(`handler/kind/${kind}`)]);
					expect([provider, ...told], stdout).toEqual([provider, ...Object.entries(kinds)]);
					// What is broken or of another kind is taken otherwise in each language.
					if (language === 'node') expect([provider, code], stdout).toEqual([provider, exit]);
				}
			},
		);
	}

	it('as the documents of cllr have it: exit 0, and what it does badly is told', async () => {
		const handler = await startHandler('node');
		closers.push(() => handler.close());
		const {code, stdout, stderr} = await run(['doctor', 'cllr', '--to', `${handler.url}/cllr`]);
		expect(code).toBe(0);
		expect(stdout).toMatch(/✓ post-call +3 sent, each answered 200: cllr counts 200 to 299/);
		expect(stdout).toMatch(/△ Cut +post-call cut in half answered 500/);
		expect(stderr).toContain('Sending deliveries as cllr does');
	});

	it('is sent ids that it has not seen, in each run others', async () => {
		const ids: string[] = [];
		const {url} = await server((response, body) => {
			try {
				ids.push((JSON.parse(body) as {callId: string}).callId);
			} catch {
				// What is broken has none.
			}
			response.writeHead(200).end();
		});
		await run(['doctor', 'cllr', '--to', url]);
		const first = ids.splice(0)[0];
		await run(['doctor', 'cllr', '--to', url]);
		expect(ids[0]).toMatch(/^[0-9a-f]{24}$/);
		expect(ids).not.toContain(first);
	});

	it('on another computer is asked about first, and no is no success', async () => {
		const terminal = startInTerminal(
			['doctor', 'cllr', '--to', 'http://203.0.113.9:9/hooks', ...storeIn(tempFolder())],
			{columns: 120},
		);
		await terminal.waitForScreen('the question', text => text.includes('[y/N]'));
		terminal.type('\r');
		expect(await terminal.end()).toBe(1);
		expect(terminal.text()).toContain('Nothing was sent.');
	});

	it('that is not there: exit 3', async () => {
		const {code, stdout} = await run(['doctor', 'cllr', '--json', '--to', 'http://127.0.0.1:1/']);
		expect(code).toBe(3);
		expect(linesOf(stdout)[0]).toMatchObject({id: 'handler/reached', state: 'problem'});
	});

	it('that hangs does not keep Ctrl-C waiting, and is not blamed for it', async () => {
		const {url, requests} = await server(() => {});
		const doctor = start(['doctor', 'cllr', '--json', '--to', url]);
		await waitFor('the first request', () => requests() === 1);
		expect(await doctor.stop('SIGINT')).toBe(130);
		expect(linesOf(doctor.stdout())).toEqual([expect.objectContaining({type: 'diagnosis', problems: 0})]);
	});

	it('keeps nothing in the store', async () => {
		const folder = tempFolder();
		const {url} = await server(response => response.writeHead(200).end());
		await run(['doctor', 'cllr', '--to', url, ...storeIn(folder)]);
		expect(existsSync(join(folder, 'store.db'))).toBe(false);
	});

	it('elsewhere is not sent anything without being asked', async () => {
		const {code, stderr} = await run(['doctor', 'cllr', '--to', 'http://192.0.2.1/']);
		expect(code).toBe(2);
		expect(stderr).toContain('--yes');
	});

	it('with a secret gets what is signed, and a forgery', async () => {
		const {url} = await server(response => response.writeHead(200).end());
		const args = ['doctor', 'callr', '--signature', '--json', '--to', url];
		const {stdout} = await run(args, {env: {CALLR_WEBHOOK_SECRET: 'k3y'}});
		expect(linesOf(stdout).find(({id}) => id === 'handler/forged')).toMatchObject({state: 'warning'});
		expect(stdout).not.toContain('k3y');
	});
});

describe('options that have nothing to work on', () => {
	it.each([
		[['--to', 'http://127.0.0.1:1'], 'needs the provider'],
		[['--wait', '1s'], 'needs the provider'],
		[['cllr', '--tunnel'], 'looks at this computer'],
		[['cllr', '--signature'], 'has no use without --to'],
		[['cllr', '--signature', '--to', 'http://127.0.0.1:1'], 'documents no signature'],
		[['callr', '--signature', '--to', 'http://127.0.0.1:1'], 'needs the secret'],
		[['cllr', '--only', 'cdr', '--to', 'http://127.0.0.1:1'], 'has no kind of delivery "cdr"'],
		[['cllr', '--to', 'nonsense'], 'no http or https address'],
		[['telecmy'], 'There is no provider'],
		[['generic'], 'Name a provider: callr, cllr, telecmi, mobtexting or myoperator.'],
		[['generic', '--to', 'http://127.0.0.1:1'], 'There are no fixtures of generic'],
	])('%j is a usage error', async (args, says) => {
		const {code, stderr, stdout} = await run(['doctor', ...args, ...storeIn(tempFolder())]);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain(says);
	});
});

describe('a set-up', () => {
	it('is told in steps, and does not wait without a terminal', async () => {
		const {code, stdout} = await run(['doctor', 'telecmi', ...storeIn(tempFolder())]);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Set up TeleCMI\n\n {2}1 {2}Have an address\n/);
		expect(stdout).toContain('each event of each direction is switched on by itself');
	});

	it('without a listener has nothing to wait for: exit 1', async () => {
		const args = ['doctor', 'telecmi', '--json', '--wait', '30s', ...storeIn(tempFolder())];
		const {code, stdout} = await run(args);
		expect(code).toBe(1);
		expect(linesOf(stdout).find(({id}) => id === 'waiting/first')).toMatchObject({state: 'problem'});
	});

	it('waits for the first delivery, and tells that it came', async () => {
		const store = storeIn(tempFolder());
		const listener = start(['listen', '--json', '--port', '0', ...store]);
		const {port} = await listener.ready();
		const doctor = start(['doctor', 'telecmi', '--json', '--wait', '60s', ...store]);
		await waitFor('the waiting', () => doctor.stderr().includes('Waiting for the first delivery of TeleCMI'));
		await send(port, cdr('760df326-7f03-4b5d-b573-278dec867f13'));
		expect(await endOf(doctor)).toBe(0);
		expect(linesOf(doctor.stdout()).find(({id}) => id === 'waiting/first')).toMatchObject({
			state: 'warning',
			says: expect.stringMatching(/^#1 cdr answered.* it came from 127\.0\.0\.1; TeleCMI itself has not/),
		});
		await listener.stop();
	});

	it('tells why nothing came, and what came instead: exit 1', async () => {
		const store = storeIn(tempFolder());
		const listener = start(['listen', '--json', '--port', '0', ...store]);
		const {port} = await listener.ready();
		const doctor = start(['doctor', 'cllr', '--json', '--wait', '1500ms', ...store]);
		await waitFor('the waiting', () => doctor.stderr().includes('Waiting for'));
		await send(port, cdr('760df326-7f03-4b5d-b573-278dec867f13'));
		expect(await endOf(doctor)).toBe(1);
		const lines = linesOf(doctor.stdout());
		expect(lines.find(({id}) => id === 'waiting/others')).toMatchObject({
			says: '1 request came, and was taken for TeleCMI: first #1, POST /hooks',
		});
		expect(lines.find(({id}) => id === 'waiting/address')).toMatchObject({state: 'problem'});
		await listener.stop();
	});

	it('is interrupted by Ctrl-C, and says what it knows', async () => {
		const store = storeIn(tempFolder());
		const listener = start(['listen', '--json', '--port', '0', ...store]);
		await listener.ready();
		const doctor = start(['doctor', 'cllr', '--wait', '60s', ...store]);
		await waitFor('the waiting', () => doctor.stderr().includes('Waiting for'));
		expect(await doctor.stop('SIGINT')).toBe(130);
		expect(doctor.stdout()).toContain('Why nothing came');
		await listener.stop();
	});
});
