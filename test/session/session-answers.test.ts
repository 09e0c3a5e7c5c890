/** Answers of the user's, and answers that take time, as a session gives and keeps them. */

import {describe, expect, it} from 'vitest';
import type {Refusal} from '../../src/core/delivery.ts';
import {noPins} from '../../src/inspect/inspect.ts';
import {
	type Answering,
	type AnswerRule,
	defaultAnswering,
	type InjectedFault,
} from '../../src/session/answers.ts';
import {Session, type SessionOptions} from '../../src/session/session.ts';
import {storeAt} from '../store/temporary.ts';
import {afterwards, until} from '../support/waiting.ts';
import {live, posted, record, TestExchange} from './receiving.ts';

const rule = (change: Partial<AnswerRule> = {}): AnswerRule => ({
	name: 'answers[0]',
	delayMs: null,
	matches: () => true,
	answer: () => ({status: 202, headers: [['X-Rule', 'yes']], body: Buffer.from('done')}),
	...change,
});

async function sessionWith(answering: Partial<Answering>, more: Partial<SessionOptions> = {}) {
	const store = await storeAt();
	const session = new Session({
		store,
		inspect: noPins,
		answering: {...defaultAnswering, ...answering},
		...more,
	});
	afterwards(() => session.close());
	const deliveries: unknown[] = [];
	session.onDelivery(delivery => deliveries.push(delivery));
	return {store, session, deliveries};
}

describe('a rule', () => {
	it('answers in the place of call-hook, and what it answered is kept', async () => {
		const {store, session} = await sessionWith({rules: [rule()]});
		const exchange = new TestExchange(posted(record('c')));
		session.receive(exchange);
		await session.idle();
		expect(exchange.answers).toMatchObject([{status: 202, headers: [['X-Rule', 'yes']]}]);
		expect(store.delivery(1)?.answer).toMatchObject({
			status: 202,
			by: 'rule',
			rule: 'answers[0]',
			sent: {headers: [['X-Rule', 'yes']], bodySize: 4},
		});
	});

	it('leaves the challenge of a provider to call-hook; a fault in its place is judged by what it lacks', async () => {
		const challenge = '{"validation_key":"k","challenge":"c-1"}';
		const judged = async (answering: Partial<Answering>) => {
			const {session} = await sessionWith({rules: [rule()], ...answering});
			session.receive(new TestExchange(posted(challenge)));
			await session.idle();
			const {answer, verdict} = session.delivery(1) ?? expect.fail('it was not kept');
			return [answer.by, verdict.state, verdict.because];
		};
		expect(await judged({})).toEqual(['call-hook', 'accepted', 'MOBtexting counts 200 and 202']);
		const fault: InjectedFault = {name: 'status=200', action: {kind: 'status', status: 200}};
		expect(await judged({nextFault: () => fault})).toEqual([
			'rule',
			'rejected',
			expect.stringContaining('MOBtexting waits for {"challenge": "c-1"}'),
		]);
	});

	it.each([
		['/hooks', null, 1],
		['/other', {code: 'path', message: 'm'} as const, 0],
	])(
		'that is rejected is counted though it belongs to no call, unless a stranger sent it: %s',
		async (target, refusal, rejected) => {
			const fault: InjectedFault = {name: 'status=200', action: {kind: 'status', status: 200}};
			const {session} = await sessionWith({nextFault: () => fault}, {refuse: () => refusal});
			session.receive(new TestExchange(posted('{"validation_key":"k","challenge":"c-1"}', {target})));
			session.receive(new TestExchange(posted('{"to":1,}', {target})));
			await session.idle();
			expect(session.totals()).toMatchObject({calls: 0, deliveries: 2, rejected, errors: rejected});
		},
	);

	it('is asked with what was recognised; the first that matches answers', async () => {
		const only = (provider: string, status: number) =>
			rule({
				name: provider,
				matches: ({inspection}) => inspection.provider.id === provider,
				answer: () => ({status, headers: [], body: new Uint8Array()}),
			});
		const {session} = await sessionWith({rules: [only('cllr', 201), only('telecmi', 203), rule()]});
		const [telecmi, unknown] = [record('c'), '{}'].map(text => new TestExchange(posted(text)));
		for (const exchange of [telecmi, unknown]) if (exchange !== undefined) session.receive(exchange);
		await session.idle();
		expect([telecmi?.status, unknown?.status]).toEqual([203, 202]);
	});

	it('comes after a handshake of the provider’s, and after what is wrong with the request', async () => {
		const {session} = await sessionWith({rules: [rule()]});
		const challenge = new TestExchange(posted('{"validation_key":"k","challenge":"c"}'));
		const broken = new TestExchange(posted('', {fault: {code: 'body-too-large', message: ''}}));
		session.receive(challenge);
		session.receive(broken);
		await session.idle();
		expect(challenge.status).toBe(200);
		expect(Buffer.from(challenge.answers[0]?.body ?? []).toString()).toContain('"c"');
		expect(broken.status).toBe(413);
	});
});

describe('an answer that takes time', () => {
	it('is stored as nobody’s while it does, and as what it was afterwards; its call is judged by it', async () => {
		const {store, session, deliveries} = await sessionWith({rules: [rule({delayMs: 250})]});
		const exchange = new TestExchange(posted(record('c')), null);
		session.receive(exchange);
		await until('the delivery to be stored', () => store.delivery(1));
		expect(store.delivery(1)?.answer).toMatchObject({status: null, by: 'nobody'});
		await until('it to be shown as waited for', () => session.waiting.get(1));
		expect(session.waitingOfCall('telecmi:c')).toMatchObject({target: null, until: null});
		// Long enough waited for to be shown with its call.
		await until('the call', () => store.callByKey('telecmi:c'));
		expect(store.callByKey('telecmi:c')?.state.verdicts).toEqual({accepted: 0, rejected: 0, unknown: 0});
		await until('the answer', () => exchange.answers.length === 1);
		exchange.end(true);
		await session.idle();
		expect(session.waiting.size).toBe(0);
		expect(session.waitingOfCall('telecmi:c')).toBeNull();
		expect(store.delivery(1)?.answer).toMatchObject({status: 202, by: 'rule'});
		expect(store.delivery(1)?.answer.durationMs).toBeGreaterThanOrEqual(249);
		await until('the verdict', () => store.callByKey('telecmi:c')?.state.verdicts.unknown === 1);
		expect(deliveries).toHaveLength(1);
	});

	it('that comes soon folds its call once, with the verdict', async () => {
		const {store, session} = await sessionWith({delayMs: 10});
		const exchange = new TestExchange(posted(record('c')), null);
		exchange.onRespond = () => exchange.end(true);
		session.receive(exchange);
		await session.idle();
		expect(store.callByKey('telecmi:c')?.state.verdicts).toMatchObject({unknown: 1});
	});

	it('is given up when the sender leaves, and by stopWaiting', async () => {
		const {store, session} = await sessionWith({rules: [rule({delayMs: 60_000})]});
		const left = new TestExchange(posted(live('a', 'started')), null);
		const stays = new TestExchange(posted(live('b', 'started')), null);
		stays.onRespond = () => stays.end(true);
		session.receive(left);
		session.receive(stays);
		await until('both to be stored', () => store.delivery(2));
		left.end(false);
		session.stopWaiting();
		await session.idle();
		expect(store.delivery(1)?.answer).toMatchObject({status: null, by: 'nobody'});
		expect(store.delivery(2)?.answer).toMatchObject({status: 202, by: 'rule'});
	});

	it('is given at once to what comes after stopWaiting', async () => {
		const {store, session} = await sessionWith({rules: [rule({delayMs: 60_000})]});
		session.stopWaiting();
		const late = new TestExchange(posted(live('a', 'started')), null);
		late.onRespond = () => late.end(true);
		session.receive(late);
		await session.idle();
		expect(store.delivery(1)?.answer).toMatchObject({status: 202, by: 'rule'});
	});
});

describe('a request that is not let in', () => {
	const refusal: Refusal = {code: 'auth', message: 'no credentials came'};

	it('is kept, recognised and told so; it changes no call and asks no rule', async () => {
		const {store, session, deliveries} = await sessionWith(
			{rules: [rule()]},
			{refuse: ({target}) => (target === '/hooks?a=b' ? refusal : null)},
		);
		const refused = new TestExchange(posted(record('c')));
		const welcome = new TestExchange(posted(record('d'), {target: '/in'}));
		session.receive(refused);
		session.receive(welcome);
		await session.idle();
		expect(refused.answers).toMatchObject([{status: 401}]);
		expect(Object.fromEntries(refused.answers[0]?.headers ?? [])).toHaveProperty('WWW-Authenticate');
		expect(welcome.status).toBe(202);
		expect(store.delivery(1)).toMatchObject({refusal});
		expect(deliveries).toMatchObject([
			{refusal, inspection: {provider: {id: 'telecmi'}}, answer: {by: 'call-hook', status: 401}},
			{refusal: null},
		]);
		expect(store.callByKey('telecmi:c')).toBeNull();
		expect(store.callByKey('telecmi:d')).not.toBeNull();
		expect(session.summary()).toMatchObject({deliveries: 2, refused: 1});
	});

	it('is nobody who has to be told of another public address', async () => {
		const {session} = await sessionWith(
			{},
			{refuse: ({target}) => (target === '/hooks?a=b' ? refusal : null)},
		);
		const {network} = session;
		network.setTunnel({
			state: 'live',
			url: 'https://a.example.test',
			because: null,
			roundTripMs: 1,
			since: 0,
		});
		const headers = [['Host', 'a.example.test']] as const;
		session.receive(new TestExchange(posted(record('c'), {headers})));
		expect(network.users).toEqual([]);
		session.receive(new TestExchange(posted(record('c'), {headers, target: '/in'})));
		expect(network.users).toEqual(['TeleCMI']);
		await session.idle();
	});

	it.each([
		['header', 401],
		['path', 404],
		['loop', 508],
	] as const)('for its %s is answered %d', async (code, status) => {
		const {session} = await sessionWith({}, {refuse: () => ({code, message: ''})});
		const exchange = new TestExchange(posted(record('c')));
		session.receive(exchange);
		await session.idle();
		expect(exchange.status).toBe(status);
	});
});

it('a fault with a status takes the answer’s place in the turn it is stored', async () => {
	const {store, session} = await sessionWith({
		nextFault: () => ({name: 'status=500', action: {kind: 'status', status: 500}}),
	});
	const exchange = new TestExchange(posted(record('c')));
	session.receive(exchange);
	await session.idle();
	expect(exchange.answers).toMatchObject([{status: 500}]);
	expect(store.delivery(1)?.answer).toMatchObject({status: 500, by: 'rule', fault: 'status=500'});
});
