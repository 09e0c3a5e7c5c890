/** Form bodies (application/x-www-form-urlencoded), as strictly sent and as loosely sent ones come. */

import {decodePercent, parsePairs} from '../core/capture.ts';
import {looksLikeJson, readJson} from '../core/json.ts';
import type {FormField} from '../core/message.ts';

/** Form fields beyond this many are not taken apart. */
const maxFields = 1000;

/** The fields of a form body; one that holds JSON has it read, encoded or not. */
export function parseForm(text: string): FormField[] {
	const bare = bareJson(text);
	if (bare === null) return parsePairs(text, maxFields).map(fieldOf);
	const {before, name, json, after} = bare;
	return [
		...parsePairs(before, maxFields).map(fieldOf),
		withJson({name: decodePercent(name), value: json, size: Buffer.byteLength(json)}),
		...parsePairs(after, maxFields).map(fieldOf),
	];
}

function fieldOf([name, value]: readonly [string, string]): FormField {
	return withJson({name, value, size: Buffer.byteLength(value)});
}

/** The field with its value read as JSON, where it looks like it. */
export function withJson(field: FormField): FormField {
	if (field.value === null) return field;
	// Encoded twice, as happens on the way through a proxy.
	const text = /^%7B/i.test(field.value) ? decodePercent(field.value) : field.value;
	if (!looksLikeJson(text)) return field;
	const {value, problem} = readJson(text);
	if (value === undefined) return field;
	if (problem === null) return {...field, json: value};
	return meantAsJson.test(text) ? {...field, json: value, problem} : field;
}

/** A value in braces may be anything, `{status}` for one; as broken JSON it is read when it goes on as JSON does. */
const meantAsJson = /^\s*[[{]\s*["'[{]/;

/** Whether the text begins as a form body does, whatever its content type says. */
export function looksLikeForm(text: string): boolean {
	return /^[\w.[\]-]{1,100}=/.test(text);
}

/** Whether the text is a form field that holds JSON. */
export function looksLikeFormWithJson(text: string): boolean {
	return /^[\w.[\]-]{1,100}=\s*(?:[{[]|%7B|%5B)/i.test(text);
}

/** How many ends of a bare value are tried: as many fields may follow it. */
const maxEnds = 20;

/**
 * JSON that was put into a form without encoding it, as `curl -d field={…}` does: its + and & belong to it, and form
 * rules would spoil them. null when there is none, or it is no JSON as it stands.
 */
function bareJson(text: string): {before: string; name: string; json: string; after: string} | null {
	const start = /(?:^|&)([^=&{}"]{1,100})=\s*[{[]/.exec(text);
	if (start === null) return null;
	const [lead, name = ''] = start;
	const from = start.index + lead.indexOf('=') + 1;
	let end = text.length;
	for (let tries = 0; tries < maxEnds && end > from; tries++) {
		const json = text.slice(from, end);
		if (isJson(json)) return {before: text.slice(0, start.index), name, json, after: text.slice(end + 1)};
		end = text.lastIndexOf('&', end - 1);
	}
	return null;
}

function isJson(text: string): boolean {
	// What ends otherwise is none, and telling so need not read all of it.
	if (!/[}\]]\s*$/.test(text.slice(-100))) return false;
	const reading = readJson(text);
	return reading.value !== undefined && reading.problem === null;
}
