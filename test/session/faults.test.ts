import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {largestSeed} from '../../src/core/random.ts';
import {type FaultSpec, faultsFrom, parseFault} from '../../src/session/faults.ts';

describe('parseFault', () => {
	it.each<[string, FaultSpec]>([
		['status=500,rate=0.3', {fault: {name: 'status=500', action: {kind: 'status', status: 500}}, rate: 0.3}],
		['hang', {fault: {name: 'hang', action: {kind: 'hang'}}, rate: 1}],
		['RESET, rate=.5', {fault: {name: 'reset', action: {kind: 'reset'}}, rate: 0.5}],
		['close,rate=1', {fault: {name: 'close', action: {kind: 'close'}}, rate: 1}],
		['delay=12000', {fault: {name: 'delay=12000', action: {kind: 'delay', ms: 12_000}}, rate: 1}],
	])('%s', (text, spec) => {
		expect(parseFault(text)).toEqual({spec});
	});

	it.each([
		['', 'It names no fault. Faults are status=<code>, hang, reset, close and delay=<ms>.'],
		['hung', 'There is no fault "hung". Faults are status=<code>, hang, reset, close and delay=<ms>.'],
		['rate=0.5', 'There is no fault "rate". Faults are status=<code>, hang, reset, close and delay=<ms>.'],
		['hang=5', 'hang takes no value. Write it like hang.'],
		['status', '"status" has no status from 200 to 599. Write it like status=500.'],
		['status=100', '"status=100" has no status from 200 to 599. Write it like status=500.'],
		['status=5e2', '"status=5e2" has no status from 200 to 599. Write it like status=500.'],
		['delay=0', '"delay=0" has no number of ms from 1 to 3600000. Write it like delay=12000.'],
		['delay=1s', '"delay=1s" has no number of ms from 1 to 3600000. Write it like delay=12000.'],
		[
			'hang,reset',
			'"reset" is nothing a fault can have. Only rate=… may follow: one --fault for each fault.',
		],
		[
			'hang,rate=0',
			'"0" is no rate. It is a number above 0 and up to 1, like rate=0.3 for 3 of 10 requests.',
		],
		[
			'hang,rate=30%',
			'"30%" is no rate. It is a number above 0 and up to 1, like rate=0.3 for 3 of 10 requests.',
		],
		['hang,rate=1,rate=1', 'It has two rates. Keep one of them.'],
	])('%j is a mistake', (text, problem) => {
		const {problem: found} = parseFault(text);
		expect(`${found?.message} ${found?.hint}`).toBe(problem);
	});
});

describe('faultsFrom', () => {
	const spec = (name: string, rate: number): FaultSpec => ({fault: {name, action: {kind: 'hang'}}, rate});
	const names = (specs: FaultSpec[], seed: number, count: number) => {
		const next = faultsFrom(specs, seed);
		return Array.from({length: count}, () => next()?.name ?? null);
	};
	const seeds = fc.integer({min: 0, max: largestSeed});
	const rates = fc.double({min: 0.01, max: 1, noNaN: true});

	it('strikes nobody without a fault, and everybody with a rate of 1', () => {
		expect(names([], 1, 3)).toEqual([null, null, null]);
		expect(names([spec('a', 1), spec('b', 1)], 1, 3)).toEqual(['a', 'a', 'a']);
	});

	it('strikes the same requests whenever the seed is the same', () => {
		fc.assert(
			fc.property(seeds, rates, rates, (seed, a, b) => {
				const specs = [spec('a', a), spec('b', b)];
				expect(names(specs, seed, 100)).toEqual(names(specs, seed, 100));
			}),
		);
	});

	it('strikes as often as its rate says', () => {
		fc.assert(
			fc.property(seeds, rates, rates, (seed, a, b) => {
				const struck = names([spec('a', a), spec('b', b)], seed, 10_000);
				const share = (name: string) => struck.filter(each => each === name).length / 10_000;
				// Five times the largest standard deviation there is.
				expect(Math.abs(share('a') - a)).toBeLessThan(0.025);
				expect(Math.abs(share('b') - (1 - a) * b)).toBeLessThan(0.025);
			}),
			{numRuns: 30, seed: 20261120},
		);
	});

	it('one more fault leaves those before it as they were', () => {
		const alone = names([spec('a', 0.3)], 7, 200);
		const both = names([spec('a', 0.3), spec('b', 0.3)], 7, 200);
		expect(both.map(name => (name === 'a' ? 'a' : null))).toEqual(alone);
		expect(both).toContain('b');
	});
});
