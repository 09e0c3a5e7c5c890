/** The store fails while requests come: none is answered as delivered that is not kept, and the program goes on. */

import {join} from 'node:path';
import {DatabaseSync} from '@photostructure/sqlite';
import {expect, it} from 'vitest';
import {
	type CallLine,
	cdr,
	type DeliveryLine,
	describeNodes,
	isDelivery,
	isNotice,
	run,
	start,
	tempFolder,
	waitFor,
} from '../support/program.ts';
import {requestBytes, send, Wire} from '../support/wire.ts';

function withoutRepeat(line: DeliveryLine): object {
	const findings = line.findings.filter(({code}) => code !== 'delivery/duplicate');
	return {...line, repeat: null, findings};
}

describeNodes('store trouble', node => {
	it('a lock held longer than the wait: 503, told, and over when the lock is', async () => {
		const store = join(tempFolder(), 'store.db');
		const program = start(['listen', '--json', '--port', '0', '--store', store], {node});
		const {port} = await program.ready();
		expect((await send(port, cdr('before'))).status).toBe(200);

		const other = new DatabaseSync(store);
		try {
			// Waits for what the program does behind.
			other.exec('PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE');
			const reply = await send(port, cdr('during'));
			expect(reply.status).toBe(503);
			const lost = await program.waitForLine('its line', line => isDelivery(line) && line.id === null);
			expect(lost).toMatchObject({
				callKey: 'telecmi:during',
				answer: {status: 503, by: 'call-hook'},
			});
			const notice = await program.waitForLine('a notice', isNotice);
			expect(notice).toMatchObject({severity: 'error'});
			expect(notice).toHaveProperty('message', expect.stringContaining(store));
			expect(notice).toHaveProperty('message', expect.stringContaining('locked'));
		} finally {
			other.exec('ROLLBACK');
			other.close();
		}

		expect((await send(port, cdr('after'))).status).toBe(200);
		await program.waitForDeliveries(3);
		expect(await program.stop()).toBe(143);
		expect(program.json().at(-1)).toMatchObject({type: 'summary', deliveries: 3, notStored: 1});
		const kept = await run(['deliveries', '--json', '--store', store], {node});
		expect(kept.json().map(line => isDelivery(line) && line.callKey)).toEqual([
			'telecmi:before',
			'telecmi:after',
		]);
		const calls = await run(['calls', '--json', '--store', store], {node});
		expect((calls.json() as CallLine[]).map(({callId}) => callId)).toEqual(['before', 'after']);
	});

	it('a lock shorter than the wait is waited for', async () => {
		const store = join(tempFolder(), 'store.db');
		const program = start(['listen', '--json', '--port', '0', '--store', store], {node});
		const {port} = await program.ready();
		const other = new DatabaseSync(store);
		other.exec('PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE');
		const wire = new Wire(port);
		wire.write(requestBytes(cdr('patient')));
		// Long enough to see that nothing is answered before it is kept.
		await expect(wire.reply({deadlineMs: 300})).rejects.toThrow('no whole reply');
		other.exec('ROLLBACK');
		other.close();
		expect((await wire.reply())?.status).toBe(200);
		wire.destroy();
		expect(await program.stop()).toBe(143);
		expect(program.json().filter(isNotice)).toEqual([]);
	});

	it('no room left: 503 and a notice, nothing lost of what was answered 200', async () => {
		const store = join(tempFolder(), 'store.db');
		// Each file may have 2 MB. Node ignores SIGXFSZ by itself; the shell does so in case it does not.
		const program = start(['listen', '--json', '--port', '0', '--store', store], {
			node,
			shell: 'trap "" XFSZ; ulimit -f 2048; exec "$@"',
		});
		const {port} = await program.ready();
		const answered: string[] = [];
		let refused = 0;
		for (let i = 0; i < 400 && refused < 5; i++) {
			const callId = `call-${i}`;
			const {status} = await send(port, cdr(callId, {filename: 'x'.repeat(50_000)}));
			if (status === 200) answered.push(`telecmi:${callId}`);
			else {
				expect(status).toBe(503);
				refused++;
			}
		}
		expect(refused).toBe(5);
		expect(answered.length).toBeGreaterThan(5);
		const notice = await program.waitForLine('a notice', isNotice);
		expect(notice).toMatchObject({severity: 'error', hint: expect.stringContaining('disk')});
		expect(await program.stop()).toBe(143);
		expect(program.stderr()).toBe('');
		expect(program.json().at(-1)).toMatchObject({type: 'summary', notStored: refused});

		// With room again all of it is there, and more is taken.
		const again = start(['listen', '--json', '--port', '0', '--store', store], {node});
		expect((await send((await again.ready()).port, cdr('more'))).status).toBe(200);
		expect(await again.stop()).toBe(143);
		const kept = await run(['deliveries', '--json', '--store', store], {node});
		const keys = kept.json().map(line => isDelivery(line) && line.callKey);
		expect(keys).toEqual([...answered, 'telecmi:more']);
		const calls = await run(['calls', '--json', '--store', store], {node});
		expect((calls.json() as CallLine[]).map(({key}) => key).sort()).toEqual(
			[...answered, 'telecmi:more'].sort(),
		);
	});

	it('two that start at once on a new store both begin', async () => {
		for (let round = 0; round < 10; round++) {
			const store = join(tempFolder(), 'store.db');
			const args = ['listen', '--json', '--port', '0', '--store', store];
			const programs = [1, 2, 3].map(() => start(args, {node}));
			await Promise.all(programs.map(program => program.ready()));
			expect(await Promise.all(programs.map(program => program.stop()))).toEqual([143, 143, 143]);
		}
	});

	it('two listeners on one store: all ids are distinct, calls are folded over both', async () => {
		const store = join(tempFolder(), 'store.db');
		const args = ['listen', '--json', '--port', '0', '--store', store];
		const programs = [start(args, {node})];
		const ports = [(await programs[0]?.ready())?.port ?? 0];
		programs.push(start(args, {node}));
		ports.push((await programs[1]?.ready())?.port ?? 0);
		const ids = Array.from({length: 300}, (_, i) => `call-${i}`);
		await Promise.all(
			ports.map(async port => {
				for (const id of ids) expect((await send(port, cdr(id))).status).toBe(200);
			}),
		);
		for (const program of programs) await program.waitForDeliveries(ids.length);
		for (const program of programs) expect(await program.stop()).toBe(143);
		const told = programs.flatMap(program => program.deliveries());
		expect(new Set(told.map(({id}) => id)).size).toBe(2 * ids.length);
		for (const program of programs) expect(program.json().filter(isNotice)).toEqual([]);

		const kept = await run(['deliveries', '--json', '--store', store], {node});
		// A listener knows of repeats only among what it took itself.
		const alone = told.sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
		expect(kept.json().filter(isDelivery).map(withoutRepeat)).toEqual(alone.map(withoutRepeat));
		const calls = (await run(['calls', '--json', '--store', store], {node})).json() as CallLine[];
		expect(calls.map(({callId}) => callId).sort()).toEqual([...ids].sort());
		for (const {key, deliveries} of calls) {
			const wanted = told.filter(({callKey}) => callKey === key).map(({id}) => id);
			expect(deliveries).toEqual(wanted);
			expect(wanted).toHaveLength(2);
		}
	});

	it('readers read while a listener writes', async () => {
		const store = join(tempFolder(), 'store.db');
		const program = start(['listen', '--json', '--port', '0', '--store', store], {node});
		const {port} = await program.ready();
		let writing = true;
		const wire = new Wire(port);
		const writer = (async () => {
			for (let i = 0; writing; i++) {
				wire.write(requestBytes(cdr(`call-${i}`)));
				expect((await wire.reply())?.status).toBe(200);
			}
		})();
		await waitFor('some deliveries', () => program.lines.length > 50);
		for (let i = 0; i < 3; i++) {
			const {code, json, stderr} = await run(['deliveries', '--json', '--store', store], {node});
			expect({code, stderr}).toEqual({code: 0, stderr: ''});
			const ids = json().map(line => isDelivery(line) && line.id);
			expect(ids).toEqual(ids.map((_, index) => index + 1));
			expect((await run(['calls', '--json', '--store', store], {node})).code).toBe(0);
		}
		writing = false;
		await writer;
		wire.destroy();
		expect(await program.stop()).toBe(143);
		expect(program.json().filter(isNotice)).toEqual([]);
	});
});
