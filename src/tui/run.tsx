/** Runs the terminal UI on a terminal, and gives it back as it was. */

import {render} from 'ink';
import type {CapturedRequest} from '../core/capture.ts';
import type {Advice} from '../core/contract.ts';
import type {Delivery} from '../core/delivery.ts';
import type {BodyView} from '../core/message.ts';
import type {LiveView} from '../session/live-view.ts';
import type {Marks} from '../view/marks.ts';
import type {Theme} from '../view/theme.ts';
import {App} from './app.tsx';
import type {Size} from './layout.ts';
import type {ProviderSetup} from './start.ts';
import {Ui} from './ui.ts';

export interface TuiOptions {
	view: LiveView;
	/** Of call-hook, for the first screen. */
	version: string;
	theme: Theme;
	marks: Marks;
	/** The body of a request, decoded for looking at. Must not throw. */
	readBody(request: CapturedRequest): BodyView;
	providers: readonly ProviderSetup[];
	/** The user has written down answers or faults of his own: not every provider gets what it expects. */
	hasRules?: boolean;
	/** What curl needs to be let in. */
	curlOptions?: readonly string[];
	/** How long the sender of a delivery waits for its answer by its documents, in ms; null when they do not say. */
	deadlineOf?(delivery: Delivery): number | null;
	/** What is to be said of its answer besides the verdict. */
	adviceOn(delivery: Delivery): Advice;
	/** The process's own, unless given. Both are terminals. */
	stdin?: NodeJS.ReadStream;
	stdout?: NodeJS.WriteStream;
	/** ms since the epoch. */
	now?(): number;
}

export interface RunningTui {
	/** Resolves when the user quits or `stop` was called, once the terminal is restored; rejects if drawing failed. */
	done: Promise<void>;
	/** Ends it. Safe to call twice. */
	stop(): void;
}

/** Home, and erase to the end of the screen: never the whole screen, which some terminals move to the scrollback. */
const eraseAll = '\u001b[H\u001b[J';

/** Runs until the user quits; the terminal is restored when `done` resolves. */
export function runTui(options: TuiOptions): RunningTui {
	const {
		view,
		version,
		theme,
		marks,
		providers,
		readBody,
		hasRules,
		curlOptions,
		deadlineOf,
		adviceOn,
		now = Date.now,
	} = options;
	const {stdin = process.stdin, stdout = process.stdout} = options;
	const ui = new Ui({
		view,
		version,
		marks,
		providers,
		readBody,
		adviceOn,
		...(hasRules !== undefined && {hasRules}),
		...(curlOptions !== undefined && {curlOptions}),
		...(deadlineOf !== undefined && {deadlineOf}),
		now,
		size: sizeOf(stdout),
		onQuit: () => stop(),
		onRedraw: () => {
			stdout.write(eraseAll);
			instance.clear();
			instance.rerender(app());
		},
	});
	const app = () => <App ui={ui} theme={theme} />;
	// Before Ink's own listener, and drawn at once: Ink must not lay the old rows out in the new width first.
	const onResize = () => {
		ui.resize(sizeOf(stdout));
		instance.rerender(app());
	};
	stdout.on('resize', onResize);
	const instance = render(app(), {
		stdin,
		stdout,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// Decided by who calls this: a variable named CI says nothing about a terminal that is there.
		interactive: true,
	});
	const stop = () => instance.unmount();
	const done = instance.waitUntilExit().then(
		() => close(),
		error => {
			close();
			throw error;
		},
	);
	const close = () => {
		stdout.off('resize', onResize);
		ui.close();
	};
	return {done, stop};
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
	const rows = stdout.rows || 24;
	// A Windows console scrolls when its last cell is written.
	return {columns: stdout.columns || 80, rows: process.platform === 'win32' ? rows - 1 : rows};
}
