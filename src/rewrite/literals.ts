/** Texts that are looked for inside other texts. */

/** A text and what stands for it. */
interface Literal<Kind> {
	text: string;
	standIn: string;
	kind: Kind;
	/** What is in front of its first word. */
	lead: number;
}

/** What is known of texts that begin with the same words. */
interface Beginning<Kind> {
	/** By the next word, with what is in front of it. */
	next: Map<string, Beginning<Kind>>;
	/** Those that have no more words, and where there are too many words all others. */
	literals: Literal<Kind>[];
}

const words = /[\p{L}\p{N}]+/gu;
const isInWord = /^[\p{L}\p{N}]/u;

/** Texts are told apart by their first words, as many as these: links of one server share more than a few. */
const mostWords = 32;

/**
 * Finds many texts in one pass, as whole words; of two that begin alike the longer one. They are looked up word by
 * word: a text takes no longer when there are thousands of them, and when all of them begin with the same link.
 */
export class Literals<Kind> {
	readonly #known = new Set<string>();
	readonly #beginnings: Beginning<Kind> = {next: new Map(), literals: []};

	/** From now on `standIn` stands for the text. One without a letter or a digit is not looked for. */
	add(text: string, standIn: string, kind: Kind): void {
		if (this.#known.has(text)) return;
		let at = this.#beginnings;
		let lead: number | null = null;
		let end = 0;
		let count = 0;
		for (const match of text.matchAll(words)) {
			lead ??= match.index;
			const key = text.slice(count === 0 ? match.index : end, match.index + match[0].length);
			end = match.index + match[0].length;
			at = nextOf(at, key);
			if (++count === mostWords) break;
		}
		if (lead === null) return;
		this.#known.add(text);
		at.literals.push({text, standIn, kind, lead});
	}

	/** The text with all of them exchanged; each that is found is told. */
	replaced(text: string, found: (kind: Kind) => void): string {
		if (this.#known.size === 0) return text;
		const stretches = Array.from(
			text.matchAll(words),
			({index, 0: word}) => [index, index + word.length] as const,
		);
		let result = '';
		let copied = 0;
		for (let first = 0; first < stretches.length; first++) {
			const literal = this.#longestAt(text, stretches, first, copied);
			if (literal === null) continue;
			const start = (stretches[first]?.[0] ?? 0) - literal.lead;
			result += text.slice(copied, start) + literal.standIn;
			copied = start + literal.text.length;
			found(literal.kind);
		}
		return copied === 0 ? text : result + text.slice(copied);
	}

	/** The longest of those whose first word stands there, and that begin at `from` or later. */
	#longestAt(
		text: string,
		stretches: readonly (readonly [start: number, end: number])[],
		first: number,
		from: number,
	): Literal<Kind> | null {
		const begins = stretches[first]?.[0] ?? 0;
		let longest: Literal<Kind> | null = null;
		let at: Beginning<Kind> | undefined = this.#beginnings;
		let end = begins;
		for (let index = first; index < stretches.length; index++) {
			const to: number = stretches[index]?.[1] ?? end;
			at = at.next.get(text.slice(end, to));
			if (at === undefined) break;
			end = to;
			for (const literal of at.literals) {
				const start = begins - literal.lead;
				if (literal.text.length <= (longest?.text.length ?? 0) || start < from) continue;
				if (isWhole(text, start, literal.text)) longest = literal;
			}
		}
		return longest;
	}
}

function nextOf<Kind>(at: Beginning<Kind>, key: string): Beginning<Kind> {
	const known = at.next.get(key);
	if (known !== undefined) return known;
	const made: Beginning<Kind> = {next: new Map(), literals: []};
	at.next.set(key, made);
	return made;
}

function isWhole(text: string, start: number, literal: string): boolean {
	const end = start + literal.length;
	return text.startsWith(literal, start) && !isInWord.test(text.slice(end, end + 2));
}

/** As it stands in a regular expression. */
export function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
