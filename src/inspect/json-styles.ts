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
	const {compact, lines, sorted, spacedSorted} = written;
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
		{says: 'as Go does', text: withoutMarkup(compact)},
		{says: 'as Go does, with sorted keys', text: withoutMarkup(sorted)},
		{says: 'without blanks, with sorted keys', text: sorted},
		{says: 'as Python does, with sorted keys', text: asciiOnly(spacedSorted)},
		{says: 'as Python does without ASCII escapes, with sorted keys', text: spacedSorted},
		{says: 'without blanks, with ASCII escapes and sorted keys', text: asciiOnly(sorted)},
	];
	const seen = new Set([text]);
	return styles.filter(style => !seen.has(style.text) && seen.add(style.text));
}

interface Written {
	compact: string;
	/** With one blank for each level; a text in JSON never has a line break. */
	lines: string;
	/** Without blanks. */
	sorted: string;
	/** With one blank behind each comma and colon. */
	spacedSorted: string;
}

function writtenAgain(text: string): Written | null {
	try {
		// As a proxy reads it: numbers lose what a double does not hold.
		const value: unknown = JSON.parse(text);
		return {
			compact: JSON.stringify(value),
			lines: JSON.stringify(value, null, 1),
			sorted: sortedJson(value, ',', ':'),
			spacedSorted: sortedJson(value, ', ', ': '),
		};
	} catch {
		return null;
	}
}

/** By hand: an object of JavaScript has keys that are numbers in front, whatever order they are put in. */
function sortedJson(value: unknown, comma: string, colon: string): string {
	if (Array.isArray(value)) return `[${value.map(item => sortedJson(item, comma, colon)).join(comma)}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const members = Object.entries(value)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([key, item]) => JSON.stringify(key) + colon + sortedJson(item, comma, colon));
	return `{${members.join(comma)}}`;
}

/** encoding/json of Go escapes what could begin markup or end a line of a script. */
function withoutMarkup(json: string): string {
	return json.replace(/[<>&\u2028\u2029]/g, escaped);
}

function escaped(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function doubled(_all: string, blanks: string): string {
	return `\n${blanks.repeat(2)}`;
}

function quadrupled(_all: string, blanks: string): string {
	return `\n${blanks.repeat(4)}`;
}

function asciiOnly(json: string): string {
	return json.replace(/[\u0080-\uffff]/g, escaped);
}
