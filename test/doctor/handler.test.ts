import {describe, expect, it} from 'vitest';
import {takesSecret} from '../../src/core/signature.ts';
import {diagnose} from '../../src/doctor/check.ts';
import {startHandler} from '../support/handlers.ts';
import {afterwards} from '../support/waiting.ts';
import {answering, examined, handler, hasty, knownProvider, specimensOf, the} from './handlers.ts';

const mobtexting = knownProvider('mobtexting');
const telecmi = knownProvider('telecmi');
const cllr = knownProvider('cllr');

describe('a handler as its documents want it', () => {
	it('is fine, and gets no more than 60 requests', async () => {
		const {url, got} = await handler((request, response) => {
			if (request.method !== 'POST') return answering(405)(request, response);
			try {
				JSON.parse(request.body);
			} catch {
				return answering(400)(request, response);
			}
			return answering(200)(request, response);
		});
		const checks = await examined(cllr, url);
		expect(checks.filter(({state}) => state !== 'ok')).toEqual([]);
		expect(the('handler/kind/post-call', checks)).toMatchObject({
			state: 'ok',
			says: expect.stringMatching(/^3 sent, each answered 200: cllr counts 200 to 299$/),
			source: 'dashboard.cllr.ai/docs/post-call-webhook (checked 2026-11-20)',
		});
		expect(the('handler/broken/cut', checks).says).toMatch(/^post-call cut in half answered 400 in /);
		expect(got.length).toBeLessThanOrEqual(60);
		expect(diagnose(checks)).toMatchObject({problems: 0, warnings: 0, unsent: 0, exitCode: 0});
	});

	it.each(['callr', 'cllr', 'mobtexting', 'myoperator', 'telecmi'])(
		'whose time is over is told how many requests of %s were not sent',
		async id => {
			const provider = knownProvider(id);
			const {url, got} = await handler(answering(200));
			const more = takesSecret(provider) ? {secret: 'k3y', forges: true} : {};
			await examined(provider, url, more);
			const all = got.length;
			// The first answer comes when the time is over.
			const slow = await handler((request, response) => {
				setTimeout(() => answering(200)(request, response), 20);
			});
			const checks = await examined(provider, slow.url, {...more, budgetMs: 10});
			expect(slow.got).toHaveLength(1);
			expect(diagnose(checks).unsent).toBe(all - 1);
			expect(the('handler/rest', checks)).toMatchObject({
				state: 'skipped',
				says: `${all - 1} requests were not sent: all together took longer than 10 ms`,
			});
		},
	);

	it.each(['callr', 'cllr', 'telecmi', 'mobtexting'])(
		'the sample of %s breaks no rule, and is told what it does badly',
		async id => {
			const sample = await startHandler('node');
			afterwards(() => sample.close());
			const checks = await examined(knownProvider(id), `${sample.url}/${id}`);
			expect(checks.filter(({state}) => state === 'problem')).toEqual([]);
			expect(diagnose(checks).exitCode).toBe(0);
		},
	);

	it('that of MyOperator reads forms only: what comes as JSON alone is lost', async () => {
		const sample = await startHandler('node');
		afterwards(() => sample.close());
		const checks = await examined(knownProvider('myoperator'), `${sample.url}/myoperator`);
		expect(checks.filter(({state}) => state === 'problem').map(({id}) => id)).toEqual([
			'handler/kind/disposition',
			// No document says what these count as: an error of the server's own is one all the same.
			'handler/kind/v2-call',
			'handler/kind/v2-other',
		]);
		expect(the('handler/kind/v2-call', checks)).toMatchObject({fails: 'check'});
		// The same kind comes as a form, too, and is taken.
		expect(the('handler/kind/in-call', checks)).toMatchObject({
			state: 'warning',
			says: expect.stringContaining('it matters only if yours comes as POST application/json'),
		});
		expect(diagnose(checks).exitCode).toBe(4);
	});
});

describe('a handler that', () => {
	it('answers 201 where only 200 and 202 count breaks the contract', async () => {
		const {url} = await handler(answering(201));
		const checks = await examined(mobtexting, url);
		expect(the('handler/kind/obd', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringMatching(
				/^answered 201 in .*: MOBtexting counts only 200 and 202; 201 means undelivered$/,
			),
			remedy: expect.stringContaining('Answer 200 or 202'),
			source: expect.stringContaining('portal.mobtexting.com'),
		});
		// Whose names the customer chooses is no problem: hers are others.
		expect(the('handler/kind/composed', checks).state).toBe('warning');
		expect(diagnose(checks).exitCode).toBe(4);
	});

	it('fails at everything is no handler, whatever its provider documents', async () => {
		const {url} = await handler(answering(500));
		const checks = await examined(telecmi, url);
		const kinds = checks.filter(({id}) => id.startsWith('handler/kind/'));
		expect(kinds.map(({state}) => state)).toEqual(kinds.map(() => 'problem'));
		expect(diagnose(checks).exitCode).toBe(1);
		expect(diagnose(await examined(cllr, url)).exitCode).toBe(4);
	});

	it('does not give the challenge back is told what is awaited', async () => {
		const {url} = await handler(answering(200));
		const checks = await examined(mobtexting, url);
		expect(the('handler/kind/challenge', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringContaining('{"challenge":'),
		});
	});

	it('takes longer than its provider waits is given up, and not asked for ever', async () => {
		const slow = hasty(cllr, 100);
		const {url, got} = await handler((request, response) => {
			setTimeout(() => answering(200)(request, response), 300).unref();
		});
		const checks = await examined(slow, url);
		expect(the('handler/kind/post-call', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringContaining('gives up after 0.1 s'),
		});
		expect(the('handler/deadline', checks)).toMatchObject({
			state: 'problem',
			remedy: 'Answer within 0.1 s: answer first, work afterwards.',
		});
		expect(the('handler/rest', checks).says).toBe(
			'9 requests were not sent: 2 requests in a row got no answer in time',
		);
		expect(the('handler/reached', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringMatching(/^http.*\/hook got no answer: .* gave no whole answer within 100 ms/),
		});
		expect(got).toHaveLength(2);
		expect(diagnose(checks).exitCode).toBe(4);
	});

	it('uses more than half of its time is warned', async () => {
		const {url} = await handler((request, response) => {
			setTimeout(() => answering(200)(request, response), 400);
		});
		const hurried = hasty(cllr, 700);
		const specimens = (await specimensOf(hurried)).slice(0, 1);
		const checks = await examined(hurried, url, {specimens, budgetMs: 1});
		expect(the('handler/deadline', checks)).toMatchObject({
			state: 'warning',
			says: expect.stringMatching(/of the 0\.7 s cllr waits/),
		});
	});

	it('goes down at broken JSON is found out, and that it is up again, too', async () => {
		const {url} = await handler((request, response) => {
			try {
				JSON.parse(request.body);
				answering(200)(request, response);
			} catch {
				response.destroy();
			}
		});
		const checks = await examined(cllr, url);
		expect(the('handler/broken/cut', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringMatching(/closed the connection/),
			remedy: expect.stringMatching(/^Catch what goes wrong/),
		});
		expect(the('handler/alive', checks).state).toBe('ok');
		expect(diagnose(checks).exitCode).toBe(4);
	});

	it('ends for good at broken JSON is told as such', async () => {
		const server = await handler((request, response) => {
			try {
				JSON.parse(request.body);
				answering(200)(request, response);
			} catch {
				server.close();
			}
		});
		const checks = await examined(cllr, server.url);
		expect(the('handler/broken/cut', checks).state).toBe('problem');
		expect(the('handler/rest', checks).says).toMatch(
			/^\d requests were not sent: the handler cannot be reached any more$/,
		);
	});

	it('answers broken JSON with 500 is warned', async () => {
		const {url} = await handler((request, response) => {
			const isBroken = !request.body.endsWith('}');
			answering(isBroken ? 500 : 200)(request, response);
		});
		const checks = await examined(cllr, url);
		expect(the('handler/broken/cut', checks)).toMatchObject({
			state: 'warning',
			remedy: expect.stringContaining('Answer 400'),
		});
		expect(diagnose(checks).exitCode).toBe(0);
	});

	it('does everything twice answers otherwise the second time', async () => {
		const seen = new Set<string>();
		const {url} = await handler((request, response) => {
			const isNew = !seen.has(request.body);
			seen.add(request.body);
			answering(200, JSON.stringify({created: isNew}))(request, response);
		});
		const checks = await examined(cllr, url);
		expect(the('handler/repeated', checks).state).toBe('ok');
		expect(the('handler/idempotent', checks)).toMatchObject({
			state: 'warning',
			says: 'post-call is answered otherwise the second time, body.created: first true, then false',
		});
	});

	it('turns down what comes again loses a retry', async () => {
		const seen = new Set<string>();
		const {url} = await handler((request, response) => {
			const isNew = !seen.has(request.body);
			seen.add(request.body);
			answering(isNew ? 200 : 409)(request, response);
		});
		const checks = await examined(mobtexting, url);
		expect(the('handler/repeated', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringContaining('sent again answered 409'),
		});
		// It is up: what is sent once more comes a third time.
		expect(the('handler/alive', checks)).toMatchObject({state: 'ok', says: expect.stringContaining('409')});
	});

	it('sends elsewhere is told where, and that nobody goes there', async () => {
		const {url} = await handler((_request, response) => {
			response.writeHead(302, {Location: '/login'}).end();
		});
		const checks = await examined(hasty(cllr, 5000), url);
		expect(the('handler/redirects', checks)).toMatchObject({
			state: 'problem',
			says: expect.stringMatching(/the first with 302 to \/login: cllr follows no redirects; 302 is one$/),
			remedy: expect.stringContaining('/login'),
		});
	});

	it('is not there is told first, and nothing else', async () => {
		const server = await handler(answering(200));
		server.close();
		const checks = await examined(cllr, server.url);
		expect(checks.map(({id, state}) => [id, state])).toEqual([['handler/reached', 'problem']]);
		expect(checks[0]?.remedy).not.toContain('--forward');
		expect(diagnose(checks).exitCode).toBe(3);
	});
});

describe('signatures', () => {
	it('are made with the secret, and a wrong one that is taken is a warning', async () => {
		const {url, got} = await handler(answering(200));
		const checks = await examined(mobtexting, url, {secret: 'k3y', forges: true});
		const proofs = new Set(got.map(({headers}) => headers.authorization));
		expect(proofs).toContain('Bearer k3y');
		expect([...proofs].filter(proof => proof !== 'Bearer k3y' && proof !== undefined)).toHaveLength(1);
		expect(the('handler/forged', checks)).toMatchObject({state: 'warning', source: expect.any(String)});
		expect(the('handler/signing', checks).state).toBe('ok');
	});

	it('that are compared are found to be', async () => {
		const {url} = await handler((request, response) =>
			answering(request.headers.authorization === 'Bearer k3y' ? 200 : 401)(request, response),
		);
		const checks = await examined(mobtexting, url, {secret: 'k3y', forges: true});
		expect(the('handler/forged', checks)).toMatchObject({state: 'ok'});
	});
});

it('sends nothing more once it is told to stop, or its time is over', async () => {
	const {url, got} = await handler(answering(200));
	const ending = new AbortController();
	ending.abort();
	expect(await examined(cllr, url, {signal: ending.signal})).toEqual([]);
	const checks = await examined(cllr, url, {budgetMs: -1});
	expect(checks).toEqual([]);
	expect(got).toEqual([]);
});
