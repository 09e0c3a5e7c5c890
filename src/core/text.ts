/** Text from outside, made safe to put on a terminal. */

// C0 but for tab and line feed, DEL, C1, zero-width and bidirectional controls, line and paragraph separators,
// interlinear marks, the byte order mark, lone surrogates. `u` makes pairs count as one character.
const unsafe =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/u;
const unsafeEach = new RegExp(unsafe.source, 'gu');

/**
 * The text with everything that could steer a terminal turned into a visible mark: C0 and DEL become their control
 * pictures (`␛`), the rest `‹U+202E›`. Tabs and line feeds stay, as views lay text out by them; `oneLine` turns
 * those into marks too.
 */
export function printable(text: string): string {
	return unsafe.test(text) ? text.replace(unsafeEach, visible) : text;
}

/** `a, b and c` */
export function listed(parts: readonly string[], last: 'and' | 'or' = 'and'): string {
	return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;
}

/** Longer than any name or place a provider documents. */
const longestExcerpt = 80;

/** What a sender wrote, short enough for a sentence. */
export function excerpt(text: string): string {
	return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text;
}

/** Of several things of a sort, so many are told; the rest is counted. */
const maxTold = 8;

/** Names a sender chose, for a sentence: `a, b and c`; of very many the first, each cut, `and 3 more`. */
export function firstFew(names: readonly string[]): string {
	const told = names.slice(0, maxTold).map(excerpt);
	return listed(names.length > maxTold ? [...told, `${names.length - maxTold} more`] : told);
}

/** As the first word of a sentence. */
export function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `printable`, for a cell or a line: tabs and line feeds become marks as well. */
export function oneLine(text: string): string {
	return printable(text).replace(/[\t\n]/g, visible);
}

function visible(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x20) return String.fromCodePoint(0x2400 + code);
	if (code === 0x7f) return '␡';
	return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
