import {type CapturedRequest, headerOf, type Pair, splitTarget, targetOf} from '../core/capture.ts';
import {asObject, type JsonObject, looksLikeJson, readJson} from '../core/json.ts';
import type {BodyView, Message} from '../core/message.ts';
import {viewBody} from './body.ts';

/** Takes a captured request apart for the providers. Never throws; a malformed request has an empty message. */
export function readMessage(request: CapturedRequest): Message {
	const target = targetOf(request) ?? '';
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
		...objectIn(body),
		field: name => (body.kind === 'form' ? (body.fields.find(field => field.name === name) ?? null) : null),
	};
}

function first(pairs: readonly Pair[], name: string): string | null {
	return pairs.find(([key]) => key === name)?.[1] ?? null;
}

function objectIn(body: BodyView): {object: JsonObject | null; objectAt: string} {
	if (body.kind === 'json') {
		const {value} = body;
		// Encoded twice: a JSON text that holds the JSON.
		const inner = typeof value === 'string' && looksLikeJson(value) ? readJson(value).value : value;
		return {object: asObject(inner), objectAt: 'body'};
	}
	if (body.kind === 'form') {
		for (const {name, json} of body.fields) {
			const object = asObject(json);
			if (object !== null) return {object, objectAt: `body.${name}`};
		}
	}
	return {object: null, objectAt: 'body'};
}
