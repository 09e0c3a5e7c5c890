/** A request taken apart: everything in it that has a path, and how some of it is exchanged. */

import {isUtf8} from 'node:buffer';
import {headerOf, type Pair} from '../core/capture.ts';
import type {WireRequest} from '../formats/step.ts';
import {contentTypeOf, viewBody} from '../inspect/body.ts';
import {maxFields} from '../inspect/form.ts';
import {addJsonSpots, maxSpots} from './json-spots.ts';
import {
	damagedUtf8Layer,
	isLatin1,
	type Layer,
	rawLayer,
	singleByteLayer,
	stretchOf,
	utf8,
	utf8Layer,
} from './layer.ts';
import {addMultipartSpots} from './multipart-spots.ts';
import {type Unpacked, unpack} from './packing.ts';
import {addPairSpots} from './pair-spots.ts';
import type {Edit, Owner, Spot} from './spot.ts';

/** Bodies larger than this are not taken apart: a provider's has a few kilobytes. */
const maxBody = 1024 * 1024;

export interface Opened {
	request: WireRequest;
	/** In the order they stand: target, headers, body. */
	spots: Spot[];
	/** The pairs of the query. */
	query: Owner;
	/** What has fields of a form; null when the body is none. */
	form: Owner | null;
	/** null when the body is compressed in a way nobody knows. */
	body: {raw: string; pack: Unpacked['pack']} | null;
}

export function open(request: WireRequest): Opened {
	const spots: Spot[] = [];
	const query = addQuery(request.target, spots);
	for (const [index, [name, value]] of request.headers.entries()) spots.push(headerSpot(name, value, index));
	const encoding = headerOf(request.headers, 'content-encoding');
	const unpacked = unpack(request.body, encoding);
	const opened: Opened = {request, spots, query, form: null, body: null};
	if (unpacked === null) return opened;
	const {plain, pack} = unpacked;
	const raw = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('latin1');
	opened.body = {raw, pack};
	if (plain.length > maxBody) return opened;
	const inBody: Spot[] = [];
	opened.form = addBody(plain, raw, headerOf(request.headers, 'content-type'), inBody);
	if (inBody.length <= maxSpots) spots.push(...inBody);
	return opened;
}

function addQuery(target: string, into: Spot[]): Owner {
	const mark = target.indexOf('?');
	const layer = stretchOf(rawLayer(target), mark < 0 ? target.length : mark + 1, target.length);
	const owner = addPairSpots(
		layer,
		{
			part: 'target',
			path: 'query',
			limit: maxSpots,
			bareJson: false,
			lenient: false,
			plus: false,
			opening: mark < 0 ? '?' : '',
		},
		into,
	);
	// With the last pair its mark goes, too.
	if (mark >= 0) owner.inside.start = mark;
	return owner;
}

function headerSpot(name: string, value: string, index: number): Spot {
	return {
		part: index,
		path: `header.${name}`,
		kind: 'text',
		text: value,
		start: 0,
		end: value.length,
		encode: headerValue,
		encodeJson: headerValue,
		owner: null,
		index: 0,
	};
}

/** As the bytes of a header: what is no latin1 is UTF-8, and no control character gets in. */
export function headerValue(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: what would end the header, or is refused by all
	const safe = text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ');
	return isLatin1(safe) ? safe : utf8(safe);
}

/** The charsets that have one byte for each character, and ASCII's for ASCII's. */
const singleByte = /^(?:us-ascii|ascii|latin1|iso-8859-\d+|windows-125\d|cp125\d)$/;

function layerOf(plain: Uint8Array, raw: string, charset: string): Layer | null {
	const isAscii = !/[^\0-\x7f]/.test(raw);
	if (charset === 'utf-8' || charset === 'utf8' || (isAscii && !charset.startsWith('utf-16')))
		return isUtf8(plain) ? utf8Layer(raw) : damagedUtf8Layer(raw);
	try {
		return singleByte.test(charset) ? singleByteLayer(raw, charset) : null;
	} catch {
		return null;
	}
}

function addBody(plain: Uint8Array, raw: string, contentType: string | null, into: Spot[]): Owner | null {
	const view = viewBody(plain, contentType, null);
	const {type, charset} = contentTypeOf(contentType);
	if (view.kind === 'form' && view.encoding === 'multipart')
		return addMultipartSpots(raw, contentType ?? '', view.fields, into);
	const layer = layerOf(plain, raw, charset);
	if (layer === null) return null;
	switch (view.kind) {
		case 'json':
			addJsonSpots(layer, 'body', 'body', into);
			return null;
		case 'form':
			return addForm(layer, into);
		case 'empty':
			return type === 'application/x-www-form-urlencoded' ? addForm(layer, into) : null;
		case 'text':
			into.push(textSpot(layer));
			return null;
		default:
			return null;
	}
}

function addForm(layer: Layer, into: Spot[]): Owner {
	return addPairSpots(
		layer,
		{
			part: 'body',
			path: 'body',
			limit: maxFields,
			bareJson: true,
			lenient: true,
			plus: true,
			opening: '',
		},
		into,
	);
}

function textSpot(layer: Layer): Spot {
	return {
		part: 'body',
		path: 'body',
		kind: 'text',
		text: layer.read(layer.text),
		start: layer.at(0),
		end: layer.at(layer.text.length),
		encode: layer.encode,
		encodeJson: layer.encode,
		owner: null,
		index: 0,
	};
}

/** The request with edits made, which come in the order of their places and do not overlap. */
export function edited({request, body}: Opened, edits: readonly Edit[]): WireRequest {
	let {target} = request;
	let headers: Pair[] | null = null;
	let plain: string | null = null;
	for (let at = 0; at < edits.length; ) {
		const part = edits[at]?.part ?? 'body';
		let next = at;
		while (next < edits.length && edits[next]?.part === part) next++;
		if (part === 'target') target = spliced(target, edits, at, next);
		else if (part !== 'body') {
			headers ??= [...request.headers];
			const [name, value] = headers[part] ?? ['', ''];
			headers[part] = [name, spliced(value, edits, at, next)];
		} else if (body !== null) plain = spliced(body.raw, edits, at, next);
		at = next;
	}
	if (plain === null || body === null)
		return headers === null ? {...request, target} : {...request, target, headers};
	return withBody(
		{...request, target, headers: headers ?? request.headers},
		body.pack(Buffer.from(plain, 'latin1')),
		edits,
	);
}

function spliced(text: string, edits: readonly Edit[], from: number, to: number): string {
	let result = '';
	let copied = 0;
	for (let i = from; i < to; i++) {
		const edit = edits[i];
		if (edit === undefined) continue;
		result += text.slice(copied, edit.start) + edit.raw;
		copied = edit.end;
	}
	return result + text.slice(copied);
}

/** With another body, and its length where the headers tell it; one that was just written stays as it was meant. */
export function withBody(request: WireRequest, body: Uint8Array, edits: readonly Edit[] = []): WireRequest {
	if (body.length === request.body.length) return {...request, body};
	const headers = request.headers.map((pair, index): Pair => {
		const [name, value] = pair;
		if (name.length !== 14 || name.toLowerCase() !== 'content-length') return pair;
		if (edits.some(({part}) => part === index)) return pair;
		return [name, /\d/.test(value) ? value.replace(/\d+/, String(body.length)) : String(body.length)];
	});
	return {...request, headers, body};
}
