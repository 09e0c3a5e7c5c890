import {describe, expect, it} from 'vitest';
import type {Answer, Delivery} from '../../src/core/delivery.ts';
import {adviceOn} from '../../src/inspect/advice.ts';
import {deliveryFrom} from '../session/receiving.ts';
import {readFixture} from '../support/fixtures.ts';

const forwarding = {
	url: 'http://127.0.0.1:3000/hooks?k=v',
	failure: null,
	connectMs: 0.2,
	firstByteMs: 3,
	totalMs: 4,
};
const body = Buffer.from('{}');
const sent = {headers: [], body, bodySize: body.length};

function answered(fixture: string, answer: Partial<Answer>): Delivery {
	return deliveryFrom(readFixture(fixture).request, {
		answer: {status: 200, by: 'target', durationMs: 4, forwarding, ...answer},
	});
}

const todo = (fixture: string, answer: Partial<Answer>) => adviceOn(answered(fixture, answer)).todo;

describe('what to do about an answer', () => {
	it.each<[string, Partial<Answer>, string]>([
		['mobtexting/obd', {status: 201}, 'Answer 200 or 202 from http://127.0.0.1:3000/hooks.'],
		['cllr/post-call', {status: 500}, 'Answer 200 from http://127.0.0.1:3000/hooks.'],
		[
			'mobtexting/obd',
			{status: 204, by: 'rule', rule: '--status 204', sent},
			'Change --status 204: answer 200 or 202.',
		],
		['cllr/post-call', {durationMs: 10_001}, 'Answer within 10 s: answer first, work afterwards.'],
		[
			'cllr/post-call',
			{durationMs: 10_001, by: 'call-hook'},
			'Answer within 10 s: shorten the delay that was asked for.',
		],
		[
			'cllr/post-call',
			{
				...{status: null, by: 'nobody', durationMs: 9900},
				forwarding: {
					...forwarding,
					failure: {code: 'sender-left', message: 'It hung up.', hint: 'Answer first.'},
				},
			},
			'Answer within 10 s: answer first, work afterwards.',
		],
		[
			'mobtexting/obd',
			{status: 500, by: 'rule', fault: 'status=500', sent},
			'Leave out --fault status=500: it did this on purpose.',
		],
		[
			'mobtexting/obd',
			{
				status: 502,
				by: 'call-hook',
				forwarding: {
					...forwarding,
					failure: {code: 'refused', message: 'Nothing listens there.', hint: 'Start your server.'},
				},
			},
			'Start your server.',
		],
	])('%s answered %o: %s', (fixture, answer, advice) => {
		expect(answered(fixture, answer).verdict.state).toBe('rejected');
		expect(todo(fixture, answer)).toBe(advice);
	});

	it('of a sender that gave up while no target was asked, shortens the delay', () => {
		const gaveUp = deliveryFrom(readFixture('cllr/post-call').request, {
			answer: {status: null, by: 'nobody', durationMs: 9900},
		});
		expect(gaveUp.verdict.state).toBe('rejected');
		expect(adviceOn(gaveUp).todo).toBe('Answer within 10 s: shorten the delay that was asked for.');
	});

	it('names what the body has to have, as the provider declares it', () => {
		expect(answered('mobtexting/challenge', {sent}).verdict.state).toBe('rejected');
		expect(todo('mobtexting/challenge', {sent})).toMatch(/^Answer \{"challenge": "[^"…]+"\}\.$/);
	});

	it('is nothing where the answer counts, or where that is not known', () => {
		expect(todo('mobtexting/obd', {})).toBeNull();
		expect(todo('telecmi/outgoing-answered', {status: 302, durationMs: 60_000})).toBeNull();
	});

	it('of an error nobody says is wrong tells what the documents do say', () => {
		const says = 'Answer 2xx: TeleCMI documents no accepted status; its samples answer 200 and 204.';
		expect(answered('telecmi/outgoing-answered', {status: 500}).verdict.state).toBe('unknown');
		expect(todo('telecmi/outgoing-answered', {status: 500})).toBe(says);
		expect(todo('telecmi/outgoing-answered', {status: 404, by: 'rule', rule: '--status 404', sent})).toBe(
			says,
		);
		expect(todo('telecmi/outgoing-answered', {status: 500, by: 'rule', fault: 'status=500', sent})).toBe(
			'Leave out --fault status=500: it did this on purpose.',
		);
		expect(todo('telecmi/outgoing-answered', {status: 503, by: 'call-hook'})).toBeNull();
	});

	it('of a target that failed is its own hint, whatever is known of the answer', () => {
		const failure = {code: 'refused', message: 'Nothing listens there.', hint: 'Start your server.'} as const;
		const failed = {status: 502, by: 'call-hook', forwarding: {...forwarding, failure}} as const;
		expect(answered('telecmi/outgoing-answered', failed).verdict.state).toBe('unknown');
		expect(todo('telecmi/outgoing-answered', failed)).toBe('Start your server.');
		expect(todo('telecmi/outgoing-answered', {...failed, status: null, by: 'nobody'})).toBe(
			'Start your server.',
		);
	});

	it('is nothing for an answer call-hook gave for a reason of its own', () => {
		const delivery = deliveryFrom(readFixture('mobtexting/obd').request, {
			answer: {status: 401, by: 'call-hook', durationMs: 1},
		});
		expect(delivery.verdict.state).toBe('rejected');
		expect(adviceOn(delivery).todo).toBeNull();
	});
});

it('what the rules of its kind leave open is told whatever the verdict', () => {
	const open = (fixture: string) => adviceOn(answered(fixture, {})).open;
	expect(open('cllr/post-call')).toEqual([]);
	expect(open('mobtexting/obd')).toEqual(['how long it waits', 'whether it sends again']);
	expect(open('telecmi/outgoing-answered')).toHaveLength(3);
	expect(open('myoperator/in-call')).toEqual([]);
	expect(open('myoperator/after-call')).toEqual(['how long it waits']);
});
