import {describe, expect, it} from 'vitest';
import {contractOf, fact} from '../../src/core/contract.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import {providers} from '../../src/providers/registry.ts';
import {
	type Attempt,
	handOver,
	isReceived,
	type Manner,
	mannerOf,
	withHeaders,
} from '../../src/replay/as-provider.ts';
import type {Sent} from '../../src/replay/sent.ts';
import {providerNamed} from '../providers/requests.ts';
import {fixtureStep, sentDelivery, sentSample, wireRequest} from './samples.ts';

describe('mannerOf', () => {
	it('is what the documents say', () => {
		expect(mannerOf(providerNamed('myoperator'), 'in-call', 30_000)).toMatchObject({
			wait: {timeoutMs: 5000, timeoutIs: 'deadline'},
			retries: 3,
			open: [],
		});
		expect(mannerOf(providerNamed('cllr'), 'post-call', 30_000)).toMatchObject({
			wait: {timeoutMs: 10_000, timeoutIs: 'deadline'},
			retries: 0,
			open: [],
		});
	});

	it('and what they leave open is told, not made up', () => {
		const {wait, retries, open} = mannerOf(providerNamed('telecmi'), 'cdr', 7000);
		expect({wait, retries}).toEqual({wait: {timeoutMs: 7000, timeoutIs: 'timeout'}, retries: 0});
		expect(open).toEqual([
			'How long TeleCMI waits is not documented: it is given 7 s (--timeout).',
			'Whether TeleCMI sends again is not documented: nothing is sent again.',
		]);
		expect(mannerOf(providerNamed('callr'), 'call', 7000).open).toContain(
			'How often Callr (call) sends again is not documented: nothing is sent again.',
		);
	});

	it('says so where pauses are not told', () => {
		const contract = contractOf({
			unknown: '',
			retries: [fact({says: 'sent again twice', atMost: 2, pausesMs: []}, 'page')],
		});
		const {retries, open} = mannerOf({...providerNamed('cllr'), contract: () => contract}, null, 1000);
		expect(retries).toBe(2);
		expect(open.at(-1)).toContain('it is done at once');
	});
});

describe('withHeaders', () => {
	it('adds what is missing at the end, whatever its case, and replaces nothing', () => {
		const documented = [
			fact(['User-Agent', 'A/1'] as const, 'page'),
			fact(['accept', '*/*'] as const, 'page'),
		];
		const request = wireRequest({headers: [['ACCEPT', 'text/plain']]});
		expect(withHeaders(request, documented).headers).toEqual([
			['ACCEPT', 'text/plain'],
			['User-Agent', 'A/1'],
		]);
		expect(withHeaders(request, [])).toBe(request);
	});

	it('every provider that documents some says where', () => {
		const told = providers.flatMap(provider =>
			provider.kinds.flatMap(({id}) => provider.sentWith?.(id) ?? []),
		);
		expect(told.length).toBeGreaterThan(0);
		for (const {source, checked} of told) expect(`${source} ${checked}`).toMatch(/\S+ \d{4}-\d\d-\d\d$/);
		expect(providerNamed('callr').sentWith?.('call')[0]?.value).toEqual(['User-Agent', 'CALLR/API 0.9942']);
		expect(providerNamed('callr').sentWith?.('cdr')).toEqual([]);
		expect(providerNamed('callr').sentWith?.(null)).toEqual([]);
	});
});

describe('isReceived', () => {
	it.each([
		['accepted', 200, false, true],
		['rejected', 200, true, false],
		['unknown', 200, false, false],
		['unknown', 200, true, true],
		['unknown', 299, true, true],
		['unknown', 302, true, false],
		['unknown', 500, true, false],
		[null, null, true, false],
	] as const)('%s with %s, unknown allowed: %s', (state, status, allowUnknown, received) => {
		expect(isReceived({state}, {status}, allowUnknown)).toBe(received);
	});

	it('an answer that broke off is none', () => {
		expect(isReceived({state: 'unknown'}, {status: 200, isCut: true}, true)).toBe(false);
	});
});

describe('handOver', () => {
	const manner: Manner = {
		wait: {timeoutMs: 5000, timeoutIs: 'deadline'},
		schedule: {says: '', atMost: 3, pausesMs: [30_000, 60_000]},
		retries: 3,
		open: [],
	};

	/** Answers with one status after the other; MyOperator counts 200 only. */
	async function handed(statuses: readonly (number | null)[], more: {speed?: number; abortAt?: number} = {}) {
		const request = await fixtureStep('myoperator/in-call');
		const attempts: Attempt[] = [];
		const waited: number[] = [];
		const stop = new AbortController();
		let turns = 0;
		const handing = await handOver({
			sender: {
				url: '',
				send: (): Promise<Sent> =>
					Promise.resolve(sentSample({request, status: statuses[attempts.length] ?? null})),
				close() {},
			},
			manner,
			keepBytes: 100,
			speed: more.speed ?? 1,
			waits: {
				for: ms => {
					waited.push(ms);
					if (attempts.length === more.abortAt) stop.abort();
					return Promise.resolve();
				},
			},
			pace: {
				turn: () => {
					turns++;
					return null;
				},
			},
			requestOf: () => request,
			attempted: (attempt): Delivery => {
				attempts.push(attempt);
				const {status} = attempt.sent;
				return sentDelivery({request, status});
			},
			signal: stop.signal,
		});
		const last = await handing.last;
		return {first: handing.first.answer.status, last: last.answer.status, attempts, waited, turns};
	}

	it('is over when the first answer counts', async () => {
		expect(await handed([200])).toMatchObject({first: 200, last: 200, waited: [], turns: 0});
	});

	it('sends again after the documented pauses, the last of which holds for all that follow', async () => {
		const {first, last, attempts, waited, turns} = await handed([500, null, 503, 200], {speed: 10});
		expect({first, last, waited, turns}).toEqual({
			first: 500,
			last: 200,
			waited: [3000, 6000, 6000],
			turns: 3,
		});
		expect(attempts.map(({attempt, pauseMs}) => [attempt, pauseMs])).toEqual([
			[0, 0],
			[1, 30_000],
			[2, 60_000],
			[3, 60_000],
		]);
	});

	it('no oftener than documented', async () => {
		expect((await handed([500, 500, 500, 500, 200])).attempts).toHaveLength(4);
	});

	it('without any pause at any speed beyond all', async () => {
		expect((await handed([500, 200], {speed: Number.POSITIVE_INFINITY})).waited).toEqual([0]);
	});

	it('nothing is sent again once it was stopped', async () => {
		expect((await handed([500, 500, 200], {abortAt: 1})).attempts).toHaveLength(1);
	});
});
