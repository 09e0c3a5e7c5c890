/**
 * Takes secrets and personal data out of requests: numbers, names, e-mail and other addresses, transcripts, recording
 * links. Consistent: what is the same before is the same after, in all requests of one disguise.
 */

import {isUtf8} from 'node:buffer';
import {headerOf, type Pair} from '../core/capture.ts';
import {bareStep, type RequestStep, type WireRequest} from '../formats/step.ts';
import {viewBody} from '../inspect/body.ts';
import type {Told} from '../inspect/inspect.ts';
import {pathPlaces, withoutRest} from './disguise-rest.ts';
import type {Disguised, DisguiseStyle} from './disguised.ts';
import {Hidden} from './hidden.ts';
import {jsonLinesOf} from './json-lines-body.ts';
import {type Learnt, learn} from './learnt.ts';
import {withBody} from './opened.ts';
import {withoutSignatures} from './signatures.ts';
import {maskedText} from './stand-ins.ts';

export type {Disguised, DisguiseStyle} from './disguised.ts';

export interface Disguise {
	/** The same step without them; everything else stays byte for byte. */
	of(step: RequestStep): RequestStep;
	/**
	 * Any other text without them, as far as they are known or can be told by their look: the body of an answer.
	 * @param where as `done` is to tell it: `the answer`
	 */
	inText(text: string, where: string): string;
	/**
	 * The body of an answer, as that of a request with the same headers; null for one that is neither JSON nor a form:
	 * it is a text, or nothing that can be read.
	 */
	ofAnswer(headers: readonly Pair[], body: Uint8Array): Uint8Array | null;
	/** An IP address, unless it is this computer's or one of a private network. */
	inAddress(address: string, where: string): string;
	/** What was disguised so far. */
	readonly done: readonly Disguised[];
}

/**
 * A disguise for some requests. What only a later request tells to be personal is not known in an earlier one, unless
 * it is among those that are looked at ahead.
 */
export function disguise(style: DisguiseStyle, told: Told, ahead: Iterable<RequestStep> = []): Disguise {
	const hidden = new Hidden(style);
	const secrets = [...told.secrets.values()].flat().map(({value}) => value);
	const learnt = (step: RequestStep): Learnt => {
		const one = learn(step, told, secrets);
		hidden.readsTextsOf(one.known);
		for (const [index, kind] of one.kinds) {
			const place = one.open.places[index];
			if (place !== undefined) hidden.learn(kind, place, one.known);
		}
		for (const {kind, place} of pathPlaces(step.target, one.known)) hidden.learn(kind, place, one.known);
		return one;
	};
	const once = (step: RequestStep): WireRequest => {
		const one = learnt(step);
		return withoutRest(written(one, hidden), one, hidden);
	};
	const inLines = (step: RequestStep, {steps, joined}: InLines): WireRequest => {
		const [head = step, ...more] = steps.map(once);
		return withBody({...head, headers: head.headers, body: step.body}, joined([head, ...more]));
	};
	const of = (step: RequestStep): RequestStep => {
		const lines = linesOf(step);
		const request = lines === null ? once(step) : inLines(step, lines);
		const isChanged = request.target !== step.target || Buffer.compare(request.body, step.body) !== 0;
		return withRequest(step, isChanged ? withoutSignatures(request, hidden) : request);
	};
	for (const step of ahead) for (const one of linesOf(step)?.steps ?? [step]) learnt(one);
	return {
		of,
		ofAnswer(headers, body) {
			const {kind} = viewBody(body, headerOf(headers, 'content-type'), headerOf(headers, 'content-encoding'));
			if (kind !== 'json' && kind !== 'form') return null;
			return of(bareStep({method: 'POST', target: '/', headers: headers.filter(isAboutBody), body})).body;
		},
		inText: (text, where) => hidden.inText(text, where),
		inAddress: (address, where) => hidden.inAddress(address, where),
		get done() {
			return hidden.done;
		},
	};
}

/** A request whose body is JSON in lines, as one request for each. */
interface InLines {
	steps: RequestStep[];
	/** The body of all again. */
	joined(requests: readonly WireRequest[]): Uint8Array;
}

function linesOf(step: RequestStep): InLines | null {
	const {body} = step;
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
	if (!bytes.includes(10) || !isUtf8(bytes)) return null;
	const lines = jsonLinesOf(bytes.toString('utf8'));
	if (lines === null) return null;
	const steps = lines.map(line => ({...step, body: Buffer.from(line)}));
	return {
		steps,
		joined: requests =>
			Buffer.concat(
				requests.flatMap(({body: line}, index) => (index === 0 ? [line] : [Buffer.from('\n'), line])),
			),
	};
}

function isAboutBody([name]: Pair): boolean {
	return /^content-(?:type|encoding)$/i.test(name);
}

/** Headers that say how the request is to be read: nobody is named there. */
const structural = /^header\.(?:host|content-[a-z]+|transfer-encoding|connection|date|accept(?:-[a-z]+)?)$/i;

function written({open, known, kinds}: Learnt, hidden: Hidden): WireRequest {
	const values = new Map<number, string>();
	for (const [index, place] of open.places.entries()) {
		const kind = kinds.get(index) ?? (hidden.isKnownNumber(place, known) ? 'number' : null);
		let value = place.text;
		const isStructural = structural.test(place.path);
		if (kind !== null) value = hidden.standIn(kind, place, known);
		else if (place.kind === 'text' && !isStructural) value = hidden.inText(value, place.path);
		if (place.path.startsWith('header.')) value = asciiOnly(value, place.path, isStructural, hidden);
		if (value !== place.text) values.set(index, value);
	}
	return open.write(values);
}

/** Nobody reads a header in other letters but whoever is named there; a file would have it in base64. */
function asciiOnly(text: string, path: string, isStructural: boolean, hidden: Hidden): string {
	if (!hidden.hidesPeople || /^[\0-\x7f]*$/.test(text)) return text;
	hidden.note('words', path);
	return (isStructural ? text : maskedText(text)).replace(/[^\0-\x7f]/gu, '?');
}

/** Member by member: a step is a request with what is said about it. */
function withRequest(step: RequestStep, request: WireRequest): RequestStep {
	const {method, target, headers, trailers, body} = request;
	return {...step, method, target, headers, ...(trailers !== undefined && {trailers}), body};
}
