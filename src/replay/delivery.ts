/** What was sent as the delivery it is: inspected as if it had come, judged by its provider's rules. */

import type {Delivery, Pin, Replay} from '../core/delivery.ts';
import type {Inspected} from '../core/step.ts';
import {capturedOf, type WireRequest} from '../formats/step.ts';
import {inspectAs, type Told} from '../inspect/inspect.ts';
import {answered} from '../session/archive.ts';
import {answerOf, type Sent} from './sent.ts';

/** Requests that are sent again and again are taken apart once. */
export class Inspections {
	readonly #told: Told;
	readonly #known = new WeakMap<WireRequest, Inspected>();

	constructor(told: Told) {
		this.#told = told;
	}

	/** Of one and the same request object the pin is always the same. */
	of(request: WireRequest, pin: Pin | null): Inspected {
		const known = this.#known.get(request);
		if (known !== undefined) return known;
		const inspected = inspectAs(capturedOf(request, Date.now()), pin, this.#told);
		this.#known.set(request, inspected);
		return inspected;
	}
}

/** A sending as a delivery, with the verdict on its answer; `inspected` is the request as it was given to the sender. */
export function deliveryOfSent(sent: Sent, {inspection, provider}: Inspected, replay: Replay): Delivery {
	const request = capturedOf(sent.request, sent.at);
	const asked = {id: null, request, replay, refusal: null, inspection, repeat: null};
	return answered(asked, provider, answerOf(sent));
}
