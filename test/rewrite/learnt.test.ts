import {expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {learn} from '../../src/rewrite/learnt.ts';
import {stepWith} from './steps.ts';

it('finds the personal values of a step, by the index of their place', () => {
	const {open, kinds, known} = learn(
		stepWith({target: '/h?to=9812345678', body: '{"name": "Ada", "n": 1, "k": "given-1"}'}),
		nothingTold,
		['given-1'],
	);
	const found = [...kinds].map(([index, kind]) => [open.places[index]?.path, kind]);
	expect(found).toEqual([
		['query.to', 'number'],
		['body.name', 'name'],
		['body.k', 'secret'],
	]);
	expect(known.inspected.provider.id).toBe('generic');
});
