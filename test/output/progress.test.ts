import {describe, expect, it} from 'vitest';
import {type ProgressView, progressLine, Rate} from '../../src/output/progress.ts';
import type {Progress} from '../../src/replay/run.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';

function text(progress: Partial<Progress>, view: Partial<ProgressView> = {}, width = 80): string {
	const all = {sent: 1240, of: 100_000, finished: 0, times: 100_000, nextAt: null, retry: null, ...progress};
	return plain(
		progressLine({progress: all, rate: 8100, elapsedMs: 1000, now: 5000, ...view}, unicodeMarks, width),
	);
}

describe('how far a replay is', () => {
	it('is told by what is left', () => {
		expect(text({})).toBe('» 1,240 of 100,000 sent, 8,100/s, 1 min 20 s left');
		expect(text({sent: 99_000})).toBe('» 99,000 of 100,000 sent, 8,100/s, 0 s left');
		expect(text({sent: 100_000})).toBe('» 100,000 of 100,000 sent, 8,100/s');
	});

	it('is told by repetitions where it is drawn how many there are', () => {
		expect(text({of: null, finished: 25, times: 100})).toBe(
			'» 1,240 sent, 25 of 100 repetitions, 8,100/s, 3 s left',
		);
	});

	it('says when the next one is sent, where that takes its time', () => {
		expect(text({sent: 1, of: 4, nextAt: 18_000}, {rate: 0.1})).toBe('» 1 of 4 sent, next in 13 s');
		expect(text({sent: 1, of: 1, nextAt: 27_000, retry: {nth: 2, of: 3}}, {rate: 0.1})).toBe(
			'» 1 of 1 sent, retry 2 of 3 in 22 s',
		);
		expect(text({sent: 1, of: 4, nextAt: 5100}, {rate: 0.1})).toBe('» 1 of 4 sent, 3 s left');
	});

	it('says nothing of the time as long as nobody can tell', () => {
		expect(text({}, {elapsedMs: 100, rate: null})).toBe('» 1,240 of 100,000 sent');
		expect(text({sent: 0}, {rate: 0})).toBe('» 0 of 100,000 sent');
	});

	it('has an ASCII twin, and is cut where there is no room', () => {
		expect(text({}, {}, 20)).toBe('» 1,240 of 100,000 …');
		const progress = {sent: 1, of: 2, finished: 0, times: 2, nextAt: null, retry: null};
		expect(plain(progressLine({progress, rate: null, elapsedMs: 0, now: 0}, asciiMarks, 80))).toBe(
			'> 1 of 2 sent',
		);
	});
});

describe('the rate of late', () => {
	it('is that of the last seconds', () => {
		const rate = new Rate();
		expect(rate.at(0, 0)).toBeNull();
		expect(rate.at(400, 40)).toBeNull();
		expect(rate.at(1000, 100)).toBe(100);
		for (let at = 1100; at <= 20_000; at += 100) rate.at(at, 100 + (at - 1000));
		expect(rate.at(20_000, 19_100)).toBe(1000);
	});
});
