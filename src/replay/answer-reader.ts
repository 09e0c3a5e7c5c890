/**
 * Reads the answer to one request from the bytes of a connection, as they come. Read by ourselves: what Node offers for
 * it comes with a request that Node writes.
 */

import type {Pair} from '../core/capture.ts';
import type {SentAnswer} from '../core/delivery.ts';
import {isToken} from '../core/http-token.ts';
import {type Diagnosis, headersTooLarge, maxAnswerHeaderBytes, notHttp} from '../forward/failure.ts';

/** What is wrong with an answer, and what may help. */
export type AnswerProblem = Pick<Diagnosis, 'detail' | 'hint'>;

type State =
	/** Waiting for status line and headers, or within them. */
	| 'head'
	/** A body of so many bytes. */
	| 'length'
	/** A body that the end of the connection ends. */
	| 'until-close'
	| 'chunk-size'
	| 'chunk'
	| 'chunk-end'
	| 'trailers'
	| 'whole'
	| 'broken';

export class AnswerReader {
	/** null until its headers came whole. */
	status: number | null = null;
	headers: Pair[] = [];
	trailers: Pair[] = [];
	/** How many bytes of the body came. */
	bodySize = 0;
	/** How many there will be; null when nothing says so. */
	announced: number | null = null;
	/** What of it is not HTTP; null when nothing is. */
	problem: AnswerProblem | null = null;
	/** The target closes the connection behind it, or bytes came that are no part of it. */
	isLast = false;
	readonly #isHead: boolean;
	readonly #keepBytes: number;
	#state: State = 'head';
	/** The beginning of a head or a line whose end has not come yet, as latin1. */
	#pending = '';
	/** Of the body, or of its chunk. */
	#left = 0;
	/** Of the body, with room for more: an answer may come byte by byte. */
	#kept = Buffer.alloc(0);
	#keptSize = 0;

	/** `keepBytes`: of the body. */
	constructor(method: string, keepBytes: number) {
		this.#isHead = method === 'HEAD';
		this.#keepBytes = keepBytes;
	}

	get isWhole(): boolean {
		return this.#state === 'whole';
	}

	get isOver(): boolean {
		return this.#state === 'whole' || this.#state === 'broken';
	}

	/** Nothing of the answer came yet, but for interim ones. */
	get isBlank(): boolean {
		return this.#state === 'head' && this.#pending === '';
	}

	/** Takes what came; the bytes are the caller's again when it returns. */
	read(bytes: Buffer): void {
		let at = 0;
		while (at < bytes.length && !this.isOver) {
			switch (this.#state) {
				case 'head':
					at = this.#readHead(bytes, at);
					break;
				case 'length':
				case 'until-close':
				case 'chunk':
					at = this.#readBody(bytes, at);
					break;
				default:
					at = this.#readLine(bytes, at);
			}
		}
		if (at < bytes.length) this.isLast = true;
	}

	/** The connection was closed. */
	end(): void {
		this.isLast = true;
		if (this.#state === 'until-close') this.#state = 'whole';
	}

	/** What came of it; null without its headers. */
	get sent(): SentAnswer | null {
		if (this.status === null) return null;
		return {
			headers: this.headers,
			...(this.trailers.length > 0 && {trailers: this.trailers}),
			body:
				this.#kept.length === this.#keptSize
					? this.#kept
					: Buffer.from(this.#kept.subarray(0, this.#keptSize)),
			bodySize: this.bodySize,
		};
	}

	/** Returns how far it came in `bytes`, as all that read. */
	#readHead(bytes: Buffer, from: number): number {
		let at = from;
		if (this.#pending === '') {
			// Some send an empty line behind the body before.
			while (at < bytes.length && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
			if (at === bytes.length) return at;
		}
		const before = this.#pending.length;
		const room = maxAnswerHeaderBytes - before;
		const text = this.#pending + bytes.toString('latin1', at, Math.min(bytes.length, at + room + 1));
		if (!'HTTP/'.startsWith(text.slice(0, 5))) {
			const first = Buffer.from(text.slice(0, 5), 'latin1');
			this.#break(notHttp('it does not begin with HTTP/', first, '--to'));
			return bytes.length;
		}
		const end = endOfHead(text, Math.max(0, before - 2));
		if (end === null && text.length <= maxAnswerHeaderBytes) {
			this.#pending = text;
			return bytes.length;
		}
		if (end === null || end > maxAnswerHeaderBytes) {
			this.#break(headersTooLarge);
			return bytes.length;
		}
		this.#pending = '';
		this.#begin(text.slice(0, end));
		return at + end - before;
	}

	#begin(head: string): void {
		const mark = head.indexOf('\n');
		const statusLine = head.slice(0, mark);
		const parts = /^HTTP\/1\.(\d) (\d{3})(?: .*)?\r?$/.exec(statusLine);
		const headers = pairsIn(head.slice(mark + 1));
		if (parts === null || headers === null) {
			const said = parts === null ? 'its status line cannot be read' : 'a line of its headers cannot be read';
			this.#break(notHttp(said, null, '--to'));
			return;
		}
		const status = Number(parts[2]);
		if (status === 101) {
			this.#break({detail: 'it is another protocol (status 101), which nobody asked for'});
		} else if (status < 100) this.#break({detail: `its status is ${parts[2]}`});
		else if (status >= 200) this.#beginFinal(status, headers, parts[1] === '0');
	}

	/** How long its body is: RFC 9112, 6.3. */
	#beginFinal(status: number, headers: Pair[], isOld: boolean): void {
		let isChunked: boolean | null = null;
		let length: number | null = null;
		let staysOpen = !isOld;
		for (const [name, value] of headers) {
			switch (name.length > 17 ? '' : name.toLowerCase()) {
				case 'content-length':
					for (const each of value.split(',')) {
						const told = /^\s*\d{1,15}\s*$/.test(each) ? Number(each) : null;
						if (told === null || (length !== null && told !== length)) {
							this.#break({detail: 'its Content-Length is no number, or two of them'});
							return;
						}
						length = told;
					}
					break;
				case 'transfer-encoding':
					isChunked = /(?:^|,)\s*chunked\s*$/i.test(value);
					break;
				case 'connection':
					if (/(?:^|[\s,])close(?:$|[\s,])/i.test(value)) this.isLast = true;
					else if (/(?:^|[\s,])keep-alive(?:$|[\s,])/i.test(value)) staysOpen = true;
					break;
			}
		}
		this.status = status;
		this.headers = headers;
		if (!staysOpen || (isChunked !== null && length !== null)) this.isLast = true;
		if (this.#isHead || status === 204 || status === 304) this.#state = 'whole';
		else if (isChunked === true) this.#state = 'chunk-size';
		else if (isChunked === false || length === null) this.#state = 'until-close';
		else {
			this.announced = length;
			this.#left = length;
			this.#state = length === 0 ? 'whole' : 'length';
		}
	}

	#readBody(bytes: Buffer, from: number): number {
		const to = this.#state === 'until-close' ? bytes.length : Math.min(bytes.length, from + this.#left);
		this.#left -= to - from;
		this.bodySize += to - from;
		const kept = Math.min(to - from, this.#keepBytes - this.#keptSize);
		if (kept > 0) this.#keep(bytes.subarray(from, from + kept));
		if (this.#left === 0) {
			if (this.#state === 'length') this.#state = 'whole';
			else if (this.#state === 'chunk') this.#state = 'chunk-end';
		}
		return to;
	}

	#keep(bytes: Buffer): void {
		const size = this.#keptSize + bytes.length;
		if (size > this.#kept.length) {
			// The first piece is all there is, as a rule.
			const room = this.#keptSize === 0 ? size : Math.min(this.#keepBytes, Math.max(1024, 2 * size));
			const grown = Buffer.allocUnsafe(room);
			this.#kept.copy(grown, 0, 0, this.#keptSize);
			this.#kept = grown;
		}
		bytes.copy(this.#kept, this.#keptSize);
		this.#keptSize = size;
	}

	#readLine(bytes: Buffer, from: number): number {
		const mark = bytes.indexOf(0x0a, from);
		const to = mark < 0 ? bytes.length : mark + 1;
		// One more than is allowed, which breaks it.
		const end = Math.min(to, from + maxAnswerHeaderBytes + 1);
		const text = this.#pending + bytes.toString('latin1', from, end);
		const isTrailer = this.#state === 'trailers';
		if (text.length > maxAnswerHeaderBytes) this.#break({detail: 'a line of its body is too long'});
		else if (mark < 0) this.#pending = text;
		else if (isTrailer && !endsWithEmptyLine(text)) {
			// All of them together, so that their limit is one.
			this.#pending = text;
		} else {
			this.#pending = '';
			if (isTrailer) this.#endTrailers(text);
			else this.#takeLine(text.replace(/\r?\n$/, ''));
		}
		return to;
	}

	#takeLine(line: string): void {
		if (this.#state === 'chunk-end') {
			if (line === '') this.#state = 'chunk-size';
			else this.#break({detail: 'a chunk is longer than it says'});
			return;
		}
		const size = /^([\da-f]{1,13})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
		if (size === undefined) {
			this.#break({detail: 'the size of a chunk cannot be read'});
			return;
		}
		this.#left = Number.parseInt(size, 16);
		this.#state = this.#left === 0 ? 'trailers' : 'chunk';
	}

	#endTrailers(text: string): void {
		const trailers = pairsIn(text);
		if (trailers === null) {
			this.#break({detail: 'a line of its trailers cannot be read'});
			return;
		}
		this.trailers = trailers;
		this.#state = 'whole';
	}

	#break(problem: AnswerProblem): void {
		this.#state = 'broken';
		this.problem = problem;
		this.isLast = true;
	}
}

/** Where the body begins; null where it is still to come. */
function endOfHead(text: string, from: number): number | null {
	for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) {
		if (text[at + 1] === '\n') return at + 2;
		if (text[at + 1] === '\r' && text[at + 2] === '\n') return at + 3;
	}
	return null;
}

function endsWithEmptyLine(text: string): boolean {
	return text === '\n' || text === '\r\n' || text.endsWith('\n\n') || text.endsWith('\n\r\n');
}

/** Header lines, the empty one at their end included; null for what are none. */
function pairsIn(text: string): Pair[] | null {
	const pairs: [name: string, value: string][] = [];
	for (const ended of text.split('\n')) {
		const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
		if (line === '') continue;
		if (/[\0\r]/.test(line)) return null;
		const last = pairs.at(-1);
		if ((line.startsWith(' ') || line.startsWith('\t')) && last !== undefined) {
			// A value that goes on in the next line, as it was done once.
			last[1] += ` ${withoutBlanks(line)}`;
			continue;
		}
		const mark = line.indexOf(':');
		const name = line.slice(0, Math.max(0, mark));
		if (!isToken(name)) return null;
		pairs.push([name, withoutBlanks(line.slice(mark + 1))]);
	}
	return pairs;
}

/** Without blanks and tabs at its ends; `trim` would take a no-break space as well, which is a byte of the value. */
function withoutBlanks(text: string): string {
	let from = 0;
	let to = text.length;
	while (from < to && isBlank(text.charCodeAt(from))) from++;
	while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
	return text.slice(from, to);
}

function isBlank(code: number): boolean {
	return code === 0x20 || code === 0x09;
}
