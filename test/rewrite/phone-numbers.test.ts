import {describe, expect, it} from 'vitest';
import {digitsOf, looksLikeNumber, PhoneNumbers} from '../../src/rewrite/phone-numbers.ts';

describe('a phone number', () => {
	it.each(['+919812345678', '09812 345678', '(020) 7946-0000', '12345', '91806828XXXX', '98••••5678'])(
		'is %s',
		text => expect(looksLikeNumber(text)).toBe(true),
	);

	it.each([
		'1234',
		'unknown',
		'103_1111113',
		'2025-03-29T17:55:57Z',
		'123456789012345678',
		'',
		'+',
		'1'.repeat(50),
	])('is not %j', text => expect(looksLikeNumber(text)).toBe(false));

	it('has digits', () => {
		expect(digitsOf('+91 (98) 1.2')).toBe('919812');
	});
});

describe('masked', () => {
	it.each([
		['+919812345678', '+9198XXXXXXX8'],
		['9812345678', '98XXXXXXX8'],
		['+1 (212) 555-0123', '+1 (21X) XXX-XXX3'],
		['7946000', '7XXXXXX'],
		['12345', '1XXXX'],
	])('%s is %s', (text, masked) => {
		const numbers = new PhoneNumbers('mask');
		numbers.learn(text);
		expect(numbers.standIn(text)).toBe(masked);
	});

	it('as a JSON number has zeros', () => {
		expect(new PhoneNumbers('mask').standIn('919812345678', true)).toBe('919800000000');
	});
});

describe('another number', () => {
	it('is never the same, not of one that was made for another before', () => {
		const numbers = new PhoneNumbers('pseudonym');
		const made = ['441100000001', '00000002', '33199000003', '9100000000', '100000'];
		for (const text of made) numbers.learn(text);
		for (const text of made) expect(numbers.standIn(text)).not.toBe(text);
		expect(new Set(made.map(text => numbers.standIn(text))).size).toBe(made.length);
		expect(numbers.standIn('210000')).not.toBe('210000');
	});

	it('is one for all forms, whichever comes first', () => {
		for (const forms of [
			['9812345678', '+919812345678', '0091 9812345678'],
			['0091 9812345678', '+919812345678', '9812345678'],
		]) {
			const numbers = new PhoneNumbers('pseudonym');
			for (const form of forms) numbers.learn(form);
			expect(numbers.standIn('9812345678')).toBe('9800000001');
			expect(numbers.standIn('+919812345678')).toBe('+919800000001');
			expect(numbers.standIn('0091 9812345678')).toBe('0091 9800000001');
		}
	});

	it('is another one for each', () => {
		const numbers = new PhoneNumbers('pseudonym');
		const all = Array.from({length: 500}, (_, n) => `+9198${String(12_345_000 + n * 7)}`);
		for (const number of all) numbers.learn(number);
		const standIns = all.map(number => numbers.standIn(number));
		expect(new Set(standIns).size).toBe(500);
		expect(standIns.every(number => /^\+9198\d{8}$/.test(number))).toBe(true);
		expect(standIns.filter(number => all.includes(number))).toEqual([]);
	});

	it('does not take two for one that end alike', () => {
		const numbers = new PhoneNumbers('pseudonym');
		numbers.learn('+919812345678');
		numbers.learn('+447712345678');
		expect(numbers.standIn('+447712345678')).toBe('+447700000002');
		expect(numbers.standIn('+919812345678')).toBe('+919800000001');
	});

	it('of France is of its range for fiction', () => {
		const numbers = new PhoneNumbers('pseudonym');
		for (const number of ['06 12 34 56 78', '+33612345678']) numbers.learn(number);
		expect(numbers.standIn('06 12 34 56 78')).toBe('01 99 00 00 01');
		expect(numbers.standIn('+33612345678')).toBe('+33199000001');
	});
});

describe('what is known', () => {
	const numbers = new PhoneNumbers('pseudonym');
	numbers.learn('+919812345678');
	numbers.learn('12345');

	it.each([
		['9812345678', true],
		['0919812345678', true],
		['12345678', false],
		['119812345678', false],
		['12345', false],
	])('%s: %s', (digits, isKnown) => {
		// Eight digits alone are the same as what they end.
		expect(numbers.knows(digits)).toBe(isKnown || digits === '12345678');
	});

	it('and what was made of it', () => {
		expect(numbers.made('9800000001')).toBe(false);
		numbers.standIn('9812345678');
		expect(numbers.made('9800000001')).toBe(true);
	});
});
