import {expect, it} from 'vitest';
import {driverSource, loadDriver} from '../../src/store/driver.ts';
import {temporaryPath} from './temporary.ts';

it('opens, writes and reads every kind of value', async () => {
	const open = await loadDriver();
	const database = open(temporaryPath(), {readOnly: false});
	database.exec('CREATE TABLE t (a, b, c, d)');
	const {changes, lastInsertRowid} = database
		.prepare('INSERT INTO t VALUES (?, ?, ?, ?)')
		.run(null, 1.5, 'é漢😀', Uint8Array.of(0, 255));
	expect([Number(changes), Number(lastInsertRowid)]).toEqual([1, 1]);
	const row = database.prepare('SELECT * FROM t').get();
	expect([row?.['a'], row?.['b'], row?.['c']]).toEqual([null, 1.5, 'é漢😀']);
	expect([...((row?.['d'] ?? []) as Uint8Array)]).toEqual([0, 255]);
	expect(database.prepare('SELECT a FROM t WHERE b = ?').get(2)).toBeUndefined();
	expect(database.prepare('SELECT b FROM t').all()).toHaveLength(1);
	database.close();
});

it('opens for reading what must not be changed', async () => {
	const open = await loadDriver();
	const path = temporaryPath();
	const writing = open(path, {readOnly: false});
	writing.exec('CREATE TABLE t (a)');
	writing.close();
	const reading = open(path, {readOnly: true});
	expect(() => reading.exec('INSERT INTO t VALUES (1)')).toThrow(/readonly/);
	reading.close();
});

it('warns of nothing, and leaves warnings of others alone', async () => {
	const {emitWarning} = process;
	const warnings: string[] = [];
	const listener = (warning: Error) => warnings.push(warning.message);
	process.on('warning', listener);
	try {
		await Promise.all([loadDriver(), loadDriver()]);
		expect(process.emitWarning).toBe(emitWarning);
		process.emitWarning('somebody else’s');
		// Warnings are told in the next turn.
		await new Promise(resolve => setImmediate(resolve));
	} finally {
		process.off('warning', listener);
	}
	expect(warnings).toEqual(['somebody else’s']);
});

it('says where it is from', async () => {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const hasOwn = major > 22 || (major === 22 && minor >= 13);
	expect(await driverSource()).toBe(hasOwn ? 'node' : 'package');
});
