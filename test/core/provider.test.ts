import {expect, it} from 'vitest';
import {contractOf} from '../../src/core/contract.ts';
import {defineProvider, eventIdOf, kindsByContract, unmarked} from '../../src/core/provider.ts';
import {generic} from '../../src/providers/generic.ts';

it('defineProvider gives back what it got', () => {
	expect(defineProvider(generic)).toBe(generic);
});

it('kindsByContract: kinds that share their rules stand together, in the order they are declared', () => {
	const one = contractOf({unknown: 'one'});
	const other = contractOf({unknown: 'other'});
	const provider = defineProvider({
		...generic,
		kinds: ['a', 'b', 'c'].map(id => ({id, says: ''})),
		contract: kind => (kind === 'b' ? other : one),
	});
	expect(kindsByContract(provider)).toEqual([
		{kinds: ['a', 'c'], contract: one},
		{kinds: ['b'], contract: other},
	]);
	expect(kindsByContract(generic)).toEqual([]);
});

it("an event's id is a text or a number", () => {
	expect(['e1', '7', 7, 0].map(eventIdOf)).toEqual(['e1', '7', '7', '0']);
	for (const sent of ['', null, undefined, true, {}, ['e1']]) expect(eventIdOf(sent)).toBeNull();
});

it('an unmarked event says nothing of itself', () => {
	expect(unmarked).toEqual({id: null, attempt: null});
});
