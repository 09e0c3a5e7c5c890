/** What comes with call-hook to be sent, and what was captured made into more of it: by the built program. */

import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, it} from 'vitest';
import {parseHttpFile} from '../../src/formats/http-file.ts';
import {random} from '../core/random.ts';
import {
	allFixtures,
	allScenarios,
	type CallExpectation,
	fixtureIds,
	type Scenario,
} from '../support/fixtures.ts';
import {describeNodes, run, start, tempFolder} from '../support/program.ts';
import {startInTerminal} from '../support/pty.ts';
import {send} from '../support/wire.ts';

const folder = fileURLToPath(new URL('../../fixtures', import.meta.url));
const ids = fixtureIds('.http');
const fileOf = (id: string) => readFileSync(join(folder, `${id}.http`), 'utf8');

describeNodes('fixtures', node => {
	it('lists every one, its id first in its line', async () => {
		for (const args of [['fixtures'], ['fixtures', 'list']]) {
			const {code, lines, stderr} = await run(args, {node});
			expect({code, stderr}).toEqual({code: 0, stderr: ''});
			expect(lines.map(line => line.split(' ')[0]).sort()).toEqual(ids);
		}
	});

	it('lists those of a provider for programs, which need no other word', async () => {
		const {code, json} = await run(['fixtures', 'telecmi', '--json'], {node});
		expect(code).toBe(0);
		const listed = json() as unknown as Record<string, unknown>[];
		expect(listed.map(({id}) => id).sort()).toEqual(ids.filter(id => id.startsWith('telecmi/')));
		expect(listed.find(({id}) => id === 'telecmi/scenario-voicemail')).toEqual({
			type: 'fixture',
			v: 1,
			id: 'telecmi/scenario-voicemail',
			provider: 'telecmi',
			steps: 3,
			shows: expect.stringMatching(/voice|message/),
		});
	});

	it('prints each byte for byte, and on stderr how to send it', async () => {
		for (const id of ['callr/fetch-cdr', 'telecmi/scenario-inbound-answered']) {
			const {code, stdout, stderr} = await run(['fixtures', 'show', id], {node});
			expect({code, stdout}).toEqual({code: 0, stdout: fileOf(id)});
			expect(stderr).toContain(`call-hook replay ${id} --to `);
		}
		const quiet = await run(['fixtures', 'show', 'cllr/post-call', '--quiet'], {node});
		expect(quiet.stderr).toBe('');
		const {json} = await run(['fixtures', 'show', 'cllr/post-call', '--json'], {node});
		expect(json()).toEqual([expect.objectContaining({id: 'cllr/post-call', text: fileOf('cllr/post-call')})]);
	});
});

describe('what is mistyped', () => {
	it.each([
		[['fixtures', 'show', 'telecmi/outgoing-answerd'], 'Did you mean telecmi/outgoing-answered?'],
		[['fixtures', 'show', 'outgoing-answered'], 'Did you mean telecmi/outgoing-answered?'],
		[['fixtures', 'show', '../package'], 'call-hook fixtures lists those there are.'],
		[['fixtures', 'telecim'], 'Did you mean telecmi?'],
		[['fixtures', 'telecmi/incoming-missed'], 'call-hook fixtures show telecmi/incoming-missed'],
	])('%j', async (args, hint) => {
		const {code, stdout, stderr} = await run(args);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toContain(hint);
		expect(stderr).not.toMatch(/^\s+at /m);
	});
});

it.each([80, 120])('the list fits a terminal of %d columns, and nothing of it is lost', async columns => {
	const terminal = startInTerminal(['fixtures', 'myoperator', '--no-color'], {columns, rows: 50});
	expect(await terminal.end()).toBe(0);
	const rows = terminal
		.output()
		.split('\r\n')
		.filter(row => row !== '');
	expect(Math.max(...rows.map(row => row.length))).toBeLessThanOrEqual(columns);
	expect(rows.filter(row => !row.startsWith(' ')).map(row => row.split(' ')[0])).toEqual(
		expect.arrayContaining(['myoperator/in-call', 'myoperator/scenario-voicemail']),
	);
	expect(rows.join(' ').replace(/\s+/g, ' ')).toContain('states 1, 5, 6 and 2, then the log.');
});

/** The calls a store has, as expectations say them. */
async function callsIn(store: string): Promise<CallExpectation['call'][]> {
	const {code, lines} = await run(['calls', '--json', '--store', store]);
	expect(code).toBe(0);
	return lines.map(line => {
		const {key, phase, outcome, direction, from, to, counterparty, deliveries, ...rest} = JSON.parse(line);
		const {startedAt, answeredAt, endedAt, durationSeconds, talkSeconds} = rest;
		return {
			...{key, phase, outcome, direction, from, to, counterparty},
			...{startedAt, answeredAt, endedAt, durationSeconds, talkSeconds},
			deliveries: deliveries.length,
		};
	});
}

const scenarios = allScenarios();
const byKey = (a: {key: string}, b: {key: string}) => (a.key < b.key ? -1 : 1);
const wanted = scenarios.map(({expected}) => expected.call).sort(byKey);

/** All steps of all whole calls, as their senders would race each other. */
type Order = (scenario: Scenario) => Scenario['steps'];

describe('every whole call, sent to the built listener', () => {
	const {shuffle} = random(7);
	it.each<[string, Order]>([
		['in its order', ({steps}) => steps],
		['shuffled', ({steps}) => shuffle(steps)],
	])('%s, is recognised as its own provider and makes the call it describes', async (_, order) => {
		const store = join(tempFolder(), 'store.db');
		const listener = start(['listen', '--json', '--port', '0', '--store', store]);
		const {port} = await listener.ready();
		const providers: string[] = [];
		for (const scenario of scenarios) {
			for (const step of order(scenario)) {
				expect((await send(port, step)).status).toBe(200);
				providers.push(scenario.folder);
			}
		}
		const deliveries = await listener.waitForDeliveries(providers.length);
		expect(deliveries.map(({provider}) => provider.id)).toEqual(providers);
		expect(await listener.stop()).toBe(143);
		expect((await callsIn(store)).sort(byKey)).toEqual(wanted);
	});
});

describe('replayed at the built listener', () => {
	/** What a listener tells and keeps of what is sent to it by `replay`. */
	async function replayed(
		whats: readonly string[],
		args: readonly string[],
		listening: readonly string[] = [],
	) {
		const store = join(tempFolder(), 'store.db');
		const listener = start(['listen', '--json', '--port', '0', '--store', store, ...listening]);
		const {url} = await listener.ready();
		const apart = ['--no-record', '--store', join(tempFolder(), 'own.db')];
		const {code, stderr} = await run(['replay', ...whats, '--to', url, ...args, ...apart]);
		expect(code, stderr).toBe(0);
		expect(await listener.stop()).toBe(143);
		return {deliveries: listener.deliveries(), store};
	}

	it.each([
		['a thousand times as fast', ['--speed', '1000x']],
		['shuffled', ['--no-delay', '--shuffle', '--seed', '7']],
		['shuffled otherwise', ['--speed', '1000x', '--shuffle', '--seed', '8']],
	])('every whole call, %s, makes the call it describes', async (_, args) => {
		const {deliveries, store} = await replayed(
			scenarios.map(({id}) => id),
			args,
		);
		expect(deliveries).toHaveLength(scenarios.flatMap(({steps}) => steps).length);
		for (const {callKey, provider} of deliveries) expect(callKey?.split(':')[0]).toBe(provider.id);
		expect((await callsIn(store)).sort(byKey)).toEqual(wanted);
	});

	const fixtures = allFixtures();
	const pins = [null, ...new Set(fixtures.flatMap(({step}) => step.pin ?? []))];
	const mixed = random(9).shuffle(fixtures);
	const cases = pins.flatMap(pin => [
		{pin, how: 'a thousand times as fast', all: fixtures, args: ['--speed', '1000x']},
		{pin, how: 'shuffled', all: mixed, args: ['--no-delay', '--shuffle', '--seed', '9']},
	]);
	it.each(cases)(
		'every fixture, $how, is its own provider’s and in its call (pin: $pin)',
		async ({pin, all, args}) => {
			const own = all.filter(({step}) => step.pin === pin);
			const {deliveries, store} = await replayed(
				own.map(({id}) => id),
				args,
				pin === null ? [] : ['--provider', pin],
			);
			expect(
				deliveries.map(({provider, callKey, event}) => [provider.id, callKey, event?.kind, event?.outcome]),
			).toEqual(
				own.map(({expected: {provider, callKey, event}}) => [provider, callKey, event.kind, event.outcome]),
			);
			for (const [index, {step}] of own.entries()) {
				const {method, target, body} = deliveries[index] ?? expect.fail('not sent');
				expect([method, target]).toEqual([step.method, step.target]);
				const sent =
					body.text === undefined ? Buffer.from(body.base64 ?? '', 'base64') : Buffer.from(body.text);
				expect(sent.equals(Buffer.from(step.body))).toBe(true);
			}
			const calls = await callsIn(store);
			const keys = own.flatMap(({expected: {callKey}}) => callKey ?? []);
			expect(calls.map(({key, deliveries}) => `${key} ${deliveries}`).sort()).toEqual(
				[...new Set(keys)].map(key => `${key} ${keys.filter(other => other === key).length}`).sort(),
			);
			// What a call is made of alone is what is expected of it.
			for (const {expected} of own) {
				const call = calls.find(({key}) => key === expected.callKey);
				if (call?.deliveries !== 1) continue;
				const {phase, outcome, direction, from, to} = expected.event;
				expect(call).toMatchObject({phase, outcome, direction, from, to});
			}
		},
	);
});

describeNodes('fixtures save', node => {
	const store = join(tempFolder(), 'store.db');
	const work = tempFolder();
	const save = (...args: string[]) => run(['fixtures', 'save', ...args, '--store', store], {node, cwd: work});
	const [scenario] = scenarios.filter(({id}) => id === 'callr/scenario-recording-later');
	const secret = 'canary-4d1c-token';
	/** What stands in the requests and tells who it was. */
	const told = ['+33199005678', '0199001234', 'MEDIA002.mp3', secret];

	beforeAll(async () => {
		const listener = start(['listen', '--json', '--port', '0', '--store', store], {node});
		const {port} = await listener.ready();
		for (const step of scenario?.steps ?? []) {
			await send(port, {...step, headers: [...step.headers, ['Authorization', `Bearer ${secret}`]]});
		}
		await send(port, {body: '{"a":1}'});
		await listener.stop();
	});

	it('makes a whole call a file that is sent again as the same call of other people', async () => {
		const {code, stdout, stderr} = await save('callr:242359184136');
		expect({code, stdout}).toEqual({code: 0, stdout: 'scenario-answered.http\n'});
		const file = join(work, 'scenario-answered.http');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const text = readFileSync(file, 'utf8');
		for (const canary of told) expect(text).not.toContain(canary);
		expect(stderr).toContain('3 requests saved.');
		expect(stderr).toMatch(/ {2}a number in \d+ places, first body\.data\./);
		expect(stderr).toMatch(/ {2}a secret in 3 places, first header\.Authorization/);
		expect(stderr).toContain('call-hook replay scenario-answered.http --to ');
		for (const canary of told) expect(stderr).not.toContain(canary);

		const steps = parseHttpFile(readFileSync(file));
		expect(steps.map(({name}) => name)).toEqual(['call-started', 'call-ended', 'media-recording']);
		expect(steps[0]).toMatchObject({shows: 'A whole call: inbound, answered.', afterMs: null});
		for (const {afterMs} of steps.slice(1)) expect(afterMs).toBeGreaterThanOrEqual(0);
		const again = join(tempFolder(), 'store.db');
		const listener = start(['listen', '--json', '--port', '0', '--store', again], {node});
		const {port} = await listener.ready();
		for (const step of steps) await send(port, step);
		await listener.stop();
		const {from, to, key, ...rest} = scenario?.expected.call ?? expect.fail('no such call');
		const [call, ...others] = await callsIn(again);
		expect(others).toEqual([]);
		expect(call).toMatchObject({key, ...rest});
		expect([call?.from?.raw, call?.to?.raw]).toEqual([
			expect.stringMatching(/^\+33199/),
			expect.stringMatching(/^\+33199/),
		]);
		expect(call?.from).not.toEqual(from);
		expect(call?.to).not.toEqual(to);
	});

	it('writes over nothing unless it is told to', async () => {
		const folder_ = join(work, 'mine', 'callr');
		expect((await save('1', 'began', '--out', folder_)).stdout).toBe(`${folder_}/began.http\n`);
		const file = join(folder_, 'began.http');
		const before = readFileSync(file, 'utf8');
		expect(before).toMatch(/^# @name began\n# @shows A webhook of the platform: /);
		const again = await save('2', 'began', '--out', folder_);
		expect(again).toMatchObject({code: 2, stdout: ''});
		expect(again.stderr).toContain('--force');
		expect(readFileSync(file, 'utf8')).toBe(before);
		expect((await save('2', '--out', file, '--force', '-q')).stderr).toBe('');
		expect(readFileSync(file, 'utf8')).toContain('v2.call.inbound.ended');
	});

	it('keeps people with --reveal, and never a secret; and tells programs what it did', async () => {
		const file = join(work, 'revealed.http');
		const {code, lines, stderr} = await save('callr:242359184136', '--out', file, '--reveal', '--json');
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(lines.map(line => JSON.parse(line))).toEqual([
			{
				type: 'saved',
				v: 1,
				file,
				requests: 3,
				changes: [{what: 'a secret', where: 'header.Authorization', times: 3}],
				leftOut: [],
			},
		]);
		const text = readFileSync(file, 'utf8');
		expect(told.map(canary => text.includes(canary))).toEqual([true, true, true, false]);
	});

	it.each([
		[['99'], 1, 'There is no delivery #99 in the store.'],
		[['callr:nothing'], 1, 'There is no call callr:nothing in the store.'],
		[['provider:callr'], 1, 'There is no call provider:callr in the store.'],
		[['1', '../up'], 2, "../up can be no fixture's name."],
		[['1', '--out', '/proc/nowhere/a.http'], 3, '/proc/nowhere/a.http could not be written'],
	])('%j is refused', async (args, exit, message) => {
		const {code, stdout, stderr} = await save(...args);
		expect({code, stdout}).toEqual({code: exit, stdout: ''});
		expect(stderr).toContain(message);
		expect(stderr).not.toMatch(/^\s+at /m);
	});
});
