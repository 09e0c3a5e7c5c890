import {describe, expect, it} from 'vitest';
import {
	isLocalTime,
	isoFromMs,
	isoFromZoned,
	isTwelveHour,
	localMs,
	msFromIso,
	secondsOf,
} from '../../src/core/time.ts';

describe('isoFromMs', () => {
	it.each([
		[1_570_184_401_056, '2019-10-04T10:20:01.056Z'],
		[Date.UTC(1990, 0, 1), '1990-01-01T00:00:00.000Z'],
		[Date.UTC(2100, 0, 1) - 1, '2099-12-31T23:59:59.999Z'],
	])('%d is a time', (ms, iso) => {
		expect(isoFromMs(ms)).toBe(iso);
	});

	it('is what JavaScript gives, from one day to another and with fractions', () => {
		const twoDays = 2 * 24 * 60 * 60 * 1000;
		for (let ms = Date.UTC(1999, 11, 31); ms < Date.UTC(2000, 2, 3); ms += twoDays / 7.3) {
			for (const at of [ms, ms + twoDays, ms]) expect(isoFromMs(at)).toBe(new Date(at).toISOString());
		}
	});

	it.each([
		[0],
		[-1],
		[1_570_184_401],
		[Date.UTC(2100, 0, 1)],
		[1_570_184_401_056_000],
		[Number.NaN],
		[Number.POSITIVE_INFINITY],
		[Number.NEGATIVE_INFINITY],
	])('%d is a mistake of unit, or none at all', ms => {
		expect(isoFromMs(ms)).toBeNull();
	});
});

describe('msFromIso', () => {
	it('gives back what isoFromMs was given, whichever day was written last', () => {
		const times = [0, 1, 999, 86_399_999, 86_400_000, 123_456_789].map(ms => Date.UTC(2026, 10, 20) + ms);
		for (const last of times) {
			isoFromMs(last);
			expect(times.map(ms => msFromIso(isoFromMs(ms) ?? ''))).toEqual(times);
			expect(times.map(ms => msFromIso(new Date(ms).toISOString()))).toEqual(times);
		}
	});

	it('reads other forms as well, and nothing of what is none', () => {
		expect(msFromIso('2026-11-20T09:00:00Z')).toBe(Date.UTC(2026, 10, 20, 9));
		expect(msFromIso('soon')).toBeNaN();
	});
});

describe('isoFromZoned', () => {
	it.each([
		['2026-11-20T08:34:02.093Z', '2026-11-20T08:34:02.093Z'],
		['2026-11-20T08:34:02Z', '2026-11-20T08:34:02.000Z'],
		['2026-11-20T08:34:02z', '2026-11-20T08:34:02.000Z'],
		['2026-11-20 08:34:02 Z', '2026-11-20T08:34:02.000Z'],
		['2026-11-20T08:34Z', '2026-11-20T08:34:00.000Z'],
		['2026-11-20T08:34:02+05:30', '2026-11-20T03:04:02.000Z'],
		['2026-11-20T08:34:02+0530', '2026-11-20T03:04:02.000Z'],
		['2026-11-20 08:34:02 +05:30', '2026-11-20T03:04:02.000Z'],
		['2026-11-20T08:34:02 +05:30', '2026-11-20T03:04:02.000Z'],
		['2026-11-20T00:10:00+01:00', '2026-11-19T23:10:00.000Z'],
		['2026-11-20T08:34:02.123456Z', '2026-11-20T08:34:02.123Z'],
	])('%s is %s', (text, iso) => {
		expect(isoFromZoned(text)).toBe(iso);
	});

	it.each([
		['2026-11-20T08:34:02'],
		['2026-11-20 08:34:02'],
		['2026-11-20'],
		['20 Nov 2026 08:34:02 GMT'],
		['2026-13-20T08:34:02Z'],
		['2026-11-20T25:00:00Z'],
		['2026-02-30T10:00:00Z'],
		['1969-01-01T00:00:00Z'],
		['2026-11-20T08:34:02Z; DROP'],
		[''],
	])('%j is none: without a zone, or no date', text => {
		expect(isoFromZoned(text)).toBeNull();
	});
});

describe('times without a zone', () => {
	it('are told apart from those with one, and from anything else', () => {
		expect(isLocalTime('2021-04-09 16:27:39')).toBe(true);
		expect(isLocalTime('2021-04-09T16:27:39.5')).toBe(true);
		expect(isLocalTime('2021-04-09 16:27')).toBe(true);
		for (const other of [
			'2021-04-09 16:27:39Z',
			'2021-04-09',
			'2021-13-09 16:27:39',
			'2021-02-30 16:27:39',
			'x',
		])
			expect(isLocalTime(other), other).toBe(false);
	});

	it('two of them can be compared', () => {
		expect(localMs('2021-04-09 16:27:55') - localMs('2021-04-09T16:27:39')).toBe(16_000);
		expect(localMs('soon')).toBeNaN();
	});
});

describe('secondsOf', () => {
	it.each([
		[23, 23],
		[0, 0],
		[2.5, 2.5],
		['23', 23],
		[' 23 ', 23],
		['23.5', 23.5],
		['0', 0],
		['00:01:02', 62],
		['1:00:00', 3600],
		['100:00:01', 360_001],
	])('%j is %d', (value, seconds) => {
		expect(secondsOf(value)).toBe(seconds);
	});

	it.each([
		[-1],
		['-1'],
		[Number.NaN],
		[Number.POSITIVE_INFINITY],
		[''],
		['1e3'],
		['00:61:00'],
		['00:00:60'],
		['1:02'],
		['23 s'],
		[null],
		[undefined],
		[true],
		[[23]],
		[{}],
		['9999999999'],
	])('%j is none', value => {
		expect(secondsOf(value)).toBeNull();
	});
});

describe('a 12-hour clock', () => {
	it.each([
		['2026-11-20 12:00:00 AM', '00:00:00'],
		['2026-11-20 12:30 am', '00:30:00'],
		['2026-11-20 01:00:00 AM', '01:00:00'],
		['2026-11-20 1:00:00 AM', '01:00:00'],
		['2026-11-20 11:59:59 A.M.', '11:59:59'],
		['2026-11-20 12:00:00 PM', '12:00:00'],
		['2026-11-20T04:27:39PM', '16:27:39'],
		['2026-11-20 11:59:59 p.m.', '23:59:59'],
	])('%s is %s', (text, time) => {
		expect(isTwelveHour(text)).toBe(true);
		expect(new Date(localMs(text)).toISOString()).toBe(`2026-11-20T${time}.000Z`);
		expect(isoFromZoned(`${text} +00:00`)).toBe(`2026-11-20T${time}.000Z`);
	});

	it.each([
		['2026-11-20 13:00:00 PM'],
		['2026-11-20 00:10:00 AM'],
		['2026-11-20 4:27:39'],
		['2026-11-20 04:27:39 XM'],
	])('%s is no time', text => {
		expect(localMs(text)).toBeNaN();
		expect(isLocalTime(text)).toBe(false);
	});

	it('is told by AM and PM alone', () => {
		for (const text of ['2026-11-20 04:27:39', '2026-11-20T04:27:39Z', 'PM', '']) {
			expect(isTwelveHour(text)).toBe(false);
		}
	});

	it('and a zone far behind it is looked for in no time', () => {
		expect(localMs(`2026-11-20 04:27:39 ${' '.repeat(1_000_000)}x`)).toBeNaN();
	});
});
