import {describe, expect, test} from 'vitest';
import {activeSets, type BarFacts, bindingsOn, type Command, type Screen} from '../../src/tui/keys.ts';
import type {Toast} from '../../src/tui/state.ts';
import {keyBar, quitQuestion, toastBar} from '../../src/tui/status-bar.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {steering} from '../output/samples.ts';
import {hostile} from './samples.ts';

const nothing: ReadonlySet<Command> = new Set();
const calls: BarFacts = {list: 'calls', hasTunnel: false};
const screens = Object.keys(activeSets) as Screen[];
const withKeys = screens.filter(screen => screen !== 'small' && screen !== 'ask');
const widths = Array.from({length: 260}, (_, index) => 40 + index);
const bar = (screen: Screen, width: number, idle = nothing, marks = unicodeMarks) =>
	plain(keyBar(screen, calls, idle, width, marks));

/** `↑↓ move`, as they stand from left to right. */
function entries(line: string): string[] {
	return line
		.trim()
		.split(/ {2,}/)
		.filter(entry => entry !== '');
}

describe('keyBar', () => {
	test.each(screens)('of %s is exactly as wide as the screen', screen => {
		for (const width of widths)
			for (const marks of [unicodeMarks, asciiMarks])
				expect(lineWidth(keyBar(screen, {...calls, list: 'deliveries'}, nothing, width, marks))).toBe(width);
	});

	test.each(withKeys)('of %s ends with all keys at every width', screen => {
		for (const width of widths) expect(entries(bar(screen, width)).at(-1)).toBe('? all keys');
	});

	test.each(withKeys)('of %s has as many as fit, those that matter most first', screen => {
		const all = entries(bar(screen, 400));
		expect(all).toHaveLength(bindingsOn(screen).filter(({bar: shown}) => shown !== undefined).length);
		const shown = all.slice(0, -1);
		for (const width of widths) {
			const found = entries(bar(screen, width)).slice(0, -1);
			expect(found).toEqual(shown.slice(0, found.length));
			const next = shown[found.length];
			if (next === undefined) continue;
			// One column in front, one behind, two between: one more would not have fitted.
			const needed = [...found, next, '? all keys'].reduce((sum, entry) => sum + widthOf(entry) + 2, 0);
			expect(needed, `${next} at ${width}`).toBeGreaterThan(width);
		}
	});

	test('stands in order, for lists and for the detail', () => {
		expect(bar('list', 200).trim()).toBe(
			'↑↓ move  Enter open  T open tunnel  Tab detail  Esc back  f follow  t deliveries  , . delivery  q quit  [ ] tabs  - layout  ? all keys',
		);
		expect(bar('list', 40)).toBe(' ↑↓ move  Enter open  ? all keys        ');
		expect(bar('list', 41)).toBe(' ↑↓ move  Enter open  ? all keys         ');
	});

	test('leaves out what would do nothing, and has room for others then', () => {
		const idle = new Set<Command>(['back', 'open.full', 'focus.next']);
		const line = bar('list', 60, idle);
		expect(line).not.toMatch(/Esc|Enter|Tab/);
		expect(line).toContain('t deliveries');
	});

	test('says what T does to the tunnel there is', () => {
		const text = (hasTunnel: boolean) =>
			plain(keyBar('sheet', {...calls, hasTunnel}, nothing, 80, unicodeMarks));
		expect(text(false)).toContain('T open tunnel');
		expect(text(true)).toContain('T close tunnel');
	});

	test('names the other list', () => {
		expect(plain(keyBar('list', calls, nothing, 120, unicodeMarks))).toContain('t deliveries');
		expect(plain(keyBar('list', {...calls, list: 'deliveries'}, nothing, 120, unicodeMarks))).toContain(
			't calls',
		);
	});

	test('names letters where arrows cannot be drawn', () => {
		expect(bar('list', 80, nothing, asciiMarks)).toMatch(/^ j k move {2}Enter open/);
	});

	test('tells keys from what they do by role', () => {
		const line = keyBar('list', calls, nothing, 80, unicodeMarks);
		expect(line.filter(({role}) => role === 'accent').map(({text}) => text)).toContain('Enter');
		expect(line.find(({text}) => text === ' all keys')?.role).toBe('text.muted');
	});
});

describe('the question before the address is given up', () => {
	const asked = (users: number, width: number, address: string | null = 'https://brave-lynx-42.loca.lt') =>
		quitQuestion(address, users, width, unicodeMarks);

	test('is as drawn', () => {
		expect(plain(asked(9, 120))).toBe(
			' Quit? https://brave-lynx-42.loca.lt is given up, and 9 providers use it.   y quit   n stay                             ',
		);
		expect(plain(asked(1, 80))).toBe(
			' Quit? The address brave-lynx-42.loca.lt is given up.   y quit   n stay         ',
		);
		expect(plain(asked(9, 40))).toMatch(/^ Quit\? .* {2}y quit {2}n stay *$/);
	});

	test('names no address while there is none', () => {
		expect(plain(asked(2, 80, null))).toMatch(
			/^ Quit\? The public address is given up\. {3}y quit {3}n stay *$/,
		);
		expect(plain(asked(2, 120, null))).toContain('The public address is given up, and 2 providers use it.');
	});

	test('always has room for its keys', () => {
		for (const width of widths)
			for (const address of [null, 'https://brave-lynx-42.loca.lt', ...hostile]) {
				const line = asked(12, width, address);
				expect(lineWidth(line)).toBe(width);
				expect(plain(line)).toContain('n stay');
				expect(plain(line)).not.toMatch(steering);
			}
	});
});

describe('toastBar', () => {
	const toast = (message: string, severity: Toast['severity'] = 'info'): Toast => ({
		severity,
		message,
		shownAt: 0,
		keySeen: false,
		answer: false,
	});

	test.each([
		['error', '✗', 'x', 'bad'],
		['warning', '△', 'W', 'warn'],
		['info', '-', '-', 'info'],
		['good', '●', '\\*', 'good'],
	] as const)('of %s has its mark, in words for those without colour', (severity, mark, ascii, role) => {
		expect(plain(toastBar(toast('Told.', severity), 40, unicodeMarks))).toMatch(
			new RegExp(`^ ${mark} Told\\. {2,}\\? all keys $`),
		);
		expect(plain(toastBar(toast('Told.', severity), 40, asciiMarks)).slice(0, 3)).toMatch(
			new RegExp(`^ ${ascii} $`),
		);
		expect(toastBar(toast('Told.', severity), 40, unicodeMarks)[0]?.role).toBe(role);
	});

	test('takes the whole line where it needs it, before it is cut', () => {
		const room = 80 - 3 - 2 - '? all keys '.length;
		expect(plain(toastBar(toast('x'.repeat(room)), 80, unicodeMarks))).toContain('? all keys');
		const longer = plain(toastBar(toast('x'.repeat(room + 1)), 80, unicodeMarks));
		expect(longer).not.toContain('all keys');
		expect(longer).toContain('x'.repeat(room + 1));
		expect(plain(toastBar(toast('x'.repeat(77)), 80, unicodeMarks))).toBe(` - ${'x'.repeat(77)}`);
		expect(plain(toastBar(toast('x'.repeat(78)), 80, unicodeMarks))).toBe(` - ${'x'.repeat(76)}…`);
	});

	test('is exactly as wide as the screen, whatever it says, and steers nothing', () => {
		for (const width of [40, 41, 79, 80, 160])
			for (const text of [...hostile, 'x'.repeat(5000), '']) {
				const line = toastBar(toast(text, 'error'), width, unicodeMarks);
				expect(lineWidth(line)).toBe(width);
				expect(plain(line)).not.toMatch(steering);
			}
	});
});
