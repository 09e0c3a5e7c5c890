/**
 * Tools a decoder works with. They keep account of where every value came from and of what was not read, so that
 * an event never hides a part of its payload.
 */

import type {DecodeContext} from './context.ts';
import type {Finding} from './delivery.ts';
import {
	type CallEvent,
	type EventMember,
	type EventSources,
	emptyEvent,
	type Party,
	type Phase,
} from './event.ts';
import {type FindingCode, type FindingDetails, finding} from './findings.ts';
import {asObject, type Json, type JsonObject} from './json.ts';
import {lookup} from './lookup.ts';
import {type Home, party, type Writing, writingOf} from './party.ts';
import {isPlaceholder} from './placeholder.ts';
import {excerpt, firstFew, listed} from './text.ts';
import {isLocalTime, isoFromMs, isoFromZoned, isTwelveHour, localMs, secondsOf} from './time.ts';
import {instantsOf} from './zone.ts';

/** A value and where it stood. */
export interface Sourced<T> {
	value: T;
	from: string;
}

/** What a decoder makes of a request. */
export interface Decoded {
	event: CallEvent;
	sources: EventSources;
	scope: 'call' | 'leg';
	findings: Finding[];
	/** Places that were looked at and say nothing the event does not say. */
	skipped: readonly string[];
	/** Places of lengths of time that were sent as text; in JSON they could be numbers. */
	secondsAsText: readonly string[];
}

/** A zone the provider's documents give for times that do not say theirs, and why we think so. */
export interface DocumentedZone {
	zone: string;
	because: string;
}

/** Members beyond this many are counted, not shown one by one: no provider sends a tenth of it. */
const maxFields = 500;
/** Entries of a list beyond this many are not read one by one; the list is shown as it is then. */
const maxListed = 100;
/** More is not said about one payload: no real one gives reason for half of it. */
const maxFindings = 25;
/** The members the documents list for an object, all of them. */
export interface DocumentedMembers {
	/** Those that stand in every table and every sample. */
	always: readonly string[];
	has(name: string): boolean;
}

/** A list of members; made once for each kind of object. */
export function documentedMembers(
	always: readonly string[],
	sometimes: readonly string[],
): DocumentedMembers {
	const names = new Set([...always, ...sometimes]);
	return {always, has: name => names.has(name)};
}

/** An event in the making. */
export class Decoding {
	readonly event: CallEvent;
	readonly sources: EventSources = {};
	readonly findings: Finding[] = [];
	readonly skipped: string[] = [];
	readonly secondsAsText: string[] = [];
	#noted = 0;
	// Of each of these one finding tells all. Most payloads have none.
	/** Phone numbers that are worth a word. */
	#numbers: NotedNumber[] | null = null;
	/** Times nothing says the zone of. */
	#zoneless: Sourced<string>[] | null = null;
	/** Lengths of time below zero. */
	#negative: Sourced<Json>[] | null = null;
	/** By place, values that could not be read as the time or length of time they should be. */
	#notRead: Map<string, Json> | null = null;
	/** `leg` when the event speaks of one leg only: its end is not the end of the call. */
	scope: 'call' | 'leg' = 'call';
	readonly context: DecodeContext;

	constructor(kind: string, phase: Phase, context: DecodeContext) {
		this.event = emptyEvent(kind, phase);
		this.context = context;
	}

	/** Fills a member from where it was read; null leaves it as it is. */
	set<M extends EventMember>(member: M, sourced: Sourced<NonNullable<CallEvent[M]>> | null): void {
		if (sourced === null) return;
		this.event[member] = sourced.value;
		this.sources[member] = sourced.from;
	}

	/** Fills a member with something worked out from what was read at `from`. */
	derive<M extends EventMember>(member: M, value: CallEvent[M], from: string): void {
		if (value === null) return;
		this.event[member] = value;
		this.sources[member] = from;
	}

	/** Adds a field, unless there is nothing to show. */
	note(label: string, sourced: Sourced<string> | null): void {
		if (sourced === null) return;
		if (this.hasRoom()) this.event.fields.push({label, value: sourced.value, from: sourced.from});
	}

	/** Counts a field; false when it is one too many, and not worth making. */
	hasRoom(): boolean {
		return ++this.#noted <= maxFields;
	}

	/** Counts a member that is not even looked at. */
	leaveOut(): void {
		this.#noted++;
	}

	/** Adds a finding; what is too much to be read is left out. */
	find(code: FindingCode, details: FindingDetails): void {
		if (this.findings.length < maxFindings) this.findings.push(finding(code, details));
	}

	/** Takes note of a phone number, for what `done` says of all of them. */
	noteNumber(noted: NotedNumber): void {
		this.#numbers ??= [];
		this.#numbers.push(noted);
	}

	/** Takes note of a time nothing says the zone of, for what `done` says of all of them. */
	noteZoneless(time: Sourced<string>): void {
		this.#zoneless ??= [];
		this.#zoneless.push(time);
	}

	/** Takes note of a length of time below zero, for what `done` says of all of them. */
	noteNegative(length: Sourced<Json>): void {
		this.#negative ??= [];
		this.#negative.push(length);
	}

	/** Takes note of a value that could not be read, for what `done` says of all of them. */
	noteNotRead(from: string, value: Json): void {
		this.#notRead ??= new Map();
		this.#notRead.set(from, value);
	}

	/** A value was read after all: some members are documented in two forms. */
	noteRead(from: string): void {
		this.#notRead?.delete(from);
	}

	/** A reader of a JSON object that stood at `path`. */
	read(object: JsonObject | null, path: string, options: ReaderOptions = {}): ObjectReader {
		return new ObjectReader(this, object ?? {}, path, options);
	}

	done(): Decoded {
		const more = this.#noted - maxFields;
		if (more > 0) this.event.fields.push({label: 'And more', value: `${more} members`, from: 'body'});
		const zoneless = this.#zoneless;
		if (zoneless?.[0] !== undefined) {
			this.findings.unshift(sentWithoutZone(zoneless, zoneless[0].from, this.context.provider));
		}
		if (this.#numbers !== null) this.#reportNumbers(this.#numbers);
		const negative = this.#negative;
		if (negative?.[0] !== undefined) this.findings.push(sentBelowZero(negative, negative[0]));
		if (this.#notRead !== null) {
			const [first] = this.#notRead;
			if (first !== undefined) this.findings.push(sentUnreadable(this.#notRead, ...first));
		}
		const {event, sources, scope, findings, skipped, secondsAsText} = this;
		return {event, sources, scope, findings, skipped, secondsAsText};
	}

	/** First of all: numbers are what a handler stumbles over. */
	#reportNumbers(numbers: readonly NotedNumber[]): void {
		// The last one told is the first.
		for (const sort of sortsOfNumbers) {
			const found = foundOf(sort, numbers, this.sources, this.context.provider);
			if (found !== null) this.findings.unshift(found);
		}
	}
}

/** A phone number that has no E.164 form, or was sent as a JSON number. */
interface NotedNumber {
	place: string;
	isJsonNumber: boolean;
	/** `plain` only where nothing says the country. */
	writing: Writing;
}

/** What one finding tells of phone numbers. */
interface SortOfNumbers {
	has(number: NotedNumber, sources: EventSources): boolean;
	tell(places: readonly string[], where: string, provider: string): Finding;
	/** What was told of places before: a provider sends the same ones with every delivery. */
	told: Map<string, Finding>;
}

/** In the reverse of the order in which they are told. */
const sortsOfNumbers: readonly SortOfNumbers[] = [
	{
		// Of a bridge or a line the country is of little use: the sides of the call are what one looks for.
		has: ({place, writing}, {from, to, counterparty}) =>
			writing === 'plain' && (place === from || place === to || place === counterparty),
		tell: sentWithoutCountry,
		told: new Map(),
	},
	{has: ({writing}) => writing === 'masked', tell: sentMasked, told: new Map()},
	{has: ({isJsonNumber}) => isJsonNumber, tell: sentAsJsonNumbers, told: new Map()},
];

/** Strangers choose places: what is remembered of them is limited. */
const maxTold = 500;
const longestTold = 500;

/** The finding about those numbers that are of a sort; null when none is. */
function foundOf(
	sort: SortOfNumbers,
	numbers: readonly NotedNumber[],
	sources: EventSources,
	provider: string,
): Finding | null {
	let key = '';
	for (const number of numbers) {
		// With its length, as a place may have any character in it.
		if (sort.has(number, sources)) key += `${number.place.length} ${number.place}`;
	}
	if (key === '') return null;
	key += provider;
	const known = sort.told.get(key);
	if (known !== undefined) return known;
	const places = numbers.filter(number => sort.has(number, sources)).map(({place}) => place);
	const found = sort.tell(places, places[0] ?? '', provider);
	if (key.length > longestTold) return found;
	if (sort.told.size >= maxTold) sort.told.clear();
	sort.told.set(key, found);
	return found;
}

function sentAsJsonNumbers(places: readonly string[], where: string): Finding {
	const what =
		places.length > 1 ? 'are phone numbers sent as JSON numbers' : 'is a phone number sent as a JSON number';
	return finding('number/json-number', {
		message: `${namesAt(places)} ${what}: a leading zero or + would be lost.`,
		...(places.length > 1 && {
			hint: 'Read them as text in your handler, and never do arithmetic with them.',
		}),
		where,
	});
}

function sentMasked(places: readonly string[], where: string): Finding {
	return finding('number/masked', {
		message: `Digits are masked in ${namesAt(places)}: such a number can neither be called nor compared.`,
		where,
	});
}

function sentWithoutCountry(places: readonly string[], where: string, provider: string): Finding {
	return finding('number/country-unknown', {
		message: `${namesAt(places)} ${places.length > 1 ? 'do' : 'does'} not begin with + and a country code, and nothing says the country.`,
		hint: `Set countries.${provider} in the configuration if you know it.`,
		where,
	});
}

function sentWithoutZone(times: readonly Sourced<string>[], where: string, provider: string): Finding {
	const which = firstFew(times.map(({from, value}) => `${nameAt(from)} "${value}"`));
	const what = times.length > 1 ? 'do not say their time zone' : 'does not say its time zone';
	return finding('time/no-zone', {
		message: `${which} ${what}, and the provider's documents name none.`,
		hint: `Set zones.${provider} in the configuration if you know it.`,
		where,
	});
}

function sentBelowZero(lengths: readonly Sourced<Json>[], first: Sourced<Json>): Finding {
	const message =
		lengths.length > 1
			? `${firstFew(lengths.map(({from}) => from))} are below zero: no length of time is, so they were not taken.`
			: `${nameAt(first.from)} is ${asText(first.value)}: no length of time is below zero, so it was not taken.`;
	return finding('duration/negative', {message, where: first.from});
}

function sentUnreadable(values: ReadonlyMap<string, Json>, where: string, value: Json): Finding {
	const which =
		values.size > 1
			? firstFew(Array.from(values.keys()))
			: `${nameAt(where)} is ${shown(asText(value))}, which`;
	return finding('field/not-read', {
		message: `${which} cannot be read as the time or the length of time the documents describe.`,
		where,
	});
}

export interface ReaderOptions {
	/** Another spelling the object may have for a name that is asked for (`hangup_cause` for `hangupCause`). */
	spell?: (name: string) => string;
	/** Where members stood that were gathered from several places, by name; the others stood below `path`. */
	places?: ReadonlyMap<string, string>;
}

/**
 * Reads an object's members by name and remembers which were read. Every method gives null for a member that is
 * missing, null, empty, or not of that kind: nothing here throws.
 */
export class ObjectReader {
	readonly #decoding: Decoding;
	readonly #object: JsonObject;
	readonly #path: string;
	readonly #options: ReaderOptions;
	readonly #read = new Set<string>();

	constructor(decoding: Decoding, object: JsonObject, path: string, options: ReaderOptions) {
		this.#decoding = decoding;
		this.#object = object;
		this.#path = path;
		this.#options = options;
	}

	/** The path of a member: `body.cdr.callid`. */
	at(name: string): string {
		return this.#placeOf(this.#spelled(name));
	}

	has(name: string): boolean {
		return Object.hasOwn(this.#object, this.#spelled(name));
	}

	/** The value as it is, null when there is none; it stays unread. */
	peek(name: string): Json {
		const key = this.#spelled(name);
		return Object.hasOwn(this.#object, key) ? (this.#object[key] ?? null) : null;
	}

	/** Counts a member as read that says nothing new. */
	skip(name: string): void {
		this.#read.add(this.#spelled(name));
		this.#decoding.skipped.push(this.at(name));
	}

	/** A text, number or boolean, as text. A variable that was not replaced is none: it says nothing of this call. */
	text(key: string): Sourced<string> | null {
		const value = this.peek(key);
		if (value === null || value === '' || typeof value === 'object') return null;
		if (typeof value === 'string' && isPlaceholder(value)) return null;
		this.#read.add(this.#spelled(key));
		return {value: String(value), from: this.at(key)};
	}

	/** What a table says of a member; one that is not in it stays unread, so that it is shown as it is. */
	known<T>(key: string, table: Readonly<Record<string, T>>): Sourced<T> | null {
		const value = this.peek(key);
		const meaning = value === null || typeof value === 'object' ? undefined : lookup(table, String(value));
		if (meaning === undefined) return null;
		this.#read.add(this.#spelled(key));
		return {value: meaning, from: this.at(key)};
	}

	/** Reports a value that is not in a list the documents give completely; `values` has it as names. */
	checkListed(key: string, values: Readonly<Record<string, unknown>>): void {
		const value = this.peek(key);
		if (value === null || value === '' || typeof value === 'object') return;
		const text = String(value);
		if (Object.hasOwn(values, text) || isPlaceholder(text)) return;
		this.#decoding.find('field/unlisted-value', {
			message: `${key} is ${shown(text)}; the documents list ${listed(Object.keys(values))}.`,
			where: this.at(key),
		});
	}

	/** Reports members the documents do not list, and those missing that they list for every object of its kind. */
	checkMembers(members: DocumentedMembers): void {
		const unlisted = this.#unlisted(members);
		if (unlisted[0] !== undefined) {
			this.#decoding.find('field/undocumented', {
				message: `The documents of ${this.#decoding.event.kind} do not list ${firstFew(unlisted)}.`,
				where: this.at(unlisted[0]),
			});
		}
		if (this.#hasAll(members.always)) return;
		const missing = members.always.filter(name => !Object.hasOwn(this.#object, name));
		this.#decoding.find('field/missing', {
			message: `The documents of ${this.#decoding.event.kind} list ${firstFew(missing)} for each; not sent here.`,
			where: this.#path,
		});
	}

	#hasAll(names: readonly string[]): boolean {
		for (const name of names) if (!Object.hasOwn(this.#object, name)) return false;
		return true;
	}

	/** Members that are not listed. */
	#unlisted(members: DocumentedMembers): readonly string[] {
		let unlisted: string[] | null = null;
		for (const name in this.#object) {
			if (members.has(name)) continue;
			unlisted ??= [];
			unlisted.push(name);
		}
		return unlisted ?? none;
	}

	/** The first of several members that is there, as text. */
	firstText(...keys: string[]): Sourced<string> | null {
		let found: Sourced<string> | null = null;
		// All are read: they say the same thing, so none of them is left over.
		for (const key of keys) found ??= this.text(key);
		return found;
	}

	/** A length of time in seconds: a number, a numeric text, or `HH:MM:SS`. */
	seconds(key: string): Sourced<number> | null {
		const sent = this.peek(key);
		const value = secondsOf(sent);
		if (value === null) {
			if (isNegative(sent)) this.#decoding.noteNegative({value: sent, from: this.at(key)});
			else this.#noteNotRead(key, sent);
			return null;
		}
		const from = this.#took(key);
		if (typeof sent === 'string' && !sent.includes(':')) this.#decoding.secondsAsText.push(from);
		return {value, from};
	}

	/** Counts a time or a length of time as read; gives its place. */
	#took(key: string): string {
		this.#read.add(this.#spelled(key));
		const from = this.at(key);
		this.#decoding.noteRead(from);
		return from;
	}

	/** A value that is no time or length of time; unread, it is shown as a field. */
	#noteNotRead(key: string, sent: Json): void {
		if (!saysNothing(sent)) this.#decoding.noteNotRead(this.at(key), sent);
	}

	/**
	 * A phone number or address. One sent as a JSON number is read, and reported. `home` is where the payload itself
	 * says that it belongs; else the configured country holds.
	 */
	party(key: string, home: Home | null = null): Sourced<Party> | null {
		const sourced = this.text(key);
		if (sourced === null) return null;
		const {country} = this.#decoding.context;
		const known = home ?? (country === null ? null : {country});
		const value = party(sourced.value, known);
		const isJsonNumber = typeof this.peek(key) === 'number';
		const writing = value.e164 === null ? writingOf(value.raw, known) : 'other';
		if (isJsonNumber || writing !== 'other') {
			this.#decoding.noteNumber({place: sourced.from, isJsonNumber, writing});
		}
		return {value, from: sourced.from};
	}

	/** A time as a number (or numeric text) of milliseconds since the epoch. */
	epochMs(key: string): Sourced<string> | null {
		return this.#epoch(key, 1);
	}

	/** A time as a number (or numeric text) of seconds since the epoch. */
	epochSeconds(key: string): Sourced<string> | null {
		return this.#epoch(key, 1000);
	}

	/** A date and time that says its zone. */
	zonedTime(key: string): Sourced<string> | null {
		const value = this.peek(key);
		const iso = typeof value === 'string' ? isoFromZoned(value) : null;
		if (typeof value !== 'string' || iso === null) {
			this.#noteNotRead(key, value);
			return null;
		}
		const from = this.#took(key);
		this.#reportTwelveHour(value, from);
		return {value: iso, from};
	}

	/**
	 * A date and time without a zone. It is converted only by a zone that the configuration or the provider's
	 * documents give, with a finding that says which; else it becomes a field, with a finding, and the event's member
	 * stays null.
	 */
	localTime(key: string, label: string, documented: DocumentedZone | null): Sourced<string> | null {
		const value = this.peek(key);
		if (typeof value !== 'string' || !isLocalTime(value)) return this.zonedTime(key);
		const from = this.#took(key);
		this.#reportTwelveHour(value, from);
		const {zone, provider} = this.#decoding.context;
		const [name, because] =
			zone === null
				? [documented?.zone ?? null, documented?.because ?? '']
				: [zone, `as zones.${provider} of the configuration says`];
		const instants = name === null ? [] : instantsOf(localMs(value), name);
		const [instant] = instants;
		const iso = instant === undefined ? null : isoFromMs(instant);
		if (name === null || iso === null || instants.length > 1) {
			this.#decoding.note(label, {value, from});
			if (name === null) this.#decoding.noteZoneless({value, from});
			else {
				this.#decoding.find('time/no-zone', {
					message: `${nameAt(from)} "${value}" ${instants.length > 1 ? 'comes twice' : 'does not come'} on the clocks of ${name}.`,
					hint: 'Ask the provider for times that say their zone.',
					where: from,
				});
			}
			return null;
		}
		this.#decoding.find('time/zone-assumed', {
			message: `${nameAt(from)} "${value}" has no zone; read as ${name}, ${because}.`,
			where: from,
		});
		return {value: iso, from};
	}

	/** A reader of an object inside; an empty one when there is none. `spell` is for it and all below. */
	object(key: string, spell = this.#options.spell): ObjectReader {
		const value = asObject(this.peek(key));
		if (value !== null) this.#read.add(this.#spelled(key));
		return this.#decoding.read(value, this.at(key), spell === undefined ? {} : {spell});
	}

	/** Readers of the first objects in a list; other members of the list are passed over. */
	list(key: string): ObjectReader[] {
		const value = this.peek(key);
		if (!Array.isArray(value)) return [];
		const readers = value.slice(0, maxListed).flatMap((entry, index) => {
			const object = asObject(entry);
			return object === null ? [] : [this.#decoding.read(object, `${this.at(key)}[${index}]`)];
		});
		// With anything else in it the list stays unread, so that `rest` shows it.
		if (readers.length === value.length) this.#read.add(this.#spelled(key));
		return readers;
	}

	/** A member as a field under a label of ours. */
	note(label: string, key: string): void {
		const value = this.peek(key);
		if (value === null || value === '') return;
		this.#read.add(this.#spelled(key));
		this.#decoding.note(label, {value: asText(value), from: this.at(key)});
	}

	/** What a code of the provider's means, as a field; one its documents do not list is shown as it is. */
	noteMeaning(label: string, key: string, words: Readonly<Record<string, string>>): void {
		this.#decoding.note(label, this.known(key, words));
	}

	/**
	 * Every member that was not read becomes a field, so that nothing sent is hidden: under a label of ours where
	 * there is one for its name, else under its own name.
	 */
	rest(labels: Readonly<Record<string, string>> = {}): void {
		const {spell} = this.#options;
		const spelled =
			spell && Object.fromEntries(Object.entries(labels).map(([name, label]) => [spell(name), label]));
		let isFull = false;
		for (const key in this.#object) {
			if (isFull) {
				this.#decoding.leaveOut();
				continue;
			}
			const value = this.#object[key] ?? null;
			if (this.#read.has(key) || value === null || value === '') continue;
			if (!this.#decoding.hasRoom()) {
				isFull = true;
				continue;
			}
			const label = lookup(labels, key) ?? (spelled && lookup(spelled, key));
			this.#decoding.event.fields.push({label: label ?? key, value: asText(value), from: this.#placeOf(key)});
		}
	}

	#spelled(name: string): string {
		const {spell} = this.#options;
		return spell === undefined || Object.hasOwn(this.#object, name) ? name : spell(name);
	}

	#placeOf(key: string): string {
		return this.#options.places?.get(key) ?? `${this.#path}.${key}`;
	}

	#epoch(key: string, factor: 1 | 1000): Sourced<string> | null {
		const value = this.peek(key);
		const number = typeof value === 'string' && /^\d{9,16}(\.\d+)?$/.test(value) ? Number(value) : value;
		const iso =
			typeof number === 'number'
				? (isoFromMs(number * factor) ?? this.#otherUnit(key, number, factor))
				: null;
		if (iso === null) {
			this.#noteNotRead(key, value);
			return null;
		}
		return {value: iso, from: this.#took(key)};
	}

	/** A number that can only be of the other unit is read as that. */
	#otherUnit(key: string, number: number, factor: 1 | 1000): string | null {
		const iso = isoFromMs(factor === 1 ? number * 1000 : number);
		if (iso === null) return null;
		const [meant, sent] = factor === 1 ? ['milliseconds', 'seconds'] : ['seconds', 'milliseconds'];
		this.#decoding.find('time/unit', {
			message: `${key} is ${number}: ${meant} are documented, but these are ${sent}; read as ${iso}.`,
			where: this.at(key),
		});
		return iso;
	}

	#reportTwelveHour(value: string, from: string): void {
		if (!isTwelveHour(value)) return;
		this.#decoding.find('time/twelve-hour', {
			message: `${nameAt(from)} "${value}" is on a 12-hour clock; AM and PM were minded.`,
			where: from,
		});
	}
}

const none: readonly string[] = [];

function isNegative(length: Json): boolean {
	return typeof length === 'number'
		? length < 0
		: typeof length === 'string' && /^-\d[\d:.]{0,20}$/.test(length);
}

/** Whether a value where a time should be is none; 0 is one no clock of a call has shown. */
function saysNothing(value: Json): boolean {
	if (typeof value === 'string') return value === '0' || value.trim() === '' || isPlaceholder(value);
	return value === null || value === 0;
}

/** `from and to` */
function namesAt(places: readonly string[]): string {
	return firstFew(places.map(nameAt));
}

/** A value a sender chose, for a sentence. */
function shown(text: string): string {
	return JSON.stringify(excerpt(text));
}

/** The sender's own name of what stood at a place: `start_at` of `body.start_at`. */
function nameAt(place: string): string {
	return place.slice(place.lastIndexOf('.') + 1);
}

/** A JSON value as the text of a field. */
export function asText(value: Json): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The finding that a stated duration does not fit between the start and the end that were stated with it, or null
 * when it does. One second is allowed for rounding.
 */
export function longerThanCall(
	statedSeconds: number,
	spanSeconds: number,
	where: string,
	hint?: string,
): Finding | null {
	if (!(statedSeconds > spanSeconds + 1)) return null;
	const span = spanSeconds < 0 ? 'the end is before the start' : `from start to end it is ${spanSeconds} s`;
	return finding('duration/longer-than-call', {
		message: `The stated duration is ${statedSeconds} s, but ${span}.`,
		where,
		...(hint !== undefined && {hint}),
	});
}
