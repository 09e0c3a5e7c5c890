/**
 * Where a text stops being JSON, in one pass that stops at the first mistake. `JSON.parse` does not tell the place on
 * every Node; jsonc-parser does, but copies blanks and escapes one character at a time, which takes more than a second
 * for the largest bodies. It is what the tests compare with.
 */

/** By jsonc-parser's names. */
export type JsonMistakeKind =
	| 'InvalidSymbol'
	| 'PropertyNameExpected'
	| 'ValueExpected'
	| 'ColonExpected'
	| 'CommaExpected'
	| 'CloseBraceExpected'
	| 'CloseBracketExpected'
	| 'EndOfFileExpected'
	| 'InvalidCommentToken'
	| 'UnexpectedEndOfString'
	| 'UnexpectedEndOfNumber'
	| 'InvalidUnicode'
	| 'InvalidEscapeCharacter'
	| 'InvalidCharacter';

export interface JsonMistake {
	/** Where the token begins that is wrong, or stands in the wrong place; in UTF-16 units from 0. */
	offset: number;
	kind: JsonMistakeKind;
}

/** The first mistake, as jsonc-parser tells it; null for a text without one. */
export function firstMistake(text: string): JsonMistake | null {
	const grammar = new Grammar();
	let offset = afterBlanks(text, 0);
	while (offset < text.length) {
		const end = tokenEnd(text, offset);
		// A token that is wrong in itself is told as that, wherever it stands.
		if (typeof end === 'string') return {offset, kind: end};
		const kind = grammar.take(text.charCodeAt(offset));
		if (kind !== null) return {offset, kind};
		offset = afterBlanks(text, end);
	}
	const kind = grammar.take(endOfText);
	return kind === null ? null : {offset, kind};
}

/** What `charCodeAt` gives behind the last character. */
const endOfText = Number.NaN;

/** Which tokens may follow those taken. A token is told by its first character. */
class Grammar {
	/** What closes each object and list that is open. */
	readonly #closers: number[] = [];
	#awaited: 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'comma' = 'value';

	/** What is wrong with the next token where it stands, or null. */
	take(first: number): JsonMistakeKind | null {
		switch (this.#awaited) {
			case 'first name':
				if (this.#ends(first)) return this.#takeEnd(first);
				return first === 0x2c /* , */ ? 'ValueExpected' : this.#takeName(first);
			case 'name':
				return this.#takeName(first);
			case 'colon':
				if (first !== 0x3a /* : */) return 'ColonExpected';
				this.#awaited = 'value';
				return null;
			case 'first value':
				return this.#ends(first) ? this.#takeEnd(first) : this.#takeValue(first);
			case 'value':
				return this.#takeValue(first);
			case 'comma':
				return this.#ends(first) ? this.#takeEnd(first) : this.#takeComma(first);
		}
	}

	/** Whether the token ends what is open, be it by ending the text. */
	#ends(first: number): boolean {
		return Number.isNaN(first) || first === this.#closers.at(-1);
	}

	#takeEnd(first: number): JsonMistakeKind | null {
		const closer = this.#closers.pop();
		this.#awaited = 'comma';
		if (first === closer || closer === undefined) return null;
		return closer === 0x7d /* } */ ? 'CloseBraceExpected' : 'CloseBracketExpected';
	}

	#takeName(first: number): JsonMistakeKind | null {
		if (first !== 0x22 /* " */) return 'PropertyNameExpected';
		this.#awaited = 'colon';
		return null;
	}

	#takeComma(first: number): JsonMistakeKind | null {
		const closer = this.#closers.at(-1);
		if (closer === undefined) return 'EndOfFileExpected';
		if (first !== 0x2c /* , */) return 'CommaExpected';
		this.#awaited = closer === 0x7d /* } */ ? 'name' : 'value';
		return null;
	}

	#takeValue(first: number): JsonMistakeKind | null {
		if (first === 0x7b /* { */) {
			this.#closers.push(0x7d /* } */);
			this.#awaited = 'first name';
		} else if (first === 0x5b /* [ */) {
			this.#closers.push(0x5d /* ] */);
			this.#awaited = 'first value';
		} else if (isMark(first) || Number.isNaN(first)) {
			return 'ValueExpected';
		} else {
			this.#awaited = 'comma';
		}
		return null;
	}
}

function afterBlanks(text: string, from: number): number {
	let at = from;
	while (isBlank(text.charCodeAt(at))) at++;
	return at;
}

/** Where the token ends that begins there, or what is wrong with it. */
function tokenEnd(text: string, at: number): number | JsonMistakeKind {
	const first = text.charCodeAt(at);
	if (isMark(first)) return at + 1;
	if (first === 0x22 /* " */) return textEnd(text, at);
	if (first === 0x2d /* - */ || isDigit(first)) return numberEnd(text, at);
	if (first !== 0x2f /* / */) return wordEnd(text, at);
	const second = text.charCodeAt(at + 1);
	return second === 0x2f || second === 0x2a /* * */ ? 'InvalidCommentToken' : 'InvalidSymbol';
}

function textEnd(text: string, quote: number): number | JsonMistakeKind {
	// It is read to its end all the same: one that has none is worse.
	let wrong: JsonMistakeKind | null = null;
	let at = quote + 1;
	while (at < text.length) {
		const code = text.charCodeAt(at++);
		if (code === 0x22 /* " */) return wrong ?? at;
		if (code === 0x5c /* \ */) {
			const escaped = text.charCodeAt(at++);
			if (escaped === 0x75 /* u */) {
				const end = hexEnd(text, at);
				if (end < at + 4) wrong = 'InvalidUnicode';
				at = end;
			} else if (!isEscapable(escaped)) wrong = 'InvalidEscapeCharacter';
		} else if (code === 0x0a /* line feed */ || code === 0x0d /* carriage return */) break;
		else if (code < 0x20) wrong = 'InvalidCharacter';
	}
	return 'UnexpectedEndOfString';
}

function numberEnd(text: string, from: number): number | JsonMistakeKind {
	let at = text.charCodeAt(from) === 0x2d /* - */ ? from + 1 : from;
	if (!isDigit(text.charCodeAt(at))) return 'InvalidSymbol';
	at = text.charCodeAt(at) === 0x30 /* 0 */ ? at + 1 : digitsEnd(text, at);
	if (text.charCodeAt(at) === 0x2e /* . */) {
		if (!isDigit(text.charCodeAt(at + 1))) return 'UnexpectedEndOfNumber';
		at = digitsEnd(text, at + 1);
	}
	const exponent = text.charCodeAt(at);
	if (exponent !== 0x65 /* e */ && exponent !== 0x45 /* E */) return at;
	const sign = text.charCodeAt(++at);
	if (sign === 0x2b /* + */ || sign === 0x2d /* - */) at++;
	return isDigit(text.charCodeAt(at)) ? digitsEnd(text, at) : 'UnexpectedEndOfNumber';
}

function wordEnd(text: string, at: number): number | JsonMistakeKind {
	for (const word of ['true', 'false', 'null']) {
		const end = at + word.length;
		if (text.startsWith(word, at) && endsWord(text.charCodeAt(end))) return end;
	}
	return 'InvalidSymbol';
}

function endsWord(code: number): boolean {
	return (
		Number.isNaN(code) || isBlank(code) || isMark(code) || code === 0x22 /* " */ || code === 0x2f /* / */
	);
}

function digitsEnd(text: string, from: number): number {
	let at = from;
	while (isDigit(text.charCodeAt(at))) at++;
	return at;
}

/** Behind the digits of a `\u` escape: four, or fewer where it is broken. */
function hexEnd(text: string, from: number): number {
	let at = from;
	while (at < from + 4 && isHexDigit(text.charCodeAt(at))) at++;
	return at;
}

function isBlank(code: number): boolean {
	return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** One of `{}[]:,`. */
function isMark(code: number): boolean {
	return code === 0x7b || code === 0x7d || code === 0x5b || code === 0x5d || code === 0x3a || code === 0x2c;
}

function isDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39;
}

function isHexDigit(code: number): boolean {
	const lower = code | 0x20;
	return isDigit(code) || (lower >= 0x61 /* a */ && lower <= 0x66) /* f */;
}

/** One of `"\/bfnrt`. */
function isEscapable(code: number): boolean {
	return (
		code === 0x22 ||
		code === 0x5c ||
		code === 0x2f ||
		code === 0x62 ||
		code === 0x66 ||
		code === 0x6e ||
		code === 0x72 ||
		code === 0x74
	);
}
