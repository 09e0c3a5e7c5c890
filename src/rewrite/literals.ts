/** Texts that are looked for inside other texts. */

/** Finds many texts in one pass; of two that begin alike, the longer one. Only whole words are found. */
export class Literals {
	readonly #standIns = new Map<string, string>();
	#pattern: RegExp | null = null;

	/** From now on `standIn` stands for the text. */
	add(text: string, standIn: string): void {
		if (this.#standIns.has(text)) return;
		this.#standIns.set(text, standIn);
		this.#pattern = null;
	}

	/** The text with all of them exchanged. */
	replaced(text: string): string {
		if (this.#standIns.size === 0) return text;
		this.#pattern ??= patternOf([...this.#standIns.keys()]);
		return text.replace(this.#pattern, found => this.#standIns.get(found) ?? found);
	}
}

function patternOf(texts: readonly string[]): RegExp {
	const longestFirst = [...texts].sort((a, b) => b.length - a.length);
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'gu');
}

/** As it stands in a regular expression. */
export function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
