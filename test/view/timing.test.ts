import {describe, expect, it} from 'vitest';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {type Timing, timingLines} from '../../src/view/timing.ts';

const late: Timing = {
	parts: [
		{name: 'connect', from: 0, to: 0.4, figure: '0.4 ms'},
		{name: 'first byte', from: 0, to: 12_400, figure: '12.40 s'},
		{name: 'body', from: 12_400, to: 12_403, figure: '3 ms'},
	],
	totalMs: 12_403,
	deadlineMs: 10_000,
	sender: 'cllr',
};
const within: Timing = {
	...late,
	parts: [{name: 'first byte', from: 0, to: 9000, figure: '9.00 s'}],
	totalMs: 9000,
};
const undocumented: Timing = {
	parts: [
		{name: 'connect', from: 0, to: 0.3, figure: '0.3 ms'},
		{name: 'first byte', from: 0, to: 8.2, figure: '8 ms'},
	],
	totalMs: 8.2,
	deadlineMs: null,
	sender: 'TeleCMI',
};

const drawn = (timing: Timing, width: number, marks = unicodeMarks) =>
	timingLines(timing, width, marks).map(line => plain(line).trimEnd());

describe('the picture of a time', () => {
	it('is to scale, with the deadline in it', () => {
		expect(drawn(late, 78)).toEqual([
			'            0 s                   5 s                   10 s',
			'connect     ▏ 0.4 ms                                    ┃',
			'first byte  ████████████████████████████████████████████┃▓▓▓▓▓▓▓▓▓▓ 12.40 s',
			'body                                                    ┃          ▏ 3 ms',
			'                                                  10 s ─┘ cllr stops waiting',
		]);
		expect(drawn(late, 78, asciiMarks)[2]).toBe(
			'first byte  ############################################!@@@@@@@@@@ 12.40 s',
		);
	});

	it('has the next of 10 ms, 100 ms, 1 s, 10 s and 100 s for its end without one', () => {
		expect(drawn(undocumented, 60)).toEqual([
			'            0 ms                5 ms                 10 ms',
			'connect     █ 0.3 ms',
			'first byte  ██████████████████████████████████ 8 ms',
		]);
		const lastLabel = (totalMs: number) =>
			drawn({...undocumented, totalMs}, 78)[0]
				?.split(/ {2,}/)
				.at(-1);
		expect([8, 11, 101, 1001, 10_001].map(lastLabel)).toEqual(['10 ms', '100 ms', '1 s', '10 s', '100 s']);
	});

	it('warns where half of the time is used, and is bad from four fifths on', () => {
		const [, bar = []] = timingLines(within, 78, unicodeMarks);
		const roles = bar.filter(({text}) => /^█+$/.test(text)).map(({text, role}) => [role, text.length]);
		expect(roles.map(([role]) => role)).toEqual(['text', 'warn', 'bad']);
		const [first = 0, second = 0, third = 0] = roles.map(([, length]) => Number(length));
		expect(first / (first + second + third)).toBeCloseTo(5 / 9, 1);
	});

	it('keeps figures out of the way of the deadline', () => {
		const near = {...within, parts: [{name: 'first byte', from: 0, to: 9900, figure: '9.90 s'}]};
		expect(drawn(near, 78)[1]).toMatch(/█ ?┃ 9\.90 s$/);
	});

	it('is left out where nothing could be seen', () => {
		expect(timingLines(late, 30, unicodeMarks)).toEqual([]);
	});

	it('is never wider than its room', () => {
		const odd: Timing[] = [
			late,
			within,
			undocumented,
			{...late, totalMs: 0, parts: [{name: 'answer', from: 0, to: 0, figure: '0.0 ms'}]},
			{...late, totalMs: 1e9, parts: [{name: 'answer', from: 0, to: 1e9, figure: '277 h'}]},
			{...undocumented, totalMs: 1e9},
			{...late, deadlineMs: 1, sender: '山田花子'.repeat(30)},
		];
		for (const timing of odd)
			for (let width = 30; width <= 200; width++)
				for (const marks of [unicodeMarks, asciiMarks])
					for (const line of timingLines(timing, width, marks)) expect(lineWidth(line)).toBe(width);
	});
});
