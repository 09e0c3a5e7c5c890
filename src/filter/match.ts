/** Whether a delivery is what a filter asks for. */

import {splitTarget, targetOf} from '../core/capture.ts';
import type {Answer, Delivery, Refusal, Repeat, Verdict} from '../core/delivery.ts';
import type {CallEvent, Party} from '../core/event.ts';
import {type FieldName, fields} from './fields.ts';
import type {Filter, Sign, Term, Value} from './filter.ts';
import {bareNumber, patternIsIn, patternMatches} from './pattern.ts';
import {type TextSubject, textsOf} from './texts.ts';

/** What a filter looks at; every `Delivery` is one. */
export interface FilterSubject extends TextSubject {
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
	return field === null ? isInTexts(values, texts()) : anyMatches(values, valuesOf(field, subject));
}

/** Whether one of the values stands for something that was found. */
export function anyMatches(values: Term['values'], found: readonly (string | number)[]): boolean {
	return values.some(value => found.some(each => valueMatches(value, each)));
}

/** Whether one of the texts, which are in lower case, has what a term of free text asks for. */
export function isInTexts(values: Term['values'], texts: readonly string[]): boolean {
	return values.some(value => value.kind === 'pattern' && texts.some(text => patternIsIn(value.parts, text)));
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

/** What a delivery has of a field. */
function valuesOf(field: FieldName, subject: FilterSubject): readonly (string | number)[] {
	return asWritten(field, readers[field](subject));
}

/** Something of a field; nothing when it is not known. */
export type Found = string | number | null | undefined;

/** What was found of a field, written as the filter's values are; nothing of what is not known. */
export function asWritten(field: FieldName, found: readonly Found[]): readonly (string | number)[] {
	const {takes} = fields[field];
	return known(found).map(value =>
		takes === 'text' && typeof value === 'string' ? value.toLowerCase() : value,
	);
}

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
	finding: ({inspection}) => inspection.findings.map(({code}) => code),
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

/** As they are written, and in international form. */
export function numbersOf(party: Party | null | undefined): Found[] {
	if (party == null) return [];
	return [bareNumber(party.raw), party.e164];
}

function known(found: readonly Found[]): (string | number)[] {
	return found.filter(value => value !== null && value !== undefined);
}

function once<T extends object>(make: () => T): () => T {
	let made: T | null = null;
	return () => {
		made ??= make();
		return made;
	};
}
