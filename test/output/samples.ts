/** Deliveries and calls as the views get them. */

import type {Call} from '../../src/core/call.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import type {CallEvent} from '../../src/core/event.ts';
import {callOf, contributionOf, fold} from '../../src/session/fold.ts';
import {deliveryFrom} from '../session/receiving.ts';
import {readFixture} from '../support/fixtures.ts';

/** 09:31:40.530 in local time, so that lines look the same everywhere. */
export const morning = new Date(2026, 10, 20, 9, 31, 40, 530).getTime();

export function fixtureDelivery(id: string, change: Parameters<typeof deliveryFrom>[1] = {}): Delivery {
	return deliveryFrom({...readFixture(id).request, receivedAt: morning}, change);
}

export function withEvent(delivery: Delivery, change: Partial<CallEvent>): Delivery {
	const {inspection} = delivery;
	if (inspection.event === null) throw new Error('has no event');
	return {...delivery, inspection: {...inspection, event: {...inspection.event, ...change}}};
}

export function callFrom(delivery: Delivery): Call {
	const part = contributionOf(delivery);
	if (part === null) throw new Error('belongs to no call');
	return callOf(fold(null, part));
}

/** What a stranger could put into any text, were it shown as it is. */
export const hostile = '\u001b]0;pwned\u0007\u001b[2J\r\n\t\u202e漢字\u0000\u009b31m';

/** Nothing of this may reach a terminal within a line. */
export const steering =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
	/[\u0000-\u001f\u007f-\u009f\u202e]/;
