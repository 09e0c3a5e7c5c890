/**
 * Reads `.http` files: requests as on the wire, `# @name value` lines above each, `###` between them. Bytes are kept
 * by reading the file as latin1, where every character is one byte.
 */

import type {Pair} from '../core/capture.ts';

export interface HttpStep {
	name: string | null;
	/** One plain sentence: what it shows. */
	shows: string | null;
	/** The page the request was taken from. */
	source: string | null;
	/** The provider only a pin can tell. */
	pin: string | null;
	/** How long after the step before it, in ms: `# @after 12s`. */
	afterMs: number | null;
	method: string;
	/** As on the request line. */
	target: string;
	headers: Pair[];
	body: Uint8Array;
}

/**
 * The requests of a file, in its order.
 * @throws {Error} for text that is none, naming the line
 */
export function parseHttpFile(bytes: Uint8Array): HttpStep[] {
	return Buffer.from(bytes)
		.toString('latin1')
		.split(/^###.*(?:\n|$)/m)
		.filter(part => part.trim() !== '')
		.map(parseStep);
}

function parseStep(text: string): HttpStep {
	const {metadata, rest} = takeMetadata(text);
	const blank = /\r?\n\r?\n/.exec(rest);
	const head = (blank === null ? rest : rest.slice(0, blank.index)).trimEnd();
	const body = blank === null ? '' : rest.slice(blank.index + blank[0].length);
	const [requestLine = '', ...headerLines] = head.split(/\r?\n/);
	const parts = /^([A-Z]+) (\S+)(?: HTTP\/1\.[01])?$/.exec(requestLine);
	if (parts === null) throw new Error(`not a request line: ${requestLine}`);
	const [, method = '', target = ''] = parts;
	return {
		name: metadata.get('name') ?? null,
		shows: metadata.get('shows') ?? null,
		source: metadata.get('source') ?? null,
		pin: metadata.get('pin') ?? null,
		afterMs: afterMs(metadata.get('after')),
		method,
		target,
		headers: headerLines.map(parseHeader),
		// The last line break belongs to the file.
		body: Buffer.from(body.replace(/\r?\n$/, ''), 'latin1'),
	};
}

function afterMs(text: string | undefined): number | null {
	if (text === undefined) return null;
	const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
	const ms = {ms: 1, s: 1000, m: 60_000}[unit];
	if (ms === undefined) throw new Error(`not a time: @after ${text}`);
	return Number(amount) * ms;
}

/** The comment and blank lines above the request line, and what follows them. */
function takeMetadata(text: string): {metadata: Map<string, string>; rest: string} {
	const metadata = new Map<string, string>();
	let rest = text;
	for (;;) {
		const line = /^(?:#.*|\/\/.*|[ \t]*)\r?\n/.exec(rest)?.[0];
		if (line === undefined) return {metadata, rest};
		const entry = /^(?:#|\/\/)\s*@(\w+)\s+(.*?)\s*$/.exec(line);
		if (entry !== null) {
			const [, name = '', value = ''] = entry;
			metadata.set(name, Buffer.from(value, 'latin1').toString('utf8'));
		}
		rest = rest.slice(line.length);
	}
}

function parseHeader(line: string): Pair {
	const parts = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line);
	if (parts === null) throw new Error(`not a header: ${line}`);
	const [, name = '', value = ''] = parts;
	return [name, value];
}

/** Whether the bytes begin as a `.http` file does: comments, then a request line. */
export function looksLikeHttpFile(bytes: Uint8Array): boolean {
	const start = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
	return /^(?:(?:#|\/\/).*\r?\n|[ \t]*\r?\n)*[A-Z]+ \S+(?: HTTP\/1\.[01])?(?:\r?\n|$)/.test(start);
}
