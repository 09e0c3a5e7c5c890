import {describe, expect, test} from 'vitest';
import {type HelpFor, helpLines, helpTextWidth, helpTitle} from '../../src/tui/help.ts';
import {bindings, bindingsOn, type Screen} from '../../src/tui/keys.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';

const pages: readonly [HelpFor, Screen][] = [
	['calls', 'list'],
	['deliveries', 'list'],
	['detail', 'detail'],
	['start', 'sheet'],
];
const widths = Array.from({length: 200 - 40 + 1}, (_, index) => 40 + index);

function shown(here: HelpFor, width: number, marks = unicodeMarks): string[] {
	return helpLines(here, width, marks).map(plain);
}

describe.each(pages)('help on %s', (here, screen) => {
	test.each([40, 80, 81, 120, 121, 160])('has every key of that screen at %i columns', width => {
		const text = shown(here, width).join('\n');
		for (const {command, help, keys} of bindingsOn(screen)) {
			expect(text, command).toContain(help);
			const key = keys[0] ?? '';
			// Where two keys do not fit into the column of keys, the first stands for both.
			const first = bindingsOn(screen).find(other => other.help === help)?.keys[0] ?? '';
			const cells = text
				.split('\n')
				.flatMap(line => (line.includes(help) ? [line.slice(0, line.indexOf(help)).slice(-10)] : []))
				.flatMap(cell => cell.trim().split(/[ /]/));
			expect(
				[key.replace('Ctrl+', ''), key, key === 'Shift+Tab' ? first : key].some(name => cells.includes(name)),
				`${key} in ${cells}`,
			).toBe(true);
		}
	});

	test('has every text of the table, those of other screens as well', () => {
		const text = shown(here, 120).join('\n');
		for (const {help, contexts} of bindings)
			if (!contexts.includes('sheet') || here === 'start') expect(text).toContain(help);
	});

	test('tells what works here first', () => {
		const text = shown(here, 40);
		const [first] = text.filter(line => /^ (?:In the|On this|Screen|Everywhere)/.test(line));
		const wanted = {
			list: ' In the list',
			detail: ' In the detail',
			sheet: ' On this page',
			small: '',
			ask: '',
		}[screen];
		expect(first?.trimEnd()).toBe(wanted);
	});

	test('has no line wider than the screen, and none that is cut', () => {
		for (const width of widths)
			for (const marks of [unicodeMarks, asciiMarks])
				for (const line of helpLines(here, width, marks)) {
					expect(lineWidth(line), `${width}: ${plain(line)}`).toBeLessThanOrEqual(width);
					// It is the mark of waiting as well.
					if (marks === unicodeMarks) expect(plain(line).replace('… waiting', '')).not.toContain('…');
				}
	});

	test('is shorter where there is room for more columns of keys', () => {
		expect(shown(here, 121).length).toBeLessThan(shown(here, 81).length);
		expect(shown(here, 81).length).toBeLessThan(shown(here, 80).length);
	});

	test('has a title that fills the line and names the screen', () => {
		for (const width of widths) expect(lineWidth(helpTitle(here, width, unicodeMarks))).toBe(width);
		const names = {calls: 'Calls', deliveries: 'Deliveries', detail: 'Detail', start: 'Start'};
		expect(plain(helpTitle(here, 60, unicodeMarks))).toMatch(
			new RegExp(`^━ Keys {3}here: ${names[here]} ━+$`),
		);
		expect(plain(helpTitle(here, 60, asciiMarks))).toMatch(/^= Keys .* =+$/);
	});
});

describe('rows of help', () => {
	const text = shown('calls', 120).join('\n');

	test.each([
		['j k       Move'],
		['PgDn PgUp A page (Space: down)'],
		['Ctrl+D/U  Half a page'],
		['Tab       Focus: list or detail'],
		['1 2 3 4   A tab by its number'],
		['[ ]       Previous, next tab'],
		[', .       Deliveries of the call'],
		['T         Open or close the tunnel'],
		['y         Yes'],
		['Ctrl+C    Quit at once'],
	])('%s', row => {
		expect(text).toContain(row);
	});

	test('are told once for keys with the same text in one group', () => {
		expect(text.match(/Previous, next tab/g)).toHaveLength(1);
		// The list's and the detail's.
		expect(text.match(/A page \(Space: down\)/g)).toHaveLength(2);
	});

	test('have room for the longest text', () => {
		for (const {help} of bindings) expect(help.length, help).toBeLessThanOrEqual(helpTextWidth);
	});
});

describe('the legend of help', () => {
	test.each([unicodeMarks, asciiMarks])('has every mark of its own theme', marks => {
		for (const width of [40, 80, 120]) {
			const text = shown('calls', width, marks).join('\n');
			const legend = text.slice(text.indexOf(' Marks'));
			for (const entry of [
				`${marks.live} talking`,
				`${marks.beginning} started, ringing`,
				`${marks.degraded} degraded`,
				`${marks.waiting} waiting`,
				`${marks.accepted} accepted`,
				`${marks.rejected} rejected`,
				`${marks.unknown} unknown`,
				`${marks.none} not stated`,
				`${marks.error} error`,
				`${marks.warning} warning`,
				`${marks.info} note`,
			])
				expect(legend).toContain(entry);
		}
	});

	test('draws nothing but ASCII where that is all there is', () => {
		const text = pages.flatMap(([here]) => shown(here, 120, asciiMarks)).join('');
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
		expect(text).toMatch(/^[\u0000-\u007f]*$/);
	});
});
