/**
 * Words of a POSIX shell, read and written. Texts are latin1 here: each character is one byte. Nothing is run: what a
 * shell would have to work out (`$HOME`, `$(id)`) cannot be read.
 */

import {isUtf8} from 'node:buffer';
import {printable} from '../core/text.ts';
import {FormatError} from './format-error.ts';

/** One command: its words, and where it begins. */
export interface ShellCommand {
	words: string[];
	/** From 1. */
	line: number;
	/** It reads what the one before it prints. */
	isPiped: boolean;
}

/**
 * The commands of a text: one a line, or several joined by `|`, `;` and `&&`.
 * @throws {FormatError} for quotes that do not end, and what only a shell can work out
 */
export function shellCommands(text: string): ShellCommand[] {
	return new Reader(text).commands();
}

class Reader {
	readonly #text: string;
	#at = 0;
	#line = 1;

	constructor(text: string) {
		this.#text = text;
	}

	commands(): ShellCommand[] {
		const commands: ShellCommand[] = [];
		let current: ShellCommand | null = null;
		let isPiped = false;
		for (;;) {
			this.#skipBlanks();
			const next = this.#text[this.#at];
			if (next === undefined) return commands;
			const mark = /^(?:\|\|?|&&?|;|\n)/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0];
			if (mark !== undefined) {
				// A line may end behind a pipe.
				if (mark !== '\n' || !isPiped) isPiped = mark === '|';
				this.#take(mark.length);
				current = null;
				continue;
			}
			if (next === '>' || next === '<' || next === '(' || next === ')') {
				throw this.#problem(`${next} is something a shell does: give the command without it`);
			}
			if (current === null) {
				current = {words: [], line: this.#line, isPiped};
				commands.push(current);
				isPiped = false;
			}
			current.words.push(this.#word());
		}
	}

	/** Blanks, line ends that are continued, and comments. */
	#skipBlanks(): void {
		const blanks = /(?:[ \t\r]|\\\r?\n)*(?:#[^\n]*)?/y;
		blanks.lastIndex = this.#at;
		this.#take(blanks.exec(this.#text)?.[0].length ?? 0);
	}

	#take(length: number): string {
		const taken = this.#text.slice(this.#at, this.#at + length);
		for (let at = taken.indexOf('\n'); at >= 0; at = taken.indexOf('\n', at + 1)) this.#line++;
		this.#at += length;
		return taken;
	}

	/** All up to a character, and that one. */
	#takeTo(end: string, what: string): string {
		const at = this.#text.indexOf(end, this.#at);
		if (at < 0) throw this.#problem(`${what} does not end`);
		return this.#take(at + end.length - this.#at).slice(0, -end.length);
	}

	#word(): string {
		const parts: string[] = [];
		for (;;) {
			const plain = /[^\s'"\\$`|&;<>()]+/y;
			plain.lastIndex = this.#at;
			const run = plain.exec(this.#text)?.[0];
			if (run !== undefined) {
				parts.push(this.#take(run.length));
				continue;
			}
			const part = this.#quoted();
			if (part === null) return parts.join('');
			parts.push(part);
		}
	}

	/** A part of a word that is not plain; null at its end. */
	#quoted(): string | null {
		const next = this.#text[this.#at];
		if (next === "'") {
			this.#take(1);
			return this.#takeTo("'", 'a text in single quotes');
		}
		if (next === '"') {
			this.#take(1);
			return this.#double();
		}
		if (next === '\\') {
			const escaped = this.#take(2).slice(1);
			return escaped === '\n' ? '' : escaped;
		}
		if (next === '$' && this.#text[this.#at + 1] === "'") {
			this.#take(2);
			return this.#ansi();
		}
		if (next === '$' || next === '`') throw this.#expansion();
		return null;
	}

	#double(): string {
		const parts: string[] = [];
		for (;;) {
			const plain = /[^"\\$`]+/y;
			plain.lastIndex = this.#at;
			parts.push(this.#take(plain.exec(this.#text)?.[0].length ?? 0));
			const next = this.#text[this.#at];
			if (next === undefined) throw this.#problem('a text in double quotes does not end');
			if (next === '"') {
				this.#take(1);
				return parts.join('');
			}
			if (next === '\\') {
				const pair = this.#take(2);
				parts.push(pair === '\\\n' ? '' : /^\\[$`"\\]$/.test(pair) ? pair.slice(1) : pair);
			} else if (this.#text.startsWith(printfBegin, this.#at)) {
				this.#take(printfBegin.length);
				parts.push(fromPrintf(this.#takeTo(printfEnd, 'what printf prints')));
			} else if (next === '$' && !/[\w{(@*#?$!-]/.test(this.#text[this.#at + 1] ?? '')) {
				parts.push(this.#take(1));
			} else throw this.#expansion();
		}
	}

	/** Behind `$'`, as bash and zsh have it. */
	#ansi(): string {
		const body = /(?:[^'\\]|\\[\s\S])*/y;
		body.lastIndex = this.#at;
		const text = this.#take(body.exec(this.#text)?.[0].length ?? 0);
		if (this.#take(1) !== "'") throw this.#problem("a text in $'…' does not end");
		return text.replace(ansiEscape, (all, octal, hex, unicode, letter) => {
			if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
			if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
			if (unicode !== undefined) return utf8Of(Number.parseInt(unicode.slice(1), 16));
			return ansiLetters[letter] ?? all;
		});
	}

	#expansion(): FormatError {
		const what = /^(?:\$\w+|\$?.)/.exec(this.#text.slice(this.#at, this.#at + 40))?.[0] ?? '$';
		return this.#problem(`${printable(what)} is worked out by a shell: write what it stands for`);
	}

	#problem(message: string): FormatError {
		return new FormatError(`line ${this.#line}: ${message}`);
	}
}

const ansiEscape = /\\(?:([0-7]{1,3})|x([\da-f]{1,2})|(u[\da-f]{1,4}|U[\da-f]{1,8})|([\s\S]))/gi;
const ansiLetters: Readonly<Record<string, string>> = {
	a: '\x07',
	b: '\b',
	e: '\x1b',
	E: '\x1b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
	'\\': '\\',
	"'": "'",
	'"': '"',
	'?': '?',
};

function utf8Of(code: number): string {
	return code > 0x10ffff ? '?' : Buffer.from(String.fromCodePoint(code)).toString('latin1');
}

const printfBegin = "$(printf '";
const printfEnd = "')";

function fromPrintf(format: string): string {
	return format.replace(/\\([0-7]{3})|\\\\|%%/g, (all, octal) =>
		octal === undefined ? all.slice(1) : String.fromCharCode(Number.parseInt(octal, 8)),
	);
}

/**
 * A word that any POSIX shell, bash and zsh read as just these bytes, pasted or in a script. Bytes that are no text,
 * and what a terminal would obey, come from printf; NUL cannot be in a word.
 */
export function shellQuoted(text: string): string {
	if (/^[\w@+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
	const shown = utf8Text(text);
	if (shown !== null && isSafeText(shown)) return `'${shown.replaceAll("'", "'\\''")}'`;
	const format = text.replace(/^-|[^ -~]|[%\\'"`$!]/g, character =>
		character === '%' ? '%%' : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
	);
	return `"${printfBegin}${format}${printfEnd}"`;
}

function utf8Text(latin1: string): string | null {
	const bytes = Buffer.from(latin1, 'latin1');
	return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** Whether a text can be pasted in quotes: a tab would complete a name, and old shells look for `!` in further lines. */
export function isSafeText(text: string): boolean {
	return printable(text) === text && !text.includes('\t') && !(text.includes('\n') && text.includes('!'));
}
