/**
 * Reads the filter language. `field:value` terms and free texts, separated by blanks; all must hold. A `-` in front
 * negates, a comma means or, `*` stands for anything, double quotes hold blanks and commas together, and a backslash
 * takes the meaning from `*`, `,`, `"` and itself.
 */

import {nearest} from '../core/nearest.ts';
import {listed} from '../core/text.ts';
import {
	type FieldName,
	fieldNamed,
	fieldNames,
	ruleOf,
	type Vocabulary,
	wordsAskedOf,
	wordsOf,
} from './fields.ts';
import type {Filter, FilterProblem, Sign, Term, Value} from './filter.ts';
import {bareNumber} from './pattern.ts';

export type ParsedFilter =
	| {filter: Filter; problem?: never}
	/** The first there is. */
	| {filter?: never; problem: FilterProblem};

/** Never throws. */
export function parseFilter(text: string, vocabulary: Vocabulary): ParsedFilter {
	const terms: Term[] = [];
	for (let at = behindBlanks(text, 0); at < text.length; ) {
		const read = readTerm(text, at, vocabulary);
		if (read.problem !== undefined) {
			const {message, hint} = read.problem;
			return {problem: {message, hint, column: columnOf(text, read.problem.at)}};
		}
		const {end, ...term} = read.term;
		terms.push({...term, text: text.slice(at, end), column: columnOf(text, at)});
		at = behindBlanks(text, end);
	}
	return {filter: {terms}};
}

/** With the index at which it is. */
interface Problem {
	message: string;
	hint: string;
	at: number;
}

type Reading<T> = ({problem?: never} & T) | {problem: Problem};

type ReadTerm = Omit<Term, 'text' | 'column'> & {end: number};

const fieldInFront = /([A-Za-z][\w-]*):/y;

function readTerm(text: string, start: number, vocabulary: Vocabulary): Reading<{term: ReadTerm}> {
	const negated = text.charAt(start) === '-';
	const at = negated ? start + 1 : start;
	if (behindBlanks(text, at) > at || at === text.length) {
		return wrong(at - 1, 'There is nothing behind the "-".', 'Write the term it negates right behind it.');
	}
	fieldInFront.lastIndex = at;
	const name = fieldInFront.exec(text)?.[1];
	const field = name === undefined ? null : fieldNamed(name);
	if (name !== undefined && field === null) return unknownField(text, name, at, vocabulary);
	const behindField = name === undefined ? at : at + name.length + 1;
	const read = readPieces(text, behindField, name === undefined ? 'The text' : `${name}:`);
	if (read.problem !== undefined) return read;
	const values: Value[] = [];
	for (const piece of read.pieces) {
		const value = field === null ? textValue(piece) : fieldValue(field, piece, vocabulary);
		if (value.problem !== undefined) return value;
		values.push(value.value);
	}
	return {term: {negated, field, values, end: read.end}};
}

/** A value as it stands between commas. */
interface Piece {
	/** What stands between its `*`. */
	parts: string[];
	at: number;
	/** As written. */
	written: string;
}

/** The values of one term; `of` says whose, as the beginning of a sentence. */
function readPieces(text: string, start: number, of: string): Reading<{pieces: Piece[]; end: number}> {
	const pieces: Piece[] = [];
	for (let at = start; ; at++) {
		const isQuoted = text.charAt(at) === '"';
		const end = isQuoted ? endOfQuoted(text, at) : endOfBare(text, at);
		if (end === null) return wrong(at, 'The quote is not closed.', 'Put a " at the end of the text.');
		const written = text.slice(at, end);
		const parts = partsOf(isQuoted ? written.slice(1, -1) : written);
		if (parts.length === 1 && parts[0] === '') return needsValue(at, of);
		const next = text.charAt(end);
		if (isQuoted && next !== ',' && next !== '' && !isBlank(next)) {
			return wrong(end, 'There is no blank behind the quote.', 'Put one there, or a comma.');
		}
		pieces.push({parts, at, written});
		if (next !== ',') return {pieces, end};
		at = end;
	}
}

function needsValue(at: number, of: string): {problem: Problem} {
	return wrong(at, `${of} needs a value here.`, 'Write one, or take the comma or the term away.');
}

/** Behind the closing quote; null when there is none. */
function endOfQuoted(text: string, start: number): number | null {
	for (let at = start + 1; at < text.length; at++) {
		if (text.charAt(at) === '\\') at++;
		else if (text.charAt(at) === '"') return at + 1;
	}
	return null;
}

function endOfBare(text: string, start: number): number {
	let at = start;
	while (at < text.length && text.charAt(at) !== ',' && !isBlank(text.charAt(at))) {
		at += isEscape(text, at) ? 2 : 1;
	}
	return at;
}

function isEscape(text: string, at: number): boolean {
	const next = text.charAt(at + 1);
	return text.charAt(at) === '\\' && next !== '' && '*,"\\'.includes(next);
}

function partsOf(text: string): string[] {
	const parts: string[] = [];
	let part = '';
	for (let at = 0; at < text.length; at++) {
		if (text.charAt(at) === '*') {
			parts.push(part);
			part = '';
		} else part += isEscape(text, at) ? text.charAt(++at) : text.charAt(at);
	}
	return [...parts, part];
}

function textValue({parts}: Piece): {value: Value; problem?: never} {
	return {value: {kind: 'pattern', parts: parts.map(part => part.toLowerCase())}};
}

function fieldValue(field: FieldName, piece: Piece, vocabulary: Vocabulary): Reading<{value: Value}> {
	switch (ruleOf(field).takes) {
		case 'word':
			return wordValue(field, piece, vocabulary);
		case 'text': {
			// A kind somebody mistyped would never match.
			const known = piece.parts.length === 1 && wordsOf(field, vocabulary) !== null;
			const checked = known ? wordValue(field, piece, vocabulary) : textValue(piece);
			return checked.problem === undefined ? textValue(piece) : checked;
		}
		case 'exact-text':
			return {value: {kind: 'pattern', parts: piece.parts}};
		case 'number': {
			const parts = piece.parts.map(bareNumber);
			if (parts.length === 1 && parts[0] === '') return needsValue(piece.at, `${field}:`);
			return {value: {kind: 'pattern', parts}};
		}
		case 'amount':
			return amountValue(field, piece);
	}
}

function wordValue(field: FieldName, piece: Piece, vocabulary: Vocabulary): Reading<{value: Value}> {
	const {parts, at} = piece;
	const known = wordsOf(field, vocabulary) ?? [];
	const written = parts.join('*');
	const lower = written.toLowerCase();
	const word = ownValue(ruleOf(field).aliases, lower) ?? lower;
	if (parts.length === 1 && known.includes(word)) return {value: {kind: 'word', word}};
	const isFlag = field === 'is' || field === 'has';
	const asked = isFlag && vocabulary.listed !== undefined ? wordsAskedOf(field, vocabulary.listed) : known;
	const meant = nearest(written, asked);
	return wrong(
		at,
		isFlag ? `There is no ${field}:${cut(written)}.` : `No ${field} is called ${quoted(written)}.`,
		meant === null ? `It is one of ${someOf(asked)}.` : `Did you mean ${meant}?`,
	);
}

/** Kinds are many once there are many providers. */
const mostNamed = 20;

function someOf(names: readonly string[]): string {
	return names.length > mostNamed ? `${names.slice(0, mostNamed).join(', ')} …` : names.join(', ');
}

const amountForm = /^(>=|<=|>|<|=|)(\d{1,10}(?:\.\d{1,3})?)(s|m|h|)$/i;
const unitSeconds: Readonly<Record<string, number>> = {'': 1, s: 1, m: 60, h: 3600};

/** In seconds: more than thirty years. */
const largestAmount = 1e9;

function amountValue(field: FieldName, {parts, at, written}: Piece): Reading<{value: Value}> {
	const text = parts.join('*');
	const isStatus = ruleOf(field).unit === 'status';
	const hundred = isStatus ? /^([1-5])xx$/i.exec(text)?.[1] : undefined;
	if (hundred !== undefined) return {value: {kind: 'class', hundred: Number(hundred)}};
	const [, sign = '', digits = '', unit = ''] = amountForm.exec(text) ?? [];
	const amount = Math.round(Number(digits) * (unitSeconds[unit.toLowerCase()] ?? 1) * 1000) / 1000;
	const isOne = isStatus ? unit === '' && /^\d{3}$/.test(digits) : digits !== '' && amount <= largestAmount;
	if (!isOne) {
		return wrong(
			at,
			`${field}: takes ${isStatus ? 'a status' : 'seconds'} or a comparison, and ${quoted(written)} is neither.`,
			isStatus
				? 'Write it like status:200, status:>=500 or status:5xx.'
				: `Write it like ${field}:30, ${field}:>30 or ${field}:<=2m.`,
		);
	}
	return {value: {kind: 'amount', sign: (sign === '' ? '=' : sign) as Sign, amount}};
}

function unknownField(text: string, name: string, at: number, {providers}: Vocabulary): {problem: Problem} {
	const message = `There is no field ${quoted(name)}.`;
	const meant = nearest(name, fieldNames);
	if (meant !== null) return wrong(at, message, `Did you mean ${meant}?`);
	if (providers.includes(name.toLowerCase())) {
		const key = /^[^\s,"]*/.exec(text.slice(at))?.[0] ?? '';
		return wrong(at, message, `To look for a call by its key, write key: in front of it: key:${cut(key)}*`);
	}
	return wrong(
		at,
		message,
		`Fields are ${listed(fieldNames)}. To look for it as a text, put it in double quotes.`,
	);
}

function wrong(at: number, message: string, hint: string): {problem: Problem} {
	return {problem: {message, hint, at}};
}

/** Of a record of names, what is its own: not what every object has. */
function ownValue<T>(record: Readonly<Record<string, T>> = {}, name: string): T | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Longer texts are cut in messages. */
const longestShown = 40;

function cut(text: string): string {
	const characters = [...text.slice(0, 2 * longestShown)];
	return characters.length > longestShown ? `${characters.slice(0, longestShown).join('')}…` : text;
}

function quoted(text: string): string {
	return `"${cut(text).replace(/^"|"$/g, '')}"`;
}

function isBlank(character: string): boolean {
	return /\s/.test(character);
}

function behindBlanks(text: string, start: number): number {
	let at = start;
	while (at < text.length && isBlank(text.charAt(at))) at++;
	return at;
}

function columnOf(text: string, index: number): number {
	return [...text.slice(0, index)].length + 1;
}
