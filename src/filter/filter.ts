/** What a filter is once it has been read. Plain data: it can be compared, printed, and asked of a store. */

import type {FieldName} from './fields.ts';

export interface Filter {
	/** All of them must hold; none of them, and every delivery matches. */
	readonly terms: readonly Term[];
}

/** `-from:+91*,+44*` */
export interface Term {
	/** As written. */
	readonly text: string;
	/** Where it begins, counted from 1, in characters. */
	readonly column: number;
	readonly negated: boolean;
	/** null for free text, which is looked for everywhere. */
	readonly field: FieldName | null;
	/** One of them must hold; never empty. */
	readonly values: readonly Value[];
}

export type Value =
	/** Of a closed set. */
	| {readonly kind: 'word'; readonly word: string}
	/** The pieces between the `*`; one piece is a text without any. In lower case, unless case counts. */
	| {readonly kind: 'pattern'; readonly parts: readonly string[]}
	| {readonly kind: 'amount'; readonly sign: Sign; readonly amount: number}
	/** `5xx` */
	| {readonly kind: 'class'; readonly hundred: number};

export type Sign = '=' | '>' | '>=' | '<' | '<=';

/** What is wrong with a filter, for a person. */
export interface FilterProblem {
	/** What is wrong, in a sentence. */
	readonly message: string;
	/** The next step, in a sentence. */
	readonly hint: string;
	/** Where, counted from 1, in characters. */
	readonly column: number;
}
