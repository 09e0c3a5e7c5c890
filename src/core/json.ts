/** JSON as providers send it: usually valid, sometimes broken, always somebody else's. */

import {firstMistake, type JsonMistakeKind} from './json-mistake.ts';
import {readPieces, withJsonPieces} from './lenient-json.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = {[key: string]: Json};

/** Nothing a voice provider documents is nested deeper than ten; what is deeper than this is not read. */
export const maxJsonDepth = 100;
/** Broken JSON longer than this is not read: no provider's payload comes near. */
const maxLenientLength = 64_000;
/**
 * A provider's payload has hundreds of values. Looked at as a delivery, as many members as this take 30 ms; for more,
 * the answers to others would wait for longer than 50 ms.
 */
const maxValues = 30_000;

export interface JsonProblem {
	/** Counted from 1, in characters. */
	line: number;
	column: number;
	/** What is wrong there, in a few words. */
	message: string;
	/** Nothing is wrong with it: it is larger than what is read here. Line and column say nothing then. */
	limit?: true;
}

export interface JsonReading {
	value: Json;
	/** null when the text is valid JSON; else the first place that is not, and `value` is what could be understood. */
	problem: JsonProblem | null;
}

export interface JsonFailure {
	value?: never;
	problem: JsonProblem;
}

/**
 * Reads JSON, strictly at first. Text that is not valid is read leniently (trailing commas, bare masked numbers,
 * `undefined`, unreplaced templates), with the first problem's place. Integers a double cannot hold are read as
 * text, so that no digit of an id is lost. Read strictly, a text that is not valid is only that. Never throws.
 */
export function readJson(
	text: string,
	how: 'leniently' | 'strictly' = 'leniently',
): JsonReading | JsonFailure {
	if (deeperThan(text, maxJsonDepth)) return refused(`nested deeper than ${maxJsonDepth} levels`);
	if (hasTooManyValues(text)) return refused(`more than ${maxValues} values`);
	try {
		return {
			value: JSON.parse(largeInteger.test(text) ? quoteLargeIntegers(text) : text) as Json,
			problem: null,
		};
	} catch {
		return how === 'strictly' ? {problem: notJson} : readLeniently(text);
	}
}

const notJson: JsonProblem = {line: 1, column: 1, message: 'this is not JSON'};

function refused(message: string): JsonFailure {
	return {problem: {line: 1, column: 1, message, limit: true}};
}

function readLeniently(text: string): JsonReading | JsonFailure {
	const problem = firstProblem(text);
	if (text.length > maxLenientLength) return {problem};
	const readable = quoteLargeIntegers(withJsonPieces(text));
	// In pieces it is known what is text and what is not.
	if (deeperThan(readable, maxJsonDepth)) return {problem};
	const value = readPieces(readable);
	// Anything can be read as some text; only an object or a list was meant as JSON.
	if (typeof value !== 'object' || value === null) return {problem};
	// Through JSON once more: objects like all others, and null for what is missing in a list.
	return {value: JSON.parse(JSON.stringify(value)) as Json, problem};
}

/** Whether the text begins as a JSON object or list does. */
export function looksLikeJson(text: string): boolean {
	return /^\s*[[{]/.test(text);
}

/** Whether the text begins as a JSON text does that holds JSON: `"{\"a\": 1}"`. */
export function looksLikeQuotedJson(text: string): boolean {
	return /^\s*"\s*[[{]/.test(text);
}

/** A JSON object, or null for every other value. */
export function asObject(value: Json | undefined): JsonObject | null {
	return isObject(value) ? value : null;
}

/** No list, and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value of a program's is JSON as it stands, and not deeper than what is read. */
export function isJson(value: unknown, depth = 0): value is Json {
	switch (typeof value) {
		case 'string':
		case 'boolean':
			return true;
		case 'number':
			return Number.isFinite(value);
		case 'object': {
			if (value === null) return true;
			if (depth >= maxJsonDepth) return false;
			const kind: unknown = Object.getPrototypeOf(value);
			if (!Array.isArray(value) && kind !== Object.prototype && kind !== null) return false;
			return Object.values(value).every(inner => isJson(inner, depth + 1));
		}
		default:
			return false;
	}
}

/** Each value but the first follows one of these marks, or the colon of a member they begin. */
const marksOfValues = [',', '{', '['];

function hasTooManyValues(text: string): boolean {
	return text.length > maxValues && marksOfValues.some(mark => !fewerThan(text, mark, maxValues));
}

function deeperThan(text: string, limit: number): boolean {
	// As good as every payload has fewer brackets than that, and finding them is quicker than walking the text.
	if (fewerThan(text, '{', limit / 2) && fewerThan(text, '[', limit / 2)) return false;
	let depth = 0;
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (quoted) {
			if (code === 0x5c /* \ */) i++;
			// No text of JSON goes on over the end of a line: what follows is read as JSON again.
			else if (code === 0x22 /* " */ || code === 0x0a /* line feed */) quoted = false;
		} else if (code === 0x22) quoted = true;
		else if (code === 0x7b /* { */ || code === 0x5b /* [ */) {
			if (++depth > limit) return true;
		} else if (code === 0x7d /* } */ || code === 0x5d /* ] */) depth--;
	}
	return false;
}

/** Sixteen digits where a value may stand; in a text they follow a quote or a letter. */
const largeInteger = /[:[,\s]-?\d{16}/;

/** Quotes integers a double cannot hold. Only they are looked at: as good as every text has none. */
function quoteLargeIntegers(text: string): string {
	let quoted = '';
	let copied = 0;
	// Found once, not again for each number: a text of numbers may have its next quote millions of characters away.
	let quote = text.indexOf('"');
	let inText = false;
	for (const {0: digits, index} of text.matchAll(/-?\d{16,}/g)) {
		for (; quote >= 0 && quote < index; quote = text.indexOf('"', quote + 1)) {
			if (!inText || !isEscaped(text, quote)) inText = !inText;
		}
		const end = index + digits.length;
		if (inText || /[\w.+-]/.test(text.charAt(index - 1)) || /[\w.]/.test(text.charAt(end))) continue;
		if (Number.isSafeInteger(Number(digits))) continue;
		quoted += `${text.slice(copied, index)}"${digits}"`;
		copied = end;
	}
	return copied === 0 ? text : quoted + text.slice(copied);
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
	let before = at - 1;
	while (text.charCodeAt(before) === 0x5c /* \ */) before--;
	return (at - before) % 2 === 0;
}

function fewerThan(text: string, mark: string, limit: number): boolean {
	let found = 0;
	for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
		if (++found >= limit) return false;
	}
	return true;
}

/** Of a line that is longer than anybody counts, only the end is counted by characters. */
const maxCounted = 10_000;

function firstProblem(text: string): JsonProblem {
	const {offset, kind} = firstMistake(text) ?? {offset: 0, kind: null};
	let line = 1;
	let lineStart = 0;
	// By characters: a text of millions of lines would call `indexOf` as many times.
	for (let at = 0; at < offset; at++) {
		if (text.charCodeAt(at) !== 0x0a /* line feed */) continue;
		line++;
		lineStart = at + 1;
	}
	const countedFrom = Math.max(lineStart, offset - maxCounted);
	// Characters, not UTF-16 units.
	const column = countedFrom - lineStart + [...text.slice(countedFrom, offset)].length + 1;
	return {line, column, message: explain(text, offset, kind)};
}

function explain(text: string, offset: number, kind: JsonMistakeKind | null): string {
	const here = text.slice(offset, offset + 200);
	const before = text.slice(Math.max(0, offset - 200), offset);
	if (here.startsWith('\ufeff')) return 'a byte order mark, which JSON does not have';
	if (here.trim() === '') return 'the text ends too early';
	if (here.startsWith("'")) return 'a single quote where JSON has double ones';
	if (/(?:^|[^\d.])0$/.test(before) && /^\d/.test(here))
		return 'a number that begins with 0: write it as text, in quotes';
	if (/\d$/.test(before) && /^[Xx*]/.test(here)) {
		return 'a number goes on with letters: a masked number must be text, in quotes';
	}
	if (/^\$?\{\{/.test(here) || /^\{[^{}]*\}\}/.test(here)) return 'a template was not replaced';
	if (/^undefined\b/.test(here)) return '"undefined" is no JSON value';
	if (/^[}\]]/.test(here) && /,\s*$/.test(before)) {
		return `a comma before the closing ${here.startsWith('}') ? 'brace' : 'bracket'}`;
	}
	return kind === null ? 'this is not JSON' : explanations[kind];
}

const explanations: Readonly<Record<JsonMistakeKind, string>> = {
	InvalidSymbol: 'a word or mark that is no JSON',
	PropertyNameExpected: 'a name in double quotes is missing',
	ValueExpected: 'a value is missing',
	ColonExpected: 'a colon is missing',
	CommaExpected: 'a comma is missing',
	CloseBraceExpected: 'a closing brace is missing',
	CloseBracketExpected: 'a closing bracket is missing',
	EndOfFileExpected: 'there is more after the end',
	InvalidCommentToken: 'JSON has no comments',
	UnexpectedEndOfString: 'a text is not closed by a quote',
	UnexpectedEndOfNumber: 'a number ends too early',
	InvalidUnicode: 'a broken \\u escape',
	InvalidEscapeCharacter: 'a backslash escape JSON does not have',
	InvalidCharacter: 'a control character inside a text',
};
