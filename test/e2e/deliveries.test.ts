/** `call-hook deliveries` with a filter, and what a new process knows of repeats. */

import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {cdr, run, start, tempFolder} from '../support/program.ts';
import {send} from '../support/wire.ts';

describe('deliveries', () => {
	const store = join(tempFolder(), 's.db');
	const ids = async (...args: string[]) => {
		const {code, stdout} = await run(['deliveries', '--json', '--store', store, ...args]);
		expect(code).toBe(0);
		return stdout
			.trim()
			.split('\n')
			.flatMap(line => (line === '' ? [] : [JSON.parse(line).id as number]));
	};

	beforeAll(async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', store, '--status', '500']);
		const {port} = new URL((await program.ready()).url);
		for (const body of [cdr('one'), cdr('two'), cdr('one'), {...cdr('four'), body: '{"nobody":1}'}]) {
			await send(Number(port), body);
		}
		await program.waitForDeliveries(4);
		expect(await program.stop('SIGINT')).toBe(0);
	});

	it('match a filter: repeats, negations, free text, several words in one argument or in several', async () => {
		expect(await ids('is:retry')).toEqual([3]);
		expect(await ids('provider:telecmi -is:retry')).toEqual([1, 2]);
		expect(await ids('provider:telecmi', 'status:5xx')).toEqual([1, 2, 3]);
		expect(await ids('nobody')).toEqual([4]);
		expect(await ids('is:duplicate')).toEqual([]);
		expect(await ids()).toEqual([1, 2, 3, 4]);
	});

	it('says that none matches, and how many there are, unless it is to be quiet', async () => {
		const none = ['deliveries', '--store', store, 'is:duplicate'];
		const {code, stdout, stderr} = await run(none);
		expect([code, stdout, stderr]).toEqual([0, '', 'No delivery matches. 4 are in the store.\n']);
		expect((await run([...none, '-q'])).stderr).toBe('');
	});

	it('--limit gives the newest that match', async () => {
		expect(await ids('--limit', '2', 'provider:telecmi')).toEqual([2, 3]);
		expect(await ids('--limit', '1', 'is:retry')).toEqual([3]);
		expect(await ids('--limit', '9', 'key:telecmi:one')).toEqual([1, 3]);
		expect(await ids('--limit', '1')).toEqual([4]);
	});

	it('a mistake in the filter is told with its column, whether there is a store or not', async () => {
		for (const path of [store, `${store}.not`]) {
			const {code, stdout, stderr} = await run(['deliveries', '--store', path, 'is:retry provder:telecmi']);
			expect([code, stdout]).toEqual([2, '']);
			expect(stderr).toContain('The filter, column 10: There is no field "provder".');
			expect(stderr).toContain('Did you mean provider?');
		}
	});

	it('what was sent before is known by who listens next', async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', store]);
		const {port} = new URL((await program.ready()).url);
		await send(Number(port), cdr('two'));
		const [delivery] = await program.waitForDeliveries(1);
		expect(await program.stop('SIGINT')).toBe(0);
		expect(delivery).toMatchObject({id: 5, repeat: {of: 2}});
		expect(await ids('--limit', '1', 'is:retry,duplicate')).toEqual([5]);
	});
});
