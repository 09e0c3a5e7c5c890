/**
 * The shape of a configuration file. Each message says what a value must be, as the end of the sentence "it must be …";
 * the descriptions are those of the JSON Schema.
 */

import * as z from 'zod/mini';
import {maxBytes, parseBytes} from '../core/bytes.ts';
import {isWebAddress, parseForward} from '../core/forward-text.ts';
import {isJson, type Json} from '../core/json.ts';
import {isCountry} from '../core/party.ts';
import type {Provider} from '../core/provider.ts';
import {takesSecret} from '../core/signature.ts';
import {isZone} from '../core/zone.ts';
import {generic} from '../providers/generic.ts';
import {outputModes, pathModes} from './config.ts';

/** What a configuration says, as written. */
export type Settings = z.output<ReturnType<typeof configSchema>>;

/** The shape for the providers there are, `generic` not among them. */
export function configSchema(providers: readonly Provider[]) {
	const ids = [...providers, generic].map(({id}) => id);
	const provider = z.enum(ids, `the id of a provider: ${ids.join(', ')}`);
	return z.strictObject(
		{
			$schema: described(
				'Where this schema is, for editors.',
				z.string('the address of a JSON Schema, like "node_modules/call-hook/schema/config.schema.json"'),
			),
			port: described('The port listen opens; 0 picks a free one. 8888 unless set.', port()),
			host: described(
				'The address listen binds. 127.0.0.1 unless set.',
				notEmpty('an address, like "127.0.0.1"'),
			),
			provider: described('Every request is from this provider: skip detection.', provider),
			routes: described(
				'Requests to a path and below are from a provider; the longest path wins.',
				z.record(
					z.string().check(z.regex(/^\//)),
					provider,
					'an object of providers by path, like {"/hooks/telecmi": "telecmi"}',
				),
			),
			maxBody: described(
				'Bodies up to this size are kept, larger ones answered 413: "512kb", or a number of bytes. 10mb unless set.',
				maxBody(),
			),
			strict: described(
				'With this, listen exits 4 if a provider would have rejected any answer.',
				z.boolean('true or false'),
			),
			output: described(
				'How listen shows deliveries. Unless set, and with tui: tui on a terminal, else lines.',
				z.enum(outputModes, `one of ${outputModes.join(', ')}`),
			),
			store: described(
				"The store, relative to this file's folder; :memory: keeps nothing. In your state directory unless set.",
				notEmpty('the path of a file, like "calls.db", or ":memory:"'),
			),
			zones: described(
				'Time zones of times that do not say theirs, by provider: an IANA name or an offset.',
				byProvider(
					providers,
					'Time zone',
					zone,
					'an object of time zones by provider, like {"mobtexting": "Asia/Kolkata"}',
				),
			),
			countries: described(
				'Countries of numbers that do not say theirs, by provider: two letters of ISO 3166-1.',
				byProvider(
					providers,
					'Country',
					country,
					'an object of countries by provider, like {"mobtexting": "IN"}',
				),
			),
			fields: described(
				"By provider: the names of your parameters, and the provider's own name for what each holds.",
				byProvider(
					providers.filter(({mappable}) => mappable !== undefined),
					'Parameter names',
					fieldsOf,
					'an object of fields by provider, like {"myoperator": {"caller_number": "clid"}}',
				),
			),
			secrets: described(
				"Where the secrets stand that signatures are checked with, by provider: env:NAME or file:PATH, relative to this file's folder. Several, while one is replaced by another.",
				byProvider(
					providers.filter(takesSecret),
					'Where the secret stands',
					secret,
					'an object of places by provider, like {"callr": "env:CALLR_SECRET"}',
				),
			),
			answers: described(
				"Answers of your own, in place of the providers' defaults; the first whose filter matches is given.",
				z.array(answer(), 'a list of answers, like [{"when": "provider:telecmi", "status": 500}]'),
			),
			delay: described('Every answer waits this long, in ms.', milliseconds(0)),
			forward: described(
				'Your servers: requests are handed to the first whose filter matches, and its answer back to the provider.',
				forward(),
			),
			forwardPath: described(
				"How the path of a target and a request's are joined. Unless set, keep: one follows the other. With replace, the target's alone.",
				z.enum(pathModes, `one of ${pathModes.join(', ')}`),
			),
			preserveHost: described(
				'With this, targets are sent the Host header as it came, not their own.',
				z.boolean('true or false'),
			),
			timeout: described(
				'A target that has not answered after this many ms is given up. 30000 unless set.',
				milliseconds(1),
			),
			enforceDeadline: described(
				"With this, targets are given up at the provider's documented deadline already, as the provider would.",
				z.boolean('true or false'),
			),
			tunnel: described(
				'How listen gets a public address: localtunnel, cloudflared, ngrok, ssh:<host> or none.',
				notEmpty('a kind of tunnel, like "localtunnel" or "ssh:tunnel.example.test"'),
			),
			tunnelHost: described('A localtunnel server of your own.', webAddress('https://tunnel.example.test')),
			subdomain: described(
				'The name to ask the tunnel for.',
				z.string(subdomainMust).check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i, subdomainMust)),
			),
			publicUrl: described(
				'The public address of a tunnel you run yourself.',
				webAddress('https://hooks.example.test'),
			),
		},
		'an object of settings, like {"port": 8888}',
	);
}

/** Names of an answer's settings, for whoever mistypes one. */
export const answerKeys = ['when', 'status', 'headers', 'body', 'json', 'file', 'delay'] as const;

function answer() {
	const text = 'a text';
	const value = 'a text, or a list of texts';
	const shape = {
		when: described(
			'The filter of the requests it is for; all unless set.',
			z.string('a filter, like "provider:telecmi"'),
		),
		status: described('The status. 200 unless set.', status()),
		headers: described(
			'Headers by name; a list of values makes several. They may have templates.',
			z.record(
				z.string(),
				z.union([z.string(text), z.array(z.string(text), value)], value),
				'an object of headers by name, like {"Retry-After": "30"}',
			),
		),
		body: described('The body: a text, with templates such as {{event.from.e164}}.', z.string(text)),
		json: described(
			'The body as JSON. A text that is one template and nothing else becomes the value it stands for.',
			jsonValue(),
		),
		file: described(
			"The path of a file with the body, relative to this file's folder; with templates when it is .json, .xml, .txt or .html.",
			notEmpty('the path of a file, like "answers/profile.json"'),
		),
		delay: described('It waits this long, in ms.', milliseconds(0)),
	} satisfies Record<(typeof answerKeys)[number], z.ZodMiniType>;
	return z.strictObject(shape, 'an answer, like {"when": "provider:telecmi", "status": 500}');
}

/** Any: its type is told, as no check changes one. */
function jsonValue(): z.ZodMiniType<Json> {
	return z.unknown().check(z.refine(value => isJson(value), 'a JSON value')) as z.ZodMiniType<Json>;
}

function status() {
	const must = 'a status from 200 to 599';
	return z.int(must).check(z.gte(200, must), z.lte(599, must));
}

function forward() {
	const must =
		'an http or https address, like "http://127.0.0.1:3000", or one with a filter, like "provider:telecmi=http://127.0.0.1:3000"';
	const target = z.string(must).check(z.refine(text => parseForward(text) !== null, must));
	return z.union([target, z.array(target, must)], `${must}, or a list of them`);
}

/** In ms: longer waits are nobody's. */
const longestWait = 3_600_000;

function milliseconds(least: number) {
	const must = `a number of ms from ${least} to ${longestWait}`;
	return z.int(must).check(z.gte(least, must), z.lte(longestWait, must));
}

function webAddress(like: string) {
	const must = `an http or https address, like "${like}"`;
	return z.string(must).check(z.refine(isWebAddress, must));
}

const subdomainMust = 'a name of letters, digits and dashes, like "my-hooks"';

/** An optional setting. */
function described<S extends z.ZodMiniType>(description: string, schema: S): z.ZodMiniOptional<S> {
	const optional = z.optional(schema);
	z.globalRegistry.add(optional, {description});
	return optional;
}

/** One member for each provider, so that an editor can offer them. */
function byProvider<S extends z.ZodMiniType>(
	providers: readonly Provider[],
	what: string,
	schemaOf: (provider: Provider) => S,
	must: string,
) {
	const shape = Object.fromEntries(
		providers.map(provider => [provider.id, described(`${what} for ${provider.name}.`, schemaOf(provider))]),
	);
	return z.strictObject(shape, must);
}

function port() {
	const must = 'a whole number from 0 to 65535, like 8888';
	return z.int(must).check(z.gte(0, must), z.lte(65_535, must));
}

function notEmpty(must: string) {
	return z.string(must).check(z.minLength(1, must));
}

function maxBody() {
	const must = 'a size from 1 byte to 64 MB: a text like "10mb", or a number of bytes';
	return z.union(
		[
			z.int(must).check(z.gte(1, must), z.lte(maxBytes, must)),
			z.string(must).check(z.refine(text => parseBytes(text) !== null, must)),
		],
		must,
	);
}

function zone() {
	const must = 'a time zone: an IANA name like "Asia/Kolkata", or an offset like "+05:30"';
	return z.string(must).check(z.refine(isZone, must));
}

function country() {
	const must = 'a country: two letters of ISO 3166-1, like "IN"';
	return z.string(must).check(
		z.regex(/^[A-Za-z]{2}$/, must),
		z.refine(code => isCountry(code.toUpperCase()), must),
	);
}

function secret() {
	const must = '"env:NAME" or "file:PATH", or a list of them: a secret itself does not belong into this file';
	const place = z.string(must).check(z.regex(/^(env|file):./s, must));
	return z.union([place, z.array(place, must)], must);
}

function fieldsOf({name, mappable = {}}: Provider) {
	const names = Object.entries(mappable).map(([own, says]) => `${own} (${says})`);
	const own = Object.keys(mappable);
	return z.record(
		z.string(),
		z
			.enum(own, `one of ${name}'s own names: ${own.join(', ')}`)
			.register(z.globalRegistry, {description: names.join(', ')}),
		`an object of ${name}'s own names by your parameters, like {"caller": "${own[0]}"}`,
	);
}
