/** What somebody meant who mistyped a name. */

/** Nobody means another name by more than this, and comparing takes the square of it. */
const longest = 40;

/**
 * The candidate most like the name, whatever case and marks they are written in (`max-body` for `maxBody`); null when
 * none is near. Of those equally near, the first.
 */
export function nearest(name: string, candidates: readonly string[]): string | null {
	if (name.length > longest) return null;
	const wanted = lettersOf(name);
	let best: string | null = null;
	let least = Number.POSITIVE_INFINITY;
	for (const candidate of candidates) {
		const letters = lettersOf(candidate);
		const steps = stepsBetween(wanted, letters);
		// Two names with more than two fifths of their letters different have little in common.
		if (steps < least && steps <= Math.max(1, 0.4 * Math.max(wanted.length, letters.length))) {
			best = candidate;
			least = steps;
		}
	}
	return best;
}

function lettersOf(name: string): string {
	return name.toLowerCase().replace(/[-_\s.]/g, '');
}

/** How many letters must be put in, left out, replaced or exchanged with their neighbour to make one of the other. */
function stepsBetween(a: string, b: string): number {
	let before: number[] = [];
	let last = Array.from({length: b.length + 1}, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const isSame = a[i - 1] === b[j - 1];
			const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			row[j] = Math.min(
				at(last, j) + 1,
				at(row, j - 1) + 1,
				at(last, j - 1) + (isSame ? 0 : 1),
				isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
			);
		}
		before = last;
		last = row;
	}
	return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
	return row[index] ?? Number.POSITIVE_INFINITY;
}
