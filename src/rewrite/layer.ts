/**
 * Texts inside texts: JSON in a form field, percent-encoded, in UTF-8. A layer is what such a text says, and for each
 * of its characters where that stands in the bytes, so that one value can be exchanged and the bytes around it stay.
 */

import {isUtf8} from 'node:buffer';

/** A decoded text. Raw is the part of the request it is in, one character a byte (latin1). */
export interface Layer {
	readonly text: string;
	/** Where a character begins in the raw text; for the length of the text, where it ends. */
	at(index: number): number;
	/** Any text as it has to be written to stand in here, raw. */
	encode(text: string): string;
	/** What a decoded text of this layer means to people: other than itself only where the charset is in doubt. */
	read(text: string): string;
	/** Characters that JSON in here writes as `\u` escapes, as whoever reads it may take them for something else. */
	readonly escapes: RegExp | null;
}

const asIs = (text: string) => text;

/** A part as it is: its texts are ASCII, or nobody knows better. */
export function rawLayer(raw: string): Layer {
	return {text: raw, at: index => index, encode: asIs, read: asIs, escapes: null};
}

/** Bytes that are UTF-8. */
export function utf8Layer(raw: string): Layer {
	if (isAscii(raw)) return {text: raw, at: index => index, encode: utf8, read: asIs, escapes: null};
	const text = Buffer.from(raw, 'latin1').toString();
	const map = new Uint32Array(text.length + 1);
	let byte = 0;
	for (let index = 0; index < text.length; ) {
		const code = text.codePointAt(index) ?? 0;
		map[index++] = byte;
		// Nothing begins in the middle of a pair.
		if (code > 0xffff) map[index++] = byte;
		byte += utf8Length(code);
	}
	map[text.length] = byte;
	return {text, at: index => map[index] ?? byte, encode: utf8, read: asIs, escapes: null};
}

/** Bytes meant as UTF-8 of which some are not: those are read as latin1. */
export function damagedUtf8Layer(raw: string): Layer {
	const read = (text: string) => {
		const bytes = Buffer.from(text, 'latin1');
		return isUtf8(bytes) ? bytes.toString() : text;
	};
	return {text: raw, at: index => index, encode: utf8, read, escapes: null};
}

/** Bytes of a charset with one byte a character, ASCII among them. */
export function singleByteLayer(raw: string, charset: string): Layer {
	const decoder = new TextDecoder(charset);
	return {
		text: raw,
		at: index => index,
		encode: text => (isLatin1(text) ? text : utf8(text)),
		read: text => decoder.decode(Buffer.from(text, 'latin1')),
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII
		escapes: /[^\u0000-\u007f]/g,
	};
}

/** A stretch of a layer, read as it is. */
export function stretchOf(outer: Layer, from: number, to: number, escapes = outer.escapes): Layer {
	return {
		text: outer.text.slice(from, to),
		at: index => outer.at(from + index),
		encode: text => outer.encode(text),
		read: text => outer.read(text),
		escapes,
	};
}

/**
 * What a JSON text says; null when its escapes cannot be followed.
 * @param from of its opening quote
 * @param to behind its closing quote
 */
export function jsonTextLayer(outer: Layer, from: number, to: number): Layer | null {
	const written = outer.text.slice(from, to);
	let text: unknown;
	try {
		text = JSON.parse(written);
	} catch {
		return null;
	}
	if (typeof text !== 'string') return null;
	const map = new Uint32Array(text.length + 1);
	let at = 1;
	for (let index = 0; index <= text.length; index++) {
		map[index] = from + at;
		if (written.charCodeAt(at) !== 0x5c /* \ */) at++;
		else at += written.charCodeAt(at + 1) === 0x75 /* u */ ? 6 : 2;
	}
	return {
		text,
		at: index => outer.at(map[index] ?? to - 1),
		encode: inner => outer.encode(JSON.stringify(inner).slice(1, -1)),
		read: inner => outer.read(inner),
		escapes: outer.escapes,
	};
}

/** JSON whose quotes are escaped once too often. */
export function unescapedLayer(outer: Layer): Layer {
	const map: number[] = [];
	const text = outer.text.replaceAll('\\"', '"');
	for (let index = 0, at = 0; index <= text.length; index++) {
		map.push(at);
		at += outer.text.startsWith('\\"', at) ? 2 : 1;
	}
	return {
		text,
		at: index => outer.at(map[index] ?? outer.text.length),
		encode: inner => outer.encode(inner.replaceAll('"', '\\"')),
		read: inner => outer.read(inner),
		escapes: outer.escapes,
	};
}

/** Bytes of a text in UTF-8, one character a byte. */
export function utf8(text: string): string {
	return isAscii(text) ? text : Buffer.from(text).toString('latin1');
}

function isAscii(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
	return /^[\u0000-\u007f]*$/.test(text);
}

/** Whether each character can be one byte. */
export function isLatin1(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: all of latin1
	return /^[\u0000-\u00ff]*$/.test(text);
}

function utf8Length(code: number): number {
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
