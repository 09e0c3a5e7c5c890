/** A tunnel that is another program: it is started, its output is read for the address, and it is ended with us. */

import {type ChildProcess, spawn} from 'node:child_process';
import {StringDecoder} from 'node:string_decoder';
import {codeOf, messageOf} from '../core/errors.ts';
import {type OpenTunnel, TunnelError} from './driver.ts';

export interface ChildTunnelOptions {
	/** Looked for on PATH. */
	program: string;
	args: readonly string[];
	/** How to come by the program, in the imperative. */
	install: string;
	signal: AbortSignal;
	remark?: string;
	/** Leaves its input open: some end when there is none. */
	keepsInput?: boolean;
	/** Makes a reader of its lines, which tells what address it has found; more than once when that changes. */
	reader(found: (url: string) => void): (line: string) => void;
	/** Whether a line hints that the tunnel no longer works. */
	isDoubtful?(line: string): boolean;
	/** A line as people should see it; the line itself when left out. */
	shown?(line: string): string;
	/** What is known about a failure, from what it said last. */
	diagnose?(lines: string): {hint: string; isFinal: boolean} | null;
}

/** So many of its last lines explain why it ended. */
const keptLines = 10;
const maxLineLength = 2000;
const maxSaidLength = 600;
/** How long it may take to end when asked to. */
const endGraceMs = 3000;
/** How long its last words are waited for: something it has started may keep its output open. */
const lastWordsMs = 300;

/** @throws {TunnelError} when it is not there, ends, or has no address when the signal comes */
export function openByChild(options: ChildTunnelOptions): Promise<OpenTunnel> {
	const {program, args, signal, keepsInput = false} = options;
	if (signal.aborted) return Promise.reject(noAddress(options, []));
	const child = spawn(program, args, {
		// The environment is the user's, untouched.
		stdio: [keepsInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
		windowsHide: true,
	});
	return new Promise<OpenTunnel>((resolve, reject) => {
		const ending = new Ending(child);
		const lines: string[] = [];
		const doubters: (() => void)[] = [];
		const movers: ((url: string) => void)[] = [];
		let url: string | null = null;
		let end: (because: string) => void = () => {};
		const ended = new Promise<string>(settle => {
			end = settle;
		});
		const giveUp = async () => {
			signal.removeEventListener('abort', giveUp);
			await ending.end();
			reject(noAddress(options, lines));
		};
		signal.addEventListener('abort', giveUp);
		const found = (text: string) => {
			if (text === url || ending.isAsked) return;
			const isFirst = url === null;
			url = text;
			if (!isFirst) {
				for (const listener of movers) listener(text);
				return;
			}
			signal.removeEventListener('abort', giveUp);
			resolve({
				url: text,
				...(options.remark !== undefined && {remark: options.remark}),
				ended,
				onDoubt: listener => doubters.push(listener),
				onMoved: listener => movers.push(listener),
				close: () => ending.end(),
			});
		};
		const read = options.reader(found);
		const onLine = (line: string) => {
			lines.push(options.shown?.(line) ?? line);
			if (lines.length > keptLines) lines.shift();
			read(line);
			if (url !== null && options.isDoubtful?.(line)) for (const listener of doubters) listener();
		};
		if (child.stdout !== null) readLines(child.stdout, onLine);
		if (child.stderr !== null) readLines(child.stderr, onLine);
		// What nobody reads any more breaks the pipe.
		child.stdin?.on('error', () => {});
		child.on('error', error => {
			// It is also what comes of a signal that could not be sent: then the end is still to come.
			if (child.pid !== undefined) return;
			signal.removeEventListener('abort', giveUp);
			ending.isOver();
			reject(notStarted(options, error));
		});
		child.on('exit', (code, killedBy) => {
			void lastWords(child).then(() => {
				signal.removeEventListener('abort', giveUp);
				ending.isOver();
				const how = killedBy === null ? `with exit code ${code}` : `by ${killedBy}`;
				const because = `${program} ended ${how}${said(lines)}`;
				if (ending.isAsked) return;
				end(because);
				if (url === null) reject(failed(options, because, lines));
			});
		});
	});
}

function noAddress({program, diagnose}: ChildTunnelOptions, lines: readonly string[]): TunnelError {
	return new TunnelError(`${program} has given no address yet${said(lines)}`, {
		hint: diagnose?.(lines.join('\n'))?.hint ?? 'Check the network of this machine, or try another tunnel.',
	});
}

function failed(
	{program, diagnose}: ChildTunnelOptions,
	because: string,
	lines: readonly string[],
): TunnelError {
	const known = diagnose?.(lines.join('\n')) ?? null;
	return new TunnelError(
		because,
		known ?? {hint: `Start ${program} by hand to see why, or try another tunnel.`},
	);
}

function notStarted({program, install}: ChildTunnelOptions, error: Error): TunnelError {
	const isMissing = codeOf(error) === 'ENOENT';
	return new TunnelError(
		isMissing
			? `${program} is not installed, or not on PATH`
			: `${program} could not be started: ${messageOf(error)}`,
		{hint: install, isFinal: true, cause: error},
	);
}

function said(lines: readonly string[]): string {
	const text = lines.filter(line => line.trim() !== '').join(' / ');
	if (text === '') return '';
	return `; its last words: ${text.length > maxSaidLength ? `…${text.slice(-maxSaidLength)}` : text}`;
}

/** The end of a child, once, however often it is asked for. */
class Ending {
	/** Whether we want it. */
	isAsked = false;
	readonly #child: ChildProcess;
	readonly #over: Promise<void>;
	#settle: () => void = () => {};
	#force: NodeJS.Timeout | undefined;
	/** It must not outlive us. */
	readonly #onExit = () => this.#child.kill('SIGKILL');

	constructor(child: ChildProcess) {
		this.#child = child;
		this.#over = new Promise(resolve => {
			this.#settle = resolve;
		});
		process.on('exit', this.#onExit);
	}

	end(): Promise<void> {
		if (!this.isAsked) {
			this.isAsked = true;
			this.#child.stdin?.end();
			this.#child.kill('SIGTERM');
			this.#force = setTimeout(() => this.#child.kill('SIGKILL'), endGraceMs);
		}
		return this.#over;
	}

	isOver(): void {
		clearTimeout(this.#force);
		process.off('exit', this.#onExit);
		this.#settle();
	}
}

/** Waits until everything it wrote is read. */
function lastWords(child: ChildProcess): Promise<void> {
	return new Promise(resolve => {
		const done = () => {
			clearTimeout(timer);
			child.stdout?.destroy();
			child.stderr?.destroy();
			resolve();
		};
		const timer = setTimeout(done, lastWordsMs);
		child.once('close', done);
	});
}

/** Escape sequences of terminals: colours, and links. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	const tell = (line: string) => {
		const text = line.replace(escapes, '').slice(0, maxLineLength);
		if (text !== '') onLine(text);
	};
	stream.on('data', (chunk: Buffer) => {
		const lines = (rest + decoder.write(chunk)).split(/\r\n|\r|\n/);
		rest = lines.pop() ?? '';
		for (const line of lines) tell(line);
		// A line without an end is read as far as it goes.
		if (rest.length > maxLineLength) {
			tell(rest);
			rest = '';
		}
	});
	stream.on('end', () => tell(rest));
	stream.on('error', () => {});
}
