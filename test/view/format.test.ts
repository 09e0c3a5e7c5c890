import {describe, expect, it} from 'vitest';
import type {Call} from '../../src/core/call.ts';
import type {CallEvent} from '../../src/core/event.ts';
import {emptyEvent} from '../../src/core/event.ts';
import {usualMs} from '../../src/core/life.ts';
import {
	ageText,
	arrivalTime,
	byteSize,
	clause,
	clock,
	count,
	deliveryText,
	directionWord,
	numbersOf,
	partyText,
	percent,
	plural,
	sidesOf,
	stateOf,
	timeOfDay,
	took,
	waitText,
} from '../../src/view/format.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {widthOf} from '../../src/view/width.ts';

const morning = new Date(2026, 10, 20, 9, 5, 2, 7).getTime();

describe('times', () => {
	it('of day are local, with the precision asked for', () => {
		expect(timeOfDay(morning)).toBe('09:05:02');
		expect(timeOfDay(morning, 'minutes')).toBe('09:05');
		expect(timeOfDay(morning, 'milliseconds')).toBe('09:05:02.007');
		expect(timeOfDay(morning + 0.9, 'milliseconds')).toBe('09:05:02.007');
	});

	it('of arrival say the day when it is another one', () => {
		expect(arrivalTime(morning, morning + 3600_000)).toBe('09:05:02');
		expect(arrivalTime(new Date(2026, 10, 19, 23, 59).getTime(), morning)).toBe('19 Nov');
		expect(arrivalTime(new Date(2025, 10, 20, 9).getTime(), morning)).toBe('20 Nov');
		expect(arrivalTime(new Date(2026, 0, 1).getTime(), morning)).toBe('1 Jan');
	});

	it.each([
		[0, '0:00', '0:00'],
		[9, '0:09', '0:09'],
		[59.9, '0:59', '0:59'],
		[60, '1:00', '1:00'],
		[3599, '59:59', '59:59'],
		[3600, '1:00:00', '1h00m'],
		[3727, '1:02:07', '1h02m'],
		[360_000, '100:00:00', '100h00m'],
		[-5, '0:00', '0:00'],
	])('%d s as a clock: %s, short %s', (seconds, full, short) => {
		expect(clock(seconds)).toBe(full);
		expect(clock(seconds, 'short')).toBe(short);
	});

	it.each([
		[0, '0.0 ms'],
		[0.66, '0.7 ms'],
		[0.94, '0.9 ms'],
		[0.96, '1 ms'],
		[9.4, '9 ms'],
		[41.4, '41 ms'],
		[999.4, '999 ms'],
		[999.6, '1.00 s'],
		[12_410, '12.41 s'],
		[99_994, '99.99 s'],
		[99_996, '1 m 40'],
		[125_000, '2 m 05'],
		[119_999, '2 m 00'],
	])('%d ms took %s', (ms, text) => {
		expect(took(ms)).toBe(text);
	});

	it.each([
		[1, '100 %'],
		[0.999, '99 %'],
		[0, '0 %'],
	])('a share of %d is %s: what is not sure is not said to be', (share, text) => {
		expect(percent(share)).toBe(text);
	});

	it('took fits seven columns up to a quarter of an hour and beyond', () => {
		for (let ms = 0.01; ms < 5_900_000; ms *= 1.07) expect(took(ms).length).toBeLessThanOrEqual(7);
	});
});

describe('sizes and counts', () => {
	it.each([
		[0, '0 bytes'],
		[1, '1 byte'],
		[285, '285 bytes'],
		[2545, '2,545 bytes'],
		[9999, '9,999 bytes'],
		[10_000, '10 kB'],
		[412_400, '412 kB'],
		[999_499, '999 kB'],
		[1_200_000, '1.2 MB'],
		[999_999, '1.0 MB'],
	])('%d: %s', (bytes, text) => {
		expect(byteSize(bytes)).toBe(text);
	});

	it.each([
		[0, '0'],
		[999, '999'],
		[1000, '1,000'],
		[1_234_567, '1,234,567'],
	])('%d is written %s', (value, text) => {
		expect(count(value)).toBe(text);
	});

	it('one is singular, everything else is not', () => {
		expect([plural(1, 'call'), plural(0, 'call'), plural(1200, 'call')]).toEqual([
			'1 call',
			'0 calls',
			'1,200 calls',
		]);
		expect(plural(2, 'delivery', 'deliveries')).toBe('2 deliveries');
	});
});

describe('parties', () => {
	it('show the international form where there is one, cut at the start, hostile text as marks', () => {
		expect(partyText(null, 13, unicodeMarks)).toBe('-');
		expect(partyText({raw: '+33 1 99 00 12 34', e164: '+33199001234'}, 13, unicodeMarks)).toBe(
			'+33199001234',
		);
		expect(partyText({raw: '0199001234', e164: null}, 5, unicodeMarks)).toBe('…1234');
		expect(partyText({raw: '0199001234', e164: null}, 5, asciiMarks)).toBe('~1234');
		expect(partyText({raw: '\u001b]0;x\u0007\n', e164: null}, 20, unicodeMarks)).toBe('␛]0;x␇␊');
	});

	const from = {raw: '1', e164: null};
	const to = {raw: '2', e164: null};
	it('stand on the sides that are stated', () => {
		expect(sidesOf({from, to, counterparty: null})).toEqual({left: from, arrow: 'arrow', right: to});
		expect(sidesOf({from: null, to, counterparty: null})).toEqual({left: null, arrow: 'arrow', right: to});
		expect(sidesOf({from: null, to: null, counterparty: from})).toEqual({
			left: from,
			arrow: 'unknown',
			right: null,
		});
		expect(sidesOf({from: null, to: null, counterparty: null})).toBeNull();
	});

	it('the direction is a word of at most three letters', () => {
		expect([directionWord('inbound'), directionWord('outbound'), directionWord(null)]).toEqual([
			'in',
			'out',
			'-',
		]);
	});
});

describe('deliveryText', () => {
	const request = {method: 'POST', target: '/hooks?token=abc', fault: null};
	const text = (event: CallEvent | null) => deliveryText({event, request});

	it('is the kind, and the provider’s own word where it sent one', () => {
		expect(text(emptyEvent('post-call', 'ended'))).toBe('post-call');
		expect(text({...emptyEvent('cdr', 'ended'), providerStatus: 'answered'})).toBe('cdr answered');
		expect(text({...emptyEvent('cdr', 'ended'), providerStatus: '\u001b[31m\r\n'})).toBe('cdr ␛[31m␍␊');
	});

	it('is the request of what says nothing, its secrets hidden, or what broke it', () => {
		expect(text(null)).toBe('POST /hooks?token=••••••••');
		expect(deliveryText({event: null, request: {method: null, target: null, fault: null}})).toBe('not HTTP');
		const fault = {code: 'body-too-large' as const, message: ''};
		expect(deliveryText({event: null, request: {...request, fault}})).toBe('body-too-large');
	});
});

describe('stateOf', () => {
	const call = (change: Partial<Call>): Call => ({
		key: 'x:1',
		provider: 'x',
		callId: '1',
		firstAt: morning,
		lastAt: morning,
		phase: 'ended',
		phaseSince: morning,
		outcome: null,
		direction: null,
		from: null,
		to: null,
		counterparty: null,
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		durationSeconds: null,
		talkSeconds: null,
		agent: null,
		owesEnd: true,
		deliveries: 1,
		retries: 0,
		duplicates: 0,
		findings: {error: 0, warning: 0, info: 0},
		worst: null,
		verdict: null,
		...change,
	});
	const state = (change: Partial<Call>, afterMs: number) =>
		stateOf(call(change), morning + afterMs, unicodeMarks);

	it.each([
		[{phase: 'started'}, {mark: '○', word: 'started', clock: '0:09'}],
		[{phase: 'ringing'}, {mark: '○', word: 'ringing', clock: '0:09'}],
		[{phase: 'answered'}, {mark: '●', word: 'talking', clock: '0:09'}],
		[
			{phase: 'ended', outcome: 'missed'},
			{mark: '', word: 'missed', clock: null},
		],
		[
			{phase: 'ended', outcome: null},
			{mark: '', word: 'ended', clock: null},
		],
		[
			{phase: 'recording', outcome: null},
			{mark: '', word: 'recording', clock: null},
		],
	] as const)('%o', (change, shown) => {
		expect(state(change, 9000)).toEqual(shown);
	});

	it('a call that sent nothing for hours is no longer taken to go on', () => {
		expect(state({phase: 'answered'}, usualMs.answered)).toMatchObject({word: 'talking', clock: '4h00m'});
		expect(state({phase: 'answered'}, usualMs.answered + 1)).toEqual({
			mark: '',
			word: 'no end seen',
			clock: null,
		});
	});

	it('a clock that was set back does not count down', () => {
		expect(state({phase: 'ringing'}, -60_000).clock).toBe('0:00');
	});

	it('marks take one column', () => {
		for (const phase of ['started', 'answered'] as const) expect(widthOf(state({phase}, 0).mark)).toBe(1);
	});
});

describe('how long something goes on', () => {
	it('is told by a figure that changes the more rarely the older it is', () => {
		expect([0, -5, 3999, 89_999, 90_000, 3_600_000, 5_399_999, 5_400_000].map(ageText)).toEqual([
			'0 s',
			'0 s',
			'3 s',
			'89 s',
			'1 min',
			'60 min',
			'89 min',
			'1 h',
		]);
	});
});

describe('how long an answer is waited for', () => {
	it.each([
		[3999, 10_000, '3/10 s'],
		[12_000, 30_000, '12/30 s'],
		[12_000, 10_000, '12/10 s'],
		[3000, null, '3 s'],
		[100_000, 300_000, '100 s'],
		[0, 300, '0/1 s'],
		[5_000_000, null, '83 m 20'],
	])('%d ms of %s: %s', (ms, allowed, text) => {
		expect(waitText(ms, allowed)).toBe(text);
		expect(text.length).toBeLessThanOrEqual(7);
	});
});

it('clause: a sentence as a part of another one', () => {
	expect(clause('Nothing listens there.')).toBe('Nothing listens there');
	expect(clause('a\nb')).toBe('a␊b');
});

it('deliveries have their numbers, and of many the first', () => {
	expect(numbersOf([3])).toBe('#3');
	expect(numbersOf([3, 1])).toBe('#3 and #1');
	expect(numbersOf(Array.from({length: 1009}, (_, index) => index + 1))).toMatch(
		/^#1, .*, #8 and 1,001 more$/,
	);
});
