import {describe, expect, it, vi} from 'vitest';
import type {Call} from '../../src/core/call.ts';
import {callMatches, isOfCall} from '../../src/filter/match-call.ts';
import {filterOf} from './filters.ts';

const call: Call = {
	key: 'telecmi:760DF',
	provider: 'telecmi',
	callId: '760DF',
	firstAt: 0,
	lastAt: 0,
	phase: 'ended',
	phaseSince: 0,
	outcome: 'answered',
	direction: 'outbound',
	from: null,
	to: {raw: '+33 1 99 00 00 01', e164: '+33199000001'},
	counterparty: null,
	startedAt: null,
	answeredAt: null,
	endedAt: null,
	durationSeconds: null,
	talkSeconds: 13,
	agent: null,
	owesEnd: false,
	deliveries: 2,
	retries: 1,
	duplicates: 0,
	findings: {error: 0, warning: 2, info: 0},
	worst: null,
	verdict: 'unknown',
};

const never = () => false;

describe('what a call has itself', () => {
	it.each([
		'provider:telecmi,callr',
		'phase:ended outcome:answered direction:out',
		'to:+331990*',
		'number:33199000001,+33199000001',
		'call:760df',
		'key:telecmi:*',
		'duration:>12 talk:13',
		'verdict:unknown is:retry has:warning',
		'-is:live -has:error -is:duplicate -from:*1*',
		'',
	])('%s', text => {
		expect(callMatches(filterOf(text), call, never)).toBe(true);
	});

	it.each(['provider:callr', 'is:live', 'has:error', '-is:retry', 'talk:>13', 'from:+33*', 'has:agent'])(
		'not %s',
		text => {
			expect(callMatches(filterOf(text), call, never)).toBe(false);
		},
	);

	it('is live while it goes on', () => {
		expect(callMatches(filterOf('is:live'), {...call, phase: 'ringing'}, never)).toBe(true);
	});
});

describe('what only deliveries have', () => {
	it('is asked of them, without the sign; that negates the whole', () => {
		const ofDelivery = vi.fn(() => true);
		expect(callMatches(filterOf('method:GET'), call, ofDelivery)).toBe(true);
		expect(callMatches(filterOf('-free'), call, ofDelivery)).toBe(false);
		expect(callMatches(filterOf('-kind:cdr'), call, never)).toBe(true);
	});

	it('is not asked where the call decides', () => {
		const ofDelivery = vi.fn(() => true);
		expect(callMatches(filterOf('free status:200 provider:callr'), call, ofDelivery)).toBe(false);
		expect(callMatches(filterOf('is:retry,pinned'), call, ofDelivery)).toBe(true);
		expect(ofDelivery).not.toHaveBeenCalled();
	});

	it('of alternatives only those are asked that the call does not have', () => {
		const ofDelivery = vi.fn(() => false);
		expect(callMatches(filterOf('is:live,pinned'), call, ofDelivery)).toBe(false);
		expect(ofDelivery).toHaveBeenCalledWith(
			expect.objectContaining({field: 'is', values: [{kind: 'word', word: 'pinned'}]}),
		);
	});
});

it('tells the fields of calls from those of deliveries', () => {
	for (const field of ['provider', 'phase', 'verdict', 'number'] as const) expect(isOfCall(field)).toBe(true);
	for (const field of ['method', 'status', 'kind', 'finding', 'is', 'has'] as const) {
		expect(isOfCall(field)).toBe(false);
	}
});
