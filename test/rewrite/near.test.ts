import {expect, it} from 'vitest';
import {nearPaths} from '../../src/rewrite/near.ts';
import {open} from '../../src/rewrite/opened.ts';
import {json, request} from './requests.ts';

const {spots} = open({
	...json('{"cdr": {"answeredsec": 1, "ended_at": 2}, "event": {"ended_at": 3}, "cmiuuid": "x"}'),
	target: '/?Answeredsec=1',
});

it.each([
	['body.answeredsec', ['query.Answeredsec', 'body.cdr.answeredsec']],
	['body.cdr.answerdsec', ['body.cdr.answeredsec', 'query.Answeredsec']],
	['body.endedAt', ['body.cdr.ended_at', 'body.event.ended_at']],
	['body.cmiuid', ['body.cmiuuid']],
	['header.content-typo', ['header.content-type']],
	['body.zzzzzzzz', []],
	[`body.${'x'.repeat(5000)}`, []],
])('%s is near %j', (path, near) => {
	expect(nearPaths(path, spots)).toEqual(near);
});

it('takes little time for very many places', () => {
	const many = open(
		json(JSON.stringify(Object.fromEntries(Array.from({length: 15_000}, (_, n) => [`name${n}`, n])))),
	);
	expect(nearPaths('body.name', many.spots)).toHaveLength(1);
	expect(nearPaths('body.name', open(request(null, '')).spots)).toEqual([]);
});
