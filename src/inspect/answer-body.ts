import {headerOf} from '../core/capture.ts';
import type {AnswerBody} from '../core/contract.ts';
import type {SentAnswer} from '../core/delivery.ts';
import type {Message} from '../core/message.ts';
import {viewBody} from './body.ts';

/** Whether a provider finds in an answer what it reads there; null, with the reason, when that cannot be told. */
type Reading = {found: boolean} | {found: null; because: string};

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
	return {found: isIn(view, message)};
}
