/** Which requests are for which target, from `[<filter>=]<address>`. What is wrong is told at start. */

import {parseForward} from '../core/forward-text.ts';
import type {Provider} from '../core/provider.ts';
import type {Filter} from '../filter/filter.ts';
import {takesAllOf} from '../filter/print.ts';
import {vocabularyOf} from '../filter/vocabulary.ts';
import type {Question} from './answers.ts';
import {isFor, requestFilter} from './rules.ts';

export interface TargetFilter {
	/** As written. */
	url: string;
	/** Whether a request is for this target, unless one before takes it. */
	matches(question: Question): boolean;
}

export interface CompiledTargets {
	/** Those without a problem, in their order. */
	targets: TargetFilter[];
	/** One line each: the place, what is wrong, and the next step. */
	problems: string[];
}

/**
 * @param placeOf how a problem with one is introduced, by its index: `forward[1]`
 * @param providers those filters may name, `generic` among them
 */
export function compileTargets(
	texts: readonly string[],
	placeOf: (index: number) => string,
	providers: readonly Provider[],
): CompiledTargets {
	const vocabulary = vocabularyOf(providers);
	const targets: TargetFilter[] = [];
	const problems: string[] = [];
	const before: {place: string; filter: Filter}[] = [];
	for (const [index, text] of texts.entries()) {
		const place = placeOf(index);
		const written = parseForward(text);
		if (written === null) {
			problems.push(
				`${place}: It names no http or https address. Write one like http://127.0.0.1:3000, or with a filter like provider:telecmi=http://127.0.0.1:3000.`,
			);
			continue;
		}
		const {filter, problem} = requestFilter(written.when, vocabulary);
		if (filter === undefined) {
			problems.push(`${place}, ${problem.where}: ${problem.message} ${problem.hint}`);
			continue;
		}
		const taker = before.find(earlier => takesAllOf(earlier.filter, filter));
		if (taker !== undefined) {
			problems.push(
				`${place}: This target is never asked: ${taker.place} stands before it and takes everything it would. Put it first, or leave one of them out.`,
			);
		}
		before.push({place, filter});
		targets.push({url: written.url, matches: question => isFor(filter, question)});
	}
	return {targets, problems};
}
