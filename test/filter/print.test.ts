import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Filter} from '../../src/filter/filter.ts';
import {printTerm, takesAllOf} from '../../src/filter/print.ts';
import {filterOf, filterText} from './filters.ts';

const terms = (text: string) => filterOf(text).terms.map(({text: _, column: __, ...term}) => term);

const printFilter = ({terms: all}: Filter) => all.map(printTerm).join(' ');

describe('printTerm', () => {
	it.each([
		[' provider:CALLR,telecmi   -IS:live ', 'provider:callr,telecmi -is:live'],
		['duration:=2m status:5XX status:>=500', 'duration:120 status:5xx status:>=500'],
		['"a b" "x:y" "-z" "plain" path:"/A*"', '"a b" "x:y" "-z" plain path:/A*'],
		['from:"+1 202 *"', 'from:+1202*'],
	])('%s', (text, printed) => {
		expect(printFilter(filterOf(text))).toBe(printed);
	});

	it('reads back as the same filter', () => {
		fc.assert(
			fc.property(filterText, text => {
				const printed = printFilter(filterOf(text));
				expect(terms(printed)).toEqual(terms(text));
				expect(printFilter(filterOf(printed))).toBe(printed);
			}),
			{seed: 20261120, numRuns: 2000},
		);
	});

	it('prints a term alone', () => {
		const [term] = filterOf('-Method:GET').terms;
		expect(term && printTerm(term)).toBe('-method:get');
	});
});

describe('takesAllOf', () => {
	it.each<[string, string, boolean]>([
		['', 'provider:telecmi', true],
		['', '', true],
		['provider:telecmi', '', false],
		['provider:telecmi', 'method:GET provider:TELECMI', true],
		['provider:callr,telecmi', 'provider:telecmi,callr', true],
		['provider:telecmi method:get', 'provider:telecmi', false],
		['-provider:telecmi', 'provider:telecmi', false],
	])('%s takes all of %s: %s', (wide, narrow, expected) => {
		expect(takesAllOf(filterOf(wide), filterOf(narrow))).toBe(expected);
	});
});
