/** Numbers that look random and are the same in every run, so that a failure can be repeated by its seed. */

export interface Random {
	/** 0 up to, not including, `limit`. */
	below(limit: number): number;
	pick<T>(from: readonly T[]): T;
	shuffle<T>(list: readonly T[]): T[];
}

/** Mulberry32. */
export function random(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		below,
		pick(from) {
			const [first] = from;
			if (first === undefined) throw new Error('nothing to pick from');
			return from[below(from.length)] ?? first;
		},
		shuffle<T>(list: readonly T[]): T[] {
			const left = [...list];
			const shuffled: T[] = [];
			while (left.length > 0) shuffled.push(...left.splice(below(left.length), 1));
			return shuffled;
		},
	};
}

/** Every order of a list. */
export function permutations<T>(list: readonly T[]): T[][] {
	if (list.length < 2) return [[...list]];
	return list.flatMap((first, index) =>
		permutations(list.filter((_, other) => other !== index)).map(rest => [first, ...rest]),
	);
}
