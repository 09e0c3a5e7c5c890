import {describe, expect, it} from 'vitest';
import {arrivedCheck, type Seen, type WaitFacts, whyNothingCame} from '../../src/doctor/waiting.ts';
import {knownProvider} from './handlers.ts';

const now = Date.UTC(2026, 10, 20);

const facts: WaitFacts = {
	provider: knownProvider('myoperator'),
	waitedMs: 60_000,
	listener: {pid: 4711, url: 'http://127.0.0.1:8888', publicUrl: 'https://lynx.example.test'},
	seen: [],
	lastAt: null,
	now,
};

const seen: Seen = {
	id: 12,
	method: 'POST',
	path: '/hook',
	provider: {id: 'generic', name: 'Generic'},
	refused: null,
	fault: null,
};

function why(more: Partial<WaitFacts>) {
	const steps = whyNothingCame({...facts, ...more});
	return (id: string) => steps.find(step => step.id === `waiting/${id}`);
}

describe('why nothing came', () => {
	it('goes from the nearest to the farthest', () => {
		expect(whyNothingCame(facts).map(({id, state}) => `${id} ${state}`)).toEqual([
			'waiting/listener ok',
			'waiting/address ok',
			'waiting/others unknown',
			'waiting/scheme ok',
			'waiting/method ok',
			'waiting/switch unknown',
			'waiting/remark-1 unknown',
			'waiting/remark-2 unknown',
			'waiting/remark-3 unknown',
			'waiting/remark-4 unknown',
			'waiting/earlier unknown',
		]);
	});

	it.each<[string, Partial<WaitFacts>, string, object]>([
		['the listener has ended', {listener: null}, 'listener', {state: 'problem'}],
		[
			'there is no public address',
			{listener: {pid: 1, url: 'http://127.0.0.1:8888', publicUrl: null}},
			'address',
			{state: 'problem', remedy: expect.stringContaining('--tunnel')},
		],
		[
			'something was not let in',
			{seen: [{...seen, refused: 'path'}]},
			'refused',
			{state: 'problem', says: '1 request came and was not let in (path), the first to /hook'},
		],
		[
			'something was not whole',
			{
				seen: [
					{...seen, fault: 'malformed', method: null, path: ''},
					{...seen, fault: 'aborted'},
				],
			},
			'broken',
			{state: 'problem', says: '2 requests came that were not whole (malformed)'},
		],
		[
			'it was not recognised',
			{seen: [seen]},
			'others',
			{
				state: 'warning',
				says: '1 request came, and was taken for Generic: first #12, POST /hook',
				remedy: expect.stringContaining('listen --route /hook=myoperator'),
			},
		],
		[
			'http where https is needed',
			{listener: {pid: 1, url: 'http://127.0.0.1:8888', publicUrl: 'http://lynx.example.test'}},
			'scheme',
			{state: 'problem', source: expect.stringContaining('support.myoperator.com')},
		],
		['it ever came', {lastAt: now - 3_600_000}, 'earlier', {says: expect.stringContaining('came 1 h ago')}],
	])('%s', (_what, more, id, expected) => {
		expect(why(more)(id)).toMatchObject(expected);
	});

	it('a generation that is retired is told, with its page', () => {
		const remarks = whyNothingCame(facts).filter(({id}) => id.startsWith('waiting/remark'));
		expect(remarks[0]).toMatchObject({
			says: 'v1 webhooks are retired on 31 July 2026 in favour of v2',
			source: expect.stringContaining('configure and manage webhooks'),
		});
	});

	it('a path that is hostile is no part of a command', () => {
		const path = `/${'x'.repeat(200)}`;
		expect(why({seen: [{...seen, path}]})('others')?.remedy).toContain('--route /path=myoperator');
	});
});

describe('what came', () => {
	const arrived = (remoteAddress: string | null, ...headers: [string, string][]) =>
		arrivedCheck(facts.provider, {
			id: 12,
			what: 'in-call 1',
			at: '14:03:12',
			request: {headers, remoteAddress},
		});

	it.each<[string, string | null, [string, string][]]>([
		['from elsewhere', '203.0.113.9', [['Host', 'localhost:8888']]],
		['through a tunnel that says so', '127.0.0.1', [['X-Forwarded-For', '203.0.113.9']]],
		['through a tunnel that only keeps the name', '127.0.0.1', [['Host', 'lynx.example.test']]],
		['from nobody knows where', null, []],
	])('%s is there', (_what, remoteAddress, headers) => {
		expect(arrived(remoteAddress, ...headers)).toMatchObject({
			state: 'ok',
			says: '#12 in-call 1, 14:03:12: call-hook show 12 tells all of it',
		});
	});

	it.each<[string, [string, string][]]>([
		['127.0.0.1', [['Host', 'localhost:8888']]],
		['::ffff:127.0.0.1', [['Host', '127.0.0.1:8888']]],
		['::1', [['Host', '[::1]:8888']]],
		['192.168.1.4', [['Host', '192.168.1.2:8888']]],
		['127.0.0.1', []],
	])('from %s with %j is only recognised', (remoteAddress, headers) => {
		expect(arrived(remoteAddress, ...headers)).toMatchObject({
			state: 'warning',
			says: expect.stringMatching(
				/^#12 in-call 1, 14:03:12: it came from (127\.0\.0\.1|::1|192\.168\.1\.4); MyOperator itself has not/,
			),
		});
	});
});

it('each remark has a title of its own', () => {
	const titles = whyNothingCame(facts).filter(({id}) => id.startsWith('waiting/remark'));
	expect(titles.map(({title}) => title)).toEqual(['Retired', 'Deprecated', 'Sender', 'Certificate']);
});
