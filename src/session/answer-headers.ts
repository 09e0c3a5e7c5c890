/** Headers of an answer the user has written down. */

import type {AnswerSettings} from '../core/answer-settings.ts';
import type {Pair} from '../core/capture.ts';
import {headerText} from '../core/encode.ts';
import {isToken} from '../core/http-token.ts';
import {parseTemplate, plainText, renderTemplate, type TemplateSubject} from '../core/template.ts';
import type {AnswerProblem} from './answer-body.ts';

export interface AnswerHeaders {
	/** As written, templates and all; null when it is not among them. */
	contentType: string | null;
	render(subject: TemplateSubject): readonly Pair[];
}

/** Say how the answer is sent, and only who sends it knows. */
const notTheUsers = [
	'connection',
	'content-length',
	'keep-alive',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
];

/** What is wrong is added to `problems`. */
export function answerHeaders(
	headers: NonNullable<AnswerSettings['headers']>,
	problems: AnswerProblem[],
): AnswerHeaders {
	let contentType: string | null = null;
	const all: ((subject: TemplateSubject) => Pair)[] = [];
	for (const [name, values] of Object.entries(headers)) {
		const member = /^[\w$]{1,40}$/.test(name)
			? `headers.${name}`
			: `headers[${JSON.stringify(name.slice(0, 40))}]`;
		const found = nameProblem(name);
		if (found !== null) {
			problems.push({member, where: null, ...found});
			continue;
		}
		for (const value of typeof values === 'string' ? [values] : values) {
			const header = headerOf(name, value, member, problems);
			if (header === null) continue;
			all.push(header);
			if (name.toLowerCase() === 'content-type') contentType ??= value;
		}
	}
	return {contentType, render: subject => all.map(header => header(subject))};
}

function nameProblem(name: string): Pick<AnswerProblem, 'message' | 'hint'> | null {
	if (!isToken(name)) {
		return {
			message: 'This is no name of a header.',
			hint: 'It has letters, digits and dashes, like Content-Type.',
		};
	}
	return notTheUsers.includes(name.toLowerCase())
		? {message: 'call-hook says by itself how the answer is sent.', hint: 'Leave this header out.'}
		: null;
}

function headerOf(
	name: string,
	value: string,
	member: string,
	problems: AnswerProblem[],
): ((subject: TemplateSubject) => Pair) | null {
	const {template, problem} = parseTemplate(value);
	if (template === undefined) {
		const {column, message, hint} = problem;
		problems.push({member, where: `column ${column}`, message, hint});
		return null;
	}
	if (headerText(value) !== value) {
		problems.push({
			member,
			where: null,
			message: 'Its value has a line break or a character that headers cannot hold.',
			hint: 'Write it with the characters of latin1, on one line.',
		});
		return null;
	}
	const plain = plainText(template);
	const fixed: Pair | null = plain === null ? null : [name, plain];
	return subject => fixed ?? [name, renderTemplate(template, subject, headerText)];
}
