/** A request as providers look at it: target and body taken apart, nothing interpreted yet. */

import type {Pair} from './capture.ts';
import type {Json, JsonObject, JsonProblem} from './json.ts';

export interface FormField {
	name: string;
	/** As text; null for an uploaded file or bytes that are no text. */
	value: string | null;
	/** The value read as JSON, when it looks like it. */
	json?: Json;
	/** Set when it is not valid JSON and was read leniently. */
	problem?: JsonProblem;
	/** For a multipart part only. */
	fileName?: string;
	contentType?: string;
	/** In bytes. */
	size: number;
}

/** The body, decoded for looking at. The bytes themselves stay with the request. */
export type BodyView =
	| {kind: 'empty'}
	/** `problem` is set when the text is not valid JSON and was read leniently. */
	| {kind: 'json'; text: string; value: Json; problem: JsonProblem | null}
	/** `problem` is set when the content type says JSON. */
	| {
			kind: 'form';
			encoding: 'urlencoded' | 'multipart';
			fields: FormField[];
			problem: JsonProblem | null;
	  }
	/** `problem` is set when it was meant as JSON but could not be read even leniently. */
	| {kind: 'text'; text: string; problem: JsonProblem | null}
	/** Bytes that are no text, or whose content encoding could not be undone; `meantAsJson` by their content type. */
	| {kind: 'binary'; because: string; meantAsJson: boolean};

/** An object that was sent, and where it stood. */
export interface Payload {
	object: JsonObject;
	/** `body`, `body.<field>`, or `query`. */
	at: string;
}

/**
 * Where an event may stand, the likeliest first: a JSON body, form fields, JSON in one of them, or the parameters of
 * the query.
 */
export function payloadsOf({object, objectAt, body, query}: Message): Payload[] {
	const found: Payload[] = [];
	if (body.kind === 'form') {
		found.push({object: Object.fromEntries(body.fields.map(({name, value}) => [name, value])), at: 'body'});
	}
	if (object !== null) found.push({object, at: objectAt});
	if (query.length > 0) found.push({object: Object.fromEntries(query), at: 'query'});
	return found;
}

export interface Message {
	/** Upper case as sent; null when the request line could not be read. */
	readonly method: string | null;
	/** Percent-decoded. */
	readonly path: string;
	/** The query as sent, after `?`; an empty text without one. */
	readonly rawQuery: string;
	readonly query: readonly Pair[];
	readonly headers: readonly Pair[];
	/** The first value of a header; the name in lower case. */
	header(name: string): string | null;
	/** The first value of a query parameter. */
	param(name: string): string | null;
	readonly body: BodyView;
	/** The JSON object that was sent: the body, a JSON text inside the body, or what a form field holds; else null. */
	readonly object: JsonObject | null;
	/** Where `object` stood: `body`, or `body.<field>`. */
	readonly objectAt: string;
	/** The form field of that name, else null. */
	field(name: string): FormField | null;
}
