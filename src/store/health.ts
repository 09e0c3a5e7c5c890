/** What can be said of a store's file from outside: where it is, who may read it, whether SQLite finds damage. */

import {accessSync, constants, existsSync, statfsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {CallHookError} from '../core/errors.ts';
import {loadDriver, type SqlDatabase} from './driver.ts';
import {storeError} from './errors.ts';
import {inMemory} from './location.ts';
import {schemaVersion, versionOf} from './migrations.ts';

export type StoreHealth =
	| {kind: 'memory'}
	/** `folder` is the nearest one above it that is there. */
	| {kind: 'absent'; folder: string; isWritable: boolean; freeBytes: number | null}
	| {kind: 'closed'; error: CallHookError}
	| {
			kind: 'there';
			/** With its write-ahead log. */
			bytes: number;
			/** The permission bits; null where the system has none. */
			mode: number | null;
			isOwn: boolean;
			isWritable: boolean;
			version: number;
			newestVersion: number;
			/** The first damage SQLite finds; null when it finds none, or was not asked. */
			damage: string | null;
			/** Why it was not asked; null when it was. */
			unchecked: string | null;
			freeBytes: number | null;
	  };

/** Looking through a larger file takes longer than anybody waits for an answer; in bytes. */
export const largestChecked = 256 * 1024 * 1024;

/** Nothing is made and nothing is changed. Never throws. */
export async function storeHealth(path: string, largest = largestChecked): Promise<StoreHealth> {
	if (path === inMemory) return {kind: 'memory'};
	try {
		if (!existsSync(path)) return absent(path);
		const stat = statSync(path);
		const open = await loadDriver();
		const database = open(path, {readOnly: true});
		try {
			const isLarge = stat.size > largest;
			return {
				kind: 'there',
				bytes: bytesOf(path),
				mode: process.platform === 'win32' ? null : stat.mode & 0o7777,
				isOwn: process.getuid === undefined || stat.uid === process.getuid(),
				isWritable: isWritable(path) && isWritable(dirname(path)),
				version: versionOf(database, path),
				newestVersion: schemaVersion,
				damage: isLarge ? null : firstDamage(database),
				unchecked: isLarge ? `not looked through: it is larger than ${largest / 1024 / 1024} MB` : null,
				freeBytes: freeBytes(dirname(path)),
			};
		} finally {
			database.close();
		}
	} catch (error) {
		return {kind: 'closed', error: storeError(error, path)};
	}
}

function absent(path: string): StoreHealth {
	let folder = dirname(path);
	while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
	return {kind: 'absent', folder, isWritable: isWritable(folder), freeBytes: freeBytes(folder)};
}

/** Of a store, with what was written and not moved into it yet; 0 for what is not there. */
export function bytesOf(path: string): number {
	return [path, `${path}-wal`].reduce(
		(sum, file) => sum + (statSync(file, {throwIfNoEntry: false})?.size ?? 0),
		0,
	);
}

function isWritable(path: string): boolean {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** null where the system does not tell. */
function freeBytes(folder: string): number | null {
	try {
		const {bavail, bsize} = statfsSync(folder);
		return bavail * bsize;
	} catch {
		return null;
	}
}

function firstDamage(database: SqlDatabase): string | null {
	const [said] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
	return said === 'ok' || said === undefined ? null : String(said);
}
