/** Writes `.http` files: what runs in REST clients, and reads back as the very same requests. */

import {isUtf8} from 'node:buffer';
import type {Pair} from '../core/capture.ts';
import {durationText} from '../core/duration-text.ts';
import {isToken} from '../core/http-token.ts';
import {printable} from '../core/text.ts';
import {parseHttpFile} from './http-file.ts';
import {headJson, isSameRequest, type RequestStep, type WireRequest} from './step.ts';

/** A text, and the files it names. */
export interface WrittenHttpFile {
	text: Uint8Array;
	/** By name, without a folder: bodies that a text cannot hold. */
	attachments: Map<string, Uint8Array>;
}

/** One request of a file, with what stands in front of it. */
export interface WrittenHttpPart {
	text: Uint8Array;
	/** A body that a text cannot hold, with the name the text gives it; null where the text holds it. */
	attachment: {name: string; body: Uint8Array} | null;
}

/** @param prefix of the names of attachments, so that those of several files can stand in one folder */
export function httpFile(steps: Iterable<RequestStep>, prefix = ''): WrittenHttpFile {
	const texts: Uint8Array[] = [];
	const attachments = new Map<string, Uint8Array>();
	for (const {text, attachment} of httpParts(steps, prefix)) {
		texts.push(text);
		if (attachment !== null) attachments.set(attachment.name, attachment.body);
	}
	return {text: Buffer.concat(texts), attachments};
}

/** The same request by request: all of them may be more than can be held. */
export function* httpParts(steps: Iterable<RequestStep>, prefix = ''): Generator<WrittenHttpPart> {
	const taken = new Set<string>();
	let index = 0;
	for (const step of steps) {
		const {text, attachment} = writeStep(step, () => freeName(prefix, step, index, taken));
		if (attachment !== null) taken.add(attachment);
		yield {
			text: index === 0 ? text : Buffer.concat([separator, text]),
			attachment: attachment === null ? null : {name: attachment, body: step.body},
		};
		index++;
	}
}

const separator = Buffer.from('###\n\n');

interface WrittenStep {
	text: Buffer;
	attachment: string | null;
}

/** What does not come back from its text as it is, is written once more in base64. */
function writeStep(step: RequestStep, name: () => string): WrittenStep {
	const attachment = isTextBody(step) ? null : name();
	const text = stepText(step, attachment, false);
	if (comesBack(text, step)) return {text, attachment};
	return {text: stepText(step, attachment, true), attachment};
}

function comesBack(text: Buffer, step: RequestStep): boolean {
	if (!isUtf8(text) || !isPrintable(text.toString('utf8'))) return false;
	try {
		const [read, ...more] = parseHttpFile(text, () => step.body);
		return read !== undefined && more.length === 0 && isSameRequest(read, step);
	} catch {
		return false;
	}
}

function stepText(step: RequestStep, attachment: string | null, isRaw: boolean): Buffer {
	const {name, shows, source, pin, afterMs} = step;
	const above: [string, string | null][] = [
		['name', name],
		['shows', shows],
		['source', source],
		['pin', pin],
		['after', afterMs === null ? null : durationText(afterMs)],
	];
	const metadata = above.flatMap(([key, value]) =>
		value === null || value === '' ? [] : `# @${key} ${onOneLine(value)}\n`,
	);
	const head = isRaw ? shownHead(step) : plainHead(step);
	const parts = [Buffer.from(metadata.join('')), head];
	if (attachment !== null) parts.push(Buffer.from(`\n< ./${attachment}\n`));
	else if (step.body.length > 0) parts.push(lineBreak, Buffer.from(step.body), lineBreak);
	return Buffer.concat(parts);
}

function plainHead({method, target, headers, trailers = []}: WireRequest): Buffer {
	const lines = [
		...trailers.map(pair => `# @trailer ${headerLine(pair)}`),
		`${method} ${target} HTTP/1.1`,
		...headers.map(headerLine),
	];
	return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}

/** What counts in base64; the lines below are for eyes and REST clients. */
function shownHead(step: WireRequest): Buffer {
	const method = step.method.toUpperCase().replace(/[^A-Z]/g, '') || 'POST';
	const target = step.target.replace(/[^!-~]/g, encodeURIComponent) || '/';
	const lines = [
		`# @raw ${Buffer.from(headJson(step)).toString('base64')}`,
		`${method} ${target} HTTP/1.1`,
		...step.headers.filter(isPlain).map(headerLine),
	];
	return Buffer.from(`${lines.join('\n')}\n`);
}

function headerLine([name, value]: Pair): string {
	return value === '' ? `${name}:` : `${name}: ${value}`;
}

const lineBreak = Buffer.from('\n');

/** A header that a line of text can hold: one with `#` in front is a comment. */
function isPlain([name, value]: Pair): boolean {
	return isToken(name) && !name.startsWith('#') && /^[\t -~]*$/.test(value);
}

function onOneLine(text: string): string {
	return printable(text.replace(/\s+/g, ' ').trim());
}

/** Lines that mean something to REST clients: a separator, a comment, a file, a script. */
const clientLine = /^(?:#|\/\/|<[ \t@>]|>[ \t>])/m;
/** Whether editors keep it, and a terminal shows it without obeying it. */
function isPrintable(text: string): boolean {
	return printable(text) === text;
}

/** Whether a text file holds it, and REST clients send it as it stands. */
function isTextBody({body, headers}: WireRequest): boolean {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	if (!isUtf8(bytes)) return false;
	const text = bytes.toString('utf8');
	if (!isPrintable(text) || clientLine.test(text)) return false;
	// VS Code's client joins the lines of a form.
	return !(text.includes('\n') && headers.some(([, value]) => /^application\/x-www-form/i.test(value)));
}

/** `one.bin`, `delivery-12.bin`, `request-3-2.bin`. */
function freeName(prefix: string, step: RequestStep, index: number, taken: ReadonlySet<string>): string {
	const {name, deliveryId} = step;
	const own = (name ?? '')
		.replace(/[^\w.-]+/g, '-')
		.replace(/^[.-]+/, '')
		.slice(0, 80);
	const base = prefix + (own || (deliveryId === null ? `request-${index + 1}` : `delivery-${deliveryId}`));
	let free = `${base}.bin`;
	for (let count = 2; taken.has(free); count++) free = `${base}-${count}.bin`;
	return free;
}
