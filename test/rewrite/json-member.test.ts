import {expect, it} from 'vitest';
import {colonOf, lastMember} from '../../src/rewrite/json-member.ts';
import {rawLayer} from '../../src/rewrite/layer.ts';

/** The list `[…]` with one more member, each of the members one letter. */
function withMember(text: string): string {
	const members = [...text.matchAll(/[a-z]/g)].map(({index}) => ({from: index, to: index + 1}));
	const {at, text: added} = lastMember(rawLayer(text), {from: 1, members}, 'NEW');
	return text.slice(0, at) + added + text.slice(at);
}

it.each([
	['[]', '[NEW]'],
	['[a,b]', '[a,b,NEW]'],
	['[a , b]', '[a , b , NEW]'],
	['[\n\ta\n]', '[\n\ta,\n\tNEW\n]'],
	['[\n\ta,\n\tb\n]', '[\n\ta,\n\tb,\n\tNEW\n]'],
	['[a /* , */, b]', '[a /* , */, b, NEW]'],
	['[a b]', '[a b, NEW]'],
])('a member is put behind those of %j as they are', (text, wanted) => {
	expect(withMember(text)).toBe(wanted);
});

it('a colon is written as the first of the text is', () => {
	expect(['{"a":1}', '{"a": 1}', '{"a" : 1}', '{}', '{"a":\n1}'].map(colonOf)).toEqual([
		':',
		': ',
		' : ',
		': ',
		':',
	]);
});
