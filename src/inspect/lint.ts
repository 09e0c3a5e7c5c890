/** Findings that hold for any provider's request. */

import {type CapturedRequest, isTruncated} from '../core/capture.ts';
import {type Decoded, longerThanCall} from '../core/decoding.ts';
import type {Finding} from '../core/delivery.ts';
import {finding} from '../core/findings.ts';
import type {Json, JsonProblem} from '../core/json.ts';
import type {Message} from '../core/message.ts';
import {isBareVariable, variablesIn} from '../core/placeholder.ts';

export function lint(request: CapturedRequest, message: Message, decoded: Decoded | null): Finding[] {
	const findings: Finding[] = [];
	const add = (finding: Finding | null) => {
		if (finding !== null) findings.push(finding);
	};
	add(incomplete(request));
	// What was cut off is broken because it was cut off: one reason is enough.
	if (!isTruncated(request) && request.fault === null) add(brokenJson(message));
	add(template(message));
	add(duration(decoded));
	return findings;
}

function incomplete({fault}: CapturedRequest): Finding | null {
	if (fault === null) return null;
	return finding(`request/${fault.code}`, {message: fault.message, where: null});
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
		message: `Not valid JSON at ${place}${field === null ? '' : ` of ${field}`}: ${message}. ${rest}`,
		where: field === null ? place : `body.${field}, ${place}`,
	});
}

/** Of a hook with more variables than this, the rest are counted. */
const maxTold = 8;

/** Variables that were sent as they are written; one finding for all of them. */
function template({body, rawQuery, query}: Message): Finding | null {
	const found: {variable: string; where: string}[] = [];
	const look = (text: string, where: string) => {
		if (!text.includes('{')) return;
		if (isBareVariable(text)) found.push({variable: text, where});
		for (const variable of variablesIn(text)) found.push({variable, where});
	};
	if (rawQuery !== '') for (const [name, value] of query) look(value, `query.${name}`);
	if (body.kind === 'form') for (const {name, value} of body.fields) look(value ?? '', `body.${name}`);
	if (body.kind === 'text' && body.text.includes('{{')) look(body.text, 'body');
	if (body.kind === 'json' && body.text.includes('{{')) {
		for (const {text, where} of textsIn(body.value, 'body')) if (text.includes('{{')) look(text, where);
	}
	const [first] = found;
	return first === undefined ? null : unreplaced(found, first.where);
}

function unreplaced(found: readonly {variable: string; where: string}[], where: string): Finding {
	const variables = [...new Set(found.map(({variable}) => variable))];
	const more = variables.length > maxTold ? ` and ${variables.length - maxTold} more` : '';
	const told = variables.slice(0, maxTold).join(', ');
	return finding('body/template-placeholder', {
		message:
			variables.length === 1
				? `A variable was sent as it is written, not its value: ${told}`
				: `Variables were sent as they are written, not their values: ${told}${more}`,
		where,
	});
}

/** Every text of a JSON value and its place. */
function* textsIn(value: Json, where: string): Generator<{text: string; where: string}> {
	if (typeof value === 'string') yield {text: value, where};
	else if (Array.isArray(value)) {
		for (const [index, entry] of value.entries()) yield* textsIn(entry, `${where}[${index}]`);
	} else if (value !== null && typeof value === 'object') {
		for (const [name, entry] of Object.entries(value)) yield* textsIn(entry, `${where}.${name}`);
	}
}

function duration(decoded: Decoded | null): Finding | null {
	// A provider that knows more of its duration has said so already.
	if (decoded === null || decoded.findings.some(({code}) => code === 'duration/longer-than-call'))
		return null;
	const {durationSeconds, talkSeconds, startedAt, answeredAt, endedAt} = decoded.event;
	if (endedAt === null) return null;
	const check = (seconds: number | null, since: string | null, where: string | undefined) =>
		seconds === null || since === null
			? null
			: longerThanCall(seconds, (Date.parse(endedAt) - Date.parse(since)) / 1000, where ?? 'body');
	return (
		check(durationSeconds, startedAt, decoded.sources.durationSeconds) ??
		check(talkSeconds, answeredAt ?? startedAt, decoded.sources.talkSeconds)
	);
}
