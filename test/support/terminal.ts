/** A terminal for tests: what the UI writes goes through a real emulator, so a test reads what a person would see. */

import {Readable, Writable} from 'node:stream';
import xterm from '@xterm/headless';
import {afterEach} from 'vitest';

/** Far longer than anything takes: a condition that is not met by then never will be. */
const patienceMs = 5000;

class FakeOutput extends Writable {
	readonly isTTY = true;
	columns: number;
	rows: number;
	readonly chunks: string[] = [];
	readonly emulator: InstanceType<typeof xterm.Terminal>;
	/** What has reached the emulator's screen so far. */
	#settled = 0;

	constructor(columns: number, rows: number) {
		super({decodeStrings: false});
		this.columns = columns;
		this.rows = rows;
		this.emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	}

	override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
		const text = chunk.toString();
		this.chunks.push(text);
		// A terminal turns line feeds into new lines; the emulator alone does not.
		this.emulator.write(text.replace(/\r?\n/g, '\r\n'), () => {
			this.#settled++;
		});
		done();
	}

	get isSettled(): boolean {
		return this.#settled === this.chunks.length;
	}
}

class FakeInput extends Readable {
	readonly isTTY = true;
	isRaw = false;

	setRawMode(mode: boolean): this {
		this.isRaw = mode;
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}

	override _read(): void {}
}

export interface TestTerminal {
	stdin: NodeJS.ReadStream;
	stdout: NodeJS.WriteStream;
	/** What a person sees, row by row, blanks at the end left out. */
	screen(): string[];
	/** All rows as one text. */
	text(): string;
	/** Everything written so far, chunk by chunk. */
	chunks(): readonly string[];
	/** Bytes as the keyboard would send them. */
	type(keys: string): void;
	resize(columns: number, rows: number): void;
	isAlternate(): boolean;
	isRaw(): boolean;
	/** Polls until the condition holds for what is on the screen; fails with the screen when it never does. */
	waitFor(condition: (screen: string) => boolean, what?: string): Promise<void>;
}

const open: FakeOutput[] = [];
afterEach(() => {
	for (const output of open.splice(0)) output.emulator.dispose();
});

export function testTerminal(columns: number, rows: number): TestTerminal {
	const output = new FakeOutput(columns, rows);
	const input = new FakeInput();
	open.push(output);
	const screen = () => {
		const {active} = output.emulator.buffer;
		return Array.from(
			{length: output.rows},
			(_, row) =>
				active
					.getLine(active.baseY + row)
					?.translateToString(true, 0, output.columns)
					.trimEnd() ?? '',
		);
	};
	const text = () => screen().join('\n');
	return {
		stdin: input as unknown as NodeJS.ReadStream,
		stdout: output as unknown as NodeJS.WriteStream,
		screen,
		text,
		chunks: () => output.chunks,
		type: keys => {
			input.push(keys);
		},
		resize(nextColumns, nextRows) {
			output.emulator.resize(nextColumns, nextRows);
			output.columns = nextColumns;
			output.rows = nextRows;
			output.emit('resize');
		},
		isAlternate: () => output.emulator.buffer.active.type === 'alternate',
		isRaw: () => input.isRaw,
		async waitFor(condition, what = 'the condition') {
			const until = Date.now() + patienceMs;
			while (!output.isSettled || !condition(text())) {
				if (Date.now() > until) throw new Error(`${what} never held. The screen:\n${text()}`);
				await new Promise(resolve => setTimeout(resolve, 5));
			}
		},
	};
}
