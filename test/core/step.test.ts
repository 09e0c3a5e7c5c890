import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {type Step, settle, stepOf} from '../../src/core/step.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {providerOf} from '../../src/providers/registry.ts';
import {live, posted, record} from '../session/receiving.ts';
import {readFixture} from '../support/fixtures.ts';

function step(request: CapturedRequest, pin: string | null = null): Step | null {
	return stepOf(inspect(request, {...noPins, pin: pin === null ? null : providerOf(pin)}), request);
}

function fixture(id: string, pin: string | null = null): Step | null {
	return step(readFixture(id).request, pin);
}

function callrEvent(change: Record<string, unknown>, header = 'header-id'): CapturedRequest {
	return posted(
		JSON.stringify({type: 'call.outbound_start', hook_hash: null, data: {callid: '1'}, ...change}),
		{
			headers: [
				['Content-Type', 'application/json'],
				['X-CALLR-EventId', header],
			],
		},
	);
}

describe('a step', () => {
	it('has what the event states', () => {
		expect(step(posted(record('a')))).toMatchObject({
			id: null,
			phase: 'ended',
			isLeg: false,
			leg: null,
			life: null,
			outcome: 'answered',
			answeredAt: '2019-10-15T06:47:00.000Z',
			endedAt: '2019-10-15T06:47:13.000Z',
			talkSeconds: 13,
			by: 'bytes',
			attempt: null,
			doneAt: null,
			status: null,
			verdict: null,
		});
	});

	it('is none of what has no event', () => {
		expect(step(posted('{"hello":1}'))).toBeNull();
	});

	it.each([
		['telecmi/live-waiting', false, true],
		['telecmi/live-answered-leg-b', true, true],
		['telecmi/incoming-answered', false, false],
		['myoperator/in-call', false, true],
		['myoperator/after-call', false, false],
		['callr/call-outbound-hangup', false, true],
		['callr/media-recording-new', false, false],
		['callr/fetch-cdr', false, false],
	])('%s: of a leg %s, of a life cycle %s', (id, isLeg, isLive) => {
		const found = fixture(id);
		expect(found?.isLeg).toBe(isLeg);
		expect(found?.life !== null).toBe(isLive);
	});

	it('keeps when it was answered, how, and what came of it', () => {
		const request = posted(record('a'), {receivedAt: 1000, bodyMs: 5});
		const found = step(request);
		if (found === null) throw new Error('no step');
		settle(
			found,
			request,
			{status: 500, by: 'rule', durationMs: 20},
			{state: 'rejected', because: '', source: null},
		);
		expect(found).toMatchObject({doneAt: 1025, tookMs: 20, status: 500, verdict: 'rejected'});
	});
});

describe('the identity of an event', () => {
	it('is its bytes, its method and its target', () => {
		const same = step(posted(record('a')))?.identity;
		expect(typeof same).toBe('number');
		expect(step(posted(record('a'), {receivedAt: 5}))?.identity).toBe(same);
		for (const other of [
			posted(record('b')),
			posted(`${record('a')} `),
			posted(record('a'), {target: '/other'}),
			posted(record('a'), {method: 'PUT'}),
		]) {
			expect(step(other)?.identity).not.toBe(same);
		}
	});

	it("is the provider's own id of it where there is one: the body's before the header's", () => {
		const first = step(callrEvent({event_id: 'e', try: 0}));
		expect(first).toMatchObject({by: 'id', attempt: 0});
		expect(step(callrEvent({event_id: 'e', try: 2, more: 1}, 'other'))).toMatchObject({
			by: 'id',
			identity: first?.identity,
			attempt: 2,
		});
		expect(step(callrEvent({}, 'e'))).toMatchObject({by: 'id', identity: first?.identity, attempt: null});
		expect(step(callrEvent({event_id: 'f'}))?.identity).not.toBe(first?.identity);
		expect(fixture('myoperator/v2-call-summary')).toMatchObject({by: 'id', attempt: null});
	});

	it("is MyOperator's own also where its envelope is wrapped", () => {
		const {request} = readFixture('myoperator/v2-call-summary');
		const bare = JSON.parse(Buffer.from(request.body).toString());
		const bodies = [{myoperator: bare}, {myoperator: JSON.stringify(bare)}];
		const wrapped = bodies.map(body => step({...request, body: Buffer.from(JSON.stringify(body))}));
		const identity = step(request)?.identity;
		expect(wrapped).toEqual([
			expect.objectContaining({by: 'id', identity}),
			expect.objectContaining({identity}),
		]);
	});

	it.each([-1, 0.5, '1', null, {}, 1e300])('a count of attempts %j is none', attempt => {
		expect(step(callrEvent({event_id: 'e', try: attempt}))?.attempt).toBeNull();
	});

	it.each([7, '', null, {}])('an id %j is none', id => {
		expect(step(callrEvent({event_id: id}, ''))?.by).toBe('bytes');
	});

	it.each([
		['callr/profile', 'callr'],
		['mobtexting/composed-unreplaced', 'mobtexting'],
		['myoperator/in-call-get', 'myoperator'],
	])('%s has none: two calls of one caller may look alike', (id, pin) => {
		const found = fixture(id, pin);
		expect(found).not.toBeNull();
		expect(found?.identity).toBeNull();
	});

	it('is there for such a kind once it carries an id of the call', () => {
		const asked = posted('', {method: 'GET', target: '/m?uid=n2.1795163721.2175190&call_state=1'});
		expect(step(asked, 'myoperator')).toMatchObject({by: 'bytes'});
		expect(step(asked, 'myoperator')?.identity).not.toBeNull();
	});
});

it('legs and agents are told apart, and no text of the body is held', () => {
	const [a, b, c] = ['x', 'y', 'x'].map(leg =>
		step(posted(live('call', 'answered', {cmiuuid: leg, user: leg}))),
	);
	expect(a?.leg).not.toBe(b?.leg);
	expect(a?.leg).toBe(c?.leg);
	expect(a?.agent).not.toBe(b?.agent);
	const texts = Object.values(a ?? {}).filter(value => typeof value === 'string');
	expect(texts).toEqual(['answered', '2019-10-15T06:46:45.000Z', 'bytes']);
});
