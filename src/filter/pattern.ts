/** Texts in which `*` stands for anything. In time that grows with the length alone: no regular expressions. */

/** Whether the pieces stand in the text, in their order, the first at its beginning and the last at its end. */
export function patternMatches(parts: readonly string[], text: string): boolean {
	const [first = '', ...rest] = parts;
	const last = rest.pop();
	if (last === undefined) return text === first;
	const end = text.length - last.length;
	if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
	let at = first.length;
	for (const part of rest) {
		const found = text.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return at <= end;
}

/** The same, anywhere in the text. */
export function patternIsIn(parts: readonly string[], text: string): boolean {
	return patternMatches(['', ...parts, ''], text);
}

/** A number without what people put between its digits. */
export function bareNumber(text: string): string {
	return text.replace(/[\s().\-/]/g, '').toLowerCase();
}
