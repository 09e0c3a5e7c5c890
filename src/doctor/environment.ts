/** What is right and wrong on this computer, from facts gathered elsewhere: Node, terminal, store, port, configuration, tunnel. */

import {lengthOfTime} from '../core/duration.ts';
import {listed} from '../core/text.ts';
import {type Check, check, withoutStop} from './check.ts';
import type {RunningListener} from './listener.ts';
import {type StoreFacts, storeChecks} from './store.ts';

export interface EnvironmentFacts {
	node: {version: string; needs: string; sqlite: SqliteFact};
	/** Of stdout; null when it is no terminal. */
	terminal: TerminalFacts | null;
	clock: ClockFacts;
	store: StoreFacts;
	port: PortFacts;
	/** Those that run on the store. */
	listeners: readonly RunningListener[];
	config: ConfigFacts;
	secrets: readonly SecretFact[];
	/** Programs that open tunnels, whether or not they are there. */
	tools: readonly {name: string; path: string | null}[];
	/** What came of opening a tunnel; null where none was asked for. */
	trial: TunnelTrial | null;
}

export type SqliteFact = {from: 'node' | 'package'} | {problem: string};

export interface TerminalFacts {
	columns: number;
	rows: number;
	/** As chalk counts: none, 16, 256, or all. */
	colours: 0 | 1 | 2 | 3;
	isUtf8: boolean;
}

/** In ms since the epoch. */
interface ClockFacts {
	now: number;
	/** `Europe/Paris` */
	zone: string;
	/** When the newest delivery in the store came; null when there is none. */
	newestAt: number | null;
}

export interface PortFacts {
	host: string;
	port: number;
	/** What settled it: `port in call-hook.config.json`; null for the usual one. */
	from: string | null;
	isFree: boolean;
	nextFree: number | null;
}

/** `file` is null when none is found. */
export type ConfigFacts = {file: string | null} | {problem: string; hint: string};

/** A secret that is set for a provider, told by name only. */
export interface SecretFact {
	provider: string;
	/** `CALLR_WEBHOOK_SECRET` */
	from: string;
	/** Why it cannot be read; null when it can. */
	problem: string | null;
	hint: string | null;
}

export type TunnelTrial =
	| {kind: string; url: string; roundTripMs: number}
	| {kind: string; problem: string; hint: string};

/** The smallest terminal the screens are made for. */
export const smallestTerminal = {columns: 40, rows: 10};

/** A delivery may be stamped by a clock that was set back since, or by another computer on the same disk. */
const clockTolerance = 2000;

export function environmentChecks(facts: EnvironmentFacts): Check[] {
	return [
		nodeCheck(facts.node),
		terminalCheck(facts.terminal),
		clockCheck(facts.clock),
		...storeChecks(facts.store, facts.listeners),
		portCheck(facts.port, facts.listeners),
		configCheck(facts.config),
		secretsCheck(facts.secrets),
		toolsCheck(facts.tools),
		addressCheck(facts),
	];
}

const computer = 'This computer';
const listening = 'Listening';
const tunnel = 'Public address';

function nodeCheck({version, needs, sqlite}: EnvironmentFacts['node']): Check {
	const title = 'Node';
	if (!isAtLeast(version, needs)) {
		return check(computer, 'computer/node', title, {
			state: 'problem',
			says: `it is ${version}, and call-hook needs ${needs} or newer`,
			remedy: `Install Node ${needs} or newer.`,
		});
	}
	if ('problem' in sqlite) {
		return check(computer, 'computer/node', title, {
			state: 'problem',
			says: `${version} has no SQLite, and its replacement does not load: ${sqlite.problem}`,
			remedy: 'Use Node 22.13 or newer, or install call-hook with its optional dependencies.',
		});
	}
	const from = sqlite.from === 'node' ? 'its own SQLite' : 'SQLite from the optional package';
	return check(computer, 'computer/node', title, {state: 'ok', says: `${version}, with ${from}`});
}

/** Whether a version is another one or newer: `22.3.0`, `20.19`. */
function isAtLeast(version: string, needs: string): boolean {
	const have = version.split('.').map(Number.parseFloat);
	const want = needs.split('.').map(Number.parseFloat);
	for (const [index, least] of want.entries()) {
		const has = have[index] ?? 0;
		if (has !== least) return has > least;
	}
	return true;
}

const colourNames = ['no colours', '16 colours', '256 colours', 'all colours'] as const;

function terminalCheck(terminal: TerminalFacts | null): Check {
	if (terminal === null) {
		return check(computer, 'computer/terminal', 'Terminal', {
			state: 'skipped',
			says: 'stdout is no terminal: listen prints lines there',
		});
	}
	const {columns, rows, colours, isUtf8} = terminal;
	const marks = isUtf8 ? 'UTF-8' : 'plain ASCII marks, as the locale is not UTF-8';
	const says = `${columns} × ${rows}, ${colourNames[colours]}, ${marks}`;
	const isSmall = columns < smallestTerminal.columns || rows < smallestTerminal.rows;
	return check(computer, 'computer/terminal', 'Terminal', {
		state: isSmall ? 'warning' : 'ok',
		says,
		remedy: isSmall
			? `Make it at least ${smallestTerminal.columns} × ${smallestTerminal.rows}, or use listen --output lines.`
			: null,
	});
}

function clockCheck({now, zone, newestAt}: ClockFacts): Check {
	const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
	const says = `${at}, zone ${zone}`;
	if (newestAt !== null && newestAt > now + clockTolerance) {
		return check(computer, 'computer/clock', 'Clock', {
			state: 'warning',
			says: `${says}; the newest delivery is from the future, ${lengthOfTime(newestAt - now)} ahead`,
			remedy: 'Set the clock of this computer: order, gaps and retries are told by it.',
		});
	}
	return check(computer, 'computer/clock', 'Clock', {state: 'ok', says});
}

function portCheck(
	{host, port, from, isFree, nextFree}: PortFacts,
	listeners: readonly RunningListener[],
): Check {
	const title = 'Port';
	const why = from === null ? '' : ` (${from})`;
	const mine = listeners.find(({url}) => portOf(url) === port);
	if (mine !== undefined) {
		return check(listening, 'listening/port', title, {
			state: 'ok',
			says: `${port}${why} is in use by a listener of yours, process ${mine.pid}`,
		});
	}
	return check(listening, 'listening/port', title, {
		state: isFree ? 'ok' : 'problem',
		says: isFree
			? `${port}${why} on ${host} is free`
			: `${port}${why} on ${host} is taken by another program, no listener on this store`,
		remedy: isFree
			? null
			: `End that program, or use listen -p ${nextFree ?? 0}${nextFree === null ? '' : ', which is free'}.`,
	});
}

function portOf(url: string): number | null {
	const port = /:(\d+)$/.exec(url)?.[1];
	return port === undefined ? null : Number(port);
}

function configCheck(config: ConfigFacts): Check {
	if ('problem' in config) {
		return check(listening, 'listening/config', 'Configuration', {
			state: 'problem',
			says: withoutStop(config.problem),
			remedy: config.hint,
		});
	}
	return check(listening, 'listening/config', 'Configuration', {
		state: 'ok',
		says: config.file === null ? 'none here or above: nothing is configured' : `${config.file} is valid`,
	});
}

function secretsCheck(secrets: readonly SecretFact[]): Check {
	const broken = secrets.find(({problem}) => problem !== null);
	if (broken !== undefined) {
		return check(listening, 'listening/secrets', 'Secrets', {
			state: 'problem',
			says: withoutStop(broken.problem ?? ''),
			remedy: broken.hint,
		});
	}
	const told = secrets.map(({provider, from}) => `${from} for ${provider}`);
	return check(listening, 'listening/secrets', 'Secrets', {
		state: told.length === 0 ? 'skipped' : 'ok',
		says: told.length === 0 ? 'none is set: signatures are not checked' : `${listed(told)} can be read`,
	});
}

function toolsCheck(tools: EnvironmentFacts['tools']): Check {
	const there = tools.filter(({path}) => path !== null).map(({name}) => name);
	const missing = tools.filter(({path}) => path === null).map(({name}) => name);
	const parts = [
		'localtunnel comes with call-hook',
		...(there.length === 0 ? [] : [`${listed(there)} ${there.length === 1 ? 'is' : 'are'} there`]),
		...(missing.length === 0 ? [] : [`${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} not`]),
	];
	return check(tunnel, 'tunnel/programs', 'Programs', {state: 'ok', says: parts.join('; ')});
}

function addressCheck({trial, listeners}: EnvironmentFacts): Check {
	if (trial !== null) return trialCheck(trial);
	const open = listeners.find(({publicUrl}) => publicUrl !== null);
	if (open !== undefined) {
		return check(tunnel, 'tunnel/probe', 'Address', {
			state: 'ok',
			says: `${open.publicUrl} leads to the listener at ${open.url}, which proves it itself`,
		});
	}
	return check(tunnel, 'tunnel/probe', 'Address', {
		state: 'skipped',
		says: 'none was asked for: --tunnel opens one, proves it and closes it',
	});
}

function trialCheck(trial: TunnelTrial): Check {
	if ('problem' in trial) {
		return check(tunnel, 'tunnel/probe', 'Address', {
			state: 'problem',
			says: `${trial.kind}: ${withoutStop(trial.problem)}`,
			remedy: trial.hint,
		});
	}
	return check(tunnel, 'tunnel/probe', 'Address', {
		state: 'ok',
		says: `${trial.kind} gave ${trial.url}: a request came back through it in ${Math.round(trial.roundTripMs)} ms; closed again`,
	});
}
