import {headerOf} from '../core/capture.ts';
import type {AnswerBody} from '../core/contract.ts';
import type {SentAnswer} from '../core/delivery.ts';
import type {BodyView, Message} from '../core/message.ts';
import {excerpt, oneLine} from '../core/text.ts';
import {viewBody} from './body.ts';

/**
 * Whether a provider finds in an answer what it reads there. If not, `instead` says what the body is; null, with the
 * reason, when that cannot be told.
 */
type Reading = {found: true} | {found: false; instead: string} | {found: null; because: string};

/** Reads the body of an answer as the provider would. */
export function readAnswerBody(
	{isIn}: AnswerBody,
	{headers, body, bodySize}: SentAnswer,
	message: Message,
): Reading {
	if (bodySize > body.length) return {found: null, because: `only its first ${body.length} bytes were kept`};
	const encoding = headerOf(headers, 'content-encoding');
	const view = viewBody(body, headerOf(headers, 'content-type'), encoding);
	if (encoding !== null && view.kind === 'binary') return {found: null, because: view.because};
	return isIn(view, message) ? {found: true} : {found: false, instead: inShort(view)};
}

/** What a provider waits for after a message, for a sentence: the very body where it can be told. */
export function awaited({says, wanted}: AnswerBody, message: Message): string {
	const body = wanted?.(message) ?? null;
	return body === null ? says : excerpt(oneLine(body));
}

/** Of a longer text than this the end is not looked at: a sentence has less room. */
const maxRead = 1000;

/** What a body is, for a sentence. */
function inShort(view: BodyView): string {
	switch (view.kind) {
		case 'empty':
			return 'empty';
		case 'form':
			return 'form fields';
		case 'binary':
			return view.because;
		default:
			return excerpt(oneLine(view.text.slice(0, maxRead).replace(/\s+/g, ' ').trim()));
	}
}
