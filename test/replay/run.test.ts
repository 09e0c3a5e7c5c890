import {describe, expect, it} from 'vitest';
import {Pace} from '../../src/replay/pace.ts';
import {type PlanOptions, planOf, sendingsPerPass} from '../../src/replay/plan.ts';
import {type Place, type Progress, type Run, type RunOptions, run} from '../../src/replay/run.ts';
import {Waits} from '../../src/replay/waits.ts';
import {until} from '../support/waiting.ts';
import {wireRequest} from './senders.ts';

interface Started extends Run {
	/** What was sent, in this order: `repetition.step.copy`. */
	sent: string[];
	abort(): void;
}

/** Runs a scenario of steps after so many ms each. */
function start(
	gaps: readonly number[],
	{
		rate = null,
		plan = {},
		deliver,
		...more
	}: Partial<Pick<RunOptions, 'times' | 'concurrency' | 'deliver'>> & {
		rate?: number | null;
		plan?: Partial<PlanOptions>;
	} = {},
): Started {
	const steps = gaps.map(afterMs => ({afterMs, calledBy: []}));
	const options = {speed: 1, shuffle: false, duplicate: 0, drop: 0, late: [], seed: 1, ...plan};
	const sent: string[] = [];
	const ending = new AbortController();
	const waits = new Waits(ending.signal);
	const started = run({
		times: 1,
		concurrency: 1,
		waits,
		pace: new Pace(rate, waits),
		signal: ending.signal,
		passOf: planOf(steps, options),
		perPass: sendingsPerPass(steps, options),
		requestsOf: repetition => steps.map((_, step) => wireRequest({target: `/${repetition}/${step}`})),
		async deliver(request, place) {
			expect(request.target).toBe(`/${place.repetition}/${place.step}`);
			sent.push(`${place.repetition}.${place.step}.${place.copy}`);
			await deliver?.(request, place);
		},
		...more,
	});
	return {...started, sent, abort: () => ending.abort()};
}

describe('a run', () => {
	it('sends all steps of all repetitions, one after the other', async () => {
		const {done, sent, progress} = start([0, 0], {times: 3});
		await done;
		expect(sent).toEqual(['0.0.0', '0.1.0', '1.0.0', '1.1.0', '2.0.0', '2.1.0']);
		expect(progress()).toEqual({sent: 6, of: 6, finished: 3, times: 3, nextAt: null, retry: null});
	});

	it('sends none of none', async () => {
		const {done, sent} = start([0], {times: 0, concurrency: 5});
		await done;
		expect(sent).toEqual([]);
	});

	it('sends each at its time, not before it, and not before the answer to the one before', async () => {
		const times: number[] = [];
		const began = performance.now();
		await start([0, 20, 30], {
			async deliver(_, {step}) {
				times.push(performance.now() - began);
				// The second one is answered when the third one is due since long.
				if (step === 1) await new Promise(resolve => setTimeout(resolve, 60));
			},
		}).done;
		expect(times[1]).toBeGreaterThanOrEqual(20);
		expect(times[2]).toBeGreaterThanOrEqual(80 - 1);
	});

	it('has as many repetitions under way as it may, and no more', async () => {
		let active = 0;
		let most = 0;
		await start([0, 0, 0], {
			times: 40,
			concurrency: 7,
			async deliver() {
				most = Math.max(most, ++active);
				await new Promise(resolve => setImmediate(resolve));
				active--;
			},
		}).done;
		expect(most).toBe(7);
	});

	it('keeps to the pace over all of them', async () => {
		const began = performance.now();
		const times: number[] = [];
		await start([0, 0], {
			times: 10,
			concurrency: 10,
			rate: 200,
			async deliver() {
				times.push(performance.now() - began);
			},
		}).done;
		expect(times).toHaveLength(20);
		for (const [index, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(index * 5 - 0.01);
	});

	it('tells when the next one is due while several wait for their turn', async () => {
		const started = start([0], {times: 3, concurrency: 3, rate: 0.1});
		const waiting: Progress = await until('the others wait', () => {
			const progress = started.progress();
			return progress.nextAt === null || progress.sent === 0 ? null : progress;
		});
		expect(Math.abs((waiting.nextAt ?? 0) - Date.now() - 10_000)).toBeLessThan(2000);
		started.abort();
		await started.done;
		expect(started.sent).toHaveLength(1);
	});

	it('tells how far it is, and when the next one is due', async () => {
		const started = start([0, 60_000], {times: 2, concurrency: 2});
		const waiting: Progress = await until('both wait', () => {
			const progress = started.progress();
			return progress.nextAt === null ? null : progress;
		});
		expect(waiting).toMatchObject({sent: 2, of: 4, finished: 0, times: 2});
		expect(Math.abs((waiting.nextAt ?? 0) - Date.now() - 60_000)).toBeLessThan(2000);
		started.abort();
		await started.done;
		expect(started.sent).toEqual(['0.0.0', '1.0.0']);
		expect(started.progress()).toMatchObject({sent: 2, finished: 0, nextAt: null});
	});

	it('ends by its signal: what is under way is waited for, nothing more is sent', async () => {
		let answer = () => {};
		const started = start([0, 0], {
			times: 5,
			deliver: () =>
				new Promise(resolve => {
					answer = resolve;
				}),
		});
		await until('the first is under way', () => started.sent.length === 1);
		started.abort();
		let isOver = false;
		void started.done.then(() => {
			isOver = true;
		});
		await new Promise(resolve => setImmediate(resolve));
		expect(isOver).toBe(false);
		answer();
		await started.done;
		expect(started.sent).toEqual(['0.0.0']);
		expect(started.progress().sent).toBe(1);
	});

	it('ends with what went wrong while a request was sent', async () => {
		const started = start([0, 0], {
			times: 50,
			concurrency: 2,
			async deliver(_, {repetition}: Place) {
				if (repetition === 3) throw new Error('the disk is full');
			},
		});
		await expect(started.done).rejects.toThrow('the disk is full');
		expect(started.sent.length).toBeLessThan(15);
	});

	it('sends duplicates, leaves out what is dropped, and does not know how many there will be', async () => {
		const started = start([0, 0, 0, 0], {times: 100, plan: {duplicate: 0.5, drop: 0.2}});
		expect(started.progress().of).toBeNull();
		await started.done;
		expect(new Set(started.sent).size).toBe(started.sent.length);
		expect(started.sent.filter(place => place.endsWith('.1')).length).toBeGreaterThan(50);
		expect(started.progress()).toMatchObject({sent: started.sent.length, finished: 100});
	});
});
