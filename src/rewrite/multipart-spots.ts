/** The text parts of a multipart/form-data body and where they stand. */

import {isUtf8} from 'node:buffer';
import type {FormField} from '../core/message.ts';
import {partsOf} from '../inspect/multipart.ts';
import {addJsonSpots, isValue} from './json-spots.ts';
import {type Layer, utf8, utf8Layer} from './layer.ts';
import type {Owner, Spot} from './spot.ts';

/** Adds the parts of a body; `fields` are what inspection made of them, in the same order. */
export function addMultipartSpots(
	raw: string,
	contentType: string,
	fields: readonly FormField[],
	into: Spot[],
): Owner | null {
	const bytes = Buffer.from(raw, 'latin1');
	const parts = partsOf(bytes, contentType);
	if (parts === null) return null;
	const first = parts[0]?.start ?? 0;
	const delimiter = raw.slice(first, raw.indexOf('\r\n', first));
	const last = raw.lastIndexOf(`${delimiter}--`);
	const close = last < 0 ? raw.length : last;
	const owner: Owner = {
		members: parts.map(({start}, index) => ({start, end: parts[index + 1]?.start ?? close})),
		inside: {start: first, end: close},
		add: (name, value) => {
			if (parts.length === 0) return null;
			const head = `${delimiter}\r\nContent-Disposition: form-data; name="${quotable(name)}"`;
			return {part: 'body', start: close, end: close, raw: utf8(`${head}\r\n\r\n${value}\r\n`)};
		},
	};
	for (const [index, {field, from, to}] of parts.entries()) {
		if (field.value === null || !isUtf8(bytes.subarray(from, to))) continue;
		const path = `body.${field.name}`;
		const spot: Spot = {
			part: 'body',
			path,
			kind: 'text',
			text: field.value,
			start: from,
			end: to,
			encode: utf8,
			encodeJson: utf8,
			owner,
			index,
		};
		into.push(spot);
		if (fields[index]?.json === undefined) continue;
		const before = into.length;
		addJsonSpots(moved(utf8Layer(raw.slice(from, to)), from), 'body', path, into);
		if (into.slice(before).some(isValue)) spot.kind = 'open';
	}
	return owner;
}

function moved(layer: Layer, by: number): Layer {
	return {...layer, at: index => by + layer.at(index)};
}

/** A name between quotes, as browsers write it (WHATWG HTML, multipart/form-data). */
function quotable(name: string): string {
	return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
