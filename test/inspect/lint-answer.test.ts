import {gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import type {Answer} from '../../src/core/delivery.ts';
import {lintAnswer} from '../../src/inspect/lint-answer.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {post, providerNamed} from '../providers/requests.ts';

const noMessage = (): never => {
	throw new Error('only asked for when the body counts');
};

const target = (status: number | null, location?: string): Answer => ({
	status,
	by: 'target',
	durationMs: 1,
	sent: {
		headers: location === undefined ? [] : [['Location', location]],
		body: new Uint8Array(),
		bodySize: 0,
	},
});

const findings = (answer: Answer, id = 'generic', kind: string | null = null) =>
	lintAnswer(answer, providerNamed(id), kind, noMessage);

describe('a redirect by the target', () => {
	it.each([300, 301, 302, 303, 307, 308])('%d is a finding that says where to', status => {
		expect(findings(target(status, 'https://app.example.test/hook/'))).toMatchObject([
			{
				code: 'answer/redirect',
				severity: 'warning',
				message: expect.stringContaining(`${status}, a redirect to https://app.example.test/hook/.`),
				where: 'answer.header.Location',
			},
		]);
	});

	it('without a place it has none, and secrets in the place are hidden', () => {
		expect(findings(target(302))).toMatchObject([{where: null}]);
		const [finding] = findings(target(302, 'https://app.example.test/?token=abc123'));
		expect(finding?.message).not.toContain('abc123');
	});

	it.each([200, 204, 299, 304, 400, 500, null])('%s is none', status => {
		expect(findings(target(status))).toEqual([]);
	});

	it('of call-hook or a rule is what the user wanted', () => {
		expect(findings({...target(302), by: 'rule'})).toEqual([]);
	});
});

describe('an answer near the deadline', () => {
	const answeredIn = (durationMs: number, more: Partial<Answer> = {}) =>
		findings({status: 200, by: 'target', durationMs, ...more}, 'cllr', 'post-call');

	it.each([8000, 9000, 10_000])('%d ms of 10 s are a finding', durationMs => {
		expect(answeredIn(durationMs)).toMatchObject([
			{
				code: 'answer/near-deadline',
				severity: 'warning',
				message: `Your handler took ${Math.floor(durationMs / 100)} % of the 10 s that cllr waits.`,
				where: null,
			},
		]);
	});

	it.each([1, 7999.9])('%d ms are in time', durationMs => {
		expect(answeredIn(durationMs)).toEqual([]);
	});

	it('what came too late, or not at all, is told by the verdict', () => {
		expect(answeredIn(10_000.1)).toEqual([]);
		expect(answeredIn(9000, {status: null, by: 'nobody'})).toEqual([]);
	});

	it('an answer that is not of a target is no handler’s', () => {
		expect(answeredIn(9000, {by: 'rule'})[0]?.message).toMatch(/^The answer took 90 %/);
	});

	it('without a deadline there is none to be near', () => {
		expect(findings({status: 200, by: 'target', durationMs: 1e6}, 'telecmi', 'cdr')).toEqual([]);
		expect(findings({status: 200, by: 'target', durationMs: 4900}, 'myoperator', 'after-call')).toEqual([]);
		expect(findings({status: 200, by: 'target', durationMs: 4900}, 'myoperator', 'in-call')).toHaveLength(1);
	});
});

describe('a body the provider reads', () => {
	const answered = (
		kind: string,
		text: string | Uint8Array,
		more: Partial<Answer> = {},
		headers: readonly Pair[] = [],
	) => {
		const body = Buffer.from(text);
		const sent = {headers, body, bodySize: body.length};
		const message = readMessage(post({caller: '+33199005678'}));
		const answer: Answer = {status: 200, by: 'target', durationMs: 1, sent, ...more};
		return lintAnswer(answer, providerNamed('callr'), kind, () => message);
	};

	it.each([
		['profile', ''],
		['profile', 'ok'],
		['profile', '{"name": '],
		['excel-row', ''],
		['excel-row', '{"success":true}'],
	])('%s: %j is a finding', (kind, text) => {
		expect(answered(kind, text)).toMatchObject([
			{code: 'answer/body-missing', severity: 'warning', where: 'answer.body'},
		]);
	});

	it('says what is read', () => {
		expect(answered('profile', '')[0]?.message).toBe(
			'In the answer Callr reads the profile the scenario asked for, as JSON; its body does not have it.',
		);
	});

	it.each([
		['profile', '{"name":"Demo"}'],
		['profile', '[]'],
		['excel-row', '{"index":4,"values":[["a"]]}'],
		['cdr', ''],
	])('%s: %j is none', (kind, text) => {
		expect(answered(kind, text)).toEqual([]);
	});

	it('is read uncompressed, and only when it is known as a whole', () => {
		const zipped = gzipSync('{"name":"Demo"}');
		expect(answered('profile', zipped, {}, [['Content-Encoding', 'gzip']])).toEqual([]);
		expect(answered('profile', '', {sent: {headers: [], body: Buffer.from('{"na'), bodySize: 15}})).toEqual(
			[],
		);
		expect(answered('profile', '', {isCut: true})).toEqual([]);
		const {sent: _, ...own} = target(200);
		expect(findings({...own, by: 'call-hook'}, 'callr', 'profile')).toEqual([]);
	});

	it('has no second voice: a status that does not count, or a body that is required, is the verdict’s', () => {
		expect(answered('profile', '', {status: 500})).toEqual([]);
		expect(findings(target(200), 'mobtexting', 'challenge')).toEqual([]);
	});
});
