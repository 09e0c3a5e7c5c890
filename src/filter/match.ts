/** Whether a delivery is what a filter asks for. */

import {type CapturedRequest, splitTarget, targetOf} from '../core/capture.ts';
import type {Answer, Delivery, Inspection, Refusal, Repeat, Verdict} from '../core/delivery.ts';
import type {CallEvent, Party} from '../core/event.ts';
import type {Message} from '../core/message.ts';
import {type FieldName, fields} from './fields.ts';
import type {Filter, Sign, Term, Value} from './filter.ts';
import {bareNumber, patternIsIn, patternMatches} from './pattern.ts';

/** What a filter looks at; every `Delivery` is one. */
export interface FilterSubject {
	readonly request: CapturedRequest;
	/** The request taken apart; without it, free text is looked for in the body's bytes as they are. */
	readonly message?: Message;
	readonly inspection: Inspection;
	readonly refusal: Refusal | null;
	/** null while there is none. */
	readonly answer: Pick<Answer, 'status'> | null;
	readonly verdict: Pick<Verdict, 'state'> | null;
	readonly replay?: Delivery['replay'];
	/** null for one that repeats nothing, and while that is not known. */
	readonly repeat?: Pick<Repeat, 'kind'> | null;
}

/**
 * Whether every term holds. A term that needs more than the delivery itself (`listTerms`) is taken not to hold; with a
 * `-` in front it holds. Never throws.
 */
export function matches({terms}: Filter, subject: FilterSubject): boolean {
	const texts = once(() => textsOf(subject));
	return terms.every(term => holds(term, subject, texts) !== term.negated);
}

function holds({field, values}: Term, subject: FilterSubject, texts: () => readonly string[]): boolean {
	if (field === null) {
		return values.some(
			value => value.kind === 'pattern' && texts().some(text => patternIsIn(value.parts, text)),
		);
	}
	const found = valuesOf(field, subject);
	return found.length > 0 && values.some(value => found.some(each => valueMatches(value, each)));
}

/** Whether a value of a filter stands for what a delivery has. */
export function valueMatches(value: Value, found: string | number): boolean {
	switch (value.kind) {
		case 'word':
			return found === value.word;
		case 'pattern':
			return patternMatches(value.parts, String(found));
		case 'class':
			return Math.floor(Number(found) / 100) === value.hundred;
		case 'amount':
			return compares(Number(found), value.sign, value.amount);
	}
}

function compares(found: number, sign: Sign, amount: number): boolean {
	switch (sign) {
		case '=':
			return found === amount;
		case '>':
			return found > amount;
		case '>=':
			return found >= amount;
		case '<':
			return found < amount;
		case '<=':
			return found <= amount;
	}
}

/** What a delivery has of a field, written as the filter's values are; nothing of what is not known. */
function valuesOf(field: FieldName, subject: FilterSubject): readonly (string | number)[] {
	const {takes} = fields[field];
	return known(readers[field](subject)).map(value =>
		takes === 'text' && typeof value === 'string' ? value.toLowerCase() : value,
	);
}

type Found = string | number | null | undefined;

const readers: Readonly<Record<FieldName, (subject: FilterSubject) => readonly Found[]>> = {
	provider: ({inspection}) => [inspection.provider.id],
	kind: ({inspection}) => [inspection.event?.kind],
	phase: ({inspection}) => [inspection.event?.phase],
	outcome: ({inspection}) => [inspection.event?.outcome],
	direction: ({inspection}) => [inspection.event?.direction],
	from: ({inspection: {event}}) => numbersOf(event?.from),
	to: ({inspection: {event}}) => numbersOf(event?.to),
	number: ({inspection: {event}}) => [event?.from, event?.to, event?.counterparty].flatMap(numbersOf),
	method: ({request}) => [request.method],
	path: ({request, message}) => [
		request.target === null ? null : (message?.path ?? splitTarget(targetOf(request) ?? '').path),
	],
	call: ({inspection: {event, callKey}}) => [event?.callId, callKey],
	key: ({inspection}) => [inspection.callKey],
	duration: ({inspection: {event}}) => [event?.durationSeconds ?? event?.talkSeconds],
	talk: ({inspection}) => [inspection.event?.talkSeconds],
	status: ({answer}) => [answer?.status],
	verdict: ({verdict}) => [verdict?.state],
	is: ({inspection, refusal, replay, repeat}) => [
		inspection.provider.pinned ? 'pinned' : null,
		refusal === null ? null : 'refused',
		replay == null ? null : 'replay',
		repeat?.kind,
	],
	has: ({inspection: {event, findings}}) => [
		...findings.map(({severity}) => severity),
		...(event === null ? [] : parts.filter(part => event[part] !== null)),
	],
};

/** Of the event, what `has:` can ask for. */
const parts = [
	'recording',
	'transcript',
	'analysis',
	'digits',
	'agent',
] as const satisfies readonly (keyof CallEvent)[];

function numbersOf(party: Party | null | undefined): Found[] {
	if (party == null) return [];
	return [bareNumber(party.raw), party.e164];
}

function known(found: readonly Found[]): (string | number)[] {
	return found.filter(value => value !== null && value !== undefined);
}

/** Where free text is looked for, in lower case: the request, what was read from it, and what was found. */
function textsOf({request, message, inspection}: FilterSubject): string[] {
	const {provider, event, callKey, findings} = inspection;
	const target = request.target ?? '';
	const {path, query} = splitTarget(target);
	return [
		request.method ?? '',
		target,
		path,
		...query.flat(),
		...request.headers.map(pair => pair.join(': ')),
		...bodyTexts(request, message),
		provider.id,
		provider.name,
		callKey ?? '',
		...leavesOf(event),
		...findings.flatMap(({code, message: says}) => [code, says]),
	].map(text => text.toLowerCase());
}

function bodyTexts({body}: CapturedRequest, message: Message | undefined): string[] {
	const view = message?.body;
	switch (view?.kind) {
		case undefined:
			return [new TextDecoder().decode(body)];
		case 'json':
		case 'text':
			return [view.text];
		case 'form':
			return view.fields.flatMap(({name, value}) => [name, value ?? '']);
		case 'empty':
		case 'binary':
			return [];
	}
}

/** Texts and numbers of a value, however deep; JSON is read no deeper than this can follow. */
function leavesOf(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
	return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function once<T extends object>(make: () => T): () => T {
	let made: T | null = null;
	return () => {
		made ??= make();
		return made;
	};
}
