import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import {finding} from '../../src/core/findings.ts';
import {providers} from '../../src/providers/registry.ts';
import {Observed} from '../../src/session/observed.ts';
import {answeredWith, duplicate, observe, observeOne, retry} from './observing.ts';

const report = 'cllr/post-call';
const inCall = 'myoperator/in-call';
const log = 'myoperator/after-call';

describe('what counts', () => {
	it('every delivery once, by provider, in the order they came', () => {
		const seen = observe([answeredWith(report), answeredWith(inCall), answeredWith(report)]);
		expect(seen.map(({id, name, deliveries}) => [id, name, deliveries])).toEqual([
			['cllr', 'cllr', 2],
			['myoperator', 'MyOperator', 1],
		]);
	});

	it('neither what was not let in nor a replay', () => {
		const refusal = {code: 'auth', message: 'It came without credentials.'} as const;
		expect(
			observe([
				answeredWith(report, {}, {refusal}),
				answeredWith(report, {}, {replay: {of: 1, from: null, isEdited: false, isResigned: false}}),
			]),
		).toEqual([]);
	});

	it('kinds that came, and those documented that did not; a pin-only one is not missed', () => {
		const seen = observeOne([answeredWith(inCall), answeredWith(inCall), answeredWith(log)]);
		expect(seen.kinds).toEqual([
			{id: 'in-call', deliveries: 2},
			{id: 'after-call', deliveries: 1},
		]);
		expect(seen.kindsNeverSeen).toContain('v2-call');
		expect(seen.kindsNeverSeen).not.toContain('query');
		expect(seen.kindsNeverSeen).not.toContain('in-call');
	});

	it('kinds without end are counted as one', () => {
		const delivery = answeredWith(report);
		const {event} = delivery.inspection;
		if (event === null) throw new Error('has no event');
		const made = Array.from({length: 1000}, (_, index) => ({
			...delivery,
			inspection: {...delivery.inspection, event: {...event, kind: `kind-${index}`}},
		}));
		expect(observeOne(made).kinds).toEqual([{id: null, deliveries: 1000}]);
	});

	it('verdicts by state, statuses, and what nobody answered', () => {
		const seen = observeOne([
			answeredWith(report),
			answeredWith(report, {status: 204}),
			answeredWith(report, {status: 500}),
			answeredWith(report, {status: null, by: 'nobody', durationMs: 9000}),
		]);
		expect(seen.verdicts).toEqual({accepted: 2, rejected: 1, unknown: 0, unanswered: 1});
		expect(seen.statuses).toHaveLength(1);
		expect(seen.statuses[0]).toMatchObject({kinds: ['post-call'], unanswered: 1});
		expect([...(seen.statuses[0]?.statuses ?? [])]).toEqual([
			[200, 1],
			[204, 1],
			[500, 1],
		]);
		// A wait that nobody answered is no answer's.
		expect(seen.latencyMs?.max).toBe(1);
	});

	it('duplicates, and what came out of order', () => {
		const late = answeredWith(report);
		const found = {message: 'It came late.', where: null};
		const findings = [
			finding('number/json-number', found),
			finding('order/late', found),
			finding('order/gap', found),
		];
		const seen = observeOne([
			answeredWith(report, {}, {repeat: duplicate}),
			{...late, inspection: {...late.inspection, findings}},
			answeredWith(report),
		]);
		expect(seen).toMatchObject({deliveries: 3, duplicates: 1, outOfOrder: 1, retryGapMs: null});
	});
});

describe('how long answers took', () => {
	it('nothing without an answer', () => {
		expect(observeOne([answeredWith(report, {status: null, by: 'nobody'})]).latencyMs).toBeNull();
	});

	it('p50, p95 and the slowest, of any answers, within 2 %', () => {
		const delivery = answeredWith(report);
		fc.assert(
			fc.property(
				fc.array(fc.double({min: 0.01, max: 1e8, noNaN: true}), {minLength: 1, maxLength: 300}),
				times => {
					const {latencyMs} = observeOne(
						times.map(durationMs => ({...delivery, answer: {...delivery.answer, durationMs}})),
					);
					const sorted = times.toSorted((a, b) => a - b);
					const exact = (share: number) =>
						sorted[Math.max(1, Math.round(sorted.length * share)) - 1] ?? Number.NaN;
					expect(latencyMs?.max).toBe(sorted.at(-1));
					for (const [told, wanted] of [
						[latencyMs?.p50, exact(0.5)],
						[latencyMs?.p95, exact(0.95)],
					] as const) {
						// To the microsecond, as that is what is counted.
						expect(Math.abs((told ?? 0) - wanted)).toBeLessThanOrEqual(wanted * 0.02 + 0.002);
					}
				},
			),
			{numRuns: 50},
		);
	});

	it('against the deadline of the kinds that have one, and only those', () => {
		const took = [100, 2499, 2500, 4000, 5000, 5001].map(durationMs => answeredWith(inCall, {durationMs}));
		const seen = observeOne([...took, answeredWith(log, {durationMs: 60_000})]);
		expect(seen.deadlines).toHaveLength(2);
		expect(seen.deadlines[0]).toMatchObject({
			kinds: ['in-call'],
			answers: 6,
			tookHalf: 4,
			tookFourFifths: 3,
			tooLate: 1,
			slowestMs: 5001,
		});
		expect(seen.deadlines[1]).toMatchObject({
			kinds: ['after-call'],
			documented: [],
			answers: 1,
			tookHalf: 0,
			tooLate: 0,
			slowestMs: 60_000,
		});
		expect(seen.latencyMs?.max).toBe(60_000);
	});

	it('a sender that gave up at its deadline is one too late, one that left before it is none', () => {
		const left = [9900, 10_050, 3000].map(durationMs =>
			answeredWith(report, {status: null, by: 'nobody', durationMs}),
		);
		const seen = observeOne([answeredWith(report), ...left]);
		expect(seen.deadlines[0]).toMatchObject({answers: 3, gaveUp: 2, tooLate: 2, tookFourFifths: 2});
		expect(seen.latencyMs?.max).toBe(1);
	});
});

describe('retries', () => {
	it('how many, and after how long, by the number of the attempt', () => {
		const seen = observeOne([
			answeredWith(log, {status: 500, durationMs: 70}),
			answeredWith(log, {}, {repeat: retry(1, 30_100)}),
			answeredWith(log, {}, {repeat: retry(1, 29_900)}),
			answeredWith(log, {}, {repeat: retry(2, 60_000)}),
			answeredWith(log, {}, {repeat: retry(2, null)}),
		]);
		expect(seen.retries).toHaveLength(1);
		expect(seen.retries[0]).toMatchObject({
			kinds: ['after-call'],
			count: 4,
			highest: 2,
			rejected: 1,
			longestFailedMs: 70,
		});
		expect([...(seen.retries[0]?.gaps ?? [])]).toEqual([
			[1, {smallest: 29_900, largest: 30_100}],
			[2, {smallest: 60_000, largest: 60_000}],
		]);
		expect(seen.retryGapMs).toMatchObject({smallest: 29_900, largest: 60_000});
		expect(Math.abs((seen.retryGapMs?.median ?? 0) - 30_100)).toBeLessThan(600);
	});

	it('attempts a sender makes up take no memory', () => {
		const delivery = answeredWith(log);
		const made = Array.from({length: 1000}, (_, index) => ({
			...delivery,
			repeat: retry(index + 1, index),
		}));
		const seen = observeOne(made);
		expect(seen.retries[0]?.count).toBe(1000);
		expect(seen.retries[0]?.gaps.size).toBeLessThanOrEqual(32);
	});
});

describe('whatever comes', () => {
	const samples: Delivery[] = [
		answeredWith(report),
		answeredWith(report, {status: 500, durationMs: 11_000}),
		answeredWith(inCall, {durationMs: 4500}),
		answeredWith(log, {status: null, by: 'nobody'}),
		answeredWith(log, {}, {repeat: retry(1, 30_000)}),
		answeredWith('telecmi/outgoing-answered', {status: 204}, {repeat: duplicate}),
	];

	it('sums agree, and the order does not matter', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...samples), {maxLength: 60}), deliveries => {
				const seen = observe(deliveries);
				const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, each) => total + each, 0);
				expect(sum(seen.map(one => one.deliveries))).toBe(deliveries.length);
				for (const one of seen) {
					const answers = one.statuses.map(rule => sum(rule.statuses.values()) + rule.unanswered);
					expect(sum(one.kinds.map(kind => kind.deliveries))).toBe(one.deliveries);
					expect(sum(Object.values(one.verdicts))).toBe(one.deliveries);
					expect(sum(answers)).toBe(one.deliveries);
				}
				const figures = (of: Delivery[]) =>
					observe(of)
						.map(({id, deliveries: many, verdicts, latencyMs, retryGapMs, duplicates}) => ({
							id,
							many,
							verdicts,
							latencyMs,
							retryGapMs,
							duplicates,
						}))
						.sort((a, b) => a.id.localeCompare(b.id));
				expect(figures(deliveries.toReversed())).toEqual(figures(deliveries));
			}),
			{numRuns: 50},
		);
	});

	it('what was told does not change when more comes', () => {
		const observed = new Observed();
		observed.add(answeredWith(log, {}, {repeat: retry(1, 30_000)}));
		const [first] = observed.providers();
		observed.add(answeredWith(log, {status: 500}, {repeat: retry(1, 90_000)}));
		expect(first?.verdicts).toMatchObject({accepted: 1, rejected: 0});
		expect([...(first?.statuses[0]?.statuses.keys() ?? [])]).toEqual([200]);
		expect(first?.retries[0]?.gaps.get(1)).toEqual({smallest: 30_000, largest: 30_000});
	});

	it.each(providers)('$id: each of its kinds has one rule of each sort', ({id, kinds}) => {
		const delivery = answeredWith(report);
		const {event, provider} = delivery.inspection;
		if (event === null) throw new Error('has no event');
		const seen = observeOne(
			kinds.map(kind => ({
				...delivery,
				inspection: {...delivery.inspection, provider: {...provider, id}, event: {...event, kind: kind.id}},
			})),
		);
		expect(seen.kindsNeverSeen).toEqual([]);
		for (const rules of [seen.statuses, seen.deadlines, seen.retries]) {
			expect(rules.flatMap(rule => rule.kinds).sort()).toEqual(kinds.map(kind => kind.id).sort());
		}
	});
});
