/** The ways `listen` shows what happens. */

import type {ListenSettings, OutputMode} from '../config/config.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import {version} from '../core/version.ts';
import {adviceOn} from '../inspect/advice.ts';
import {readMessage} from '../inspect/message.ts';
import {deadlineOf} from '../inspect/verdict.ts';
import {farewell} from '../output/farewell.ts';
import {
	stateLine,
	targetLine as targetText,
	deliveryLine as textLine,
	tunnelLine as tunnelText,
} from '../output/lines.ts';
import {
	deliveryLine as jsonLine,
	noticeLine as jsonNotice,
	readyLine,
	summaryLine,
	targetLine,
	tunnelLine,
} from '../output/ndjson.ts';
import {providers} from '../providers/registry.ts';
import {liveView} from '../session/live-view.ts';
import type {Notice, Session} from '../session/session.ts';
import {inMemory} from '../store/location.ts';
import type {Line} from '../view/segment.ts';
import {paintLine, plainTheme} from '../view/theme.ts';
import {looksFor} from './colour.ts';
import {type GlobalOptions, tilde} from './options.ts';
import {fileWidth} from './stdout.ts';
import type {Stopper} from './stop.ts';

/** A listener that runs, as its output sees it. */
export interface Running {
	session: Session;
	/** Where to send to on this machine: `http://127.0.0.1:8888`, and the secret path if there is one. */
	url: string;
	storePath: string;
	/** The configuration file; null when there is none. */
	configFile: string | null;
	global: GlobalOptions;
	stop: Stopper;
	/** The user has written down answers or faults. */
	hasRules: boolean;
	/** What curl needs to be let in. */
	curlOptions: readonly string[];
	/** Opens the tunnel, or closes it; says what is done. */
	toggleTunnel(): string;
}

/** One way of showing what happens. */
export interface Output {
	/** Says when all is ready, the public address as well; the others show how it comes about. */
	readonly waitsForAddress: boolean;
	/** Requests can be received now. */
	ready(): void;
	/** The last thing said; after it nothing is printed. Throws what a view failed with. */
	end(): Promise<void>;
}

/**
 * What was typed, else what the file says, else what fits.
 * @throws {CallHookError} when what was asked for cannot be shown here
 */
export function outputMode(
	output: OutputMode | undefined,
	{json}: GlobalOptions,
	settings: ListenSettings,
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
export async function loadOutput(mode: OutputMode): Promise<(running: Running) => Output> {
	switch (mode) {
		case 'tui': {
			const {runTui} = await import('../tui/run.tsx');
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

function tuiOutput(running: Running, runTui: typeof import('../tui/run.tsx').runTui): Output {
	const {session, url, global, stop, storePath, toggleTunnel, hasRules, curlOptions} = running;
	const {theme, marks} = looksFor(global, process.env);
	let done = Promise.resolve();
	return {
		waitsForAddress: false,
		ready() {
			const ui = runTui({
				view: liveView(session, url, tilde(storePath), toggleTunnel),
				version,
				theme,
				marks,
				readBody: request => readMessage(request).body,
				providers: providers.map(({id, name, setup}) => ({id, name, setup})),
				hasRules,
				curlOptions,
				deadlineOf,
				adviceOn,
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
	const {session, url, storePath, configFile, global} = running;
	const {theme, marks} = looksFor(global, process.env);
	const width = () => (process.stdout.isTTY ? process.stdout.columns : null);
	session.onDelivery(delivery => {
		process.stdout.write(`${paintLine(textLine(delivery, {width: width(), marks, deadlineOf}), theme)}\n`);
	});
	session.onNotice(notice => {
		if (!global.quiet || notice.severity === 'error') say([noticeLine(notice)], global);
	});
	session.network.onTunnel(status => {
		const address = session.network.state.publicUrl ?? status.url;
		if (!global.quiet) say([tunnelText(status, marks, address)], global);
	});
	session.network.onTarget(status => {
		if (!global.quiet) say([targetText(status, marks)], global);
	});
	if (!global.quiet) {
		const where = `${url}   store ${tilde(storePath)}`;
		const now = Date.now();
		const config = configFile === null ? [] : [stateLine(now, 'config', tilde(configFile))];
		const targets = session.network.state.targets.map(status => targetText(status, marks));
		say([...config, stateLine(now, 'listening', where, 'good'), ...targets], global);
	}
	return {
		waitsForAddress: true,
		ready() {},
		async end() {
			// A terminal shows Ctrl-C as ^C and stays in that line.
			if (process.stderr.isTTY && !global.quiet) process.stderr.write('\n');
			sayFarewell(running);
		},
	};
}

function jsonOutput({session, url, storePath}: Running): Output {
	const {network} = session;
	session.onDelivery(delivery => process.stdout.write(jsonLine(delivery)));
	session.onNotice(notice => process.stdout.write(jsonNotice(notice)));
	network.onTunnel(status => process.stdout.write(tunnelLine(status)));
	let isReady = false;
	network.onTarget(status => {
		if (isReady) process.stdout.write(targetLine(status));
	});
	return {
		waitsForAddress: true,
		ready() {
			const {publicUrl, targets} = network.state;
			process.stdout.write(readyLine({url, publicUrl, store: storePath, pid: process.pid}));
			// Only tunnels come before it.
			isReady = true;
			for (const status of targets) process.stdout.write(targetLine(status));
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
	return {waitsForAddress: true, ready() {}, async end() {}};
}

function noticeLine({at, severity, message, hint}: Notice): Line {
	const role = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'text';
	const word = severity === 'info' ? 'note' : severity;
	return stateLine(at, word, hint === null ? message : `${message} ${hint}`, role);
}

function sayFarewell({session, storePath, global}: Running): void {
	if (global.quiet) return;
	const {tunnel} = session.network.state;
	const lines = farewell({
		summary: session.summary(),
		now: Date.now(),
		store: storePath === inMemory ? null : tilde(storePath),
		storeOption: `${optionText('--config', global.config)}${optionText('--store', global.store)}`,
		width: process.stderr.isTTY ? process.stderr.columns : fileWidth,
		...(tunnel !== null && {address: {status: tunnel, users: session.network.users}}),
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
