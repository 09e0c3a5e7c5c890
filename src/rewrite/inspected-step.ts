import type {Inspected} from '../core/step.ts';
import {capturedOf, type RequestStep} from '../formats/step.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';

/** What is found of a step as if it had arrived at `receivedAt` (ms since the epoch), with its own pin. */
export function inspectedStep(step: RequestStep, told: Told, receivedAt = Date.now()): Inspected {
	const {pin} = step;
	return inspectAs(
		capturedOf(step, receivedAt),
		pin === null ? null : {id: pin, because: 'only a pin can tell its provider'},
		told,
	);
}
