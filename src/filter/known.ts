/** When a filter can be asked: some of it is known with the request, some only later. */

import {fields, type KnownFrom, type Listed, ruleOf} from './fields.ts';
import type {Filter, Term, Value} from './filter.ts';

/** A term that is of no use while answers are chosen. */
export interface LateTerm {
	term: Term;
	/** As the end of a sentence: `its verdict is known only after the answer`. */
	because: string;
}

/** The terms that cannot be asked before a request is answered, in their order. */
export function lateTerms({terms}: Filter): LateTerm[] {
	return terms.flatMap((term): LateTerm[] => {
		const late = term.values.find(value => knownFrom(term, value) !== 'request');
		return late === undefined ? [] : [{term, because: becauseOf(term, late)}];
	});
}

/** The terms that need more than one delivery (or call) by itself: marks, comments, of a delivery its call. */
export function listTerms({terms}: Filter, of: Listed = 'delivery'): Term[] {
	const beyond: readonly KnownFrom[] = of === 'call' ? ['lists'] : ['call', 'lists'];
	return terms.filter(term => term.values.some(value => beyond.includes(knownFrom(term, value))));
}

function knownFrom({field}: Term, value: Value): KnownFrom {
	// Free text is looked for in what was sent.
	if (field === null) return 'request';
	return fields[field].known ?? wordRule(field, value)?.known ?? 'request';
}

function becauseOf(term: Term, value: Value): string {
	const said = term.field === null ? undefined : wordRule(term.field, value)?.because;
	if (said !== undefined) return said;
	return knownFrom(term, value) === 'answer'
		? 'that is known only after the answer'
		: 'it takes more than the request to know that';
}

function wordRule(field: NonNullable<Term['field']>, value: Value) {
	return value.kind === 'word' ? ruleOf(field).words?.[value.word] : undefined;
}
