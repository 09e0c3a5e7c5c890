/**
 * A request taken apart so that single values of it can be written anew, and everything else stays byte for byte: JSON,
 * form fields (also with JSON inside), query and headers.
 */

import type {WireRequest} from '../formats/step.ts';

/** A value in a request, and where it stands. */
export interface Place {
	/**
	 * `body.to`, `body.legs[0].id`, `body.myoperator.uid` (JSON in a form field), `query.k`, `header.X-Token`, and `body`
	 * for a body that is text: as findings and the sources of an event name places.
	 */
	readonly path: string;
	/** Its value, decoded: of JSON `true`, `12.50` and `null` as written, of a text what it says. */
	readonly text: string;
	/** What it is; other kinds than `text` are JSON's, and what is written there in their place has to be JSON. */
	readonly kind: 'text' | 'number' | 'boolean' | 'null';
}

export interface OpenRequest {
	/** All single values, in the order they stand. Two may have the same path: `a=1&a=2`. */
	readonly places: readonly Place[];
	/**
	 * The request with some values in place of those it has, encoded for where they stand; by their index in `places`.
	 * Content-Length follows the body; a compressed body is compressed again. Cheap: it may be called 100,000 times.
	 */
	write(values: ReadonlyMap<number, string>): WireRequest;
}

/** Never throws: what cannot be taken apart (bytes, broken compression) has no places but those of query and headers. */
export declare function openRequest(request: WireRequest): OpenRequest;
