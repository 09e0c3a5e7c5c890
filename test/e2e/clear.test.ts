/** `call-hook clear`, beside a listener and without one, and what lists say of what is left. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {cdr, describeNodes, run, start, tempFolder} from '../support/program.ts';
import {send} from '../support/wire.ts';

describeNodes('clear', node => {
	it('asks, deletes what matches, and a listener goes on', async () => {
		const store = join(tempFolder(), 's.db');
		const of = (command: string, ...args: string[]) => run([command, '--store', store, ...args], {node});
		const listener = start(['listen', '--json', '--port', '0', '--store', store], {node});
		const {port} = await listener.ready();
		for (const [id, note] of [
			['one', 'NEEDLE-1'],
			['two', 'NEEDLE-2'],
			['one', 'other'],
		] as const) {
			await send(port, cdr(id, {note}));
		}
		await listener.waitForDeliveries(3);

		const asked = await of('clear');
		expect([asked.code, asked.stdout]).toEqual([2, '']);
		expect(asked.stderr).toMatch(
			/Deleting 3 deliveries of 2 calls from .*s\.db is asked about first, and there is no terminal to ask at\./,
		);
		expect(asked.stderr).toContain('--yes');
		const tried = await of('clear', 'needle', '--dry-run');
		expect([tried.code, tried.stdout]).toEqual([
			0,
			`Would delete 2 deliveries of 2 calls that have the text needle from ${store}.\n`,
		]);
		for (const [words, what] of [
			[['3'], 'delivery #3'],
			[['#3', 'telecmi:two'], 'the deliveries #3 and #2'],
			[['1-3'], 'the deliveries #1, #2 and #3'],
			[['telecmi:one'], 'the deliveries #1 and #3'],
			[['call:telecmi:one'], '2 deliveries of 1 call that match call:telecmi:one'],
		] as const) {
			const would = await of('clear', '--dry-run', ...words);
			expect([words, would.stdout]).toEqual([words, `Would delete ${what} from ${store}.\n`]);
		}
		for (const command of ['clear', 'export', 'calls', 'deliveries', 'replay']) {
			const blank = await of(command, '', ...(command === 'clear' ? ['--yes'] : []));
			expect([command, blank.code]).toEqual([command, 2]);
		}

		const cleared = await of('clear', 'needle-*', '--yes', '--json');
		expect(JSON.parse(cleared.stdout)).toEqual({
			type: 'cleared',
			v: 1,
			deliveries: 2,
			calls: 1,
			changedCalls: 1,
			freedBytes: expect.any(Number),
			dryRun: false,
		});
		expect(cleared.stderr).toContain('A listener uses the store');
		for (const file of [store, `${store}-wal`]) expect(readFileSync(file, 'latin1')).not.toContain('NEEDLE');
		const nothing = await of('clear', 'needle', '--yes');
		expect([nothing.code, nothing.stdout, nothing.stderr]).toEqual([
			0,
			'',
			'Nothing to delete: no delivery matches needle. One is in the store.\n',
		]);

		await send(port, cdr('two'));
		await listener.waitForDeliveries(4);
		expect((await of('calls', '--json')).json()).toMatchObject([
			{key: 'telecmi:one', deliveries: [3]},
			{key: 'telecmi:two', deliveries: [4], duplicates: 0},
		]);
		expect((await of('calls', '--json', '--limit', '1')).json()).toMatchObject([{key: 'telecmi:two'}]);
		expect((await of('calls', '--json', 'other')).json()).toMatchObject([{key: 'telecmi:one'}]);
		expect((await of('deliveries', '99')).stderr).toBe(
			'No delivery matches. 2 are in the store. A delivery by its number: call-hook show 99\n',
		);
		expect((await of('export', 'telecmi/outgoing-answered')).stderr).toContain(
			'call-hook fixtures show telecmi/outgoing-answered',
		);
		expect((await of('calls', 'needle')).stderr).toBe('No call matches. 2 are in the store.\n');
		expect(await listener.stop('SIGINT')).toBe(0);

		expect((await of('clear', '--older', '1d', '--yes')).stderr).toContain('Nothing to delete.');
		const one = await of('clear', '3', '--yes', '-q');
		expect(one.stdout).toMatch(/^Deleted 1 delivery: 1 whole call\./);
		const all = await of('clear', '--yes', '-q');
		expect([all.code, all.stderr]).toEqual([0, '']);
		expect(all.stdout).toMatch(
			/^Deleted 1 delivery: 1 whole call\.(?: [\d,.]+ (?:bytes|kB) of disk were freed\.)?\n$/,
		);
		expect((await of('clear', '--yes')).stderr).toBe('The store is empty.\n');
		for (const list of ['calls', 'deliveries']) {
			const empty = await of(list);
			expect([empty.code, empty.stdout]).toEqual([0, '']);
			expect(empty.stderr).toBe('The store is empty: call-hook listen fills it.\n');
			expect((await of(list, '-q')).stderr).toBe('');
		}
	});
});

it('two ages contradict each other, and one that is none is told', async () => {
	const both = await run(['clear', '--older', '1d', '--keep', '2d']);
	expect(both.code).toBe(2);
	const wrong = await run(['clear', '--keep', '30']);
	expect([wrong.code, wrong.stderr.includes('Write it like 30m, 12h, 7d or 4w.')]).toEqual([2, true]);
});
