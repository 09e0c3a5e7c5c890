import {describe, expect, it} from 'vitest';
import type {Call, CallState} from '../../src/core/call.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import {type Contribution, callOf, contributionOf, fold} from '../../src/session/fold.ts';
import {permutations, random} from '../core/random.ts';
import {allFixtures} from '../support/fixtures.ts';
import {deliveryFrom, live, posted, record} from './receiving.ts';

const start = Date.UTC(2026, 10, 20, 9);

/** A delivery that came that many seconds after the start. */
function came(second: number, body: string, change: Parameters<typeof deliveryFrom>[1] = {}): Delivery {
	return deliveryFrom(posted(body, {receivedAt: start + second * 1000}), change);
}

function part(delivery: Delivery): Contribution {
	const contribution = contributionOf(delivery);
	if (contribution === null) throw new Error('belongs to no call');
	return contribution;
}

function foldAll(parts: readonly Contribution[]): Call {
	let state: CallState | null = null;
	// A state goes through the store between two deliveries.
	for (const each of parts)
		state = fold(state === null ? null : (JSON.parse(JSON.stringify(state)) as CallState), each);
	if (state === null) throw new Error('nothing to fold');
	return callOf(state);
}

const callOfDeliveries = (...deliveries: Delivery[]) => foldAll(deliveries.map(part));

/** The call, when every order of arrival gives the same one. */
function inAnyOrder(...deliveries: Delivery[]): Call {
	const parts = deliveries.map(part);
	const call = foldAll(parts);
	for (const order of permutations(parts)) expect(foldAll(order)).toEqual(call);
	return call;
}

describe('a call through its life', () => {
	it('an inbound call whose events come in any order', () => {
		const call = inAnyOrder(
			came(0, live('c', 'waiting', {time: 1_571_122_005_000})),
			came(3, live('c', 'ringing', {time: 1_571_122_008_000})),
			came(5, live('c', 'answered', {time: 1_571_122_010_000})),
			came(18, live('c', 'hangup', {time: 1_571_122_023_000, hangup_reason: 'recv_bye'})),
			came(20, record('c')),
		);
		expect(call).toMatchObject({
			key: 'telecmi:c',
			phase: 'ended',
			outcome: 'answered',
			direction: 'inbound',
			firstAt: start,
			lastAt: start + 20_000,
			// From the first of the two that say so.
			phaseSince: start + 18_000,
			startedAt: '2019-10-15T06:46:45.000Z',
			talkSeconds: 13,
			deliveries: 5,
		});
	});

	it('one leg’s end is not the call’s, whenever it comes', () => {
		const leg = {leg: 'b', team: 'sales'};
		const call = inAnyOrder(
			came(0, live('c', 'started', {leg: 'a'})),
			came(1, live('c', 'started', {...leg, cmiuuid: 'c-1', to: '101'})),
			came(2, live('c', 'hangup', {...leg, cmiuuid: 'c-1', to: '101', time: 1_571_122_009_000})),
			came(3, live('c', 'started', {...leg, cmiuuid: 'c-2', to: '102'})),
			came(4, live('c', 'answered', {...leg, cmiuuid: 'c-2', to: '102'})),
		);
		expect(call).toMatchObject({phase: 'answered', endedAt: null, deliveries: 5, phaseSince: start + 4000});
	});

	it('until the call itself ends', () => {
		const leg = {leg: 'b', team: 'sales'};
		const call = inAnyOrder(
			came(0, live('c', 'started', {leg: 'a'})),
			came(1, live('c', 'hangup', {...leg, cmiuuid: 'c-1', time: 1_571_122_009_000})),
			came(2, live('c', 'hangup', {leg: 'a', time: 1_571_122_030_000})),
		);
		expect(call).toMatchObject({
			phase: 'ended',
			endedAt: '2019-10-15T06:47:10.000Z',
			phaseSince: start + 2000,
		});
	});

	it.each(['waiting', 'ringing', 'answered', 'hangup'])('one %s event alone has its phase', status => {
		const phase = {waiting: 'started', ringing: 'ringing', answered: 'answered', hangup: 'ended'}[status];
		expect(callOfDeliveries(came(7, live('c', status)))).toMatchObject({
			phase,
			phaseSince: start + 7000,
			firstAt: start + 7000,
			lastAt: start + 7000,
		});
	});
});

describe('values that contradict each other', () => {
	it('the record at the end knows best', () => {
		const call = inAnyOrder(
			came(0, live('c', 'started', {from: '1', to: '2'})),
			came(1, live('c', 'answered', {from: '3', to: '4'})),
			came(2, record('c', {from: '5', to: '6'})),
		);
		expect([call.from?.raw, call.to?.raw]).toEqual(['5', '6']);
	});

	it('among equals the later one by the provider’s own clock', () => {
		const call = inAnyOrder(
			came(9, live('c', 'hangup', {from: 'early', time: 1_571_122_001_000})),
			came(1, live('c', 'hangup', {from: 'late', time: 1_571_122_002_000})),
		);
		expect(call.from?.raw).toBe('late');
	});

	it('with nothing to tell them apart, the same one wins in any order', () => {
		const same = ['a', 'b', 'c', 'd'].map((from, index) => came(index, live('c', 'hangup', {from})));
		expect(inAnyOrder(...same).from?.raw).toBe('d');
	});

	it('a value that is stated once is never lost to one that is not', () => {
		const call = inAnyOrder(
			came(0, live('c', 'started', {to: '4461000000'})),
			came(1, record('c', {to: undefined})),
		);
		expect(call.to?.raw).toBe('4461000000');
	});

	it('start and answer are the earliest stated, the end the latest', () => {
		const call = inAnyOrder(
			came(0, live('c', 'started', {time: 1_571_122_005_000})),
			came(1, live('c', 'started', {time: 1_571_122_004_000})),
			came(2, live('c', 'hangup', {time: 1_571_122_020_000})),
			came(3, live('c', 'hangup', {time: 1_571_122_030_000})),
		);
		expect([call.startedAt, call.endedAt]).toEqual(['2019-10-15T06:46:44.000Z', '2019-10-15T06:47:10.000Z']);
	});

	it('a call whose end is stated has ended, though no event said so', () => {
		const contribution = {
			...part(came(5, live('c', 'recording'))),
			phase: 'recording' as const,
			endedAt: '2026-11-20T09:00:00.000Z',
		};
		expect(foldAll([contribution])).toMatchObject({phase: 'ended', phaseSince: start + 5000});
	});
});

describe('counting', () => {
	it('the same delivery twice counts twice, and changes nothing else', () => {
		const once = came(0, record('c'));
		const call = inAnyOrder(once, once, came(1, record('c')));
		expect(call).toMatchObject({deliveries: 3, talkSeconds: 13, outcome: 'answered'});
	});

	it('findings add up; the worst is the most severe, then the first by its code', () => {
		const info = came(0, record('c', {from: 9_100_000_000}));
		const error = came(1, `${record('c').slice(0, -1)},}`);
		const call = inAnyOrder(info, error, info);
		expect(call.findings).toEqual({error: 1, warning: 0, info: 5});
		expect(call.worst).toEqual({severity: 'error', code: 'body/invalid-json'});
	});

	it.each([
		[['accepted', 'accepted'], 'accepted'],
		[['accepted', 'unknown'], 'unknown'],
		[['accepted', 'unknown', 'rejected'], 'rejected'],
		[['accepted', null], 'accepted'],
		[[null], null],
	] as const)('verdicts %j make %s', (states, verdict) => {
		const deliveries = states.map((state, index): Delivery => {
			const delivery = came(index, record('c'));
			return {...delivery, verdict: {...delivery.verdict, state}};
		});
		expect(inAnyOrder(...deliveries).verdict).toBe(verdict);
	});

	it('a replay changes no call: it is nothing the provider said', () => {
		const replay = {of: 1, from: null, isEdited: true, isResigned: false};
		expect(contributionOf(came(5, record('c')))).not.toBeNull();
		expect(contributionOf(came(5, record('c'), {replay}))).toBeNull();
	});
});

describe('contributionOf', () => {
	it('is null for what belongs to no call', () => {
		expect(contributionOf(came(0, '{"hello":1}'))).toBeNull();
		expect(contributionOf(came(0, '{"validation_key":"a","challenge":"b"}'))).toBeNull();
	});

	it('keeps nothing of the request', () => {
		const text = JSON.stringify(contributionOf(came(0, record('c', {secret: 'needle'}))));
		expect(text).not.toContain('needle');
	});
});

describe('any order of arrival gives the same call', () => {
	it('600 seeded calls of events from the fixtures', () => {
		const {below, pick, shuffle} = random(42);
		const fixtures = allFixtures().map(fixture =>
			contributionOf(
				deliveryFrom(fixture.request, {
					pin: fixture.step.pin === null ? null : {id: fixture.step.pin, because: 'test'},
				}),
			),
		);
		const parts = fixtures.filter(each => each !== null);
		expect(parts.length).toBeGreaterThan(10);
		for (let round = 0; round < 600; round++) {
			const call = Array.from({length: 2 + below(7)}, (): Contribution => {
				const {endedAt, verdict, ...rest} = pick(parts);
				return {
					...rest,
					key: 'k:c',
					provider: 'k',
					callId: 'c',
					arrivedAt: start + below(5),
					phase: pick(parts).phase,
					isLeg: below(3) === 0,
					endedAt: below(3) === 0 ? null : endedAt,
					verdict: pick(['accepted', 'rejected', 'unknown', null, verdict]),
				};
			});
			const expected = foldAll(call);
			for (let i = 0; i < 4; i++) expect(foldAll(shuffle(call)), `round ${round}`).toEqual(expected);
		}
	});
});

it('an answer that only a recording states is an answer, in any order', () => {
	const cdr = {callid: 1, hangupSource: '', started: '2026-11-20T09:00:00.000Z'};
	const begun = came(0, JSON.stringify({type: 'v2.call.inbound.started', data: cdr}));
	const pushed = came(
		5,
		JSON.stringify({
			run: {id: 'inbound-call:1'},
			scenario: {sid: 's'},
			call: {id: 1, cdr: {...cdr, answered: '2026-11-20T09:00:05.000Z'}},
			recordingURL: 'https://example.test/r.mp3',
		}),
	);
	expect(inAnyOrder(begun, pushed)).toMatchObject({phase: 'answered', outcome: null, deliveries: 2});
});

it('a call that goes on has no outcome, though a leg of it ended with one', () => {
	const leg = {cmiuuid: 'b', conversation_uuid: 'a', leg: 'b', team: 'Sales_1', direction: 'outbound'};
	const waiting = came(
		0,
		JSON.stringify({type: 'event', cmiuuid: 'a', conversation_uuid: 'a', status: 'waiting'}),
	);
	const missed = came(9, JSON.stringify({...leg, type: 'cdr', status: 'missed', appid: 1}));
	const over = came(
		20,
		JSON.stringify({type: 'cdr', cmiuuid: 'a', conversation_uuid: 'a', status: 'missed', appid: 1}),
	);
	expect(inAnyOrder(waiting, missed)).toMatchObject({phase: 'started', outcome: null});
	expect(inAnyOrder(waiting, missed, over)).toMatchObject({phase: 'ended', outcome: 'missed'});
});
