/** A shipped fixture as the doctor sends it: what it is to its provider, and how it is encoded. */

import {headerOf} from '../core/capture.ts';
import type {Provider} from '../core/provider.ts';
import type {Inspected} from '../core/step.ts';
import {nameOfFixture} from '../formats/fixtures.ts';
import {capturedOf, type RequestStep, type WireRequest} from '../formats/step.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';

export interface Specimen {
	/** `telecmi/outgoing-answered` */
	id: string;
	/** `outgoing-answered` */
	name: string;
	request: WireRequest;
	/** As if it had come. */
	inspected: Inspected;
	provider: Provider;
	/** null when it could not be decoded. */
	kind: string | null;
	/** Only a pin can tell it: the customer chose its names, and theirs are others. */
	isPinned: boolean;
	/** It is what a provider should send: no broken JSON, no variables left in it. */
	isSound: boolean;
	/** How it is sent: `POST application/json`. Documents may show several ways, of which an account uses one. */
	encoding: string;
}

/** Codes of fixtures that show what goes wrong. */
const unsound = ['body/invalid-json', 'body/template-placeholder'];

export function specimenOf(id: string, step: RequestStep, provider: Provider, told: Told): Specimen {
	const request: WireRequest = step;
	const pin = step.pin === null ? null : {id: step.pin, because: `a fixture of ${provider.name}`};
	const inspected = inspectAs(capturedOf(request, Date.now()), pin, told);
	const {inspection} = inspected;
	return {
		id,
		name: nameOfFixture(id),
		request,
		inspected,
		provider,
		kind: inspection.event?.kind ?? null,
		isPinned: step.pin !== null,
		isSound: !inspection.findings.some(({code}) => unsound.includes(code)),
		encoding: encodingOf(request),
	};
}

export function encodingOf({method, headers}: WireRequest): string {
	const type = headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
	return type === undefined || type === '' ? method : `${method} ${type}`;
}

/** At most so many fixtures are sent: a handler under test may write each into somebody's CRM. */
export const mostSent = 24;

/**
 * What is sent of all there are: of each kind at least one, and of what the customer names one alone; sound ones first.
 */
export function chosen(all: readonly Specimen[], limit = mostSent): Specimen[] {
	const ordered = [...all].sort((one, other) => Number(other.isSound) - Number(one.isSound));
	const kinds = new Set<string | null>();
	const first: Specimen[] = [];
	const further: Specimen[] = [];
	for (const specimen of ordered) {
		if (!kinds.has(specimen.kind)) first.push(specimen);
		else if (!specimen.isPinned) further.push(specimen);
		kinds.add(specimen.kind);
	}
	const taken = new Set([...first, ...further].slice(0, Math.max(limit, first.length)));
	// In the order they are listed, so that two runs send the same.
	return all.filter(specimen => taken.has(specimen));
}
