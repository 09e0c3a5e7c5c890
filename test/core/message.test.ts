import {expect, it} from 'vitest';
import {payloadsOf} from '../../src/core/message.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {get, post, postForm} from '../providers/requests.ts';

const placesOf = (request: Parameters<typeof readMessage>[0]) =>
	payloadsOf(readMessage(request)).map(({object, at}) => [at, object]);

it('an event may stand in form fields, JSON in one of them, a JSON body, or the query', () => {
	expect(placesOf(post({a: 1}))).toEqual([['body', {a: 1}]]);
	expect(placesOf(get('/?a=1'))).toEqual([['query', {a: '1'}]]);
	expect(placesOf(postForm({x: {a: 1}, b: '2'}, '/?c=3'))).toEqual([
		['body', {x: '{"a":1}', b: '2'}],
		['body.x', {a: 1}],
		['query', {c: '3'}],
	]);
	expect(placesOf(get('/'))).toEqual([]);
});
