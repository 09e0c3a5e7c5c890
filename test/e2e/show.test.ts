/** `call-hook show`: by number, by call key, by the id alone, and when there is nothing to show. */

import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {cdr, run, start, tempFolder} from '../support/program.ts';
import {send} from '../support/wire.ts';

describe('show', () => {
	const store = join(tempFolder(), 's.db');

	beforeAll(async () => {
		const program = start(['listen', '--json', '--port', '0', '--store', store]);
		const {port} = new URL((await program.ready()).url);
		await send(Number(port), cdr('one'));
		await send(Number(port), cdr('other'));
		await program.waitForDeliveries(2);
		expect(await program.stop('SIGINT')).toBe(0);
	});

	it.each(['1', '#1'])('%s tells the delivery: verdict, decoded fields, request', async what => {
		const {code, stdout} = await run(['show', what, '--store', store]);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^#1 {2}TeleCMI {2}\d{4}-\d\d-\d\d .* telecmi:one\n\nVerdict {4}\? unknown/);
		expect(stdout).toMatch(/\nCall +one +body\.cmiuuid\n/);
		expect(stdout).toContain('POST /');
	});

	it.each(['telecmi:one', 'one', 'telecmi:on', 'telecmi:on…', 'telecmi:on~'])(
		'%s tells the call with its deliveries',
		async what => {
			const {code, stdout} = await run(['show', what, '--store', store]);
			expect(code).toBe(0);
			expect(stdout).toMatch(/^telecmi:one {2}1 delivery\n/);
			expect(stdout).toMatch(/ #1 +telecmi /);
		},
	);

	it.each([
		[['show', '3', '--store', store], /There is no delivery #3/],
		[['show', 'telecmi:o', '--store', store], /Several calls begin with telecmi:o\..*\n.*calls --json/],
		[['show', 'two', '--store', store], /There is no call two/],
		[['show', '…', '--store', store], /There is no call …/],
		[['show', '1', '--store', `${store}.not`], /There is no store at .*\n.*There is no delivery #1/s],
	])('%j exits 1 and says what is missing', async (args, message) => {
		const {code, stdout, stderr} = await run(args);
		expect(code).toBe(1);
		expect(stdout).toBe('');
		expect(stderr).toMatch(message);
	});
});

describe('a store below /proc', () => {
	it.runIf(process.platform === 'linux')('is refused, and nothing hangs', async () => {
		const {code, stderr} = await run(['listen', '--port', '0', '--store', '/proc/call-hook/s.db']);
		expect(code).toBe(3);
		expect(stderr).toContain('/proc/call-hook/s.db');
	});
});
