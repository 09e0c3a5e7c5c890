/** Filters that contradict themselves, as far as that is plain. */

import {type FieldName, fieldNames, type Listed, ruleOf} from './fields.ts';
import type {Filter, Term, Value} from './filter.ts';
import {valueMatches} from './match.ts';
import {isOfCall} from './match-call.ts';
import {printTerm} from './print.ts';

export interface Contradiction {
	/** The term after which nothing is left. */
	term: Term;
	/** As a sentence. */
	message: string;
}

/** Why no delivery (or call) can match; null when none of the plain reasons is there. */
export function neverMatches({terms}: Filter, of: Listed = 'delivery'): Contradiction | null {
	return takenBack(terms, of) ?? nothingLeft(terms, of);
}

/** `provider:telecmi -provider:telecmi`: a term of which every value is negated elsewhere. */
function takenBack(terms: readonly Term[], of: Listed): Contradiction | null {
	const negated = new Map(
		terms.filter(term => term.negated).flatMap(term => each(term).map(text => [text, term])),
	);
	for (const term of terms) {
		if (term.negated) continue;
		const others = each(term).map(text => negated.get(text));
		const [other] = others;
		if (other !== undefined && !others.includes(undefined)) return contradiction([term, other], of);
	}
	return null;
}

/** The values of a term, one by one, as text. */
function each(term: Term): string[] {
	return term.values.map(value => printTerm({...term, negated: false, values: [value]}));
}

/** `provider:telecmi provider:callr`: of what a delivery has once, no value is left. */
function nothingLeft(terms: readonly Term[], of: Listed): Contradiction | null {
	// Of what its deliveries have a call may have several.
	const isSingle = (name: FieldName) => ruleOf(name).single === true && (of === 'delivery' || isOfCall(name));
	for (const field of fieldNames.filter(isSingle)) {
		const own = terms.filter(term => term.field === field);
		const candidates = candidatesOf(field, own);
		const isLeft = candidates?.some(candidate => own.every(term => takes(term, candidate))) ?? true;
		if (!isLeft) return contradiction(own, of);
	}
	return null;
}

/** Values of which one passes if any at all does; null when there are too many, or when the value may be missing. */
function candidatesOf(field: FieldName, terms: readonly Term[]): readonly (string | number)[] | null {
	const asked = terms.filter(term => !term.negated);
	if (asked.length === 0) return null;
	if (ruleOf(field).takes === 'amount') return amountsBetween(terms, ruleOf(field).unit === 'status');
	for (const {values} of asked) {
		const texts = values.map(exactText);
		if (!texts.includes(null)) return texts.filter(text => text !== null);
	}
	return null;
}

/** Every number named, and one in each gap between them. */
function amountsBetween(terms: readonly Term[], isWhole: boolean): number[] {
	const named = terms.flatMap(({values}) => values.flatMap(edgesOf)).sort((a, b) => a - b);
	const edges = [0, ...named, (named.at(-1) ?? 0) + 1];
	const between = edges.slice(1).map((edge, index) => (edge + (edges[index] ?? 0)) / 2);
	return [...edges, ...(isWhole ? between.map(Math.floor) : between)];
}

function edgesOf(value: Value): number[] {
	if (value.kind === 'amount') return [value.amount];
	return value.kind === 'class' ? [value.hundred * 100, value.hundred * 100 + 99] : [];
}

function exactText(value: Value): string | null {
	if (value.kind === 'word') return value.word;
	return value.kind === 'pattern' && value.parts.length === 1 ? (value.parts[0] ?? null) : null;
}

function takes({values, negated}: Term, candidate: string | number): boolean {
	return values.some(value => valueMatches(value, candidate)) !== negated;
}

function contradiction(terms: readonly Term[], of: Listed): Contradiction | null {
	const inOrder = [...terms].sort((a, b) => a.column - b.column);
	const [first, second] = inOrder;
	const term = inOrder.at(-1);
	if (first === undefined || term === undefined) return null;
	if (second === undefined) return {term, message: `No ${of} can match ${first.text}.`};
	const named = inOrder.length === 2 ? `${first.text} and ${second.text}` : `the terms of ${term.field}`;
	return {term, message: `No ${of} can match: ${named} contradict each other.`};
}
