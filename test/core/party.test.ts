import {describe, expect, it} from 'vitest';
import {party, writingOf} from '../../src/core/party.ts';

describe('party', () => {
	it.each([
		['+33199001234', '+33199001234'],
		['+33 1 99 00 12 34', '+33199001234'],
		['+1 (500) 555-0006', '+15005550006'],
		['+1.500.555.0006', '+15005550006'],
		['+44 (0)20 7946 0000', '+442079460000'],
		['+1-555-000-0000', '+15550000000'],
	])('%s names its country', (raw, e164) => {
		expect(party(raw)).toEqual({raw, e164});
	});

	it.each([
		['9100000000', 'no +: which country is not ours to guess'],
		['0033199001234', 'an exit code is one of many'],
		['+0199001234', 'no country code begins with 0'],
		['+1234567', 'too short for its country'],
		['+123456789012345', 'too long for its country'],
		['+999123456789', 'a country code nobody has'],
		['+1234567890123456', 'too long'],
		['+91806828XXXX', 'masked'],
		['+', 'nothing'],
		['', 'nothing'],
		['+33199001234;ext=1', 'more than a number'],
		[' +33199001234', 'does not begin with +'],
		['+٣٣١٩٩٠٠١٢٣', 'other digits'],
		['sip:sam@example.com', 'an address'],
		['anonymous', 'a word'],
	])('%j stays as sent (%s)', raw => {
		expect(party(raw)).toEqual({raw, e164: null});
	});
});

describe('writingOf', () => {
	it.each([
		['9000000', 'plain'],
		['90000 00-001', 'plain'],
		['(0199) 00.12/34', 'plain'],
		['900000', 'other'],
		['+900000', 'other'],
		['+919000000001', 'other'],
		['90000XXXXX', 'masked'],
		['+91 90000 **001', 'masked'],
		['xx0000001', 'masked'],
		['9000••0001', 'masked'],
		['9000000001x12', 'other'],
		['9x0x0x', 'other'],
		['XXXX', 'other'],
		['anonymous', 'other'],
		['sip:9000000001@example.test', 'other'],
		['', 'other'],
		['9'.repeat(41), 'other'],
	])('%s is %s', (raw, writing) => {
		expect(writingOf(raw)).toBe(writing);
	});

	it('where its country is known, a number is as it should be', () => {
		expect(writingOf('9000000001', {country: 'IN'})).toBe('other');
		expect(writingOf('90000XXXXX', {country: 'IN'})).toBe('masked');
	});
});
