import {CallHookError, exitCode} from '../core/errors.ts';
import type {Listed, Vocabulary} from '../filter/fields.ts';
import type {Filter, FilterProblem} from '../filter/filter.ts';
import {listTerms} from '../filter/known.ts';
import {neverMatches} from '../filter/never.ts';
import {parseFilter} from '../filter/parse.ts';
import {usage} from './usage.ts';

/**
 * The filter of a list of deliveries, or of calls, from the words of a command line.
 * @throws {CallHookError} saying what is wrong with it, in which column, and the next step
 */
export function listFilter(
	words: readonly string[],
	vocabulary: Vocabulary,
	of: Listed = 'delivery',
): Filter {
	refuseBlank(words);
	const {filter, problem} = parseFilter(words.join(' '), {...vocabulary, listed: of});
	if (filter === undefined) throw wrong(problem);
	const [unknown] = listTerms(filter, of);
	if (unknown !== undefined) {
		const {text, column} = unknown;
		throw wrong({
			column,
			message: `${text} cannot be asked of one ${of}.`,
			hint: 'Leave this term out.',
		});
	}
	const contradiction = neverMatches(filter, of);
	if (contradiction !== null) {
		const {term, message} = contradiction;
		const hint = 'Leave one of them out; a comma means or, like provider:telecmi,callr.';
		throw wrong({column: term.column, message, hint});
	}
	return filter;
}

/**
 * A word that is empty, as one of a script is whose variable is not set, asks for nothing: it must not mean all there
 * is.
 * @throws {CallHookError} when one is
 */
export function refuseBlank(words: readonly string[]): void {
	const blank = words.find(word => word.trim() === '');
	if (blank === undefined) return;
	throw usage(
		`A word is ${blank === '' ? 'empty' : 'blank'}: it names nothing.`,
		'Name a delivery, a call or a filter, or leave the word out.',
	);
}

function wrong({message, hint, column}: FilterProblem): CallHookError {
	return new CallHookError(`The filter, column ${column}: ${message}`, {hint, exitCode: exitCode.usage});
}
