/**
 * The handlers of the providers' own documents: what they answer, and what that counts for. Those in languages that are
 * here answer by themselves; of the others the status is taken from the page.
 */

import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {Verdict} from '../../src/core/delivery.ts';
import {verdictOn} from '../providers/requests.ts';
import {readFixture} from '../support/fixtures.ts';
import {languages, missing, startHandler} from '../support/handlers.ts';
import {afterwards} from '../support/waiting.ts';
import {forwardingTo, TestExchange} from './receiving.ts';

const push = 'docs.callr.com, Push Data to Your Platform';
const cllr = 'dashboard.cllr.ai/docs/post-call-webhook';
const telecmi = 'doc.telecmi.com/chub-india, Outgoing Answered Webhooks';
const myoperator = 'support.myoperator.com, In-Call Webhook';

describe('by the status the page shows', () => {
	it.each([
		['callr', 'cdr', 'Node, a POST, be its JSON right or broken', 200, 'accepted', push],
		['callr', 'cdr', 'Node, what is no POST', 405, 'rejected', push],
		['callr', 'cdr', 'Go, a POST, be its JSON right or broken', 200, 'accepted', push],
		['callr', 'cdr', 'Go, what is no POST', 405, 'rejected', push],
		['callr', 'cdr', 'Python, be its JSON right or broken', 200, 'accepted', push],
		['callr', 'cdr', 'PHP, whatever comes', 200, 'accepted', push],
		['cllr', 'post-call', 'Express', 200, 'accepted', cllr],
		['telecmi', 'cdr', 'Flask', 200, 'unknown', telecmi],
		['telecmi', 'cdr', 'Express', 200, 'unknown', telecmi],
		['telecmi', 'cdr', 'Slim (PHP)', 204, 'unknown', telecmi],
		['telecmi', 'cdr', 'Spark (Java)', 204, 'unknown', telecmi],
		// The same handlers behind another provider's webhook.
		['mobtexting', 'obd', 'Slim (PHP) of TeleCMI', 204, 'rejected', telecmi],
		['mobtexting', 'c2c', 'Spark (Java) of TeleCMI', 204, 'rejected', telecmi],
		['mobtexting', 'obd', 'Flask of TeleCMI', 200, 'accepted', telecmi],
		['cllr', 'post-call', 'Slim (PHP) of TeleCMI', 204, 'accepted', telecmi],
		[
			'myoperator',
			'in-call',
			'PHP, whether it finds the header it looks for or not',
			200,
			'accepted',
			myoperator,
		],
	] as const)('%s %s: %s answers %d, which is %s (%s)', (provider, kind, _sample, status, state, _page) => {
		expect(verdictOn(provider, kind, status)).toBe(state);
	});
});

const request = (fixture: string, path: string, change: Partial<CapturedRequest> = {}): CapturedRequest => ({
	...readFixture(fixture).request,
	target: path,
	...change,
});

const broken = Buffer.from('{"cdr": {"callid": 1, "hangupSource": "caller"},');
const noPost = {node: 405, python3: 501, php: 200} as const;

describe.each(languages)('handlers in %s', language => {
	const reason = missing(language);
	it.skipIf(reason !== null)(reason ?? 'are judged by what they answer', async () => {
		const handler = await startHandler(language);
		afterwards(() => handler.close());
		const {session, deliveries} = await forwardingTo(handler.url);
		const told = async (sent: CapturedRequest): Promise<[string, number | null, Verdict['state']]> => {
			const exchange = new TestExchange(sent, null);
			exchange.onRespond = () => exchange.end(true);
			session.receive(exchange);
			await session.idle();
			const {inspection, answer, verdict} = deliveries.at(-1) ?? expect.fail('nothing was told');
			return [inspection.provider.id, answer.status, verdict.state];
		};
		expect(await told(request('callr/fetch-cdr', '/callr'))).toEqual(['callr', 200, 'accepted']);
		expect(await told(request('callr/fetch-cdr', '/callr', {body: broken, bodySize: broken.length}))).toEqual(
			['callr', 200, 'accepted'],
		);
		const put = noPost[language];
		expect(await told(request('callr/fetch-cdr', '/callr', {method: 'PUT'}))).toEqual([
			'callr',
			put,
			put === 200 ? 'accepted' : 'rejected',
		]);
		expect(await told(request('cllr/post-call', '/cllr'))).toEqual(['cllr', 200, 'accepted']);
		expect(await told(request('telecmi/outgoing-answered', '/telecmi'))).toEqual(['telecmi', 204, 'unknown']);
		expect(await told(request('mobtexting/obd', '/mobtexting'))).toEqual(['mobtexting', 200, 'accepted']);
		expect(await told(request('mobtexting/challenge', '/mobtexting'))).toEqual([
			'mobtexting',
			200,
			'accepted',
		]);
		expect(await told(request('myoperator/after-call', '/myoperator'))).toEqual([
			'myoperator',
			200,
			'accepted',
		]);
	});
});
