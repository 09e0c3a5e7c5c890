import {describe, expect, it} from 'vitest';
import {listFilter} from '../../src/cli/list-filter.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {vocabulary} from '../filter/filters.ts';

it('words are terms of one filter, whether they come in one argument or in several', () => {
	const texts = (words: string[]) => listFilter(words, vocabulary).terms.map(({text}) => text);
	expect(texts([])).toEqual([]);
	expect(texts(['provider:telecmi', 'is:retry'])).toEqual(['provider:telecmi', 'is:retry']);
	expect(texts(['provider:telecmi -is:retry "free text"', 'has:error'])).toEqual([
		'provider:telecmi',
		'-is:retry',
		'"free text"',
		'has:error',
	]);
});

it('of calls more can be asked, and less contradicts itself', () => {
	expect(listFilter(['is:live kind:cdr kind:live'], vocabulary, 'call').terms).toHaveLength(3);
	expect(() => listFilter(['is:marked'], vocabulary, 'call')).toThrow(
		'is:marked cannot be asked of one call.',
	);
	expect(() => listFilter(['phase:ended phase:started'], vocabulary, 'call')).toThrow('No call can match');
	expect(() => listFilter(['kind:cdr -kind:cdr'], vocabulary, 'call')).toThrow('No call can match');
});

describe('a mistake is a usage error that names its column and the next step', () => {
	it.each([
		[['provder:telecmi'], 'column 1: There is no field "provder".', 'Did you mean provider?'],
		[['is:retry', 'provider:nobody'], 'column 19: No provider is called "nobody".', 'It is one of '],
		[['is:foo'], 'column 4: There is no is:foo.', 'It is one of pinned, refused, replay, retry, duplicate.'],
		[
			['has:foo'],
			'column 5: There is no has:foo.',
			'It is one of error, warning, info, recording, transcript, analysis, digits, agent.',
		],
		[
			['telecmi:0c8f1'],
			'column 1: There is no field "telecmi".',
			'To look for a call by its key, write key: in front of it: key:telecmi:0c8f1*',
		],
		[['method:POST is:live'], 'column 13: is:live cannot be asked of one delivery.', 'Leave this term out.'],
		[
			['verdict:accepted', 'verdict:rejected'],
			'column 18: No delivery can match',
			'Leave one of them out; a comma means or',
		],
	])('%j', (words, message, hint) => {
		const error = (() => {
			try {
				listFilter(words, vocabulary);
			} catch (thrown) {
				return thrown;
			}
			return null;
		})();
		if (!(error instanceof CallHookError)) throw new Error('no error of ours');
		expect(error.message).toContain(`The filter, ${message}`);
		expect(error.hint).toContain(hint);
		expect(error.exitCode).toBe(2);
	});
});
