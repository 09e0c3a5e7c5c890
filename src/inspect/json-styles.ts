/** One JSON text as the usual libraries would write it again: what a proxy that parses bodies makes of them. */

export interface JsonStyle {
	/** As the end of "the JSON written …": `as Python does`. */
	says: string;
	text: string;
}

/** Larger texts are not written again. */
const largest = 1024 * 1024;

/** Each style that differs from the text as it is; none for what is no JSON. */
export function jsonStyles(text: string): JsonStyle[] {
	if (text.length > largest) return [];
	const written = writtenAgain(text);
	if (written === null) return [];
	const {compact, lines} = written;
	const spaced = lines.replace(/,\n */g, ', ').replace(/\n */g, '');
	const styles = [
		{says: 'without blanks (JSON.stringify)', text: compact},
		{says: 'on lines indented by 2', text: lines.replace(/\n( *)/g, doubled)},
		{says: 'on lines indented by 4', text: lines.replace(/\n( *)/g, quadrupled)},
		{says: 'as Python does', text: asciiOnly(spaced)},
		{says: 'as Python does without ASCII escapes', text: spaced},
		{says: 'as PHP does', text: asciiOnly(compact).replaceAll('/', '\\/')},
		{says: 'as PHP does without ASCII escapes', text: compact.replaceAll('/', '\\/')},
		{says: 'without blanks, with ASCII escapes', text: asciiOnly(compact)},
	];
	const seen = new Set([text]);
	return styles.filter(style => !seen.has(style.text) && seen.add(style.text));
}

/** `lines` has one blank for each level; a text in JSON never has a line break. */
function writtenAgain(text: string): {compact: string; lines: string} | null {
	try {
		// As a proxy reads it: numbers lose what a double does not hold.
		const value: unknown = JSON.parse(text);
		return {compact: JSON.stringify(value), lines: JSON.stringify(value, null, 1)};
	} catch {
		return null;
	}
}

function doubled(_all: string, blanks: string): string {
	return `\n${blanks.repeat(2)}`;
}

function quadrupled(_all: string, blanks: string): string {
	return `\n${blanks.repeat(4)}`;
}

function asciiOnly(json: string): string {
	return json.replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
