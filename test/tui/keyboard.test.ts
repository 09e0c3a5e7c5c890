import {type Key, render, Text, useInput, usePaste} from 'ink';
import {createElement} from 'react';
import {afterEach, describe, expect, test} from 'vitest';
import {keysOf} from '../../src/tui/keyboard.ts';
import {bindings} from '../../src/tui/keys.ts';
import {type TestTerminal, testTerminal} from '../support/terminal.ts';

const none: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

describe('keysOf', () => {
	test('makes each character of a report a key of its own, in order', () => {
		expect(keysOf('Gjj', none)).toEqual(['G', 'j', 'j']);
		expect(keysOf('', none)).toEqual([]);
		expect(keysOf('a\rb\tc d\u007f\b\n', none)).toEqual([
			'a',
			'Enter',
			'b',
			'Tab',
			'c',
			'Space',
			'd',
			'Backspace',
			'Backspace',
			'Enter',
		]);
	});

	test('names control characters among others by their letters', () => {
		expect(keysOf('x\u000cy\u0003\u0000\u001b', none)).toEqual([
			'x',
			'Ctrl+L',
			'y',
			'Ctrl+C',
			'Ctrl+@',
			'Esc',
		]);
	});

	test('halves no character', () => {
		expect(keysOf('é👍山', none)).toEqual(['é', '👍', '山']);
	});

	test('knows an upper case letter by itself: Shift is no part of its name', () => {
		expect(keysOf('G', {...none, shift: true})).toEqual(['G']);
	});

	test('puts modifiers in front of named keys, always in the same order', () => {
		const all = {...none, shift: true, ctrl: true, meta: true};
		expect(keysOf('', {...none, shift: true, tab: true})).toEqual(['Shift+Tab']);
		expect(keysOf('', {...none, shift: true, leftArrow: true})).toEqual(['Shift+←']);
		expect(keysOf('', {...all, pageDown: true})).toEqual(['Ctrl+Alt+Shift+PgDn']);
	});

	test('is silent where Ink knows a key without a name', () => {
		expect(keysOf('', {...none, ctrl: true})).toEqual([]);
		expect(keysOf('', {...none, meta: true})).toEqual([]);
	});
});

describe('what a keyboard sends', () => {
	const ends: (() => void)[] = [];
	afterEach(() => {
		for (const end of ends.splice(0)) end();
	});

	/** Everything read so far; `paste` stands for pasted text. */
	async function reading(): Promise<{terminal: TestTerminal; keys: string[]}> {
		const terminal = testTerminal(80, 24);
		const keys: string[] = [];
		const Reader = () => {
			useInput((input, key) => {
				keys.push(...keysOf(input, key));
			});
			usePaste(() => {
				keys.push('paste');
			});
			return createElement(Text, null, 'ready');
		};
		const {stdin, stdout} = terminal;
		const instance = render(createElement(Reader), {
			stdin,
			stdout,
			exitOnCtrlC: false,
			patchConsole: false,
			interactive: true,
		});
		ends.push(() => instance.unmount());
		await terminal.waitFor(screen => screen.includes('ready') && terminal.isRaw());
		return {terminal, keys};
	}

	/** The keys of these bytes; a `z` behind them says when all were read. */
	async function keysFrom(bytes: string): Promise<string[]> {
		const {terminal, keys} = await reading();
		terminal.type(bytes);
		// Apart from what comes next: Ink waits for the rest of what could be the beginning of a sequence.
		if (bytes.endsWith('\u001b')) await terminal.waitFor(() => keys.length > 0);
		terminal.type('z');
		await terminal.waitFor(() => keys.at(-1) === 'z', 'the last key');
		return keys.slice(0, -1);
	}

	test.each([
		['Esc', '\u001b', ['Esc']],
		['arrows', '\u001b[A\u001b[B\u001b[C\u001b[D', ['↑', '↓', '→', '←']],
		['arrows of the other mode', '\u001bOA\u001bOB', ['↑', '↓']],
		['Shift and arrows', '\u001b[1;2D\u001b[1;2C', ['Shift+←', 'Shift+→']],
		['Ctrl and an arrow', '\u001b[1;5A', ['Ctrl+↑']],
		['pages', '\u001b[5~\u001b[6~', ['PgUp', 'PgDn']],
		['ends', '\u001b[H\u001b[F\u001b[1~\u001b[4~', ['Home', 'End', 'Home', 'End']],
		['Enter, Tab and Shift+Tab', '\r\t\u001b[Z', ['Enter', 'Tab', 'Shift+Tab']],
		['Space', ' ', ['Space']],
		['letters and arrows in one read', 'gj\u001b[Bx', ['g', 'j', '↓', 'x']],
		['Ctrl and letters', '\u0006\u0002', ['Ctrl+F', 'Ctrl+B']],
		['Ctrl+C behind letters', 'jj\u0003', ['j', 'j', 'Ctrl+C']],
		['Alt and a letter', '\u001bj', ['Alt+j']],
		['Alt and an upper case letter', '\u001bJ', ['Alt+J']],
	])('%s', async (_, bytes, expected) => {
		expect(await keysFrom(bytes)).toEqual(expected);
	});

	test.each(['a', 'b', 'c', 'd', 'f', 'l', 'u', 'z'])('Ctrl+%s', async letter => {
		const bytes = String.fromCharCode(letter.charCodeAt(0) - 0x60);
		expect(await keysFrom(bytes)).toEqual([`Ctrl+${letter.toUpperCase()}`]);
	});

	test.each([
		['a function key', '\u001bOP\u001b[24~'],
		['a sequence that means nothing', '\u001b[99;5~'],
		['the mouse', '\u001b[<0;10;10M'],
		['the window, coming and going', '\u001b[I\u001b[O'],
		['an answer of the terminal', '\u001b[?1;2c'],
	])('%s presses nothing', async (_, bytes) => {
		expect(await keysFrom(bytes)).toEqual([]);
	});

	test('pasted text presses nothing, whatever it holds', async () => {
		expect(await keysFrom('\u001b[200~q\u0003\r\u001b[A\u001b[201~')).toEqual(['paste']);
	});

	test('every key of the table can be sent', async () => {
		const sent: Record<string, string> = {
			'↑': '\u001b[A',
			'↓': '\u001b[B',
			'→': '\u001b[C',
			'←': '\u001b[D',
			PgUp: '\u001b[5~',
			PgDn: '\u001b[6~',
			Home: '\u001b[H',
			End: '\u001b[F',
			Enter: '\r',
			Tab: '\t',
			Space: ' ',
			'Shift+Tab': '\u001b[Z',
			'Shift+←': '\u001b[1;2D',
			'Shift+→': '\u001b[1;2C',
		};
		const bytesOf = (key: string) => {
			const letter = /^Ctrl\+([A-Z])$/.exec(key)?.[1];
			return letter === undefined
				? (sent[key] ?? key)
				: String.fromCharCode(letter.charCodeAt(0) - 'A'.charCodeAt(0) + 1);
		};
		const names = [...new Set(bindings.flatMap(({keys}) => keys))].filter(key => key !== 'Esc');
		expect(await keysFrom(names.map(bytesOf).join(''))).toEqual(names);
	});
});
