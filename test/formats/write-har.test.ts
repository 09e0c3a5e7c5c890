import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {harLogOf, parseHar} from '../../src/formats/har.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {harBegin, harEnd, harEntry, type Recorded} from '../../src/formats/write-har.ts';
import {allFixtures} from '../support/fixtures.ts';
import {anyStep, expectSame, hardSteps, stepOf} from './corpus.ts';
import {expectHar} from './har-schema.ts';

function recorded(step: RequestStep, change: Partial<Recorded> = {}): Recorded {
	return {
		step,
		receivedAt: Date.UTC(2026, 10, 20) + 0.25,
		bodyMs: 1.5,
		httpVersion: '1.1',
		answer: {status: 200, by: 'call-hook', durationMs: 0.7519},
		...change,
	};
}

function har(all: readonly Recorded[]): string {
	return harBegin('0.0.1') + all.map((one, index) => harEntry(one, index === 0)).join('') + harEnd;
}

function read(text: string): RequestStep[] {
	expectHar(text);
	const {steps, skipped} = parseHar(harLogOf(text) ?? []);
	expect(skipped).toEqual([]);
	return steps;
}

describe('a HAR', () => {
	it('has the cookies of a request one by one', () => {
		const cookies = (value: string) => {
			const text = har([recorded(stepOf({headers: [['Cookie', value]]}))]);
			expectHar(text);
			return JSON.parse(text).log.entries[0].request.cookies;
		};
		expect(cookies('a=b; c=d=e;')).toEqual([
			{name: 'a', value: 'b'},
			{name: 'c', value: 'd=e'},
		]);
		expect(cookies('XXXXXXXX')).toEqual([{name: '', value: 'XXXXXXXX'}]);
	});

	it('brings every hard request back, and is valid', () => {
		const steps = hardSteps();
		expectSame(read(har(steps.map(step => recorded(step)))), steps);
	});

	it('brings any request back', () => {
		const property = fc.property(anyStep, step => expectSame(read(har([recorded(step)])), [step]));
		fc.assert(property, {numRuns: 500});
	});

	it('of every fixture is the fixture, with the gaps between its steps', () => {
		for (const {steps} of allFixtures()) {
			let receivedAt = Date.UTC(2026, 10, 20);
			const all = steps.map(step => {
				receivedAt += step.afterMs ?? 0;
				return recorded(step, {receivedAt});
			});
			const expected = steps.map((step, index) => ({
				...step,
				afterMs: index === 0 ? null : (step.afterMs ?? 0),
			}));
			expect(read(har(all))).toEqual(expected);
		}
	});

	it('has what browsers show: a whole address, its query, the body, the answer', () => {
		const step = stepOf({
			headers: [
				['Host', 'h.example.test'],
				['X-Forwarded-Proto', 'https'],
				['Content-Type', 'text/plain'],
			],
			target: '/a?b=c%20d&e',
			body: Buffer.from('é'),
			deliveryId: 12,
		});
		const sent = {headers: [['Location', '/x']] as const, body: Buffer.from([0xff]), bodySize: 3};
		const answer = {status: 302, by: 'target', durationMs: 2, sent} as const;
		const [entry] = JSON.parse(har([recorded(step, {answer})])).log.entries;
		expect(entry).toMatchObject({
			startedDateTime: '2026-11-20T00:00:00.000Z',
			time: 3.5,
			comment: 'delivery 12',
			request: {
				method: 'POST',
				url: 'https://h.example.test/a?b=c%20d&e',
				queryString: [
					{name: 'b', value: 'c d'},
					{name: 'e', value: ''},
				],
				postData: {mimeType: 'text/plain', text: 'é'},
				bodySize: 2,
			},
			response: {
				status: 302,
				redirectURL: '/x',
				content: {size: 3, text: '/w==', encoding: 'base64'},
				comment: '1 of 3 bytes of the body were kept',
			},
			timings: {send: 1.5, wait: 2, receive: 0},
		});
		expectHar(har([recorded(step, {answer})]));
	});

	it('is valid without an answer, and without any request', () => {
		const sent = {headers: [], body: Buffer.from('a'), bodySize: 3};
		const cut = {status: 200, by: 'target', durationMs: 3, isCut: true, sent} as const;
		const [both] = JSON.parse(har([recorded(stepOf(), {answer: cut})])).log.entries;
		expect(both.response.comment).toBe(
			'the connection was closed before the answer was whole; 1 of 3 bytes of the body were kept',
		);
		expectHar(har([recorded(stepOf(), {answer: {status: null, by: 'nobody', durationMs: 3, isCut: true}})]));
		expectHar(har([]));
	});
});
