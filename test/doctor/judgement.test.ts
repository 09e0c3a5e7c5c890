import {describe, expect, it} from 'vitest';
import type {Answer, Verdict} from '../../src/core/delivery.ts';
import {
	aliveCheck,
	brokenCheck,
	deadlineCheck,
	idempotencyCheck,
	kindCheck,
	methodCheck,
	reachedCheck,
	redirectCheck,
	repeatedCheck,
	stateOf,
	unreadableCheck,
} from '../../src/doctor/judgement.ts';
import type {Specimen} from '../../src/doctor/specimen.ts';
import type {Trial} from '../../src/doctor/trial.ts';
import {knownProvider, specimensOf} from './handlers.ts';

const telecmi = knownProvider('telecmi');
const myoperator = knownProvider('myoperator');
const [some] = await specimensOf(telecmi);

const verdicts: Readonly<Record<'accepted' | 'rejected' | 'unknown' | 'none', Verdict>> = {
	accepted: {state: 'accepted', because: 'A counts 200', source: 'page'},
	rejected: {state: 'rejected', because: 'A counts only 200; 500 means undelivered', source: 'page'},
	unknown: {state: 'unknown', because: 'A says nothing', source: null},
	none: {state: null, because: 'nobody answered', source: null},
};

interface Made {
	status?: number | null;
	verdict?: keyof typeof verdicts;
	specimen?: Partial<Specimen>;
	ms?: number;
	deadlineMs?: number | null;
	body?: string;
	failure?: 'reset' | 'deadline' | 'refused' | 'timeout';
	todo?: string | null;
	location?: string;
}

function trial({status = 200, verdict = 'accepted', ms = 12, body = '', ...rest}: Made = {}): Trial {
	const {specimen = {}, deadlineMs = null, failure, todo = null, location} = rest;
	const headers = location === undefined ? [] : [['Location', location] as const];
	const answer: Answer = {
		status,
		by: status === null ? 'nobody' : 'target',
		durationMs: ms,
		...(status !== null && {sent: {headers, body: Buffer.from(body), bodySize: body.length}}),
		...(failure !== undefined && {
			forwarding: {
				url: 'http://127.0.0.1:3000/',
				failure: {code: failure, message: `It was ${failure}.`, hint: 'Do it.'},
				connectMs: null,
				firstByteMs: null,
				totalMs: ms,
			},
		}),
	};
	if (some === undefined) throw new Error('no fixture');
	const {inspected, request} = some;
	return {
		specimen: {
			...some,
			name: 'one',
			kind: 'cdr',
			isPinned: false,
			encoding: 'POST application/json',
			...specimen,
		},
		delivery: {
			id: null,
			request: {...inspectedRequest, ...request},
			replay: null,
			refusal: null,
			inspection: inspected.inspection,
			repeat: null,
			answer,
			verdict: verdicts[verdict],
		},
		todo,
		deadlineMs,
	};
}

const inspectedRequest = {
	receivedAt: 0,
	headersMs: 0,
	bodyMs: 0,
	httpVersion: '1.1',
	remoteAddress: null,
	bodySize: 0,
	fault: null,
};

describe('an answer by itself', () => {
	it.each<[Made, string]>([
		[{}, 'ok'],
		[{status: 500, verdict: 'rejected'}, 'problem'],
		[{status: null, verdict: 'none'}, 'problem'],
		[{status: 204, verdict: 'unknown'}, 'unknown'],
		[{status: 500, verdict: 'unknown'}, 'problem'],
		[{status: 404, verdict: 'unknown'}, 'warning'],
		[{status: 302, verdict: 'unknown'}, 'warning'],
	])('%j is %s', (made, state) => {
		expect(stateOf(trial(made))).toBe(state);
	});
});

describe('a kind', () => {
	it('is told by the worst of its deliveries', () => {
		const bad = trial({status: 500, verdict: 'rejected', specimen: {name: 'two'}, todo: 'Answer 200.'});
		expect(kindCheck('cdr', [trial(), bad, trial()])).toMatchObject({
			id: 'handler/kind/cdr',
			state: 'problem',
			says: 'two answered 500 in 12 ms: A counts only 200; 500 means undelivered (1 of 3 alike)',
			remedy: expect.stringMatching(/^Answer 200\. .*--only/),
			source: 'page',
		});
	});

	it('that is taken one way, and not another, may do no harm', () => {
		const bad = trial({status: 500, verdict: 'rejected', specimen: {encoding: 'POST text/x'}});
		expect(kindCheck('cdr', [trial(), bad])).toMatchObject({
			state: 'warning',
			says: expect.stringMatching(/only if yours comes as POST text\/x, not as POST application\/json$/),
		});
	});

	it('whose names the customer chooses may do no harm', () => {
		const bad = trial({status: 500, verdict: 'rejected', specimen: {isPinned: true}});
		expect(kindCheck('cdr', [bad]).state).toBe('warning');
	});

	it('without an answer is told why there was none', () => {
		const none = trial({status: null, verdict: 'none', failure: 'reset'});
		expect(kindCheck('cdr', [none]).says).toBe('one got no answer: it was reset');
	});

	it('called like its fixture is not named twice', () => {
		const named = {specimen: {name: 'cdr'}, status: 302, verdict: 'unknown'} as const;
		const bad = trial(named);
		expect(kindCheck('cdr', [bad]).says).toBe('answered 302 in 12 ms: A says nothing');
		// Which of several it was has to be told.
		expect(kindCheck('cdr', [bad, trial()]).says).toMatch(/^cdr answered 302/);
	});

	it('that fails where no document says what counts is a problem, and no broken contract', () => {
		const failed = {status: 500, verdict: 'unknown'} as const;
		expect(kindCheck('cdr', [trial(failed)])).toMatchObject({
			state: 'problem',
			fails: 'check',
			says: 'one answered 500 in 12 ms: your server failed; A says nothing',
		});
		const provider = knownProvider('cllr');
		const specimen = {provider, kind: 'post-call'};
		const rejected = trial({status: 500, verdict: 'rejected', specimen});
		expect(kindCheck('post-call', [rejected]).fails).toBe('contract');
		const cut = trial({status: null, verdict: 'none', failure: 'reset', specimen});
		expect(kindCheck('post-call', [cut]).fails).toBe('contract');
	});

	it('of several that are fine tells how they were answered', () => {
		expect(kindCheck('cdr', [trial(), trial({status: 202})]).says).toBe(
			'2 sent, each answered 200 or 202: A counts 200',
		);
	});
});

describe('the deadline', () => {
	it.each<[Made, string]>([
		[{ms: 40, deadlineMs: 5000}, 'ok'],
		[{ms: 2600, deadlineMs: 5000}, 'warning'],
		[{ms: 5000, deadlineMs: 5000}, 'problem'],
		[{ms: 9000, deadlineMs: null}, 'unknown'],
	])('%j is %s', (made, state) => {
		expect(deadlineCheck(myoperator, [trial({...made, specimen: {kind: 'in-call'}})]).state).toBe(state);
	});

	it('is told with the slowest, and with its page', () => {
		const trials = [40, 2600, 80].map((ms, index) =>
			trial({ms, deadlineMs: 5000, specimen: {kind: 'in-call', name: `n${index}`}}),
		);
		expect(deadlineCheck(myoperator, trials)).toMatchObject({
			says: 'the slowest answer took 2.60 s of the 5 s MyOperator waits (n1)',
			remedy: 'Answer within 5 s: answer first, work afterwards.',
			source: expect.stringContaining('support.myoperator.com'),
		});
	});
});

it('a redirect nobody documents is a warning, and told where it leads', () => {
	const there = trial({status: 301, verdict: 'unknown', location: 'https://else.example.test/'});
	expect(redirectCheck(telecmi, [trial(), there])).toMatchObject({
		state: 'warning',
		says: '1 of 2 answers send elsewhere, the first with 301 to https://else.example.test/: nothing says that TeleCMI goes there',
	});
	expect(redirectCheck(telecmi, [trial({status: 304})]).state).toBe('ok');
});

describe('the same again', () => {
	it('is taken like the first, or worse', () => {
		const failed = trial({status: 500, verdict: 'rejected'});
		expect(repeatedCheck(telecmi, [{first: trial(), second: trial()}]).state).toBe('ok');
		expect(repeatedCheck(telecmi, [{first: trial(), second: failed}]).state).toBe('problem');
		// What failed at once is told already.
		expect(repeatedCheck(telecmi, [{first: failed, second: failed}]).state).toBe('skipped');
	});

	it('is compared by its value, not by its bytes', () => {
		const first = trial({body: '{"a":1,"b":2}'});
		expect(idempotencyCheck([{first, second: trial({body: '{"b": 2, "a": 1}'})}]).state).toBe('ok');
		expect(idempotencyCheck([{first, second: trial({body: '{"a":1,"b":3}'})}])).toMatchObject({
			state: 'warning',
			says: 'one is answered otherwise the second time, body.b: first 2, then 3',
		});
	});
});

describe('what is broken', () => {
	const told = {id: 'cut', title: 'Cut', what: 'half of it'};
	it.each<[Made, string, RegExp]>([
		[{status: 400, verdict: 'rejected'}, 'ok', /^half of it answered 400 in 12 ms$/],
		[{status: 200}, 'ok', /200/],
		[{status: 500, verdict: 'rejected'}, 'warning', /500/],
		[
			{status: null, verdict: 'none', failure: 'reset'},
			'problem',
			/^half of it got no answer: it was reset$/,
		],
		[{status: null, verdict: 'none', failure: 'deadline'}, 'problem', /deadline/],
	])('answered as %j is %s', (made, state, says) => {
		const found = brokenCheck({...told, trial: trial(made)});
		expect(found.state).toBe(state);
		expect(found.says).toMatch(says);
	});
});

describe('fixtures that cannot be read', () => {
	const named = (name: string, made: Made = {}) => trial({...made, specimen: {name}});

	it('are one check, and told by the worst', () => {
		expect(unreadableCheck([named('a'), named('b', {status: 400, verdict: 'rejected'})])).toMatchObject({
			id: 'handler/broken/unreadable',
			state: 'ok',
			says: 'a and b answered 200 or 400',
		});
		expect(unreadableCheck([named('a'), named('b', {status: 500, verdict: 'rejected'})])).toMatchObject({
			state: 'warning',
			says: 'the fixture b answered 500 in 12 ms',
		});
		expect(unreadableCheck([named('a')]).says).toBe('the fixture a answered 200 in 12 ms');
	});
});

describe('a GET', () => {
	it.each<[Made, readonly string[], string, RegExp]>([
		[{status: 405, verdict: 'rejected'}, ['POST'], 'ok', /sends by POST only$/],
		[{status: 200}, ['POST'], 'ok', /whoever opens the address in a browser/],
		[{status: 200}, ['POST', 'GET'], 'ok', /may send by GET, with parameters$/],
		[{status: 500, verdict: 'rejected'}, ['POST'], 'warning', /500/],
		[{status: null, verdict: 'none'}, ['POST'], 'problem', /got no answer/],
	])('%j where %j is documented is %s', (made, documented, state, says) => {
		const found = methodCheck(telecmi, documented, trial(made));
		expect(found.state).toBe(state);
		expect(found.says).toMatch(says);
	});
});

describe('a server, once all that is broken is through,', () => {
	it.each<[string, Made | null, Made, string, RegExp]>([
		['answers as at first', null, {}, 'ok', /^one sent once more answered 200 in 12 ms, as before$/],
		['turns down what comes again', null, {status: 409, verdict: 'rejected'}, 'ok', /409 in 12 ms$/],
		[
			'failed at what came again before, too',
			{status: 500, verdict: 'rejected'},
			{status: 500, verdict: 'rejected'},
			'ok',
			/, as before$/,
		],
		['fails', null, {status: 503, verdict: 'rejected'}, 'problem', /503 .*; before, it answered 200/],
		['answers nothing', null, {status: null, verdict: 'none', failure: 'reset'}, 'problem', /got no answer/],
	])('%s', (_what, repeated, after, state, says) => {
		const found = aliveCheck(trial(), repeated === null ? null : trial(repeated), trial(after));
		expect(found.state).toBe(state);
		expect(found.says).toMatch(says);
	});
});

describe('no answer at all', () => {
	const none = trial({status: null, verdict: 'none', failure: 'timeout'});

	it('is not reached well, and of nothing else is it told that it is right', () => {
		expect(reachedCheck('http://127.0.0.1:3000', none)).toMatchObject({
			state: 'problem',
			says: 'http://127.0.0.1:3000 got no answer: it was timeout',
		});
		for (const found of [
			deadlineCheck(telecmi, [none]),
			redirectCheck(telecmi, [none]),
			repeatedCheck(telecmi, [{first: none, second: none}]),
			idempotencyCheck([{first: none, second: none}]),
		]) {
			expect(found.state, found.id).toBe('skipped');
		}
	});
});

it('what is not reached is no broken contract', () => {
	const none = trial({status: null, verdict: 'none', failure: 'refused', todo: 'Start it.'});
	expect(reachedCheck('http://127.0.0.1:3000', none)).toMatchObject({
		state: 'problem',
		fails: 'target',
		remedy: 'Start it.',
	});
});
