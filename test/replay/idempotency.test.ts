import {describe, expect, it} from 'vitest';
import {differencesOf, differenceText} from '../../src/replay/idempotency.ts';
import {sentDelivery} from './samples.ts';

const of = (first: string, second: string, statuses: readonly [number | null, number | null] = [200, 200]) =>
	differencesOf(
		sentDelivery({status: statuses[0], answer: first}),
		sentDelivery({status: statuses[1], answer: second}),
	);

describe('differencesOf', () => {
	it.each([
		['{"a":1,"b":[1,2]}', '{ "b": [1, 2.0], "a": 1 }'],
		['got it', 'got it'],
		['', ''],
		['null', ' null '],
	])('%j and %j are the same', (first, second) => expect(of(first, second)).toEqual([]));

	it('tells each place', () => {
		expect(of('{"job":{"id":1},"list":[1,2],"gone":true}', '{"job":{"id":2},"list":[1],"new":null}')).toEqual(
			[
				{path: 'body.job.id', first: '1', second: '2'},
				{path: 'body.list[1]', first: '2', second: null},
				{path: 'body.gone', first: 'true', second: null},
				{path: 'body.new', first: null, second: 'null'},
			],
		);
	});

	it.each([
		['{"a":[]}', '{"a":{}}', 'body.a', '[]', '{}'],
		['{"a":1}', '{"a":"1"}', 'body.a', '1', '"1"'],
		['[]', '{}', 'body', '[]', '{}'],
		['ok 1', 'ok 2', 'body', '"ok 1"', '"ok 2"'],
		['{"a":1}', 'broken', 'body', '"{\\"a\\":1}"', '"broken"'],
		['', '{}', 'body', 'nothing', '"{}"'],
	])('%s, then %s', (first, second, path, was, is) => {
		expect(of(first, second)).toEqual([{path, first: was, second: is}]);
	});

	it('a length that is another, where what was kept of both is the same', () => {
		const [first, second] = [100, 200].map(bodySize => {
			const delivery = sentDelivery({answer: 'begins alike'});
			const {answer} = delivery;
			const sent = answer.sent ?? expect.fail('no answer');
			return {...delivery, answer: {...answer, sent: {...sent, bodySize}}};
		});
		if (first === undefined || second === undefined) expect.fail('two');
		expect(differencesOf(first, second)).toEqual([{path: 'body', first: '100 bytes', second: '200 bytes'}]);
	});

	it('a status that is another, and an answer that is missing', () => {
		expect(of('', '', [200, 409])).toEqual([{path: 'status', first: '200', second: '409'}]);
		expect(of('', '', [200, null])).toEqual([{path: 'status', first: '200', second: 'no answer'}]);
	});

	it('is bounded, however much differs and however deep it is', () => {
		const many = (value: number) => JSON.stringify(Array.from({length: 1000}, () => value));
		expect(of(many(1), many(2))).toHaveLength(20);
		const deep = (value: number) => `${'['.repeat(5000)}${value}${']'.repeat(5000)}`;
		expect(of(deep(1), deep(2))).toHaveLength(1);
		const long = (letter: string) => JSON.stringify({a: letter.repeat(100_000)});
		expect(differenceText(of(long('a'), long('b'))[0] ?? expect.fail('none')).length).toBeLessThan(300);
	});

	it('members of the prototype are none', () => {
		expect(of('{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}')).toEqual([
			{path: 'body.__proto__.a', first: '1', second: '2'},
		]);
		expect(of('{}', '{"constructor":1}')).toEqual([{path: 'body.constructor', first: null, second: '1'}]);
	});
});
