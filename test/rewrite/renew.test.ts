import {describe, expect, it} from 'vitest';
import {isDerivedId} from '../../src/core/derived-id.ts';
import type {CallEvent} from '../../src/core/event.ts';
import type {Inspected} from '../../src/core/step.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {inspectedStep} from '../../src/rewrite/inspected-step.ts';
import {type RenewOptions, renewalOf} from '../../src/rewrite/renew.ts';
import {readFixture} from '../support/fixtures.ts';
import {allSteps, stepWith} from './steps.ts';

const at = Date.UTC(2026, 10, 20, 12, 0, 0, 250);

function options(over: Partial<RenewOptions> = {}): RenewOptions {
	return {freshIds: true, now: true, seed: 7, told: nothingTold, ...over};
}

/** The steps of a repetition, inspected once more. */
function renewed(
	steps: readonly RequestStep[],
	over: Partial<RenewOptions> = {},
	repetition = 0,
): RequestStep[] {
	const requests = renewalOf(steps, options(over)).steps(repetition, at);
	return steps.map((step, index) => ({...step, ...requests[index]}));
}

function eventOf(step: RequestStep | undefined): CallEvent {
	const event = step === undefined ? null : inspectedStep(step, nothingTold, at).inspection.event;
	if (event === null) throw new Error('not of a call');
	return event;
}

function json(step: RequestStep | undefined): Record<string, unknown> {
	return JSON.parse(Buffer.from(step?.body ?? []).toString()) as Record<string, unknown>;
}

const times = ['startedAt', 'answeredAt', 'endedAt'] as const;
const ids = ['callId', 'legId', 'conversationId'] as const;

describe.each(allSteps())('$id', ({steps}) => {
	const before = inspectedAsSent(steps);
	const after = inspectedAsSent(renewed(steps));

	it('is recognised as before', () => {
		expect(after.map(({provider}) => provider.id)).toEqual(before.map(({provider}) => provider.id));
		expect(after.map(({inspection}) => inspection.event?.kind)).toEqual(
			before.map(({inspection}) => inspection.event?.kind),
		);
	});

	it('has other ids, the same one where it was the same', () => {
		const fresh = new Map<string, string>();
		for (const [index, {inspection}] of before.entries()) {
			for (const member of ids) {
				const id = inspection.event?.[member] ?? null;
				if (id === null || isDerivedId(id)) continue;
				const now = after[index]?.inspection.event?.[member] ?? '';
				expect(now).not.toBe(id);
				expect(now).toHaveLength(id.length);
				expect(fresh.get(id) ?? now).toBe(now);
				fresh.set(id, now);
			}
		}
		expect(new Set(fresh.values()).size).toBe(fresh.size);
	});

	it('has its times moved by one distance, the last as late as it may be', () => {
		const moved = new Set<number>();
		const early: number[] = [];
		let sentAt = at;
		for (const [index, {inspection}] of before.entries()) {
			sentAt += steps[index]?.afterMs ?? 0;
			for (const member of times) {
				const old = inspection.event?.[member] ?? null;
				if (old === null) continue;
				const now = Date.parse(after[index]?.inspection.event?.[member] ?? '');
				moved.add(now - Date.parse(old));
				early.push(sentAt - now);
			}
		}
		expect(moved.size).toBeLessThanOrEqual(1);
		if (early.length === 0) return;
		expect(Math.min(...early)).toBeGreaterThanOrEqual(0);
		expect(Math.min(...early)).toBeLessThan(1000);
	});

	it('is as it was in all else', () => {
		const rest = (all: readonly Inspected[]) =>
			all.map(({inspection, marks}) => [
				inspection.event && withoutIdsAndTimes(inspection.event, marks.id),
				inspection.findings.map(({code}) => code),
			]);
		expect(rest(after)).toEqual(rest(before));
	});

	it('gives the same bytes for the same seed, and others for another repetition', () => {
		expect(renewed(steps)).toEqual(renewed(steps));
		const {callId} = before[0]?.inspection.event ?? {};
		if (typeof callId === 'string' && !isDerivedId(callId)) {
			expect(renewed(steps, {}, 1)).not.toEqual(renewed(steps));
		}
	});

	it('is the very same where nothing is renewed', () => {
		expect(renewalOf(steps, options({freshIds: false, now: false})).steps(3, at)).toBe(steps);
	});
});

/** Each as if it arrived when it is sent. */
function inspectedAsSent(steps: readonly RequestStep[]): Inspected[] {
	let sentAt = at;
	return steps.map(step => {
		sentAt += step.afterMs ?? 0;
		return inspectedStep(step, nothingTold, sentAt);
	});
}

/** The event without what is made anew: ids are the same thing wherever they stand, and times are told by their look. */
function withoutIdsAndTimes(event: CallEvent, eventId: string | null | undefined): string {
	const {callId, legId, conversationId, startedAt, answeredAt, endedAt, ...rest} = event;
	let text = JSON.stringify(rest);
	for (const id of [callId, legId, conversationId, eventId ?? null]) {
		if (id !== null) text = text.replaceAll(id, 'id');
	}
	return text
		.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+Z?|Z)?/g, 'time')
		.replace(/derived-[\da-f]+/g, 'derived')
		.replace(/\b1[5-9]\d{8}(\d{3})?\b/g, 'time');
}

describe('ids', () => {
	it('that are equal stay equal, in all steps and wherever they stand', () => {
		const [hangup, started] = ['telecmi/live-hangup-leg-b', 'telecmi/live-started-leg-b'].map(id =>
			stepWith(readFixture(id).step),
		);
		if (hangup === undefined || started === undefined) throw new Error('no steps');
		const [first, second] = renewed([started, hangup]);
		expect(eventOf(first).callId).toBe(eventOf(second).callId);
		expect(eventOf(first).legId).toBe(eventOf(second).legId);
		expect(eventOf(first).callId).not.toBe(eventOf(first).legId);
		expect(eventOf(first).callId).not.toBe(eventOf(started).callId);
	});

	it('are found in links, names of files, headers and the path, as whole tokens only', () => {
		const callId = '693bff62619c51fac21acf50';
		const step = stepWith({
			target: `/calls/${callId}?again=${callId}`,
			headers: [['X-Call', `<${callId}>`]],
			body: JSON.stringify({
				callId,
				recordingUri: `https://media.example.test/${callId}/a_${callId}.ogg`,
				callerDetails: {name: `${callId}0`},
			}),
		});
		const [fresh] = renewed([step]);
		const {callId: id} = eventOf(fresh);
		expect(fresh?.target).toBe(`/calls/${id}?again=${id}`);
		expect(fresh?.headers).toContainEqual(['X-Call', `<${id}>`]);
		expect(json(fresh)).toEqual({
			callId: id,
			recordingUri: `https://media.example.test/${id}/a_${id}.ogg`,
			callerDetails: {name: `${callId}0`},
		});
	});

	it('that are short are renewed in their own place only', () => {
		const step = stepWith({
			body: '{"callId": "7a", "recordingUri": "https://a.example.test/7a", "callAnalysis": {}}',
		});
		const [fresh] = renewed([step]);
		expect(json(fresh)['callId']).toMatch(/^\d[a-z]$/);
		expect(json(fresh)['callId']).not.toBe('7a');
		expect(json(fresh)['recordingUri']).toBe('https://a.example.test/7a');
	});

	it('of numbers stay numbers', () => {
		const [fresh] = renewed([stepWith(readFixture('callr/fetch-cdr').step)]);
		const {callid} = json(fresh)['cdr'] as {callid: unknown};
		expect(callid).toBeTypeOf('number');
		expect(callid).not.toBe(242359184129);
	});

	it('stay where only the times are moved', () => {
		const step = stepWith(readFixture('telecmi/outgoing-answered').step);
		const [fresh] = renewed([step], {freshIds: false});
		expect(eventOf(fresh).callId).toBe(eventOf(step).callId);
		expect(eventOf(fresh).endedAt).not.toBe(eventOf(step).endedAt);
	});

	it('are the event’s own, too', () => {
		const [fresh] = renewed([stepWith(readFixture('callr/call-outbound-hangup').step)]);
		const id = json(fresh)['event_id'];
		expect(id).not.toBe('5f0e6c1a-5ce3-4b55-9f0a-2f6a6f3f2a11');
		expect(fresh?.headers).toContainEqual(['X-CALLR-EventId', id]);
	});
});

describe('times', () => {
	it('are all moved by the same, written as they were', () => {
		const [fresh] = renewed([stepWith(readFixture('myoperator/after-call').step)]);
		const log = JSON.parse(
			new URLSearchParams(Buffer.from(fresh?.body ?? []).toString()).get('myoperator') ?? '',
		) as Record<string, unknown>;
		const moved = 1594969968 - Math.floor(at / 1000);
		expect(log).toMatchObject({
			_ts: 1594969967 - moved,
			_st: 1594969929 - moved,
			_et: 1594969968 - moved,
			_ms: (1594969929 - moved) * 1000,
			// Seconds of a day, and lengths of time.
			_ss: 25929,
			_dr: '00:00:39',
			_cn: [{_ce: 1594969940 - moved}],
			_ld: [{_rst: new Date((1594969948 - moved) * 1000).toISOString().slice(0, 19).replace('T', ' ')}],
		});
	});

	it('keep the gaps between steps, and tell of nothing that is still to come', () => {
		const event = (status: string, time: number, afterMs: number | null) =>
			stepWith({
				body: JSON.stringify({
					type: 'event',
					leg: 'a',
					cmiuuid: 'abcd-1',
					conversation_uuid: 'abcd-1',
					status,
					time,
				}),
				afterMs,
			});
		const steps = [
			event('started', 1571122005000, null),
			event('answered', 1571122012345, 7000),
			event('hangup', 1571122050000, 38_000),
		];
		const [started, answered, ended] = renewed(steps).map(step => json(step)['time'] as number);
		expect(Number(answered) - Number(started)).toBe(7345);
		expect(Number(ended) - Number(started)).toBe(45_000);
		// The answer is told before it happens if the first is at the very start.
		expect(answered).toBeLessThanOrEqual(at + 7000);
		expect(answered).toBeGreaterThan(at + 6000);
	});

	it('are no numbers of phones and no ids, whatever they look like', () => {
		const body = {
			callId: '1594969967',
			recordingUri: 'https://a.example.test/1594969967123.mp3',
			callerDetails: {
				phoneNumber: '1594969967',
				name: '1594969967123',
				scheduledTime: '2025-01-20T10:00:00Z',
			},
		};
		const [fresh] = renewed([stepWith({body: JSON.stringify(body)})], {freshIds: false});
		expect(json(fresh)).toEqual({
			...body,
			callerDetails: {...body.callerDetails, scheduledTime: '2026-11-20T12:00:00Z'},
		});
	});

	it('of a day are moved by days, of a birth not at all', () => {
		const [fresh] = renewed([
			stepWith({body: '{"started_at": "2021-04-09 22:00:00", "date": "2021-04-09", "dob": "2001-04-09"}'}),
		]);
		expect(json(fresh)).toEqual({started_at: '2026-11-20 12:00:00', date: '2026-11-20', dob: '2001-04-09'});
	});
});

it('says what is made anew', () => {
	const steps = [stepWith(readFixture('callr/call-outbound-hangup').step)];
	expect(renewalOf(steps, options()).says).toEqual(['2 ids', '2 times']);
	expect(renewalOf(steps, options({now: false})).says).toEqual(['2 ids']);
	expect(renewalOf([stepWith({body: 'hello'})], options()).says).toEqual([]);
});
