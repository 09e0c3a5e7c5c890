/** Findings about the body as such: whether it is what it says it is, and whether all of it was filled in. */

import {type CapturedRequest, isTruncated} from '../core/capture.ts';
import type {Finding} from '../core/delivery.ts';
import {finding} from '../core/findings.ts';
import type {JsonProblem} from '../core/json.ts';
import type {Message} from '../core/message.ts';
import {excerpt, firstFew} from '../core/text.ts';
import {contentTypeOf} from './body.ts';
import type {Seen, Unreplaced} from './walk.ts';

export function lintBody(
	findings: Finding[],
	request: CapturedRequest,
	message: Message,
	{unreplaced, jsonTexts}: Seen,
): void {
	// What was cut off is broken because it was cut off: one reason is enough.
	const broken = isTruncated(request) || request.fault !== null ? null : brokenJson(message);
	if (broken !== null) findings.push(broken);
	const typed = contentType(message);
	if (typed !== null) findings.push(typed);
	const [first] = unreplaced;
	if (first !== undefined) findings.push(template(unreplaced, first.where));
	const [jsonText] = jsonTexts;
	if (jsonText !== undefined) findings.push(jsonInText(jsonTexts, jsonText));
}

function brokenJson({body}: Message): Finding | null {
	if (body.kind === 'binary' && body.meantAsJson) {
		return finding('body/invalid-json', {
			message: `The content type says JSON, but the body is ${body.because}.`,
			hint: 'Send JSON as UTF-8.',
			where: 'body',
		});
	}
	if (body.kind === 'empty' || body.kind === 'binary') return null;
	if (body.problem !== null) return problemIn(body.problem, body.kind !== 'text', null);
	const field = body.kind === 'form' ? body.fields.find(({problem}) => problem !== undefined) : undefined;
	return field?.problem === undefined ? null : problemIn(field.problem, true, field.name);
}

/** `field`: the form field it is in; null for the body. */
function problemIn(
	{line, column, message, limit}: JsonProblem,
	isRead: boolean,
	field: string | null,
): Finding {
	if (limit) {
		return finding('body/not-read', {message: `The body was not read as JSON: ${message}.`, where: 'body'});
	}
	const rest = isRead ? 'It was read leniently.' : 'It could not be read leniently either.';
	const place = `line ${line}, column ${column}`;
	return finding('body/invalid-json', {
		message: `Not valid JSON at ${place}${field === null ? '' : ` of ${excerpt(field)}`}: ${message}. ${rest}`,
		where: field === null ? place : `body.${field}, ${place}`,
	});
}

/** JSON or form fields under a type of something else, or under none. */
function contentType({body, header}: Message): Finding | null {
	if (body.kind !== 'json' && body.kind !== 'form') return null;
	const is = body.kind === 'json' ? 'JSON' : 'form fields';
	const sent = header('content-type');
	const {type, meantAsJson} = contentTypeOf(sent);
	if (type === '') {
		return finding('body/no-content-type', {
			message: `The body is ${is}, and no content type says so.`,
			where: 'body',
		});
	}
	// Form fields under a JSON type are no valid JSON, which is said already.
	if (meantAsJson || (body.kind === 'form' && isFormType(type))) return null;
	return finding('body/content-type', {
		message: `The content type is ${type}, but the body is ${is}.`,
		where: 'header.Content-Type',
	});
}

function isFormType(type: string): boolean {
	return type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data';
}

/** Variables that were sent as they are written, and values that were missing; one finding for all of them. */
function template(unreplaced: readonly Unreplaced[], where: string): Finding {
	const written = textsOf(unreplaced, false);
	const lost = textsOf(unreplaced, true);
	const parts: string[] = [];
	if (written.length === 1) parts.push(`A variable was sent as it is written, not its value: ${written[0]}`);
	else if (written.length > 1) {
		parts.push(`Variables were sent as they are written, not their values: ${firstFew(written)}`);
	}
	if (lost.length > 0) parts.push(`In place of a value that was missing was sent: ${firstFew(lost)}`);
	const mayBeWords = unreplaced.every(entry => entry.mayBeWords);
	return finding('body/template-placeholder', {
		message: parts.join('. '),
		where,
		...(mayBeWords && {
			severity: 'info',
			hint: 'Check whether a person wrote it so; else the spelling of the variable at the provider.',
		}),
	});
}

function textsOf(unreplaced: readonly Unreplaced[], isLost: boolean): string[] {
	return [...new Set(unreplaced.filter(entry => entry.isLost === isLost).map(({text}) => text))];
}

function jsonInText(places: readonly string[], where: string): Finding {
	return finding('body/json-in-text', {
		message: `${firstFew(places)} ${places.length > 1 ? 'hold' : 'holds'} JSON as text.`,
		where,
	});
}
