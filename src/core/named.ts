/**
 * Hooks whose parameter names the customer chooses: query, form and JSON members are one set of parameters, read under
 * the provider's own names, as far as the configuration or the documents say what each stands for.
 */

import type {Decoding, ObjectReader} from './decoding.ts';
import {asText} from './decoding.ts';
import type {Json, JsonObject} from './json.ts';
import {lookup} from './lookup.ts';
import type {Message} from './message.ts';

/** One parameter as it was sent. */
export interface Parameter {
	name: string;
	value: Json;
	/** `query.caller_number` */
	from: string;
	/** A bare + in the query that reads as a blank was put back. */
	plusRestored: boolean;
}

/** Every parameter of a request: the query's, then the form's or the JSON body's. */
export function parametersOf(message: Message): Parameter[] {
	const {query, rawQuery, body, object, objectAt} = message;
	// As sent, in the order of the pairs.
	const raw = rawQuery.split('&').filter(part => part !== '');
	const parameters = query.map(([name, value], index): Parameter => {
		const plusRestored = /=\+\d/.test(raw[index] ?? '');
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
	else if (object !== null) for (const [name, value] of Object.entries(object)) add(name, value, objectAt);
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
		decoding.find({
			code: 'number/plus-as-blank',
			severity: 'warning',
			message: `${name} was sent with a bare + in the query, which reads as a blank: ${asText(value)}.`,
			hint: 'Put the + back in your handler, or ask for the number without country code.',
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
		if (meaning === null || taken.has(meaning)) unknown.push(name);
		else {
			taken.add(meaning);
			proposed.set(name, meaning);
		}
	}
	// A parameter the customer made up stands for nothing of the provider's: that alone is no news.
	if (proposed.size === 0) return;
	const {provider} = decoding.context;
	const looks = [...proposed].map(
		([name, meaning]) => `${name} looks like ${lookup(says, meaning) ?? meaning}`,
	);
	if (unknown.length > 0)
		looks.push(`what ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} cannot be told`);
	decoding.find({
		code: 'fields/unmapped',
		severity: 'info',
		message: `Names the customer chose: ${looks.join('; ')}.`,
		hint: `If that is right, add to call-hook.config.json: "fields": {"${provider}": ${JSON.stringify(Object.fromEntries(proposed))}}`,
		where: unnamed[0]?.from ?? null,
	});
}
