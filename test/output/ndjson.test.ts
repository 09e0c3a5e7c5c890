import {describe, expect, it} from 'vitest';
import {factsChecked} from '../../src/core/contract.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import {
	callLine,
	deliveryLine,
	detectionLine,
	fixtureLine,
	noticeLine,
	observedLine,
	providerLine,
	readyLine,
	replayedLine,
	savedLine,
	summaryLine,
	targetLine,
	tunnelLine,
} from '../../src/output/ndjson.ts';
import {providers} from '../../src/providers/registry.ts';
import {Report} from '../../src/replay/report.ts';
import {outcome} from '../replay/outcomes.ts';
import {answeredWith, duplicate, observe, retry} from '../session/observing.ts';
import {deliveryFrom, posted} from '../session/receiving.ts';
import {allFixtures} from '../support/fixtures.ts';
import {callFrom, fixtureDelivery, hostile} from './samples.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a program reads has no types
type Read = any;

function read(line: string): Read {
	expect(line.endsWith('\n')).toBe(true);
	expect(line.slice(0, -1)).not.toContain('\n');
	return JSON.parse(line);
}

const delivery = (change: Partial<Delivery> = {}) => ({
	...fixtureDelivery('telecmi/outgoing-answered', {id: 12}),
	...change,
});

describe('delivery: version 1 of the contract', () => {
	const line = read(deliveryLine(delivery()));

	it('has its members in this order', () => {
		expect(Object.keys(line)).toEqual([
			'type',
			'v',
			'id',
			'receivedAt',
			'replayOf',
			'replay',
			'refusal',
			'url',
			'httpVersion',
			'method',
			'target',
			'path',
			'query',
			'headers',
			'remoteAddress',
			'body',
			'fault',
			'provider',
			'event',
			'callKey',
			'signature',
			'findings',
			'repeat',
			'answer',
			'verdict',
		]);
		expect(Object.keys(line.body)).toEqual(['size', 'truncated', 'contentType', 'text']);
		expect(Object.keys(line.provider)).toEqual(['id', 'name', 'confidence', 'because', 'pinned', 'runnerUp']);
		expect(Object.keys(line.event)).toEqual([
			'kind',
			'callId',
			'legId',
			'conversationId',
			'phase',
			'outcome',
			'providerStatus',
			'direction',
			'from',
			'to',
			'counterparty',
			'startedAt',
			'answeredAt',
			'endedAt',
			'durationSeconds',
			'talkSeconds',
			'waitSeconds',
			'hangup',
			'recording',
			'transcript',
			'agent',
			'analysis',
			'digits',
			'fields',
		]);
		expect(Object.keys(line.event.to)).toEqual(['raw', 'e164']);
		expect(Object.keys(line.event.recording)).toEqual(['url', 'file']);
		expect(Object.keys(line.event.agent)).toEqual(['id', 'name', 'number']);
		expect(Object.keys(line.event.fields[0])).toEqual(['label', 'value', 'from']);
		expect(Object.keys(line.signature)).toEqual(['state', 'because', 'hint']);
		expect(Object.keys(line.findings[0])).toEqual(['code', 'severity', 'message', 'hint', 'where']);
		expect(Object.keys(line.answer)).toEqual(['status', 'by', 'durationMs']);
		expect(Object.keys(line.verdict)).toEqual(['state', 'because', 'source']);
	});

	it('leaves out which secrets were typed: only commands to paste are made of them', () => {
		const given = delivery();
		const signature = {state: 'invalid', because: 'b', hint: 'Do.', typed: ['callr=env:HOOK']} as const;
		const inspection = {...given.inspection, signature};
		const told = {state: 'invalid', because: 'b', hint: 'Do.'};
		expect(read(deliveryLine({...given, inspection})).signature).toEqual(told);
		expect(read(detectionLine(inspection)).signature).toEqual(told);
	});

	it('says of the sample what the contract says', () => {
		expect(line).toMatchObject({
			type: 'delivery',
			v: 1,
			id: 12,
			replayOf: null,
			replay: null,
			refusal: null,
			url: 'http://localhost:8888/webhook/cdr',
			httpVersion: '1.1',
			method: 'POST',
			target: '/webhook/cdr',
			path: '/webhook/cdr',
			query: [],
			headers: [
				['Host', 'localhost:8888'],
				['content-type', 'application/json'],
			],
			remoteAddress: '127.0.0.1',
			body: {truncated: false, contentType: 'application/json'},
			fault: null,
			provider: {
				id: 'telecmi',
				name: 'TeleCMI',
				confidence: 0.99,
				because: ['body has cmiuuid'],
				pinned: false,
				runnerUp: null,
			},
			event: {
				kind: 'cdr',
				callId: '760df326-7f03-4b5d-b573-278dec867f13',
				legId: null,
				phase: 'ended',
				outcome: 'answered',
				direction: 'outbound',
				from: null,
				to: {raw: '9100000000', e164: null},
				answeredAt: '2019-10-04T10:20:01.056Z',
				talkSeconds: 13,
				agent: {id: '103_1111113', name: null, number: null},
			},
			callKey: 'telecmi:760df326-7f03-4b5d-b573-278dec867f13',
			signature: {state: 'unsigned', because: 'TeleCMI documents no signature'},
			findings: [
				{code: 'number/json-number', severity: 'info', where: 'body.to'},
				{code: 'number/country-unknown', severity: 'info', where: 'body.to'},
				{code: 'field/inconsistent', severity: 'info', where: 'body.appid'},
				{code: 'recording/file-only', severity: 'info', where: 'body.filename'},
			],
			answer: {status: 200, by: 'call-hook', durationMs: 1},
			verdict: {state: 'unknown', source: `doc.telecmi.com/chub-india (checked ${factsChecked})`},
		});
		expect(line.event.fields).toContainEqual({
			label: 'Click to call',
			value: 'true',
			from: 'body.click_to_call',
		});
		expect(line.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	});

	it('every fixture: one line, its body exact, every id a string', () => {
		for (const {id, request} of allFixtures()) {
			const {body, event} = read(deliveryLine(fixtureDelivery(id)));
			expect(body.text).toBe(Buffer.from(request.body).toString());
			expect(body.size).toBe(request.body.length);
			for (const member of ['callId', 'legId', 'conversationId']) {
				expect(['string', 'object']).toContain(typeof (event?.[member] ?? null));
			}
		}
	});

	it('a body that is not UTF-8 is base64, and comes back from it', () => {
		const bytes = Uint8Array.from({length: 256}, (_, index) => index);
		const {body} = read(deliveryLine(deliveryFrom(posted('', {body: bytes}))));
		expect(Object.keys(body)).toEqual(['size', 'truncated', 'contentType', 'base64']);
		expect(Buffer.from(body.base64, 'base64').equals(Buffer.from(bytes))).toBe(true);
	});

	it('is exact: hostile text, secrets and all', () => {
		const text = JSON.stringify({a: hostile, token: 'abc'});
		const headers: [string, string][] = [['Authorization', 'Bearer abc']];
		const line = read(deliveryLine(deliveryFrom(posted(text, {headers, target: '/a?token=abc&x=%zz'}))));
		expect(line.body.text).toBe(text);
		expect(line.headers).toEqual(headers);
		expect(line.target).toBe('/a?token=abc&x=%zz');
		expect(line.query).toEqual([
			['token', 'abc'],
			['x', '%zz'],
		]);
	});

	it('a cut body says so, with the size that came', () => {
		expect(read(deliveryLine(deliveryFrom(posted('abc', {bodySize: 10})))).body).toMatchObject({
			size: 10,
			truncated: true,
			text: 'abc',
		});
	});

	it('what was no HTTP has null where there was nothing', () => {
		const fault = {code: 'malformed' as const, message: 'This is not HTTP: x'};
		const line = read(
			deliveryLine(
				deliveryFrom(posted('x', {method: null, target: null, httpVersion: null, headers: [], fault})),
			),
		);
		expect(line).toMatchObject({
			method: null,
			target: null,
			path: null,
			query: [],
			httpVersion: null,
			fault,
			event: null,
			callKey: null,
		});
	});

	it('a delivery that was not stored has no id, one nobody answered no status', () => {
		const answer = {status: null, by: 'nobody' as const, durationMs: 0.123_456};
		expect(read(deliveryLine(delivery({id: null, answer})))).toMatchObject({
			id: null,
			answer: {status: null, by: 'nobody', durationMs: 0.123},
		});
	});
});

describe('the answer of a delivery', () => {
	const body = Buffer.from('{"ok":true}');
	const sent = {headers: [['Content-Type', 'application/json']] as const, body, bodySize: body.length};
	const answerOf = (answer: Delivery['answer']) => read(deliveryLine(delivery({answer}))).answer;

	it('of a target has what was sent back, and how it went', () => {
		const answer = answerOf({
			status: 201,
			by: 'target',
			durationMs: 12.345_67,
			sent,
			forwarding: {
				url: 'http://127.0.0.1:3000/webhook/cdr',
				failure: null,
				connectMs: 0.412_34,
				firstByteMs: 11,
				totalMs: 12.000_04,
			},
		});
		expect(answer).toEqual({
			status: 201,
			by: 'target',
			durationMs: 12.346,
			headers: [['Content-Type', 'application/json']],
			body: {size: 11, truncated: false, text: '{"ok":true}'},
			forwarding: {
				url: 'http://127.0.0.1:3000/webhook/cdr',
				failure: null,
				connectMs: 0.412,
				firstByteMs: 11,
				totalMs: 12,
			},
		});
	});

	it('in the place of a target says what failed', () => {
		const failure = {code: 'refused', message: 'Nothing listens there.', hint: 'Start your server.'} as const;
		const forwarding = {
			url: 'http://127.0.0.1:3000/',
			failure,
			connectMs: null,
			firstByteMs: null,
			totalMs: 1,
		};
		expect(answerOf({status: 502, by: 'call-hook', durationMs: 1, forwarding})).toEqual({
			status: 502,
			by: 'call-hook',
			durationMs: 1,
			forwarding,
		});
	});

	it('says which rule or fault it was, and that it was cut', () => {
		const bytes = Uint8Array.from([0xff, 0xfe]);
		const cut = {headers: [], trailers: [['X-End', '1']] as const, body: bytes, bodySize: 10};
		expect(
			answerOf({
				status: 200,
				by: 'rule',
				durationMs: 1,
				sent: cut,
				rule: 'answers[2]',
				fault: 'close',
				isCut: true,
			}),
		).toEqual({
			status: 200,
			by: 'rule',
			durationMs: 1,
			headers: [],
			trailers: [['X-End', '1']],
			body: {size: 10, truncated: true, base64: '//4='},
			rule: 'answers[2]',
			fault: 'close',
			cut: true,
		});
	});
});

describe('a delivery that was not let in', () => {
	it('says why', () => {
		const refusal = {code: 'auth', message: 'No credentials were sent.'} as const;
		expect(read(deliveryLine(delivery({refusal}))).refusal).toEqual(refusal);
	});
});

describe('the address of a delivery', () => {
	const publicUrl = 'https://brave-lynx-42.loca.lt';

	it('is the one its sender saw', () => {
		const through = posted('{}', {
			publicUrl,
			target: '/hooks?a=1',
			headers: [
				['Host', '127.0.0.1:8888'],
				['X-Forwarded-Proto', 'https'],
			],
		});
		expect(read(deliveryLine(deliveryFrom(through))).url).toBe(`${publicUrl}/hooks?a=1`);
		expect(read(deliveryLine(deliveryFrom(posted('{}', {headers: []})))).url).toBeNull();
	});
});

it('tunnel', () => {
	const status = {
		state: 'live',
		url: 'https://brave-lynx-42.loca.lt',
		because: null,
		roundTripMs: 84.000_400_000_01,
		since: 0,
	} as const;
	expect(tunnelLine(status)).toBe(
		'{"type":"tunnel","v":1,"at":"1970-01-01T00:00:00.000Z","state":"live","url":"https://brave-lynx-42.loca.lt","because":null,"roundTripMs":84}\n',
	);
});

it('target', () => {
	const status = {
		url: 'http://127.0.0.1:3000',
		state: 'down',
		because: 'Nothing listens there.',
		connectMs: 0.123_456,
		since: 0,
	} as const;
	expect(read(targetLine(status))).toEqual({
		type: 'target',
		v: 1,
		at: '1970-01-01T00:00:00.000Z',
		state: 'down',
		url: 'http://127.0.0.1:3000',
		because: 'Nothing listens there.',
		connectMs: 0.123,
	});
});

it('call', () => {
	const line = read(callLine(callFrom(delivery()), [12, 13]));
	expect(Object.keys(line)).toEqual([
		'type',
		'v',
		'key',
		'provider',
		'callId',
		'phase',
		'outcome',
		'direction',
		'from',
		'to',
		'counterparty',
		'startedAt',
		'answeredAt',
		'endedAt',
		'durationSeconds',
		'talkSeconds',
		'deliveries',
		'retries',
		'duplicates',
		'findings',
		'verdict',
	]);
	expect(line).toMatchObject({
		type: 'call',
		v: 1,
		key: 'telecmi:760df326-7f03-4b5d-b573-278dec867f13',
		deliveries: [12, 13],
		findings: {error: 0, warning: 0, info: 4},
		verdict: {state: 'unknown'},
	});
});

it('ready', () => {
	const line = readyLine({url: 'http://127.0.0.1:8888', publicUrl: null, store: '/s', pid: 1});
	expect(line).toBe(
		'{"type":"ready","v":1,"url":"http://127.0.0.1:8888","publicUrl":null,"store":"/s","pid":1}\n',
	);
});

it('notice', () => {
	expect(read(noticeLine({at: 0, severity: 'error', message: 'a\nb', hint: null}))).toEqual({
		type: 'notice',
		v: 1,
		at: '1970-01-01T00:00:00.000Z',
		severity: 'error',
		message: 'a\nb',
		hint: null,
	});
});

it('replayed', () => {
	const report = new Report();
	expect(read(replayedLine(report.told()))).toMatchObject({startedAt: null, latencyMs: null, slowest: null});
	report.add(outcome({at: 1000, ms: 5.123_456, id: 7, place: {repetition: 3, step: 1}, attempt: 1}));
	report.add(outcome({at: 1002, status: null, ms: 1, failure: 'refused', verdict: null}));
	const line = read(replayedLine(report.told()));
	expect(Object.keys(line).slice(0, 4)).toEqual(['type', 'v', 'startedAt', 'durationMs']);
	expect(line).toEqual({
		type: 'replayed',
		v: 1,
		startedAt: '1970-01-01T00:00:01.000Z',
		durationMs: 5.123,
		sent: 2,
		retries: 1,
		resent: 0,
		failed: 1,
		failures: {refused: 1},
		statuses: {200: 1},
		verdicts: {accepted: 1, rejected: 0, unknown: 0, unanswered: 1},
		latencyMs: {p50: 5.123, p95: 5.123, p99: 5.123, max: 5.123},
		slowest: {id: 7, repetition: 3, step: 1, copy: 0, attempt: 1, ms: 5.123},
	});
});

it('summary', () => {
	const verdicts = {accepted: 1, rejected: 2, unknown: 3, unanswered: 4};
	const summary = {
		startedAt: 1000,
		deliveries: 10,
		newCalls: 5,
		verdicts,
		errors: 6,
		refused: 0,
		targetFailures: 0,
		lost: 7,
		rejected: [],
		erring: [],
		providers: [],
	};
	expect(read(summaryLine(summary, 3500))).toEqual({
		type: 'summary',
		v: 1,
		startedAt: '1970-01-01T00:00:01.000Z',
		durationMs: 2500,
		deliveries: 10,
		newCalls: 5,
		verdicts,
		errors: 6,
		notStored: 7,
		refused: 0,
		targetFailures: 0,
		providers: [],
	});
});

describe('what was seen of a provider', () => {
	const log = 'myoperator/after-call';
	const providersSeen = observe([
		answeredWith('myoperator/in-call', {durationMs: 4900.123_45}),
		answeredWith(log, {status: 500, durationMs: 3}),
		answeredWith(log, {durationMs: 3}, {repeat: retry(1, 30_100.123_45)}),
		answeredWith(log, {durationMs: 3}, {repeat: duplicate}),
		answeredWith('myoperator/v2-call-summary', {status: null, by: 'nobody'}),
	]);
	const members = {
		id: 'myoperator',
		deliveries: 5,
		statuses: {200: 3, 500: 1},
		verdicts: {accepted: 3, rejected: 1, unknown: 0, unanswered: 1},
		latencyMs: {p50: expect.closeTo(3, 1), p95: 4900.123, max: 4900.123},
		deadlineMs: 5000,
		retries: {
			count: 1,
			gapMs: {smallest: 30_100.123, median: 30_100.123, largest: 30_100.123},
		},
		duplicates: 1,
		outOfOrder: 0,
		kindsNeverSeen: expect.arrayContaining(['disposition', 'v2-other']),
	};

	it('is told at the end', () => {
		const summary = {
			startedAt: 0,
			deliveries: 5,
			newCalls: 1,
			verdicts: {accepted: 3, rejected: 1, unknown: 0, unanswered: 1},
			errors: 0,
			refused: 0,
			targetFailures: 0,
			lost: 0,
			rejected: [],
			erring: [],
			providers: providersSeen,
		};
		expect(read(summaryLine(summary, 1)).providers).toEqual([members]);
	});

	it('is told of a store, with what the documents say', () => {
		const line = read(observedLine(providersSeen));
		expect(Object.keys(line)).toEqual(['type', 'v', 'providers']);
		expect(line).toMatchObject({type: 'observed', v: 1, providers: [{...members, name: 'MyOperator'}]});
		expect(line.providers[0].kinds).toContainEqual({id: 'after-call', deliveries: 3});
		expect(line.providers[0].compared).toContainEqual({
			what: 'retries',
			kinds: ['in-call', 'after-call'],
			observed: 'seen after 30.1 s',
			documented: 'sent again 3 times, every 30 s, then dropped',
			source: expect.stringMatching(/^support\.myoperator\.com.*checked/),
			agrees: true,
		});
	});

	it('has null where there is nothing to measure, or no deadline', () => {
		const nobody = answeredWith('telecmi/outgoing-answered', {status: null, by: 'nobody'});
		expect(read(observedLine(observe([nobody]))).providers[0]).toMatchObject({
			statuses: {},
			latencyMs: null,
			deadlineMs: null,
			retries: {count: 0, gapMs: null},
		});
	});
});

it('a fixture: what it is, and its text where it is shown', () => {
	const fixture = {id: 'acme/scenario-a', provider: 'acme', steps: 3, shows: 'A call.', isPinned: true};
	expect(read(fixtureLine(fixture))).toEqual({
		type: 'fixture',
		v: 1,
		id: 'acme/scenario-a',
		provider: 'acme',
		steps: 3,
		shows: 'A call.',
	});
	expect(read(fixtureLine(fixture, 'GET /\n'))).toMatchObject({id: 'acme/scenario-a', text: 'GET /\n'});
});

it('what was saved: never what stood there', () => {
	const change = {what: 'a number', where: 'body.to', times: 2, original: '+33199000000'};
	const leftOut = [{id: 3, because: 'it is a retry'}];
	expect(read(savedLine({file: 'a.http', requests: 1, changes: [change], leftOut}))).toEqual({
		type: 'saved',
		v: 1,
		file: 'a.http',
		requests: 1,
		changes: [{what: 'a number', where: 'body.to', times: 2}],
		leftOut,
	});
});

it.each(providers)('provider $id: every kind with its rules', provider => {
	const line = read(providerLine(provider));
	expect(line).toMatchObject({type: 'provider', v: 1, id: provider.id, name: provider.name});
	expect(line.kinds.map(({id, pinOnly}: Read) => [id, pinOnly])).toEqual(
		provider.kinds.map(({id, pinOnly}) => [id, pinOnly ?? false]),
	);
	for (const {id, contract} of line.kinds) {
		// What looks at an answer is code; the rest is as it is declared.
		expect(contract).toEqual(JSON.parse(JSON.stringify(provider.contract(id))));
		expect(Object.keys(contract)).toEqual([
			'methods',
			'accepts',
			'deadlineMs',
			'retries',
			'redirects',
			'transport',
			'answerBody',
			'remarks',
			'unknown',
			'unknownSource',
		]);
	}
});
