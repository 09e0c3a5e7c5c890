import {describe, expect, it} from 'vitest';
import {
	type PlanFormat,
	type PlannedSending,
	planHeading,
	plannedLine,
	plannedRow,
	planTitle,
	unplannedTexts,
} from '../../src/output/replay-plan.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import type {Line} from '../../src/view/segment.ts';

const planned: PlannedSending = {
	scenario: 'telecmi/outgoing-answered',
	delivery: null,
	from: 'telecmi/outgoing-answered',
	name: null,
	kind: 'cdr',
	says: 'cdr answered',
	repetition: 0,
	step: 1,
	copy: 0,
	atMs: 12_500.5,
	method: 'POST',
	target: '/webhook/cdr?token=k3y',
	bytes: 312,
	because: ['late by 5 min'],
};
const text = (line: Line) => line.map(part => part.text).join('');

const piped: PlanFormat = {width: null, marks: unicodeMarks, isRepeated: false};

describe('plannedRow', () => {
	it('says when, what and why, without secrets', () => {
		expect(text(plannedRow(planned, piped))).toBe(
			' +12.501 s     2  cdr answered                    POST /webhook/cdr?token=••••••••    312 bytes  late by 5 min',
		);
		expect(text(plannedRow({...planned, delivery: 12}, {...piped, isRepeated: true}))).toMatch(
			/^ \+12\.501 s {5}1 {5}2 {2}#12 cdr answered {16}POST /,
		);
	});

	it.each([
		[0, '+0 ms'],
		[999.4, '+999 ms'],
		[99_000, '+99.000 s'],
		[99_999.9, '+1:40.0'],
		[225_240, '+3:45.2'],
		[3_599_960, '+1:00:00'],
		[7_505_400, '+2:05:05'],
		[null, '-'],
	])('%s ms is %s', (atMs, when) => {
		expect(
			text(plannedRow({...planned, atMs}, {...piped, marks: asciiMarks}))
				.trimStart()
				.startsWith(`${when} `),
		).toBe(true);
	});

	it('is aligned below its heading at any width, however long its target is, and fits', () => {
		const long = {
			...planned,
			delivery: 123,
			target: `/${'x'.repeat(300)}/end`,
			because: ['duplicate \u001b[2J'],
		};
		for (const isRepeated of [false, true]) {
			for (const width of [40, 60, 80, 99, 100, 120]) {
				const format = {...piped, width, isRepeated};
				const [heading, row] = [planHeading(format), plannedRow(long, format)].map(text);
				if (width >= 60) expect(row?.indexOf('dupl')).toBe(heading?.indexOf('Why'));
				if (width >= 60) expect(row?.indexOf('POST')).toBe(heading?.indexOf('Request'));
				if (width >= 60) expect(row).toContain('x/end ');
				for (const line of [
					planHeading(format),
					plannedRow(long, format),
					planTitle(long.target, 3, format),
				]) {
					expect(lineWidth(line)).toBeLessThanOrEqual(width);
				}
			}
		}
		expect(text(plannedRow(long, piped))).toContain(long.target);
		expect(text(plannedRow(long, piped))).not.toContain('\u001b');
	});
});

it('a query is the first to go where there is no room', () => {
	const row = (width: number) => text(plannedRow(planned, {...piped, width}));
	expect(row(80)).toContain(' POST /web…ok/cdr?… ');
	expect(row(120)).toContain(' POST /webhook/cdr?token=•••••••• ');
});

describe('what the table does not have', () => {
	const nothing = {rate: null, isTwice: false, asProvider: false, times: 1};

	it('is told below it', () => {
		expect(unplannedTexts(nothing)).toEqual([]);
		expect(unplannedTexts({rate: 2, isTwice: true, asProvider: true, times: 2})).toEqual([
			expect.stringContaining('each repetition'),
			expect.stringContaining('2/s'),
			expect.stringContaining('twice'),
			expect.stringContaining('--as-provider'),
		]);
	});
});

describe('plannedLine', () => {
	it('is one line of JSON, the target as it is', () => {
		const {atMs: _, says: __, ...rest} = planned;
		expect(JSON.parse(plannedLine(planned))).toEqual({type: 'planned', v: 1, ...rest, afterMs: 12_500.5});
		expect(JSON.parse(plannedLine({...planned, atMs: null})).afterMs).toBeNull();
	});
});
