import {isUtf8} from 'node:buffer';
import type {RequestStep} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {inspectedStep} from './inspected-step.ts';
import {type OpenRequest, openRequest, type Place} from './open-request.ts';
import {type Known, knownOf, type PersonalKind, personalKind} from './personal.ts';

/** A step with what is personal in it. */
export interface Learnt {
	open: OpenRequest;
	known: Known;
	/** By the index of the place. */
	kinds: ReadonlyMap<number, PersonalKind>;
}

/** Finds what is personal in a step; `secrets` are those that were given for providers. */
export function learn(step: RequestStep, told: Told, secrets: readonly string[]): Learnt {
	const opened = openRequest(step);
	const open = {...opened, places: opened.places.map(readable)};
	const known = knownOf(inspectedStep(step, told), open.places, secrets);
	const kinds = new Map<number, PersonalKind>();
	for (const [index, place] of open.places.entries()) {
		const kind = personalKind(place, known);
		if (kind !== null) kinds.set(index, kind);
	}
	return {open, known, kinds};
}

/** A header's bytes as the text they are, and of a number with a point what it counts: `919876500390.0`. */
function readable(place: Place): Place {
	const {path, text, kind} = place;
	if (kind === 'number') return wholeNumber(place);
	if (kind !== 'text' || !path.startsWith('header.') || /^[\0-\x7f]*$/.test(text)) return place;
	const bytes = Buffer.from(text, 'latin1');
	return isUtf8(bytes) ? {...place, text: bytes.toString('utf8')} : place;
}

function wholeNumber(place: Place): Place {
	if (!/[.eE]/.test(place.text)) return place;
	const value = Number(place.text);
	return Number.isSafeInteger(value) && value >= 1e7 ? {...place, text: String(value)} : place;
}
