import type {Inspected} from '../core/step.ts';
import type {RequestStep} from '../formats/step.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';

/** What is found of a step as if it had arrived at `receivedAt` (ms since the epoch), with its own pin. */
export function inspectedStep(step: RequestStep, told: Told, receivedAt = Date.now()): Inspected {
	const {method, target, headers, trailers, body, pin} = step;
	return inspectAs(
		{
			receivedAt,
			headersMs: 0,
			bodyMs: 0,
			httpVersion: '1.1',
			method,
			target,
			headers,
			...(trailers !== undefined && {trailers}),
			remoteAddress: null,
			body,
			bodySize: body.length,
			fault: null,
		},
		pin === null ? null : {id: pin, because: 'only a pin can tell its provider'},
		told,
	);
}
