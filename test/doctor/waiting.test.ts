import {describe, expect, it} from 'vitest';
import {type Seen, type WaitFacts, whyNothingCame} from '../../src/doctor/waiting.ts';
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
