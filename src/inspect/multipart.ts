import {isUtf8} from 'node:buffer';
import type {FormField} from '../core/message.ts';

const maxParts = 1000;
/** Headers of a part, in bytes. */
const maxHead = 8192;

/**
 * The parts of a multipart/form-data body (RFC 7578); null when the boundary is missing or never found. A part cut
 * off in the middle is given as far as it came. Stream parsers exist, but inspection is one synchronous, pure step.
 */
export function parseMultipart(bytes: Uint8Array, contentType: string): FormField[] | null {
	return partsOf(bytes, contentType)?.map(({field}) => field) ?? null;
}

/** A part and where it stands, in bytes. */
export interface Part {
	field: FormField;
	/** Of its delimiter. */
	start: number;
	/** Of what it holds. */
	from: number;
	to: number;
}

/** The same with their places. */
export function partsOf(bytes: Uint8Array, contentType: string): Part[] | null {
	const boundary = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
	if (boundary === null) return null;
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const delimiter = `--${boundary[1] ?? boundary[2]}`;
	let start = buffer.indexOf(delimiter);
	if (start < 0) return null;
	const parts: Part[] = [];
	while (start >= 0 && parts.length < maxParts) {
		const head = start + delimiter.length;
		if (buffer.subarray(head, head + 2).toString('latin1') === '--') break;
		const next = buffer.indexOf(`\r\n${delimiter}`, head);
		const to = next < 0 ? buffer.length : next;
		const field = parsePart(buffer.subarray(head, to));
		if (field !== null) parts.push({field, start, from: to - field.size, to});
		start = next < 0 ? -1 : next + 2;
	}
	return parts;
}

function parsePart(part: Buffer): FormField | null {
	const end = part.indexOf('\r\n\r\n');
	if (end < 0 || end > maxHead) return null;
	const head = part.subarray(0, end).toString();
	const body = part.subarray(end + 4);
	const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
	const name = parameter(disposition, 'name');
	if (name === null) return null;
	const fileName = parameter(disposition, 'filename');
	const contentType = /^content-type:(.*)$/im.exec(head)?.[1]?.trim();
	const isText = fileName === null && isUtf8(body) && !body.includes(0);
	return {
		name,
		value: isText ? body.toString() : null,
		size: body.length,
		...(fileName === null ? {} : {fileName}),
		...(contentType === undefined ? {} : {contentType}),
	};
}

function parameter(disposition: string, name: string): string | null {
	const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(
		disposition,
	);
	if (found === null) return null;
	return found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? null;
}
