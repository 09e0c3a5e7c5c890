/** Whether a call is what a filter asks for. */

import {type Call, isLive} from '../core/call.ts';
import type {FieldName} from './fields.ts';
import type {Filter, Term, Value} from './filter.ts';
import {anyMatches, asWritten, type Found, numbersOf} from './match.ts';

/**
 * Whether every term holds. One that asks for what the call itself has is answered by the call; `ofDelivery` says of any
 * other whether it holds of one of the call's deliveries, a `-` in front left aside: that negates the whole. Of
 * alternatives that a comma parts some may be the call's, and others its deliveries'.
 */
export function callMatches({terms}: Filter, call: Call, ofDelivery: (term: Term) => boolean): boolean {
	// What the call has is known at once; its deliveries may have to be read.
	return [...terms]
		.sort((a, b) => Number(needsDelivery(a)) - Number(needsDelivery(b)))
		.every(term => holds(term, call, ofDelivery) !== term.negated);
}

function holds(term: Term, call: Call, ofDelivery: (term: Term) => boolean): boolean {
	const {field} = term;
	if (field === null) return ofDelivery(term);
	const own = term.values.filter(value => isOwn(field, value));
	if (anyMatches(own, asWritten(field, readers[field]?.(call) ?? []))) return true;
	const others = term.values.filter(value => !isOwn(field, value));
	return others.length > 0 && ofDelivery({...term, values: others});
}

function needsDelivery({field, values}: Term): boolean {
	return field === null || !values.every(value => isOwn(field, value));
}

/** Whether a call has the field itself, not by its deliveries; of `is:` and `has:` it has some words. */
export function isOfCall(field: FieldName): boolean {
	return Object.hasOwn(readers, field) && !Object.hasOwn(ownWords, field);
}

function isOwn(field: FieldName, value: Value): boolean {
	const words = ownWords[field];
	return words === undefined ? isOfCall(field) : value.kind === 'word' && words.includes(value.word);
}

const ownWords: Partial<Record<FieldName, readonly string[]>> = {
	is: ['live', 'retry', 'duplicate'],
	has: ['error', 'warning', 'info', 'agent'],
};

const readers: Partial<Record<FieldName, (call: Call) => readonly Found[]>> = {
	provider: ({provider}) => [provider],
	phase: ({phase}) => [phase],
	outcome: ({outcome}) => [outcome],
	direction: ({direction}) => [direction],
	from: ({from}) => numbersOf(from),
	to: ({to}) => numbersOf(to),
	number: ({from, to, counterparty}) => [from, to, counterparty].flatMap(numbersOf),
	call: ({callId, key}) => [callId, key],
	key: ({key}) => [key],
	duration: ({durationSeconds, talkSeconds}) => [durationSeconds ?? talkSeconds],
	talk: ({talkSeconds}) => [talkSeconds],
	verdict: ({verdict}) => [verdict],
	is: call => [
		isLive(call) ? 'live' : null,
		call.retries > 0 ? 'retry' : null,
		call.duplicates > 0 ? 'duplicate' : null,
	],
	has: ({findings: {error, warning, info}, agent}) => [
		error > 0 ? 'error' : null,
		warning > 0 ? 'warning' : null,
		info > 0 ? 'info' : null,
		agent === null ? null : 'agent',
	],
};
