/** Valid JSON laid out for reading, a value a line. Digits stay as they were sent: nothing goes through a double. */

import {hiddenSecret, isSecretName} from '../core/secrets.ts';
import {oneLine} from '../core/text.ts';
import {hideSecrets} from './secret-text.ts';
import {type Line, type Role, type Segment, segment} from './segment.ts';
import {fitsIn, widthOf} from './width.ts';
import {wrapAnywhere} from './wrap.ts';

/** Texts without a repeated choice: a long string must not exhaust the matcher. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gy;
const blank = /\s*/y;

interface Value {
	depth: number;
	/** null in a list and at the top. */
	key: string | null;
	text: string;
	role: Role;
	/** What follows on the same line: `,` or nothing. */
	comma: boolean;
}

/**
 * The lines of a JSON text that is valid, at most `width` columns wide and at most `limit` of them; what is longer
 * goes on in the next line. `complete` is false when there would have been more.
 */
export function jsonLines(json: string, width: number, limit: number): {lines: Line[]; complete: boolean} {
	const lines: Line[] = [];
	for (const value of valuesOf(json)) {
		lines.push(...linesOf(value, width));
		if (lines.length > limit) return {lines: lines.slice(0, limit), complete: false};
	}
	return {lines, complete: true};
}

function linesOf({depth, key, text, role, comma}: Value, width: number): Line[] {
	// Deep nesting must leave room for what is nested.
	const start = Math.min(depth * 2, width >> 1);
	const tail = comma ? ',' : '';
	const half = width >> 1;
	const besideKey = key === null || fitsIn(key, half - start - 2);
	const named: Segment[] = key === null ? [] : [segment(key, 'json.key'), segment(': ', 'text.muted')];
	if (besideKey) {
		const lead = [segment(' '.repeat(start)), ...named];
		return valueLines(lead, start + (key === null ? 0 : widthOf(key) + 2), {text, role, tail, width});
	}
	const keyRows = wrapAnywhere(key, Math.max(8, width - start - 1));
	const keyLines = keyRows.map((part, index): Line => {
		const line = [segment(' '.repeat(start)), segment(part, 'json.key')];
		return index === keyRows.length - 1 ? [...line, segment(':', 'text.muted')] : line;
	});
	const indent = Math.min(start + 2, half);
	return [...keyLines, ...valueLines([segment(' '.repeat(indent))], indent, {text, role, tail, width})];
}

/** A value behind its lead, which takes `used` columns; it goes on below its own beginning. */
function valueLines(
	lead: Segment[],
	used: number,
	{text, role, tail, width}: {text: string; role: Role; tail: string; width: number},
): Line[] {
	const pieces = wrapAnywhere(text, Math.max(8, width - used - tail.length));
	return pieces.map((piece, index) => {
		const start = index === 0 ? lead : [segment(' '.repeat(used))];
		return withTail([...start, segment(piece, role)], index === pieces.length - 1 ? tail : '');
	});
}

function withTail(line: Segment[], tail: string): Line {
	return tail === '' ? line : [...line, segment(tail, 'text.muted')];
}

/** Walks the tokens; each value is yielded once it is known whether a comma follows. */
function* valuesOf(json: string): Generator<Value> {
	const tokens = new Tokens(json);
	/** What closes each open list or object. */
	const open: string[] = [];
	let key: string | null = null;
	for (let text = tokens.next(); text !== null; text = tokens.next()) {
		if (text === ',') continue;
		const closing = open.at(-1) === text;
		if (closing) open.pop();
		const depth = open.length;
		if (text.startsWith('"') && tokens.peek() === ':') {
			key = text;
			tokens.next();
			continue;
		}
		const name = key === null ? null : readable(key);
		const secret = key !== null && isSecretName(unquoted(key));
		key = null;
		if (secret && text !== 'null') {
			if (text === '{' || text === '[') tokens.skipNested();
			yield {depth, key: name, text: hiddenSecret, role: 'masked', comma: tokens.peek() === ','};
		} else if (text === '{' || text === '[') {
			const end = text === '{' ? '}' : ']';
			if (tokens.peek() === end) {
				tokens.next();
				yield {depth, key: name, text: text + end, role: 'text.muted', comma: tokens.peek() === ','};
			} else {
				open.push(end);
				yield {depth, key: name, text, role: 'text.muted', comma: false};
			}
		} else {
			const role = closing ? 'text.muted' : text.startsWith('"') ? 'json.string' : 'json.number';
			yield {depth, key: name, text: readable(hideSecrets(text)), role, comma: tokens.peek() === ','};
		}
	}
}

class Tokens {
	readonly #json: string;
	#at = 0;
	#peeked: string | null = null;

	constructor(json: string) {
		this.#json = json;
	}

	next(): string | null {
		const peeked = this.#peeked;
		if (peeked !== null) {
			this.#peeked = null;
			return peeked;
		}
		blank.lastIndex = this.#at;
		blank.exec(this.#json);
		token.lastIndex = blank.lastIndex;
		const found = token.exec(this.#json);
		if (found === null) return null;
		this.#at = token.lastIndex;
		return found[0];
	}

	peek(): string | null {
		this.#peeked ??= this.next();
		return this.#peeked;
	}

	/** Past the end of the list or object that was just opened. */
	skipNested(): void {
		for (let depth = 1; depth > 0; ) {
			const text = this.next();
			if (text === null) return;
			if (text === '{' || text === '[') depth++;
			else if (text === '}' || text === ']') depth--;
		}
	}
}

/** A token for eyes: letters that were sent as `\u` escapes as letters, control characters as marks. */
function readable(text: string): string {
	return oneLine(text.startsWith('"') ? JSON.stringify(unquoted(text)) : text);
}

function unquoted(text: string): string {
	try {
		return String(JSON.parse(text));
	} catch {
		return text;
	}
}
