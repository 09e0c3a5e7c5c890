import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseFilter} from '../../src/filter/parse.ts';
import {filterOf, vocabulary} from './filters.ts';

const problemOf = (text: string) => {
	const {problem} = parseFilter(text, vocabulary);
	return problem === undefined ? null : `${problem.column}: ${problem.message} ${problem.hint}`;
};

/** Without where they stand. */
const termsOf = (text: string) => filterOf(text).terms.map(({text: _, column: __, ...term}) => term);

const word = (text: string) => ({kind: 'word', word: text});
const pattern = (...parts: string[]) => ({kind: 'pattern', parts});

describe('a filter', () => {
	it('of the contract is read, term by term', () => {
		const text =
			'provider:telecmi outcome:answered from:+91* method:GET path:/hook* is:duplicate has:error verdict:rejected duration:>30 call:760df326 is:live is:retry is:replay is:marked has:warning has:comment "free text"';
		expect(filterOf(text).terms.map(term => term.text)).toEqual(text.match(/"[^"]*"|\S+/g));
	});

	it('is terms, values and negations, with their places', () => {
		expect(filterOf('  provider:telecmi,CALLR -"two  words"')).toEqual({
			terms: [
				{
					text: 'provider:telecmi,CALLR',
					column: 3,
					negated: false,
					field: 'provider',
					values: [word('telecmi'), word('callr')],
				},
				{text: '-"two  words"', column: 26, negated: true, field: null, values: [pattern('two  words')]},
			],
		});
	});

	it('of nothing has no terms', () => {
		expect(filterOf(' \t\n ').terms).toEqual([]);
	});

	it.each<[string, unknown]>([
		['Free', {field: null, negated: false, values: [pattern('free')]}],
		['a,b', {field: null, negated: false, values: [pattern('a'), pattern('b')]}],
		['09:31', {field: null, negated: false, values: [pattern('09:31')]}],
		['"x:y"', {field: null, negated: false, values: [pattern('x:y')]}],
		['"say \\"hi\\" \\* \\\\ \\d"', {field: null, negated: false, values: [pattern('say "hi" * \\ \\d')]}],
		['a\\,b\\*c', {field: null, negated: false, values: [pattern('a,b*c')]}],
		['path:/Hook*', {field: 'path', negated: false, values: [pattern('/Hook', '')]}],
		['method:get', {field: 'method', negated: false, values: [pattern('get')]}],
		['call:ABC*', {field: 'call', negated: false, values: [pattern('abc', '')]}],
		['from:"+91 90000 *"', {field: 'from', negated: false, values: [pattern('+9190000', '')]}],
		['from:*', {field: 'from', negated: false, values: [pattern('', '')]}],
		['Outcome:Cancelled', {field: 'outcome', negated: false, values: [word('canceled')]}],
		['-direction:in', {field: 'direction', negated: true, values: [word('inbound')]}],
		['kind:CDR,in*', {field: 'kind', negated: false, values: [pattern('cdr'), pattern('in', '')]}],
		[
			'duration:>1.5',
			{field: 'duration', negated: false, values: [{kind: 'amount', sign: '>', amount: 1.5}]},
		],
		[
			'duration:<=2m',
			{field: 'duration', negated: false, values: [{kind: 'amount', sign: '<=', amount: 120}]},
		],
		['talk:"30"', {field: 'talk', negated: false, values: [{kind: 'amount', sign: '=', amount: 30}]}],
		[
			'status:5xx,>=200',
			{
				field: 'status',
				negated: false,
				values: [
					{kind: 'class', hundred: 5},
					{kind: 'amount', sign: '>=', amount: 200},
				],
			},
		],
	])('%s', (text, term) => {
		expect(termsOf(text)).toEqual([term]);
	});
});

describe('a problem', () => {
	it.each<[string, string]>([
		['is:pinned provder:telecmi', '11: There is no field "provder". Did you mean provider?'],
		[
			'colour:red',
			'1: There is no field "colour". Fields are provider, kind, phase, outcome, direction, from, to, number, method, path, call, key, duration, talk, status, verdict, finding, is and has. To look for it as a text, put it in double quotes.',
		],
		[
			'telecmi:760df',
			'1: There is no field "telecmi". To look for a call by its key, write key: in front of it: key:telecmi:760df*',
		],
		['outcome:answred', '9: No outcome is called "answred". Did you mean answered?'],
		['direction:left', '11: No direction is called "left". It is one of inbound, outbound.'],
		[
			'provider:tele*',
			expect.stringContaining('10: No provider is called "tele*". It is one of ') as unknown as string,
		],
		['provider:telecmi,teleccmi', '18: No provider is called "teleccmi". Did you mean telecmi?'],
		['kind:cdrr', '6: No kind is called "cdrr". Did you mean cdr?'],
		['is:new', expect.stringContaining('4: There is no is:new. It is one of pinned, ') as unknown as string],
		['has:erors', '5: There is no has:erors. Did you mean error?'],
		['outcome:constructor', expect.stringContaining('No outcome is called') as unknown as string],
		[
			'duration:>x',
			'10: duration: takes seconds or a comparison, and ">x" is neither. Write it like duration:30, duration:>30 or duration:<=2m.',
		],
		['duration:9999999999h', expect.stringContaining('is neither') as unknown as string],
		[
			'status:20',
			'8: status: takes a status or a comparison, and "20" is neither. Write it like status:200, status:>=500 or status:5xx.',
		],
		['status:200s', expect.stringContaining('is neither') as unknown as string],
		['from:"+91', '6: The quote is not closed. Put a " at the end of the text.'],
		['"abc"d', '6: There is no blank behind the quote. Put one there, or a comma.'],
		['provider:', '10: provider: needs a value here. Write one, or take the comma or the term away.'],
		['a,,b', '3: The text needs a value here. Write one, or take the comma or the term away.'],
		['""', '1: The text needs a value here. Write one, or take the comma or the term away.'],
		['from:()', '6: from: needs a value here. Write one, or take the comma or the term away.'],
		['a - b', '3: There is nothing behind the "-". Write the term it negates right behind it.'],
		['-', '1: There is nothing behind the "-". Write the term it negates right behind it.'],
		['📞 provder:x', '3: There is no field "provder". Did you mean provider?'],
	])('%s', (text, problem) => {
		expect(problemOf(text)).toEqual(problem);
	});

	it('names some of many words', () => {
		const kinds = Array.from({length: 30}, (_, index) => `kind-${index}`);
		const {problem} = parseFilter('kind:x', {providers: [], kinds, findings: []});
		expect(problem?.hint).toMatch(/^It is one of kind-0, .*, kind-19 …\.$/);
	});

	it('names no more of a long text than fits a line', () => {
		expect(problemOf(`outcome:${'x'.repeat(5000)}`)).toContain(`"${'x'.repeat(40)}…"`);
		expect(problemOf(`${'x'.repeat(5000)}:y`)?.length).toBeLessThan(400);
	});

	it('is all that can come of any text: the parser never throws', () => {
		const nearMisses = fc.string({unit: fc.constantFrom(...'provider:telecmi,"-\\* >5x\n'), maxLength: 60});
		fc.assert(
			fc.property(fc.oneof(fc.string({unit: 'binary'}), nearMisses), text => {
				const {filter, problem} = parseFilter(text, vocabulary);
				if (filter === undefined) {
					expect(problem.column).toBeGreaterThan(0);
					expect(problem.column).toBeLessThanOrEqual([...text].length + 1);
				}
			}),
			{seed: 20261120, numRuns: 2000},
		);
	});
});
