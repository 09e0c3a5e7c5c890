import {describe, expect, test} from 'vitest';
import type {Call} from '../../src/core/call.ts';
import type {Waiting} from '../../src/session/network.ts';
import {callHeadings, callRow as callRowOf} from '../../src/tui/call-row.ts';
import type {Highlight} from '../../src/tui/cells.ts';
import type {MainLayout} from '../../src/tui/layout.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, type Marks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {hostile, morning} from './samples.ts';

function call(more: Partial<Call> = {}): Call {
	return {
		key: 'callr:1',
		provider: 'callr',
		callId: '1',
		firstAt: morning,
		lastAt: morning,
		phase: 'ended',
		phaseSince: morning,
		outcome: 'answered',
		direction: 'inbound',
		from: {raw: '+33199005678', e164: '+33199005678'},
		to: {raw: '9100000000', e164: null},
		counterparty: null,
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		durationSeconds: 5,
		talkSeconds: 4,
		agent: {id: 'a1', name: 'Sam Example', number: null},
		owesEnd: true,
		deliveries: 2,
		retries: 0,
		duplicates: 0,
		findings: {error: 0, warning: 3, info: 2},
		worst: {severity: 'warning', code: 'duration/longer-than-call'},
		verdict: 'accepted',
		...more,
	};
}

function callRow(
	of: Call,
	list: MainLayout['list'],
	highlight: Highlight,
	marks: Marks,
	now: number,
	waiting: Waiting | null = null,
) {
	return callRowOf({call: of, waiting}, list, highlight, marks, now);
}

const rows: Call[] = [
	call(),
	call({phase: 'answered', outcome: null, talkSeconds: null}),
	call({from: null, to: null, direction: null, agent: null, worst: null, verdict: null, outcome: null}),
	call({deliveries: 123_456, retries: 99, duplicates: 9, findings: {error: 99_999, warning: 0, info: 0}}),
	...hostile.map(text =>
		call({
			provider: text.slice(0, 10),
			from: {raw: text, e164: null},
			counterparty: null,
			agent: {id: null, name: text, number: null},
			worst: {severity: 'error', code: text},
		}),
	),
	...hostile.map(text => call({counterparty: {raw: text, e164: null}, direction: null})),
];

describe('a row', () => {
	const widths = Array.from({length: 300 - 40 + 1}, (_, index) => 40 + index);
	test.each(widths)('is exactly %i columns wide, whatever it holds', width => {
		for (const marks of [unicodeMarks, asciiMarks]) {
			const list = {kind: width < 84 ? 'list' : 'table', width, rows: 10} as const;
			for (const each of rows) {
				const line = callRow(each, list, 'focus', marks, morning + 5000);
				expect(lineWidth(line)).toBe(width);
				const waits = callRow(each, list, 'none', marks, morning + 5000, {
					since: morning,
					until: null,
					target: null,
				});
				expect(lineWidth(waits)).toBe(width);
				// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
				expect(plain(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]/);
			}
			if (width >= 84) expect(lineWidth(callHeadings(width, marks))).toBe(width);
		}
	});

	test.each([
		[{retries: 1}, '2 ↻1', '2 r1', '2 ↻1'],
		[{duplicates: 1}, '2 =1', '2 =1', '2 =1'],
		[{retries: 1, duplicates: 3}, '2 ↻1', '2 r1', '2 ↻1 =3'],
		[{deliveries: 12, retries: 1}, '12', '12', '12 ↻1'],
		[{deliveries: 123_456, retries: 1}, '123k', '123k', '123,456'],
	])('tells retries and duplicates of %o where there is room', (more, narrow, ascii, wide) => {
		const cells = (width: number, marks: Marks) =>
			plain(callRow(call(more), {kind: 'table', width, rows: 1}, 'none', marks, morning));
		expect(cells(120, unicodeMarks)).toContain(`  0:04  ${narrow.padEnd(4)}  ✓ accepted`);
		expect(cells(120, asciiMarks)).toContain(`  0:04  ${ascii.padEnd(4)}  + accepted`);
		expect(cells(200, unicodeMarks)).toContain(`  0:04  ${wide.padEnd(8)}  ✓ accepted`);
	});

	const list80 = {kind: 'list', width: 80, rows: 10} as const;
	const table120 = {kind: 'table', width: 120, rows: 10} as const;

	test('says everything at 80 columns', () => {
		expect(plain(callRow(call(), list80, 'focus', unicodeMarks, morning)).trimEnd()).toBe(
			'▌ 09:31:02 callr      in  +33199005678  → 9100000000    answered 0:04  2    ✓ △3',
		);
	});

	test('says that an answer is waited for in the place of the verdict', () => {
		const waiting = {since: morning, until: null, target: 'http://127.0.0.1:3000'};
		const text = (list: MainLayout['list']) =>
			plain(callRow(call({verdict: 'rejected'}), list, 'focus', unicodeMarks, morning, waiting));
		expect(text(table120)).toContain('  2     … waiting   △ longer');
		expect(text(list80)).toContain(' 2    … △3');
	});

	test('shows talk time only when it is final', () => {
		const live = call({phase: 'answered', outcome: null, talkSeconds: 3});
		const text = plain(callRow(live, table120, 'none', unicodeMarks, morning + 102_000));
		expect(text).toContain('● talking 1:42');
		expect(text).not.toContain('0:03');
		expect(plain(callRow(call(), table120, 'none', unicodeMarks, morning))).toContain(
			'answered         0:04',
		);
	});

	test('leaves the provider out of a code that is too long, then cuts it, then counts', () => {
		const text = (width: number) =>
			plain(callRow(call(), {kind: 'table', width, rows: 1}, 'none', unicodeMarks, morning)).trimEnd();
		expect(text(160)).toContain('△ duration/longer-than-call +2');
		expect(text(120)).toMatch(/△ longer-than-c… \+2$/);
		expect(text(100)).toMatch(/△ 3$/);
	});

	test('says where a call of another day belongs', () => {
		const old = call({firstAt: morning - 86_400_000});
		expect(plain(callRow(old, table120, 'none', unicodeMarks, morning))).toContain('  19 Nov    ');
		const wide = {kind: 'table', width: 160, rows: 1} as const;
		expect(plain(callRow(old, wide, 'none', unicodeMarks, morning))).toContain('19 Nov 09:31');
	});

	test('shows a number without a side by a question mark', () => {
		const row = call({
			counterparty: {raw: '+15005550006', e164: null},
			from: null,
			to: null,
			direction: null,
		});
		expect(plain(callRow(row, table120, 'none', unicodeMarks, morning))).toContain('+15005550006  ? -');
	});

	test('no longer ticks when no end was seen for hours', () => {
		const lost = call({phase: 'ringing', outcome: null});
		expect(plain(callRow(lost, table120, 'none', unicodeMarks, morning + 5 * 3_600_000))).toContain(
			'no end seen',
		);
	});
});
