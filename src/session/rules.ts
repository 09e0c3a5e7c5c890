/** The answers a user has written down, made ready to be given. What is wrong with them is told at start. */

import type {AnswerSettings} from '../core/answer-settings.ts';
import type {AnswerContent} from '../core/delivery.ts';
import type {Provider} from '../core/provider.ts';
import type {Vocabulary} from '../filter/fields.ts';
import type {Filter} from '../filter/filter.ts';
import {lateTerms} from '../filter/known.ts';
import {matches} from '../filter/match.ts';
import {neverMatches} from '../filter/never.ts';
import {parseFilter} from '../filter/parse.ts';
import {takesAllOf} from '../filter/print.ts';
import {vocabularyOf} from '../filter/vocabulary.ts';
import {type AnswerProblem, answerBody} from './answer-body.ts';
import {answerHeaders} from './answer-headers.ts';
import type {AnswerRule, Question} from './answers.ts';

export interface RuleOptions {
	/** Paths of files are relative to it. */
	folder: string;
	/** Those filters may name, `generic` among them. */
	providers: readonly Provider[];
}

/** An answer and where it is written. */
export interface WrittenAnswer {
	/** `answers[2]`, `--status 500` */
	name: string;
	settings: AnswerSettings;
	/** How a problem with one of its members is introduced; `answers[2].when` unless this says otherwise. */
	placeOf?(member: string | null): string;
}

/** The settings of a configuration's `answers` with their places. */
export function writtenIn(settings: readonly AnswerSettings[]): WrittenAnswer[] {
	return settings.map((each, index) => ({name: `answers[${index}]`, settings: each}));
}

export interface CompiledRules {
	/** Those without a problem, in their order. */
	rules: AnswerRule[];
	/** One line each: the place, what is wrong, and the next step. */
	problems: string[];
}

/** Reads files; throws nothing. */
export function compileRules(
	written: readonly WrittenAnswer[],
	{folder, providers}: RuleOptions,
): CompiledRules {
	const vocabulary = vocabularyOf(providers);
	const rules: AnswerRule[] = [];
	const problems: string[] = [];
	const before: {name: string; filter: Filter}[] = [];
	for (const answer of written) {
		const found: AnswerProblem[] = [];
		const filter = filterOf(answer.settings, vocabulary, found);
		if (filter !== null) {
			const taker = before.find(earlier => takesAllOf(earlier.filter, filter));
			if (taker !== undefined) found.push(neverReached(answer.settings, taker.name));
			before.push({name: answer.name, filter});
		}
		const rule = ruleOf(answer, filter, folder, found);
		problems.push(...found.map(each => problemLine(answer, each)));
		if (rule !== null && found.length === 0) rules.push(rule);
	}
	return {rules, problems};
}

/** The filter of an answer or a target, made for requests that are not answered yet. */
export type RequestFilter =
	| {filter: Filter; problem?: never}
	| {filter?: never; problem: Omit<AnswerProblem, 'member'>};

/** Reads a filter that is asked before the answer: what is known only later is a mistake in it. */
export function requestFilter(text: string, vocabulary: Vocabulary): RequestFilter {
	const {filter, problem} = parseFilter(text, vocabulary);
	if (filter === undefined) {
		const {message, hint, column} = problem;
		return {problem: {where: columnText(column), message, hint}};
	}
	const [late] = lateTerms(filter);
	if (late !== undefined) {
		const {term, because} = late;
		const message = `${term.text} can never match here: ${because}.`;
		return {problem: {where: columnText(term.column), message, hint: 'Leave this term out.'}};
	}
	const contradiction = neverMatches(filter);
	if (contradiction === null) return {filter};
	const {term, message} = contradiction;
	const hint = 'Leave one of them out; a comma means or, like provider:telecmi,callr.';
	return {problem: {where: columnText(term.column), message, hint}};
}

/** Whether a request that is not answered yet is what a filter asks for. */
export function isFor(filter: Filter, {request, message, inspection}: Question): boolean {
	return (
		filter.terms.length === 0 ||
		matches(filter, {request, message, inspection, refusal: null, answer: null, verdict: null})
	);
}

function columnText(column: number): string {
	return `column ${column}`;
}

function filterOf(
	{when = ''}: AnswerSettings,
	vocabulary: Vocabulary,
	problems: AnswerProblem[],
): Filter | null {
	const {filter, problem} = requestFilter(when, vocabulary);
	if (filter === undefined) problems.push({member: 'when', ...problem});
	return filter ?? null;
}

function neverReached({when}: AnswerSettings, taker: string): AnswerProblem {
	return {
		member: when === undefined ? null : 'when',
		where: null,
		message: `This answer is never given: ${taker} stands before it and takes everything it would.`,
		hint: `Put it before ${taker}, or leave one of them out.`,
	};
}

/** Statuses whose answers end with the headers. */
const withoutBody: readonly number[] = [204, 205, 304];

function ruleOf(
	{name, settings}: WrittenAnswer,
	filter: Filter | null,
	folder: string,
	problems: AnswerProblem[],
): AnswerRule | null {
	const {status = 200, delay, headers: written = {}} = settings;
	if (!Number.isInteger(status) || status < 200 || status > 599) {
		const hint = 'It is a whole number from 200 to 599.';
		problems.push({member: 'status', where: null, message: `${status} is no status of an answer.`, hint});
	}
	const headers = answerHeaders(written, problems);
	const {contentType} = headers;
	const mayHaveBody = !withoutBody.includes(status);
	const body = answerBody(settings, {folder, mayHaveBody, contentType}, problems);
	if (filter === null || body === null) return null;
	const ownType = contentType === null && body.contentType !== null ? [contentTypeOf(body.contentType)] : [];
	return {
		name,
		delayMs: delay ?? null,
		matches: question => isFor(filter, question),
		answer(question) {
			try {
				const sent = [...ownType, ...headers.render(question)];
				return {status, headers: sent, body: body.render(question)};
			} catch {
				// Texts have a greatest length, and a stranger may send what comes to more.
				return notMade;
			}
		},
	};
}

function contentTypeOf(type: string): readonly [string, string] {
	return ['Content-Type', type];
}

const notMade: AnswerContent = {
	status: 500,
	headers: [contentTypeOf('application/json')],
	body: Buffer.from('{"error":"call-hook could not make the answer: it would be too long"}'),
};

function problemLine({name, placeOf}: WrittenAnswer, {member, where, message, hint}: AnswerProblem): string {
	const place = placeOf?.(member) ?? (member === null ? name : `${name}.${member}`);
	return `${place}${where === null ? '' : `, ${where}`}: ${message} ${hint}`;
}
