/** Gathers what is so on this computer, for the doctor to judge. Nothing is made, and nothing is changed. */

import {accessSync, constants} from 'node:fs';
import {basename, delimiter, join} from 'node:path';
import chalk from 'chalk';
import {type Config, noConfig} from '../config/config.ts';
import {usualPort} from '../core/address.ts';
import {CallHookError, messageOf} from '../core/errors.ts';
import type {Secrets} from '../core/signature.ts';
import type {
	ConfigFacts,
	EnvironmentFacts,
	PortFacts,
	SecretFact,
	TerminalFacts,
	TunnelTrial,
} from '../doctor/environment.ts';
import type {RunningListener} from '../doctor/listener.ts';
import type {StoreFacts} from '../doctor/store.ts';
import {freePortAfter, isFree} from '../server/port.ts';
import {driverSource} from '../store/driver.ts';
import {storeHealth} from '../store/health.ts';
import {openStoreForReading, type StoreReader} from '../store/store.ts';
import {marksFor, unicodeMarks} from '../view/marks.ts';
import {type GlobalOptions, tilde} from './options.ts';
import {type SecretOptions, secretsFrom} from './secrets.ts';
import {configFor} from './settings.ts';

/** Where `listen` listens, where nothing else is said. */
const usualHost = '127.0.0.1';

export interface Read {
	config: Config;
	facts: ConfigFacts;
}

/** What is wrong with a configuration is found out, not thrown. */
export async function readConfig(global: GlobalOptions): Promise<Read> {
	try {
		const config = await configFor(global);
		return {config, facts: {file: config.file === null ? null : tilde(config.file)}};
	} catch (error) {
		return {config: noConfig, facts: problemOf(error)};
	}
}

function problemOf(error: unknown): {problem: string; hint: string} {
	return {problem: messageOf(error), hint: error instanceof CallHookError ? error.hint : ''};
}

/** The secrets that can be read, and what is to be said of all of them: never a value. */
export function readSecrets(options: SecretOptions, config: Config): {secrets: Secrets; facts: SecretFact[]} {
	const facts: SecretFact[] = [];
	const secrets = secretsFrom(options, {
		config,
		onUnreadable(error) {
			const {problem, hint} = problemOf(error);
			facts.push({provider: '', from: '', problem, hint});
		},
	});
	for (const [provider, some] of secrets) {
		for (const {from} of some) facts.push({provider, from, problem: null, hint: null});
	}
	return {secrets, facts};
}

export interface Gathered {
	config: Read;
	secrets: readonly SecretFact[];
	storePath: string;
	trial: TunnelTrial | null;
}

export async function gatherFacts({config, secrets, storePath, trial}: Gathered): Promise<EnvironmentFacts> {
	const opened = await readStore(storePath);
	return {
		node: {version: process.versions.node, needs: '20.19', sqlite: await sqliteFact()},
		terminal: terminalFacts(),
		clock: {
			now: Date.now(),
			zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
			newestAt: opened.newestAt,
		},
		store: opened.facts,
		port: await portFacts(config.config),
		listeners: opened.listeners,
		config: config.facts,
		secrets,
		tools: ['ssh', 'cloudflared', 'ngrok'].map(name => ({name, path: onPath(name)})),
		trial,
	};
}

async function sqliteFact(): Promise<EnvironmentFacts['node']['sqlite']> {
	try {
		return {from: await driverSource()};
	} catch (error) {
		return {problem: messageOf(error)};
	}
}

function terminalFacts(): TerminalFacts | null {
	const {isTTY, columns, rows} = process.stdout;
	if (!isTTY) return null;
	const isUtf8 = marksFor(process.env, process.platform) === unicodeMarks;
	return {columns, rows, colours: chalk.level, isUtf8};
}

interface OpenedStore {
	facts: StoreFacts;
	listeners: RunningListener[];
	newestAt: number | null;
}

async function readStore(path: string): Promise<OpenedStore> {
	const health = await storeHealth(path);
	const shown = tilde(path);
	const nothing = {listeners: [], newestAt: null};
	switch (health.kind) {
		case 'memory':
			return {facts: health, ...nothing};
		case 'absent':
			return {facts: {...health, path: shown, folder: tilde(health.folder)}, ...nothing};
		case 'closed':
			return {
				facts: {kind: 'closed', path: shown, message: health.error.message, hint: health.error.hint},
				...nothing,
			};
		case 'there':
			break;
	}
	let store: StoreReader | null = null;
	try {
		store = await openStoreForReading(path);
		const {deliveries, calls} = store?.totals() ?? {deliveries: 0, calls: 0};
		const [newest] = store?.deliveriesBefore(Number.MAX_SAFE_INTEGER, 1) ?? [];
		return {
			facts: {...health, path: shown, deliveries, calls},
			listeners: store?.listeners() ?? [],
			newestAt: newest?.request.receivedAt ?? null,
		};
	} catch (error) {
		const {problem, hint} = problemOf(error);
		return {facts: {kind: 'closed', path: shown, message: problem, hint}, ...nothing};
	} finally {
		store?.close();
	}
}

async function portFacts({listen, file}: Config): Promise<PortFacts> {
	const {port = usualPort, host = usualHost} = listen;
	const free = await isFree(port, host);
	return {
		host,
		port,
		from: listen.port === undefined || file === null ? null : `port in ${basename(file)}`,
		isFree: free,
		nextFree: free ? null : await freePortAfter(port, host),
	};
}

/** Where a program is found, as a shell would find it; null when it is not. */
export function onPath(name: string, environment: NodeJS.ProcessEnv = process.env): string | null {
	const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
	const folders = (environment['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
	for (const folder of folders) {
		for (const ending of endings) {
			const file = join(folder, name + ending);
			if (isExecutable(file)) return file;
		}
	}
	return null;
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
