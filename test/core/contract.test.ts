import {describe, expect, it} from 'vitest';
import {
	contractOf,
	describeRanges,
	fact,
	factsChecked,
	hasStatus,
	isNear,
	isRedirect,
	openRules,
	pauseBefore,
	rulesInWords,
	sourceOf,
} from '../../src/core/contract.ts';

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

it('hasStatus: both ends of a range are in it', () => {
	const ranges = [
		{from: 200, to: 204},
		{from: 410, to: 410},
	];
	const inside = [199, 200, 202, 204, 205, 409, 410, 411].filter(status => hasStatus(ranges, status));
	expect(inside).toEqual([200, 202, 204, 410]);
	expect(hasStatus([], 200)).toBe(false);
});

it('isRedirect: 304 sends nobody elsewhere', () => {
	const redirects = [200, 299, 300, 301, 302, 303, 304, 307, 308, 399, 400].filter(isRedirect);
	expect(redirects).toEqual([300, 301, 302, 303, 307, 308, 399]);
});

it('pauseBefore: the last pause holds for all that follow', () => {
	const pauses = (pausesMs: number[]) =>
		[1, 2, 3, 9].map(attempt => pauseBefore(attempt, {says: '', atMost: null, pausesMs}));
	expect(pauses([30_000, 60_000])).toEqual([30_000, 60_000, 60_000, 60_000]);
	expect(pauses([])).toEqual([null, null, null, null]);
});

it.each([
	[30_000, 0, true],
	[26_000, 0, true],
	[25_900, 0, false],
	[34_000, 0, true],
	[34_100, 0, false],
	// The pause may begin when the answer that failed had come.
	[46_000, 12_000, true],
	[30_000, 12_000, true],
	[46_100, 12_000, false],
])('isNear: %d ms for a pause of 30 s after an answer that took %d ms: %s', (gapMs, answerMs, near) => {
	expect(isNear(gapMs, 30_000, answerMs)).toBe(near);
});

describe('rulesInWords', () => {
	const day = `(checked ${factsChecked})`;
	const told = (contract: Parameters<typeof contractOf>[0]) =>
		Object.fromEntries(rulesInWords(contractOf(contract)).map(({label, says}) => [label, says]));

	it('says of every rule that it is not documented where it is not', () => {
		expect(rulesInWords(contractOf({unknown: 'Acme names no status', unknownSource: 'page'}))).toEqual([
			{label: 'Sent by', says: [{text: 'not documented', sources: []}]},
			{label: 'Counts', says: [{text: 'Acme names no status', sources: [`page ${day}`]}]},
			...['Waits', 'On failure', 'Redirects', 'Address', 'Body'].map(label => ({
				label,
				says: [{text: 'not documented', sources: []}],
			})),
		]);
		expect(told({unknown: 'nobody was recognised'})['Counts']).toEqual([
			{text: 'nobody was recognised', sources: []},
		]);
	});

	it('tells every rule with its page', () => {
		const isIn = () => true;
		const rules = told({
			methods: [fact(['GET', 'POST', 'PUT'], 'a')],
			accepts: [fact([{from: 200, to: 299}], 'b')],
			deadlineMs: [fact(2500, 'c')],
			retries: [fact({says: 'never sent again', atMost: 0, pausesMs: []}, 'd')],
			redirects: [fact('not followed', 'e')],
			transport: [fact('https only', 'f')],
			answerBody: [fact({says: 'the profile', required: false, isIn}, 'g')],
			remarks: [fact('one', 'h'), fact('two', 'h')],
			unknown: '',
		});
		const as = (text: string, page: string) => ({text, sources: [`${page} ${day}`]});
		expect(rules).toEqual({
			'Sent by': [as('GET, POST or PUT', 'a')],
			Counts: [as('200 to 299', 'b')],
			Waits: [as('2.5 s', 'c')],
			'On failure': [as('never sent again', 'd')],
			Redirects: [as('not followed', 'e')],
			Address: [as('https only', 'f')],
			Body: [as('the profile; counts without it', 'g')],
			Also: [as('one', 'h'), as('two', 'h')],
		});
		const required = told({
			answerBody: [fact({says: 'the challenge', required: true, isIn}, 'g')],
			unknown: '',
		});
		expect(required['Body']).toEqual([as('must be the challenge', 'g')]);
	});

	it('tells pages that agree together, and one that disagrees as such', () => {
		const {Waits} = told({deadlineMs: [fact(5000, 'a'), fact(3000, 'b'), fact(5000, 'c')], unknown: ''});
		expect(Waits).toEqual([
			{text: '5 s', sources: [`a ${day}`, `c ${day}`]},
			{text: 'another page says: 3 s', sources: [`b ${day}`]},
		]);
	});
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
