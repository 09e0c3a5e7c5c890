/** Requests nobody should send, and some come all the same: made of a fixture, for a handler to survive. Pure. */

import type {Pair} from '../core/capture.ts';
import type {WireRequest} from '../formats/step.ts';
import {openRequest, type Place} from '../rewrite/open-request.ts';
import {leafOf} from '../rewrite/place-name.ts';
import type {Specimen} from './specimen.ts';

export interface BrokenRequest {
	/** `cut` */
	id: string;
	title: string;
	/** What was sent, as the beginning of a sentence. */
	what: string;
	/** What it was made of: its rules hold. */
	of: Specimen;
	request: WireRequest;
}

/** Fixtures that show what goes wrong at the provider's own end: as it prints them, or with variables left in them. */
export function brokenFixtures(specimens: readonly Specimen[]): Specimen[] {
	return specimens.filter(({isSound}) => !isSound).slice(0, mostFixtures);
}

const mostFixtures = 3;

/** What can be broken in a specimen; empty for one without a body. */
export function brokenRequests(specimen: Specimen): BrokenRequest[] {
	const {request, name} = specimen;
	const {body} = request;
	if (body.length === 0) return [];
	const json: Pair[] = withType(request.headers, 'application/json');
	return [
		{
			id: 'cut',
			title: 'Cut',
			what: `${name} cut in half`,
			of: specimen,
			request: {...request, body: body.subarray(0, Math.floor(body.length / 2))},
		},
		{
			id: 'empty',
			title: 'Empty',
			what: 'an empty body',
			of: specimen,
			request: {...request, body: new Uint8Array()},
		},
		{
			id: 'bare',
			title: 'Bare object',
			what: 'a body of just {}',
			of: specimen,
			request: {...request, headers: json, body: Buffer.from('{}')},
		},
		...unfilled(specimen),
		{
			id: 'content-type',
			title: 'Content type',
			what: `${name} as text/plain`,
			of: specimen,
			request: {...request, headers: withType(request.headers, 'text/plain')},
		},
		...unknownEvent(specimen),
	];
}

function withType(headers: readonly Pair[], type: string): Pair[] {
	return [...headers.filter(([name]) => name.toLowerCase() !== 'content-type'), ['Content-Type', type]];
}

/** Variables of a template that nobody filled in, in place of every text in the body. */
function unfilled(specimen: Specimen): BrokenRequest[] {
	const {request, name} = specimen;
	const open = openRequest(request);
	const values = new Map<number, string>();
	for (const [index, place] of open.places.entries()) {
		if (place.kind === 'text' && isInBody(place)) values.set(index, `{{${leafOf(place.path) || 'value'}}}`);
	}
	if (values.size === 0) return [];
	return [
		{
			id: 'placeholders',
			title: 'Placeholders',
			what: `${name} with variables left in it`,
			of: specimen,
			request: open.write(values),
		},
	];
}

function isInBody({path}: Place): boolean {
	return path.startsWith('body.') || path.startsWith('body[');
}

/** A status of no document, as providers add some. */
function unknownEvent(specimen: Specimen): BrokenRequest[] {
	const {request, name, inspected} = specimen;
	const {providerStatus} = inspected.inspection.sources;
	const open = openRequest(request);
	const index = open.places.findIndex(({path}) => path === providerStatus);
	const place = open.places[index];
	if (place === undefined) return [];
	const value = place.kind === 'text' && !/^\d+$/.test(place.text) ? 'call-hook-unknown' : '999';
	return [
		{
			id: 'unknown-event',
			title: 'Unknown event',
			what: `${name} with ${place.path} ${value}, which no document names,`,
			of: specimen,
			request: open.write(new Map([[index, value]])),
		},
	];
}
