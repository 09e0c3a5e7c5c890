/** What of a filter an index of texts can be asked for. */

import type {Filter, Term} from './filter.ts';

/** All of these must hold; of each, one of the alternatives; of an alternative, all texts occur. Never empty. */
export type Literals = readonly (readonly (readonly string[])[])[];

/** Shorter texts are in no index, in characters. */
export const shortestIndexed = 3;

/**
 * Texts that every delivery a filter takes has, in lower case; null where it asks for none that are long enough. Other
 * deliveries may have them as well: the filter itself is the judge.
 */
export function literalsOf({terms}: Filter): Literals | null {
	const found = terms.map(ofTerm).filter(alternatives => alternatives !== null);
	return found.length === 0 ? null : found;
}

function ofTerm({field, negated, values}: Term): string[][] | null {
	if (field !== null || negated) return null;
	const alternatives = values.map(value => (value.kind === 'pattern' ? value.parts.filter(isIndexed) : []));
	return alternatives.every(texts => texts.length > 0) ? alternatives : null;
}

/** Half a character is in no index as it is. */
function isIndexed(text: string): boolean {
	return [...text].length >= shortestIndexed && !/\p{Surrogate}/u.test(text);
}
