import {describe, expect, it} from 'vitest';
import {longestTimer, Waits} from '../../src/replay/waits.ts';

describe('waiting', () => {
	it('ends at its time, not before it', async () => {
		const waits = new Waits(new AbortController().signal);
		const times = Array.from({length: 40}, (_, index) => performance.now() + index * 1.3);
		await Promise.all(
			times.map(async time => {
				await waits.until(time);
				expect(performance.now()).toBeGreaterThanOrEqual(time);
			}),
		);
		expect(waits).toMatchObject({count: 0, next: null});
	});

	it('tells how many wait, and who is next', async () => {
		const ending = new AbortController();
		const waits = new Waits(ending.signal);
		const now = performance.now();
		const retry = {nth: 1, of: 3};
		const all = [waits.until(now + 60_000), waits.until(now + 50_000, retry), waits.for(longestTimer * 3)];
		expect(waits).toMatchObject({count: 3, next: {at: now + 50_000, retry}});
		ending.abort();
		await Promise.all(all);
		expect(waits).toMatchObject({count: 0, next: null});
		await waits.for(60_000);
	});

	it('waits longer than a timer can', async () => {
		const ending = new AbortController();
		const waits = new Waits(ending.signal);
		let isOver = false;
		const wait = waits.for(longestTimer * 2).then(() => {
			isOver = true;
		});
		await waits.for(5);
		expect(isOver).toBe(false);
		ending.abort();
		await wait;
	});
});
