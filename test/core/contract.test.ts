import {describe, expect, it} from 'vitest';
import {
	contractOf,
	describeRanges,
	fact,
	factsChecked,
	openRules,
	sourceOf,
} from '../../src/core/contract.ts';
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

describe('openRules', () => {
	const page = 'docs.example.test';
	const accepts = [fact([{from: 200, to: 200}], page)];
	const deadlineMs = [fact(5000, page)];
	const retries = (atMost: number | null, pausesMs: readonly number[]) => [
		fact({says: 'sent again', atMost, pausesMs}, page),
	];

	it.each([
		['nothing documented', {}, ['which statuses count', 'how long it waits', 'whether it sends again']],
		['only the statuses', {accepts}, ['how long it waits', 'whether it sends again']],
		['never sent again', {accepts, deadlineMs, retries: retries(0, [])}, []],
		['sent again 3 times', {accepts, deadlineMs, retries: retries(3, [])}, []],
		['sent again at known pauses', {accepts, deadlineMs, retries: retries(null, [30_000])}, []],
		[
			'sent again, and no more is told',
			{accepts, deadlineMs, retries: retries(null, [])},
			['how often it sends again'],
		],
	] as const)('%s', (_, rules, open) => {
		expect(openRules(contractOf({...rules, unknown: ''}))).toEqual(open);
	});
});
