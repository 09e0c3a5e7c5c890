/** Form bodies (application/x-www-form-urlencoded), as strictly sent and as loosely sent ones come. */

import {decodePercent, parsePairs} from '../core/capture.ts';
import {readJson} from '../core/json.ts';
import type {FormField} from '../core/message.ts';

/** Form fields beyond this many are not taken apart. */
export const maxFields = 1000;

/** The fields of a form body; one that holds JSON has it read, encoded or not. */
export function parseForm(text: string): FormField[] {
	const bare = bareJson(text);
	if (bare === null) return withJson(parsePairs(text, maxFields).map(fieldOf));
	const {before, name, json, after} = bare;
	return withJson([
		...parsePairs(before, maxFields).map(fieldOf),
		fieldOf([decodePercent(name), json]),
		...parsePairs(after, maxFields).map(fieldOf),
	]);
}

function fieldOf([name, value]: readonly [string, string]): FormField {
	return {name, value, size: Buffer.byteLength(value)};
}

/**
 * The fields with values read as JSON where they look like it. Of those that are broken the first is read leniently:
 * there is one event in a form, and reading all of them so would cost a sender nothing and us a lot.
 */
export function withJson(fields: readonly FormField[]): FormField[] {
	let how: 'leniently' | 'strictly' = 'leniently';
	return fields.map(field => {
		const read = readField(field, how);
		if (read.problem !== undefined) how = 'strictly';
		return read;
	});
}

function readField(field: FormField, how: 'leniently' | 'strictly'): FormField {
	if (field.value === null) return field;
	// Encoded twice, as happens on the way through a proxy.
	const text = /^%7B/i.test(field.value) ? decodePercent(field.value) : field.value;
	if (!mayHoldJson(text)) return field;
	const {value, problem} = readJson(text, how);
	if (value === undefined) return field;
	return problem === null ? {...field, json: value} : {...field, json: value, problem};
}

/** A value in braces may be anything, `{status}` for one; it is read as JSON when it goes on as JSON does. */
const meantAsJson = /^\s*[[{]\s*["'[{\]}\d]/;

/** Whether the value of a field begins as JSON does. */
export function mayHoldJson(value: string): boolean {
	return meantAsJson.test(value);
}

/** Whether the text begins as a form body does, whatever its content type says. */
export function looksLikeForm(text: string): boolean {
	return /^[\w.[\]-]{1,100}=/.test(text);
}

/** Whether the text is a form field that holds JSON. */
export function looksLikeFormWithJson(text: string): boolean {
	return /^[\w.[\]-]{1,100}=\s*(?:[{[]|%7B|%5B)/i.test(text);
}

/**
 * JSON that was put into a form without encoding it, as `curl -d field={…}` does: its + and & belong to it, and form
 * rules would spoil them. null when there is none, or it is no JSON as it stands.
 */
export function bareJson(text: string): {before: string; name: string; json: string; after: string} | null {
	const start = /(?:^|&)([^=&{}"]{1,100})=\s*[{[]/.exec(text);
	if (start === null) return null;
	const [lead, name = ''] = start;
	const from = start.index + lead.indexOf('=') + 1;
	const end = endOfJson(text, from);
	const after = /^\s*(?:&|$)/.exec(text.slice(end, end + 100));
	if (end < 0 || after === null) return null;
	const json = text.slice(from, end);
	const reading = readJson(json);
	if (reading.value === undefined || reading.problem !== null) return null;
	return {before: text.slice(0, start.index), name, json, after: text.slice(end + after[0].length)};
}

/** Where the object or list ends that begins at `from`; -1 when it does not. */
function endOfJson(text: string, from: number): number {
	// Texts are passed over as wholes: brackets in them are none.
	const marks = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|[[\]{}]/g;
	marks.lastIndex = from;
	let depth = 0;
	for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
		const [first] = mark[0];
		if (first === '{' || first === '[') depth++;
		else if (first !== '"' && --depth === 0) return marks.lastIndex;
	}
	return -1;
}
