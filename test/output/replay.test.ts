import {describe, expect, it} from 'vitest';
import {perSecond, reportLines} from '../../src/output/replay.ts';
import {Report} from '../../src/replay/report.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {widthOf} from '../../src/view/width.ts';
import {type Came, outcome} from '../replay/outcomes.ts';

function textOf(came: readonly Came[], width = 100, marks = unicodeMarks): string[] {
	const report = new Report();
	for (const each of came) report.add(outcome(each));
	return reportLines(report.told(), width, marks).map(plain);
}

describe('the report', () => {
	it('of nothing', () => {
		expect(textOf([])).toEqual(['Nothing was sent.']);
	});

	it('of one request is short', () => {
		expect(textOf([{ms: 41, verdict: 'unknown', id: 12}])).toEqual([
			'1 request sent in 41 ms.',
			'',
			'  Answers     200 × 1',
			'  Verdicts    0 accepted, 0 rejected, 1 unknown',
			'  Took        41 ms',
		]);
	});

	it('of many says what came back, how quickly, and which was last', () => {
		const lines = textOf([
			...Array.from({length: 1998}, (_, index) => ({at: 1000 + index, ms: 5, place: {repetition: index}})),
			{
				at: 1500,
				status: 500,
				verdict: 'rejected',
				ms: 88,
				id: 41,
				attempt: 1,
				place: {repetition: 1203, step: 2, copy: 1},
			},
			{at: 1500, status: null, failure: 'refused', verdict: null},
			{at: 1500, status: null, failure: 'timeout', verdict: null},
		]);
		expect(lines).toEqual([
			'2,001 requests sent in 2.00 s, 1,000/s.',
			'',
			'  Answers     200 × 1,998, 500 × 1',
			'  Failed      nothing listens there × 1, no answer in time × 1',
			'  Verdicts    1,998 accepted, 1 rejected, 0 unknown, 2 unanswered',
			'  Sent again  1 retry',
			'  Took        p50 5 ms, p95 5 ms, p99 5 ms, max 88 ms',
			'  Slowest     88 ms, #41 cdr answered, step 3 of repetition 1,204, duplicate, attempt 2',
		]);
	});

	it('says what went out once more over another connection', () => {
		expect(textOf([{}, {wasResent: true}])).toContain(
			'  Resent      1 on another connection, as the target closed the first: it may have got it twice',
		);
	});

	it('has an ASCII twin', () => {
		for (const line of textOf([{}, {status: null, failure: 'reset', verdict: null}], 80, asciiMarks)) {
			expect(line).toMatch(/^[ -~]*$/);
		}
	});

	it('is no wider than its room', () => {
		const came = [{status: null, failure: 'refused', verdict: null} as const, {id: 1}, {ms: 50, attempt: 2}];
		for (const width of [30, 60, 80]) {
			for (const line of textOf(came, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
		}
	});
});

describe('a rate', () => {
	it.each([
		[8099.6, '8,100/s'],
		[10, '10/s'],
		[2.54, '2.5/s'],
		[0.0411, '0.041/s'],
	])('%d', (rate, text) => {
		expect(perSecond(rate)).toBe(text);
	});
});
