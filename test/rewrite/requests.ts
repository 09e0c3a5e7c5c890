/** Requests to take apart. */

import type {WireRequest} from '../../src/formats/step.ts';
import {type OpenRequest, openRequest} from '../../src/rewrite/open-request.ts';

export function request(
	contentType: string | null,
	body: string | Uint8Array,
	more: Partial<WireRequest> = {},
): WireRequest {
	const bytes = typeof body === 'string' ? Buffer.from(body) : body;
	const type = contentType === null ? [] : [['content-type', contentType] as const];
	return {
		method: 'POST',
		target: '/hook',
		headers: [['Host', 'localhost'], ...type, ['Content-Length', String(bytes.length)]],
		body: bytes,
		...more,
	};
}

export const json = (body: string) => request('application/json', body);
export const form = (body: string) => request('application/x-www-form-urlencoded', body);

export function bodyOf({body}: WireRequest): string {
	return Buffer.from(body).toString();
}

/** The request with one place written anew. */
export function written(from: WireRequest, path: string, value: string): WireRequest {
	const opened = openRequest(from);
	return opened.write(new Map([[indexOf(opened, path), value]]));
}

export function indexOf({places}: OpenRequest, path: string): number {
	const index = places.findIndex(place => place.path === path);
	if (index < 0) throw new Error(`no ${path} among ${places.map(place => place.path).join(', ')}`);
	return index;
}

/** Places of the body by their paths; of several with the same path all. */
export function bodyPlaces(from: WireRequest): [string, string, string][] {
	return openRequest(from)
		.places.filter(({path}) => /^body/.test(path))
		.map(({path, kind, text}) => [path, kind, text]);
}
