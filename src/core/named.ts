/**
 * Hooks whose parameter names the customer chooses: query, form and JSON members are one set of parameters, read under
 * the provider's own names, as far as the configuration or the documents say what each stands for.
 */

import {asText, type Decoding, type ObjectReader} from './decoding.ts';
import type {Json, JsonObject} from './json.ts';
import {lookup} from './lookup.ts';
import type {Message} from './message.ts';
import {excerpt} from './text.ts';
import {isLocalTime, isoFromZoned} from './time.ts';

/** One parameter as it was sent. */
export interface Parameter {
	name: string;
	value: Json;
	/** `query.caller_number` */
	from: string;
	/** A bare + in the query that reads as a blank was put back. */
	plusRestored: boolean;
}

/** Parameters beyond this many are not taken apart: a hook that a person set up has a dozen. */
const maxParameters = 1000;

/** The parameters of a request: the query's, then the form's or the JSON body's. */
export function parametersOf(message: Message): Parameter[] {
	const {query, rawQuery, body, object, objectAt} = message;
	// As sent, in the order of the pairs.
	const raw = rawQuery.split('&').filter(part => part !== '');
	const parameters = query.slice(0, maxParameters).map(([name, value], index): Parameter => {
		const plusRestored = /^[^=]*=\+\d{7,}/.test(raw[index] ?? '');
		return {
			name,
			value: plusRestored ? `+${value.slice(1)}` : value,
			from: `query.${name}`,
			plusRestored,
		};
	});
	const add = (name: string, value: Json, at: string) =>
		parameters.push({name, value, from: `${at}.${name}`, plusRestored: false});
	if (body.kind === 'form') for (const {name, value} of body.fields) add(name, value, 'body');
	else if (object !== null) {
		const members = Object.entries(object);
		for (const [name, value] of members.slice(0, maxParameters)) add(name, value, objectAt);
		const more = members.length - maxParameters;
		if (more > 0) add('And more', `${more} members`, objectAt);
	}
	return parameters;
}

/** Parameters under the provider's names. */
export interface Named {
	/** By the provider's name, or by their own where nobody says what they are. A later one of a name wins. */
	object: JsonObject;
	/** Where each member of `object` stood. */
	places: ReadonlyMap<string, string>;
	/** Those of which nobody says what they are. */
	unnamed: readonly Parameter[];
}

/**
 * `names` says what the customer's names stand for, `documented` what names in the documents' examples do; `own` are
 * the provider's names, which stand for themselves.
 */
export function nameParameters(
	parameters: readonly Parameter[],
	names: Readonly<Record<string, string>>,
	documented: Readonly<Record<string, string>>,
	own: Readonly<Record<string, unknown>>,
): Named {
	const object: Map<string, Json> = new Map();
	const places = new Map<string, string>();
	const unnamed: Parameter[] = [];
	for (const parameter of parameters) {
		const {name, value, from} = parameter;
		const meaning = lookup(names, name) ?? lookup(documented, name);
		if (meaning === undefined && !Object.hasOwn(own, name)) unnamed.push(parameter);
		object.set(meaning ?? name, value);
		places.set(meaning ?? name, from);
	}
	return {object: Object.fromEntries(object), places, unnamed};
}

/** A reader of named parameters. */
export function readNamed(decoding: Decoding, {object, places}: Named): ObjectReader {
	return decoding.read(object, 'body', {places});
}

/** A finding for each number whose + the query lost. */
export function reportLostPluses(decoding: Decoding, parameters: readonly Parameter[]): void {
	for (const {name, value, from, plusRestored} of parameters) {
		if (!plusRestored) continue;
		decoding.find('number/plus-as-blank', {
			message: `${excerpt(name)} was sent with a bare + in the query, which reads as a blank: ${excerpt(asText(value))}.`,
			where: from,
		});
	}
}

/** Proposals are made for so many parameters; a hook with more is rare, and a finding is not a page. */
const maxProposed = 10;

/**
 * Proposes, in one finding, what parameters nobody knows may stand for. `guess` gives the provider's name for what a
 * value looks like, or null; `says` what each of the provider's names is.
 */
export function proposeNames(
	decoding: Decoding,
	{unnamed, places}: Named,
	guess: (name: string, value: string) => string | null,
	says: Readonly<Record<string, string>>,
): void {
	const taken = new Set(places.keys());
	const proposed = new Map<string, string>();
	const unknown: string[] = [];
	for (const {name, value} of unnamed.slice(0, maxProposed)) {
		const text = typeof value === 'object' ? '' : String(value);
		const meaning = guess(name, text);
		if (meaning === null || taken.has(meaning)) unknown.push(excerpt(name));
		else {
			taken.add(meaning);
			proposed.set(name, meaning);
		}
	}
	// A parameter the customer made up stands for nothing of the provider's: that alone is no news.
	if (proposed.size === 0) return;
	const {provider} = decoding.context;
	const looks = [...proposed].map(
		([name, meaning]) => `${excerpt(name)} looks like ${lookup(says, meaning) ?? meaning}`,
	);
	if (unknown.length > 0)
		looks.push(`what ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} cannot be told`);
	decoding.find('fields/unmapped', {
		message: `Names the customer chose: ${looks.join('; ')}.`,
		hint: `If that is right, add to call-hook.config.json: "fields": {"${provider}": ${JSON.stringify(Object.fromEntries(proposed))}}`,
		where: unnamed[0]?.from ?? null,
	});
}

/** What a parameter's value looks like, whatever its name. */
export type Shape =
	| 'number'
	| 'epoch'
	| 'local-time'
	| 'zoned-time'
	| 'clock'
	| 'url'
	| 'uuid'
	| 'hex-id'
	| 'small-number'
	| 'other';

/** The shape of a value; one that could be several things has the first of them. */
export function shapeOf(value: string): Shape {
	if (isLocalTime(value)) return 'local-time';
	if (isoFromZoned(value) !== null) return 'zoned-time';
	// Seconds since the epoch of 2001 to 2033; phone numbers of that length begin with no 1 where these providers work.
	if (/^1\d{9}$/.test(value)) return 'epoch';
	if (/^\+?\d{8,15}$/.test(value)) return 'number';
	if (/^\d{1,5}$/.test(value)) return 'small-number';
	if (/^\d{1,3}:[0-5]\d:[0-5]\d$/.test(value)) return 'clock';
	if (/^https?:\/\/\S/i.test(value)) return 'url';
	if (/^[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}$/i.test(value)) return 'uuid';
	return /^(?=.*[a-f])[\da-f]{16}$/.test(value) ? 'hex-id' : 'other';
}
