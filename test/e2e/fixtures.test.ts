/** What comes with call-hook to be sent, and what was captured made into more of it: by the built program. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {random} from '../core/random.ts';
import {allScenarios, type CallExpectation, fixtureIds, type Scenario} from '../support/fixtures.ts';
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
