/** What is observed of deliveries of the fixtures. */

import type {Answer, Delivery, Repeat} from '../../src/core/delivery.ts';
import {Observed, type ObservedProvider} from '../../src/session/observed.ts';
import {readFixture} from '../support/fixtures.ts';
import {deliveryFrom} from './receiving.ts';

/** A delivery of a fixture that was answered so, 200 in 1 ms unless said. */
export function answeredWith(
	fixture: string,
	answer: Partial<Answer> = {},
	change: Partial<Delivery> = {},
): Delivery {
	const full: Answer = {status: 200, by: 'target', durationMs: 1, ...answer};
	return {...deliveryFrom(readFixture(fixture).request, {answer: full}), ...change};
}

export function retry(attempt: number, gapMs: number | null): Repeat {
	return {kind: 'retry', by: 'id', of: 1, attempt, atMost: null, gapMs, because: 'a retry'};
}

export const duplicate: Repeat = {
	kind: 'duplicate',
	by: 'bytes',
	of: 1,
	attempt: null,
	atMost: null,
	gapMs: 3000,
	because: 'the same',
};

export function observe(deliveries: Iterable<Delivery>): ObservedProvider[] {
	const observed = new Observed();
	for (const delivery of deliveries) observed.add(delivery);
	return observed.providers();
}

/** Of deliveries that are all of one provider. */
export function observeOne(deliveries: Iterable<Delivery>): ObservedProvider {
	const [only, ...others] = observe(deliveries);
	if (only === undefined || others.length > 0) throw new Error('not of one provider');
	return only;
}
