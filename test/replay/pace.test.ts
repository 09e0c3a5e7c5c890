import {describe, expect, it} from 'vitest';
import {Pace} from '../../src/replay/pace.ts';
import {Waits} from '../../src/replay/waits.ts';

function paceOf(perSecond: number | null): Pace {
	return new Pace(perSecond, new Waits(new AbortController().signal));
}

/** When each of so many turns came, asked for all at once. */
function turns(pace: Pace, count: number): Promise<number[]> {
	return Promise.all(
		Array.from({length: count}, async () => {
			await pace.turn();
			return performance.now();
		}),
	);
}

describe('a pace', () => {
	it('is no matter without a limit', () => {
		expect(paceOf(null).turn()).toBeNull();
	});

	it.each([
		[100, 20],
		[2000, 200],
	])('of %d a second is never faster, from the first on', async (perSecond, count) => {
		const began = performance.now();
		const times = await turns(paceOf(perSecond), count);
		for (const [index, time] of times.entries()) {
			expect(time - began).toBeGreaterThanOrEqual((index * 1000) / perSecond - 0.01);
		}
	});

	it('saves nothing up while nobody asks, or the process is busy', async () => {
		const pace = paceOf(100);
		await pace.turn();
		const waiting = turns(pace, 6);
		const busyUntil = performance.now() + 50;
		while (performance.now() < busyUntil);
		const times = await waiting;
		// Five gaps of 10 ms; what a timer is late by may be made up for.
		expect((times.at(-1) ?? 0) - busyUntil).toBeGreaterThanOrEqual(45);
	});
});
