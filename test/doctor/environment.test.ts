import {describe, expect, it} from 'vitest';
import type {Check} from '../../src/doctor/check.ts';
import {type EnvironmentFacts, environmentChecks} from '../../src/doctor/environment.ts';
import type {StoreThere} from '../../src/doctor/store.ts';

const now = Date.UTC(2026, 10, 20, 5, 49, 21);

const stored: StoreThere = {
	kind: 'there',
	path: '~/store.db',
	bytes: 1_250_000,
	mode: 0o600,
	isOwn: true,
	isWritable: true,
	version: 3,
	newestVersion: 3,
	deliveries: 120,
	calls: 1,
	damage: null,
	unchecked: null,
	freeBytes: 20_000_000_000,
};

const well: EnvironmentFacts = {
	node: {version: '24.1.0', needs: '20.19', sqlite: {from: 'node'}},
	terminal: {columns: 120, rows: 40, colours: 2, isUtf8: true},
	clock: {now, zone: 'Europe/Paris', newestAt: now - 60_000},
	store: stored,
	port: {host: '127.0.0.1', port: 8888, from: null, isFree: true, nextFree: null},
	listeners: [],
	config: {file: null},
	secrets: [],
	tools: [
		{name: 'ssh', path: '/usr/bin/ssh'},
		{name: 'ngrok', path: null},
	],
	trial: null,
};

const listener = {pid: 4711, url: 'http://127.0.0.1:8888', publicUrl: 'https://brave-lynx-42.example.test'};

function the(id: string, facts: Partial<EnvironmentFacts>): Check | undefined {
	return environmentChecks({...well, ...facts}).find(found => found.id === id);
}

describe('where all is well', () => {
	it('nothing is wrong, and each check has its figures', () => {
		const checks = environmentChecks(well);
		expect(checks.filter(({state}) => state === 'problem' || state === 'warning')).toEqual([]);
		expect(checks.map(({id, says}) => `${id}: ${says}`)).toEqual([
			'computer/node: 24.1.0, with its own SQLite',
			'computer/terminal: 120 × 40, 256 colours, UTF-8',
			'computer/clock: 2026-11-20T05:49:21Z, zone Europe/Paris',
			'store/place: ~/store.db, 1.3 MB, 120 deliveries of 1 call; nothing listens on it',
			'store/writable: it can be read and written',
			'store/private: mode 0600: nobody else reads it',
			'store/sound: SQLite finds nothing wrong in it',
			'store/room: 20.0 GB free on its disk',
			'listening/port: 8888 on 127.0.0.1 is free',
			'listening/config: none here or above: nothing is configured',
			'listening/secrets: none is set: signatures are not checked',
			'tunnel/programs: localtunnel comes with call-hook; ssh is there; ngrok is not',
			'tunnel/probe: none was asked for: --tunnel opens one, proves it and closes it',
		]);
	});

	it('each has an id of its own', () => {
		const ids = environmentChecks(well).map(({id}) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe('what is wrong', () => {
	it.each<[string, string, Partial<EnvironmentFacts>, Partial<Check>]>([
		[
			'an old Node',
			'computer/node',
			{node: {version: '20.9.5', needs: '20.19', sqlite: {from: 'node'}}},
			{state: 'problem', says: 'it is 20.9.5, and call-hook needs 20.19 or newer'},
		],
		[
			'no SQLite',
			'computer/node',
			{node: {version: '20.20.0', needs: '20.19', sqlite: {problem: 'not found'}}},
			{state: 'problem', says: '20.20.0 has no SQLite, and its replacement does not load: not found'},
		],
		[
			'a small terminal',
			'computer/terminal',
			{terminal: {columns: 30, rows: 40, colours: 0, isUtf8: false}},
			{state: 'warning', remedy: 'Make it at least 40 × 10, or use listen --output lines.'},
		],
		['no terminal', 'computer/terminal', {terminal: null}, {state: 'skipped'}],
		[
			'a delivery from the future',
			'computer/clock',
			{clock: {now, zone: 'UTC', newestAt: now + 3_600_000}},
			{state: 'warning', says: expect.stringContaining('from the future, 1 h ahead')},
		],
		[
			'a port that is taken',
			'listening/port',
			{
				port: {
					host: '127.0.0.1',
					port: 9000,
					from: 'port in call-hook.config.json',
					isFree: false,
					nextFree: 9001,
				},
			},
			{
				state: 'problem',
				says: '9000 (port in call-hook.config.json) on 127.0.0.1 is taken by another program, no listener on this store',
				remedy: 'End that program, or use listen -p 9001, which is free.',
			},
		],
		[
			'a port that is taken by a listener of ours is none',
			'listening/port',
			{port: {...well.port, isFree: false}, listeners: [listener]},
			{state: 'ok', says: '8888 is in use by a listener of yours, process 4711'},
		],
		[
			'a configuration that is not valid',
			'listening/config',
			{config: {problem: 'prot is no setting.', hint: 'Did you mean port?'}},
			{state: 'problem', says: 'prot is no setting', remedy: 'Did you mean port?'},
		],
		[
			'a secret that cannot be read',
			'listening/secrets',
			{secrets: [{provider: '', from: '', problem: 'The file /s is not there.', hint: 'Make it.'}]},
			{state: 'problem', says: 'The file /s is not there', remedy: 'Make it.'},
		],
		[
			'a tunnel that does not open',
			'tunnel/probe',
			{trial: {kind: 'ssh:me@example.test', problem: 'it was refused.', hint: 'Check the name.'}},
			{state: 'problem', says: 'ssh:me@example.test: it was refused', remedy: 'Check the name.'},
		],
		[
			'one that does',
			'tunnel/probe',
			{trial: {kind: 'localtunnel', url: 'https://a.example.test', roundTripMs: 41.4}},
			{state: 'ok', says: expect.stringContaining('came back through it in 41 ms')},
		],
		['one that is open', 'tunnel/probe', {listeners: [listener]}, {state: 'ok'}],
	])('%s', (_what, id, facts, expected) => {
		expect(the(id, facts)).toMatchObject(expected);
	});

	it('a secret that is set is told by its name only', () => {
		const secrets = [{provider: 'callr', from: 'CALLR_WEBHOOK_SECRET', problem: null, hint: null}];
		expect(the('listening/secrets', {secrets})?.says).toBe('CALLR_WEBHOOK_SECRET for callr can be read');
	});
});
