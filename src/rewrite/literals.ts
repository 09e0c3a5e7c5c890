/** Texts that are looked for inside other texts. */

/** A text and what stands for it. */
interface Literal<Kind> {
	text: string;
	standIn: string;
	kind: Kind;
	/** What is in front of its first word. */
	lead: number;
}

const words = /[\p{L}\p{N}]+/gu;
const isInWord = /^[\p{L}\p{N}]/u;

/**
 * Finds many texts in one pass, as whole words; of two that begin alike the longer one. They are looked up by their
 * first word: a text takes no longer when there are thousands of them.
 */
export class Literals<Kind> {
	readonly #byWord = new Map<string, Literal<Kind>[]>();

	/** From now on `standIn` stands for the text. One without a letter or a digit is not looked for. */
	add(text: string, standIn: string, kind: Kind): void {
		const [first] = text.matchAll(words);
		if (first === undefined) return;
		const [word] = first;
		const others = this.#byWord.get(word) ?? [];
		if (others.some(other => other.text === text)) return;
		others.push({text, standIn, kind, lead: first.index});
		this.#byWord.set(
			word,
			others.sort((a, b) => b.text.length - a.text.length),
		);
	}

	/** The text with all of them exchanged; each that is found is told. */
	replaced(text: string, found: (kind: Kind) => void): string {
		if (this.#byWord.size === 0) return text;
		let result = '';
		let copied = 0;
		for (const match of text.matchAll(words)) {
			for (const literal of this.#byWord.get(match[0]) ?? []) {
				const start = match.index - literal.lead;
				if (start < copied || !isWhole(text, start, literal.text)) continue;
				result += text.slice(copied, start) + literal.standIn;
				copied = start + literal.text.length;
				found(literal.kind);
				break;
			}
		}
		return copied === 0 ? text : result + text.slice(copied);
	}
}

function isWhole(text: string, start: number, literal: string): boolean {
	const end = start + literal.length;
	return text.startsWith(literal, start) && !isInWord.test(text.slice(end, end + 2));
}

/** As it stands in a regular expression. */
export function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
