/** What is right and wrong with a store, from facts gathered elsewhere. Pure. */

import type {StoreHealth} from '../store/health.ts';
import {byteSize, plural} from '../view/format.ts';
import {type Check, check, withoutStop} from './check.ts';
import type {RunningListener} from './listener.ts';

/** `path` as people write it. */
export type StoreFacts =
	| {kind: 'memory'}
	/** `folder` is the nearest one that is there. */
	| {kind: 'absent'; path: string; folder: string; isWritable: boolean; freeBytes: number | null}
	| {kind: 'closed'; path: string; message: string; hint: string}
	| StoreThere;

export interface StoreThere extends Extract<StoreHealth, {kind: 'there'}> {
	path: string;
	deliveries: number;
	calls: number;
}

const store = 'Store';

/** Below this the disk is nearly full: a day of traffic needs more. */
const littleRoom = 200_000_000;

export function storeChecks(facts: StoreFacts, listeners: readonly RunningListener[]): Check[] {
	switch (facts.kind) {
		case 'memory':
			return [
				check(store, 'store/place', 'Place', {
					state: 'ok',
					says: 'in memory: nothing is kept when listen ends',
				}),
			];
		case 'absent':
			return [absentCheck(facts), ...roomCheck(facts.freeBytes)];
		case 'closed':
			return [
				check(store, 'store/place', 'Place', {
					state: 'problem',
					says: withoutStop(facts.message),
					remedy: facts.hint,
				}),
			];
		case 'there':
			return [
				placeCheck(facts, listeners),
				writableCheck(facts),
				privateCheck(facts),
				soundCheck(facts),
				...roomCheck(facts.freeBytes),
			];
	}
}

function absentCheck({path, folder, isWritable}: Extract<StoreFacts, {kind: 'absent'}>): Check {
	return check(store, 'store/place', 'Place', {
		state: isWritable ? 'ok' : 'problem',
		says: isWritable
			? `${path} is not there yet: call-hook listen makes it`
			: `${path} cannot be made: ${folder} may not be written to`,
		remedy: isWritable ? null : `Make ${folder} writable, or choose another file with --store.`,
	});
}

function placeCheck(facts: StoreThere, listeners: readonly RunningListener[]): Check {
	const {path, bytes, deliveries, calls, version, newestVersion} = facts;
	const use =
		listeners.length === 0
			? 'nothing listens on it'
			: `${listeners.length === 1 ? 'one listener runs' : `${listeners.length} listeners run`} on it`;
	const old =
		version < newestVersion
			? `, format ${version} of ${newestVersion}: the next listen brings it up to date`
			: '';
	return check(store, 'store/place', 'Place', {
		state: 'ok',
		says: `${path}, ${byteSize(bytes)}, ${plural(deliveries, 'delivery', 'deliveries')} of ${plural(calls, 'call')}; ${use}${old}`,
	});
}

function writableCheck({isWritable, path}: StoreThere): Check {
	return check(store, 'store/writable', 'Writable', {
		state: isWritable ? 'ok' : 'problem',
		says: isWritable ? 'it can be read and written' : 'it can be read only: listen could keep nothing',
		remedy: isWritable ? null : `Make ${path} and its folder writable, or choose another file with --store.`,
	});
}

function privateCheck({mode, isOwn, path}: StoreThere): Check {
	const title = 'Private';
	if (mode === null) {
		return check(store, 'store/private', title, {
			state: 'skipped',
			says: 'this system has no permission bits to look at',
		});
	}
	const bits = mode.toString(8).padStart(4, '0');
	if (!isOwn) {
		return check(store, 'store/private', title, {
			state: 'warning',
			says: `it belongs to another user, mode ${bits}`,
			remedy: 'Choose a store of your own with --store: who owns it reads every number and secret in it.',
		});
	}
	const isOpen = (mode & 0o077) !== 0;
	return check(store, 'store/private', title, {
		state: isOpen ? 'warning' : 'ok',
		says: isOpen
			? `mode ${bits}: others on this computer can read the numbers and secrets in it`
			: `mode ${bits}: nobody else reads it`,
		remedy: isOpen ? `Run chmod 600 ${path}.` : null,
	});
}

function soundCheck({damage, unchecked, path}: StoreThere): Check {
	const title = 'Sound';
	if (unchecked !== null) return check(store, 'store/sound', title, {state: 'skipped', says: unchecked});
	return check(store, 'store/sound', title, {
		state: damage === null ? 'ok' : 'problem',
		says: damage === null ? 'SQLite finds nothing wrong in it' : `SQLite finds damage: ${damage}`,
		remedy:
			damage === null
				? null
				: `Move ${path} away to keep it, and start again; sqlite3's .recover may save it.`,
	});
}

function roomCheck(freeBytes: number | null): Check[] {
	if (freeBytes === null) return [];
	const isLittle = freeBytes < littleRoom;
	return [
		check(store, 'store/room', 'Room', {
			state: isLittle ? 'warning' : 'ok',
			says: `${byteSize(freeBytes)} free on its disk`,
			remedy: isLittle ? 'Make room: a delivery that cannot be stored is answered 503.' : null,
		}),
	];
}
