/** The texts of a delivery in which free text is looked for, by filters and by the search index alike. */

import {type CapturedRequest, splitTarget} from '../core/capture.ts';
import type {Finding, Inspection} from '../core/delivery.ts';
import {dependsOnOthers} from '../core/findings.ts';
import type {Message} from '../core/message.ts';

export interface TextSubject {
	readonly request: CapturedRequest;
	/** The request taken apart; without it, free text is looked for in the body's bytes as they are. */
	readonly message?: Message;
	readonly inspection: Inspection;
}

/** In lower case: the request, what was read from it, and what was found in it. */
export function textsOf({request, message, inspection}: TextSubject): string[] {
	const {provider, event, callKey, findings} = inspection;
	const target = request.target ?? '';
	const {path, query} = splitTarget(target);
	return [
		request.method ?? '',
		target,
		path,
		...query.flat(),
		...request.headers.map(pair => pair.join(': ')),
		...bodyTexts(request, message),
		provider.id,
		provider.name,
		callKey ?? '',
		...leavesOf(event),
		...findings.filter(isOfRequest).flatMap(({code, message: says}) => [code, says]),
	].map(text => text.toLowerCase());
}

/**
 * Whether it was found in the request by itself. What secrets, earlier deliveries and the answer tell may be told
 * otherwise whenever the delivery is read, and is not known where a rule is asked: `finding:` asks for that.
 */
function isOfRequest({code}: Finding): boolean {
	return !dependsOnOthers(code);
}

function bodyTexts({body}: CapturedRequest, message: Message | undefined): string[] {
	const view = message?.body;
	switch (view?.kind) {
		case undefined:
			return [new TextDecoder().decode(body)];
		case 'json':
		case 'text':
			return [view.text];
		case 'form':
			return view.fields.flatMap(({name, value}) => [name, value ?? '']);
		case 'empty':
		case 'binary':
			return [];
	}
}

/** Texts and numbers of a value, however deep; JSON is read no deeper than this can follow. */
function leavesOf(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
	return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
