import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Alarm} from '../../src/tunnel/alarm.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

async function isOver(wait: Promise<void>): Promise<boolean> {
	let over = false;
	void wait.then(() => {
		over = true;
	});
	await vi.advanceTimersByTimeAsync(0);
	return over;
}

describe('Alarm', () => {
	it('waits its time', async () => {
		const wait = new Alarm().wait(1000);
		await vi.advanceTimersByTimeAsync(999);
		expect(await isOver(wait)).toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect(await isOver(wait)).toBe(true);
	});

	it('rung, waits no longer and leaves no timer', async () => {
		const alarm = new Alarm();
		const wait = alarm.wait(1000);
		alarm.ring();
		expect(await isOver(wait)).toBe(true);
		expect(vi.getTimerCount()).toBe(0);
	});

	it('rung before, does not wait; once only', async () => {
		const alarm = new Alarm();
		alarm.ring();
		alarm.ring();
		expect(await isOver(alarm.wait(1000))).toBe(true);
		expect(await isOver(alarm.wait(1000))).toBe(false);
	});
});
