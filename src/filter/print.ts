/** Filters as text. Two that say the same of a term print it alike, whatever was typed. */

import type {Filter, Term, Value} from './filter.ts';

/** Several of them, with blanks between, read back as the same filter. */
export function printTerm({negated, field, values}: Omit<Term, 'text' | 'column'>): string {
	const isFree = field === null;
	return `${negated ? '-' : ''}${isFree ? '' : `${field}:`}${values.map(value => printValue(value, isFree)).join(',')}`;
}

function printValue(value: Value, isFree: boolean): string {
	switch (value.kind) {
		case 'word':
			return value.word;
		case 'class':
			return `${value.hundred}xx`;
		case 'amount':
			return `${value.sign === '=' ? '' : value.sign}${value.amount}`;
		case 'pattern': {
			const text = value.parts.map(part => part.replace(/[\\*]/g, '\\$&')).join('*');
			// A free text must not be taken for a negation or a field.
			const mustQuote = /[\s,"]/.test(text) || (isFree && /^(?:-|[A-Za-z][\w-]*:)/.test(text));
			return mustQuote ? `"${text.replaceAll('"', '\\"')}"` : text;
		}
	}
}

/** Whether everything `narrow` takes is taken by `wide`, as far as their terms tell. */
export function takesAllOf(wide: Filter, narrow: Filter): boolean {
	const texts = new Set(narrow.terms.map(sortedText));
	return wide.terms.every(term => texts.has(sortedText(term)));
}

function sortedText(term: Term): string {
	const parts = term.values.map(value => printTerm({...term, values: [value]}));
	return JSON.stringify([...new Set(parts)].sort());
}
