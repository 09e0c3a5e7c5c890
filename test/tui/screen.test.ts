import {describe, expect, test} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {providers} from '../../src/providers/registry.ts';
import type {DeliveryRow} from '../../src/session/live-view.ts';
import type {Waiting} from '../../src/session/network.ts';
import {type Banner, bannersOf} from '../../src/tui/banner.ts';
import type {Size} from '../../src/tui/layout.ts';
import {paintRow, type Scene, type ScreenRow, screenRows, sheetOf, sheetRows} from '../../src/tui/screen.ts';
import {initialState, type UiState} from '../../src/tui/state.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, type Marks, unicodeMarks} from '../../src/view/marks.ts';
import {plain, segment} from '../../src/view/segment.ts';
import {plainTheme, type Theme} from '../../src/view/theme.ts';
import {callFrom, steering} from '../output/samples.ts';
import {deliveryFrom} from '../session/receiving.ts';
import {
	alone,
	around,
	hostile,
	morning,
	request,
	targetOf,
	telecmiLive,
	telecmiReport,
	tunnelOf,
} from './samples.ts';

const sizes: readonly Size[] = [40, 60, 83, 84, 100, 139, 140, 160, 300].flatMap(columns =>
	[10, 12, 15, 20, 24, 50].map(rows => ({columns, rows})),
);
const tooSmallSizes: readonly Size[] = [
	{columns: 39, rows: 24},
	{columns: 80, rows: 9},
	{columns: 20, rows: 5},
	{columns: 36, rows: 12},
];

const bodies = [
	telecmiReport('760df326'),
	telecmiLive('8cf5fbab', 'started'),
	...hostile.map(text => telecmiReport(`id${text}`, {status: text, to: text, user: text})),
];
const deliveries: Delivery[] = bodies.map((body, index) =>
	deliveryFrom(request({body, target: `/${hostile[index % hostile.length]}`}), {id: index + 1}),
);
const first = deliveries[0] as Delivery;
const calls = deliveries.map((delivery, index) => ({
	seq: index + 1,
	call: callFrom(delivery),
	waiting: null,
}));
const deliveryRows: DeliveryRow[] = deliveries.map(
	({request: {receivedAt, method, target, fault}, inspection, answer}, index) => ({
		id: index + 1,
		request: {receivedAt, method, target, fault},
		provider: inspection.provider.id,
		event: inspection.event,
		answer,
		deadlineMs: null,
		isRefused: false,
		verdict: 'unknown',
		waiting: null,
		findings: 3,
		worst: {severity: 'error', code: 'body/invalid-json'},
		repeat: null,
		replay: null,
	}),
);
const totals = {calls: calls.length, deliveries: deliveries.length, live: 1, errors: 2, rejected: 1};
const nothing = {calls: 0, deliveries: 0, live: 0, errors: 0, rejected: 0};
const selected = 2;

/** A screen with all of these calls, the second of them selected. */
function scene(size: Size, state: Partial<UiState> = {}, more: Partial<Scene> = {}): Scene {
	const full: UiState = {...initialState(size), selected, first: 1, following: false, ...state};
	return {
		state: full,
		start: {
			url: 'http://127.0.0.1:8888',
			storePath: '/store.db',
			version: '0.1.0',
			providers,
			calls: totals.calls,
			deliveries: totals.deliveries,
			hasRules: false,
			curlOptions: [],
		},
		totals,
		network: alone,
		addressUsers: 0,
		list: full.list === 'calls' ? {name: 'calls', rows: calls} : {name: 'deliveries', rows: deliveryRows},
		position: selected,
		shown: {delivery: first, index: 0, of: 3, waiting: null},
		lines: Array.from({length: 60}, (_, index) => [segment(`line ${index} ${'x'.repeat(index * 5)}`)]),
		now: morning + 61_000,
		...more,
	};
}

const lineOf = (row: ScreenRow) => row.flatMap(({line}) => line);
const shown = (of: Scene, marks: Marks = unicodeMarks) =>
	screenRows(of, marks).map(row => plain(lineOf(row)));
const marked = (rows: readonly string[]) => rows.filter(row => row.includes('▌')).length;

const waiting: Waiting = {since: morning, until: morning + 10_000, target: 'http://127.0.0.1:3000'};
const waitingRows = deliveryRows.map(row => ({...row, waiting}));
const broken = around({
	targets: [targetOf({state: 'down', because: hostile.join(' ')})],
	answeredInstead: [1, 2],
});
const evil = around({
	tunnel: tunnelOf({url: `https://${hostile.join('')}`, because: hostile.join(' ')}),
	targets: [targetOf({url: `http://${hostile.join('')}`})],
});

const states: readonly [string, Partial<UiState>, Partial<Scene>, marks: number][] = [
	['calls', {}, {}, 1],
	['deliveries', {list: 'deliveries'}, {}, 1],
	['the detail', {focus: 'detail'}, {}, 1],
	['the end of the detail', {focus: 'detail', places: places(59, 59)}, {}, 1],
	['the detail on the full screen', {focus: 'detail', full: true, tab: 'payload'}, {}, 1],
	['a hidden detail', {shape: 'hidden'}, {}, 1],
	['a detail below', {shape: 'below'}, {}, 1],
	['help', {help: true}, {}, 0],
	['help, scrolled', {help: true, scroll: 7}, {}, 0],
	['a banner', {banners: [banner()]}, {network: broken}, 1],
	['two banners below a detail', {banners: [banner(), banner()], focus: 'detail'}, {network: broken}, 1],
	['a question', {question: 'quit'}, {network: around(), addressUsers: 9}, 1],
	[
		'deliveries that are waited for',
		{list: 'deliveries'},
		{list: {name: 'deliveries', rows: waitingRows}},
		1,
	],
	['calls that are waited for', {}, {list: {name: 'calls', rows: calls.map(row => ({...row, waiting}))}}, 1],
	['a hostile tunnel', {}, {network: evil}, 1],
	['the first screen and a tunnel', {selected: null, first: null}, {...empty(), network: around()}, 0],
	['the first screen and a hostile one', {selected: null, first: null}, {...empty(), network: evil}, 0],
	['a toast', {toast: toast(hostile.join(''))}, {}, 1],
	['the first screen', {selected: null, first: null}, empty(), 0],
	['no call', {selected: null, first: null}, {list: {name: 'calls', rows: []}, shown: null, lines: []}, 0],
];

function banner(): Banner {
	const found = bannersOf({network: broken, users: [], outage: null, now: morning + 61_000})[0];
	if (found === undefined) throw new Error('nothing needs a person');
	return found;
}

function places(cursor: number, top: number): UiState['places'] {
	const place = {cursor, first: top};
	return {decoded: place, payload: place, answer: place, checks: place};
}

function toast(message: string): NonNullable<UiState['toast']> {
	return {severity: 'error', message, shownAt: 0, keySeen: false, answer: false};
}

function empty(): Partial<Scene> {
	return {totals: nothing, list: {name: 'calls', rows: []}, position: 0, shown: null, lines: []};
}

describe.each(states)('a screen with %s', (name, state, more, marks) => {
	test('has as many rows as the terminal, each exactly as wide, at every size', () => {
		for (const size of [...sizes, ...tooSmallSizes])
			for (const markSet of [unicodeMarks, asciiMarks]) {
				const rows = screenRows(scene(size, state, more), markSet);
				expect(rows, `${size.columns}×${size.rows}`).toHaveLength(size.rows);
				const wrong = rows.map(lineOf).filter(line => lineWidth(line) !== size.columns);
				expect(wrong.map(plain), `${size.columns}×${size.rows}`).toEqual([]);
			}
	});

	test(`has ${marks} marked line${marks === 1 ? '' : 's'} at every size that is not too small`, () => {
		for (const size of sizes) {
			const of = scene(size, state, more);
			// A detail that is nowhere cannot have the focus: the state sees to that.
			if (name.includes('detail') && of.state.focus === 'detail' && !of.state.full && size.rows < 15)
				continue;
			expect(marked(shown(of)), `${size.columns}×${size.rows}`).toBe(marks);
		}
		for (const size of tooSmallSizes) expect(marked(shown(scene(size, state, more)))).toBe(0);
	});

	test('holds nothing that steers a terminal', () => {
		for (const row of shown(scene({columns: 160, rows: 50}, state, more))) expect(row).not.toMatch(steering);
	});
});

describe('regions', () => {
	const small = {columns: 80, rows: 24};

	test('stand from top to bottom: address, list, detail, keys', () => {
		const rows = shown(scene(small));
		expect(rows[0]).toMatch(/^ ● http:\/\/127\.0\.0\.1:8888 .*1 live/);
		expect(rows[1]).toContain(`[Calls ${calls.length}]`);
		expect(rows[15]).toContain('[1 Decoded]');
		expect(rows[16]).toContain(' line 0 ');
		expect(rows[23]).toContain('? all keys');
	});

	test('stand beside each other with one divider in every row', () => {
		const rows = shown(scene({columns: 140, rows: 20})).slice(1, 19);
		for (const row of rows) expect([...row].filter(letter => letter === '│')).toHaveLength(1);
		expect(new Set(rows.map(row => row.split('│')[1]?.length))).toEqual(new Set([53]));
	});

	test('have a banner under the address, as wide as the list', () => {
		const rows = shown(scene(small, {banners: [banner()]}, {network: broken}));
		expect(rows[1]).toMatch(/^ ! .* Esc hide $/);
		expect(rows[2]).toMatch(/^ {3}2 deliveries were answered 502 in its place: #1 #2\. They are kept\. +$/);
		expect(rows[3]).toContain(`[Calls ${calls.length}]`);
		expect(rows[15]).toContain('[1 Decoded]');
		const wide = shown(scene({columns: 160, rows: 50}, {banners: [banner()]}, {network: broken}));
		expect(wide[1]).toMatch(/^ ! .* Esc hide │─ \[Decoded\] Payload Answer Checks i ─/);
	});

	test('show the end of a tab whose place is behind it', () => {
		const rows = shown(scene(small, {focus: 'detail', places: places(900, 900)}));
		expect(rows[22]).toMatch(/^▌line 59 /);
		expect(rows[15]).toContain('4 Checks i ━━━━━━━━━ 54-60/60   1 of 3  #1 ━');
	});

	test('say why a list is empty, and where to look', () => {
		const rows = shown(scene(small, {selected: null}, {list: {name: 'calls', rows: []}, shown: null}));
		expect(rows.join('\n')).toContain(
			`No call yet; ${deliveries.length} deliveries belong to none, 1 rejected: t`,
		);
		const without = {
			totals: {...nothing, deliveries: 1},
			list: {name: 'calls', rows: []},
			shown: null,
		} as const;
		expect(shown(scene(small, {selected: null}, without)).join('\n')).toContain(
			'No call yet; 1 delivery belongs to none: t',
		);
	});
});

describe('the selected row', () => {
	const highlights = (state: Partial<UiState>) =>
		screenRows(scene({columns: 80, rows: 24}, state), unicodeMarks)
			.flat()
			.map(({highlight}) => highlight)
			.filter(highlight => highlight !== 'none');

	test('has the focus, or the line of the detail has it and the row is only remembered', () => {
		expect(highlights({})).toEqual(['focus']);
		expect(highlights({focus: 'detail'})).toEqual(['away', 'focus']);
		expect(highlights({focus: 'detail', full: true})).toEqual(['focus']);
		expect(highlights({help: true})).toEqual([]);
	});

	test('is painted as a whole, by where the focus is', () => {
		const theme: Theme = {
			...plainTheme,
			select: text => `<${text}>`,
			selectAway: text => `(${text})`,
		};
		const line = [segment('a'), segment('b', 'bad')];
		const cell = (highlight: 'none' | 'focus' | 'away') => ({line, highlight});
		expect(paintRow([cell('focus')], theme)).toBe('<ab>');
		expect(paintRow([cell('away'), cell('none'), cell('focus')], theme)).toBe('(ab)ab<ab>');
		const roles: Theme = {...plainTheme, paint: (text, role) => `${role}:${text} `};
		expect(paintRow([cell('none')], roles)).toBe('text:a bad:b ');
	});
});

describe('the status bar', () => {
	const bar = (state: Partial<UiState> = {}, more: Partial<Scene> = {}, size = {columns: 160, rows: 24}) =>
		shown(scene(size, state, more)).at(-1) ?? '';

	test('offers only what would do something now', () => {
		expect(bar()).toContain(', . delivery');
		expect(bar({}, {shown: {delivery: first, index: 0, of: 1, waiting: null}})).not.toContain(', . delivery');
		expect(bar({}, {shown: null})).not.toMatch(/Enter|Tab|\[ \]/);
		expect(bar()).not.toContain('Esc back');
		expect(bar({focus: 'detail'})).toContain('Esc back');
		expect(bar({focus: 'detail'})).not.toContain('Tab detail');
		expect(bar({focus: 'detail', full: true})).not.toMatch(/Enter open|- layout/);
		expect(bar({shape: 'hidden'})).not.toContain('[ ] tabs');
	});

	test('of help says how to close it, and where one is when it scrolls', () => {
		expect(bar({help: true}, {}, {columns: 160, rows: 60})).toMatch(/^ \? or Esc close *$/);
		const scrolled = bar({help: true, scroll: 3}, {}, {columns: 80, rows: 12});
		expect(scrolled).toMatch(/^ ↑↓ scroll {2}\? or Esc close +4-13 of \d+ $/);
	});

	test('gives way to a toast', () => {
		expect(bar({toast: toast('The store is full.')})).toMatch(/^ ✗ The store is full\. +\? all keys $/);
	});
});

describe('sheetOf', () => {
	const size = {columns: 80, rows: 24};

	test('is none while there are calls', () => {
		expect(sheetOf(scene(size), unicodeMarks)).toBeNull();
	});

	test('is help for the screen it was opened on', () => {
		const title = (state: Partial<UiState>, more: Partial<Scene> = {}) =>
			plain(sheetOf(scene(size, {help: true, ...state}, more), unicodeMarks)?.title ?? []);
		expect(title({})).toContain('here: Calls');
		expect(title({list: 'deliveries'})).toContain('here: Deliveries');
		expect(title({focus: 'detail'})).toContain('here: Detail');
		expect(title({}, empty())).toContain('here: Start');
	});

	test('of the first screen is laid out closer where it would not fit otherwise', () => {
		const lines = (rows: number) =>
			sheetOf(scene({columns: 120, rows}, {}, empty()), unicodeMarks)?.lines.length ?? 0;
		expect(lines(50)).toBeGreaterThan(lines(20));
		expect(lines(50)).toBeLessThanOrEqual(sheetRows(initialState({columns: 120, rows: 50})));
	});

	test('has all rows but its title and the status bar', () => {
		expect(sheetRows(initialState(size))).toBe(22);
		expect(sheetRows(initialState({columns: 10, rows: 1}))).toBe(0);
	});
});
