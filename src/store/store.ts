/** Deliveries and calls, kept in one SQLite file. Several processes may read and write it at once. */

import {chmodSync, closeSync, existsSync, mkdirSync, openSync} from 'node:fs';
import {dirname} from 'node:path';
import type {CallState} from '../core/call.ts';
import type {CapturedRequest, Fault, Pair} from '../core/capture.ts';
import type {Answer, AnsweredBy, Pin, Refusal, Replay, SentAnswer, Verdict} from '../core/delivery.ts';
import {codeOf} from '../core/errors.ts';
import {hashOfText} from '../core/hash.ts';
import {loadDriver, type OpenDatabase, type SqlDatabase, type SqlRow, type SqlValue} from './driver.ts';
import {isLocked, storeError} from './errors.ts';
import {inMemory} from './location.ts';
import {migrate, supplement, versionOf} from './migrations.ts';
import {isSameProcess, processIdentity} from './process-identity.ts';
import {
	type IndexedTexts,
	SearchIndex,
	type SearchRange,
	type SearchState,
	type Sought,
} from './search-index.ts';

/** How long a write waits for another process's, in ms; each holds the lock for some milliseconds. */
const lockWaitMs = 2000;
/** Of a new store, in bytes: each page a commit touches is two writes to the log, and twice SQLite's own size halves them. */
const pageSize = 8192;
/** Pages the write-ahead log grows to before a commit pays for moving them into the main file: 64 MB. */
const checkpointPages = 8192;

/** A delivery as kept: its record. What is decoded is worked out again from it. */
export interface DeliveryRecord {
	request: CapturedRequest;
	/** null for what its provider sent. */
	replay: Replay | null;
	/** The provider its listener was told it is from. */
	pin: Pin | null;
	/** null for one that was let in. */
	refusal: Refusal | null;
	answer: Answer;
}

export interface StoredDelivery extends DeliveryRecord {
	id: number;
}

/** A call as kept: its place in the order of first arrival, and its state. */
export interface StoredCall {
	/** Grows with the order of first arrival. */
	seq: number;
	state: CallState;
}

/** What totals are counted by without reading a call's state. */
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

/** A process that receives deliveries into the store. */
export interface ListenerEntry {
	pid: number;
	/** Where it can be reached on this machine, its secret path included. */
	url: string;
	/** The same for the world; null while there is none that works. */
	publicUrl: string | null;
	/** In ms since the epoch. */
	startedAt: number;
}

/** Inside one transaction. */
export interface StoreWriter {
	/** Their ids, in the same order. */
	insertDeliveries(deliveries: readonly DeliveryRecord[]): number[];
	/** The answer a stored delivery got in the end, when it is not the one it was stored with. */
	updateAnswer(id: number, answer: Answer): void;
	/** The id up to which deliveries are folded into calls, by whatever process. */
	foldedUpTo(): number;
	setFoldedUpTo(id: number): void;
	/** The highest id there is; 0 for an empty store. */
	lastDeliveryId(): number;
	deliveriesAfter(id: number, limit: number): StoredDelivery[];
	delivery(id: number): StoredDelivery | null;
	deliveryIdsOfCall(seq: number): number[];
	deliveryIdsOfCallBefore(seq: number, id: number, limit: number): number[];
	callByKey(key: string): StoredCall | null;
	/** Its seq. */
	insertCall(state: CallState, marks: CallMarks): number;
	updateCall(call: StoredCall, marks: CallMarks): void;
	/** Notes which deliveries belong to which calls. */
	linkDeliveries(links: readonly (readonly [callSeq: number, deliveryId: number])[]): void;
	/** Notes a listener, or what became of it; those that ended without a word are forgotten. */
	setListener(entry: ListenerEntry): void;
	removeListener(pid: number): void;
	searchState(): SearchState;
	/** Throws the search index away, and begins one. */
	beginSearch(madeBy: string): void;
	/** `upTo`: these are all deliveries up to that one that the search index did not have. */
	addToSearch(rows: readonly IndexedTexts[], upTo: number): void;
	/** Takes deliveries out of the store, and says how many were in it; calls they are part of have to be seen to. */
	deleteDeliveries(ids: readonly number[]): number;
	/** Takes them out of a call, which has to be folded anew. */
	unlinkDeliveries(callSeq: number, ids: readonly number[]): void;
	deleteCall(seq: number): void;
}

export interface StoreReader {
	readonly path: string;
	totals(): Totals;
	/** Changes when another process wrote to the store; equal numbers mean nothing did. */
	foreignVersion(): number;
	delivery(id: number): StoredDelivery | null;
	/** Deliveries after (or before) an id, oldest first. */
	deliveriesAfter(id: number, limit: number): StoredDelivery[];
	deliveriesBefore(id: number, limit: number): StoredDelivery[];
	/** Their ids alone, in the same order: no body is read for them. */
	deliveryIdsAfter(id: number, limit: number): number[];
	deliveryIdsBefore(id: number, limit: number): number[];
	/** What may still change of deliveries after an id, oldest first. */
	answersAfter(id: number, limit: number): {id: number; answer: Answer}[];
	/** How many deliveries came after one and up to another, this one included. Reads all of them. */
	deliveriesBetween(after: number, upTo: number): number;
	/** The last deliveries of a call, oldest first. */
	deliveriesOfCall(seq: number, limit: number): StoredDelivery[];
	/** All of them, oldest first. */
	deliveryIdsOfCall(seq: number): number[];
	/** Those before a delivery, the last `limit` of them, oldest first. */
	deliveryIdsOfCallBefore(seq: number, id: number, limit: number): number[];
	/** Calls whose key begins so, in the order of first arrival. Reads all keys: for a person who asks. */
	callsByBeginning(beginning: string, limit: number): StoredCall[];
	callByKey(key: string): StoredCall | null;
	/** Calls after (or before) one in the order of first arrival, in that order. */
	callsAfter(seq: number, limit: number): StoredCall[];
	callsBefore(seq: number, limit: number): StoredCall[];
	/** Whether deliveries wait to be folded into calls, as they do for a moment, or after a listener was killed. */
	hasUnfolded(): boolean;
	/** How many calls came up to that one, itself included. */
	callPosition(seq: number): number;
	/** Those that run, the oldest first. */
	listeners(): ListenerEntry[];
	/** Grows whenever deliveries are taken out of the store. */
	timesCleared(): number;
	/** The ids of deliveries that came before a time, in ms since the epoch. Reads all of them. */
	deliveryIdsBeforeTime(time: number): number[];
	/** The calls that have at least one of these deliveries. Reads all calls. */
	callsWith(ids: readonly number[]): number[];
	/** The id up to which deliveries are folded into calls. */
	foldedUpTo(): number;
	searchState(): SearchState;
	/**
	 * Deliveries that may have what is looked for, and all that have it of those up to `upTo`; null where there is no index
	 * that was made so.
	 */
	search(madeBy: string, sought: Sought, range: SearchRange): {ids: number[]; upTo: number} | null;
	/** Safe to call twice. */
	close(): void;
}

export interface Store extends StoreReader {
	/**
	 * Runs `work` in one transaction: all of it is kept, or none.
	 * @throws {CallHookError} when it could not be kept
	 */
	write<T>(work: (writer: StoreWriter) => T): T;
	/** Moves what was written into the main file; for a moment when nobody waits. */
	checkpoint(): void;
	/** From now on what this connection deletes is overwritten in the file. */
	deleteSecurely(): void;
	/** Overwrites the log as well, where what was deleted may still stand. false: somebody reads, and it has to wait. */
	truncateLog(): boolean;
	/**
	 * After deliveries were deleted: takes them out of the search index for good, a piece at a time.
	 * @returns whether anything is left to do
	 */
	purgeSearch(): boolean;
	/**
	 * Gives the room of what was deleted back to the disk. Others cannot write meanwhile, which may take seconds.
	 * @returns false when somebody else uses the store, or there is no room for it
	 */
	compact(): boolean;
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
		return isEmptyStore(open, path) ? null : new SqliteStore(open, path, true);
	} catch (error) {
		throw storeError(error, path);
	}
}

/**
 * SQLite does not wait for a lock while it changes the journal's mode: processes that begin on a new store at the
 * same moment would fail by chance.
 */
function whenUnlocked(work: () => void): void {
	for (const deadline = performance.now() + lockWaitMs; ; ) {
		try {
			work();
			return;
		} catch (error) {
			if (!isLocked(error) || performance.now() > deadline) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}

/** Whether there is a file, but no store in it yet, as for a moment while a listener makes it. */
function isEmptyStore(open: OpenDatabase, path: string): boolean {
	const database = open(path, {readOnly: true});
	try {
		return versionOf(database, path) === 0;
	} finally {
		database.close();
	}
}

/** Node's own recursive mkdir does not end for folders below /proc. */
function makeFolder(path: string): void {
	if (existsSync(path)) return;
	const parent = dirname(path);
	if (parent !== path) makeFolder(parent);
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		// Another process may have been quicker.
		if (codeOf(error) !== 'EEXIST' || !existsSync(path)) throw error;
	}
}

/** SQLite gives its side files the mode of the main one, so that one has to be right from its first moment. */
function prepareFile(path: string): void {
	makeFolder(dirname(path));
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
	readonly #search: SearchIndex;
	#closed = false;

	constructor(open: OpenDatabase, path: string, readOnly: boolean) {
		this.path = path;
		const database = open(path, {readOnly});
		try {
			database.exec(`PRAGMA busy_timeout = ${lockWaitMs}`);
			if (readOnly) {
				supplement(database, versionOf(database, path));
			} else {
				// Before anything is written: another program's database stays as it is.
				versionOf(database, path);
				database.exec(`PRAGMA page_size = ${pageSize}`);
				whenUnlocked(() => database.exec('PRAGMA journal_mode = WAL'));
				// A commit survives the end of this process at once, and a power cut from the next checkpoint on.
				// What is replaced is overwritten where that costs no other page: `clear` could not find it any more.
				database.exec('PRAGMA secure_delete = FAST');
				database.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${checkpointPages}`);
				migrate(database, path);
			}
			this.#sql = prepareStatements(database);
		} catch (error) {
			database.close();
			throw error;
		}
		this.#database = database;
		this.#search = new SearchIndex(database);
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

	insertDeliveries(deliveries: readonly DeliveryRecord[]): number[] {
		const last = this.#sql.insertDeliveries(deliveries.map(toRow));
		// In one transaction SQLite gives them one after the other.
		const first = last - deliveries.length + 1;
		return deliveries.map(({answer}, index) => {
			this.#keepDetails(first + index, answer);
			return first + index;
		});
	}

	updateAnswer(id: number, answer: Answer): void {
		const {changes} = this.#sql.updateAnswer.run(answer.status, answer.by, answer.durationMs, id);
		// It has been deleted: nothing of it may come back.
		if (Number(changes) === 0) return;
		if (!this.#keepDetails(id, answer)) this.#sql.forgetDetails.run(id);
	}

	/** Whether there are any. */
	#keepDetails(id: number, answer: Answer): boolean {
		const details = detailsOf(answer);
		if (details === null) return false;
		this.#sql.keepDetails.run(id, JSON.stringify(details), answer.sent?.body ?? new Uint8Array());
		return true;
	}

	deleteDeliveries(ids: readonly number[]): number {
		let deleted = 0;
		for (const id of ids) {
			this.#sql.forgetDetails.run(id);
			deleted += Number(this.#sql.deleteDelivery.run(id).changes);
		}
		this.#search.remove(ids);
		this.#sql.countClearing.run();
		return deleted;
	}

	unlinkDeliveries(callSeq: number, ids: readonly number[]): void {
		for (const id of ids) this.#sql.unlinkDelivery.run(callSeq, id);
	}

	deleteCall(seq: number): void {
		this.#sql.deleteCall.run(seq);
	}

	timesCleared(): number {
		return Number(this.#read(() => this.#sql.timesCleared.get())?.['times']);
	}

	deliveryIdsBeforeTime(time: number): number[] {
		return this.#read(() => this.#sql.deliveryIdsBeforeTime.all(time)).map(row => Number(row['id']));
	}

	callsWith(ids: readonly number[]): number[] {
		return this.#read(() => this.#sql.callsWith.all(JSON.stringify(ids))).map(row => Number(row['call']));
	}

	foldedUpTo(): number {
		return Number(this.#sql.foldedUpTo.get()?.['up_to']);
	}

	setFoldedUpTo(id: number): void {
		this.#sql.setFoldedUpTo.run(id);
	}

	lastDeliveryId(): number {
		return Number(this.#sql.lastDeliveryId.get()?.['id'] ?? 0);
	}

	insertCall(state: CallState, marks: CallMarks): number {
		const {lastInsertRowid} = this.#sql.insertCall.run(
			hashOfText(state.key),
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

	linkDeliveries(links: readonly (readonly [callSeq: number, deliveryId: number])[]): void {
		this.#sql.linkDeliveries(links);
	}

	setListener({pid, url, publicUrl, startedAt}: ListenerEntry): void {
		for (const row of this.#sql.listeners.all()) {
			if (!isRunning(row)) this.#sql.removeListener.run(Number(row['pid']));
		}
		this.#sql.setListener.run(pid, url, publicUrl, startedAt, processIdentity(pid));
	}

	removeListener(pid: number): void {
		this.#sql.removeListener.run(pid);
	}

	listeners(): ListenerEntry[] {
		return this.#read(() => this.#sql.listeners.all())
			.filter(isRunning)
			.map(listenerOf);
	}

	searchState(): SearchState {
		return this.#read(() => this.#search.state());
	}

	beginSearch(madeBy: string): void {
		this.#search.begin(madeBy);
	}

	addToSearch(rows: readonly IndexedTexts[], upTo: number): void {
		this.#search.add(rows, upTo);
	}

	search(madeBy: string, sought: Sought, range: SearchRange): {ids: number[]; upTo: number} | null {
		return this.#read(() => {
			// One picture of the store: another process may begin the index anew at any moment.
			this.#sql.beginReading.run();
			try {
				const state = this.#search.state();
				if (state.madeBy !== madeBy) return null;
				return {ids: this.#search.candidates(sought, range), upTo: state.upTo};
			} finally {
				this.#sql.commit.run();
			}
		});
	}

	checkpoint(): void {
		try {
			// Passive: it moves what it can and waits for nobody.
			this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
		} catch {
			// A later one will do it; nothing is lost meanwhile.
		}
	}

	deleteSecurely(): void {
		this.#database.exec('PRAGMA secure_delete = ON');
	}

	purgeSearch(): boolean {
		return this.write(() => this.#search.purge());
	}

	truncateLog(): boolean {
		try {
			const row = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
			return Number(row?.['busy']) === 0;
		} catch {
			return false;
		}
	}

	compact(): boolean {
		try {
			this.#database.exec('VACUUM');
			return this.truncateLog();
		} catch {
			return false;
		}
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
		return Number(this.#read(() => this.#sql.dataVersion.get())?.['data_version']);
	}

	delivery(id: number): StoredDelivery | null {
		const row = this.#read(() => this.#sql.delivery.get(id));
		return row === undefined ? null : toDelivery(row);
	}

	deliveriesAfter(id: number, limit: number): StoredDelivery[] {
		return this.#read(() => this.#sql.deliveriesAfter.all(id, limit)).map(toDelivery);
	}

	deliveriesBefore(id: number, limit: number): StoredDelivery[] {
		return this.#read(() => this.#sql.deliveriesBefore.all(id, limit))
			.reverse()
			.map(toDelivery);
	}

	deliveryIdsAfter(id: number, limit: number): number[] {
		return this.#read(() => this.#sql.deliveryIdsAfter.all(id, limit)).map(row => Number(row['id']));
	}

	deliveryIdsBefore(id: number, limit: number): number[] {
		return this.#read(() => this.#sql.deliveryIdsBefore.all(id, limit))
			.reverse()
			.map(row => Number(row['id']));
	}

	answersAfter(id: number, limit: number): {id: number; answer: Answer}[] {
		return this.#read(() => this.#sql.answersAfter.all(id, limit)).map(row => ({
			id: Number(row['id']),
			answer: toAnswer(row),
		}));
	}

	deliveriesBetween(after: number, upTo: number): number {
		return Number(this.#read(() => this.#sql.deliveriesBetween.get(after, upTo))?.['n']);
	}

	deliveriesOfCall(seq: number, limit: number): StoredDelivery[] {
		return this.#read(() => this.#sql.deliveriesOfCall.all(seq, limit))
			.reverse()
			.map(toDelivery);
	}

	deliveryIdsOfCall(seq: number): number[] {
		return this.#read(() => this.#sql.deliveryIdsOfCall.all(seq)).map(row => Number(row['delivery']));
	}

	deliveryIdsOfCallBefore(seq: number, id: number, limit: number): number[] {
		return this.#read(() => this.#sql.deliveryIdsOfCallBefore.all(seq, id, limit))
			.reverse()
			.map(row => Number(row['delivery']));
	}

	callsByBeginning(beginning: string, limit: number): StoredCall[] {
		return this.#read(() => this.#sql.callsByBeginning.all(beginning, limit)).map(toCall);
	}

	callByKey(key: string): StoredCall | null {
		const row = this.#read(() => this.#sql.callByKey.get(hashOfText(key), key));
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

	hasUnfolded(): boolean {
		return this.#read(() => this.foldedUpTo() < this.lastDeliveryId());
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
	const calls = 'SELECT seq, state FROM calls';
	const deliveries = `SELECT deliveries.*, answers.head AS details, answers.body AS answer_body
		FROM deliveries LEFT JOIN answers ON answers.delivery = deliveries.id`;
	return {
		begin: database.prepare('BEGIN IMMEDIATE'),
		beginReading: database.prepare('BEGIN'),
		commit: database.prepare('COMMIT'),
		rollback: database.prepare('ROLLBACK'),
		dataVersion: database.prepare('PRAGMA data_version'),
		insertDeliveries: inserter(
			database,
			`INSERT INTO deliveries (received_at, method, target, head, body, replay_of, answer_status, answer_by,
				answer_ms)`,
			// Node 22 binds some empty arrays as NULL.
			"(?, ?, ?, ?, coalesce(?, x''), ?, ?, ?, ?)",
		),
		updateAnswer: database.prepare(
			'UPDATE deliveries SET answer_status = ?, answer_by = ?, answer_ms = ? WHERE id = ?',
		),
		forgetDetails: database.prepare('DELETE FROM answers WHERE delivery = ?'),
		keepDetails: database.prepare("INSERT OR REPLACE INTO answers VALUES (?, ?, coalesce(?, x''))"),
		foldedUpTo: database.prepare('SELECT up_to FROM folded'),
		setFoldedUpTo: database.prepare('UPDATE folded SET up_to = ?'),
		lastDeliveryId: database.prepare('SELECT max(id) AS id FROM deliveries'),
		insertCall: database.prepare(
			'INSERT INTO calls (key_hash, key, live, verdict, errors, state) VALUES (?, ?, ?, ?, ?, ?)',
		),
		updateCall: database.prepare(
			'UPDATE calls SET live = ?, verdict = ?, errors = ?, state = ? WHERE seq = ?',
		),
		linkDeliveries: inserter(database, 'INSERT OR IGNORE INTO call_deliveries', '(?, ?)'),
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
		deliveryIdsAfter: database.prepare('SELECT id FROM deliveries WHERE id > ? ORDER BY id LIMIT ?'),
		deliveryIdsBefore: database.prepare('SELECT id FROM deliveries WHERE id < ? ORDER BY id DESC LIMIT ?'),
		answersAfter: database.prepare(
			'SELECT id, answer_status, answer_by, answer_ms FROM deliveries WHERE id > ? ORDER BY id LIMIT ?',
		),
		deliveriesBetween: database.prepare('SELECT count(*) AS n FROM deliveries WHERE id > ? AND id <= ?'),
		deliveriesOfCall: database.prepare(`
			${deliveries} JOIN call_deliveries ON call_deliveries.delivery = deliveries.id
			WHERE call_deliveries.call = ? ORDER BY call_deliveries.delivery DESC LIMIT ?`),
		deliveryIdsOfCall: database.prepare(
			'SELECT delivery FROM call_deliveries WHERE call = ? ORDER BY delivery',
		),
		deliveryIdsOfCallBefore: database.prepare(
			'SELECT delivery FROM call_deliveries WHERE call = ? AND delivery < ? ORDER BY delivery DESC LIMIT ?',
		),
		callByKey: database.prepare(`${calls} WHERE key_hash = ? AND key = ?`),
		callsByBeginning: database.prepare(
			`${calls} WHERE substr(key, 1, length(?1)) = ?1 ORDER BY seq LIMIT ?2`,
		),
		callsAfter: database.prepare(`${calls} WHERE seq > ? ORDER BY seq LIMIT ?`),
		callsBefore: database.prepare(`${calls} WHERE seq < ? ORDER BY seq DESC LIMIT ?`),
		callPosition: database.prepare('SELECT count(*) AS position FROM calls WHERE seq <= ?'),
		deleteDelivery: database.prepare('DELETE FROM deliveries WHERE id = ?'),
		deleteCall: database.prepare('DELETE FROM calls WHERE seq = ?'),
		unlinkDelivery: database.prepare('DELETE FROM call_deliveries WHERE call = ? AND delivery = ?'),
		timesCleared: database.prepare('SELECT times FROM cleared'),
		countClearing: database.prepare('UPDATE cleared SET times = times + 1'),
		deliveryIdsBeforeTime: database.prepare('SELECT id FROM deliveries WHERE received_at < ? ORDER BY id'),
		callsWith: database.prepare(`
			SELECT DISTINCT call FROM call_deliveries
			WHERE delivery IN (SELECT value FROM json_each(?)) ORDER BY call`),
		listeners: database.prepare('SELECT * FROM listeners ORDER BY started_at, pid'),
		setListener: database.prepare('INSERT OR REPLACE INTO listeners VALUES (?, ?, ?, ?, ?)'),
		removeListener: database.prepare('DELETE FROM listeners WHERE pid = ?'),
	};
}

function listenerOf(row: SqlRow): ListenerEntry {
	return {
		pid: Number(row['pid']),
		url: String(row['url']),
		publicUrl: textOrNull(row['public_url']),
		startedAt: Number(row['started_at']),
	};
}

function isRunning(row: SqlRow): boolean {
	return isSameProcess(Number(row['pid']), textOrNull(row['process']));
}

/** How many rows one statement inserts: to begin and to end it costs as much as a small row. */
const rowsAtOnce = 8;

/** Inserts rows in their order and gives the id of the last. */
function inserter(database: SqlDatabase, into: string, row: string) {
	const one = database.prepare(`${into} VALUES ${row}`);
	const several = database.prepare(`${into} VALUES ${Array(rowsAtOnce).fill(row).join(', ')}`);
	return (rows: readonly (readonly SqlValue[])[]): number => {
		let last: number | bigint = 0;
		let done = 0;
		for (; done + rowsAtOnce <= rows.length; done += rowsAtOnce) {
			last = several.run(...rows.slice(done, done + rowsAtOnce).flat()).lastInsertRowid;
		}
		for (const values of rows.slice(done)) last = one.run(...values).lastInsertRowid;
		return Number(last);
	};
}

/** What of a request is kept as JSON: everything no list sorts or searches by. */
interface Head {
	headersMs: number | null;
	bodyMs: number;
	httpVersion: string | null;
	headers: readonly Pair[];
	trailers?: readonly Pair[];
	remoteAddress: string | null;
	/** Left out when it is the length of the body. */
	bodySize?: number;
	publicUrl?: string;
	ownPrefix?: string;
	fault?: Fault;
	pin?: Pin;
	refusal?: Refusal;
	/** Which delivery it repeats has a column of its own. */
	replay?: Omit<Replay, 'of'>;
}

function headOf({request, pin, refusal, replay}: DeliveryRecord): Head {
	const {headersMs, bodyMs, httpVersion, headers, trailers, remoteAddress, body, bodySize, fault} = request;
	const {publicUrl, ownPrefix} = request;
	const head: Head = {headersMs, bodyMs, httpVersion, headers, remoteAddress};
	if (trailers !== undefined) head.trailers = trailers;
	if (publicUrl !== undefined) head.publicUrl = publicUrl;
	if (ownPrefix !== undefined) head.ownPrefix = ownPrefix;
	if (bodySize !== body.length) head.bodySize = bodySize;
	if (fault !== null) head.fault = fault;
	if (pin !== null) head.pin = pin;
	if (refusal !== null) head.refusal = refusal;
	if (replay !== null) {
		const {from, isEdited, isResigned} = replay;
		head.replay = {from, isEdited, isResigned};
	}
	return head;
}

/** What of an answer is kept beside its status: most answers are call-hook's own and have nothing of it. */
interface AnswerDetails extends Pick<Answer, 'forwarding' | 'rule' | 'fault' | 'isCut'> {
	sent?: Omit<SentAnswer, 'body'>;
}

function detailsOf({sent, forwarding, rule, fault, isCut}: Answer): AnswerDetails | null {
	// Nearly always: this is asked before every answer.
	if ((sent ?? forwarding ?? rule ?? fault ?? isCut) === undefined) return null;
	const details: AnswerDetails = {};
	if (sent !== undefined) {
		const {headers, trailers, bodySize} = sent;
		details.sent = {headers, ...(trailers !== undefined && {trailers}), bodySize};
	}
	if (forwarding !== undefined) details.forwarding = forwarding;
	if (rule !== undefined) details.rule = rule;
	if (fault !== undefined) details.fault = fault;
	if (isCut !== undefined) details.isCut = isCut;
	return details;
}

function toRow(record: DeliveryRecord): SqlValue[] {
	const {request, replay, answer} = record;
	return [
		request.receivedAt,
		request.method,
		request.target,
		JSON.stringify(headOf(record)),
		request.body,
		replay?.of ?? null,
		answer.status,
		answer.by,
		answer.durationMs,
	];
}

function toDelivery(row: SqlRow): StoredDelivery {
	const {bodySize, fault, pin, refusal, replay, ...head} = JSON.parse(String(row['head'])) as Head;
	const body = row['body'] as Uint8Array;
	return {
		id: Number(row['id']),
		request: {
			...head,
			receivedAt: Number(row['received_at']),
			method: textOrNull(row['method']),
			target: textOrNull(row['target']),
			body,
			bodySize: bodySize ?? body.length,
			fault: fault ?? null,
		},
		replay: toReplay(numberOrNull(row['replay_of']), replay),
		pin: pin ?? null,
		refusal: refusal ?? null,
		answer: {...toAnswer(row), ...toDetails(row)},
	};
}

function toReplay(of: number | null, details: Head['replay']): Replay | null {
	if (details !== undefined) return {of, ...details};
	return of === null ? null : {of, from: null, isEdited: false, isResigned: false};
}

function toDetails(row: SqlRow): Partial<Answer> {
	const text = textOrNull(row['details']);
	if (text === null) return {};
	const {sent, ...details} = JSON.parse(text) as AnswerDetails;
	return sent === undefined ? details : {...details, sent: {...sent, body: row['answer_body'] as Uint8Array}};
}

function toAnswer(row: SqlRow): Answer {
	return {
		status: numberOrNull(row['answer_status']),
		by: row['answer_by'] as AnsweredBy,
		durationMs: Number(row['answer_ms']),
	};
}

function toCall(row: SqlRow): StoredCall {
	return {seq: Number(row['seq']), state: JSON.parse(String(row['state'])) as CallState};
}

function numberOrNull(value: SqlRow[string] | undefined): number | null {
	return value === null || value === undefined ? null : Number(value);
}

function textOrNull(value: SqlRow[string] | undefined): string | null {
	return value === null || value === undefined ? null : String(value);
}
