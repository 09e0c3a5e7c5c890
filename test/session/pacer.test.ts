import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Pacer, pieceMs, Rest} from '../../src/session/pacer.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('Pacer', () => {
	it('does the work soon, once for many requests', () => {
		const work = vi.fn(() => true);
		const pacer = new Pacer(work);
		for (let i = 0; i < 100; i++) pacer.request();
		expect(pacer.isWaiting).toBe(true);
		vi.advanceTimersByTime(29);
		expect(work).not.toHaveBeenCalled();
		vi.advanceTimersByTime(1);
		expect(work).toHaveBeenCalledTimes(1);
		expect(pacer.isWaiting).toBe(false);
		vi.advanceTimersByTime(10_000);
		expect(work).toHaveBeenCalledTimes(1);
	});

	it.each([
		[1, 30],
		[20, 100],
		[1000, 500],
	])('after work of %d ms it waits %d ms', (took, pause) => {
		let now = 0;
		vi.spyOn(performance, 'now').mockImplementation(() => now);
		const work = vi.fn(() => {
			now += took;
			return true;
		});
		const pacer = new Pacer(work);
		pacer.runNow();
		pacer.request();
		vi.advanceTimersByTime(pause - 1);
		expect(work).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(1);
		expect(work).toHaveBeenCalledTimes(2);
		vi.restoreAllMocks();
	});

	it('runNow takes the place of what was requested', () => {
		const work = vi.fn(() => true);
		const pacer = new Pacer(work);
		pacer.request();
		pacer.runNow();
		expect(work).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(1000);
		expect(work).toHaveBeenCalledTimes(1);
	});

	it('work may request itself again', () => {
		let runs = 0;
		const pacer: Pacer = new Pacer(() => {
			if (++runs < 3) pacer.request();
			return true;
		});
		pacer.request();
		vi.advanceTimersByTime(1000);
		expect(runs).toBe(3);
	});

	it.each([
		[1, 500],
		[2000, 10_000],
	])('after work of %d ms that failed it tries again by itself, %d ms later', (took, pause) => {
		let now = 0;
		vi.spyOn(performance, 'now').mockImplementation(() => now);
		const work = vi.fn(() => {
			now += took;
			return false;
		});
		const pacer = new Pacer(work);
		pacer.runNow();
		vi.advanceTimersByTime(pause - 1);
		expect(work).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(1);
		expect(work).toHaveBeenCalledTimes(2);
		vi.restoreAllMocks();
	});

	it('once stopped does nothing any more', () => {
		const work = vi.fn(() => true);
		const pacer = new Pacer(work);
		pacer.request();
		pacer.stop();
		pacer.request();
		vi.advanceTimersByTime(10_000);
		expect(work).not.toHaveBeenCalled();
		expect(pacer.isWaiting).toBe(false);
	});
});

describe('Rest', () => {
	it('waits until nothing happened for a second, then works once', () => {
		const work = vi.fn(() => false);
		const rest = new Rest(work);
		for (let i = 0; i < 10; i++) {
			rest.disturb();
			vi.advanceTimersByTime(500);
		}
		expect(work).not.toHaveBeenCalled();
		vi.advanceTimersByTime(500);
		expect(work).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(60_000);
		expect(work).toHaveBeenCalledTimes(1);
		rest.disturb();
		vi.advanceTimersByTime(1000);
		expect(work).toHaveBeenCalledTimes(2);
	});

	it('does piece by piece what takes longer, until something happens', () => {
		let pieces = 5;
		const work = vi.fn(() => --pieces > 0);
		const rest = new Rest(work);
		rest.disturb();
		vi.advanceTimersByTime(1000);
		expect(work).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(pieceMs);
		expect(work).toHaveBeenCalledTimes(2);
		rest.disturb();
		vi.advanceTimersByTime(990);
		expect(work).toHaveBeenCalledTimes(2);
		vi.advanceTimersByTime(60_000);
		expect(work).toHaveBeenCalledTimes(5);
	});

	it('once stopped does nothing', () => {
		const work = vi.fn(() => false);
		const rest = new Rest(work);
		rest.disturb();
		rest.stop();
		vi.advanceTimersByTime(10_000);
		expect(work).not.toHaveBeenCalled();
	});
});
