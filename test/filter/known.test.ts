import {describe, expect, it} from 'vitest';
import {lateTerms, listTerms} from '../../src/filter/known.ts';
import {filterOf} from './filters.ts';

describe('lateTerms', () => {
	it('are none for what the request says', () => {
		const text =
			'provider:telecmi kind:cdr phase:ended outcome:busy direction:in from:1 to:1 number:1 method:GET path:/ call:1 key:a:1 duration:>1 talk:1 has:error,warning,recording is:pinned -is:pinned "text"';
		expect(lateTerms(filterOf(text))).toEqual([]);
	});

	it.each<[string, string]>([
		['verdict:rejected', 'that is known only after the answer'],
		['finding:time/no-zone', 'that is known only after the answer'],
		['-status:5xx', 'that is known only after the answer'],
		['is:live', 'it takes more than the request to know that'],
		['is:pinned,retry', 'it takes more than the request to know that'],
		['is:duplicate', 'it takes more than the request to know that'],
		['has:error,comment', 'it takes more than the request to know that'],
		['is:refused', 'what is not let in is answered before'],
		['is:replay', 'a replay is to be answered as its original was'],
	])('%s: %s', (text, because) => {
		const late = lateTerms(filterOf(`method:GET ${text}`));
		expect(late.map(({term}) => [term.text, term.column])).toEqual([[text, 12]]);
		expect(late[0]?.because).toBe(because);
	});
});

describe('listTerms', () => {
	it.each<[string, string[]]>([
		['is:marked', ['is:marked']],
		['is:pinned -has:comment text', ['-has:comment']],
		['provider:telecmi is:pinned,live', ['is:pinned,live']],
		['status:200 verdict:accepted is:replay,refused,retry,duplicate has:error text', []],
		['', []],
	])('%s: %j', (text, expected) => {
		expect(listTerms(filterOf(text)).map(term => term.text)).toEqual(expected);
	});
});

it('of a call more can be said than of one delivery, but not what the user notes', () => {
	const found = listTerms(filterOf('is:live,pinned -is:live is:marked has:comment'), 'call');
	expect(found.map(term => term.text)).toEqual(['is:marked', 'has:comment']);
});
