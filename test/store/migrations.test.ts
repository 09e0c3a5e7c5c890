import {expect, it} from 'vitest';
import {migrate, schemaVersion, versionOf} from '../../src/store/migrations.ts';
import {openStore, openStoreForReading} from '../../src/store/store.ts';
import {afterwards} from '../support/waiting.ts';
import {bareConnection, recordOf, requestOf, temporaryPath} from './temporary.ts';

const tables = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name";

it('an empty database is brought up to date, and stays as it is from then on', async () => {
	const database = await bareConnection(temporaryPath());
	expect(versionOf(database, 'x')).toBe(0);
	migrate(database, 'x');
	const made = database.prepare(tables).all();
	expect(made.map(({name}) => name)).toEqual(
		expect.arrayContaining(['deliveries', 'calls', 'call_deliveries', 'folded']),
	);
	expect(versionOf(database, 'x')).toBe(schemaVersion);
	migrate(database, 'x');
	migrate(database, 'x');
	expect(database.prepare(tables).all()).toEqual(made);
	expect(database.prepare('SELECT count(*) AS n FROM folded').get()?.['n']).toBe(1);
});

it('a migration that fails leaves nothing half done, and no transaction open', async () => {
	const database = await bareConnection(temporaryPath());
	const failing = {
		...database,
		exec(sql: string) {
			database.exec(sql.replace('CREATE TABLE folded', 'CREATE TABLE folded folded'));
		},
	};
	expect(() => migrate(failing, 'x')).toThrow();
	expect(database.prepare(tables).all()).toEqual([]);
	migrate(database, 'x');
	expect(versionOf(database, 'x')).toBe(schemaVersion);
});

it('knows another program’s database, with or without a version of its own', async () => {
	const plain = await bareConnection(temporaryPath());
	plain.exec('CREATE TABLE t (a)');
	expect(() => versionOf(plain, '/the/path')).toThrow('/the/path is a database of another program');
	const versioned = await bareConnection(temporaryPath());
	versioned.exec('PRAGMA user_version = 1');
	expect(() => migrate(versioned, '/the/path')).toThrow('another program');
});

it('refuses a newer version', async () => {
	const database = await bareConnection(temporaryPath());
	migrate(database, 'x');
	database.exec(`PRAGMA user_version = ${schemaVersion + 3}`);
	expect(() => migrate(database, 'x')).toThrow('newer call-hook');
});

it('an older store is read as it is: what it lacks is empty, and nothing is written', async () => {
	const path = temporaryPath();
	const store = await openStore(path);
	store.write(writer => writer.insertDeliveries([recordOf({request: requestOf({text: 'kept'})})]));
	store.close();
	const older = await bareConnection(path);
	older.exec('DROP TABLE answers; PRAGMA user_version = 1');
	older.close();
	const read = await openStoreForReading(path);
	afterwards(() => read?.close());
	expect(Buffer.from(read?.delivery(1)?.request.body ?? []).toString()).toBe('kept');
	expect(read?.deliveriesAfter(0, 10)).toHaveLength(1);
	read?.close();
	const again = await bareConnection(path);
	expect(versionOf(again, path)).toBe(1);
	expect(again.prepare("SELECT name FROM sqlite_schema WHERE name = 'answers'").all()).toEqual([]);
});
