/** Requests call-hook sends to itself by way of a public address, and how they are recognised when they come back. */

import type {AnswerContent} from '../core/delivery.ts';

/** The probes of one process that are under way. */
export interface Probes {
	/** The answer to one of its own probes; null for any other request, which is to be captured. */
	answer(target: string): AnswerContent | null;
}
