/** Findings that hold for any provider's request. */

import {type CapturedRequest, isTruncated} from '../core/capture.ts';
import {type Decoded, longerThanCall} from '../core/decoding.ts';
import type {Finding} from '../core/delivery.ts';
import type {JsonProblem} from '../core/json.ts';
import type {Message} from '../core/message.ts';

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
	return {
		code: `request/${fault.code}`,
		severity: fault.code === 'aborted' || fault.code === 'stopped' ? 'warning' : 'error',
		message: fault.message,
		hint: faultHints[fault.code],
		where: null,
	};
}

const faultHints = {
	malformed: 'Look at the bytes in the payload: something other than an HTTP client may have connected.',
	'headers-too-large': 'Send fewer or shorter headers; cookies and tokens are the usual cause.',
	'body-too-large': 'Raise --max-body if bodies of this size are expected.',
	aborted: 'Look for a time-out or a crash on the sending side.',
	overloaded: 'Send fewer large requests at once.',
	stopped: 'Send it again: call-hook was being closed.',
	timeout: 'Check the sender: it began a request and did not finish it.',
} as const;

function brokenJson({body}: Message): Finding | null {
	if (body.kind === 'binary' && body.meantAsJson) {
		return {
			code: 'body/invalid-json',
			severity: 'error',
			message: `The content type says JSON, but the body is ${body.because}.`,
			hint: 'Send JSON as UTF-8.',
			where: 'body',
		};
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
		return {
			code: 'body/not-read',
			severity: 'warning',
			message: `The body was not read as JSON: ${message}.`,
			hint: 'Look at it as text: call-hook reads what is smaller; a handler may do better.',
			where: 'body',
		};
	}
	const rest = isRead ? 'It was read leniently.' : 'It could not be read leniently either.';
	const place = `line ${line}, column ${column}`;
	return {
		code: 'body/invalid-json',
		severity: 'error',
		message: `Not valid JSON at ${place}${field === null ? '' : ` of ${field}`}: ${message}. ${rest}`,
		hint: 'Correct it where it is written: a strict parser in your handler fails here.',
		where: field === null ? place : `body.${field}, ${place}`,
	};
}

// Both spellings of a variable: {{status}} and ${{ call.id }}. Names only, so that text about braces is left alone.
// A parameter that is nothing but {status} is one, too.
const placeholder = /\$?\{\{[\w$.?()[\]|:"' -]{1,120}\}\}|^\{[a-z][\w.]{0,60}\}$/i;

function template({body, rawQuery, query}: Message): Finding | null {
	const inQuery = rawQuery === '' ? undefined : query.find(([, value]) => placeholder.test(value));
	if (inQuery !== undefined) return unreplaced(inQuery[1], `query.${inQuery[0]}`);
	if (body.kind === 'form') {
		const field = body.fields.find(({value}) => value !== null && placeholder.test(value));
		return field === undefined ? null : unreplaced(field.value ?? '', `body.${field.name}`);
	}
	if (body.kind !== 'json' && body.kind !== 'text') return null;
	return body.text.includes('{{') && placeholder.test(body.text) ? unreplaced(body.text, 'body') : null;
}

function unreplaced(text: string, where: string): Finding {
	return {
		code: 'body/template-placeholder',
		severity: 'error',
		message: `A variable was sent as it is written, not its value: ${placeholder.exec(text)?.[0] ?? ''}`,
		hint: 'Check the spelling of the variable at the provider, and that it exists for this kind of event.',
		where,
	};
}

function duration(decoded: Decoded | null): Finding | null {
	// A provider that knows more of its duration has said so already.
	if (decoded === null || decoded.findings.some(({code}) => code === 'duration/longer-than-call'))
		return null;
	const {durationSeconds, startedAt, endedAt} = decoded.event;
	if (durationSeconds === null || startedAt === null || endedAt === null) return null;
	return longerThanCall(
		durationSeconds,
		(Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
		decoded.sources.durationSeconds ?? 'body',
		'Take start and end for the truth, and ask the provider what its duration counts.',
	);
}
