/**
 * A request taken apart so that single values of it can be written anew, and everything else stays byte for byte: JSON,
 * form fields (also with JSON inside), query and headers.
 */

import type {WireRequest} from '../formats/step.ts';
import {isValue} from './json-spots.ts';
import {edited, open} from './opened.ts';
import type {Edit, Spot} from './spot.ts';

/** A value in a request, and where it stands. */
export interface Place {
	/**
	 * `body.to`, `body.legs[0].id`, `body.myoperator.uid` (JSON in a form field), `query.k`, `header.X-Token`, and `body`
	 * for a body that is text: as findings and the sources of an event name places.
	 */
	readonly path: string;
	/** Its value, decoded: of JSON `true`, `12.50` and `null` as written, of a text what it says. */
	readonly text: string;
	/** What it is. In place of other kinds than `text`, any scalar of JSON may be written; all else becomes a JSON text. */
	readonly kind: 'text' | 'number' | 'boolean' | 'null';
}

export interface OpenRequest {
	/** All single values, in the order they stand. Two may have the same path: `a=1&a=2`. */
	readonly places: readonly Place[];
	/**
	 * The request with some values in place of those it has, encoded for where they stand; by their index in `places`.
	 * A value that is the same stays as it is written. In a header control characters become blanks.
	 * Content-Length follows the body; a compressed body is compressed again. Cheap: it may be called 100,000 times.
	 */
	write(values: ReadonlyMap<number, string>): WireRequest;
}

/**
 * Never throws: what cannot be taken apart (bytes, broken compression, more than a megabyte, more than 20,000 values)
 * has no places but those of query and headers. A text that holds JSON has the places in that JSON instead of its own.
 */
export function openRequest(request: WireRequest): OpenRequest {
	const opened = open(request);
	const values = opened.spots.filter(isValue);
	return {
		places: values.map(placeOf),
		write(texts) {
			if (texts.size === 0) return request;
			const indexes = [...texts.keys()];
			if (indexes.length > 1) indexes.sort((a, b) => a - b);
			const edits: Edit[] = [];
			for (const index of indexes) {
				const spot = values[index];
				const text = texts.get(index);
				// What stays what it is stays as it is written.
				if (spot === undefined || text === undefined || text === spot.text) continue;
				edits.push({part: spot.part, start: spot.start, end: spot.end, raw: spot.encode(text)});
			}
			return edits.length === 0 ? request : edited(opened, edits);
		},
	};
}

function placeOf({path, text, kind}: Spot): Place {
	return {path, text, kind: kind === 'number' || kind === 'boolean' || kind === 'null' ? kind : 'text'};
}
