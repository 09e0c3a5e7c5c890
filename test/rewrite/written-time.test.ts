import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	isBirthName,
	isTimeName,
	wordsOf,
	writtenDate,
	writtenDateTime,
	writtenEpoch,
} from '../../src/rewrite/written-time.ts';

describe('a date with a time of day', () => {
	it.each([
		['2025-03-29T17:55:57.093Z', '2025-03-29T18:55:58.093Z'],
		['2025-03-29T17:55:57Z', '2025-03-29T18:55:58Z'],
		['2025-03-29T17:55:57.123456+05:30', '2025-03-29T18:55:58.123456+05:30'],
		['2025-03-29 23:55:57 -0800', '2025-03-30 00:55:58 -0800'],
		['2021-04-09 16:27:39', '2021-04-09 17:27:40'],
		['2021-04-09 16:27', '2021-04-09 17:27'],
		['2021-12-31 23:59:59', '2022-01-01 01:00:00'],
		['2021-04-09 11:27:39 AM', '2021-04-09 12:27:40 PM'],
		['2021-04-09 11:59:59pm', '2021-04-10 01:00:00am'],
		['2021-04-09 9:27:39 p.m.', '2021-04-09 10:27:40 p.m.'],
		['2024-02-28T23:30:00Z', '2024-02-29T00:30:01Z'],
	])('%s an hour and a second later is written as before', (text, later) => {
		expect(writtenDateTime(text)?.moved(3601, 0)).toBe(later);
	});

	it.each([
		'2025-02-30 10:00:00',
		'2025-03-29 24:00:00',
		'2025-03-29 13:00:00 PM',
		'2025-03-29',
		'1594969967',
		'1899-03-29 10:00:00',
		'29/03/2025 10:00:00',
		'on 2025-03-29 10:00:00',
		'',
	])('is not %j', text => {
		expect(writtenDateTime(text)).toBeNull();
	});

	it('knows the instant where the zone is said', () => {
		expect(writtenDateTime('2025-03-29T17:55:57.093+05:30')).toMatchObject({
			ms: Date.parse('2025-03-29T17:55:57.093+05:30'),
			isInstant: true,
		});
		expect(writtenDateTime('2025-03-29 17:55:57')).toMatchObject({
			ms: Date.UTC(2025, 2, 29, 17, 55, 57),
			isInstant: false,
		});
	});

	it('is moved by exactly the seconds it is told', () => {
		const farthest = 3_000_000_000;
		fc.assert(
			fc.property(
				fc.date({min: new Date('2001-01-01'), max: new Date('2040-01-01'), noInvalidDate: true}),
				fc.integer({min: 0, max: farthest / 2}),
				(date, seconds) => {
					const moved = writtenDateTime(date.toISOString())?.moved(seconds, 0) ?? '';
					expect(Date.parse(moved)).toBe(date.getTime() + seconds * 1000);
					expect(writtenDateTime(moved)?.moved(-seconds, 0)).toBe(date.toISOString());
				},
			),
		);
	});
});

describe('a number since the epoch', () => {
	it.each([
		['1594969967', '1594969977'],
		['1594969967.25', '1594969977.25'],
		['1594969929000', '1594969939000'],
		['999999995', '1000000005'],
	])('%s ten seconds later', (text, later) => {
		expect(writtenEpoch(text)?.moved(10, 0)).toBe(later);
	});

	it.each(['919000000001', '9000000001', '12345678', '15949699670001', '-1594969967', '1e12'])(
		'is not %s',
		text => {
			expect(writtenEpoch(text)).toBeNull();
		},
	);
});

describe('a date alone', () => {
	it('is moved by days', () => {
		expect(writtenDate('2024-02-28')?.moved(0, 2)).toBe('2024-03-01');
		expect(writtenDate('2024-02-30')).toBeNull();
	});
});

describe('names', () => {
	it.each([
		'time',
		'start_at',
		'unixtime',
		'_st',
		'_ms',
		'X-Timestamp',
		'createdAt',
		'scheduledTime',
		'when',
	])('%s is a time’s', name => {
		expect(isTimeName(name)).toBe(true);
	});

	it.each(['to', 'callid', 'phone', 'received_number', '_ss', 'status', 'data', 'id', '_dr'])(
		'%s is none’s',
		name => {
			expect(isTimeName(name)).toBe(false);
		},
	);

	it('of a birth are told apart', () => {
		expect(['birthDate', 'dob', 'date_of_birth'].every(isBirthName)).toBe(true);
		expect(isBirthName('date')).toBe(false);
	});

	it('are made of words', () => {
		expect(wordsOf('callerNAMEShown_2nd-Leg')).toEqual(['caller', 'name', 'shown', '2nd', 'leg']);
	});
});
