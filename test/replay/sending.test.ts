import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, it} from 'vitest';
import type {RequestStep} from '../../src/formats/step.ts';
import {parseTarget} from '../../src/forward/target-url.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {Inspections} from '../../src/replay/delivery.ts';
import {Pace} from '../../src/replay/pace.ts';
import {noRecorder, type Recorder, recorderOf} from '../../src/replay/record.ts';
import {openSender} from '../../src/replay/sender.ts';
import {
	type Differing,
	Dispatch,
	type DispatchOptions,
	type PreparedStep,
	type SentOutcome,
} from '../../src/replay/sending.ts';
import {Waits} from '../../src/replay/waits.ts';
import {storeAt} from '../store/temporary.ts';
import {afterwards, until} from '../support/waiting.ts';
import {fixtureStep} from './samples.ts';

interface Received {
	request: IncomingMessage;
	body: string;
}

/** A server that answers as it is told, request by request. */
async function serverOf(answer: (nth: number, body: string) => {status: number; body?: string}) {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString();
			const {status, body: sent = ''} = answer(received.push({request, body}) - 1, body);
			response.writeHead(status).end(sent);
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	afterwards(() => server.close());
	return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received};
}

function dispatchTo(url: string, options: Partial<DispatchOptions> = {}) {
	const parsed = parseTarget(url);
	const address = 'address' in parsed ? parsed.address : expect.fail(parsed.problem);
	const sender = openSender({url, preserveHost: false, connections: 4, ca: null, insecure: false});
	afterwards(() => sender.close());
	const stop = new AbortController();
	const waits = new Waits(stop.signal);
	const outcomes: SentOutcome[] = [];
	const differing: Differing[] = [];
	const dispatch = new Dispatch({
		sender,
		address,
		inspections: new Inspections(nothingTold),
		timeoutMs: 10_000,
		keepBytes: 1000,
		asProvider: null,
		assertIdempotent: false,
		signers: new Map(),
		recorder: noRecorder,
		inspectsEach: true,
		onSent: outcome => outcomes.push(outcome),
		onDifference: found => differing.push(found),
		waits,
		pace: new Pace(null, waits),
		signal: stop.signal,
		...options,
	});
	return {dispatch, outcomes, differing, stop};
}

function prepared(step: RequestStep, change: Partial<PreparedStep> = {}): PreparedStep {
	return {step, from: 'a/fixture', pin: null, isEdited: false, ...change};
}

const place = {repetition: 0, step: 0, copy: 0};
const asProvider = {speed: Number.POSITIVE_INFINITY, allowUnknown: false};

describe('a request', () => {
	it('is sent as it is, and told as the delivery it was', async () => {
		const {url, received} = await serverOf(() => ({status: 204}));
		const {dispatch, outcomes} = dispatchTo(url);
		const step = await fixtureStep('telecmi/outgoing-answered');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(received.map(({body}) => body)).toEqual([Buffer.from(step.body).toString()]);
		expect(outcomes).toMatchObject([
			{
				place,
				attempt: 0,
				delivery: {id: null, replay: {of: null, from: 'a/fixture', isEdited: false, isResigned: false}},
			},
		]);
		expect(dispatch.tally).toMatchObject({sent: 1, answered: 1, unconnected: 0, received: 0, notReceived: 0});
	});

	it('of the store says which one it repeats, and is edited when its bytes are others', async () => {
		const {url} = await serverOf(() => ({status: 200}));
		const store = await storeAt();
		const {dispatch, outcomes} = dispatchTo(url, {
			recorder: recorderOf(store, () => expect.fail('not kept')),
		});
		const step = {...(await fixtureStep('telecmi/outgoing-answered')), deliveryId: 7};
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.deliver(prepared(step), {...step, body: Buffer.from('{}')}, place);
		await dispatch.deliver(prepared(step, {isEdited: true}), step, place);
		await dispatch.idle();
		expect(
			outcomes.map(({delivery: {id, replay}}) => [id, replay?.of, replay?.from, replay?.isEdited]),
		).toEqual([
			[1, 7, null, false],
			[2, 7, null, true],
			[3, 7, null, true],
		]);
		expect(store.delivery(2)?.replay).toEqual({of: 7, from: null, isEdited: true, isResigned: false});
	});

	it('that nobody looks at is taken for what its original is', async () => {
		const {url} = await serverOf(() => ({status: 204}));
		const {dispatch, outcomes} = dispatchTo(url, {inspectsEach: false});
		const step = await fixtureStep('telecmi/outgoing-answered');
		const renewed = {
			...step,
			body: Buffer.from(Buffer.from(step.body).toString().replaceAll('760df326', '860df326')),
		};
		await dispatch.deliver(prepared(step), renewed, place);
		const {delivery} = outcomes[0] ?? expect.fail('nothing sent');
		expect(delivery.inspection.callKey).toMatch(/^telecmi:760df326/);
		expect(Buffer.from(delivery.request.body).toString()).toContain('860df326');
		expect(delivery.verdict.state).toBe('unknown');
	});

	it('that meets nobody is counted as such', async () => {
		const {dispatch} = dispatchTo('http://127.0.0.1:1');
		const step = await fixtureStep('telecmi/outgoing-answered');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(dispatch.tally).toMatchObject({sent: 1, answered: 0, unconnected: 1});
	});
});

describe('as its provider', () => {
	it('is sent again until it counts, and is recorded as received then', async () => {
		const {url, received} = await serverOf(nth => ({status: nth < 2 ? 500 : 200}));
		const store = await storeAt();
		const recorder = recorderOf(store, () => expect.fail('not kept'));
		const {dispatch, outcomes} = dispatchTo(url, {asProvider, recorder});
		const step = await fixtureStep('myoperator/in-call');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(new Set(received.map(({body}) => body)).size).toBe(1);
		expect(
			outcomes.map(({attempt, pauseMs, delivery: {id, verdict}}) => [attempt, pauseMs, id, verdict.state]),
		).toEqual([
			[0, 0, 1, 'rejected'],
			[1, 30_000, 2, 'rejected'],
			[2, 30_000, 3, 'accepted'],
		]);
		expect(outcomes[2]?.delivery.repeat).toMatchObject({kind: 'retry', of: 2, attempt: 2, atMost: 3});
		expect(dispatch.tally).toMatchObject({sent: 3, received: 1, notReceived: 0, missed: []});
	});

	it('what never counts is told with its last attempt', async () => {
		const {url} = await serverOf(() => ({status: 500}));
		const {dispatch} = dispatchTo(url, {asProvider});
		const step = await fixtureStep('myoperator/in-call');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(dispatch.tally).toMatchObject({sent: 4, received: 0, notReceived: 1, undocumented: 0});
		expect(dispatch.tally.missed).toMatchObject([{attempts: 4, delivery: {verdict: {state: 'rejected'}}}]);
	});

	it('later requests do not wait for the retries of earlier ones', async () => {
		const {url, received} = await serverOf(nth => ({status: nth === 0 ? 500 : 200}));
		const {dispatch, outcomes, stop} = dispatchTo(url, {asProvider: {speed: 1, allowUnknown: false}});
		const failing = await fixtureStep('myoperator/in-call');
		const other = await fixtureStep('cllr/post-call');
		await dispatch.deliver(prepared(failing), failing, place);
		await dispatch.deliver(prepared(other), other, {...place, step: 1});
		expect(received).toHaveLength(2);
		// What is interrupted is nobody's failure.
		stop.abort();
		await dispatch.idle();
		expect(outcomes).toHaveLength(2);
		expect(dispatch.tally).toMatchObject({notReceived: 0});
	});

	it.each([
		[false, 0, 1],
		[true, 1, 0],
	])(
		'where nothing is documented, a 2xx will do only when that is said: %s',
		async (allowUnknown, received, notReceived) => {
			const {url} = await serverOf(() => ({status: 200}));
			const {dispatch} = dispatchTo(url, {asProvider: {...asProvider, allowUnknown}});
			const step = await fixtureStep('telecmi/outgoing-answered');
			await dispatch.deliver(prepared(step), step, place);
			await dispatch.idle();
			expect(dispatch.tally).toMatchObject({received, notReceived, undocumented: notReceived});
			expect([...dispatch.tally.open]).toEqual([
				'How long TeleCMI waits is not documented: it is given 10 s (--timeout).',
				'Whether TeleCMI sends again is not documented: nothing is sent again.',
			]);
		},
	);

	it('has the headers it documents, beside those of the request', async () => {
		const {url, received} = await serverOf(() => ({status: 200}));
		const {dispatch} = dispatchTo(url, {asProvider});
		const step = await fixtureStep('callr/call-outbound-hangup');
		const bare = {...step, headers: step.headers.filter(([name]) => name !== 'User-Agent')};
		await dispatch.deliver(prepared(bare), bare, place);
		expect(received[0]?.request.headers).toMatchObject({'user-agent': 'CALLR/API 0.9942', accept: '*/*'});
		expect(received[0]?.request.rawHeaders.filter(name => /^content-type$/i.test(name))).toEqual([
			'content-type',
		]);
	});

	it('remembers nothing of the many that are received', async () => {
		const {url, received} = await serverOf(() => ({status: 200}));
		const {dispatch} = dispatchTo(url, {asProvider});
		const step = await fixtureStep('myoperator/in-call');
		for (let nth = 0; nth < 300; nth++) await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(received).toHaveLength(300);
		expect(dispatch.tally).toMatchObject({sent: 300, received: 300});
	});
});

describe('twice', () => {
	it('tells in what the second answer differs', async () => {
		const {url, received} = await serverOf(nth => ({status: 200, body: JSON.stringify({ok: true, id: nth})}));
		const {dispatch, differing} = dispatchTo(url, {assertIdempotent: true});
		const step = await fixtureStep('telecmi/outgoing-answered');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(received).toHaveLength(2);
		expect(differing).toMatchObject([{differences: [{path: 'body.id', first: '0', second: '1'}]}]);
		expect(dispatch.tally).toMatchObject({sent: 2, compared: 1, differing: 1});
	});

	it('but not when it is stopped while the second waits for its turn', async () => {
		const {url, received} = await serverOf(() => ({status: 200}));
		const stop = new AbortController();
		const waits = new Waits(stop.signal);
		const pace = new Pace(0.01, waits);
		await pace.turn();
		const {dispatch, differing} = dispatchTo(url, {assertIdempotent: true, pace, waits, signal: stop.signal});
		const step = await fixtureStep('telecmi/outgoing-answered');
		const delivering = dispatch.deliver(prepared(step), step, place);
		await until('the second waits', () => waits.count === 1);
		stop.abort();
		await delivering;
		expect(received).toHaveLength(1);
		expect(differing).toEqual([]);
		expect(dispatch.tally).toMatchObject({sent: 1, compared: 0});
	});

	it('and nothing where they are the same', async () => {
		const {url} = await serverOf(() => ({status: 200, body: 'got it'}));
		const {dispatch, differing} = dispatchTo(url, {assertIdempotent: true, asProvider});
		const step = await fixtureStep('cllr/post-call');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(differing).toEqual([]);
		expect(dispatch.tally).toMatchObject({sent: 2, compared: 1, differing: 0, received: 1});
	});
});

describe('signed', () => {
	const signature = 'x-callr-hmacsignature';

	it('anew at each attempt, and right for the bytes that are sent', async () => {
		const {url, received} = await serverOf(() => ({status: 200}));
		const secrets = new Map([['callr', [{from: 'TEST', value: 'k3y'}]]]);
		const told = {...nothingTold, secrets};
		const {dispatch, outcomes} = dispatchTo(url, {
			signers: new Map([['callr', 'k3y']]),
			inspections: new Inspections(told),
		});
		const step = await fixtureStep('callr/call-outbound-hangup');
		await dispatch.deliver(prepared(step, {isEdited: true}), step, place);
		expect(received[0]?.request.headers[signature]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
		expect(outcomes[0]?.delivery).toMatchObject({
			inspection: {signature: {state: 'valid'}},
			replay: {isEdited: true, isResigned: true},
		});
		expect(dispatch.tally.wronglySigned).toBe(0);
	});

	it('before, and edited since, is told', async () => {
		const {url} = await serverOf(() => ({status: 200}));
		const {dispatch} = dispatchTo(url);
		const step = await fixtureStep('callr/call-outbound-hangup');
		const old = {
			...step,
			headers: [...step.headers, ['X-CALLR-HmacSignature', 'A'.repeat(43).concat('=')] as const],
		};
		await dispatch.deliver(prepared(old), old, place);
		expect(dispatch.tally.wronglySigned).toBe(0);
		await dispatch.deliver(prepared(old, {isEdited: true}), old, place);
		expect(dispatch.tally.wronglySigned).toBe(1);
	});
});

describe('kept', () => {
	it.each([
		['once', {}],
		['as their provider sends them', {asProvider}],
		['twice', {assertIdempotent: true}],
	])('a recorder that is slow does not hold up requests that are sent %s', async (_, options) => {
		const {url, received} = await serverOf(() => ({status: 200}));
		const never: Recorder = {keep() {}, flush() {}};
		const {dispatch} = dispatchTo(url, {recorder: never, ...options});
		const step = await fixtureStep('myoperator/in-call');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.deliver(prepared(step), step, place);
		expect(received).toHaveLength('assertIdempotent' in options ? 4 : 2);
	});

	it('two answers that differ are told with their numbers', async () => {
		const {url} = await serverOf(nth => ({status: 200, body: String(nth)}));
		const store = await storeAt();
		const recorder = recorderOf(store, () => expect.fail('not kept'));
		const {dispatch, differing, outcomes} = dispatchTo(url, {assertIdempotent: true, recorder});
		const step = await fixtureStep('telecmi/outgoing-answered');
		await dispatch.deliver(prepared(step), step, place);
		await dispatch.idle();
		expect(differing).toMatchObject([{first: {id: 1}, second: {id: 2}}]);
		expect(outcomes.map(({delivery}) => delivery.id)).toEqual([1, 2]);
	});

	it('what goes wrong behind is told at the end, and ends nothing else', async () => {
		const {url} = await serverOf(() => ({status: 500}));
		const {dispatch} = dispatchTo(url, {
			asProvider,
			onSent({attempt}) {
				if (attempt > 0) throw new Error('cannot be printed');
			},
		});
		const step = await fixtureStep('myoperator/in-call');
		await dispatch.deliver(prepared(step), step, place);
		await expect(dispatch.idle()).rejects.toThrow('cannot be printed');
	});
});
