/** Steps for the tests of what rewrites them. */

import type {RequestStep} from '../../src/formats/step.ts';
import {fixtureIds, readFixture} from '../support/fixtures.ts';

/** A step with what matters; a body of text is JSON. */
export function stepWith(
	over: Partial<Omit<RequestStep, 'body'>> & {body?: Uint8Array | string},
): RequestStep {
	const {body = '', ...rest} = over;
	return {
		method: 'POST',
		target: '/hook',
		headers: [['Content-Type', 'application/json']],
		name: null,
		shows: null,
		source: null,
		pin: null,
		afterMs: null,
		deliveryId: null,
		...rest,
		body: typeof body === 'string' ? Buffer.from(body) : body,
	};
}

/** The steps of every fixture that has an expectation: one request each. */
export function allSteps(): {id: string; steps: RequestStep[]}[] {
	return fixtureIds('.expected.json').map(id => ({id, steps: readFixture(id).steps.map(stepWith)}));
}
