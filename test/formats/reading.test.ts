import {expect, it} from 'vitest';
import {gap, isPairs} from '../../src/formats/reading.ts';

it('tells gaps and pairs from what is none', () => {
	expect([gap(null, 1), gap(2, 1), gap(1, 3), gap(1, Number.NaN)]).toEqual([null, 0, 2, null]);
	expect([[], [['a', 'b']], [['a']], 'a', [['a', 1]]].map(isPairs)).toEqual([
		true,
		true,
		false,
		false,
		false,
	]);
});
