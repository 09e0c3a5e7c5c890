/** Where what is sent again is kept. */

import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import {networkInterfaces} from 'node:os';
import {isLocal} from '../core/address.ts';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import {type Addresses, listensAt} from '../replay/own-listener.ts';
import {noRecorder, type Recorder, recorderOf} from '../replay/record.ts';
import {openStore, type Store} from '../store/store.ts';
import {note} from './note.ts';

export interface RecordingOptions {
	storePath: string;
	/** false after --no-record. */
	isWanted: boolean;
	address: TargetAddress;
	/** Tells the user, unless they want to hear of errors only. */
	say(text: string): void;
}

export interface Recording {
	recorder: Recorder;
	/** Keeps what waits, and closes the store. */
	close(): void;
}

/**
 * In the store; nowhere when a listener on this store gets it, as that keeps it. A store that cannot be used is told, and
 * sending goes on without.
 * @throws {CallHookError} when its path is a mistake in the command line
 */
export async function recording({storePath, isWanted, address, say}: RecordingOptions): Promise<Recording> {
	const nowhere = {recorder: noRecorder, close() {}};
	if (!isWanted) return nowhere;
	const failed = (error: unknown) => {
		note(`What is sent is not kept: ${messageOf(error)}`);
	};
	let store: Store;
	try {
		store = await openStore(storePath);
	} catch (error) {
		if (error instanceof CallHookError && error.exitCode === exitCode.usage) throw error;
		failed(error);
		return nowhere;
	}
	const listeners = store.listeners();
	const addresses = listeners.length === 0 ? null : await addressesFor(address.hostname);
	if (addresses !== null && listeners.some(listener => listensAt(listener, address, addresses))) {
		store.close();
		say('The listener there keeps what it gets: it is not kept twice.');
		return nowhere;
	}
	const recorder = recorderOf(store, failed);
	return {
		recorder,
		close() {
			recorder.flush();
			store.close();
		},
	};
}

async function addressesFor(hostname: string): Promise<Addresses> {
	const interfaces = Object.values(networkInterfaces()).flatMap(all => all ?? []);
	return {
		ofThisComputer: new Set(interfaces.map(({address}) => withoutZone(address))),
		ofTarget: (await addressesOf(hostname)).map(withoutZone),
	};
}

async function addressesOf(hostname: string): Promise<string[]> {
	if (isIP(withoutZone(hostname)) !== 0 || isLocal(hostname)) return [hostname];
	try {
		return (await lookup(hostname, {all: true})).map(({address}) => address);
	} catch {
		// That it has none is told by each request.
		return [];
	}
}

function withoutZone(address: string): string {
	return address.replace(/%.*$/, '');
}
