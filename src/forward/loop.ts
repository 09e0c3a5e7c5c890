/** A target that leads back to call-hook: what it has sent on itself is not let in again. */

import {randomBytes} from 'node:crypto';
import type {CapturedRequest} from '../core/capture.ts';
import type {Refusal} from '../core/delivery.ts';

export const loopHeader = 'X-Call-Hook-Loop';

/** This process. Another call-hook's mark is no loop: two in a row are fine. */
export const loopId: string = randomBytes(9).toString('base64url');

/** null for a request that this process has not sent on before. */
export function refusesLoop(
	{headers}: Pick<CapturedRequest, 'headers'>,
	ownId: string = loopId,
): Refusal | null {
	for (const [name, value] of headers) {
		if (name.length !== loopHeader.length || name.toLowerCase() !== 'x-call-hook-loop') continue;
		// What stands in between may have put several lines into one.
		if (value.split(',').some(id => id.trim() === ownId)) {
			return {
				code: 'loop',
				message: 'call-hook itself has sent this request on: a target of --forward leads back to call-hook.',
			};
		}
	}
	return null;
}
