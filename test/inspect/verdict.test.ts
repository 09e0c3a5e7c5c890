import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Contract, contractOf, describeRanges, fact, factsChecked} from '../../src/core/contract.ts';
import type {Answer, Verdict} from '../../src/core/delivery.ts';
import {defineProvider, kindsByContract, type Provider} from '../../src/core/provider.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {deadlineOf, judge} from '../../src/inspect/verdict.ts';
import {generic} from '../../src/providers/generic.ts';
import {providers} from '../../src/providers/registry.ts';
import {inspectAs, post, providerNamed} from '../providers/requests.ts';

const answer = (status: number | null, durationMs = 1, more: Partial<Answer> = {}): Answer => ({
	status,
	by: 'call-hook',
	durationMs,
	...more,
});

const noMessage = (): never => {
	throw new Error('only asked for when the body counts');
};

function verdict(id: string, kind: string | null, status: number | null, durationMs?: number): Verdict {
	return judge(providerNamed(id), kind, answer(status, durationMs), noMessage);
}

const push = 'docs.callr.com, Push Data to Your Platform';
const excel = 'learn.microsoft.com/graph/api/table-post-rows';
const callrHooks = 'docs.callr.com/webhooks';
const cllr = 'dashboard.cllr.ai/docs/post-call-webhook';
const telecmi = 'doc.telecmi.com/chub-india';
const reach = 'portal.mobtexting.com/docs/v2/reach/webhook';
const verify = 'github.com/mobtexting/docs help/verify-webhook.md';
const general = 'support.myoperator.com, what is a webhook';
const inCall = 'support.myoperator.com, what is an in-call webhook';
const configure = 'support.myoperator.com, configure and manage webhooks';

describe('a sender that keeps the deadline', () => {
	const given = (code: 'deadline' | 'timeout' | 'refused', durationMs: number) => {
		const failure = {code, message: '', hint: ''};
		const forwarding = {url: '', failure, connectMs: 1, firstByteMs: null, totalMs: durationMs};
		const none = answer(null, durationMs, {by: 'nobody', forwarding});
		return judge(providerNamed('myoperator'), 'in-call', none, noMessage);
	};

	it('gave it up as the provider would', () => {
		expect(given('deadline', 5000)).toMatchObject({
			state: 'rejected',
			because: expect.stringContaining('gives up after 5 s'),
		});
	});

	it.each(['timeout', 'refused'] as const)('of %s nothing can be said', code => {
		expect(given(code, 5000).state).toBeNull();
	});
});

describe('by documented rules', () => {
	it.each([
		// Any 2xx within ten seconds.
		['cllr', 'post-call', 200, 1, 'accepted', cllr],
		['cllr', 'post-call', 204, 9999, 'accepted', cllr],
		['cllr', 'post-call', 299, 10_000, 'accepted', cllr],
		['cllr', 'post-call', 300, 1, 'rejected', cllr],
		['cllr', 'post-call', 302, 1, 'rejected', cllr],
		['cllr', 'post-call', 199, 1, 'rejected', cllr],
		['cllr', 'post-call', 500, 1, 'rejected', cllr],
		['cllr', 'post-call', 200, 10_000.1, 'rejected', cllr],
		['cllr', 'post-call', 500, 12_400, 'rejected', cllr],
		['cllr', null, 200, 12_400, 'rejected', cllr],
		// Exactly 200 and 202; no deadline is documented.
		['mobtexting', 'obd', 200, 1e6, 'accepted', reach],
		['mobtexting', 'obd', 201, 1, 'rejected', reach],
		['mobtexting', 'obd', 204, 1, 'rejected', reach],
		['mobtexting', 'c2c', 202, 1, 'accepted', reach],
		['mobtexting', 'c2c', 203, 1, 'rejected', reach],
		['mobtexting', 'composed', 202, 1, 'accepted', reach],
		['mobtexting', 'composed', 301, 1, 'rejected', reach],
		['mobtexting', 'unsubscribe', 200, 1, 'accepted', reach],
		['mobtexting', 'challenge', 200, 1, 'accepted', reach],
		['mobtexting', 'challenge', 202, 1, 'unknown', `${reach}|${verify}`],
		['mobtexting', 'challenge', 204, 1, 'rejected', reach],
		// 200 by the page on these webhooks, which comes first, any 2xx by a general one; five seconds for an in-call event.
		['myoperator', 'in-call', 200, 5000, 'accepted', inCall],
		['myoperator', 'in-call', 200, 5001, 'rejected', inCall],
		['myoperator', 'in-call', 500, 1, 'rejected', inCall],
		['myoperator', 'in-call', 204, 1, 'rejected', `${inCall}|${general}`],
		['myoperator', 'after-call', 200, 5001, 'accepted', inCall],
		['myoperator', 'after-call', 201, 1, 'rejected', `${inCall}|${general}`],
		['myoperator', 'disposition', 302, 1, 'rejected', inCall],
		['myoperator', 'query', 404, 1, 'rejected', inCall],
		['myoperator', 'other', 200, 1e6, 'accepted', inCall],
		['myoperator', null, 200, 5001, 'accepted', inCall],
		['myoperator', 'v2-call', 200, 1, 'unknown', configure],
		['myoperator', 'v2-call', 500, 1e6, 'unknown', configure],
		['myoperator', 'v2-other', 204, 1, 'unknown', configure],
		// 200 for what a scenario pushes, 200 and 201 for rows, nothing for the webhooks of the platform.
		['callr', 'cdr', 200, 1e6, 'accepted', push],
		['callr', 'cdr', 204, 1, 'rejected', push],
		['callr', 'dtmf', 202, 1, 'rejected', push],
		['callr', 'recording', 405, 1, 'rejected', push],
		['callr', 'profile', 200, 1, 'accepted', push],
		['callr', 'custom', 201, 1, 'rejected', push],
		['callr', 'other', 200, 1, 'accepted', push],
		['callr', 'excel-row', 200, 1, 'accepted', excel],
		['callr', 'excel-row', 201, 1, 'accepted', excel],
		['callr', 'excel-row', 202, 1, 'rejected', excel],
		['callr', 'call', 200, 1, 'unknown', callrHooks],
		['callr', 'media', 500, 1e6, 'unknown', callrHooks],
		['callr', 'webhook', 500, 1, 'unknown', callrHooks],
		// No status and no deadline.
		['telecmi', 'cdr', 200, 1, 'unknown', telecmi],
		['telecmi', 'cdr', 204, 1, 'unknown', telecmi],
		['telecmi', 'cdr', 500, 1e6, 'unknown', telecmi],
		['telecmi', 'live', 302, 1, 'unknown', telecmi],
		['generic', null, 200, 1, 'unknown', null],
		['generic', null, 500, 1e6, 'unknown', null],
	] as const)('%s %s: %d after %d ms is %s by %s', (id, kind, status, durationMs, state, source) => {
		const told = verdict(id, kind, status, durationMs);
		expect(told.state).toBe(state);
		const pages = source?.split('|').map(page => `${page} (checked ${factsChecked})`);
		expect(told.source).toBe(pages?.join('; ') ?? null);
	});

	it.each([
		['cllr', 'post-call', 10_020, 'rejected'],
		['cllr', 'post-call', 9_850, 'rejected'],
		['cllr', 'post-call', 9_000, null],
		['myoperator', 'in-call', 5_050, 'rejected'],
		['myoperator', 'after-call', 5_050, null],
		['telecmi', 'cdr', 60_000, null],
	] as const)(
		'%s %s: a sender that hangs up after %d ms without an answer: %s',
		(id, kind, durationMs, state) => {
			const nobody = {status: null, by: 'nobody', durationMs} as const;
			const told = judge(providerNamed(id), kind, nobody, noMessage);
			expect(told.state).toBe(state);
			if (state !== null) {
				expect(told.because).toMatch(
					/^\w+ gives up after \d+ s; it hung up after \d+\.\d s without an answer$/,
				);
			}
		},
	);

	it.each([301, 302, 307, 308])(
		'a redirect (%d) is accepted by nobody that documents its statuses',
		status => {
			const accepting = providers.filter(({id}) => verdict(id, null, status).state === 'accepted');
			expect(accepting).toEqual([]);
		},
	);
});

it.each([
	['mobtexting', 'obd', 204, 1, {was: '204', rule: 'only 200 and 202 count'}],
	['cllr', 'post-call', 200, 12_410, {was: '12.4 s', rule: 'waits 10 s'}],
	['cllr', 'post-call', 200, 10_000.1, {was: '10.0001 s', rule: 'waits 10 s'}],
	['cllr', 'post-call', 200, 1, undefined],
	['telecmi', 'cdr', 204, 1, undefined],
] as const)('in short, %s %s answered %d after %d ms: %j', (id, kind, status, durationMs, short) => {
	expect(verdict(id, kind, status, durationMs).short).toEqual(short);
});

describe('reasons', () => {
	it.each([
		['mobtexting', 'obd', 204, 1, 'MOBtexting counts only 200 and 202; 204 means undelivered'],
		['cllr', 'post-call', 500, 1, 'cllr counts only 200 to 299; 500 means undelivered'],
		['cllr', 'post-call', 200, 1, 'cllr counts 200 to 299'],
		['telecmi', 'cdr', 204, 1, 'TeleCMI documents no accepted status; its samples answer 200 and 204'],
		[
			'cllr',
			'post-call',
			200,
			12_410,
			'cllr gives up after 10 s and never sends again; the answer took 12.4 s',
		],
		[
			'myoperator',
			'in-call',
			200,
			5200,
			'MyOperator gives up after 5 s; the answer took 5.2 s; it is sent again 3 times, every 30 s, then dropped',
		],
		[
			'myoperator',
			'after-call',
			204,
			1,
			'MyOperator counts only 200; 204 means undelivered, though another page counts 200 to 299',
		],
	] as const)('%s %s: %d after %d ms: %s', (id, kind, status, durationMs, because) => {
		expect(verdict(id, kind, status, durationMs).because).toBe(because);
	});

	it.each([
		[12_410, '12.4 s'],
		[10_050, '10.1 s'],
		[10_049, '10.05 s'],
		[10_040, '10.04 s'],
		[10_000.4, '10.0004 s'],
		[10_000.000_1, '10.000000 s'],
		[600_000, '600.0 s'],
	])('%d ms of 10 s are told as %s: more than the limit, in as few digits as show it', (ms, told) => {
		expect(verdict('cllr', 'post-call', 200, ms).because).toMatch(`the answer took ${told}`);
	});

	it('a target is the handler of whoever reads this', () => {
		const late = answer(200, 12_400, {by: 'target'});
		expect(judge(providerNamed('cllr'), 'post-call', late, noMessage).because).toBe(
			'cllr gives up after 10 s and never sends again; your handler took 12.4 s',
		);
	});

	it('too late is the reason whatever the status: nobody was there to read it', () => {
		expect(verdict('cllr', 'post-call', 500, 60_000).because).toContain('the answer took 60.0 s');
	});

	it('an answer that broke off is not taken for a whole one, and a status that never counts stays so', () => {
		const cut = (id: string, status: number) =>
			judge(providerNamed(id), null, answer(status, 1, {isCut: true}), noMessage);
		expect(cut('mobtexting', 200)).toMatchObject({
			state: 'unknown',
			because: expect.stringContaining('before the answer was whole; MOBtexting does not say'),
			source: null,
		});
		expect(cut('mobtexting', 500).state).toBe('rejected');
	});

	it('nobody answered: there is nothing to judge', () => {
		for (const {id} of [...providers, generic]) {
			expect(verdict(id, null, null)).toMatchObject({state: null, source: null});
		}
	});
});

describe('a required body', () => {
	const challenge = readMessage(post({validation_key: 'k', challenge: 'c-1'}));
	const right = Buffer.from('{"challenge":"c-1"}');
	const judged = (body: Uint8Array, headers: [string, string][] = [], bodySize = body.length) => {
		const sent = {headers, body, bodySize};
		return judge(
			providerNamed('mobtexting'),
			'challenge',
			answer(200, 1, {by: 'target', sent}),
			() => challenge,
		);
	};

	it.each([
		['as it was sent', right, []],
		['with more beside it', Buffer.from('{ "ok": true, "challenge": "c-1" }'), []],
		['under another content type', right, [['Content-Type', 'text/plain']]],
		['compressed', gzipSync(right), [['Content-Encoding', 'gzip']]],
	] as const)('%s is accepted', (_, body, headers) => {
		expect(
			judged(
				body,
				headers.map(([name, value]) => [name, value]),
			),
		).toMatchObject({
			state: 'accepted',
			because: 'MOBtexting counts 200 and 202',
		});
	});

	it.each([
		['nothing', '', 'empty'],
		['another challenge', '{"challenge":"c-2"}', '{"challenge":"c-2"}'],
		['the challenge alone', '"c-1"', '"c-1"'],
		['a list', '["challenge"]', '["challenge"]'],
		['what is almost JSON', "{'challenge':'c-1'}", "{'challenge':'c-1'}"],
		['something else', '{"success":true}', '{"success":true}'],
	])('%s is rejected, with what is waited for and what it is', (_, text, instead) => {
		expect(judged(Buffer.from(text))).toEqual({
			state: 'rejected',
			because: `MOBtexting waits for {"challenge": "c-1"}; the body of the answer is ${instead}`,
			source: `${verify} (checked ${factsChecked})`,
			short: {was: '200', rule: 'its body must be the challenge it sent, as {"challenge": …}'},
		});
	});

	it.each([
		['of which only a part was kept', right.subarray(0, 4), [], 19, 'only its first 4 bytes were kept'],
		['that cannot be uncompressed', right, [['Content-Encoding', 'gzip']], 19, 'not gzip as its header says'],
		['in an encoding nobody here knows', right, [['Content-Encoding', 'zstd']], 19, 'does not know'],
	] as const)('one %s is unknown', (_, body, headers, size, why) => {
		const told = judged(
			body,
			headers.map(([name, value]) => [name, value]),
			size,
		);
		expect(told).toMatchObject({state: 'unknown', source: `${verify} (checked ${factsChecked})`});
		expect(told.because).toContain(why);
	});

	it('one whose status does not count is rejected for that', () => {
		const sent = {headers: [], body: right, bodySize: right.length};
		const told = judge(providerNamed('mobtexting'), 'challenge', answer(500, 1, {sent}), noMessage);
		expect(told.because).toBe('MOBtexting counts only 200 and 202; 500 means undelivered');
	});

	it('one of call-hook’s own is what the provider declares', () => {
		expect(verdict('mobtexting', 'challenge', 200).state).toBe('accepted');
	});

	it('one that is not required rejects nothing', () => {
		const sent = {headers: [], body: new Uint8Array(), bodySize: 0};
		const told = judge(providerNamed('callr'), 'profile', answer(200, 1, {sent}), noMessage);
		expect(told.state).toBe('accepted');
	});
});

describe('rules none of the providers has', () => {
	const acme = (rules: Partial<Contract>): Provider => {
		const contract = contractOf({unknown: 'Acme documents no accepted status', ...rules});
		return defineProvider({...generic, id: 'acme', name: 'Acme', contract: () => contract});
	};
	const ok = {from: 200, to: 299};
	const told = (rules: Partial<Contract>, status: number, durationMs = 1) =>
		judge(acme(rules), null, answer(status, durationMs), noMessage);

	it.each([
		[3000, 'accepted'],
		[3001, 'unknown'],
		[5000, 'unknown'],
		[5001, 'rejected'],
	])('two deadlines: after %d ms it is %s', (durationMs, state) => {
		const deadlineMs = [fact(5000, 'page a'), fact(3000, 'page b')];
		const verdict = told({accepts: [fact([ok], 'page')], deadlineMs}, 200, durationMs);
		expect(verdict.state).toBe(state);
		if (state !== 'unknown') return;
		expect(verdict).toMatchObject({
			because: `Acme's documents disagree on its deadline: 5 s, or 3 s; the answer took ${durationMs === 3001 ? '3.001' : '5.0'} s`,
			source: `page a (checked ${factsChecked}); page b (checked ${factsChecked})`,
		});
	});

	it.each([
		[200, 'accepted', 'Acme counts 200 to 299 and 410', 'a'],
		[
			204,
			'unknown',
			"Acme's documents disagree on what counts: 200 to 299 and 410, or 200 and 500; the answer was 204",
			'a|b',
		],
		[
			500,
			'rejected',
			'Acme counts only 200 to 299 and 410; 500 means undelivered, though another page counts 200 and 500',
			'a|b',
		],
		[404, 'rejected', 'Acme counts only 200 to 299 and 410; 404 means undelivered', 'a'],
	])('two lists of statuses: %d is %s', (status, state, because, pages) => {
		const accepts = [
			fact([ok, {from: 410, to: 410}], 'a'),
			fact(
				[
					{from: 200, to: 200},
					{from: 500, to: 500},
				],
				'b',
			),
		];
		const source = pages
			.split('|')
			.map(page => `${page} (checked ${factsChecked})`)
			.join('; ');
		expect(told({accepts}, status)).toMatchObject({state, because, source});
	});

	it.each([
		['followed', 302, 'unknown', 'Acme follows redirects, and 302 is one: the answer it meets there counts'],
		['not followed', 302, 'rejected', 'Acme follows no redirects; 302 is one'],
		['followed', 304, 'rejected', 'Acme counts only 200 to 299; 304 means undelivered'],
		['not followed', 200, 'accepted', 'Acme counts 200 to 299'],
	] as const)('redirects that are %s: %d is %s', (rule, status, state, because) => {
		const rules = {accepts: [fact([ok], 'page')], redirects: [fact(rule, 'page on redirects')]};
		expect(told(rules, status)).toMatchObject({state, because});
	});

	it('who does not follow a redirect may count it all the same', () => {
		const rules = {
			accepts: [fact([{from: 200, to: 399}], 'page')],
			redirects: [fact('not followed' as const, 'page')],
		};
		expect(told(rules, 302).state).toBe('accepted');
	});

	it('pages that disagree on redirects are told', () => {
		const redirects = [fact('followed' as const, 'page a'), fact('not followed' as const, 'page b')];
		expect(told({redirects}, 302)).toEqual({
			state: 'unknown',
			because: "Acme's documents disagree on redirects: followed, or not followed; 302 is one",
			source: `page a (checked ${factsChecked}); page b (checked ${factsChecked})`,
		});
	});

	it('retries that are documented are told with a deadline that was missed', () => {
		const retries = [fact({says: 'sent again once, after 3 s', atMost: 1, pausesMs: [3000]}, 'page')];
		expect(told({deadlineMs: [fact(60, 'page')], retries}, 200, 75).because).toBe(
			'Acme gives up after 0.06 s; the answer took 0.1 s; it is sent again once, after 3 s',
		);
	});
});

describe('every provider and kind', () => {
	const kinds = providers.flatMap(provider =>
		kindsByContract(provider).flatMap(({kinds, contract}) =>
			kinds.map(id => ({provider, contract, id, name: `${provider.id} ${id}`})),
		),
	);

	it.each(kinds)(
		'$name: the edges of what it accepts are accepted, and what the first page does not list is not',
		({provider, contract: {accepts, unknown}, id}) => {
			const stateOf = (status: number) => judge(provider, id, answer(status), noMessage).state;
			const lists = accepts.map(({value}) => value);
			const isIn = (status: number, list: (typeof lists)[number]) =>
				list.some(({from, to}) => status >= from && status <= to);
			for (const edge of lists.flat().flatMap(({from, to}) => [from - 1, from, to, to + 1])) {
				const [first, ...others] = lists.map(list => isIn(edge, list));
				const state = first !== true ? 'rejected' : others.includes(false) ? 'unknown' : 'accepted';
				expect(stateOf(edge), String(edge)).toBe(first === undefined ? 'unknown' : state);
			}
			const {because} = judge(provider, id, answer(200), noMessage);
			if (accepts[0] === undefined) expect(because).toBe(unknown);
			else expect(because).toContain(describeRanges(accepts[0].value));
		},
	);
});

it('the deadline of a delivery is that of its kind, and of a provider that is gone none', () => {
	const of = (id: string, text: string) => {
		const {inspection} = inspectAs(post(text), id);
		return deadlineOf({inspection});
	};
	expect(of('cllr', '{"callId":"c"}')).toBe(10_000);
	expect(of('telecmi', '{"cmiuuid":"c"}')).toBeNull();
	const {inspection} = inspectAs(post('{}'), 'cllr');
	expect(
		deadlineOf({inspection: {...inspection, provider: {...inspection.provider, id: 'gone'}}}),
	).toBeNull();
});

it('whatever the answer, there is a verdict, and none is rejected without a page', () => {
	const message = readMessage(post({validation_key: 'k', challenge: {deep: ['c']}}));
	const cases = providers.flatMap(provider =>
		[null, ...provider.kinds.map(({id}) => id)].map(kind => ({provider, kind})),
	);
	const answers = fc.record({
		status: fc.integer({min: 0, max: 999}),
		durationMs: fc.double({min: 0, noNaN: true}),
		body: fc.oneof(
			fc.uint8Array(),
			fc.json().map(text => Buffer.from(text)),
		),
		encoding: fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'zstd', ', ,', '\0'),
		more: fc.nat(1),
	});
	fc.assert(
		fc.property(fc.constantFrom(...cases), answers, ({provider, kind}, {body, encoding, more, ...rest}) => {
			const sent = {headers: [['Content-Encoding', encoding]] as const, body, bodySize: body.length + more};
			const {state, because, source} = judge(provider, kind, {...rest, by: 'target', sent}, () => message);
			expect(state).toMatch(/^(accepted|rejected|unknown)$/);
			expect(because).not.toBe('');
			if (state !== 'unknown') expect(source).toMatch(/ \(checked \d{4}-\d\d-\d\d\)$/);
		}),
	);
});
