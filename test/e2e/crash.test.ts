/** An answered delivery is never lost: killed with SIGKILL at random moments under load, again and again. */

import {join} from 'node:path';
import {expect, it} from 'vitest';
import {
	type CallLine,
	cdr,
	describeNodes,
	isDelivery,
	isNotice,
	run,
	seeded,
	start,
	tempFolder,
} from '../support/program.ts';
import {requestBytes, send, Wire} from '../support/wire.ts';

const connections = 4;

interface Load {
	/** The ids that got a whole 200. */
	answered: string[];
	/** Those that got no answer: they may be kept or not. */
	open: string[];
}

/** Sends on several connections, each as fast as it is answered, until the other side is gone. */
async function load(port: number, name: string): Promise<Load> {
	const result: Load = {answered: [], open: []};
	const one = async (connection: number) => {
		const wire = new Wire(port);
		for (let i = 0; ; i++) {
			const id = `${name}-${connection}-${i}`;
			wire.write(requestBytes(cdr(id)));
			const reply = await wire.reply();
			if (reply === null) {
				result.open.push(id);
				wire.destroy();
				return;
			}
			expect(reply).toMatchObject({status: 200, body: '{"success":true}'});
			result.answered.push(id);
		}
	};
	await Promise.all(Array.from({length: connections}, (_, connection) => one(connection)));
	return result;
}

/** 50 in total. */
const rounds = [30, 10, 10];

describeNodes('kill -9', (node, index) => {
	const store = join(tempFolder(), 'store.db');
	const args = ['listen', '--json', '--port', '0', '--store', store];
	const answered: string[] = [];
	const open: string[] = [];
	let callsAtOnce: CallLine[] = [];

	const keptIds = async () => {
		const {code, json, stderr} = await run(['deliveries', '--json', '--store', store], {node});
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		return json()
			.filter(isDelivery)
			.map(({id, event}) => ({id, callId: event?.callId ?? ''}));
	};
	const calls = async () => (await run(['calls', '--json', '--store', store], {node})).json() as CallLine[];

	it(`loses nothing that was answered, ${rounds[index] ?? 5} times`, async () => {
		const random = seeded(20_261_120 + index);
		for (let round = 0; round < (rounds[index] ?? 5); round++) {
			const program = start(args, {node});
			const {port} = await program.ready();
			const delay = 100 + random() * 300;
			const timer = setTimeout(() => program.signal('SIGKILL'), delay);
			const result = await load(port, `round-${round}`);
			clearTimeout(timer);
			expect(await program.ended).toBe('SIGKILL');
			expect(program.json().filter(isNotice)).toEqual([]);
			answered.push(...result.answered);
			open.push(...result.open);
		}
		expect(answered.length).toBeGreaterThan((rounds[index] ?? 5) * 20);
		callsAtOnce = await calls();

		const kept = await keptIds();
		const keptCalls = new Set(kept.map(({callId}) => callId));
		expect(answered.filter(id => !keptCalls.has(id))).toEqual([]);
		// Each once, and nothing that was never sent.
		expect(keptCalls.size).toBe(kept.length);
		const sent = new Set([...answered, ...open]);
		expect(kept.filter(({callId}) => !sent.has(callId))).toEqual([]);
		expect(kept.map(({id}) => id)).toEqual([...kept.keys()].map(place => place + 1));
	});

	it('lists every call right after the last one, before anything is started again', async () => {
		const kept = await keptIds();
		const listed = new Set(callsAtOnce.map(({callId}) => callId));
		expect(kept.filter(({callId}) => !listed.has(callId)).length, 'deliveries without a call').toBe(0);
	});

	it('goes on with the same store, and has every call with its delivery', async () => {
		const program = start(args, {node});
		expect((await send((await program.ready()).port, cdr('afterwards'))).status).toBe(200);
		expect(await program.stop()).toBe(143);
		expect(program.json().filter(isNotice)).toEqual([]);
		expect(program.json().at(-1)).toMatchObject({type: 'summary', deliveries: 1});
		const kept = await keptIds();
		expect(kept.at(-1)).toMatchObject({callId: 'afterwards'});
		expect((await calls()).map(({callId, deliveries}) => ({callId, deliveries}))).toEqual(
			kept.map(({callId, id}) => ({callId, deliveries: [id]})),
		);
	});
});
