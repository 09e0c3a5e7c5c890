/** Outcomes of sending a fixture, as a run gives them. */

import type {Delivery, Verdict} from '../../src/core/delivery.ts';
import type {ForwardFailureCode} from '../../src/core/target.ts';
import type {Outcome, Place} from '../../src/replay/run.ts';
import {answerOf} from '../../src/replay/sent.ts';
import {fixtureDelivery} from '../output/samples.ts';
import {wireRequest} from './senders.ts';

export interface Came {
	at?: number;
	status?: number | null;
	ms?: number;
	failure?: ForwardFailureCode;
	verdict?: Verdict['state'];
	place?: Partial<Place>;
	attempt?: number;
	id?: number | null;
	wasResent?: true;
}

const delivery: Delivery = fixtureDelivery('telecmi/outgoing-answered');

export function outcome({
	at = 1000,
	status = 200,
	ms = 5,
	failure,
	verdict = 'accepted',
	place = {},
	attempt = 0,
	id = null,
	wasResent,
}: Came = {}): Outcome {
	const sent = {
		at,
		request: wireRequest(),
		status,
		sent: status === null ? null : {headers: [], body: Buffer.alloc(0), bodySize: 0},
		forwarding: {
			url: 'http://127.0.0.1:3000/',
			failure: failure === undefined ? null : {code: failure, message: 'It failed.', hint: 'Do something.'},
			connectMs: 0,
			firstByteMs: status === null ? null : ms,
			totalMs: ms,
		},
		isCut: failure === 'cut',
		...(wasResent && {wasResent}),
	};
	return {
		place: {repetition: 0, step: 0, copy: 0, ...place},
		attempt,
		sent,
		delivery: {
			...delivery,
			id,
			answer: answerOf(sent),
			verdict: {state: verdict, because: 'so', source: null},
		},
	};
}
