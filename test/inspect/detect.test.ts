import {describe, expect, it} from 'vitest';
import {defineProvider, type Evidence, type Provider} from '../../src/core/provider.ts';
import {candidatesFor, pick, recognition, recognitionThreshold} from '../../src/inspect/detect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {generic} from '../../src/providers/generic.ts';
import {captured} from '../support/fixtures.ts';

const message = readMessage(captured({method: 'POST', target: '/', headers: [], body: ''}));

function provider(id: string, ...weights: number[]): Provider {
	const evidence: Evidence[] = weights.map(weight => ({says: `${id} ${weight}`, why: 'so', weight}));
	return defineProvider({...generic, id, name: id.toUpperCase(), detect: () => evidence});
}

const throwing = defineProvider({
	...generic,
	id: 'broken',
	detect: () => {
		throw new Error('ouch');
	},
});

function candidates(...providers: Provider[]) {
	return candidatesFor(message, providers, error => {
		throw error;
	});
}

describe('confidence', () => {
	it.each([
		[[0.5], 0.5],
		[[0.5, 0.5], 0.75],
		[[0.8, 0.75], 0.95],
		[[0.99], 0.99],
		[[0.99, 0.99, 0.99], 0.99],
		[[1], 0.99],
		[[0.123], 0.12],
	])('%j together make %d', (weights, confidence) => {
		expect(candidates(provider('a', ...weights))[0]?.confidence).toBe(confidence);
	});

	it('a provider without evidence is no candidate', () => {
		expect(candidates(provider('a'), provider('b', 0.1)).map(({provider}) => provider.id)).toEqual(['b']);
	});

	it('the most confident comes first, and of each its strongest reason', () => {
		const [first, second] = candidates(provider('a', 0.3), provider('b', 0.1, 0.6, 0.4));
		expect([first?.provider.id, second?.provider.id]).toEqual(['b', 'a']);
		expect(first?.evidence.map(({weight}) => weight)).toEqual([0.6, 0.4, 0.1]);
	});
});

describe('pick', () => {
	it('takes nobody below the threshold', () => {
		expect(pick(candidates(provider('a', recognitionThreshold - 0.01)))).toBeNull();
		expect(pick(candidates(provider('a', recognitionThreshold)))?.provider.id).toBe('a');
		expect(pick([])).toBeNull();
	});

	it('takes nobody when two are as likely: detection does not guess', () => {
		expect(pick(candidates(provider('a', 0.9), provider('b', 0.9)))).toBeNull();
		expect(pick(candidates(provider('a', 0.9), provider('b', 0.91)))?.provider.id).toBe('b');
	});
});

it('a provider whose detection throws is told of, and costs the others nothing', () => {
	const failed: [string, unknown][] = [];
	const found = candidatesFor(message, [throwing, provider('a', 0.9), throwing], (who, error) => {
		failed.push([who.id, error]);
	});
	expect(found.map(({provider}) => provider.id)).toEqual(['a']);
	expect(failed).toEqual([
		['broken', new Error('ouch')],
		['broken', new Error('ouch')],
	]);
});

it('a choice is told with its reasons and the next likely', () => {
	const all = candidates(provider('a', 0.5, 0.8), provider('b', 0.3));
	const [chosen] = all;
	if (chosen === undefined) throw new Error('no candidate');
	expect(recognition(chosen, all)).toEqual({
		id: 'a',
		name: 'A',
		confidence: 0.9,
		because: ['a 0.8', 'a 0.5'],
		pinned: false,
		runnerUp: {id: 'b', confidence: 0.3},
	});
	expect(recognition(chosen, [chosen]).runnerUp).toBeNull();
});
