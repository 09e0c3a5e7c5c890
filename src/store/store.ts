/** Deliveries and calls, kept in one SQLite file. Several processes may read and write it at once. */

import {chmodSync, closeSync, existsSync, mkdirSync, openSync} from 'node:fs';
import {dirname} from 'node:path';
import type {CallState} from '../core/call.ts';
import type {CapturedRequest, Fault, Pair} from '../core/capture.ts';
import type {Answer, AnsweredBy, Delivery, Inspection, Verdict} from '../core/delivery.ts';
import {loadDriver, type OpenDatabase, type SqlDatabase, type SqlRow} from './driver.ts';
import {storeError} from './errors.ts';
import {inMemory} from './location.ts';
import {migrate, versionOf} from './migrations.ts';

/** How long a write waits for another process's, in ms; each holds the lock for a millisecond or so. */
const lockWaitMs = 2000;

/** A call as kept: its place in the order of first arrival, and its state. */
export interface StoredCall {
	/** Grows with the order of first arrival. */
	seq: number;
	state: CallState;
}

/** What lists ask of a call without reading its state. */
export interface CallMarks {
	live: boolean;
	verdict: Verdict['state'];
	errors: number;
}

export interface Totals {
	calls: number;
	deliveries: number;
	/** Calls that go on. */
	live: number;
	/** Calls with a finding that is an error. */
	errors: number;
	/** Calls with a rejected answer. */
	rejected: number;
}

/** Inside one transaction. */
export interface StoreWriter {
	/** Writes a delivery, whole; its id. */
	insertDelivery(delivery: Omit<Delivery, 'id'>, callSeq: number | null): number;
	findCall(key: string): StoredCall | null;
	insertCall(state: CallState, marks: CallMarks): number;
	updateCall(call: StoredCall, marks: CallMarks): void;
	/** The answer a stored delivery got in the end, when it is not the one it was stored with. */
	updateAnswer(id: number, answer: Answer, verdict: Verdict): void;
}

export interface StoreReader {
	readonly path: string;
	totals(): Totals;
	/** Changes when another process wrote to the store; equal numbers mean nothing did. */
	foreignVersion(): number;
	delivery(id: number): Delivery | null;
	/** Deliveries after (or before) an id, oldest first. */
	deliveriesAfter(id: number, limit: number): Delivery[];
	deliveriesBefore(id: number, limit: number): Delivery[];
	/** The last deliveries of a call, oldest first. */
	deliveriesOfCall(seq: number, limit: number): Delivery[];
	callByKey(key: string): StoredCall | null;
	/** Calls after (or before) one in the order of first arrival, in that order. */
	callsAfter(seq: number, limit: number): StoredCall[];
	callsBefore(seq: number, limit: number): StoredCall[];
	/** How many calls came before that one, itself included. */
	callPosition(seq: number): number;
	/** Safe to call twice. */
	close(): void;
}

export interface Store extends StoreReader {
	/**
	 * Runs `work` in one transaction: all of it is kept, or none.
	 * @throws {CallHookError} when it could not be kept
	 */
	write<T>(work: (writer: StoreWriter) => T): T;
}

/**
 * Opens a store for reading and writing; makes it, readable by its owner only, when it is not there.
 * @throws {CallHookError} when it cannot be opened
 */
export async function openStore(path: string): Promise<Store> {
	const open = await loadDriver();
	try {
		if (path !== inMemory) prepareFile(path);
		return new SqliteStore(open, path, false);
	} catch (error) {
		throw storeError(error, path);
	}
}

/**
 * Opens a store for reading; null when there is none at that path.
 * @throws {CallHookError} when it is there and cannot be opened
 */
export async function openStoreForReading(path: string): Promise<StoreReader | null> {
	if (!existsSync(path)) return null;
	const open = await loadDriver();
	try {
		return new SqliteStore(open, path, true);
	} catch (error) {
		throw storeError(error, path);
	}
}

/** SQLite gives its side files the mode of the main one, so that one has to be right from its first moment. */
function prepareFile(path: string): void {
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	const isNew = !existsSync(path);
	closeSync(openSync(path, 'a', 0o600));
	if (isNew) chmodSync(path, 0o600);
}

class SqliteStore implements Store, StoreWriter {
	readonly path: string;
	// Referenced for as long as the store is: the fallback driver closes a database that is garbage-collected
	// although its statements live.
	readonly #database: SqlDatabase;
	readonly #sql: ReturnType<typeof prepareStatements>;
	#closed = false;

	constructor(open: OpenDatabase, path: string, readOnly: boolean) {
		this.path = path;
		const database = open(path, {readOnly});
		try {
			database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
			if (readOnly) {
				versionOf(database, path);
			} else {
				// A commit survives the end of this process at once, and a power cut from the next checkpoint on.
				database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
				migrate(database, path);
			}
			this.#sql = prepareStatements(database);
		} catch (error) {
			database.close();
			throw error;
		}
		this.#database = database;
	}

	write<T>(work: (writer: StoreWriter) => T): T {
		try {
			this.#sql.begin.run();
			const result = work(this);
			this.#sql.commit.run();
			return result;
		} catch (error) {
			this.#rollback();
			throw storeError(error, this.path);
		}
	}

	#rollback(): void {
		try {
			this.#sql.rollback.run();
		} catch {
			// There was no transaction: beginning it is what failed, or SQLite ended it by itself.
		}
	}

	insertDelivery(
		{request, replayOf, inspection, answer, verdict}: Omit<Delivery, 'id'>,
		callSeq: number | null,
	) {
		const {lastInsertRowid} = this.#sql.insertDelivery.run(
			request.receivedAt,
			request.headersMs,
			request.bodyMs,
			request.httpVersion,
			request.method,
			request.target,
			JSON.stringify(request.headers),
			request.remoteAddress,
			request.body,
			request.bodySize,
			request.fault === null ? null : JSON.stringify(request.fault),
			replayOf,
			callSeq,
			JSON.stringify(inspection),
			answer.status,
			answer.by,
			answer.durationMs,
			JSON.stringify(verdict),
		);
		return Number(lastInsertRowid);
	}

	findCall(key: string): StoredCall | null {
		return this.callByKey(key);
	}

	insertCall(state: CallState, marks: CallMarks): number {
		const {lastInsertRowid} = this.#sql.insertCall.run(
			state.key,
			marks.live ? 1 : 0,
			marks.verdict,
			marks.errors,
			JSON.stringify(state),
		);
		return Number(lastInsertRowid);
	}

	updateCall({seq, state}: StoredCall, marks: CallMarks): void {
		this.#sql.updateCall.run(marks.live ? 1 : 0, marks.verdict, marks.errors, JSON.stringify(state), seq);
	}

	updateAnswer(id: number, answer: Answer, verdict: Verdict): void {
		this.#sql.updateAnswer.run(answer.status, answer.by, answer.durationMs, JSON.stringify(verdict), id);
	}

	totals(): Totals {
		const row = this.#read(() => this.#sql.totals.get());
		return {
			calls: Number(row?.['calls']),
			deliveries: Number(row?.['deliveries']),
			live: Number(row?.['live']),
			errors: Number(row?.['errors']),
			rejected: Number(row?.['rejected']),
		};
	}

	foreignVersion(): number {
		return Number(this.#sql.dataVersion.get()?.['data_version']);
	}

	delivery(id: number): Delivery | null {
		const row = this.#read(() => this.#sql.delivery.get(id));
		return row === undefined ? null : toDelivery(row);
	}

	deliveriesAfter(id: number, limit: number): Delivery[] {
		return this.#read(() => this.#sql.deliveriesAfter.all(id, limit)).map(toDelivery);
	}

	deliveriesBefore(id: number, limit: number): Delivery[] {
		return this.#read(() => this.#sql.deliveriesBefore.all(id, limit))
			.reverse()
			.map(toDelivery);
	}

	deliveriesOfCall(seq: number, limit: number): Delivery[] {
		return this.#read(() => this.#sql.deliveriesOfCall.all(seq, limit))
			.reverse()
			.map(toDelivery);
	}

	callByKey(key: string): StoredCall | null {
		const row = this.#read(() => this.#sql.callByKey.get(key));
		return row === undefined ? null : toCall(row);
	}

	callsAfter(seq: number, limit: number): StoredCall[] {
		return this.#read(() => this.#sql.callsAfter.all(seq, limit)).map(toCall);
	}

	callsBefore(seq: number, limit: number): StoredCall[] {
		return this.#read(() => this.#sql.callsBefore.all(seq, limit))
			.reverse()
			.map(toCall);
	}

	callPosition(seq: number): number {
		return Number(this.#read(() => this.#sql.callPosition.get(seq))?.['position']);
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#database.close();
	}

	#read<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw storeError(error, this.path);
		}
	}
}

function prepareStatements(database: SqlDatabase) {
	const deliveries = 'SELECT * FROM deliveries';
	const calls = 'SELECT seq, state FROM calls';
	return {
		begin: database.prepare('BEGIN IMMEDIATE'),
		commit: database.prepare('COMMIT'),
		rollback: database.prepare('ROLLBACK'),
		dataVersion: database.prepare('PRAGMA data_version'),
		insertDelivery: database.prepare(`
			INSERT INTO deliveries (received_at, headers_ms, body_ms, http_version, method, target, headers,
				remote_address, body, body_size, fault, replay_of, call, inspection, answer_status, answer_by,
				answer_ms, verdict)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		updateAnswer: database.prepare(
			'UPDATE deliveries SET answer_status = ?, answer_by = ?, answer_ms = ?, verdict = ? WHERE id = ?',
		),
		insertCall: database.prepare(
			'INSERT INTO calls (key, live, verdict, errors, state) VALUES (?, ?, ?, ?, ?)',
		),
		updateCall: database.prepare(
			'UPDATE calls SET live = ?, verdict = ?, errors = ?, state = ? WHERE seq = ?',
		),
		totals: database.prepare(`
			SELECT
				(SELECT count(*) FROM calls) AS calls,
				(SELECT count(*) FROM deliveries) AS deliveries,
				(SELECT count(*) FROM calls WHERE live = 1) AS live,
				(SELECT count(*) FROM calls WHERE errors > 0) AS errors,
				(SELECT count(*) FROM calls WHERE verdict = 'rejected') AS rejected`),
		delivery: database.prepare(`${deliveries} WHERE id = ?`),
		deliveriesAfter: database.prepare(`${deliveries} WHERE id > ? ORDER BY id LIMIT ?`),
		deliveriesBefore: database.prepare(`${deliveries} WHERE id < ? ORDER BY id DESC LIMIT ?`),
		deliveriesOfCall: database.prepare(`${deliveries} WHERE call = ? ORDER BY id DESC LIMIT ?`),
		callByKey: database.prepare(`${calls} WHERE key = ?`),
		callsAfter: database.prepare(`${calls} WHERE seq > ? ORDER BY seq LIMIT ?`),
		callsBefore: database.prepare(`${calls} WHERE seq < ? ORDER BY seq DESC LIMIT ?`),
		callPosition: database.prepare('SELECT count(*) AS position FROM calls WHERE seq <= ?'),
	};
}

function toCall(row: SqlRow): StoredCall {
	return {seq: Number(row['seq']), state: JSON.parse(String(row['state'])) as CallState};
}

function toDelivery(row: SqlRow): Delivery {
	const request: CapturedRequest = {
		receivedAt: Number(row['received_at']),
		headersMs: numberOrNull(row['headers_ms']),
		bodyMs: Number(row['body_ms']),
		httpVersion: textOrNull(row['http_version']),
		method: textOrNull(row['method']),
		target: textOrNull(row['target']),
		headers: JSON.parse(String(row['headers'])) as Pair[],
		remoteAddress: textOrNull(row['remote_address']),
		body: row['body'] as Uint8Array,
		bodySize: Number(row['body_size']),
		fault: row['fault'] === null ? null : (JSON.parse(String(row['fault'])) as Fault),
	};
	return {
		id: Number(row['id']),
		request,
		replayOf: numberOrNull(row['replay_of']),
		inspection: JSON.parse(String(row['inspection'])) as Inspection,
		answer: {
			status: numberOrNull(row['answer_status']),
			by: row['answer_by'] as AnsweredBy,
			durationMs: Number(row['answer_ms']),
		},
		verdict: JSON.parse(String(row['verdict'])) as Verdict,
	};
}

function numberOrNull(value: SqlRow[string] | undefined): number | null {
	return value === null || value === undefined ? null : Number(value);
}

function textOrNull(value: SqlRow[string] | undefined): string | null {
	return value === null || value === undefined ? null : String(value);
}
