/** What a sender gets when its target gave no answer: what a real gateway would give. */

import type {AnswerContent} from '../core/delivery.ts';
import type {ForwardFailure, ForwardFailureCode} from '../core/target.ts';

/** null: nothing can be answered any more. */
const statuses: Readonly<Record<ForwardFailureCode, number | null>> = {
	refused: 502,
	dns: 502,
	unreachable: 502,
	tls: 502,
	reset: 502,
	garbage: 502,
	timeout: 504,
	deadline: 504,
	cut: null,
	'sender-left': null,
	stopped: 503,
};

/** null when nobody is there to be answered, or the answer has begun already. */
export function gatewayAnswer({code, message}: ForwardFailure): AnswerContent | null {
	const status = statuses[code];
	return status === null
		? null
		: {
				status,
				headers: [['Content-Type', 'application/json']],
				body: Buffer.from(JSON.stringify({error: message})),
			};
}
