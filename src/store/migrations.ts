import {CallHookError, exitCode} from '../core/errors.ts';
import type {SqlDatabase} from './driver.ts';

/**
 * One step per version of the schema, in order; a store is brought up to date by those it lacks. A step that has
 * been released is never changed.
 */
const steps: readonly string[] = [
	// 1. `body` and `headers` are the record. `inspection` and `verdict` are derived, kept so that every reader
	// sees what the listener saw. `call` is the row of calls, not its key: appending to an index of growing
	// numbers costs a fraction of a random text.
	`
	CREATE TABLE calls (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		key TEXT NOT NULL UNIQUE,
		live INTEGER NOT NULL,
		verdict TEXT,
		errors INTEGER NOT NULL,
		state TEXT NOT NULL
	) STRICT;
	CREATE INDEX calls_live ON calls (seq) WHERE live = 1;
	CREATE INDEX calls_with_errors ON calls (seq) WHERE errors > 0;
	CREATE INDEX calls_rejected ON calls (seq) WHERE verdict = 'rejected';
	CREATE TABLE deliveries (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		received_at REAL NOT NULL,
		headers_ms REAL,
		body_ms REAL NOT NULL,
		http_version TEXT,
		method TEXT,
		target TEXT,
		headers TEXT NOT NULL,
		remote_address TEXT,
		body BLOB NOT NULL,
		body_size INTEGER NOT NULL,
		fault TEXT,
		replay_of INTEGER,
		call INTEGER,
		inspection TEXT NOT NULL,
		answer_status INTEGER,
		answer_by TEXT NOT NULL,
		answer_ms REAL NOT NULL,
		verdict TEXT NOT NULL
	) STRICT;
	CREATE INDEX deliveries_of_call ON deliveries (call) WHERE call IS NOT NULL;
	`,
];

/** The version this program writes. */
export const schemaVersion = steps.length;

/** Marks the file as ours, so that another program's database is never taken for a store. */
const applicationId = 0x63_61_6c_6c; // "call"

/**
 * Brings a database to `schemaVersion`.
 * @throws {CallHookError} when it is from a newer version, or another program's
 */
export function migrate(database: SqlDatabase, path: string): void {
	const found = versionOf(database, path);
	if (found === schemaVersion) return;
	database.exec('BEGIN EXCLUSIVE');
	try {
		// Another process may have been quicker while this one waited for the lock.
		for (let version = versionOf(database, path); version < schemaVersion; version++) {
			database.exec(steps[version] ?? '');
		}
		database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; COMMIT`);
	} catch (error) {
		database.exec('ROLLBACK');
		throw error;
	}
}

/**
 * The version a database is of; 0 for an empty one.
 * @throws {CallHookError} when it is from a newer version, or another program's
 */
export function versionOf(database: SqlDatabase, path: string): number {
	const version = pragma(database, 'user_version');
	const application = pragma(database, 'application_id');
	const isEmpty = version === 0 && !database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
	if (!isEmpty && application !== applicationId) {
		throw new CallHookError(`${path} is a database of another program, not a call-hook store.`, {
			hint: 'Choose another file with --store.',
			exitCode: exitCode.unavailable,
		});
	}
	if (version > schemaVersion) {
		throw new CallHookError(
			`The store ${path} was written by a newer call-hook (version ${version} of its format; this one knows ${schemaVersion}).`,
			{hint: 'Update call-hook, or choose another file with --store.', exitCode: exitCode.unavailable},
		);
	}
	return version;
}

function pragma(database: SqlDatabase, name: string): number {
	return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
