/** Numbers that look random and are the same whenever the seed is: what was drawn can be drawn again. */

/** A number of 0 up to, not including, 1. */
export type Draw = () => number;

/** Seeds are whole numbers from 0 up to this. */
export const largestSeed = 0xffff_ffff;

/**
 * SplitMix with 32 bits: a counter that goes on by an odd constant, its bits mixed (the finalizer of MurmurHash3).
 * Each of the 2^32 numbers comes once before they repeat. Streams of one seed begin in places that are hardly ever near
 * each other.
 */
export function drawFrom(seed: number, stream = 0): Draw {
	let counter = mixed((mixed(seed >>> 0) + stream) >>> 0);
	return () => {
		counter = (counter + 0x9e37_79b9) >>> 0;
		return mixed(counter) / 2 ** 32;
	};
}

function mixed(bits: number): number {
	let value = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
	return (value ^ (value >>> 16)) >>> 0;
}
