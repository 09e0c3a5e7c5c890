/** The built program as a child process: over pipes here, in a terminal in `pty.ts`. */

import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {StringDecoder} from 'node:string_decoder';
import {describe, inject, it} from 'vitest';
import type {CallEvent} from '../../src/core/event.ts';

/** Far longer than anything takes, on a busy machine, too: what has not happened by then never will. */
export const patienceMs = 30_000;

/** Asks again and again until there is an answer; fails when there never is one. */
export async function waitFor<T>(
	what: string,
	probe: () => T | Promise<T>,
	details: () => string = () => '',
): Promise<Exclude<T, false | null | undefined>> {
	const until = Date.now() + patienceMs;
	for (;;) {
		const found = await probe();
		if (found !== false && found !== null && found !== undefined) {
			return found as Exclude<T, false | null | undefined>;
		}
		if (Date.now() > until) throw new Error(`${what} did not happen. ${details()}`);
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}

/** Of the NDJSON lines, what tests look at. */
export interface DeliveryLine {
	type: 'delivery';
	v: 1;
	id: number | null;
	method: string | null;
	target: string | null;
	path: string | null;
	query: [string, string][];
	headers: [string, string][];
	body: {size: number; truncated: boolean; contentType: string | null; text?: string; base64?: string};
	fault: {code: string; message: string} | null;
	provider: {id: string; pinned: boolean};
	event: CallEvent | null;
	callKey: string | null;
	signature: {state: string; because: string; hint?: string};
	findings: {code: string}[];
	refusal: {code: string; message: string} | null;
	url: string | null;
	answer: {
		status: number | null;
		by: string;
		durationMs: number;
		headers?: [string, string][];
		body?: {size: number; truncated: boolean; text?: string; base64?: string};
		forwarding?: {url: string; failure: {code: string; message: string; hint: string} | null};
		rule?: string;
		fault?: string;
		cut?: boolean;
	};
	verdict: {state: string | null};
}

export interface ReadyLine {
	type: 'ready';
	v: 1;
	url: string;
	publicUrl: string | null;
	store: string;
	pid: number;
}

export interface TunnelLine {
	type: 'tunnel';
	/** When the state began. */
	at: string;
	state: string;
	url: string | null;
	because: string | null;
	roundTripMs: number | null;
}

export interface TargetLine {
	type: 'target';
	url: string;
	state: string;
	because: string | null;
}

export interface NoticeLine {
	type: 'notice';
	severity: string;
	message: string;
	hint: string | null;
}

export interface SummaryLine {
	type: 'summary';
	deliveries: number;
	newCalls: number;
	notStored: number;
	verdicts: {accepted: number; rejected: number; unknown: number; unanswered: number};
}

export interface CallLine {
	type: 'call';
	key: string;
	provider: string;
	callId: string;
	phase: string;
	outcome: string | null;
	deliveries: number[];
}

export type JsonLine =
	| DeliveryLine
	| ReadyLine
	| TunnelLine
	| TargetLine
	| NoticeLine
	| SummaryLine
	| CallLine;

export function isDelivery(line: JsonLine): line is DeliveryLine {
	return line.type === 'delivery';
}

export function isNotice(line: JsonLine): line is NoticeLine {
	return line.type === 'notice';
}

export interface StartOptions {
	/** The Node that runs it; the current one unless given. */
	node?: string;
	/** On top of an environment that has nothing of the caller's. */
	env?: Record<string, string>;
	/** The folder the program is in; the copy under test unless given. */
	program?: string;
	/** The working directory; the root, where no configuration is, unless given. */
	cwd?: string;
	/** Run as somebody else. */
	as?: {uid: number; gid: number};
	/** A shell command to run it in; `"$@"` is the program. */
	shell?: string;
}

export interface Program {
	readonly child: ChildProcess;
	readonly pid: number;
	/** Whole lines of stdout so far. */
	readonly lines: readonly string[];
	/** Everything on stdout and stderr so far. */
	stdout(): string;
	stderr(): string;
	/** The lines, parsed. Throws when one is no JSON. */
	json(): JsonLine[];
	deliveries(): DeliveryLine[];
	/** The first line of `--json`. */
	ready(): Promise<ReadyLine & {port: number}>;
	waitForLine(what: string, condition: (line: JsonLine) => boolean): Promise<JsonLine>;
	waitForDeliveries(count: number): Promise<DeliveryLine[]>;
	signal(signal: NodeJS.Signals): void;
	/** Resolves when it has ended and its output is read: its exit code, or the signal that killed it. */
	readonly ended: Promise<number | NodeJS.Signals>;
	/** Sends the signal and waits for the end. */
	stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const running = new Set<number>();
const folders: string[] = [];

export function tempFolder(): string {
	const folder = mkdtempSync(join(realpathSync(tmpdir()), 'call-hook-e2e-'));
	chmodSync(folder, 0o755);
	folders.push(folder);
	return folder;
}

/** Remembered so that it is ended with the test file, whatever fails. */
export function remember(pid: number, ended: Promise<unknown>): void {
	running.add(pid);
	void ended.then(() => running.delete(pid));
}

/** After each test file, called by `after.ts`: what it left running is ended, and its folders are gone. */
export function endPrograms(): void {
	for (const pid of running) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It ended by itself meanwhile.
		}
	}
	running.clear();
	for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
	home = undefined;
}

let home: string | undefined;

export function cleanEnvironment(extra: Record<string, string> = {}): Record<string, string> {
	home ??= tempFolder();
	return {PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', TZ: 'Europe/Paris', ...extra};
}

export function programFile(folder = inject('program')): string {
	return join(folder, 'bin', 'call-hook.js');
}

export function start(args: readonly string[], options: StartOptions = {}): Program {
	const {node = process.execPath, env, program, cwd = '/', as, shell} = options;
	const command = [node, programFile(program), ...args];
	const [file = '', ...rest] = shell === undefined ? command : ['bash', '-c', shell, 'bash', ...command];
	const child = spawn(file, rest, {
		env: cleanEnvironment(env),
		cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
		...as,
	});
	const lines: string[] = [];
	let out = '';
	let unfinished = '';
	let err = '';
	const outDecoder = new StringDecoder('utf8');
	child.stdout.on('data', (chunk: Buffer) => {
		const text = outDecoder.write(chunk);
		out += text;
		const parts = (unfinished + text).split('\n');
		unfinished = parts.pop() ?? '';
		lines.push(...parts);
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		err += text;
	});
	const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve(code ?? signal ?? -1));
	});
	const {pid} = child;
	if (pid === undefined) throw new Error(`${file} did not start`);
	remember(pid, ended);

	const told = () => `stdout:\n${out.slice(-3000)}\nstderr:\n${err.slice(-3000)}`;
	let parsed: JsonLine[] = [];
	const json = () => {
		parsed = [...parsed, ...lines.slice(parsed.length).map(line => JSON.parse(line) as JsonLine)];
		return parsed;
	};
	let hasEnded = false;
	void ended.then(() => {
		hasEnded = true;
	});
	const waitForLine = (what: string, condition: (line: JsonLine) => boolean) =>
		waitFor(
			what,
			() => {
				const found = json().find(condition);
				if (found === undefined && hasEnded) throw new Error(`${what}: the program has ended. ${told()}`);
				return found;
			},
			told,
		);
	const program_: Program = {
		child,
		pid,
		lines,
		stdout: () => out,
		stderr: () => err,
		json,
		deliveries: () => json().filter(isDelivery),
		async ready() {
			await waitForLine('the first line', () => true);
			const [first] = json();
			if (first?.type !== 'ready') throw new Error(`the first line is not ready. ${told()}`);
			return {...first, port: Number(new URL(first.url).port)};
		},
		waitForLine,
		waitForDeliveries: count =>
			waitFor(
				`${count} delivery lines`,
				() => {
					const found = json().filter(isDelivery);
					return found.length >= count && found;
				},
				() => `There are ${json().filter(isDelivery).length}. ${told()}`,
			),
		signal: signal => {
			child.kill(signal);
		},
		ended,
		async stop(signal = 'SIGTERM') {
			child.kill(signal);
			return await endOf(program_);
		},
	};
	return program_;
}

/** The exit code of a program that is about to end; fails when it does not. */
export async function endOf({ended, stderr}: Program): Promise<number | NodeJS.Signals> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`the program did not end. stderr:\n${stderr()}`)), patienceMs);
	});
	try {
		return await Promise.race([ended, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Runs it until it ends by itself. */
export async function run(args: readonly string[], options: StartOptions = {}) {
	const program = start(args, options);
	const code = await endOf(program);
	return {code, stdout: program.stdout(), stderr: program.stderr(), lines: program.lines, json: program.json};
}

/** `describe` once per Node of the matrix; one that is not there is a skipped test that says why. */
export function describeNodes(name: string, tests: (node: string, index: number) => void): void {
	for (const [index, binary] of inject('nodes').entries()) {
		if ('path' in binary) describe(`${name} on ${binary.name}`, () => tests(binary.path, index));
		else it.skip(`${name} on ${binary.name}: ${binary.missing}`, () => {});
	}
}

/** Numbers that are the same in every run (mulberry32): 0 to 1, without 1. */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** The report of a call by TeleCMI, as small as it can be recognised. */
export function cdr(callId: string, more: Record<string, unknown> = {}) {
	return {
		target: '/hooks',
		headers: [
			['Host', 'localhost'],
			['Content-Type', 'application/json'],
		] as [string, string][],
		body: JSON.stringify({
			type: 'cdr',
			cmiuuid: callId,
			direction: 'outbound',
			status: 'answered',
			answeredsec: 13,
			...more,
		}),
	};
}
