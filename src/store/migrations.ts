import {CallHookError, exitCode} from '../core/errors.ts';
import type {SqlDatabase} from './driver.ts';

/**
 * One step per version of the schema, in order; a store is brought up to date by those it lacks. A step that has
 * been released is never changed.
 */
const steps: readonly string[] = [
	// 1. A delivery is only its record: what is decoded is worked out again when it is read, so that a better decoder
	// betters old deliveries, too. It has no index but its id: it is written before the answer, and every page an
	// index touches would be paid for there. Calls are folded behind, in batches; `folded` tells up to which delivery.
	// A call is found by a hash of its key, as an index of numbers is a quarter of one of texts.
	`
	CREATE TABLE deliveries (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		received_at REAL NOT NULL,
		method TEXT,
		target TEXT,
		head TEXT NOT NULL,
		body BLOB NOT NULL,
		replay_of INTEGER,
		answer_status INTEGER,
		answer_by TEXT NOT NULL,
		answer_ms REAL NOT NULL
	) STRICT;
	CREATE TABLE calls (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		key_hash INTEGER NOT NULL,
		key TEXT NOT NULL,
		live INTEGER NOT NULL,
		verdict TEXT,
		errors INTEGER NOT NULL,
		state TEXT NOT NULL
	) STRICT;
	CREATE INDEX calls_by_key ON calls (key_hash);
	CREATE INDEX calls_live ON calls (seq) WHERE live = 1;
	CREATE INDEX calls_with_errors ON calls (seq) WHERE errors > 0;
	CREATE INDEX calls_rejected ON calls (seq) WHERE verdict = 'rejected';
	CREATE TABLE call_deliveries (
		call INTEGER NOT NULL,
		delivery INTEGER NOT NULL,
		PRIMARY KEY (call, delivery)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE folded (up_to INTEGER NOT NULL) STRICT;
	INSERT INTO folded VALUES (0);
	`,
	// 2. What was answered, where it is not call-hook's own: in a table of its own, as it is known only after the
	// delivery was written, and a row that grows would be written twice.
	`
	CREATE TABLE answers (
		delivery INTEGER PRIMARY KEY,
		head TEXT NOT NULL,
		body BLOB NOT NULL
	) STRICT;
	`,
	// 3. Who receives into this store: a command that wants to send to a listener, or to know whether one runs, asks
	// here. And how far the index for searching is, which is made and thrown away beside the schema (search-index.ts). `cleared` tells a listener that what
	// it remembers may be gone.
	`
	CREATE TABLE listeners (
		pid INTEGER PRIMARY KEY,
		url TEXT NOT NULL,
		public_url TEXT,
		started_at REAL NOT NULL
	) STRICT;
	CREATE TABLE search_state (made_by TEXT, up_to INTEGER NOT NULL) STRICT;
	INSERT INTO search_state VALUES (NULL, 0);
	CREATE TABLE search_always (delivery INTEGER PRIMARY KEY) STRICT;
	CREATE TABLE cleared (times INTEGER NOT NULL) STRICT;
	INSERT INTO cleared VALUES (0);
	`,
	// 4. Which process of that number a listener is: numbers are given out again, and to a container's always the same.
	'ALTER TABLE listeners ADD COLUMN process TEXT',
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
 * Lets an older store be read as one of `schemaVersion`: what it lacks is there for this connection alone, and empty.
 * Nothing is written: the program that made the store may be using it, or nobody may write to it.
 */
export function supplement(database: SqlDatabase, version: number): void {
	for (const step of steps.slice(version)) {
		database.exec(step.replaceAll('CREATE TABLE', 'CREATE TEMP TABLE'));
	}
}

/**
 * The version a database is of; 0 for an empty one.
 * @throws {CallHookError} when it is from a newer version, or another program's
 */
export function versionOf(database: SqlDatabase, path: string): number {
	// In this order: another process may make the store in between, and marks it together with its tables.
	const hasTables = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
	const version = pragma(database, 'user_version');
	const application = pragma(database, 'application_id');
	if ((hasTables || version !== 0) && application !== applicationId) {
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
