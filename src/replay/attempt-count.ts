/** A request's own count of attempts, counted up where its provider counts them. */

import type {Inspected} from '../core/step.ts';
import type {WireRequest} from '../formats/step.ts';
import {openRequest} from '../rewrite/open-request.ts';

/**
 * The request as its provider's attempt after `attempt` others; null when it does not count them, or where its count
 * stands is not known. The place is found by trying: it is the one the provider reads the count from.
 * @param attempt from 0; added to the count the request has
 */
export function countedUp(
	request: WireRequest,
	attempt: number,
	inspect: (request: WireRequest) => Inspected,
): WireRequest | null {
	const counted = inspect(request).marks.attempt;
	if (counted === null) return null;
	const wanted = counted + attempt;
	const open = openRequest(request);
	for (const [index, {text}] of open.places.entries()) {
		if (text !== String(counted)) continue;
		const written = open.write(new Map([[index, String(wanted)]]));
		if (inspect(written).marks.attempt === wanted) return written;
	}
	return null;
}
