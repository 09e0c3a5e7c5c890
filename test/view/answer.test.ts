import {describe, expect, it} from 'vitest';
import type {Delivery} from '../../src/core/delivery.ts';
import type {Forwarding} from '../../src/core/target.ts';
import {adviceOn} from '../../src/inspect/advice.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {type AnswerFacts, answerLines, answerText} from '../../src/view/answer.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';
import {hostile, steering} from '../output/samples.ts';
import {deliveryFrom} from '../session/receiving.ts';
import {cllrReport, morning, request, telecmiReport} from '../tui/samples.ts';

const body = Buffer.from('{"ok":true,"token":"s3cret"}');
const sent = {
	headers: [
		['Content-Type', 'application/json'],
		['Set-Cookie', 'sid=s3cret'],
	] as const,
	body,
	bodySize: body.length,
};
const forwarding: Forwarding = {
	url: 'http://127.0.0.1:3000/hooks?token=s3cret',
	failure: null,
	connectMs: 0.4,
	firstByteMs: 12_400,
	totalMs: 12_403,
};
const failure = {
	code: 'refused',
	message: 'Nothing listens on 127.0.0.1:3000.',
	hint: 'Start your server.',
} as const;

function cllr(answer: Delivery['answer'], change: Partial<Delivery> = {}): Delivery {
	return {...deliveryFrom(request({body: cllrReport}), {id: 6, answer}), ...change};
}

function told(delivery: Delivery, more: Partial<AnswerFacts> = {}, width = 98): string[] {
	const facts: AnswerFacts = {
		delivery,
		deadlineMs: 10_000,
		advice: adviceOn(delivery),
		waiting: null,
		now: morning,
		readBody: captured => readMessage(captured).body,
		...more,
	};
	const lines = answerLines(facts, width, unicodeMarks);
	for (const line of lines) expect(lineWidth(line), plain(line)).toBeLessThanOrEqual(width);
	return lines.map(line => plain(line).trimEnd());
}

/** The text behind a label. */
function behind(lines: readonly string[], label: string): string | undefined {
	return lines.find(line => line.startsWith(label))?.slice(13);
}

const late = cllr({status: 200, by: 'target', durationMs: 12_410, sent, forwarding});

describe('an answer of a target', () => {
	it('says who gave it after how long, how much was allowed, what that means and what to do', () => {
		const lines = told(late);
		expect(lines[2]).toMatch(/^first byte {2}█+┃▓+ 12\.40 s$/);
		expect(lines.slice(6, 13)).toEqual([
			'Answered by  target http://127.0.0.1:3000   200 OK in 12.41 s',
			'Handed to    POST http://127.0.0.1:3000/hooks?token=••••••••',
			'Allowed      10 s   used 124 %, over by 2.41 s',
			'Verdict      ✗ rejected   cllr gives up after 10 s and never sends again; your handler took 12.4 s',
			'             source: dashboard.cllr.ai/docs/post-call-webhook (checked 2026-11-20)',
			'Do           Answer within 10 s: answer first, work afterwards.',
			'             To feel it while you test: call-hook listen --enforce-deadline',
		]);
	});

	it('has its headers and its body as they were, without secrets', () => {
		const text = told(late).join('\n');
		expect(text).toContain('Headers\nContent-Type  application/json\nSet-Cookie    ••••••••\n');
		expect(text).toContain('Body  28 bytes\n{\n  "ok": true,\n  "token": ••••••••\n}');
		expect(text).not.toContain('s3cret');
	});

	it('says what is not known of it', () => {
		const telecmi = deliveryFrom(request({body: telecmiReport('1')}), {answer: late.answer});
		expect(behind(told(telecmi, {deadlineMs: null}), 'Allowed')).toBe('not documented');
		const open = {...forwarding, connectMs: 0, firstByteMs: 4, totalMs: 5};
		expect(told(cllr({status: 200, by: 'target', durationMs: 5, forwarding: open})).join('\n')).toContain(
			' already open',
		);
	});

	it('that was cut says so, with what was kept of it', () => {
		const cut = {...sent, bodySize: 5_000_000, trailers: [['X-End', 'yes']] as const};
		const lines = told(cllr({...late.answer, sent: cut, isCut: true}));
		expect(lines).toContain('             the connection was closed before the answer was whole');
		expect(lines).toContain('Body  5.0 MB, of which the first 28 bytes were kept');
		expect(lines).toContain('Trailers');
		expect(lines).toContain('X-End  yes');
	});
});

describe('an answer of somebody else', () => {
	it.each<[string, Delivery['answer'], string]>([
		[
			'the default',
			{status: 200, by: 'call-hook', durationMs: 0.7},
			'call-hook, as cllr expects   200 OK in 0.7 ms',
		],
		[
			'a rule',
			{status: 500, by: 'rule', durationMs: 1, rule: 'answers[2]'},
			'rule answers[2]   500 Internal Server Error in 1 ms',
		],
		[
			'a fault',
			{status: 500, by: 'rule', durationMs: 1, fault: 'status=500'},
			'fault status=500 (--fault)   500 Internal Server Error in 1 ms',
		],
		[
			'nobody',
			{status: null, by: 'nobody', durationMs: 1},
			'nobody: the sender left before it could be given',
		],
		[
			'a hanging fault',
			{status: null, by: 'nobody', durationMs: 1, fault: 'hang'},
			'nobody: fault hang (--fault)',
		],
		[
			'an unknown status',
			{status: 299, by: 'call-hook', durationMs: 1},
			'call-hook, as cllr expects   299 in 1 ms',
		],
	])('%s says who it was', (_, answer, says) => {
		expect(behind(told(cllr(answer)), 'Answered by')).toBe(says);
	});

	it('in the place of a target says what failed, and what to do about it', () => {
		const instead = {...forwarding, failure, connectMs: null, firstByteMs: null, totalMs: 1};
		const lines = told(cllr({status: 502, by: 'call-hook', durationMs: 1, forwarding: instead}));
		expect(behind(lines, 'Answered by')).toBe(
			'call-hook, in place of target http://127.0.0.1:3000   502 Bad Gateway in 1 ms',
		);
		expect(behind(lines, 'Failed')).toBe('Nothing listens on 127.0.0.1:3000.');
		expect(behind(lines, 'Do ')).toBe('Start your server.');
		expect(lines.join('\n')).toMatch(/^connect {5}▏ none in 1 ms/m);
	});

	it('to a request that was not let in says why', () => {
		const refusal = {code: 'auth', message: 'No credentials were sent.'} as const;
		const lines = told(cllr({status: 401, by: 'call-hook', durationMs: 1}, {refusal}));
		expect(behind(lines, 'Answered by')).toContain('call-hook, as the request was not let in');
		expect(behind(lines, 'Not let in')).toBe('No credentials were sent.');
	});

	it('to a request that was not whole, or could not be stored, says so', () => {
		const fault = {code: 'malformed', message: 'This is TLS, not HTTP.'} as const;
		const broken = deliveryFrom(request({method: null, fault}));
		expect(behind(told(broken, {deadlineMs: null}), 'Not whole')).toBe('This is TLS, not HTTP.');
		const lost = cllr({status: 503, by: 'call-hook', durationMs: 1}, {id: null});
		expect(behind(told(lost), 'Answered by')).toContain('as it could not store the delivery');
		const generic = deliveryFrom(request({body: '{}'}));
		expect(behind(told(generic, {deadlineMs: null}), 'Answered by')).toContain(
			'call-hook, as it answers everybody',
		);
	});

	it('that a fault has only delayed names the fault as well', () => {
		const lines = told(
			cllr({status: 200, by: 'rule', durationMs: 1202, rule: '--status 200', fault: 'delay=1200', sent}),
		);
		expect(behind(lines, 'Answered by')).toBe('rule --status 200   200 OK in 1.20 s');
		expect(behind(lines, 'Fault')).toBe('delay=1200 (--fault)');
		expect(lines[1]).toMatch(/^answer {6}█+ 1\.20 s/);
	});
});

describe('an answer that is waited for', () => {
	const nobody = cllr({status: null, by: 'nobody', durationMs: 0});
	const waited = (
		ms: number,
		target: string | null = 'http://127.0.0.1:3000',
		deadlineMs: number | null = 10_000,
	) =>
		told(nobody, {waiting: {since: morning, until: morning + 30_000, target}, now: morning + ms, deadlineMs});

	it('counts', () => {
		const lines = waited(3400);
		expect(lines[1]).toMatch(/^first byte {2}█+ 3 s so far +┃$/);
		expect(lines.slice(4)).toEqual([
			'Answered by  nobody yet, after 3 s',
			'Waiting for  target http://127.0.0.1:3000, which has not answered yet',
			'Allowed      10 s   used 34 % so far',
			'Verdict      … waiting   it is given once the answer is known',
		]);
		expect(waited(0)).toContain('Answered by  nobody yet, after 0 s');
		expect(behind(waited(12_000), 'Allowed')).toBe('10 s   used 120 %, over by 2.00 s so far');
	});

	it('says when it is given up where nothing is documented, and when it is late on purpose', () => {
		expect(behind(waited(3000, 'http://127.0.0.1:3000', null), 'Allowed')).toBe(
			'not documented; given up after 30 s',
		);
		expect(behind(waited(3000, null), 'Waiting for')).toBe('the delay or the fault it was given on purpose');
	});
});

describe('every answer', () => {
	it('stays in its room, and steers nothing', () => {
		const evil = cllr(
			{
				status: 200,
				by: 'target',
				durationMs: 5,
				rule: hostile,
				fault: hostile,
				sent: {
					headers: [[`X-${hostile}`, hostile]],
					body: Buffer.from(hostile),
					bodySize: 9,
				},
				forwarding: {
					...forwarding,
					url: `http://${hostile}/${hostile}`,
					failure: {...failure, message: hostile, hint: hostile},
				},
			},
			{
				refusal: {code: 'path', message: hostile},
				verdict: {state: 'rejected', because: hostile, source: hostile},
			},
		);
		for (const width of [38, 51, 78, 118, 200])
			for (const marks of [unicodeMarks, asciiMarks])
				for (const waiting of [null, {since: morning, until: null, target: hostile}]) {
					const readBody = (captured: Delivery['request']) => readMessage(captured).body;
					const advice = {todo: hostile, open: []};
					const now = morning + 900;
					const facts = {delivery: evil, deadlineMs: 10_000, advice, waiting, now, readBody};
					for (const line of answerLines(facts, width, marks)) {
						expect(lineWidth(line), `${width}: ${plain(line)}`).toBeLessThanOrEqual(width);
						expect(plain(line)).not.toMatch(steering);
					}
				}
	});
});

describe('an answer in one text', () => {
	it.each<[Delivery['answer'], string]>([
		[{status: 200, by: 'call-hook', durationMs: 0.6}, '200 by call-hook in 0.6 ms'],
		[{status: 200, by: 'target', durationMs: 12}, '200 by your target in 12 ms'],
		[{status: 200, by: 'target', durationMs: 12, forwarding}, '200 by target http://127.0.0.1:3000 in 12 ms'],
		[{status: 201, by: 'rule', durationMs: 1, rule: 'answers[0]'}, '201 by rule answers[0] in 1 ms'],
		[{status: 500, by: 'rule', durationMs: 1, fault: 'status=500'}, '500 by fault status=500 in 1 ms'],
		[{status: 200, by: 'rule', durationMs: 1, isCut: true}, '200 by a rule in 1 ms, cut off'],
		[
			{status: 502, by: 'call-hook', durationMs: 1, forwarding},
			'502 by call-hook in place of the target in 1 ms',
		],
		[{status: null, by: 'nobody', durationMs: 1}, 'none: the sender left before it could be given'],
		[{status: null, by: 'nobody', durationMs: 1, fault: 'hang'}, 'none: fault hang'],
		[
			{status: null, by: 'nobody', durationMs: 1, forwarding: {...forwarding, failure}},
			'none: Nothing listens on 127.0.0.1:3000',
		],
	])('%o', (answer, text) => {
		expect(answerText({answer, refusal: null})).toBe(text);
	});

	it('says that the request was not let in', () => {
		const refusal = {code: 'auth', message: 'It came without credentials.'} as const;
		expect(answerText({answer: {status: 401, by: 'call-hook', durationMs: 0.5}, refusal})).toBe(
			'401 by call-hook in 0.5 ms, not let in',
		);
	});
});
