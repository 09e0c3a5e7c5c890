/** What is behind `body`, `json` and `file` of an answer: bytes for each request, and what they are. */

import {resolve} from 'node:path';
import type {AnswerSettings} from '../core/answer-settings.ts';
import {xmlText} from '../core/encode.ts';
import {looksLikeJson} from '../core/json.ts';
import {
	parseTemplate,
	plainText,
	renderTemplate,
	type Template,
	type TemplateProblem,
	type TemplateSubject,
} from '../core/template.ts';
import {type JsonTemplateProblem, jsonTemplate, jsonText} from '../core/template-json.ts';
import {readAnswerFile} from './answer-file.ts';

export interface AnswerBody {
	/** Of the bytes, unless the user says another; null when there are none. */
	contentType: string | null;
	render(subject: TemplateSubject): Uint8Array;
}

/** A sentence about one member of an answer. */
export interface AnswerProblem {
	/** `body`, `json.profile.name`; null for the answer as a whole. */
	member: string | null;
	/** `line 2, column 7`; null when it is about all of it. */
	where: string | null;
	message: string;
	hint: string;
}

export interface BodyOptions {
	/** Paths of files are relative to it. */
	folder: string;
	/** Whether an answer of its status may have a body. */
	mayHaveBody: boolean;
	/** What is to be sent as Content-Type, by the user's word; null without one. */
	contentType: string | null;
}

const json = 'application/json';
const plain = 'text/plain; charset=utf-8';

/** null when there is a problem; what is wrong is added to `problems`. */
export function answerBody(
	settings: AnswerSettings,
	options: BodyOptions,
	problems: AnswerProblem[],
): AnswerBody | null {
	const given = (['body', 'json', 'file'] as const).filter(name => settings[name] !== undefined);
	const [first, second] = given;
	if (first === undefined) return options.mayHaveBody ? defaultBody(settings) : fixed(null, noBytes);
	if (second !== undefined) {
		problems.push(problem(null, `There is a ${first} and a ${second}.`, 'Keep one of them.'));
		return null;
	}
	if (!options.mayHaveBody) {
		problems.push(
			problem(
				first,
				`An answer with status ${settings.status} has no body.`,
				'Leave it out, or change the status.',
			),
		);
		return null;
	}
	const {body, file} = settings;
	if (body !== undefined) return textBody(body, 'body', options.contentType, null, problems);
	return file === undefined ? jsonBody(settings, problems) : fileBody(file, options, problems);
}

const noBytes = new Uint8Array();

/** What providers are content with. */
function defaultBody({status = 200}: AnswerSettings): AnswerBody {
	return status < 300 ? fixed(json, Buffer.from('{"success":true}')) : fixed(null, noBytes);
}

function jsonBody({json: value = null}: AnswerSettings, problems: AnswerProblem[]): AnswerBody | null {
	const found: JsonTemplateProblem[] = [];
	const template = jsonTemplate(value, found);
	problems.push(
		...found.map(({path, ...rest}) =>
			templateProblem(`json${path.map(partText).join('')}`, rest, rest.line > 1),
		),
	);
	if (found.length > 0) return null;
	return {contentType: json, render: subject => Buffer.from(JSON.stringify(template(subject)))};
}

function partText(part: string | number): string {
	if (typeof part === 'number') return `[${part}]`;
	return /^[\w$]{1,40}$/.test(part) ? `.${part}` : `[${JSON.stringify(part.slice(0, 40))}]`;
}

function fileBody(path: string, options: BodyOptions, problems: AnswerProblem[]): AnswerBody | null {
	const {file, problem: wrong} = readAnswerFile(resolve(options.folder, path));
	if (file === undefined) {
		problems.push(problem('file', wrong.message, wrong.hint));
		return null;
	}
	const {text, bytes, contentType} = file;
	if (text === null || !text.includes('{{')) return fixed(contentType, bytes);
	return textBody(text, 'file', options.contentType ?? contentType, contentType, problems);
}

/**
 * @param said the content type it is written for; null leaves it to the text
 * @param known the content type it has unless the user says another; null leaves it to the text
 */
function textBody(
	text: string,
	member: string,
	said: string | null,
	known: string | null,
	problems: AnswerProblem[],
): AnswerBody | null {
	const {template, problem: wrong} = parseTemplate(text);
	if (template === undefined) {
		problems.push(templateProblem(member, wrong, true));
		return null;
	}
	const only = plainText(template);
	const asJson = said === null ? beginsAsJson(template) : /\bjson\b/i.test(said);
	const read = asJson ? jsonText(template) : null;
	// A text without templates is sent as it is written, be it what it says it is or not.
	if (only !== null) return fixed(known ?? (read?.text === undefined ? plain : json), Buffer.from(only));
	if (read !== null) {
		if (read.text !== undefined) {
			const {render} = read.text;
			return {contentType: known ?? json, render: subject => Buffer.from(render(subject))};
		}
		const {line, column, message} = read.problem;
		const hint = 'Correct it, or set the header Content-Type to text/plain to have it sent as text.';
		problems.push({
			member,
			where: `line ${line}, column ${column}`,
			message: `It is no JSON: ${message}.`,
			hint,
		});
		return null;
	}
	return rendered(template, said, known ?? plain);
}

/** A text that begins with what is filled in may begin with anything. */
function beginsAsJson({pieces: [first]}: Template): boolean {
	return typeof first === 'string' && looksLikeJson(first);
}

function rendered(template: Template, said: string | null, contentType: string): AnswerBody {
	const encode = /\b(?:xml|html|xhtml)\b/i.test(said ?? contentType) ? xmlText : undefined;
	return {contentType, render: subject => Buffer.from(renderTemplate(template, subject, encode))};
}

function fixed(contentType: string | null, bytes: Uint8Array): AnswerBody {
	return {contentType, render: () => bytes};
}

function templateProblem(
	member: string,
	{line, column, message, hint}: TemplateProblem,
	withLine: boolean,
): AnswerProblem {
	return {member, where: withLine ? `line ${line}, column ${column}` : `column ${column}`, message, hint};
}

function problem(member: string | null, message: string, hint: string): AnswerProblem {
	return {member, where: null, message, hint};
}
