/** Filters and what they are asked about, for tests. */

import fc from 'fast-check';
import type {Filter} from '../../src/filter/filter.ts';
import type {FilterSubject} from '../../src/filter/match.ts';
import {parseFilter} from '../../src/filter/parse.ts';
import {vocabularyOf} from '../../src/filter/vocabulary.ts';
import {type InspectOptions, inspect, noPins} from '../../src/inspect/inspect.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers} from '../../src/providers/registry.ts';
import {requestOf} from '../store/temporary.ts';

export const vocabulary = vocabularyOf([...providers, generic]);

/** The filter a text says; a failed test when it says none. */
export function filterOf(text: string): Filter {
	const {filter, problem} = parseFilter(text, vocabulary);
	if (filter === undefined) throw new Error(`${text}: ${problem.message} (column ${problem.column})`);
	return filter;
}

/** An outbound TeleCMI call of 13 seconds, and what `change` makes of it. */
export function subjectOf(
	change: Partial<FilterSubject> & {text?: string} & Partial<FilterSubject['request']> = {},
	options: Partial<InspectOptions> = {},
): FilterSubject {
	const {
		inspection,
		refusal = null,
		answer = null,
		verdict = null,
		replay = null,
		repeat = null,
		...request
	} = change;
	const text = JSON.stringify({
		type: 'cdr',
		cmiuuid: '760DF326-aa',
		direction: 'outbound',
		status: 'answered',
		to: '+12025550143',
		time: 1_571_122_020_000,
		answeredsec: 13,
		filename: 'Late Call.mp3',
	});
	const captured = requestOf({target: '/webhook/CDR?team=Blue%20Whales', text, ...request});
	const inspected = inspect(captured, {...noPins, ...options});
	return {
		request: captured,
		message: inspected.message,
		inspection: inspection ?? inspected.inspection,
		refusal,
		answer,
		verdict,
		replay,
		repeat,
	};
}

const letters = fc.string({unit: fc.constantFrom(...'aB1 ,"\\*:-+.é\u{1f4de}'), minLength: 1, maxLength: 8});
const amount = fc.tuple(
	fc.constantFrom('', '=', '>', '>=', '<', '<='),
	fc.integer({min: 0, max: 9999}),
	fc.constantFrom('', 's', 'm', 'h', '.5'),
);

/** Texts that are filters. */
export const filterText = fc
	.array(
		fc.tuple(
			fc.constantFrom('', '-'),
			fc.oneof(
				letters.map(text => JSON.stringify(text)),
				fc.constantFrom('free', 'a*b', 'Blue\\*', 'x,y', 'z"z'),
				fc
					.tuple(fc.constantFrom('from', 'to', 'number', 'call', 'key', 'path', 'method'), letters)
					.filter(([field, text]) => !/number|from|to/.test(field) || /[a1:+é\u{1f4de}*]/iu.test(text))
					.map(([field, text]) => `${field}:${JSON.stringify(text)},b*`),
				fc
					.tuple(fc.constantFrom('duration', 'talk'), amount)
					.map(([field, parts]) => `${field}:${parts.join('')}`),
				fc.constantFrom(
					'provider:telecmi,Callr',
					'outcome:no-answer',
					'is:live,marked',
					'has:Error',
					'status:5xx,>=200',
					'kind:cdr',
					'direction:in',
				),
			),
		),
		{maxLength: 6},
	)
	.map(terms => terms.map(([sign, term]) => sign + term).join('  '));
