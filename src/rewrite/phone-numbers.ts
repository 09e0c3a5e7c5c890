/** Phone numbers that stand for others, the same one for each number in whatever form it is written. */

/** How a number is disguised. */
export type NumberStyle = 'mask' | 'pseudonym';

/** Somebody who has a number. */
interface Subscriber {
	/** As many of its digits as were seen, without leading zeros. */
	digits: string;
	/** From 1. */
	count: number;
}

/**
 * So many digits at the end are somebody's own: those before them, as a rule country and area, stay. Two numbers that
 * end in the same and do not contradict each other before that are one, with and without the country.
 */
const own = 8;

/** Numbers with fewer digits are extensions and short codes. */
export const fewestDigits = 5;
const mostDigits = 17;
/** With all the marks people put between them. */
const longest = 40;

/** Digits, what people put between them, and marks in place of digits. */
const numberLike = /^\s*\+?[\d\s().\-/*Xx•]+$/;

export function digitsOf(text: string): string {
	return text.replace(/\D/g, '');
}

/** Whether a text that should be a phone number is one. */
export function looksLikeNumber(text: string): boolean {
	if (text.length > longest) return false;
	const {length} = digitsOf(text);
	return length >= fewestDigits && length <= mostDigits && numberLike.test(text);
}

/** The numbers met so far. */
export class PhoneNumbers {
	readonly #style: NumberStyle;
	/** By their last digits. */
	readonly #known = new Map<string, Subscriber[]>();
	/** Digits of numbers that stand for others. */
	readonly #made = new Set<string>();
	#count = 0;

	constructor(style: NumberStyle) {
		this.#style = style;
	}

	/** Takes note of a number, so that it is known in all its forms. */
	learn(text: string): void {
		const digits = withoutZeros(digitsOf(text));
		const known = this.#find(digits);
		if (known === undefined) {
			const key = digits.slice(-own);
			const others = this.#known.get(key) ?? [];
			this.#known.set(key, [...others, {digits, count: this.#nextFor(digits)}]);
		} else if (digits.length > known.digits.length) known.digits = digits;
	}

	/** Whether the digits are a number that was learnt; short ones may stand for anything. */
	knows(digits: string): boolean {
		return digits.length >= shortestKnown && this.#find(withoutZeros(digits)) !== undefined;
	}

	/** Whether the digits are a number that stands for another. */
	made(digits: string): boolean {
		return this.#made.has(digits);
	}

	/** The number in its place, with all its marks; of a JSON number only digits. */
	standIn(text: string, isJsonNumber = false): string {
		const digits = digitsOf(text);
		const known = this.#find(withoutZeros(digits));
		const fake = this.#style === 'mask' ? masked(digits, isJsonNumber) : this.#pseudonym(digits, known);
		this.#made.add(fake);
		let at = 0;
		return text.replace(/\d/g, () => fake.charAt(at++));
	}

	/** A number that was made for another may come in again: it must not stand for itself. */
	#nextFor(digits: string): number {
		do this.#count++;
		while (digits.endsWith(endOf(this.#count)));
		return this.#count;
	}

	#find(digits: string): Subscriber | undefined {
		return this.#known
			.get(digits.slice(-own))
			?.find(({digits: known}) => known.endsWith(digits) || digits.endsWith(known));
	}

	#pseudonym(digits: string, known: Subscriber | undefined): string {
		const whole = known?.digits ?? digits;
		const range = reserved.find(({country, length}) => whole.startsWith(country) && whole.length === length);
		const tail = range === undefined ? Math.min(own, digits.length - 1) : range.length - range.country.length;
		const kept = Math.max(digits.length - tail, 0);
		const number = String(known?.count ?? (digits.endsWith(endOf(0)) ? 1 : 0));
		const fixed = range?.number ?? '';
		const fake = fixed + number.slice(-(tail - fixed.length)).padStart(tail - fixed.length, '0');
		return digits.slice(0, kept) + fake.slice(-(digits.length - kept));
	}
}

/** Where the range of a country for fiction is used. */
const reserved: readonly {country: string; length: number; number: string}[] = [
	// +33 1 99 00 xx xx, as in the fixtures.
	{country: '33', length: 11, number: '19900'},
];

/** Of fewer digits too many other things consist. */
const shortestKnown = 7;

/** How a number ends that stands for another: in no fewer digits is the count of it written. */
function endOf(count: number): string {
	return String(count).padStart(4, '0');
}

function withoutZeros(digits: string): string {
	return digits.replace(/^0+/, '');
}

/** A JSON number cannot hold an X: zeros stand there, and its last digit goes, too. */
function masked(digits: string, isJsonNumber: boolean): string {
	const kept = digits.slice(0, Math.max(1, digits.length - own));
	const hidden = digits.length - kept.length;
	if (isJsonNumber) return kept + '0'.repeat(hidden);
	return hidden < own ? kept + 'X'.repeat(hidden) : `${kept}${'X'.repeat(hidden - 1)}${digits.slice(-1)}`;
}
