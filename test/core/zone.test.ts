import {describe, expect, it} from 'vitest';
import {instantsOf, isZone} from '../../src/core/zone.ts';

const at = (text: string, zone: string) =>
	instantsOf(Date.parse(`${text}Z`), zone).map(instant => new Date(instant).toISOString());

describe('a time of the clocks of a zone', () => {
	it.each([
		['2021-04-09T16:27:39', 'Asia/Kolkata', '2021-04-09T10:57:39.000Z'],
		['2021-04-09T16:27:39', '+05:30', '2021-04-09T10:57:39.000Z'],
		['2021-04-09T16:27:39', 'UTC', '2021-04-09T16:27:39.000Z'],
		['2025-07-01T00:30:00', 'Europe/Paris', '2025-06-30T22:30:00.000Z'],
		['2025-12-31T23:30:00', 'America/New_York', '2026-01-01T04:30:00.000Z'],
		['2025-03-30T01:59:59', 'Europe/Paris', '2025-03-30T00:59:59.000Z'],
		['2025-03-30T03:00:00', 'Europe/Paris', '2025-03-30T01:00:00.000Z'],
		['2025-10-26T03:00:00', 'Europe/Paris', '2025-10-26T02:00:00.000Z'],
	])('%s in %s is one instant', (text, zone, iso) => {
		expect(at(text, zone)).toEqual([iso]);
	});

	it('comes twice when clocks are put back', () => {
		expect(at('2025-10-26T02:30:00', 'Europe/Paris')).toEqual([
			'2025-10-26T00:30:00.000Z',
			'2025-10-26T01:30:00.000Z',
		]);
	});

	it('does not come in the hour that is left out', () => {
		expect(at('2025-03-30T02:30:00', 'Europe/Paris')).toEqual([]);
	});
});

describe('isZone', () => {
	it.each(['Asia/Kolkata', 'Europe/Paris', 'UTC', '+05:30', '-03:00'])('%s', zone => {
		expect(isZone(zone)).toBe(true);
	});

	it.each(['', 'India', 'Asia/Nowhere', '5:30', 'IST!', '\u001b[31m'])('not %j', zone => {
		expect(isZone(zone)).toBe(false);
	});
});
