import {expect, it} from 'vitest';
import {edited, headerValue, open, withBody} from '../../src/rewrite/opened.ts';
import {bodyOf, form, json, request} from './requests.ts';

it('knows all that has a path, in the order it stands', () => {
	const opened = open({...json('{"a":{"b":1}}'), target: '/?k=v'});
	expect(opened.spots.map(({part, path, kind}) => [part, path, kind])).toEqual([
		['target', 'query.k', 'text'],
		[0, 'header.Host', 'text'],
		[1, 'header.content-type', 'text'],
		[2, 'header.Content-Length', 'text'],
		['body', 'body', 'object'],
		['body', 'body.a', 'object'],
		['body', 'body.a.b', 'number'],
	]);
	expect(opened.form).toBeNull();
	expect(open(form('')).form?.members).toEqual([]);
	expect(open(request(null, 'x', {headers: [['content-encoding', 'zstd']]})).body).toBeNull();
});

it('makes edits of several parts, several in one', () => {
	const from = {...json('{"a":1,"b":2}'), target: '/p?k=v'};
	const to = edited(open(from), [
		{part: 'target', start: 5, end: 6, raw: 'long'},
		{part: 0, start: 0, end: 5, raw: 'far'},
		{part: 'body', start: 5, end: 6, raw: '10'},
		{part: 'body', start: 11, end: 12, raw: '\xc3\xa9'},
	]);
	expect([to.target, to.headers[0], to.headers[2]]).toEqual([
		'/p?k=long',
		['Host', 'farhost'],
		['Content-Length', '15'],
	]);
	expect(bodyOf(to)).toBe('{"a":10,"b":é}');
	expect(from.headers[0]).toEqual(['Host', 'localhost']);
});

it('keeps what else is known of the request', () => {
	const step = {...json('{"a":1}'), name: 'x', afterMs: 5};
	expect(edited(open(step), [{part: 'body', start: 5, end: 6, raw: '2'}])).toMatchObject({
		name: 'x',
		afterMs: 5,
	});
});

it('corrects every length the headers tell, in its place', () => {
	const headers = [
		['CONTENT-LENGTH', ' 1'],
		['X', '1'],
		['content-length', 'none'],
	] as const;
	const to = withBody(request(null, 'a', {headers}), Buffer.from('hello'));
	expect(to.headers).toEqual([
		['CONTENT-LENGTH', ' 5'],
		['X', '1'],
		['content-length', '5'],
	]);
	expect(withBody(request(null, 'a', {headers}), Buffer.from('b')).headers).toBe(headers);
});

it.each([
	['plain', 'plain'],
	['\t é', '\t é'],
	['a\r\nb\0\x1b\x7fc', 'a  b   c'],
	['é✓', '\xc3\xa9\xe2\x9c\x93'],
])('puts %j into a header', (text, wanted) => {
	expect(headerValue(text)).toBe(wanted);
});
