import {type CapturedRequest, headerOf, type Pair, splitTarget} from '../core/capture.ts';
import {asObject} from '../core/json.ts';
import type {BodyView, Message} from '../core/message.ts';
import {viewBody} from './body.ts';

/** Takes a captured request apart for the providers. Never throws; a malformed request has an empty message. */
export function readMessage(request: CapturedRequest): Message {
	const target = request.target ?? '';
	const {path, query} = splitTarget(target);
	const {headers} = request;
	// The bytes of a malformed request are the broken request itself, not a body.
	const body: BodyView =
		request.method === null
			? {kind: 'empty'}
			: viewBody(request.body, headerOf(headers, 'content-type'), headerOf(headers, 'content-encoding'));
	return {
		method: request.method,
		path,
		rawQuery: target.includes('?') ? target.slice(target.indexOf('?') + 1) : '',
		query,
		headers,
		header: name => headerOf(headers, name),
		param: name => first(query, name),
		body,
		object: body.kind === 'json' ? asObject(body.value) : null,
		field: name => (body.kind === 'form' ? (body.fields.find(field => field.name === name) ?? null) : null),
	};
}

function first(pairs: readonly Pair[], name: string): string | null {
	return pairs.find(([key]) => key === name)?.[1] ?? null;
}
