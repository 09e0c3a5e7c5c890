/**
 * Other ids of the same look. Each character is moved on within its own kind, for all ids of one look by the same: two
 * that differ stay different, and in another repetition each is another one.
 */

import {hashOfText} from '../core/hash.ts';
import {type Draw, drawFrom} from '../core/random.ts';

const digits = '0123456789';
const leading = '123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const hex = `${digits}abcdef`;
const upperHex = hex.toUpperCase();

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Version and variant say how a UUID was made: they stay. */
const uuidMarks: readonly number[] = [14, 19];

/** At least so many ids of a look come before one comes again, where it has so many. Its square is a safe integer. */
const wanted = 2 ** 21;

/**
 * Makes other ids of the same look: a function of the repetition, from 0. None of them is `id` itself, and no two of
 * the first two million are the same, as far as its characters allow that many. null when nothing in it can be another.
 */
export function idMaker(id: string, seed: number): ((repetition: number) => string) | null {
	const alphabets = alphabetsOf(id);
	const places = alphabets.map((alphabet, at) => alphabet.indexOf(id[at] ?? ''));
	// The last characters are a number that counts; those before them are drawn.
	let size = 1;
	let countedFrom = alphabets.length;
	while (countedFrom > 0 && size < wanted) size *= alphabets[--countedFrom]?.length ?? 1;
	if (size === 1) return null;
	const look = hashOfText(alphabets.join(' '));
	const way = wayThrough(size, drawFrom(seed, look));
	return repetition => {
		const draw = drawFrom(seed, look + 1 + repetition);
		let drawn = '';
		for (let at = 0; at < countedFrom; at++) {
			const alphabet = alphabets[at] ?? '';
			const {length} = alphabet;
			drawn +=
				length === 1 ? alphabet : alphabet.charAt(((places[at] ?? 0) + Math.floor(draw() * length)) % length);
		}
		let counted = '';
		let carry = way(repetition);
		for (let at = alphabets.length - 1; at >= countedFrom; at--) {
			const alphabet = alphabets[at] ?? '';
			const sum = (places[at] ?? 0) + carry;
			counted = alphabet.charAt(sum % alphabet.length) + counted;
			carry = Math.floor(sum / alphabet.length);
		}
		return drawn + counted;
	};
}

/** Numbers from 1 to `size - 1` in an order that looks random, each once before one comes again. */
function wayThrough(size: number, draw: Draw): (repetition: number) => number {
	const ways = size - 1;
	const offset = Math.floor(draw() * ways);
	let stride = 1 + Math.floor(draw() * ways);
	while (divisor(stride, ways) !== 1) stride++;
	return repetition => 1 + ((offset + (repetition % ways) * stride) % ways);
}

/** The greatest that both have. */
function divisor(a: number, b: number): number {
	return b === 0 ? a : divisor(b, a % b);
}

function alphabetsOf(id: string): string[] {
	if (uuid.test(id)) {
		const of = isUpper(id) ? upperHex : hex;
		return [...id].map((char, at) => (char === '-' || uuidMarks.includes(at) ? char : of));
	}
	// A leading zero would be lost in a number, and make it shorter.
	if (/^[1-9]\d*$/.test(id)) return Array.from(id, (_, at) => (at === 0 ? leading : digits));
	if (/^(?=.*\d)(?:[\da-f-]{8,}|[\dA-F-]{8,})$/.test(id)) {
		const of = isUpper(id) ? upperHex : hex;
		return [...id].map(char => (char === '-' ? char : of));
	}
	return [...id].map(kindOf);
}

function isUpper(id: string): boolean {
	return /[A-F]/.test(id) && !/[a-f]/.test(id);
}

/** What a character is one of; itself when it is neither letter nor digit, or of another script. */
function kindOf(char: string): string {
	return [digits, lower, upper].find(kind => kind.includes(char)) ?? char;
}
