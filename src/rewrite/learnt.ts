import type {RequestStep} from '../formats/step.ts';
import type {Told} from '../inspect/inspect.ts';
import {inspectedStep} from './inspected-step.ts';
import {type OpenRequest, openRequest} from './open-request.ts';
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
	const open = openRequest(step);
	const known = knownOf(inspectedStep(step, told), open.places, secrets);
	const kinds = new Map<number, PersonalKind>();
	for (const [index, place] of open.places.entries()) {
		const kind = personalKind(place, known);
		if (kind !== null) kinds.set(index, kind);
	}
	return {open, known, kinds};
}
