import {describe, expect, test} from 'vitest';
import type {DeliveryRow} from '../../src/session/live-view.ts';
import {deliveryHeadings, deliveryRow, idWidthOf} from '../../src/tui/delivery-row.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {hostile, morning} from './samples.ts';

function row(more: Partial<DeliveryRow> = {}): DeliveryRow {
	return {
		id: 13,
		request: {receivedAt: morning, method: 'POST', target: '/hooks', fault: null},
		provider: 'myoperator',
		event: {
			kind: 'after-call',
			providerStatus: null,
			direction: 'inbound',
			from: {raw: '+919000000001', e164: '+919000000001'},
			to: {raw: '1100000000', e164: null},
			counterparty: null,
		},
		answer: {status: 200, by: 'call-hook', durationMs: 41},
		deadlineMs: 5000,
		isRefused: false,
		verdict: 'accepted',
		waiting: null,
		findings: 4,
		worst: {severity: 'warning', code: 'myoperator/retired-v1'},
		repeat: null,
		replay: null,
		...more,
	};
}

const nothing = {kind: '', providerStatus: null, direction: null, from: null, to: null, counterparty: null};

const generic = row({
	provider: 'generic',
	event: null,
	request: {receivedAt: morning, method: 'GET', target: '/favicon.ico?token=abc123', fault: null},
	verdict: 'unknown',
	findings: 0,
	worst: null,
});

const broken = row({
	...generic,
	request: {
		receivedAt: morning,
		method: null,
		target: null,
		fault: {code: 'malformed', message: 'The request line could not be read.'},
	},
	answer: {status: null, by: 'nobody', durationMs: 12_410},
	verdict: null,
});

const rows: DeliveryRow[] = [
	row(),
	generic,
	broken,
	row({id: 9_999_999, findings: 99_999, answer: {status: 503, by: 'nobody', durationMs: 9e6}}),
	row({waiting: {since: morning - 95_000, until: morning + 10_000, target: 'http://127.0.0.1:3000'}}),
	row({waiting: {since: morning - 9e7, until: null, target: null}}),
	row({repeat: {kind: 'retry', of: 12}}),
	row({repeat: {kind: 'duplicate', of: 9_999_998}}),
	row({repeat: {kind: 'retry', of: null}}),
	row({replay: {of: 10}}),
	row({replay: {of: null}}),
	...hostile.flatMap(text => [
		row({
			provider: text.slice(0, 10),
			event: {
				kind: text,
				providerStatus: text,
				direction: null,
				from: {raw: text, e164: null},
				to: {raw: text, e164: null},
				counterparty: null,
			},
			worst: {severity: 'error', code: text},
		}),
		row({...generic, request: {receivedAt: morning, method: text, target: text, fault: null}}),
	]),
];

describe('a row of the deliveries', () => {
	const widths = Array.from({length: 300 - 40 + 1}, (_, index) => 40 + index);
	test.each(widths)('is exactly %i columns wide, whatever it holds', width => {
		for (const marks of [unicodeMarks, asciiMarks]) {
			const list = {kind: width < 84 ? 'list' : 'table', width, rows: 10} as const;
			for (const each of rows) {
				const line = deliveryRow(each, list, idWidthOf(9_999_999), 'focus', marks, morning + 5000);
				expect(lineWidth(line)).toBe(width);
				// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
				expect(plain(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]/);
			}
			if (width >= 84) expect(lineWidth(deliveryHeadings(width, 5, marks))).toBe(width);
		}
	});

	const text = (of: DeliveryRow, width: number) =>
		plain(
			deliveryRow(
				of,
				{kind: width < 84 ? 'list' : 'table', width, rows: 1},
				3,
				'focus',
				unicodeMarks,
				morning,
			),
		);

	test('looks as designed', () => {
		expect(text(row(), 80)).toBe(
			'▌ 09:31:02  #13 myoperator after-call        ←+919000000001 200   41 ms ✓ △ 4   ',
		);
		expect(plain(deliveryHeadings(120, 3, unicodeMarks))).toBe(
			'  Time          #  Provider    Event                 From → to                      Ans     Took  Verdict     Finding   ',
		);
		expect(text(row(), 120)).toBe(
			'▌ 09:31:02    #13  myoperator  after-call            +919000000001 → 1100000000     200    41 ms  ✓ accepted  △ 4       ',
		);
	});

	test('has what it repeats in front of its event', () => {
		const retry = row({repeat: {kind: 'retry', of: 12}});
		expect(text(retry, 80)).toBe(
			'▌ 09:31:02  #13 myoperator ↻#12 after-call   ←+919000000001 200   41 ms ✓ △ 4   ',
		);
		expect(text(retry, 120)).toContain('  myoperator  ↻#12 after-call       +919000000001 → ');
		expect(text(row({repeat: {kind: 'duplicate', of: 17}}), 120)).toContain('  =#17 after-call       +91');
		expect(text(row({repeat: {kind: 'retry', of: null}}), 120)).toContain('  ↻ after-call          +91');
		expect(text(row({replay: {of: 10}}), 120)).toContain('  »#10 after-call       +91');
		const line = deliveryRow(retry, {kind: 'list', width: 80, rows: 1}, 3, 'none', asciiMarks, morning);
		expect(line).toContainEqual({text: 'r#12 ', role: 'retry'});
	});

	test('counts while the answer is waited for, of what is allowed where that is known', () => {
		const since = morning - 3000;
		const waits = (until: number | null, width: number) =>
			text(row({verdict: null, waiting: {since, until, target: 'http://127.0.0.1:3000'}}), width);
		expect(waits(since + 10_000, 120)).toBe(
			'▌ 09:31:02    #13  myoperator  after-call            +919000000001 → 1100000000     …     3/10 s  … waiting   △ 4       ',
		);
		expect(waits(null, 80)).toBe(
			'▌ 09:31:02  #13 myoperator after-call        ←+919000000001 …       3 s … △ 4   ',
		);
		expect(waits(since + 300_000, 80)).toContain('3/300 s …');
	});

	test('warns of an error nobody judges', () => {
		const failed = row({verdict: 'unknown', answer: {status: 500, by: 'target', durationMs: 4}});
		const list = {kind: 'list', width: 80, rows: 1} as const;
		const line = deliveryRow(failed, list, 3, 'none', unicodeMarks, morning);
		expect(line.find(({text: part}) => part.includes('500'))?.role).toBe('warn');
	});

	test('warns from half of what is allowed on, and is bad from four fifths on', () => {
		const roleAfter = (seconds: number) => {
			const waiting = {since: morning - seconds * 1000, until: morning + (10 - seconds) * 1000, target: null};
			const line = deliveryRow(
				row({waiting}),
				{kind: 'list', width: 80, rows: 1},
				3,
				'none',
				unicodeMarks,
				morning,
			);
			return line.find(({text: part}) => part.includes('/10 s'))?.role;
		};
		expect([4, 5, 7, 8, 12].map(roleAfter)).toEqual(['text.muted', 'warn', 'warn', 'bad', 'bad']);
	});

	test('colours the time taken by how much of the deadline it is', () => {
		const roleAfter = (durationMs: number, deadlineMs: number | null) => {
			const answered = row({answer: {status: 200, by: 'target', durationMs}, deadlineMs});
			const list = {kind: 'table', width: 120, rows: 1} as const;
			const line = deliveryRow(answered, list, 3, 'none', unicodeMarks, morning);
			return line.find(({text: part}) => / s$/.test(part))?.role;
		};
		const roles = [4990, 5000, 8000, 12_410].map(ms => roleAfter(ms, 10_000));
		expect(roles).toEqual(['text.muted', 'warn', 'bad', 'bad']);
		expect(roleAfter(12_410, null)).toBe('text.muted');
	});

	test('tells that an answer was cut off: its status alone would look well', () => {
		const answer = {status: 200, by: 'target', durationMs: 114, isCut: true} as const;
		expect(text(row({answer, verdict: 'unknown'}), 80)).toContain(' 200 cut off ? ');
		expect(text(row({answer, verdict: 'unknown'}), 120)).toContain(' 200  cut off  ? unknown ');
	});

	test('tells that it was not let in', () => {
		const answer = {status: 401, by: 'call-hook', durationMs: 0.5} as const;
		expect(text(row({answer, isRefused: true, verdict: 'rejected'}), 80)).toContain(' 401 refused ✗ ');
	});

	test('tells the millisecond where there is room', () => {
		expect(text(row(), 139)).toMatch(/^▌ 09:31:02\.000 /);
	});

	test('tells the request where it says nothing else, never its secrets', () => {
		expect(text(generic, 80)).toContain('GET /favicon.ico… ');
		expect(text(generic, 130)).toContain('GET /favicon.ico?to…');
		expect(text(generic, 160)).toMatch(/generic {5}- .* - .* GET \/favicon.ico\?to… {2}200/);
		for (const width of widths) expect(text(generic, width)).not.toContain('abc');
	});

	test('tells what broke a request', () => {
		for (const width of widths) expect(text(broken, width)).toContain(' malformed ');
		expect(text(broken, 80)).toMatch(/ -\s+12\.41 s - +$/);
		expect(text(broken, 160)).toContain('  not HTTP  ');
	});

	test('is quick with very long texts', () => {
		const long = `/${'山'.repeat(300_000)}?token=${'x'.repeat(300_000)}`;
		const before = performance.now();
		text(row({...generic, request: {receivedAt: morning, method: 'POST', target: long, fault: null}}), 160);
		text(row({event: {...nothing, kind: long, from: {raw: long, e164: null}}}), 160);
		expect(performance.now() - before).toBeLessThan(1000);
		expect(widthOf(long)).toBe(8 + 900_000);
	});

	test('has room for the largest id', () => {
		expect(idWidthOf(9999)).toBe(5);
		expect(idWidthOf(10_000)).toBe(6);
		expect(text({...row(), id: 999}, 80)).toContain(' #999 myop');
	});
});
