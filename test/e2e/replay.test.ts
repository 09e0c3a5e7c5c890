/** `replay`, by the built program against real servers. */

import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, describe, expect, it} from 'vitest';
import {languages, missing, startHandler} from '../support/handlers.ts';
import {cdr, describeNodes, run, start, tempFolder, waitFor} from '../support/program.ts';
import {startInTerminal} from '../support/pty.ts';
import {send} from '../support/wire.ts';

interface Received {
	at: number;
	method: string;
	target: string;
	/** As they came, without Host. */
	headers: [string, string][];
	body: string;
}

interface TestServer {
	url: string;
	port: number;
	received: Received[];
}

type Reply = (response: ServerResponse, nth: number, body: string) => void;

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function serve(reply: Reply = response => response.end('{"success":true}')): Promise<TestServer> {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString('latin1');
			const {method = '', url: target = ''} = request;
			received.push({at: Date.now(), method, target, headers: headersOf(request), body});
			reply(response, received.length - 1, body);
		});
	});
	servers.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	return {url: `http://127.0.0.1:${port}`, port, received};
}

function headersOf({rawHeaders}: IncomingMessage): [string, string][] {
	const pairs: [string, string][] = [];
	for (let at = 0; at < rawHeaders.length; at += 2) {
		const name = rawHeaders[at] ?? '';
		if (name.toLowerCase() !== 'host') pairs.push([name, rawHeaders[at + 1] ?? '']);
	}
	return pairs;
}

const status =
	(...codes: number[]): Reply =>
	(response, nth) => {
		response.statusCode = codes[Math.min(nth, codes.length - 1)] ?? 200;
		response.end();
	};

function storePath(): string {
	return join(tempFolder(), 'store.db');
}

/** The lines of `deliveries --json`. */
async function kept(store: string) {
	const {lines} = await run(['deliveries', '--json', '--store', store]);
	return lines.map(line => JSON.parse(line));
}

function fixtureBody(id: string): string {
	const file = fileURLToPath(new URL(`../../fixtures/${id}.http`, import.meta.url));
	const text = readFileSync(file, 'latin1');
	return text.slice(text.indexOf('\n\n') + 2).replace(/\n$/, '');
}

const replay = (args: readonly string[], store: string, env: Record<string, string> = {}) =>
	run(['replay', ...args, '--store', store], {env});

describeNodes('replay', node => {
	it('sends a fixture byte for byte, and keeps it as a replay', async () => {
		const server = await serve();
		const store = storePath();
		const ended = await run(['replay', 'telecmi/outgoing-answered', '--to', server.url, '--store', store], {
			node,
		});
		expect(ended.code, ended.stderr).toBe(0);
		expect(server.received).toMatchObject([
			{method: 'POST', target: '/webhook/cdr', body: fixtureBody('telecmi/outgoing-answered')},
		]);
		expect(await kept(store)).toMatchObject([
			{
				id: 1,
				replayOf: null,
				replay: {from: 'telecmi/outgoing-answered', edited: false, resigned: false},
				provider: {id: 'telecmi'},
				answer: {status: 200, by: 'target'},
			},
		]);
		expect((await run(['calls', '--json', '--store', store], {node})).stdout).toBe('');
	});
});

/** So much later than it should the first request of a replay may arrive. */
const firstIsLateMs = 150;

describe('what is sent', () => {
	/** A store with the call `a` of two deliveries and a retry, as a listener keeps them. */
	async function captured(): Promise<string> {
		const store = storePath();
		const listener = start(['listen', '--json', '--port', '0', '--store', store]);
		const {port} = await listener.ready();
		await send(port, cdr('a', {status: 'started'}));
		await send(port, cdr('a'));
		await send(port, cdr('a'));
		await listener.waitForDeliveries(3);
		expect(await listener.stop('SIGINT')).toBe(0);
		return store;
	}

	it('a delivery, and a call without what came twice; the originals stay as they are', async () => {
		const server = await serve();
		const store = await captured();
		const before = await kept(store);
		const one = await replay(['2', '--to', `${server.url}/mine`], store);
		expect(one.code, one.stderr).toBe(0);
		const call = await replay(['telecmi:a', '--to', server.url, '--no-delay'], store);
		expect(call.code, call.stderr).toBe(0);
		expect(call.stderr).toMatch(/#1 #2 without the duplicate #3/);
		expect(server.received.map(({target}) => target)).toEqual(['/mine', '/hooks', '/hooks']);
		expect(server.received.map(({body}) => body)).toEqual(
			[2, 1, 2].map(id => before.find(line => line.id === id).body.text),
		);
		const after = await kept(store);
		expect(after.slice(0, 3)).toEqual(before);
		expect(after.slice(3).map(({replayOf}) => replayOf)).toEqual([2, 1, 2]);
		const calls = await run(['calls', '--json', '--store', store]);
		expect(JSON.parse(calls.stdout).deliveries).toEqual([1, 2, 3]);
	});

	it('standard input, a file, a curl command line, a filter', async () => {
		const server = await serve();
		const store = await captured();
		const folder = tempFolder();
		writeFileSync(join(folder, 'body.json'), '{"file":1}');
		const piped = await run(['replay', '-', '--to', server.url, '--store', store], {
			shell: `printf '{"stdin":1}' | "$@"`,
		});
		expect(piped.code, piped.stderr).toBe(0);
		await replay([join(folder, 'body.json'), '--to', server.url], store);
		await replay([`curl -X PUT http://x.example.test/curl -d '{"curl":1}'`, '--to', server.url], store);
		await replay(['provider:telecmi -is:duplicate', '--to', server.url, '--no-delay'], store);
		expect(
			server.received.map(({method, target, body}) => `${method} ${target} ${body.slice(0, 12)}`),
		).toEqual([
			'POST / {"stdin":1}',
			'POST / {"file":1}',
			'PUT /curl {"curl":1}',
			'POST /hooks {"type":"cdr',
			'POST /hooks {"type":"cdr',
		]);
	});

	it('what is not there is told, with what may be meant', async () => {
		const store = await captured();
		const to = ['--to', 'http://127.0.0.1:1'];
		const cases = [
			[['telecmi', ...to], 2, /telecmi\/outgoing-answered/],
			[['telecmi/outgoing-answerd', ...to], 2, /Did you mean telecmi\/outgoing-answered/],
			[['99', ...to], 1, /There is no delivery #99/],
			[['nowhere.har', ...to], 2, /There is no file nowhere.har/],
			[['telecmi/outgoing-answered'], 2, /--to http/],
			[['telecmi/outgoing-answered', '--to', 'localhost:3000'], 2, /Write http:\/\/localhost:3000/],
		] as const;
		for (const [args, code, says] of cases) {
			const ended = await replay(args, store);
			expect([args[0], ended.code], ended.stderr).toEqual([args[0], code]);
			expect(ended.stderr).toMatch(says);
			expect(ended.stdout).toBe('');
		}
	});
});

describe('changes', () => {
	it('--set, --add and --remove reach into it, and what matches nothing is refused', async () => {
		const server = await serve();
		const store = storePath();
		const ended = await replay(
			[
				'telecmi/outgoing-answered',
				'--to',
				server.url,
				'--set',
				'status=missed',
				'--add',
				'query.a=b c',
				'--remove',
				'body.time',
			],
			store,
		);
		expect(ended.code, ended.stderr).toBe(0);
		const [{body, target, headers} = expect.fail('nothing came')] = server.received;
		expect(JSON.parse(body)).toMatchObject({status: 'missed'});
		expect(JSON.parse(body)).not.toHaveProperty('time');
		expect(target).toMatch(/^\/webhook\/cdr\?a=b(?:%20|\+)c$/);
		expect(new Map(headers).get('Content-Length') ?? new Map(headers).get('content-length')).toBe(
			String(body.length),
		);
		expect((await kept(store))[0].replay).toMatchObject({edited: true});
		const wrong = await replay(
			['telecmi/outgoing-answered', '--to', server.url, '--set', 'statuss=1'],
			store,
		);
		expect(wrong.code).toBe(2);
		expect(wrong.stderr).toMatch(/--set statuss=1: there is no body\.statuss[\s\S]*body\.status/);
		expect(server.received).toHaveLength(1);
	});

	it('--edit opens $EDITOR, and sends nothing when that fails', async () => {
		const server = await serve();
		const folder = tempFolder();
		const editor = join(folder, 'editor.sh');
		writeFileSync(editor, '#!/bin/sh\nsed -i "s/answered/$WORD/" "$1"\n');
		chmodSync(editor, 0o755);
		const env = {EDITOR: editor, WORD: 'busy'};
		const ended = await replay(['telecmi/outgoing-answered', '--to', server.url, '--edit'], storePath(), env);
		expect(ended.code, ended.stderr).toBe(0);
		expect(server.received[0]?.body).toContain('"busy"');
		const failed = await replay(['telecmi/outgoing-answered', '--to', server.url, '--edit'], storePath(), {
			EDITOR: 'false',
		});
		expect(failed.code).toBe(1);
		expect(failed.stderr).toContain('Nothing was sent');
		expect(server.received).toHaveLength(1);
	});

	it('--times gives each its own ids but for the first, --same-ids none, --now all of them', async () => {
		const server = await serve();
		const ids = async (...args: string[]) => {
			server.received.length = 0;
			const ended = await replay(['telecmi/outgoing-answered', '--to', server.url, ...args], storePath());
			expect(ended.code, ended.stderr).toBe(0);
			return server.received.map(({body}) => JSON.parse(body).cmiuuid as string);
		};
		const own = JSON.parse(fixtureBody('telecmi/outgoing-answered')).cmiuuid as string;
		const times = await ids('--times', '3');
		expect(times[0]).toBe(own);
		expect(new Set(times).size).toBe(3);
		expect(await ids('--times', '2', '--same-ids')).toEqual([own, own]);
		const [now] = await ids('--now');
		expect(now).not.toBe(own);
		expect(Math.abs(JSON.parse(server.received[0]?.body ?? '').time - Date.now())).toBeLessThan(120_000);
	});
});

describe('timing and disorder', () => {
	const call = 'telecmi/scenario-inbound-answered';

	it('keeps the order, and the gaps at the speed that is asked', async () => {
		const server = await serve();
		const ended = await replay([call, '--to', server.url, '--speed', '100x'], storePath());
		expect(ended.code, ended.stderr).toBe(0);
		const plan = await replay(
			[call, '--to', server.url, '--speed', '100x', '--dry-run', '--json'],
			storePath(),
		);
		const planned = plan.lines.map(line => JSON.parse(line));
		expect(server.received.map(({body}) => body.length)).toEqual(planned.map(({bytes}) => bytes));
		const [first] = server.received;
		// The first is on its way for longer, on a busy machine by far: its connection is opened. Without gaps all of
		// them come within some milliseconds.
		for (const [index, {at}] of server.received.entries()) {
			expect(at - (first?.at ?? 0)).toBeGreaterThanOrEqual(planned[index].afterMs - firstIsLateMs);
		}
		expect(planned.at(-1).afterMs).toBeGreaterThan(300);
	});

	it('--dry-run sends nothing and is the same with the same seed', async () => {
		const server = await serve();
		const disorder = [
			'--shuffle',
			'--duplicate',
			'0.5',
			'--drop',
			'0.2',
			'--late',
			'ended=5m',
			'--times',
			'5',
		];
		const plan = async (seed: string) => {
			const ended = await replay(
				[call, '--to', server.url, '--dry-run', ...disorder, '--seed', seed],
				storePath(),
			);
			expect(ended.code, ended.stderr).toBe(0);
			expect(ended.stderr).toContain(`--seed ${seed}`);
			return ended.stdout;
		};
		expect(await plan('7')).toBe(await plan('7'));
		expect(await plan('7')).not.toBe(await plan('8'));
		expect(await plan('7')).toMatch(/shuffled, late by 5 min/);
		expect(server.received).toEqual([]);
	});

	it('no faster than told', async () => {
		const server = await serve();
		const many = ['--times', '5', '--concurrency', '5', '--rate', '10/s', '--json'];
		const ended = await replay(['telecmi/outgoing-answered', '--to', server.url, ...many], storePath());
		expect(ended.code, ended.stderr).toBe(0);
		const times = ended.lines
			.map(line => JSON.parse(line))
			.filter(({type}) => type === 'delivery')
			.map(({receivedAt}) => Date.parse(receivedAt))
			.sort((one, other) => one - other);
		expect(times).toHaveLength(5);
		for (const [index, at] of times.entries()) {
			expect(at - (times[0] ?? 0)).toBeGreaterThanOrEqual(100 * index - firstIsLateMs);
		}
	});
});

describe('--as-provider', () => {
	const args = (fixture: string, url: string, ...more: string[]) => [
		fixture,
		'--to',
		url,
		'--as-provider',
		...more,
	];

	it('a status that does not count is exit 4, with the reason and its page', async () => {
		const {url} = await serve(status(201));
		const ended = await replay(args('mobtexting/obd', url), storePath());
		expect(ended.code).toBe(4);
		expect(ended.stdout).toContain('MOBtexting counts only 200 and 202; 201 means undelivered');
		expect(ended.stdout).toContain('portal.mobtexting.com');
	});

	it('a handler that sleeps past the deadline is given up, and sent to again', async () => {
		const {url, received} = await serve((response, nth) => {
			if (nth > 0) response.end();
		});
		const asleep = await serve(() => {});
		// Both deadlines at once.
		const [ended, never] = await Promise.all([
			replay(args('myoperator/in-call', url, '--speed', '1000x', '--json'), storePath()),
			replay(args('cllr/post-call', asleep.url), storePath()),
		]);
		expect(ended.code, ended.stderr).toBe(0);
		expect(received).toHaveLength(2);
		const [first, second] = ended.lines.map(line => JSON.parse(line));
		expect(first).toMatchObject({answer: {status: null, by: 'nobody'}, verdict: {state: 'rejected'}});
		expect(first.verdict.because).toMatch(/gives up after 5 s/);
		expect(second).toMatchObject({
			answer: {status: 200},
			verdict: {state: 'accepted'},
			repeat: {kind: 'retry', of: 1},
		});
		expect(ended.lines.map(line => JSON.parse(line)).find(({type}) => type === 'received')).toMatchObject({
			received: 1,
			notReceived: 0,
		});
		// Where the documents have no retry it is exit 4, with the reason.
		expect(never.code, never.stdout).toBe(4);
		expect(never.stdout).toMatch(/cllr gives up after 10 s/);
		expect(asleep.received).toHaveLength(1);
	});

	it('a retry that counts makes up for the attempts before it', async () => {
		const {url, received} = await serve(status(500, 500, 200));
		const store = storePath();
		const ended = await replay(args('myoperator/in-call', url, '--speed', '1000x'), store);
		expect(ended.code, ended.stderr).toBe(0);
		expect(received).toHaveLength(3);
		expect((await kept(store)).map(line => line.verdict.state)).toEqual(['rejected', 'rejected', 'accepted']);
	});

	it('no more retries than are documented, and none where none is', async () => {
		const failing = await serve(status(500));
		expect((await replay(args('myoperator/in-call', failing.url, '--no-delay'), storePath())).code).toBe(4);
		expect(failing.received).toHaveLength(4);
		failing.received.length = 0;
		expect((await replay(args('cllr/post-call', failing.url, '--no-delay'), storePath())).code).toBe(4);
		expect(failing.received).toHaveLength(1);
	});

	it('what is not documented is exit 4 with that as its reason, unless a 2xx will do', async () => {
		const {url} = await serve(status(204));
		const strict = await replay(args('telecmi/outgoing-answered', url), storePath());
		expect(strict.code).toBe(4);
		expect(strict.stdout).toContain('TeleCMI documents no accepted status');
		expect(strict.stderr).toContain('--allow-unknown');
		expect((await replay(args('telecmi/outgoing-answered', url, '--allow-unknown'), storePath())).code).toBe(
			0,
		);
	});

	it('a redirect is judged, never followed', async () => {
		const {url, received} = await serve(response => {
			response.writeHead(302, {location: '/elsewhere'}).end();
		});
		expect((await replay(args('mobtexting/obd', url), storePath())).code).toBe(4);
		expect(received.map(({target}) => target)).not.toContain('/elsewhere');
		expect(received).toHaveLength(1);
	});

	for (const language of languages) {
		const reason = missing(language);
		const fits = it.skipIf(reason !== null);
		fits(
			`handlers after the providers' documents, in ${language}${reason === null ? '' : `: ${reason}`}`,
			async () => {
				const handler = await startHandler(language);
				try {
					for (const [fixture, state, exit] of [
						['cllr/post-call', 'accepted', 0],
						['mobtexting/obd', 'accepted', 0],
						['mobtexting/challenge', 'accepted', 0],
						['myoperator/after-call', 'accepted', 0],
						['callr/fetch-cdr', 'accepted', 0],
						// Its documents name no status that counts, its samples answer 204.
						['telecmi/outgoing-answered', 'unknown', 4],
					] as const) {
						const url = `${handler.url}/${fixture.slice(0, fixture.indexOf('/'))}`;
						const ended = await replay(args(fixture, url, '--no-delay', '--json'), storePath());
						const states = ended.lines
							.map(line => JSON.parse(line))
							.flatMap(({type, verdict}) => (type === 'delivery' ? [verdict.state] : []));
						expect([fixture, states, ended.code], ended.stderr).toEqual([fixture, [state], exit]);
					}
					const allowing = args('telecmi/outgoing-answered', `${handler.url}/telecmi`, '--allow-unknown');
					expect((await replay(allowing, storePath())).code).toBe(0);
				} finally {
					handler.close();
				}
			},
		);
	}
});

describe('--assert-idempotent', () => {
	it('tells in what the second answer differs', async () => {
		const {url, received} = await serve((response, nth) => {
			response.end(JSON.stringify({ok: true, job: {id: nth}}));
		});
		const ended = await replay(
			['telecmi/outgoing-answered', '--to', url, '--assert-idempotent'],
			storePath(),
		);
		expect(ended.code).toBe(1);
		expect(ended.stdout).toContain('body.job.id: first 0, then 1');
		expect(received.map(({body}) => body)).toEqual(Array(2).fill(fixtureBody('telecmi/outgoing-answered')));
	});

	it('a handler that answers the same is done', async () => {
		const {url, received} = await serve();
		const ended = await replay(
			['telecmi/scenario-inbound-missed', '--to', url, '--assert-idempotent', '--no-delay'],
			storePath(),
		);
		expect(ended.code, ended.stdout).toBe(0);
		expect(received.length % 2).toBe(0);
	});
});

describe('signatures', () => {
	it('--resign makes them right at a listener that checks them', async () => {
		const env = {CALLR_KEY: 'k3y'};
		const secret = ['--secret', 'callr=env:CALLR_KEY'];
		const listener = start(['listen', '--json', '--port', '0', '--store', ':memory:', ...secret], {env});
		const {url} = await listener.ready();
		const fixture = ['callr/call-outbound-hangup', '--to', url];
		const ended = await replay(
			[...fixture, '--set', 'data.callid=7', '--resign', 'callr=env:CALLR_KEY'],
			storePath(),
			env,
		);
		expect(ended.code, ended.stderr).toBe(0);
		await replay(fixture, storePath(), env);
		const deliveries = await listener.waitForDeliveries(2);
		expect(deliveries.map(({signature}) => signature.state)).toEqual(['valid', 'missing']);
		expect(await listener.stop('SIGINT')).toBe(0);
	});

	it('edited and not signed anew is told, and marked', async () => {
		const {url} = await serve();
		const store = storePath();
		const signed = ['callr/call-outbound-hangup', '--to', url, '--resign', 'callr=env:CALLR_KEY'];
		await replay(signed, store, {CALLR_KEY: 'k3y'});
		const ended = await replay(['1', '--to', url, '--set', 'data.callid=7'], store);
		expect(ended.code, ended.stderr).toBe(0);
		expect(ended.stderr).toMatch(/Edited and not signed anew/);
		expect((await kept(store)).map(line => line.replay)).toMatchObject([
			{edited: false, resigned: true},
			{edited: true, resigned: false},
		]);
	});
});

describe('what is kept', () => {
	it('through a listener on the same store, once: by the listener', async () => {
		const target = await serve();
		const store = storePath();
		const listener = start(['listen', '--json', '--port', '0', '--store', store, '--forward', target.url]);
		const {url} = await listener.ready();
		const ended = await replay(['telecmi/outgoing-answered', '--to', url], store);
		expect(ended.code, ended.stderr).toBe(0);
		await listener.waitForDeliveries(1);
		expect(await listener.stop('SIGINT')).toBe(0);
		expect(target.received).toMatchObject([{body: fixtureBody('telecmi/outgoing-answered')}]);
		expect(await kept(store)).toMatchObject([{id: 1, replay: null, answer: {by: 'target'}}]);
	});

	it('nothing with --no-record, and a store that cannot be written is no reason to stop', async () => {
		const {url, received} = await serve();
		const store = storePath();
		expect((await replay(['telecmi/outgoing-answered', '--to', url, '--no-record'], store)).code).toBe(0);
		const folder = tempFolder();
		writeFileSync(
			join(folder, 'store.db'),
			'this is no database, but a text that is long enough'.repeat(100),
		);
		const ended = await replay(['telecmi/outgoing-answered', '--to', url], join(folder, 'store.db'));
		expect(ended.code, ended.stderr).toBe(0);
		expect(ended.stderr.match(/not kept/g)).toHaveLength(1);
		expect(received).toHaveLength(2);
		expect((await run(['deliveries', '--store', store])).stderr).toContain('no store');
	});

	it('many at once, all of them', async () => {
		const {url, received} = await serve();
		const store = storePath();
		const ended = await replay(
			['telecmi/outgoing-answered', '--to', url, '--times', '500', '--concurrency', '20', '-q'],
			store,
		);
		expect(ended.code, ended.stderr).toBe(0);
		expect(ended.stderr).toBe('');
		// What came of it, and no line for each.
		expect(ended.stdout).toMatch(/^500 requests sent in /);
		expect(ended.stdout.trim().split('\n')).toHaveLength(6);
		expect(received).toHaveLength(500);
		expect(new Set(received.map(({body}) => JSON.parse(body).cmiuuid)).size).toBe(500);
		expect(await kept(store)).toHaveLength(500);
	});
});

describe('ends', () => {
	it('with 3 when nobody is there, also as a provider', async () => {
		const free = await serve();
		await new Promise(resolve => servers.pop()?.close(resolve));
		for (const more of [[], ['--as-provider']]) {
			const ended = await replay(['telecmi/outgoing-answered', '--to', free.url, ...more], storePath());
			expect(ended.code, ended.stdout).toBe(3);
			expect(ended.stdout).toContain('Nothing listens on');
		}
	});

	it('with 130 at Ctrl-C, keeping what was sent', async () => {
		const server = await serve();
		const store = storePath();
		const program = start([
			'replay',
			'telecmi/scenario-inbound-answered',
			'--to',
			server.url,
			'--store',
			store,
		]);
		await waitFor('the first request', () => server.received.length > 0);
		expect(await program.stop('SIGINT')).toBe(130);
		const many = server.received.length;
		expect(program.stdout()).toContain(`${7 - many} of 7 were not sent.`);
		expect(await kept(store)).toHaveLength(many);
	});

	it('without another request, where the second of two waits for its turn', async () => {
		const server = await serve();
		const store = storePath();
		const program = start([
			...['replay', 'telecmi/outgoing-answered', '--to', server.url, '--store', store],
			...['--assert-idempotent', '--rate', '0.01'],
		]);
		await waitFor('the first request', () => server.received.length > 0);
		expect(await program.stop('SIGINT')).toBe(130);
		expect(server.received).toHaveLength(1);
		expect(await kept(store)).toHaveLength(1);
	});

	it('with all of it where the reader is slow, and without a word of Node’s', async () => {
		const server = await serve();
		const ended = await run(
			[
				...['replay', 'telecmi/outgoing-answered', '--to', server.url, '--store', storePath()],
				...['--times', '600', '--concurrency', '50', '--json'],
			],
			{shell: 'set -o pipefail; "$@" | (sleep 1; cat)'},
		);
		expect(ended.code, ended.stderr).toBe(0);
		expect(ended.lines).toHaveLength(601);
		expect(ended.stderr).not.toContain('Warning');
	});

	it('soon, also while an answer is waited for', async () => {
		const server = await serve(() => {});
		const store = storePath();
		const program = start(['replay', 'telecmi/outgoing-answered', '--to', server.url, '--store', store]);
		await waitFor('the request', () => server.received.length > 0);
		const began = Date.now();
		expect(await program.stop('SIGINT')).toBe(130);
		expect(Date.now() - began).toBeLessThan(10_000);
		expect(await kept(store)).toMatchObject([{answer: {status: null, by: 'nobody'}}]);
	});

	it('with a reader that has enough', async () => {
		const server = await serve();
		const ended = await run(
			[
				'replay',
				'telecmi/outgoing-answered',
				'--to',
				server.url,
				'--times',
				'200',
				'--json',
				'--store',
				storePath(),
			],
			{shell: 'set -o pipefail; "$@" | head -n 1'},
		);
		expect(ended.code, ended.stderr).toBe(0);
		expect(ended.lines).toHaveLength(1);
	});
});

describe('another computer', () => {
	const far = [
		'replay',
		'telecmi/outgoing-answered',
		'--to',
		'http://203.0.113.9:9/hooks',
		'--timeout',
		'200ms',
	];

	it('is not sent to unasked', async () => {
		const ended = await run([...far, '--store', storePath()]);
		expect(ended.code).toBe(2);
		expect(ended.stderr).toMatch(
			/Sending 1 request to http:\/\/203\.0\.113\.9:9\/hooks is asked about first[\s\S]*--yes/,
		);
	});

	it('at a terminal asks, and takes no for an answer', async () => {
		const store = storePath();
		const terminal = startInTerminal([...far, '--store', store], {columns: 120});
		await terminal.waitForScreen('the question', text => text.includes('[y/N]'));
		terminal.type('\r');
		expect(await terminal.end()).toBe(1);
		expect(terminal.text()).toContain('Nothing was sent.');
		expect(await kept(store)).toEqual([]);
	});

	it('is sent to with --yes', async () => {
		const ended = await run([...far, '--yes', '--store', storePath()]);
		// Nobody answers there, unless something on the way does.
		expect([0, 3], ended.stderr).toContain(ended.code);
		expect(ended.stdout).toContain('telecmi');
	});
});

describe('what is not to be taken for success', () => {
	const call = 'telecmi/scenario-inbound-answered';

	it.each([[], ['--as-provider']])('nobody listens: nothing more is tried %s', async (...more) => {
		const {code, lines} = await replay([call, '--to', 'http://127.0.0.1:1', '--json', ...more], storePath());
		expect(code).toBe(3);
		const report = JSON.parse(lines.at(-1) ?? '');
		expect(report).toMatchObject({type: 'replayed', planned: 7, sent: 1, failures: {refused: 1}});
	});

	it('a request without an answer, and one that cannot be sent', async () => {
		const server = await serve((response, nth) => {
			if (nth === 0) response.destroy();
			else response.end();
		});
		const some = await replay([call, '--to', server.url, '--no-delay'], storePath());
		expect(some.code, some.stdout).toBe(3);
		const file = join(tempFolder(), 'tunnel.http');
		writeFileSync(file, 'CONNECT shop.example.test:443 HTTP/1.1\nHost: shop.example.test\n\n');
		const tunnel = await replay([file, '--to', server.url, '--json'], storePath());
		expect(tunnel.code, tunnel.stderr).toBe(3);
		expect(JSON.parse(tunnel.lines.at(-1) ?? '')).toMatchObject({planned: 1, sent: 0, failed: 1});
	});

	it.each(['--as-provider', '--assert-idempotent'])('%s of nothing', async check => {
		const server = await serve();
		const ended = await replay([call, '--to', server.url, '--drop', '1', check], storePath());
		expect(ended.code).toBe(1);
		expect(ended.stdout).toContain('Nothing was sent: nothing is proved.');
		expect(server.received).toEqual([]);
	});

	it('two errors that are alike', async () => {
		const server = await serve(status(500));
		const args = ['telecmi/outgoing-answered', '--to', server.url, '--assert-idempotent'];
		const ended = await replay(args, storePath());
		expect(ended.code).toBe(1);
		expect(ended.stdout).toContain('both answers were errors, which proves nothing');
	});
});

describe('a command line that says too much, or not enough', () => {
	const nowhere = ['--to', 'http://127.0.0.1:1'];

	it.each([
		[['telecmi/outgoing-answered', ...nowhere, '--allow-unknown'], /no use without --as-provider/],
		[['telecmi/outgoing-answered', ...nowhere, '--same-ids'], /no use without --now or --times/],
		[['telecmi/outgoing-answered', ...nowhere, '--concurrency', '2'], /no use without --times/],
		[['curl', '-X', 'POST', 'http://a.test', ...nowhere], /whole curl command in quotes/],
		[[tempFolder(), ...nowhere], /is a folder/],
	])('%j', async (args, says) => {
		const {code, stderr} = await replay(args, storePath());
		expect(code).toBe(2);
		expect(stderr).toMatch(says);
	});

	it('a plan needs no address', async () => {
		const {code, stdout, stderr} = await replay(['telecmi/outgoing-answered', '--dry-run'], storePath());
		expect(code, stderr).toBe(0);
		expect(stdout).toContain('POST /webhook/cdr');
	});

	it('an editor that changes nothing is told', async () => {
		const server = await serve();
		const args = ['telecmi/outgoing-answered', '--to', server.url, '--edit'];
		const {code, stderr} = await replay(args, storePath(), {EDITOR: 'true', VISUAL: ''});
		expect(code, stderr).toBe(0);
		expect(stderr).toContain('Nothing was changed in the editor');
	});
});
