/** The built program in a real terminal: a pseudo-terminal from the system, and an emulator that shows its screen. */

import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {cleanEnvironment, programFile, remember, waitFor} from './program.ts';

export interface TerminalProgram {
	readonly pid: number;
	/** What a person sees, row by row. */
	text(): string;
	/** Everything written so far. */
	output(): string;
	isAlternate(): boolean;
	/** What is seen below and above, after the program has left the alternate screen. */
	waitForScreen(what: string, condition: (text: string) => boolean): Promise<string>;
	type(keys: string): void;
	resize(columns: number, rows: number): void;
	/** Waits for the end: its exit code. */
	end(): Promise<number>;
}

export interface TerminalOptions {
	node?: string;
	columns?: number;
	rows?: number;
	env?: Record<string, string>;
}

export function startInTerminal(args: readonly string[], options: TerminalOptions = {}): TerminalProgram {
	const {node = process.execPath, columns = 80, rows = 24, env = {}} = options;
	const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	const pty = spawn(node, [programFile(), ...args], {
		// It becomes TERM, whatever the environment says.
		name: env['TERM'] ?? 'xterm-256color',
		cols: columns,
		rows,
		cwd: '/',
		env: cleanEnvironment(env),
	});
	let output = '';
	let written = 0;
	let shown = 0;
	let exitCode: number | null = null;
	pty.onData(chunk => {
		output += chunk;
		written++;
		emulator.write(chunk, () => {
			shown++;
		});
	});
	// What the program asks the terminal, the emulator answers.
	emulator.onData(answer => {
		if (exitCode === null) pty.write(answer);
	});
	const ended = new Promise<number>(resolve => {
		pty.onExit(exit => {
			exitCode = exit.signal ? -exit.signal : exit.exitCode;
			resolve(exitCode);
		});
	});
	remember(pty.pid, ended);
	const text = () => {
		const {active} = emulator.buffer;
		return Array.from({length: emulator.rows}, (_, row) =>
			(active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
		).join('\n');
	};
	return {
		pid: pty.pid,
		text,
		output: () => output,
		isAlternate: () => emulator.buffer.active.type === 'alternate',
		waitForScreen: (what, condition) =>
			waitFor(
				what,
				() => {
					const screen = text();
					if (shown === written && condition(screen)) return screen;
					if (exitCode !== null && shown === written)
						throw new Error(`${what}: the program has ended (${exitCode}). The screen:\n${screen}`);
					return null;
				},
				() => `The screen:\n${text()}`,
			),
		type: keys => pty.write(keys),
		resize(nextColumns, nextRows) {
			emulator.resize(nextColumns, nextRows);
			pty.resize(nextColumns, nextRows);
		},
		async end() {
			await waitFor(
				'the end of the program',
				() => exitCode !== null && shown === written,
				() => `The screen:\n${text()}`,
			);
			return await ended;
		},
	};
}
