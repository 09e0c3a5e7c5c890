/** `call-hook listen`: opens store and listener, shows what comes, and closes everything in order. */

import type {Config, OutputMode} from '../../config/config.ts';
import {CallHookError, type ExitCode, exitCode} from '../../core/errors.ts';
import {readMessage} from '../../inspect/message.ts';
import {farewell} from '../../output/farewell.ts';
import {stateLine, deliveryLine as textLine} from '../../output/lines.ts';
import {
	deliveryLine as jsonLine,
	noticeLine as jsonNotice,
	readyLine,
	summaryLine,
} from '../../output/ndjson.ts';
import {providers} from '../../providers/registry.ts';
import {defaultLimits, type Listener, listen} from '../../server/listener.ts';
import {liveView} from '../../session/live-view.ts';
import {type Notice, Session} from '../../session/session.ts';
import {inMemory} from '../../store/location.ts';
import {openStore} from '../../store/store.ts';
import type {Line} from '../../view/segment.ts';
import {paintLine, plainTheme} from '../../view/theme.ts';
import {looksFor} from '../colour.ts';
import {type GlobalOptions, storePathOf, tilde} from '../options.ts';
import {configFor, inspectOptions, layered} from '../settings.ts';
import {onStdoutClosed} from '../stdout.ts';
import {type Stopper, stopper} from '../stop.ts';
import {version} from '../version.ts';
import {fileWidth} from './reading.ts';

export interface ListenCommandOptions {
	port: number;
	host: string;
	provider?: string;
	route?: string[];
	maxBody: number;
	strict?: boolean;
	output?: OutputMode;
}

/** How long closing waits for answers under way before it gives up on them. */
const closeDeadlineMs = 3000;

/** How long the end of the output may take to be read once everything is closed, in ms. */
const drainMs = 2000;

/** One way of showing what happens. */
interface Output {
	/** Requests can be received now. */
	ready(): void;
	/** The last thing said; after it nothing is printed. Throws what a view failed with. */
	end(): Promise<void>;
}

interface Running {
	session: Session;
	listener: Listener;
	storePath: string;
	/** The configuration file; null when there is none. */
	configFile: string | null;
	global: GlobalOptions;
	stop: Stopper;
}

/** `typed` has the names of the options that were on the command line, and are no defaults. */
export async function runListen(
	given: ListenCommandOptions,
	typed: ReadonlySet<string>,
	global: GlobalOptions,
): Promise<ExitCode> {
	const config = await configFor(global);
	const mode = outputMode(given, global, config);
	const inspect = inspectOptions(given, config);
	const options = layered(given, typed, config.listen);
	const storePath = storePathOf(global, config);
	const openOutput = await loadOutput(mode);
	const store = await openStore(storePath);
	const session = new Session({store, inspect});
	const stop = stopper();
	onStdoutClosed(() => stop.stop(exitCode.done));
	try {
		const listener = await listen({
			host: options.host,
			port: options.port,
			limits: {...defaultLimits, maxBody: options.maxBody},
			onExchange: exchange => session.receive(exchange),
			onTrouble: message => session.notify('warning', message),
		});
		const output = openOutput({session, listener, storePath, configFile: config.file, global, stop});
		output.ready();
		const reason = await stop.stopped;
		await close(listener, session);
		await output.end();
		const rejected = session.summary().verdicts.rejected > 0;
		return options.strict && rejected && reason.exitCode === exitCode.done
			? exitCode.contract
			: reason.exitCode;
	} finally {
		stop.dispose();
		session.close();
		store.close();
		// A reader of our output that has stopped reading must not keep the process for ever.
		setTimeout(() => process.exit(), drainMs).unref();
	}
}

async function close(listener: Listener, session: Session): Promise<void> {
	const deadline = new Promise<void>(resolve => setTimeout(resolve, closeDeadlineMs).unref());
	await Promise.race([listener.close().then(() => session.idle()), deadline]);
}

/** @throws {CallHookError} when what was asked for cannot be shown here */
function outputMode(
	{output}: ListenCommandOptions,
	{json}: GlobalOptions,
	{listen: settings}: Config,
): OutputMode {
	if (json && output !== undefined && output !== 'json') {
		throw new CallHookError(`--json and --output ${output} contradict each other.`, {
			hint: 'Leave out one of them.',
			exitCode: exitCode.usage,
		});
	}
	const isTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true;
	if (output === 'tui' && !isTerminal) {
		throw new CallHookError('The terminal UI needs a terminal, and this is a pipe or a file.', {
			hint: 'Use --output lines or --json.',
			exitCode: exitCode.usage,
		});
	}
	if (json) return 'json';
	if (output !== undefined) return output;
	// The file is for every run, and this one may have no terminal: what it says of the terminal UI is the default.
	if (settings.output !== undefined && settings.output !== 'tui') return settings.output;
	const {env} = process;
	// A screen reader is better served by lines; in CI nobody looks at a screen.
	const plain = env['TERM'] === 'dumb' || isTrue(env['CI']) || env['INK_SCREEN_READER'] === 'true';
	return isTerminal && !plain ? 'tui' : 'lines';
}

/** Set, and not to something that says no. */
function isTrue(value: string | undefined): boolean {
	return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}

/** Loads what a mode needs before the port is opened, so that no request waits for it. */
async function loadOutput(mode: OutputMode): Promise<(running: Running) => Output> {
	switch (mode) {
		case 'tui': {
			const {runTui} = await import('../../tui/run.tsx');
			return running => tuiOutput(running, runTui);
		}
		case 'lines':
			return linesOutput;
		case 'json':
			return jsonOutput;
		case 'quiet':
			return quietOutput;
	}
}

function tuiOutput(running: Running, runTui: typeof import('../../tui/run.tsx').runTui): Output {
	const {session, listener, global, stop} = running;
	const {theme, marks} = looksFor(global, process.env);
	let done = Promise.resolve();
	return {
		ready() {
			const ui = runTui({
				view: liveView(session, listener.url, tilde(running.storePath)),
				version,
				theme,
				marks,
				readBody: request => readMessage(request).body,
				providers: providers.map(({id, name, setup}) => ({id, name, setup})),
			});
			done = ui.done;
			void stop.stopped.then(() => ui.stop());
			// A view that fails ends the listener, too; `end` then throws what it failed with.
			const stopListening = () => stop.stop(exitCode.done);
			ui.done.then(stopListening, stopListening);
		},
		async end() {
			await done;
			sayFarewell(running);
		},
	};
}

function linesOutput(running: Running): Output {
	const {session, listener, storePath, configFile, global} = running;
	const {theme, marks} = looksFor(global, process.env);
	session.onDelivery(delivery => {
		const width = process.stdout.isTTY ? process.stdout.columns : null;
		process.stdout.write(`${paintLine(textLine(delivery, {width, marks}), theme)}\n`);
	});
	session.onNotice(notice => {
		if (!global.quiet || notice.severity === 'error') say([noticeLine(notice)], global);
	});
	return {
		ready() {
			if (global.quiet) return;
			const where = `${listener.url}   store ${tilde(storePath)}`;
			const now = Date.now();
			const config = configFile === null ? [] : [stateLine(now, 'config', tilde(configFile))];
			say([...config, stateLine(now, 'listening', where, 'good')], global);
		},
		async end() {
			sayFarewell(running);
		},
	};
}

function jsonOutput({session, listener, storePath}: Running): Output {
	session.onDelivery(delivery => process.stdout.write(jsonLine(delivery)));
	session.onNotice(notice => process.stdout.write(jsonNotice(notice)));
	return {
		ready() {
			const ready = {url: listener.url, publicUrl: null, store: storePath, pid: process.pid};
			process.stdout.write(readyLine(ready));
		},
		async end() {
			process.stdout.write(summaryLine(session.summary(), Date.now()));
		},
	};
}

/** Errors only. */
function quietOutput({session, global}: Running): Output {
	session.onNotice(notice => {
		if (notice.severity === 'error') say([noticeLine(notice)], global);
	});
	return {ready() {}, async end() {}};
}

function noticeLine({at, severity, message, hint}: Notice): Line {
	const role = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'text';
	const word = severity === 'info' ? 'note' : severity;
	return stateLine(at, word, hint === null ? message : `${message} ${hint}`, role);
}

function sayFarewell({session, storePath, global}: Running): void {
	if (global.quiet) return;
	const lines = farewell({
		summary: session.summary(),
		now: Date.now(),
		store: storePath === inMemory ? null : tilde(storePath),
		storeOption: `${optionText('--config', global.config)}${optionText('--store', global.store)}`,
		width: process.stderr.isTTY ? process.stderr.columns : fileWidth,
	});
	say(lines, global);
}

/** To be added to a command; nothing for an option that was not given. */
function optionText(name: string, value: string | undefined): string {
	return value === undefined ? '' : ` ${name} ${value}`;
}

/** To stderr: stdout is for results. */
function say(lines: readonly Line[], global: GlobalOptions): void {
	const theme = process.stderr.isTTY ? looksFor(global, process.env).theme : plainTheme;
	process.stderr.write(lines.map(line => `${paintLine(line, theme)}\n`).join(''));
}
