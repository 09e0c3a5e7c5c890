/** Every fixture, sent to the built program as the provider sends it, against what was written down by hand. */

import {statSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {allFixtures, type Fixture} from '../support/fixtures.ts';
import {
	type CallLine,
	type DeliveryLine,
	describeNodes,
	type Program,
	type ReadyLine,
	run,
	start,
	tempFolder,
} from '../support/program.ts';
import {type Reply, send, sentHeaders} from '../support/wire.ts';

const fixtures = allFixtures();
const free = fixtures.filter(({step}) => step.pin === null);
const pinned = fixtures.filter(({step}) => step.pin !== null);
const pins = [...new Set(pinned.map(({step}) => step.pin ?? ''))];

interface Sent {
	fixture: Fixture;
	reply: Reply;
	/** What the running program told of it. */
	line: DeliveryLine;
}

/** One after the other, so that ids and lines are in the order of the list. */
async function sendAll(program: Program, list: readonly Fixture[]): Promise<Sent[]> {
	const {port} = await program.ready();
	const replies: Reply[] = [];
	for (const {step} of list) replies.push(await send(port, step));
	const lines = await program.waitForDeliveries(list.length);
	expect(lines).toHaveLength(list.length);
	return list.map((fixture, index) => {
		const [reply, line] = [replies[index], lines[index]];
		if (reply === undefined || line === undefined) throw new Error(`nothing about ${fixture.id}`);
		return {fixture, reply, line};
	});
}

function expectAsWritten({fixture, reply, line}: Sent): void {
	const {step, expected} = fixture;
	// Exactly as sent.
	expect(line.method).toBe(step.method);
	expect(line.target).toBe(step.target);
	expect(line.headers).toEqual(sentHeaders(step));
	const {text, base64} = line.body;
	const body = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
	expect(body).toEqual(Buffer.from(step.body));
	expect(line.body).toMatchObject({size: step.body.length, truncated: false});
	expect(line.fault).toBeNull();
	// Understood as the documents say.
	expect(line.provider.id).toBe(expected.provider);
	expect(line.provider.pinned).toBe(step.pin !== null);
	expect(line.callKey).toBe(expected.callKey);
	const {fields, ...event} = line.event ?? {fields: []};
	expect(event).toEqual(expected.event);
	expect(fields.map(({from, value}) => `${from} = ${value}`)).toEqual(
		expect.arrayContaining(Object.entries(expected.fields).map(([from, value]) => `${from} = ${value}`)),
	);
	// Fixtures of one call come by their names, not in its order.
	const codes = line.findings.map(({code}) => code).filter(code => !code.startsWith('order/'));
	expect([...new Set(codes)].sort()).toEqual(expected.findings);
	// Answered, and told as answered.
	expect(reply.status).toBe(expected.answer);
	expect(line.answer).toMatchObject({status: expected.answer, by: 'call-hook'});
	expect(line.verdict.state).toBe(expected.verdict);
}

/** The calls there must be: the ids of each callKey, in order. */
function callsOf(lines: readonly DeliveryLine[]): Map<string, number[]> {
	const calls = new Map<string, number[]>();
	for (const {callKey, id} of lines) {
		if (callKey !== null && id !== null) calls.set(callKey, [...(calls.get(callKey) ?? []), id]);
	}
	return calls;
}

describeNodes('payloads', node => {
	const store = join(tempFolder(), 'new', 'folder', 'store.db');
	let program: Program;
	let sent: Sent[];
	beforeAll(async () => {
		program = start(['listen', '--json', '--port', '0', '--store', store], {node});
		sent = await sendAll(program, free);
	});

	it('says first that it is ready', () => {
		const [first] = program.json();
		expect(Object.keys(first ?? {})).toEqual(['type', 'v', 'url', 'publicUrl', 'store', 'pid']);
		const ready = first as ReadyLine;
		expect(ready).toMatchObject({type: 'ready', v: 1, publicUrl: null, store, pid: program.pid});
		expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
	});

	it.each(free.map(({id}, index) => ({id, index})))('$id', ({index}) => {
		const one = sent[index];
		expect(one).toBeDefined();
		if (one !== undefined) expectAsWritten(one);
		expect(one?.line.id).toBe(index + 1);
	});

	it('keeps the store to its owner', () => {
		expect(statSync(store).mode & 0o777).toBe(0o600);
	});

	it('is read back by another process while it runs', async () => {
		const {code, json, stderr} = await run(['deliveries', '--json', '--store', store], {node});
		expect(code).toBe(0);
		expect(stderr).toBe('');
		expect(json()).toEqual(sent.map(({line}) => line));
	});

	it('ends with a summary, and tells the same afterwards', async () => {
		expect(await program.stop('SIGTERM')).toBe(143);
		const lines = program.json();
		const states = sent.map(({line}) => line.verdict.state);
		expect(lines.at(-1)).toMatchObject({
			type: 'summary',
			v: 1,
			deliveries: free.length,
			newCalls: callsOf(program.deliveries()).size,
			notStored: 0,
			verdicts: {
				accepted: states.filter(state => state === 'accepted').length,
				rejected: states.filter(state => state === 'rejected').length,
				unknown: states.filter(state => state === 'unknown').length,
				unanswered: 0,
			},
		});
		expect(lines.map(({type}) => type)).toEqual(['ready', ...free.map(() => 'delivery'), 'summary']);
		expect(program.stdout().endsWith('\n')).toBe(true);

		const deliveries = await run(['deliveries', '--json', '--store', store], {node});
		expect(deliveries.code).toBe(0);
		expect(deliveries.json()).toEqual(sent.map(({line}) => line));
	});

	it('has one call for each call key, with its deliveries', async () => {
		const {code, json} = await run(['calls', '--json', '--store', store], {node});
		expect(code).toBe(0);
		const calls = json() as CallLine[];
		const wanted = callsOf(sent.map(({line}) => line));
		expect(wanted.size).toBeGreaterThan(5);
		expect(new Map(calls.map(({key, deliveries}) => [key, deliveries]))).toEqual(wanted);
		expect(calls).toHaveLength(wanted.size);
		for (const {key, provider, callId} of calls) expect(key).toBe(`${provider}:${callId}`);
	});

	it('lists only the newest with --limit', async () => {
		const {json} = await run(['deliveries', '--json', '--limit', '3', '--store', store], {node});
		expect(json()).toEqual(sent.slice(-3).map(({line}) => line));
		const calls = await run(['calls', '--json', '--limit', '2', '--store', store], {node});
		expect(calls.lines).toHaveLength(2);
	});

	describe.each(pins)('pinned to %s', pin => {
		const own = pinned.filter(({step}) => step.pin === pin);

		it('reads its requests with --provider', async () => {
			const path = join(tempFolder(), 'store.db');
			const listener = start(['listen', '--json', '--port', '0', '--store', path, '--provider', pin], {node});
			const got = await sendAll(listener, own);
			for (const one of got) expectAsWritten(one);
			expect(await listener.stop('SIGTERM')).toBe(143);
			// What was pinned once stays so when it is read by somebody who pins nothing.
			const {json} = await run(['deliveries', '--json', '--store', path], {node});
			expect(json()).toEqual(got.map(({line}) => line));
		});
	});

	it('reads pinned requests with --route, others by detection', async () => {
		const routes = pinned.flatMap(({step}) => ['--route', `${step.target.replace(/\?.*/, '')}=${step.pin}`]);
		const paths = new Set(pinned.map(({step}) => step.target.replace(/\?.*/, '')));
		const others = free.filter(({step}) => !paths.has(step.target.replace(/\?.*/, ''))).slice(0, 3);
		expect(others).toHaveLength(3);
		const listener = start(['listen', '--json', '--port', '0', '--store', ':memory:', ...routes], {node});
		const got = await sendAll(listener, [...pinned, ...others]);
		for (const one of got) expectAsWritten(one);
		expect(await listener.stop('SIGINT')).toBe(0);
	});
});
