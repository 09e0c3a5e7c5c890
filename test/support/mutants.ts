/**
 * Requests of the fixtures made worse in every way we could think of. A plan is a few small numbers, so that
 * fast-check can make it smaller when it fails, and printing it is enough to repeat it.
 */

import fc from 'fast-check';
import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import {asObject, type Json, type JsonObject} from '../../src/core/json.ts';
import type {Message} from '../../src/core/message.ts';
import {inspect} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {generic} from '../../src/providers/generic.ts';
import {random} from '../core/random.ts';
import {post} from '../providers/requests.ts';
import {allFixtures, captured, type Fixture} from './fixtures.ts';
import {lookAlikes} from './look-alikes.ts';

/** A fixture, and how its payload is carried. */
export interface Subject {
	fixture: Fixture;
	/** What it says, as JSON: each mutant is made of a copy. */
	text: string;
	/** `field`: one form field holds the payload; `fields`: each member is one, as in `query` each is a parameter. */
	carrier: {kind: 'body' | 'fields' | 'query'} | {kind: 'field'; field: string};
}

export const subjects: readonly Subject[] = allFixtures().map(subjectOf);

function subjectOf(fixture: Fixture): Subject {
	const {body, object, objectAt, query} = readMessage(fixture.request);
	if (object === null) {
		const kind = body.kind === 'form' ? 'fields' : 'query';
		const pairs = body.kind === 'form' ? body.fields.map(({name, value}) => [name, value]) : query;
		return {fixture, text: JSON.stringify(Object.fromEntries(pairs)), carrier: {kind}};
	}
	const text = JSON.stringify(object);
	if (body.kind !== 'form') return {fixture, text, carrier: {kind: 'body'}};
	return {fixture, text, carrier: {kind: 'field', field: objectAt.slice('body.'.length)}};
}

/** One change: what is done, where (a place is counted modulo the places there are), and a number to do it by. */
export type Step<How extends string> = readonly [how: How, where: number, what: number];

export interface Plan {
	/** Changes of the payload's members. */
	members: readonly Step<MemberChange>[];
	/** How the payload is sent. */
	carrier: Step<Carrier>;
	/** Changes of the bytes that makes. */
	bytes: readonly Step<ByteChange>[];
	/** Changes of method and headers. */
	head: readonly Step<HeadChange>[];
}

export type MemberChange = keyof typeof memberChanges;
export type Carrier = keyof typeof carriers;
export type ByteChange = keyof typeof byteChanges;
export type HeadChange = keyof typeof headChanges;
export type Oversize = keyof typeof oversizes;

/** The request a plan makes of a fixture. */
export function mutate({fixture, text, carrier: own}: Subject, plan: Plan): CapturedRequest {
	const {members, carrier, bytes, head} = plan;
	const [how, , what] = carrier;
	let request = fixture.request;
	// As printed it need not be valid JSON: it is written anew only where that is meant.
	if (members.length > 0 || how !== 'asSent') {
		const payload = {value: JSON.parse(text) as Json};
		for (const [change, where, by] of members) memberChanges[change](payload, where, by);
		request = carriers[how](request, payload.value, what, own);
	}
	request = withByteChanges(request, bytes);
	for (const [change, , by] of head) request = headChanges[change](request, by);
	return request;
}

function withByteChanges(request: CapturedRequest, bytes: Plan['bytes']): CapturedRequest {
	return bytes.reduce(
		(changed, [change, where, by]) =>
			withBody(changed, byteChanges[change](Buffer.from(changed.body), where, by)),
		request,
	);
}

/** A fixture with one thing in it far larger than any provider sends; `bytes`: and broken by these changes. */
export function oversize(
	{fixture, text, carrier}: Subject,
	[how, where, what]: Step<Oversize>,
	bytes: Plan['bytes'] = [],
): CapturedRequest {
	const payload = {value: JSON.parse(text) as Json};
	oversizes[how](payload, where, what);
	const request = carriers.asSent(fixture.request, payload.value, 0, carrier);
	return withByteChanges(request, bytes);
}

/** The payload with its keys, at any depth, in another order. */
export function shuffled({fixture, text, carrier}: Subject, seed: number): CapturedRequest {
	const payload = {value: JSON.parse(text) as Json};
	memberChanges.shuffle(payload, 0, seed);
	return carriers.asSent(fixture.request, payload.value, 0, carrier);
}

/** The payload with members that neither a provider nor a look-alike has. `onTop`: beside its own, too, not only inside them. */
export function withUnknown(
	{fixture, text, carrier}: Subject,
	seeds: readonly number[],
	onTop: boolean,
): CapturedRequest {
	const payload = {value: JSON.parse(text) as Json};
	for (const seed of seeds) {
		const {below, pick} = random(seed);
		const objects = objectsIn(payload.value).slice(onTop ? 0 : 1);
		if (objects.length > 0)
			put(pick(objects), unknownName(seed), structuredClone(pick(jsonOddities)), below(2) === 0);
	}
	return carriers.asSent(fixture.request, payload.value, 0, carrier);
}

/** What the payload is made of; a change may replace it as a whole. */
interface Payload {
	value: Json;
}

const memberChanges = {
	drop(payload: Payload, where: number) {
		const place = placeIn(payload, where);
		if (place !== null) remove(place);
	},
	/** Any subset of the members, at every depth. */
	thin(payload: Payload, where: number, what: number) {
		const {below} = random(what);
		const kept = 1 + (where % 9);
		for (const place of placesIn(payload.value)) if (below(10) >= kept) remove(place);
	},
	rename(payload: Payload, where: number, what: number) {
		renameAt(payload, where, () => unknownName(what));
	},
	/** As members of objects some language has anyway. */
	renameOdd(payload: Payload, where: number, what: number) {
		renameAt(payload, where, () => at(oddNames, what));
	},
	recase(payload: Payload, where: number, what: number) {
		renameAt(payload, where, name => at(letterCases, what)(name));
	},
	/** Of another provider of ours; `plans` takes care that no two of them meet. */
	borrow(payload: Payload, where: number, what: number) {
		renameAt(payload, where, () => at(borrowable, what));
	},
	shuffle(payload: Payload, _: number, what: number) {
		const {shuffle} = random(what);
		for (const object of objectsIn(payload.value)) {
			const entries = shuffle(Object.entries(object));
			for (const [name] of entries) delete object[name];
			for (const [name, value] of entries) put(object, name, value);
		}
	},
	retype(payload: Payload, where: number, what: number) {
		const place = placeIn(payload, where);
		if (place !== null) put(place.object, place.name, oddity(what));
	},
	/** Into the same value as another JSON type: 4 → "4", "4" → 4, x → [x], x → {"value": x}. */
	cast(payload: Payload, where: number, what: number) {
		const place = placeIn(payload, where);
		if (place === null) return;
		const value = place.object[place.name] ?? null;
		put(place.object, place.name, at(casts, what)(value));
	},
	exchange(payload: Payload, where: number, what: number) {
		const one = placeIn(payload, where);
		const other = placeIn(payload, what);
		// What holds the other place must not be put into it.
		if (one === null || other === null || one.object !== other.object) return;
		const value = one.object[one.name] ?? null;
		put(one.object, one.name, other.object[other.name] ?? null);
		put(other.object, other.name, value);
	},
	unknown(payload: Payload, where: number, what: number) {
		const object = objectIn(payload, where);
		if (object !== null) put(object, unknownName(what), oddity(what), what % 2 === 0);
	},
	/** Some members of a stranger's request, beside or inside ours; of the same name, they replace ours. */
	foreign(payload: Payload, where: number, what: number) {
		const {pick, below} = random(what);
		const object = where % 3 === 0 ? objectIn(payload, where) : asObject(payload.value);
		if (object === null) return;
		const most = 1 + below(9);
		for (const [name, value] of Object.entries(pick(strangers))) {
			if (below(10) < most) put(object, name, structuredClone(value), below(2) === 0);
		}
	},
	nest(payload: Payload, _: number, what: number) {
		payload.value = {[at(wrappers, what)]: payload.value};
	},
	nestBesideForeign(payload: Payload, where: number, what: number) {
		payload.value = {...structuredClone(at(strangers, where)), [at(wrappers, what)]: payload.value};
	},
	list(payload: Payload, where: number, what: number) {
		payload.value = at(
			[
				[payload.value],
				[payload.value, structuredClone(payload.value)],
				[null, payload.value],
				[[payload.value]],
			],
			where + what,
		);
	},
	/** JSON in a text, once more for each time. */
	quote(payload: Payload, where: number) {
		payload.value = jsonText(payload.value);
		if (where % 4 === 0) payload.value = JSON.stringify(payload.value);
	},
	quoteInside(payload: Payload, where: number) {
		const place = placeIn(payload, where);
		if (place !== null) put(place.object, place.name, JSON.stringify(place.object[place.name]));
	},
} satisfies Record<string, (payload: Payload, where: number, what: number) => void>;

const carriers = {
	/** As the fixture carries it. */
	asSent(request: CapturedRequest, value: Json, what: number, own: Subject['carrier']): CapturedRequest {
		if (own.kind === 'body') return withBody(request, jsonText(value));
		if (own.kind === 'field') return withBody(request, formOf([[own.field, jsonText(value)]]));
		return carriers[own.kind](request, value, what);
	},
	body(request: CapturedRequest, value: Json): CapturedRequest {
		return withType(withBody(request, jsonText(value)), 'application/json');
	},
	spaced(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		return withBody(request, `${at(blanks, what)}${spaced(value)}${at(blanks, what >> 4)}`);
	},
	/** A member a second time, before or behind the others, with another value. */
	repeatedKey(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		const text = jsonText(value);
		const object = asObject(value) ?? {};
		const names = Object.keys(object);
		if (names.length === 0) return withBody(request, text);
		const name = at(names, what);
		const again = `${JSON.stringify(name)}:${jsonText(oddity(what))}`;
		const all = what % 2 === 0 ? `{${again},${text.slice(1)}` : `${text.slice(0, -1)},${again}}`;
		return withType(withBody(request, all), 'application/json');
	},
	field(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		return withType(withBody(request, formOf([[at(wrappers, what), jsonText(value)]])), formType);
	},
	/** As `curl -d data={…}` sends it: without encoding. */
	bareField(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		return withType(withBody(request, `${at(wrappers, what)}=${jsonText(value)}&more=1`), formType);
	},
	/** Each member as a form field. */
	fields(request: CapturedRequest, value: Json): CapturedRequest {
		return withType(withBody(request, formOf(textPairs(value))), formType);
	},
	multipart(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		const pairs: Pair[] = what % 2 === 0 ? textPairs(value) : [[at(wrappers, what), jsonText(value)]];
		const parts = pairs.map(
			([name, text]) => `--b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
		);
		return withType(withBody(request, `${parts.join('')}--b0--\r\n`), 'multipart/form-data; boundary=b0');
	},
	/** Each member as a query parameter of a GET. */
	query(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		const path = (request.target ?? '/').split('?')[0];
		const query = formOf(textPairs(value));
		const target = `${path}?${what % 2 === 0 ? query : decodeLoosely(query)}`;
		return withType({...withBody(request, ''), method: 'GET', target}, null);
	},
	utf16(request: CapturedRequest, value: Json, what: number): CapturedRequest {
		const bytes = Buffer.from(jsonText(value), 'utf16le');
		return withType(
			withBody(request, bytes),
			at(['application/json; charset=utf-16le', 'application/json'], what),
		);
	},
} satisfies Record<
	string,
	(request: CapturedRequest, value: Json, what: number, own: Subject['carrier']) => CapturedRequest
>;

const byteChanges = {
	cut(bytes: Buffer, where: number): Buffer {
		return bytes.subarray(0, where % (bytes.length + 1));
	},
	behead(bytes: Buffer, where: number): Buffer {
		return bytes.subarray(where % (bytes.length + 1));
	},
	flip(bytes: Buffer, where: number, what: number): Buffer {
		const index = where % Math.max(1, bytes.length);
		const byte = bytes[index];
		if (byte !== undefined) bytes[index] = byte ^ (1 << (what % 8));
		return bytes;
	},
	flipMany(bytes: Buffer, _: number, what: number): Buffer {
		const {below} = random(what);
		for (let left = 8; left > 0 && bytes.length > 0; left--) bytes[below(bytes.length)] = below(256);
		return bytes;
	},
	insert(bytes: Buffer, where: number, what: number): Buffer {
		return spliced(bytes, where, 0, at(inserts, what));
	},
	erase(bytes: Buffer, where: number, what: number): Buffer {
		return spliced(bytes, where, 1 + (what % 40), Buffer.alloc(0));
	},
	repeat(bytes: Buffer, where: number, what: number): Buffer {
		const from = where % (bytes.length + 1);
		return spliced(bytes, from, 0, Buffer.from(bytes.subarray(from, from + (what % 200))));
	},
} satisfies Record<string, (bytes: Buffer, where: number, what: number) => Buffer>;

const headChanges = {
	contentType(request: CapturedRequest, what: number): CapturedRequest {
		return withType(request, at(contentTypes, what));
	},
	method(request: CapturedRequest, what: number): CapturedRequest {
		return {...request, method: at(['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'post', 'X'], what)};
	},
	encoding(request: CapturedRequest, what: number): CapturedRequest {
		const encoding = at(['gzip', 'br', 'deflate', 'identity', 'zstd', 'gzip, gzip', ''], what);
		return {...request, headers: [...request.headers, ['Content-Encoding', encoding]]};
	},
	foreignHeaders(request: CapturedRequest, what: number): CapturedRequest {
		return {...request, headers: [...request.headers, ...at(foreignHeaders, what)]};
	},
	noHeaders(request: CapturedRequest): CapturedRequest {
		return {...request, headers: []};
	},
	target(request: CapturedRequest, what: number): CapturedRequest {
		return {...request, target: at(targets, what)};
	},
	/** Cut off by the sender's side. */
	truncated(request: CapturedRequest, what: number): CapturedRequest {
		const body = request.body.subarray(0, what % (request.body.length + 1));
		return {...request, body, fault: {code: 'aborted', message: 'The sender hung up.'}};
	},
} satisfies Record<string, (request: CapturedRequest, what: number) => CapturedRequest>;

const oversizes = {
	manyMembers(payload: Payload, where: number) {
		const object = objectIn(payload, where);
		for (let index = 0; object !== null && index < 10_000; index++) put(object, `extra${index}`, index);
	},
	/** As many as are still repaired when the JSON is broken. */
	someMembers(payload: Payload, where: number, what: number) {
		const object = objectIn(payload, where);
		const count = 1000 + (what % 1000);
		for (let index = 0; object !== null && index < count; index++)
			put(object, `extra${index}`, `value ${index}`);
	},
	someMembersQuoted(payload: Payload, where: number, what: number) {
		oversizes.someMembers(payload, where, what);
		payload.value = jsonText(payload.value);
	},
	manyEntries(payload: Payload, where: number) {
		const place = placeIn(payload, where);
		if (place === null) return;
		const value = place.object[place.name] ?? null;
		const [first = null] = Array.isArray(value) ? value : [value];
		put(place.object, place.name, Array<Json>(3000).fill(first));
	},
	longText(payload: Payload, where: number, what: number) {
		const place = placeIn(payload, where);
		const text = at(['x', '1', '\\', '"', '{{a}}', '\u0000', ' ', '+', '%7B', 'é', '\ud800', '00:'], what);
		if (place !== null) put(place.object, place.name, text.repeat(50_000));
	},
	longName(payload: Payload, where: number, what: number) {
		renameAt(payload, where, name => `${name}${at(['x', '_', '"', '.', ' '], what).repeat(50_000)}`);
	},
	deep(payload: Payload, where: number, what: number) {
		const place = placeIn(payload, where);
		if (place !== null)
			put(place.object, place.name, nested(at([20, 95, 99, 101, 3000], what), what % 2 === 0));
	},
	deepAround(payload: Payload, where: number, what: number) {
		for (let depth = at([5, 90, 99, 101, 3000], where); depth > 0; depth--) {
			payload.value = what % 2 === 0 ? [payload.value] : {data: payload.value};
		}
	},
	hugeNumber(payload: Payload, where: number, what: number) {
		const place = placeIn(payload, where);
		const digits = at(['9', '1', '0'], what).repeat(5000);
		if (place !== null) put(place.object, place.name, written(what % 2 === 0 ? digits : `-0.${digits}e-7`));
	},
} satisfies Record<string, (payload: Payload, where: number, what: number) => void>;

function keysOf<K extends string>(table: Record<K, unknown>): K[] {
	return Object.keys(table) as K[];
}

const number = fc.noBias(fc.nat(0xffff));

function stepOf<How extends string>(...hows: How[]): fc.Arbitrary<Step<How>> {
	return fc.tuple(fc.constantFrom(...hows), number, number);
}

/** One or two changes of bytes. */
export const byteSteps = fc.array(stepOf(...keysOf(byteChanges)), {minLength: 1, maxLength: 2});
const headSteps = fc.array(stepOf(...keysOf(headChanges)), {minLength: 1, maxLength: 2});

/** Mostly none: what a change does to members must be seen with bytes that are whole, too. */
function seldom<T>(step: fc.Arbitrary<T[]>): fc.Arbitrary<readonly T[]> {
	return fc.oneof({weight: 4, arbitrary: fc.constant<T[]>([])}, {weight: 1, arbitrary: step});
}

const {borrow: _, foreign: __, nestBesideForeign: ___, ...harmless} = memberChanges;
const ownChange = stepOf(...keysOf(harmless));

/**
 * What a mutant may be called is its fixture's provider or nobody's, as long as nothing in it is another provider's:
 * of their names at most one comes in, none that is enough by itself, and none together with a stranger's members,
 * which may have the other half.
 */
const members = fc.oneof(
	{weight: 3, arbitrary: fc.array(ownChange, {maxLength: 4})},
	{
		weight: 2,
		arbitrary: fc.array(stepOf(...keysOf(harmless), 'foreign', 'nestBesideForeign'), {
			minLength: 1,
			maxLength: 4,
		}),
	},
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.array(ownChange, {maxLength: 2}), stepOf('borrow'), fc.array(ownChange, {maxLength: 1}))
			.map(([before, borrow, after]) => [...before, borrow, ...after]),
	},
);

export const plans: fc.Arbitrary<Plan> = fc.record(
	{
		members,
		carrier: fc.oneof(
			{weight: 5, arbitrary: stepOf('asSent')},
			{weight: 1, arbitrary: stepOf(...keysOf(carriers))},
		),
		bytes: seldom(byteSteps),
		head: seldom(headSteps),
	},
	{noNullPrototype: true},
);

/** Every plan of one plain change: each member left out, each value of each odd kind, each length it may be cut to. */
export function* simplePlans({fixture, text}: Subject): Generator<Plan> {
	const asSent = {carrier: ['asSent', 0, 0], head: []} as const;
	for (const place of placesIn(JSON.parse(text) as Json).keys()) {
		yield {...asSent, members: [['drop', place, 0]], bytes: []};
		for (const odd of oddities.keys()) yield {...asSent, members: [['retype', place, odd]], bytes: []};
	}
	for (const length of fixture.request.body.keys()) {
		yield {...asSent, members: [], bytes: [['cut', length, 0]]};
	}
}

export const oversizeSteps: fc.Arbitrary<Step<Oversize>> = stepOf(...keysOf(oversizes));

/** A request for eyes, cut short. */
export function tellRequest({method, target, headers, body}: CapturedRequest): string {
	const text = Buffer.from(body.subarray(0, 2000)).toString('latin1');
	const more = body.length > 2000 ? `… (${body.length} bytes)` : '';
	const lines = headers.map(([name, value]) => `${name}: ${value}`);
	return [`${method} ${target}`, ...lines, '', `${JSON.stringify(text)}${more}`].join('\n');
}

// Words that go in.

const letterCases: readonly ((name: string) => string)[] = [
	name => name.toLowerCase(),
	name => name.toUpperCase(),
	name => name.slice(0, 1).toUpperCase() + name.slice(1),
	name => name.slice(0, 1).toLowerCase() + name.slice(1),
	name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
	name => ` ${name}`,
	name => `${name} `,
	name => `${name}\u0000`,
];

const oddNames = [
	'',
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'length',
	'0',
	'null',
	'a.b',
	'a[0]',
];

/** Names an envelope has; `cdr` and `call` are where Callr keeps its record. */
const wrappers = ['data', 'payload', 'body', 'message', 'event', 'cdr', 'call', 'json', 'params', 'x'];

const casts: readonly ((value: Json) => Json)[] = [
	value => (typeof value === 'string' ? value : JSON.stringify(value)),
	value => (typeof value === 'string' ? Number(value) || 0 : 0),
	value => (typeof value === 'string' ? written(value === '' ? '0' : value) : value),
	value => [value],
	value => [value, structuredClone(value)],
	value => ({value}),
	value => !value,
];

/** Written into the text as it stands, without quotes: what no JSON value can say. */
function written(text: string): string {
	return `\u0001${text}\u0002`;
}

const jsonOddities: readonly Json[] = [
	null,
	true,
	false,
	0,
	-1,
	4,
	1e300,
	5e-324,
	'',
	' ',
	'0',
	'x',
	'true',
	'00:00:09',
	'99:99:99',
	'2026-02-30T25:61:61Z',
	'0000-00-00 00:00:00',
	'2026-10-25 02:30:00',
	'+',
	'+15005550006',
	'{"a": 1}',
	'{"a":',
	'[[[',
	'{{call.id}}',
	'a\u0000b',
	'\u001b[2J',
	'\u202e\u200b\ufeff',
	'\ud800',
	'\udc00\ud800',
	'é'.repeat(300),
	'9'.repeat(400),
	[],
	[null],
	[[1]],
	[{}, 'x', 4],
	{},
	{a: null},
	{'': {'': {}}},
	{__proto__x: 1, constructor: 2, toString: 3, length: -1},
];

/** The same, and what no JSON value can say; some of it is not valid JSON. */
const oddities: readonly Json[] = [
	...jsonOddities,
	written('1e999'),
	written('-1e999'),
	written('-0'),
	written('123456789012345678901234567890'),
	written('9007199254740993'),
	written('91806828XXXX'),
	written('undefined'),
	written('NaN'),
	written('{{duration}}'),
	written(`\${{ JSON.stringify(call.cdr) }}`),
	written("'x'"),
	written('0x1F'),
	written('"\\ud800\\u0000"'),
	written('"\\x"'),
	written('"'),
	written(''),
	written('{"__proto__": {"cdr": 1}}'),
];

/** A copy: later changes may reach inside. */
function oddity(what: number): Json {
	return structuredClone(at(oddities, what));
}

const blanks = ['', '\n', '\r\n\t ', '\ufeff', '\u00a0', '\u0000', '// hook\n', ")]}',\n", '  \n\n'];

const inserts: readonly Buffer[] = [
	...[
		'\u0000',
		'\u0001',
		'\u001b',
		'\u007f',
		'\n',
		'\r',
		'"',
		'\\',
		'{',
		'}',
		'[',
		']',
		',',
		':',
		'&',
		'=',
		'%',
		'+',
	],
	...[
		"'",
		'`',
		'//',
		'/*',
		'{{',
		'}}',
		'\\u',
		'\\ud800',
		'\u2028',
		'\ufeff',
		'%00',
		'%7B',
		'%zz',
		'null',
		'1e9',
		'🙂',
	],
]
	.map(text => Buffer.from(text))
	// Not UTF-8: a lone continuation, a surrogate, an overlong slash, bytes that never occur.
	.concat(['80', 'eda080', 'c0af', 'ff', 'fefe', 'f5808080'].map(hex => Buffer.from(hex, 'hex')));

const formType = 'application/x-www-form-urlencoded';

const contentTypes: readonly (string | null)[] = [
	null,
	'',
	'application/json',
	'application/json; charset=latin1',
	'application/json; charset=nonsense',
	'APPLICATION/JSON;CHARSET="UTF-8"',
	'application/cloudevents+json',
	'application/x-ndjson',
	formType,
	`${formType}; charset=utf-8`,
	'multipart/form-data',
	'multipart/form-data; boundary=',
	'multipart/form-data; boundary="{"',
	'text/plain',
	'text/html; charset=utf-16le',
	'application/xml',
	'application/octet-stream',
	'; ; =',
];

const targets = [
	'/',
	'*',
	'',
	'?',
	'/%',
	'/%00?%zz=%',
	'/hook?&&==&a&=b',
	'http://hooks.example.test/a?b=c',
	'//hooks.example.test',
	'/hook?callId=1&status=2',
	`/${'a/'.repeat(500)}`,
];

// Members that go in.

/** What strangers send, one object each. */
const strangers: readonly JsonObject[] = lookAlikes
	.filter(({near}) => !near)
	.flatMap(({request}) => {
		const {object, body, query} = readMessage(request);
		if (object !== null) return [object];
		const pairs =
			body.kind === 'form' ? body.fields.map(({name, value}): Pair => [name, value ?? '']) : [...query];
		return pairs.length === 0 ? [] : [Object.fromEntries(pairs)];
	});

const foreignHeaders: readonly (readonly Pair[])[] = lookAlikes
	.map(({request}) => request.headers.filter(([name]) => name !== 'Content-Type'))
	.filter(headers => headers.length > 0);

const knownNames: ReadonlySet<string> = new Set(
	[
		...subjects.flatMap(({text}) => namesIn(JSON.parse(text) as Json)),
		...lookAlikes.flatMap(({request}) => namesOf(readMessage(request))),
	].map(name => name.toLowerCase()),
);

function namesOf({object, body, query}: Message): string[] {
	const fields = body.kind === 'form' ? body.fields.map(({name}) => name) : [];
	return [...namesIn(object), ...fields, ...query.map(([name]) => name)];
}

function namesIn(value: Json): string[] {
	return objectsIn(value).flatMap(object => Object.keys(object));
}

/** Names of our providers' payloads, but those that are enough by themselves. */
const borrowable: readonly string[] = [
	...new Set(subjects.flatMap(({text}) => namesIn(JSON.parse(text) as Json))),
].filter(name => !isUnmistakable(name));

/** Whether some value of that name makes a request look like a provider's with nothing else in it. */
function isUnmistakable(name: string): boolean {
	return [1, 'x', true, {}, {a: 1}, []].some(value => inspect(post({[name]: value})).provider !== generic);
}

// Tools.

/** A member of an object, wherever that is. */
interface Place {
	object: JsonObject;
	name: string;
}

/** Every object in a value, itself included, the outer before the inner. */
function objectsIn(value: Json, found: JsonObject[] = []): JsonObject[] {
	if (typeof value !== 'object' || value === null) return found;
	if (!Array.isArray(value)) found.push(value);
	for (const inner of Object.values(value)) objectsIn(inner, found);
	return found;
}

function placesIn(value: Json): Place[] {
	return objectsIn(value).flatMap(object => Object.keys(object).map(name => ({object, name})));
}

function objectIn({value}: Payload, where: number): JsonObject | null {
	const objects = objectsIn(value);
	return objects.length === 0 ? null : at(objects, where);
}

function placeIn({value}: Payload, where: number): Place | null {
	const places = placesIn(value);
	return places.length === 0 ? null : at(places, where);
}

function remove({object, name}: Place): void {
	delete object[name];
}

/** Sets a member, also one named `__proto__`, behind the others or in front of them. */
function put(object: JsonObject, name: string, value: Json, inFront = false): void {
	const others = inFront ? Object.entries(object).filter(([other]) => other !== name) : [];
	for (const [other] of others) delete object[other];
	Object.defineProperty(object, name, {value, enumerable: true, configurable: true, writable: true});
	for (const [other, otherValue] of others) put(object, other, otherValue);
}

function renameAt(payload: Payload, where: number, newName: (name: string) => string): void {
	const place = placeIn(payload, where);
	if (place === null) return;
	const {object, name} = place;
	const value = object[name] ?? null;
	remove(place);
	put(object, newName(name), value);
}

/** A word of letters that neither a provider nor a look-alike uses for a name. */
function unknownName(seed: number): string {
	const {below} = random(seed);
	const length = 1 + below(12);
	const letters = Array.from({length}, () => String.fromCharCode(0x61 + below(26)));
	const name = letters.join('');
	return knownNames.has(name) ? `${name}${seed}` : name;
}

/** The entry of that number, counted round and round. */
function at<T>(list: readonly T[], index: number): T {
	const found = list[index % list.length];
	if (found === undefined) throw new Error('nothing to choose from');
	return found;
}

function nested(depth: number, asList: boolean): Json {
	let value: Json = 1;
	for (let left = depth; left > 0; left--) value = asList ? [value] : {a: value};
	return value;
}

/** As JSON, with what is to be written without quotes as it stands. */
function jsonText(value: Json | undefined): string {
	return unquoted(JSON.stringify(value ?? null));
}

function spaced(value: Json): string {
	return unquoted(JSON.stringify(value, null, '\t'));
}

function unquoted(text: string): string {
	if (!text.includes('\\u0001')) return text;
	return text.replace(/"\\u0001((?:[^"\\]|\\.)*?)\\u0002"/g, (_, inner: string) =>
		String(JSON.parse(`"${inner}"`)),
	);
}

/** The members as a form or a query has them: text, and JSON where they are no text. */
function textPairs(value: Json): Pair[] {
	const object = asObject(value);
	if (object === null) return [['data', jsonText(value)]];
	return Object.entries(object).map(([name, inner]) => [
		name,
		typeof inner === 'string' ? inner : jsonText(inner),
	]);
}

function formOf(pairs: readonly Pair[]): string {
	return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}

/** Some of the encoding undone, as careless senders leave it out. */
function decodeLoosely(query: string): string {
	return query.replace(/%(7B|7D|22|3A|2B|2C|5B|5D)/g, all => decodeURIComponent(all));
}

function spliced(bytes: Buffer, where: number, drop: number, insert: Buffer): Buffer {
	const from = where % (bytes.length + 1);
	return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + drop)]);
}

function withBody(request: CapturedRequest, body: Uint8Array | string): CapturedRequest {
	const {method, target, headers} = request;
	return captured({method: method ?? 'POST', target: target ?? '/', headers: [...headers], body});
}

function withType(request: CapturedRequest, contentType: string | null): CapturedRequest {
	const headers = request.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
	return {
		...request,
		headers: contentType === null ? headers : [...headers, ['Content-Type', contentType] as const],
	};
}
