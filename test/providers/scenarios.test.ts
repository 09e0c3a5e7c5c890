/** Whole calls: each step is recognised, and in any order they make the one call that was written down by hand. */

import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';
import {callOf} from '../../src/session/fold.ts';
import {random} from '../core/random.ts';
import {sessionOn, TestExchange} from '../session/receiving.ts';
import {storeAt} from '../store/temporary.ts';
import {allScenarios, type ExpectedCall, type Scenario, timesOf} from '../support/fixtures.ts';

const scenarios = allScenarios();

/** What a session makes of requests that come one after the other: each as it was told, and the calls in the store. */
async function received(
	scenario: Scenario,
	requests: readonly CapturedRequest[],
): Promise<{deliveries: Delivery[]; calls: ExpectedCall[]}> {
	const pin = scenario.steps.find(step => step.pin !== null)?.pin ?? null;
	const store = await storeAt(':memory:');
	const {session, deliveries} = sessionOn(store, {
		...noPins,
		pin: pin === null ? null : providerOf(pin),
	});
	for (const request of requests) {
		session.receive(new TestExchange(request));
		await session.idle();
	}
	await session.close();
	const calls = store.callsAfter(0, 10).map(({state}) => expectedOf(callOf(state)));
	return {deliveries, calls};
}

function expectedOf(call: ExpectedCall): ExpectedCall {
	const {key, phase, outcome, direction, from, to, counterparty} = call;
	const {startedAt, answeredAt, endedAt, durationSeconds, talkSeconds, deliveries} = call;
	return {
		...{key, phase, outcome, direction, from, to, counterparty},
		...{startedAt, answeredAt, endedAt, durationSeconds, talkSeconds, deliveries},
	};
}

/** Places in another order; the times stay those of the places, as senders overtake each other. */
function inOrder({steps, requests}: Scenario, order: readonly number[]): CapturedRequest[] {
	const times = timesOf(steps);
	return order.flatMap((from, place) => {
		const request = requests[from];
		return request === undefined ? [] : [{...request, receivedAt: times[place] ?? 0}];
	});
}

describe('inventory', () => {
	it('has a whole call of every provider, each under one name', () => {
		expect([...new Set(scenarios.map(({folder}) => folder))].sort()).toEqual(
			providers.map(({id}) => id).sort(),
		);
		const keys = scenarios.map(({expected}) => expected.call.key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it.each([
		['an answered call that came in', {direction: 'inbound', outcome: 'answered'}],
		['a missed one', {direction: 'inbound', outcome: 'missed'}],
		['one that went out', {direction: 'outbound', outcome: 'answered'}],
		['a voicemail', {outcome: 'voicemail'}],
	])('has %s', (_, call) => {
		expect(scenarios.map(({expected}) => expected.call)).toContainEqual(expect.objectContaining(call));
	});

	it.each(scenarios)(
		'$id says what it shows, and each step its name, its source and when it comes',
		scenario => {
			const {folder, steps, expected} = scenario;
			expect(expected.provider).toBe(folder);
			expect(steps[0]?.shows).toMatch(/^[A-Z].*\.$/);
			expect(steps.map(({name}) => name)).toEqual(expected.steps.map(({name}) => name));
			expect(new Set(steps.map(({name}) => name)).size).toBe(steps.length);
			for (const [index, {source, afterMs}] of steps.entries()) {
				expect(source).toMatch(/, checked \d{4}-\d\d-\d\d$/);
				if (index === 0) expect(afterMs).toBeNull();
				else expect(afterMs).toBeGreaterThan(0);
			}
		},
	);
});

describe.each(scenarios)('$id', scenario => {
	const {requests, expected} = scenario;
	const places = requests.map((_, index) => index);

	it('is recognised and decoded step by step, makes its call, and nothing in it is wrong', async () => {
		const {deliveries, calls} = await received(scenario, requests);
		expect(deliveries.map(({inspection}) => inspection.provider.id)).toEqual(
			deliveries.map(() => expected.provider),
		);
		expect(
			deliveries.map(({inspection}) => ({kind: inspection.event?.kind, phase: inspection.event?.phase})),
		).toEqual(expected.steps.map(({kind, phase}) => ({kind, phase})));
		expect(calls).toEqual([expected.call]);
		const findings = deliveries.flatMap(({inspection}) => inspection.findings);
		const above = findings.filter(({severity}) => severity !== 'info');
		expect([...new Set(above.map(({code}) => code))].sort()).toEqual(expected.findings);
		// What is late or missing, or repeats another, would be so here.
		expect(findings.filter(({code}) => /^(order|delivery)\//.test(code))).toEqual([]);
		expect(deliveries.map(({repeat}) => repeat)).toEqual(deliveries.map(() => null));
	});

	it('makes the same call when it comes backwards, and shuffled', async () => {
		const {shuffle} = random(7);
		const orders = [[...places].reverse()];
		for (let times = 0; times < 20; times++) orders.push(shuffle(places));
		for (const order of orders) {
			const {calls} = await received(scenario, inOrder(scenario, order));
			expect(calls, `in the order ${order.join(', ')}`).toEqual([expected.call]);
		}
	});
});
