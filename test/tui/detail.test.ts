import {describe, expect, test} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {detailTitle, linesWidth, type TabLineFacts, tabLine, tabRows} from '../../src/tui/detail.ts';
import {tabs} from '../../src/tui/state.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {type Line, plain, segment} from '../../src/view/segment.ts';
import {steering} from '../output/samples.ts';
import {deliveryFrom} from '../session/receiving.ts';
import {hostile, request, telecmiReport} from './samples.ts';

const widths = Array.from({length: 160 - 40 + 1}, (_, index) => 40 + index);
const facts: TabLineFacts = {
	tab: 'decoded',
	lines: 20,
	rows: 20,
	first: 0,
	mark: null,
	delivery: {id: 13, index: 3, of: 4},
	hasFocus: false,
};
const line = (change: Partial<TabLineFacts>, width = 120, marks = unicodeMarks) =>
	plain(tabLine({...facts, ...change}, width, marks));

describe('tabLine', () => {
	test('has the shown tab in brackets', () => {
		expect(line({})).toMatch(
			/^─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks ─+ delivery 4 of 4 {2}#13 ─$/,
		);
		expect(line({tab: 'payload'})).toMatch(
			/^─ 1 Decoded {2}\[2 Payload\] {2}3 Answer {2}4 Checks ─+ delivery 4 of 4 {2}#13 ─$/,
		);
	});

	test('is heavy where the focus is, and says it without colour', () => {
		expect(line({hasFocus: true})).toMatch(
			/^━ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks ━+ delivery 4 of 4 {2}#13 ━$/,
		);
		expect(line({hasFocus: true})).not.toContain('─');
		expect(line({hasFocus: true}, 80, asciiMarks)).toMatch(
			/^= \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks =+ 4 of 4 {2}#13 =$/,
		);
		expect(line({}, 80, asciiMarks)).toMatch(/^- .* -$/);
	});

	test('leaves out a word where there is less room', () => {
		expect(line({}, 100)).toContain(' delivery 4 of 4  #13 ');
		expect(line({}, 99)).toContain('─ 4 of 4  #13 ');
	});

	test('names a delivery without a call by its number alone', () => {
		expect(line({delivery: {id: 13, index: 0, of: 0}})).toMatch(/─ #13 ─$/);
		expect(line({delivery: {id: null, index: 0, of: 0}})).toMatch(/─ not stored ─$/);
		expect(line({delivery: null})).toMatch(/^─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks ─+$/);
	});

	test('says which lines are seen where not all are', () => {
		expect(line({lines: 21})).toContain(' 1-20 of 21 lines   delivery 4 of 4  #13 ');
		expect(line({lines: 12_345, first: 12_330})).toContain(' 12,331-12,345 of 12,345 lines ');
		expect(line({lines: 20})).not.toContain('lines');
		expect(line({lines: 21, delivery: null})).toContain(' 1-20 of 21 lines ─');
	});

	test('keeps the tabs where the rest has no room', () => {
		const long = line({lines: 1_000_000, delivery: {id: 1_000_000, index: 999, of: 1000}}, 40);
		expect(long).toBe('─ [Decoded] Payload Answer Checks ──────');
	});

	test('leaves out the numbers of the tabs before it leaves out which delivery is shown', () => {
		expect(line({}, 60)).toMatch(/^─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks ─+ 4 of 4 {2}#13 ─$/);
		expect(line({}, 59)).toMatch(/^─ \[Decoded\] Payload Answer Checks ─+ 4 of 4 {2}#13 ─$/);
		const many = {id: 1_000_000, index: 999, of: 1000};
		expect(line({delivery: many}, 50)).toMatch(/^─ \[1 Decoded\] {2}2 Payload {2}3 Answer {2}4 Checks ─+$/);
	});

	test('says which lines are seen in fewer letters before it gives up the numbers of the tabs', () => {
		const scrolled = {lines: 42, rows: 7, mark: segment('✗', 'bad')};
		expect(line(scrolled, 80)).toMatch(/ {2}4 Checks ✗ ─+ 1-7 of 42 lines {3}4 of 4 {2}#13 ─$/);
		expect(line(scrolled, 79)).toMatch(/ {2}4 Checks ✗ ─+ 1-7\/42 {3}4 of 4 {2}#13 ─$/);
		expect(line(scrolled, 63)).toMatch(/ Checks ✗ ─+ 1-7\/42 {3}4 of 4 {2}#13 ─$/);
		expect(line(scrolled, 57)).toMatch(/ Checks ✗ ─+ 4 of 4 {2}#13 ─$/);
	});

	test('has the mark of what needs a reader in Checks, inside the brackets when it is shown', () => {
		const mark = segment('△', 'warn');
		expect(line({mark}, 80)).toMatch(/ {2}4 Checks △ ─/);
		expect(line({mark, tab: 'checks'}, 80)).toMatch(/ {2}\[4 Checks △\] ─/);
		expect(line({mark, tab: 'checks'}, 52)).toMatch(/ \[Checks △\] ─/);
		expect(tabLine({...facts, mark}, 80, unicodeMarks)).toContainEqual(mark);
	});

	test('is exactly as wide as its room', () => {
		for (const width of widths)
			for (const tab of tabs)
				for (const lines of [0, 20, 21, 9_999_999])
					for (const delivery of [null, facts.delivery, {id: 9_999_999, index: 1, of: 200}]) {
						const made = tabLine({...facts, tab, lines, delivery}, width, unicodeMarks);
						expect(lineWidth(made), `${width}: ${plain(made)}`).toBe(width);
					}
	});
});

describe('tabRows', () => {
	const lines: Line[] = ['first', 'second', 'third', 'fourth'].map(text => [segment(text)]);
	const rowsOf = (place: {cursor: number; first: number}, hasFocus: boolean, rows = 3, width = 20) =>
		tabRows(lines, place, {rows, width, hasFocus}, unicodeMarks);
	const texts = (made: ReturnType<typeof rowsOf>) => made.map(({line: row}) => plain(row).trimEnd());

	test('are those from the first visible line on', () => {
		expect(texts(rowsOf({cursor: 0, first: 0}, false))).toEqual([' first', ' second', ' third']);
		expect(texts(rowsOf({cursor: 3, first: 2}, false))).toEqual([' third', ' fourth', '']);
	});

	test('mark the line keys act on where the focus is, and none elsewhere', () => {
		const made = rowsOf({cursor: 2, first: 1}, true);
		expect(texts(made)).toEqual([' second', '▌third', ' fourth']);
		expect(made.map(({isCursor}) => isCursor)).toEqual([false, true, false]);
		const away = rowsOf({cursor: 2, first: 1}, false);
		expect(texts(away)).toEqual([' second', ' third', ' fourth']);
		expect(away.some(({isCursor}) => isCursor)).toBe(false);
	});

	test('are as many as there is room for, even without a line', () => {
		const made = tabRows([], {cursor: 0, first: 0}, {rows: 5, width: 40, hasFocus: true}, unicodeMarks);
		expect(made).toHaveLength(5);
		expect(made.filter(({isCursor}) => isCursor)).toHaveLength(1);
	});

	test('are exactly as wide as their room, and leave a column free behind the text', () => {
		const long: Line[] = [...hostile, 'x'.repeat(500)].map(text => [
			segment(text.replace(/\p{Cc}|\p{Cf}/gu, '')),
		]);
		for (const width of widths) {
			const made = tabRows(
				long,
				{cursor: 0, first: 0},
				{rows: long.length, width, hasFocus: true},
				unicodeMarks,
			);
			for (const {line: row} of made) {
				expect(lineWidth(row)).toBe(width);
				expect(plain(row).at(-1)).toBe(' ');
			}
		}
	});

	test('have room for lines laid out to that width', () => {
		const exact: Line[] = [[segment('x'.repeat(linesWidth(60)))]];
		const [row] = tabRows(exact, {cursor: 0, first: 0}, {rows: 1, width: 60, hasFocus: false}, unicodeMarks);
		expect(plain(row?.line ?? [])).toBe(` ${'x'.repeat(linesWidth(60))} `);
		const over: Line[] = [[segment('x'.repeat(linesWidth(60) + 1))]];
		const [cut] = tabRows(over, {cursor: 0, first: 0}, {rows: 1, width: 60, hasFocus: false}, unicodeMarks);
		expect(plain(cut?.line ?? [])).toContain('…');
	});
});

describe('detailTitle', () => {
	const report = deliveryFrom(request({body: telecmiReport('760df326'), target: '/hooks?token=s3cret'}), {
		id: 7,
	});
	const title = (delivery: Delivery, of = {index: 1, of: 2}, width = 120) =>
		plain(detailTitle(delivery, of, width, unicodeMarks));

	test('says number, event, request, provider and call, and which of its deliveries it is', () => {
		expect(title(report)).toMatch(/^ #7 cdr answered {3}POST \/hooks {3}telecmi 760df326 +2 of 2 $/);
	});

	test('says what it repeats', () => {
		const repeat = {
			kind: 'retry',
			by: 'bytes',
			of: 5,
			attempt: 1,
			atMost: null,
			gapMs: 30_100,
			because: '',
		} as const;
		expect(title({...report, repeat})).toContain(' POST /hooks   retry 1, after #5   telecmi ');
	});

	test('shows no query: secrets stand in there', () => {
		expect(title(report)).not.toMatch(/\?|s3cret/);
	});

	test('of what is no call names the request once', () => {
		const favicon = deliveryFrom(request({method: 'GET', target: '/favicon.ico?a=b'}), {id: 10});
		expect(title(favicon, {index: 0, of: 0}).trimEnd()).toBe(' #10 GET /favicon.ico   generic');
	});

	test('of what is not HTTP says what broke it', () => {
		const fault = {code: 'malformed', message: 'This is TLS, not HTTP.'} as const;
		const broken = deliveryFrom(request({method: null, fault}), {id: 11});
		expect(title(broken, {index: 0, of: 0}).trimEnd()).toBe(' #11 malformed   not HTTP   generic');
	});

	test('of one that could not be stored has no number', () => {
		expect(title({...report, id: null})).toMatch(/^ not stored cdr answered/);
	});

	test('is exactly as wide as the screen and steers nothing, whatever was sent', () => {
		for (const evil of hostile) {
			const delivery = deliveryFrom(
				request({body: telecmiReport(`id${evil}`, {status: evil}), target: `/${evil}`, method: `P${evil}`}),
				{id: 1_000_000},
			);
			for (const width of widths) {
				const made = detailTitle(delivery, {index: 99, of: 100}, width, unicodeMarks);
				expect(lineWidth(made)).toBe(width);
				expect(plain(made)).not.toMatch(steering);
				expect(plain(made)).toMatch(/ 100 of 100 $/);
			}
		}
	});
});
