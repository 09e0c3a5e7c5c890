import type {Key} from 'ink';
import {describe, expect, test} from 'vitest';
import {helpLines, helpTextWidth} from '../../src/tui/help.ts';
import {keysOf} from '../../src/tui/keyboard.ts';
import {activeSets, bindings, bindingsOn, commandFor, type Screen} from '../../src/tui/keys.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';

const screens = Object.keys(activeSets) as Screen[];

describe('the table of keys', () => {
	test.each(screens)('gives a key one meaning on the screen %s', screen => {
		const seen = new Map<string, string>();
		for (const {command, keys} of bindingsOn(screen)) {
			for (const key of keys) {
				expect(seen.get(key), `${key} of ${command}`).toBeUndefined();
				seen.set(key, command);
			}
		}
	});

	test('explains every command in at most 29 columns', () => {
		for (const {command, help} of bindings) {
			expect(help, command).not.toBe('');
			expect(help.length, command).toBeLessThanOrEqual(helpTextWidth);
		}
	});

	test('binds nothing a terminal sends for another key', () => {
		const taken = bindings.flatMap(({keys}) => keys);
		for (const key of ['Ctrl+H', 'Ctrl+I', 'Ctrl+J', 'Ctrl+M', 'Ctrl+S', 'Ctrl+Q'])
			expect(taken).not.toContain(key);
		expect(taken.filter(key => key.includes('Alt+'))).toEqual([]);
	});

	test('names in the status bar only keys that work there', () => {
		const spoken: Record<string, readonly string[]> = {
			'↑↓': ['↑', '↓'],
			'[ ]': ['[', ']'],
			', .': [',', '.'],
		};
		for (const screen of screens) {
			for (const {bar} of bindingsOn(screen)) {
				for (const key of bar === undefined ? [] : (spoken[bar.keys] ?? [bar.keys])) {
					expect(commandFor(key, screen), `${key} on ${screen}`).not.toBeNull();
				}
			}
		}
	});

	test('always ends the status bar with the key for all keys', () => {
		for (const screen of ['list', 'detail', 'sheet'] as const) {
			const last = bindingsOn(screen)
				.flatMap(({bar}) => (bar === undefined ? [] : [bar]))
				.reduce((a, b) => (a.order > b.order ? a : b));
			expect(last.label).toBe('all keys');
		}
	});
});

describe('help', () => {
	test.each([40, 79, 80, 119, 120, 200])('tells every command, and fits into %i columns', width => {
		const lines = helpLines('calls', width, unicodeMarks);
		for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
		const text = lines.map(plain).join('\n');
		for (const {help} of bindings.filter(({contexts}) => !contexts.includes('sheet')))
			expect(text).toContain(help);
	});
});

describe('the keyboard', () => {
	const none = Object.fromEntries(
		['upArrow', 'pageDown', 'return', 'escape', 'ctrl', 'shift', 'tab', 'meta'].map(name => [name, false]),
	) as unknown as Key;

	test('takes several characters of one read as several keys', () => {
		expect(keysOf('jjG', none)).toEqual(['j', 'j', 'G']);
		expect(keysOf('j\r\t \x1b', none)).toEqual(['j', 'Enter', 'Tab', 'Space', 'Esc']);
	});

	test('names special keys and what is held with them', () => {
		expect(keysOf('', {...none, upArrow: true})).toEqual(['↑']);
		expect(keysOf('', {...none, tab: true, shift: true})).toEqual(['Shift+Tab']);
		expect(keysOf('d', {...none, ctrl: true})).toEqual(['Ctrl+D']);
		expect(keysOf('x', {...none, meta: true})).toEqual(['Alt+x']);
	});
});
