/**
 * Reads `.http` files: requests as on the wire, `# @name value` lines above each, `###` between them. Bytes are kept
 * by reading the file as latin1, where every character is one byte.
 */

import type {Pair} from '../core/capture.ts';
import {parseDurationText} from '../core/duration-text.ts';
import {excerpt} from '../core/text.ts';
import {FormatError} from './format-error.ts';
import {isPairs} from './reading.ts';
import type {RequestStep, WireRequest} from './step.ts';

/** Reads a file that another one names, by its path relative to that one. */
export type Attached = (path: string) => Uint8Array;

const nothingAttached: Attached = path => {
	throw new FormatError(`${path} cannot be read from here`);
};

/**
 * The requests of a file, in its order.
 * @throws {FormatError} for text that is none, naming the line
 */
export function parseHttpFile(bytes: Uint8Array, attached: Attached = nothingAttached): RequestStep[] {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
	return partsOf(text)
		.filter(({from, to}) => text.slice(from, to).trim() !== '')
		.map(({from, to}) => parseStep(new Lines(text, from, to), attached));
}

/** What stands between lines that begin with `###`. */
function partsOf(text: string): {from: number; to: number}[] {
	const parts: {from: number; to: number}[] = [];
	let from = 0;
	for (const mark of text.matchAll(/^###[^\n]*(?:\n|$)/gm)) {
		parts.push({from, to: mark.index});
		from = mark.index + mark[0].length;
	}
	return [...parts, {from, to: text.length}];
}

/** The lines of a part, taken one after the other. */
class Lines {
	readonly #text: string;
	readonly #to: number;
	#at: number;
	/** Where the line that was taken last began. */
	#lineAt: number;

	constructor(text: string, from: number, to: number) {
		this.#text = text;
		this.#at = from;
		this.#lineAt = from;
		this.#to = to;
	}

	/** The next line, without its end; null behind the last. */
	take(): string | null {
		if (this.#at >= this.#to) return null;
		this.#lineAt = this.#at;
		const end = this.#text.indexOf('\n', this.#at);
		const to = end < 0 || end >= this.#to ? this.#to : end;
		this.#at = to + 1;
		return this.#text.slice(this.#lineAt, to).replace(/\r$/, '');
	}

	/** What follows the lines that were taken; the last line break belongs to the file. */
	rest(): string {
		return this.#text.slice(this.#at, this.#to).replace(/\r?\n$/, '');
	}

	/** About the line that was taken last. */
	problem(message: string): FormatError {
		let line = 1;
		for (let at = this.#text.indexOf('\n'); at >= 0 && at < this.#lineAt; line++) {
			at = this.#text.indexOf('\n', at + 1);
		}
		return new FormatError(`line ${line}: ${message}`);
	}
}

function parseStep(lines: Lines, attached: Attached): RequestStep {
	const above = takeAbove(lines);
	const {method, target, host} = parseRequestLine(above.requestLine, lines);
	const headers: Pair[] = [];
	for (let line = lines.take(); line !== null && line !== ''; line = lines.take()) {
		headers.push(parseHeader(line, lines));
	}
	const names = headers.map(([name]) => name.toLowerCase());
	if (host !== null && !names.includes('host')) headers.unshift(['Host', host]);
	const {trailers} = above;
	return {
		...above.about,
		deliveryId: null,
		method,
		target,
		headers,
		...(trailers.length > 0 && {trailers}),
		...above.raw,
		body: bodyFrom(lines.rest(), attached),
	};
}

type Head = Pick<WireRequest, 'method' | 'target' | 'headers' | 'trailers'>;

/** What the lines above say of a request. */
type About = {-readonly [Key in 'name' | 'shows' | 'source' | 'pin' | 'afterMs']: RequestStep[Key]};

interface Above {
	requestLine: string;
	about: About;
	trailers: Pair[];
	/** What is meant where the lines below cannot say it: `# @raw`. */
	raw: Head | null;
}

/** The comment and blank lines above the request line, and that one. */
function takeAbove(lines: Lines): Above {
	const about: About = {name: null, shows: null, source: null, pin: null, afterMs: null};
	const trailers: Pair[] = [];
	let raw: Head | null = null;
	for (;;) {
		const line = lines.take();
		if (line === null) throw lines.problem('there is no request line');
		if (!isAbove(line)) return {requestLine: line, about, trailers, raw};
		const [, name = '', sent = ''] = /^(?:#|\/\/)[ \t]*@(\w+)[ \t]+(.*?)[ \t]*$/.exec(line) ?? [];
		const value = Buffer.from(sent, 'latin1').toString('utf8');
		if (name === 'name' || name === 'shows' || name === 'source' || name === 'pin') about[name] = value;
		else if (name === 'after') about.afterMs = parseAfter(value, lines);
		else if (name === 'trailer') trailers.push(parseHeader(sent, lines));
		else if (name === 'raw') raw = parseRaw(value, lines);
	}
}

/** Comments and blank lines. */
function isAbove(line: string): boolean {
	return line.startsWith('#') || line.startsWith('//') || /^[ \t\r]*$/.test(line);
}

function parseAfter(text: string, lines: Lines): number {
	const ms = /[a-z]$/.test(text) ? parseDurationText(text) : null;
	if (ms === null) throw lines.problem(`not a length of time, like 30s: @after ${excerpt(text)}`);
	return ms;
}

/** Base64 of JSON: method, target, headers and trailers as they are. */
function parseRaw(text: string, lines: Lines): Head {
	try {
		const {method, target, headers, trailers} = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
		if (typeof method !== 'string' || typeof target !== 'string' || !isPairs(headers)) throw new Error();
		return {method, target, headers, ...(isPairs(trailers) && {trailers})};
	} catch {
		throw lines.problem('not a request head as call-hook writes it: @raw');
	}
}

/** A method is a token, but other texts begin with words, too: it has capitals only. */
const requestLinePattern = /^([A-Z]+(?:-[A-Z]+)*) ([^ \r\n]+)(?: HTTP\/\d(?:\.\d)?)?$/;

function parseRequestLine(line: string, lines: Lines): {method: string; target: string; host: string | null} {
	const [, method, target] = requestLinePattern.exec(line.replace(/[ \t]+$/, '')) ?? [];
	if (method === undefined || target === undefined) {
		throw lines.problem(`not a request line: ${excerpt(line)}`);
	}
	// As REST clients have it: the address of who listens.
	const [, host, path = ''] = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(target) ?? [];
	if (host === undefined) return {method, target, host: null};
	return {method, target: path.startsWith('/') ? path : `/${path}`, host};
}

function parseHeader(line: string, lines: Lines): Pair {
	const parts = /^([^\s:]+):[ \t]*(.*)$/s.exec(line);
	if (parts === null) throw lines.problem(`not a header: ${excerpt(line)}`);
	const [, name = '', value = ''] = parts;
	return [name, value.replace(/[ \t]+$/, '')];
}

/** `< ./name.bin` alone stands for what that file holds. */
function bodyFrom(text: string, attached: Attached): Uint8Array {
	const path = /^<[ \t]+(\S[^\r\n]*?)[ \t]*$/.exec(text)?.[1];
	if (path === undefined) return Buffer.from(text, 'latin1');
	return attached(Buffer.from(path, 'latin1').toString('utf8'));
}

/** Whether the bytes begin as a `.http` file does: comments, then a request line. */
export function looksLikeHttpFile(bytes: Uint8Array): boolean {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
	const lines = new Lines(text, 0, text.length);
	let line = lines.take();
	while (line !== null && isAbove(line)) line = lines.take();
	return line !== null && requestLinePattern.test(line.replace(/[ \t]+$/, ''));
}
