import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
	neverCalled,
	type Pass,
	type PlannedStep,
	type PlanOptions,
	planOf,
	sendingsPerPass,
} from '../../src/replay/plan.ts';

const inOrder: PlanOptions = {speed: 1, shuffle: false, duplicate: 0, drop: 0, late: [], seed: 7};

const call: PlannedStep[] = [
	{afterMs: 900, calledBy: ['started', 'event']},
	{afterMs: 13_000, calledBy: ['answered', 'event']},
	{afterMs: null, calledBy: ['ended', 'cdr', 'outgoing-answered']},
	{afterMs: 5000, calledBy: ['recording']},
];

function passOf(options: Partial<PlanOptions>, repetition = 0, steps = call): Pass {
	return planOf(steps, {...inOrder, ...options})(repetition);
}

function told({sendings}: Pass) {
	return sendings.map(({step, atMs, because}) => [step, atMs, ...because]);
}

const steps = fc.array(
	fc.record({
		afterMs: fc.option(fc.integer({min: 0, max: 100_000})),
		calledBy: fc.array(fc.constantFrom('started', 'ended', 'recording')),
	}),
	{maxLength: 12},
);
const disorder = fc.record({
	speed: fc.constantFrom(0.5, 1, 60, Number.POSITIVE_INFINITY),
	shuffle: fc.boolean(),
	duplicate: fc.constantFrom(0, 0.2, 1),
	drop: fc.constantFrom(0, 0.1, 1),
	late: fc.array(
		fc.record({what: fc.constantFrom('recording', 'ended'), byMs: fc.integer({min: 0, max: 400_000})}),
	),
	seed: fc.nat(),
});

describe('a pass', () => {
	it('has the order and the gaps of the scenario, the first step at once', () => {
		expect(told(passOf({}))).toEqual([
			[0, 0],
			[1, 13_000],
			[2, 13_000],
			[3, 18_000],
		]);
		expect(told(passOf({speed: 1000}))).toEqual([
			[0, 0],
			[1, 13],
			[2, 13],
			[3, 18],
		]);
		expect(told(passOf({speed: Number.POSITIVE_INFINITY}))).toEqual([
			[0, 0],
			[1, 0],
			[2, 0],
			[3, 0],
		]);
		expect(passOf({}).dropped).toEqual([]);
		expect(passOf({}, 0, []).sendings).toEqual([]);
	});

	it('has what is late later, by its phase, kind or name', () => {
		expect(told(passOf({late: [{what: 'answered', byMs: 2000}]}))).toEqual([
			[0, 0],
			[2, 13_000],
			[1, 15_000, 'late by 2 s'],
			[3, 18_000],
		]);
		const both = passOf({
			late: [
				{what: 'event', byMs: 60_000},
				{what: 'started', byMs: 500},
			],
			speed: 2,
		});
		expect(told(both)).toEqual([
			[2, 6500],
			[3, 9000],
			[0, 30_250, 'late by 1 min 1 s'],
			[1, 36_500, 'late by 1 min'],
		]);
	});

	it('has it behind the others also where no time goes by', () => {
		const late = [{what: 'started', byMs: 300_000}];
		expect(told(passOf({late, speed: Number.POSITIVE_INFINITY}))).toEqual([
			[1, 0],
			[2, 0],
			[3, 0],
			[0, 0, 'late by 5 min'],
		]);
	});

	it('has each step twice, drops each, or shuffles them, when it is told to', () => {
		const twice = passOf({duplicate: 1});
		expect(twice.sendings.filter(({copy}) => copy === 0).map(({step}) => step)).toEqual([0, 1, 2, 3]);
		expect(twice.sendings.filter(({because}) => because.includes('duplicate'))).toHaveLength(4);
		expect(passOf({drop: 1})).toEqual({sendings: [], dropped: [0, 1, 2, 3]});
		const orders = new Set(
			Array.from({length: 200}, (_, seed) =>
				passOf({shuffle: true, seed})
					.sendings.map(({step}) => step)
					.join(''),
			),
		);
		expect(orders.size).toBe(24);
		const shuffled = passOf({shuffle: true});
		expect(shuffled.sendings.map(({atMs}) => atMs)).toEqual([0, 13_000, 13_000, 18_000]);
		for (const [place, {step, because}] of shuffled.sendings.entries()) {
			expect(because).toEqual(step === place ? [] : ['shuffled']);
		}
	});

	it('is the same whenever seed and repetition are, and another for another', () => {
		const options = {...inOrder, shuffle: true, duplicate: 0.5, drop: 0.3};
		const many = Array.from({length: 20}, (_, index) => ({...call[index % 4], afterMs: 10, calledBy: []}));
		expect(planOf(many, options)(3)).toEqual(planOf(many, options)(3));
		expect(planOf(many, options)(3)).not.toEqual(planOf(many, options)(4));
		expect(planOf(many, options)(3)).not.toEqual(planOf(many, {...options, seed: 8})(3));
	});

	it('drops the same steps whether they are shuffled or not', () => {
		const dropped = (shuffle: boolean) =>
			Array.from({length: 50}, (_, seed) => passOf({shuffle, drop: 0.5, seed}).dropped);
		expect(dropped(true)).toEqual(dropped(false));
	});

	it('loses nothing but what is dropped, doubles nothing but duplicates, and goes on in time', () => {
		fc.assert(
			fc.property(steps, disorder, fc.nat(5), (scenario, options, repetition) => {
				const {sendings, dropped} = planOf(scenario, options)(repetition);
				const originals = sendings.filter(({copy}) => copy === 0).map(({step}) => step);
				expect([...originals, ...dropped].sort((a, b) => a - b)).toEqual(scenario.map((_, index) => index));
				const copies = sendings.filter(({copy}) => copy === 1);
				expect(new Set(copies.map(({step}) => step)).size).toBe(copies.length);
				expect(copies.every(({because}) => because.includes('duplicate'))).toBe(true);
				for (const copy of copies) {
					const original = sendings.findIndex(({step}) => step === copy.step);
					expect(sendings[original]?.copy).toBe(0);
					expect(sendings.indexOf(copy)).toBeGreaterThan(original);
				}
				expect(sendings.map(({atMs}) => atMs)).toEqual(sendings.map(({atMs}) => atMs).sort((a, b) => a - b));
				const count = sendingsPerPass(scenario, options);
				if (count !== null) expect(sendings.length).toBe(count);
			}),
		);
	});

	it('sends twice, and drops, as large a share as was asked for', () => {
		const plan = planOf(call, {...inOrder, duplicate: 0.2, drop: 0.1});
		let copies = 0;
		let dropped = 0;
		for (let repetition = 0; repetition < 5000; repetition++) {
			const pass = plan(repetition);
			copies += pass.sendings.filter(({copy}) => copy === 1).length;
			dropped += pass.dropped.length;
		}
		// Of 20,000; five standard deviations.
		expect(Math.abs(dropped - 2000)).toBeLessThan(215);
		expect(Math.abs(copies - 3600)).toBeLessThan(275);
	});

	it('puts duplicates anywhere behind their originals', () => {
		const places = Array.from({length: 100}, (_, seed) =>
			passOf({duplicate: 1, seed}).sendings.findIndex(({copy, step}) => copy === 1 && step === 0),
		);
		expect(new Set(places).size).toBeGreaterThanOrEqual(5);
	});
});

describe('rules that name no step', () => {
	it('are told', () => {
		const late = ['recording', 'transcript', 'cdr', 'Recording'].map(what => ({what, byMs: 1}));
		expect(neverCalled(call, late).map(({what}) => what)).toEqual(['transcript', 'Recording']);
		expect(neverCalled(call, [])).toEqual([]);
	});
});
