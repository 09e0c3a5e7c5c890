/**
 * SQLite, from wherever this Node has it: built in since 22.13, before that the optional package
 * @photostructure/sqlite, which is Node's own binding with the same API. Nothing else differs.
 */

import {CallHookError, exitCode, messageOf} from '../core/errors.ts';

export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** The part of Node's StatementSync that is used here. */
export interface SqlStatement {
	run(...values: SqlValue[]): {changes: number | bigint; lastInsertRowid: number | bigint};
	get(...values: SqlValue[]): SqlRow | undefined;
	all(...values: SqlValue[]): SqlRow[];
}

/** The part of Node's DatabaseSync that is used here. */
export interface SqlDatabase {
	exec(sql: string): void;
	prepare(sql: string): SqlStatement;
	close(): void;
}

export type OpenDatabase = (path: string, options: {readOnly: boolean}) => SqlDatabase;

interface SqliteModule {
	DatabaseSync: new (path: string, options: {readOnly: boolean}) => SqlDatabase;
}

interface Driver {
	open: OpenDatabase;
	/** Whether it is Node's own, or the optional package. */
	from: 'node' | 'package';
}

let loading: Promise<Driver> | undefined;

/**
 * Loads SQLite, once.
 * @throws {CallHookError} when neither Node nor the optional package provides it
 */
export async function loadDriver(): Promise<OpenDatabase> {
	return (await driver()).open;
}

/**
 * Where SQLite is from.
 * @throws {CallHookError} as `loadDriver`
 */
export async function driverSource(): Promise<Driver['from']> {
	return (await driver()).from;
}

function driver(): Promise<Driver> {
	loading ??= load();
	return loading;
}

async function load(): Promise<Driver> {
	const own = await builtIn();
	const sqlite = own ?? (await fallback());
	return {
		open: (path, options) => new sqlite.DatabaseSync(path, options),
		from: own === null ? 'package' : 'node',
	};
}

async function builtIn(): Promise<SqliteModule | null> {
	const {emitWarning} = process;
	try {
		// Node 22 calls its SQLite experimental on every load; other warnings pass.
		process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
			if (!/SQLite is an experimental feature/.test(String(warning))) emitWarning(warning, ...rest);
		}) as typeof emitWarning;
		return (await import('node:sqlite' as string)) as SqliteModule;
	} catch {
		return null;
	} finally {
		process.emitWarning = emitWarning;
	}
}

async function fallback(): Promise<SqliteModule> {
	try {
		return (await import('@photostructure/sqlite')) as unknown as SqliteModule;
	} catch (error) {
		throw new CallHookError(
			`Node ${process.versions.node} has no SQLite, and its replacement did not load: ${messageOf(error)}`,
			{
				hint: 'Use Node 22.13 or newer, or install call-hook with its optional dependencies.',
				exitCode: exitCode.unavailable,
				cause: error,
			},
		);
	}
}
