import {describe, expect, it} from 'vitest';
import type {ForwardFailureCode} from '../../src/core/target.ts';
import {diagnose, failureOf, gatewayAnswer} from '../../src/forward/failure.ts';

const circumstances = {place: 'shop.test:3000', hostname: 'shop.test', elapsedMs: 1234, detail: null};

const codes = {
	refused: 502,
	dns: 502,
	unreachable: 502,
	tls: 502,
	unsendable: 501,
	reset: 502,
	garbage: 502,
	timeout: 504,
	deadline: 504,
	cut: null,
	'sender-left': null,
	stopped: 503,
} satisfies Record<ForwardFailureCode, number | null>;

describe('each failure', () => {
	it.each(Object.entries(codes))('%s has a sentence, a next step and a status', (code, status) => {
		const failure = failureOf(code as ForwardFailureCode, circumstances);
		expect(failure.code).toBe(code);
		expect(failure.message).toMatch(/^\S.*[^.]\.$/);
		expect(failure.message).toContain('shop.test');
		expect(failure.hint).toMatch(/^[A-Z].*[^.]\.$/);
		const answer = gatewayAnswer(failure);
		expect(answer?.status ?? null).toBe(status);
		if (answer !== null) {
			expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({error: failure.message});
			expect(answer.headers).toEqual([['Content-Type', 'application/json']]);
		}
	});

	it.each(Object.keys(codes))('%s has a next step for who replays, which names no option of listen', code => {
		const {hint} = failureOf(code as ForwardFailureCode, {...circumstances, option: '--to'});
		expect(hint).toMatch(/^[A-Z].*[^.]\.$/);
		expect(hint).not.toMatch(/--(?:forward|status|timeout)/);
	});

	it('names the option a mistake is in', () => {
		const error = Object.assign(new Error('wrong version number'), {code: 'EPROTO'});
		expect(diagnose(error, 'handshake').hint).toBe('Write http:// in --forward.');
		expect(diagnose(error, 'handshake', '--to').hint).toBe('Write http:// in --to.');
	});

	it('tells what is particular to it, and a better next step where there is one', () => {
		const failure = failureOf('tls', {...circumstances, detail: 'it is not TLS', hint: 'Write http://.'});
		expect(failure).toEqual({
			code: 'tls',
			message: 'No secure connection to shop.test:3000: it is not TLS.',
			hint: 'Write http://.',
		});
	});

	it.each([
		[0.2, 'less than 1 ms'],
		[12.4, '12 ms'],
		[5000, '5 s'],
		[10_049, '10 s'],
		[1234, '1.2 s'],
	])('%d ms in words', (elapsedMs, words) => {
		expect(failureOf('timeout', {...circumstances, elapsedMs}).message).toContain(`within ${words}.`);
	});
});

describe('errors of Node', () => {
	const thrown = (code: string, message = '') => Object.assign(new Error(message), {code});

	it.each([
		['ECONNREFUSED', 'connect', 'refused'],
		['ENOTFOUND', 'connect', 'dns'],
		['EAI_AGAIN', 'connect', 'dns'],
		['EHOSTUNREACH', 'connect', 'unreachable'],
		['ENETUNREACH', 'connect', 'unreachable'],
		['ETIMEDOUT', 'connect', 'unreachable'],
		['EADDRNOTAVAIL', 'connect', 'unreachable'],
		['EMFILE', 'connect', 'unreachable'],
		['ECONNRESET', 'connect', 'unreachable'],
		['SOMETHING_NEW', 'connect', 'unreachable'],
		['ECONNRESET', 'handshake', 'tls'],
		['CERT_HAS_EXPIRED', 'handshake', 'tls'],
		['ERR_SSL_TLSV1_ALERT', 'handshake', 'tls'],
		['ECONNRESET', 'open', 'reset'],
		['EPIPE', 'open', 'reset'],
		['HPE_INVALID_CONSTANT', 'open', 'garbage'],
		['HPE_HEADER_OVERFLOW', 'open', 'garbage'],
	] as const)('%s while %s is %s', (code, phase, expected) => {
		expect(diagnose(thrown(code, 'what Node says'), phase).code).toBe(expected);
	});

	it('says something even where Node says nothing', () => {
		expect(diagnose(thrown('EWHAT'), 'connect').detail).toBe('EWHAT');
		expect(diagnose(null, 'open')).toEqual({code: 'reset', detail: null});
	});
});
