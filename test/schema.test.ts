import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import type {Delivery} from '../src/core/delivery.ts';
import {diagnose} from '../src/doctor/check.ts';
import {setupSteps} from '../src/doctor/setup.ts';
import {listFixtures} from '../src/formats/fixtures.ts';
import {inspect, noPins} from '../src/inspect/inspect.ts';
import {readMessage} from '../src/inspect/message.ts';
import {judge} from '../src/inspect/verdict.ts';
import {differingLine, receivedLine} from '../src/output/as-provider.ts';
import {clearedLine} from '../src/output/cleared.ts';
import {
	callLine,
	checkLine,
	deliveryLine,
	detectionLine,
	diagnosisLine,
	fixtureLine,
	noticeLine,
	observedLine,
	providerLine,
	readyLine,
	replayedLine,
	savedLine,
	setupStepLine,
	summaryLine,
	targetLine,
	tunnelLine,
} from '../src/output/ndjson.ts';
import {plannedLine} from '../src/output/replay-plan.ts';
import {verificationLine} from '../src/output/verify.ts';
import {providerOf, providers} from '../src/providers/registry.ts';
import {Report} from '../src/replay/report.ts';
import {callOf, contributionOf, fold} from '../src/session/fold.ts';
import {outcome} from './replay/outcomes.ts';
import {observe, retry} from './session/observing.ts';
import {allFixtures, type Fixture} from './support/fixtures.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../schema/ndjson.schema.json'), 'utf8'));
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const ajv = new Ajv2020({
	allErrors: true,
	// The kinds of line say "object" once, at the top.
	strictTypes: false,
	formats: {'date-time': time},
	allowUnionTypes: true,
});
const validate = ajv.compile(schema);

function check(line: string): void {
	expect(line.endsWith('\n')).toBe(true);
	const value = JSON.parse(line);
	expect(validate(value), JSON.stringify(validate.errors, null, 1)).toBe(true);
	const described = schema.$defs[value.type].properties;
	for (const key of Object.keys(value)) if (key !== 'v') expect(described, key).toHaveProperty(key);
}

function deliveryOf({request, step}: Fixture): Delivery {
	const pin = step.pin === null ? null : providerOf(step.pin);
	const {inspection, provider} = inspect(request, {...noPins, pin});
	const answer = {status: 200, by: 'call-hook', durationMs: 0.4} as const;
	const verdict = judge(provider, inspection.event?.kind ?? null, answer, () => readMessage(request));
	return {id: 1, request, replay: null, refusal: null, inspection, repeat: null, answer, verdict};
}

const cases = allFixtures().map(fixture => [fixture.id, deliveryOf(fixture)] as const);

describe('schema/ndjson.schema.json describes', () => {
	test.each(cases)('the delivery, detection and call of %s', (_id, delivery) => {
		check(deliveryLine(delivery));
		check(detectionLine(delivery.inspection));
		const part = contributionOf(delivery);
		if (part !== null) check(callLine(callOf(fold(null, part)), [1]));
	});

	test('what a delivery repeats', () => {
		const [, delivery] = cases[0] ?? expect.fail('no fixtures');
		const because = 'retry 1 of 3, +30.1 s, because the first answer was 500';
		const retry = {
			kind: 'retry',
			by: 'bytes',
			of: 12,
			attempt: 1,
			atMost: 3,
			gapMs: 30_100.25,
			because,
		} as const;
		const counted = {...retry, by: 'counter', of: null, gapMs: null} as const;
		const duplicate = {...retry, kind: 'duplicate', by: 'id', attempt: null, atMost: null} as const;
		for (const repeat of [retry, counted, duplicate]) check(deliveryLine({...delivery, repeat}));
		expect(JSON.parse(deliveryLine({...delivery, repeat: retry})).repeat).toEqual(retry);
		expect(JSON.parse(deliveryLine(delivery)).repeat).toBeNull();
	});

	test('deliveries that are not whole, not stored, not text, not answered', () => {
		const [, delivery] = cases[0] ?? expect.fail('no fixtures');
		const broken = {
			...delivery.request,
			method: null,
			target: null,
			httpVersion: null,
			headersMs: null,
			headers: [],
			body: Buffer.from([0xff, 0, 1]),
			fault: {code: 'malformed', message: 'This is not HTTP'},
		} as const;
		check(
			deliveryLine({
				...delivery,
				id: null,
				request: broken,
				inspection: inspect(broken).inspection,
				answer: {status: null, by: 'nobody', durationMs: 0},
				verdict: {state: null, because: 'the sender left', source: null},
			}),
		);
	});

	test('what came of a replay', () => {
		const report = new Report();
		check(replayedLine(report.told()));
		report.add(outcome({id: 4}));
		report.add(outcome({status: null, failure: 'refused', verdict: null}));
		check(replayedLine(report.told()));
	});

	test('answers of every kind, and deliveries that were not let in', () => {
		const [, delivery] = cases[0] ?? expect.fail('no fixtures');
		const sent = {
			headers: [['A', 'b']] as const,
			trailers: [['C', 'd']] as const,
			body: Buffer.from('{}'),
			bodySize: 2,
		};
		const failure = {code: 'reset', message: 'm', hint: 'h'} as const;
		const forwarding = {url: 'http://127.0.0.1:3000/', connectMs: 1, firstByteMs: null, totalMs: 2};
		const answers: Delivery['answer'][] = [
			{status: 200, by: 'target', durationMs: 1, sent, forwarding: {...forwarding, failure: null}},
			{status: 502, by: 'call-hook', durationMs: 1, forwarding: {...forwarding, failure}},
			{status: 200, by: 'rule', durationMs: 1, sent, rule: 'answers[0]', fault: 'close', isCut: true},
		];
		for (const answer of answers) {
			const line = deliveryLine({...delivery, answer});
			check(line);
			const described = schema.$defs.delivery.properties.answer.properties;
			for (const key of Object.keys(JSON.parse(line).answer)) expect(described, key).toHaveProperty(key);
		}
		for (const code of ['auth', 'header', 'path', 'loop'] as const)
			check(deliveryLine({...delivery, refusal: {code, message: 'm'}}));
	});

	test('the states of the public address and of targets', () => {
		for (const state of ['starting', 'assigned', 'live', 'degraded', 'dead'] as const)
			check(tunnelLine({state, url: null, because: 'b', roundTripMs: null, since: 1}));
		for (const state of ['unknown', 'up', 'down'] as const)
			check(targetLine({url: 'http://127.0.0.1:3000', state, because: null, connectMs: 1.5, since: 1}));
	});

	test('what verify says', () => {
		const verification = {
			provider: {id: 'callr', name: 'Callr'},
			signature: {state: 'invalid', because: 'b', hint: 'h'},
			checked: [{header: 'X-Signature', sent: 'sHMMGdzGhfW2', isSecret: false, as: 'the HMAC'}],
			mistakes: [{says: 's', remedy: 'r'}],
		} as const;
		check(verificationLine(verification));
		check(verificationLine({...verification, checked: [], mistakes: null}));
	});

	test('what clear deleted', () => {
		check(clearedLine({deliveries: 3, calls: 1, changedCalls: 2}, 4096, false));
		check(clearedLine({deliveries: 0, calls: 0, changedCalls: 0}, 0, true));
	});

	test('what doctor says', () => {
		const found = {group: 'Store', id: 'store/room', title: 'Room', says: 's', fails: 'check'} as const;
		for (const state of ['ok', 'problem', 'warning', 'unknown', 'skipped'] as const) {
			check(checkLine({...found, state, remedy: null, source: null}));
			check(checkLine({...found, state, remedy: 'r', source: 'p'}));
		}
		for (const provider of providers) {
			for (const [index, step] of setupSteps({provider, listener: null, secretsFrom: []}).entries()) {
				check(setupStepLine(provider.id, index + 1, step));
			}
		}
		check(diagnosisLine(diagnose([{state: 'problem', fails: 'check'}])));
	});

	test('the other lines', () => {
		check(readyLine({url: 'http://127.0.0.1:1', publicUrl: null, store: ':memory:', pid: 1}));
		check(noticeLine({at: 1, severity: 'error', message: 'm', hint: null}));
		const [, delivery] = cases[0] ?? expect.fail('no fixtures');
		const seen = observe([delivery, {...delivery, repeat: retry(1, 30_100)}]);
		check(observedLine(seen));
		check(observedLine([]));
		const [observed] = JSON.parse(observedLine(seen)).providers;
		const described = Object.keys(schema.$defs.observedProvider.properties);
		expect(described.toSorted()).toEqual(Object.keys(observed).toSorted());
		check(
			summaryLine(
				{
					startedAt: 1,
					deliveries: 0,
					newCalls: 0,
					verdicts: {accepted: 0, rejected: 0, unknown: 0, unanswered: 0},
					errors: 0,
					refused: 0,
					targetFailures: 0,
					lost: 0,
					rejected: [],
					erring: [],
					providers: seen,
				},
				2,
			),
		);
		for (const provider of providers) check(providerLine(provider));
	});

	test('fixtures', async () => {
		for (const fixture of await listFixtures()) check(fixtureLine(fixture));
		const [fixture] = await listFixtures();
		check(fixtureLine(fixture ?? expect.fail('no fixtures'), '# @name a\n'));
		const change = {what: 'a number', where: 'body.to', times: 2};
		const leftOut = [{id: 3, because: 'it is a retry'}];
		check(savedLine({file: 'a.http', requests: 1, changes: [change], leftOut}));
	});

	test('what a replay plans, what providers would have recorded, and answers that differ', () => {
		const [, delivery] = cases[0] ?? expect.fail('no fixtures');
		const planned = {
			scenario: 'calls.har',
			delivery: null,
			from: 'calls.har',
			name: 'a',
			kind: null,
			says: '',
			repetition: 0,
			step: 1,
			copy: 0,
			method: 'POST',
			target: '/hooks',
			bytes: 12,
		} as const;
		check(plannedLine({...planned, atMs: 12.5, because: ['shuffled', 'late by 5 min']}));
		check(plannedLine({...planned, delivery: 7, copy: 1, atMs: null, because: ['dropped']}));
		const tally = {
			sent: 2,
			answered: 2,
			unconnected: 0,
			received: 1,
			notReceived: 1,
			undocumented: 0,
			missed: [{delivery, attempts: 3}],
			compared: 0,
			differing: 0,
			wronglySigned: 0,
			open: new Set<string>(),
		};
		check(receivedLine(tally));
		check(receivedLine({...tally, missed: [{delivery: {...delivery, id: null}, attempts: 1}]}));
		const differences = [{path: 'body.id', first: '1', second: null}];
		check(differingLine({first: delivery, second: {...delivery, id: null}, differences}));
	});

	test('and refuses what is none of them', () => {
		for (const value of [{type: 'delivery', v: 1}, {type: 'ready', v: 2}, {type: 'nothing', v: 1}, []]) {
			expect(validate(value), JSON.stringify(value)).toBe(false);
		}
	});
});
