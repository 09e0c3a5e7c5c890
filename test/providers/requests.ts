/** Requests as tests write them, and what is made of them. */

import {expect} from 'vitest';
import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import type {AnswerContent, Inspection, Verdict} from '../../src/core/delivery.ts';
import type {CallEvent} from '../../src/core/event.ts';
import type {Provider} from '../../src/core/provider.ts';
import type {Inspected} from '../../src/core/step.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {judge} from '../../src/inspect/verdict.ts';
import {providerOf} from '../../src/providers/registry.ts';
import {planAnswer} from '../../src/session/answers.ts';
import {captured} from '../support/fixtures.ts';

/** A POST of a JSON value, or of a text as it is. */
export function post(value: unknown, target = '/', headers: readonly Pair[] = []): CapturedRequest {
	const body = typeof value === 'string' ? value : JSON.stringify(value);
	return captured({
		method: 'POST',
		target,
		headers: [['Content-Type', 'application/json'], ...headers],
		body,
	});
}

/** A POST of form fields. */
export function postForm(fields: Record<string, unknown>, target = '/'): CapturedRequest {
	const pairs = Object.entries(fields).map(([name, value]): [string, string] => [
		name,
		typeof value === 'string' ? value : JSON.stringify(value),
	]);
	return captured({
		method: 'POST',
		target,
		headers: [['Content-Type', 'application/x-www-form-urlencoded']],
		body: new URLSearchParams(pairs).toString(),
	});
}

export function get(target: string): CapturedRequest {
	return captured({method: 'GET', target, headers: [], body: ''});
}

/** Pinned to a provider where one is named, else as detected. */
export function inspectAs(request: CapturedRequest, pin?: string): Inspected {
	return inspect(request, pin === undefined ? noPins : {...noPins, pin: providerOf(pin)});
}

export function inspectionOf(request: CapturedRequest, pin?: string): Inspection {
	return inspectAs(request, pin).inspection;
}

export function providerIdOf(request: CapturedRequest): string {
	return inspectionOf(request).provider.id;
}

/** The event of a request that has one. */
export function eventOf(request: CapturedRequest, pin?: string): CallEvent {
	const {event, provider} = inspectionOf(request, pin);
	if (event === null) throw new Error(`no event: ${provider.because.join(', ')}`);
	return event;
}

export function codesOf(request: CapturedRequest, pin?: string): string[] {
	return inspectionOf(request, pin).findings.map(({code}) => code);
}

/** The values of the fields that stood at a place. */
export function fieldsAt(event: CallEvent, from: string): string[] {
	return event.fields.filter(field => field.from === from).map(({value}) => value);
}

export function providerNamed(id: string): Provider {
	return providerOf(id) ?? expect.fail(`no provider ${id}`);
}

/** The verdict on an answer of that status to a kind of delivery. */
export function verdictOn(provider: string, kind: string, status: number, durationMs = 1): Verdict['state'] {
	const answer = {status, by: 'call-hook', durationMs} as const;
	return judge(providerNamed(provider), kind, answer, () => readMessage(post(''))).state;
}

/** What call-hook answers by itself. */
export function answerOf(inspected: Inspected): AnswerContent {
	const plan = planAnswer(inspected, post(''), null);
	if (plan.by === 'target') throw new Error('there is no target');
	return plan.content;
}
