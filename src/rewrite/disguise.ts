/**
 * Takes secrets and personal data out of requests: numbers, names, e-mail and other addresses, transcripts, recording
 * links. Consistent: what is the same before is the same after, in all requests of one disguise.
 */

import type {RequestStep, WireRequest} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {withoutRest} from './disguise-rest.ts';
import type {Disguised, DisguiseStyle} from './disguised.ts';
import {Hidden} from './hidden.ts';
import {type Learnt, learn} from './learnt.ts';

export type {Disguised, DisguiseStyle} from './disguised.ts';

export interface Disguise {
	/** The same step without them; everything else stays byte for byte. */
	of(step: RequestStep): RequestStep;
	/**
	 * Any other text without them, as far as they are known or can be told by their look: the body of an answer.
	 * @param where as `done` is to tell it: `the answer`
	 */
	inText(text: string, where: string): string;
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
		for (const [index, kind] of one.kinds) {
			const place = one.open.places[index];
			if (place !== undefined) hidden.learn(kind, place, one.known);
		}
		return one;
	};
	for (const step of ahead) learnt(step);
	return {
		of(step) {
			const one = learnt(step);
			return withRequest(step, withoutRest(written(one, hidden), one, hidden));
		},
		inText: (text, where) => hidden.inText(text, where),
		inAddress: (address, where) => hidden.inAddress(address, where),
		get done() {
			return hidden.done;
		},
	};
}

/** Headers that say how the request is to be read: nobody is named there. */
const structural = /^header\.(?:host|content-[a-z]+|transfer-encoding|connection|date|accept(?:-[a-z]+)?)$/i;

function written({open, known, kinds}: Learnt, hidden: Hidden): WireRequest {
	const values = new Map<number, string>();
	for (const [index, place] of open.places.entries()) {
		const kind = kinds.get(index) ?? (hidden.isKnownNumber(place, known) ? 'number' : null);
		let value = place.text;
		if (kind !== null) value = hidden.standIn(kind, place, known);
		else if (place.kind === 'text' && !structural.test(place.path)) value = hidden.inText(value, place.path);
		if (value !== place.text) values.set(index, value);
	}
	return open.write(values);
}

/** Member by member: a step is a request with what is said about it. */
function withRequest(step: RequestStep, request: WireRequest): RequestStep {
	const {method, target, headers, trailers, body} = request;
	return {...step, method, target, headers, ...(trailers !== undefined && {trailers}), body};
}
