import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {matches} from '../../src/filter/match.ts';
import {neverMatches} from '../../src/filter/never.ts';
import {filterOf, filterText, subjectOf} from './filters.ts';

describe('neverMatches', () => {
	it.each<[string, string]>([
		['provider:telecmi -provider:telecmi', 'provider:telecmi and -provider:telecmi contradict each other'],
		['-provider:callr,telecmi provider:Telecmi', 'contradict each other'],
		['provider:telecmi provider:callr', 'provider:telecmi and provider:callr contradict each other'],
		['method:GET method:POST', 'method:GET and method:POST contradict each other'],
		['path:/a path:/b*', 'path:/a and path:/b* contradict each other'],
		['path:/a -path:/*', 'contradict each other'],
		['from:+91* -from:"+91 *"', 'contradict each other'],
		['is:pinned -is:pinned', 'contradict each other'],
		['text -TEXT', 'text and -TEXT contradict each other'],
		[
			'outcome:busy,failed outcome:failed,missed -outcome:failed',
			'the terms of outcome contradict each other',
		],
		['duration:>30 duration:<30', 'duration:>30 and duration:<30 contradict each other'],
		['duration:<0', 'No delivery can match duration:<0.'],
		['status:5xx status:<500', 'contradict each other'],
		['status:>500 status:<501', 'contradict each other'],
	])('%s', (text, message) => {
		expect(neverMatches(filterOf(text))?.message).toContain(message);
	});

	it('of a call says so of what the call has, as its deliveries may have several of the rest', () => {
		expect(neverMatches(filterOf('provider:telecmi provider:callr'), 'call')?.message).toContain(
			'No call can match',
		);
		expect(neverMatches(filterOf('method:GET method:POST status:200 status:500'), 'call')).toBeNull();
		expect(neverMatches(filterOf('method:GET -method:GET'), 'call')).not.toBeNull();
	});

	it('names the last of the terms', () => {
		expect(neverMatches(filterOf('method:GET provider:callr method:PUT'))?.term.column).toBe(27);
	});

	it.each([
		'',
		'provider:telecmi,callr provider:callr',
		'path:/a* path:*b',
		'path:/a* -path:/ab',
		'-method:GET -method:POST',
		'-duration:>1 -duration:<=1',
		'duration:>30 duration:<31',
		'duration:>=30 duration:<=30',
		'status:5xx -status:503',
		'from:12025550143 from:+12025550143',
		'has:error has:warning -has:info',
		'is:pinned,live -is:live',
	])('not %s', text => {
		expect(neverMatches(filterOf(text))).toBeNull();
	});

	it('is right: what matches something is not said to match nothing', () => {
		const subject = subjectOf();
		fc.assert(
			fc.property(filterText, text => {
				const filter = filterOf(text);
				if (matches(filter, subject)) expect(neverMatches(filter)).toBeNull();
			}),
			{seed: 20261120, numRuns: 3000},
		);
	});
});
