/** Stores in folders of their own, and what is put into them. */

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {loadDriver, type SqlDatabase} from '../../src/store/driver.ts';
import {type DeliveryRecord, openStore, type Store} from '../../src/store/store.ts';
import {afterwards} from '../support/waiting.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'call-hook-test-'));
	afterwards(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

export function temporaryPath(): string {
	return join(temporaryFolder(), 'store.db');
}

export async function storeAt(path: string = temporaryPath()): Promise<Store> {
	const store = await openStore(path);
	afterwards(() => store.close());
	return store;
}

/** A connection that knows nothing of call-hook. */
export async function bareConnection(path: string): Promise<SqlDatabase> {
	const open = await loadDriver();
	const database = open(path, {readOnly: false});
	let isClosed = false;
	const close = () => {
		if (!isClosed) database.close();
		isClosed = true;
	};
	afterwards(close);
	return {exec: sql => database.exec(sql), prepare: sql => database.prepare(sql), close};
}

export function requestOf(change: Partial<CapturedRequest> & {text?: string} = {}): CapturedRequest {
	const {text, ...rest} = change;
	const body = rest.body ?? Buffer.from(text ?? '{"a":1}');
	return {
		receivedAt: Date.UTC(2026, 10, 20, 9, 31, 2) + 0.125,
		headersMs: 0.25,
		bodyMs: 0.5,
		httpVersion: '1.1',
		method: 'POST',
		target: '/hooks?a=b',
		headers: [['Content-Type', 'application/json']],
		remoteAddress: '127.0.0.1',
		bodySize: body.length,
		fault: null,
		...rest,
		body,
	};
}

export function recordOf(change: Partial<DeliveryRecord> = {}): DeliveryRecord {
	return {
		request: requestOf(),
		replay: null,
		refusal: null,
		pin: null,
		answer: {status: 200, by: 'call-hook', durationMs: 0.75},
		...change,
	};
}
