import {describe, expect, it} from 'vitest';
import {type PlannedSending, planHeading, plannedLine, plannedRow} from '../../src/output/replay-plan.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import type {Line} from '../../src/view/segment.ts';

const planned: PlannedSending = {
	scenario: 'telecmi/outgoing-answered',
	delivery: null,
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

describe('plannedRow', () => {
	it('says when, what and why, without secrets', () => {
		expect(text(plannedRow(planned, null, unicodeMarks))).toBe(
			'  +12.501 s    1     2  POST /webhook/cdr?token=••••••••    312 bytes  late by 5 min',
		);
	});

	it.each([
		[0, '+0 ms'],
		[999.4, '+999 ms'],
		[99_000, '+99.000 s'],
		[7_500_000, '+2 h 5 min'],
		[null, '-'],
	])('%s ms is %s', (atMs, when) => {
		expect(
			text(plannedRow({...planned, atMs}, null, asciiMarks))
				.trimStart()
				.startsWith(`${when} `),
		).toBe(true);
	});

	it('is aligned below its heading, and fits the width', () => {
		const heading = text(planHeading(null, unicodeMarks));
		const row = text(plannedRow({...planned, target: '/a'}, null, unicodeMarks));
		expect(row.indexOf('POST')).toBe(heading.indexOf('Request'));
		expect(row.indexOf('late')).toBe(heading.indexOf('Why'));
		const long = {...planned, target: `/${'x'.repeat(300)}`, because: ['duplicate \u001b[2J']};
		for (const width of [40, 80]) {
			expect(lineWidth(plannedRow(long, width, unicodeMarks))).toBeLessThanOrEqual(width);
			expect(lineWidth(planHeading(width, unicodeMarks))).toBeLessThanOrEqual(width);
		}
		expect(text(plannedRow(long, null, unicodeMarks))).not.toContain('\u001b');
	});
});

describe('plannedLine', () => {
	it('is one line of JSON, the target as it is', () => {
		const {atMs: _, ...rest} = planned;
		expect(JSON.parse(plannedLine(planned))).toEqual({type: 'planned', v: 1, ...rest, afterMs: 12_500.5});
		expect(JSON.parse(plannedLine({...planned, atMs: null})).afterMs).toBeNull();
	});
});
