import {expect, it} from 'vitest';
import {describeRanges, fact, factsChecked, sourceOf} from '../../src/core/contract.ts';
import {defineProvider} from '../../src/core/provider.ts';
import {generic} from '../../src/providers/generic.ts';

it.each([
	[[], ''],
	[[[200, 200]], '200'],
	[[[200, 299]], '200 to 299'],
	[
		[
			[200, 200],
			[202, 202],
		],
		'200 and 202',
	],
	[
		[
			[200, 204],
			[301, 301],
			[410, 410],
		],
		'200 to 204, 301 and 410',
	],
])('describeRanges %j', (ranges, text) => {
	expect(describeRanges(ranges.map(([from = 0, to = 0]) => ({from, to})))).toBe(text);
});

it('a fact carries its source and the day it was checked', () => {
	expect(fact(5, 'page')).toEqual({value: 5, source: 'page', checked: factsChecked});
	expect(factsChecked).toMatch(/^\d{4}-\d\d-\d\d$/);
	expect(sourceOf(fact(5, 'page'))).toBe(`page (checked ${factsChecked})`);
});

it('defineProvider gives back what it got', () => {
	expect(defineProvider(generic)).toBe(generic);
});
