import {describe, expect, it} from 'vitest';
import {Report, type ReportFigures} from '../../src/replay/report.ts';
import {type Came, outcome} from './outcomes.ts';

function reportOf(came: readonly Came[]): ReportFigures {
	const report = new Report();
	for (const each of came) report.add(outcome(each));
	return report.told();
}

describe('what came of all that was sent', () => {
	it('is nothing before anything was', () => {
		expect(reportOf([])).toEqual({
			startedAt: null,
			durationMs: 0,
			sent: 0,
			retries: 0,
			resent: 0,
			failed: 0,
			failures: new Map(),
			statuses: new Map(),
			verdicts: {accepted: 0, rejected: 0, unknown: 0, unanswered: 0},
			latencyMs: null,
			slowest: null,
		});
	});

	it('is counted by status, failure and verdict', () => {
		const figures = reportOf([
			{status: 500, verdict: 'rejected'},
			{attempt: 1},
			{attempt: 2, verdict: 'unknown', status: 204},
			{status: null, failure: 'refused', verdict: null},
			{status: null, failure: 'timeout', verdict: null},
			{status: null, failure: 'timeout', verdict: null},
			{status: 200, failure: 'cut'},
		]);
		expect(figures).toMatchObject({
			sent: 7,
			retries: 2,
			failed: 4,
			verdicts: {accepted: 2, rejected: 1, unknown: 1, unanswered: 3},
		});
		expect([...figures.statuses]).toEqual([
			[200, 2],
			[204, 1],
			[500, 1],
		]);
		expect([...figures.failures]).toEqual([
			['timeout', 2],
			['refused', 1],
			['cut', 1],
		]);
	});

	it('lasted from the first request to the last answer, in whatever order they are told', () => {
		const figures = reportOf([
			{at: 5000, ms: 10},
			{at: 2000, ms: 4000},
			{at: 3000, ms: 1},
		]);
		expect(figures).toMatchObject({startedAt: 2000, durationMs: 4000});
	});

	it('says how quickly whole answers came, and which came last', () => {
		const figures = reportOf([
			...Array.from({length: 100}, (_, index) => ({ms: index + 1, id: index})),
			{ms: 250.5, id: 41, attempt: 1, place: {repetition: 3, step: 2, copy: 1}},
			{ms: 60_000, status: null, failure: 'timeout' as const, verdict: null},
			{ms: 60_000, failure: 'cut' as const},
		]);
		expect(figures.latencyMs).toEqual({p50: 51, p95: 96, p99: 100, max: 250.5});
		expect(figures.slowest).toMatchObject({
			ms: 250.5,
			place: {repetition: 3, step: 2, copy: 1},
			attempt: 1,
			delivery: {id: 41},
		});
	});
});
