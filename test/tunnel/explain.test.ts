import {describe, expect, it} from 'vitest';
import {explainProbe, seconds} from '../../src/tunnel/explain.ts';
import type {ProbeResult} from '../../src/tunnel/probes.ts';

type Bad = Exclude<ProbeResult, {kind: 'back' | 'canceled'}>;

const failed = (code: string | null, message = 'as Node says it'): Bad => ({
	kind: 'failed',
	code,
	message,
	arrived: false,
});
const answered = (
	status: number,
	contentType: string | null = null,
	location: string | null = null,
): Bad => ({kind: 'answered', status, contentType, location, arrived: false});

const cases: [Bad, because: string, mayBeLost: boolean][] = [
	[failed('ENOTFOUND'), 'DNS does not know x.example.test (ENOTFOUND)', false],
	[failed('EAI_AGAIN'), 'DNS does not know x.example.test (EAI_AGAIN)', false],
	[failed('ECONNREFUSED'), 'x.example.test refuses connections', true],
	[failed('EHOSTUNREACH'), 'x.example.test cannot be reached (EHOSTUNREACH)', false],
	[failed('ETIMEDOUT'), 'x.example.test cannot be reached (ETIMEDOUT)', false],
	[
		failed('CERT_HAS_EXPIRED'),
		'the TLS certificate of x.example.test is not accepted (CERT_HAS_EXPIRED)',
		false,
	],
	[
		failed('SELF_SIGNED_CERT_IN_CHAIN'),
		'the TLS certificate of x.example.test is not accepted (SELF_SIGNED_CERT_IN_CHAIN)',
		false,
	],
	[
		failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
		'the TLS certificate of x.example.test is not accepted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
		false,
	],
	[
		failed('ERR_TLS_CERT_ALTNAME_INVALID'),
		'the TLS certificate of x.example.test is not accepted (ERR_TLS_CERT_ALTNAME_INVALID)',
		false,
	],
	[failed('EPROTO'), 'no TLS connection to x.example.test could be made (EPROTO)', false],
	[
		failed('ERR_SSL_WRONG_VERSION_NUMBER'),
		'no TLS connection to x.example.test could be made (ERR_SSL_WRONG_VERSION_NUMBER)',
		false,
	],
	[failed('HPE_INVALID_CONSTANT'), 'what x.example.test answers is not HTTP (HPE_INVALID_CONSTANT)', false],
	[failed('ECONNRESET'), 'x.example.test closed the connection before it had answered', true],
	[failed(null, 'odd'), 'the request to x.example.test failed: odd', true],
	[{kind: 'silent', afterMs: 10_000, arrived: false}, 'no answer from x.example.test within 10 s', true],
	[
		{kind: 'silent', afterMs: 10_000, arrived: true},
		'the probe arrived here, but its answer did not come back: no answer from x.example.test within 10 s',
		true,
	],
	[
		answered(301, null, 'https://b.example.test/'),
		'x.example.test redirects (301) to https://b.example.test/',
		false,
	],
	[answered(401, 'text/html'), 'a consent or login page (401) came back instead of this process', false],
	[answered(401, 'application/json'), 'a refusal (401) came back instead of this process', false],
	[answered(403, 'text/html'), 'a consent or login page (403) came back instead of this process', false],
	[answered(404), 'x.example.test does not know this tunnel (404)', true],
	[answered(407), 'the network wants you to log in first (407)', false],
	[answered(511, 'text/html'), 'the network wants you to log in first (511)', false],
	[answered(429, 'text/html'), 'x.example.test limits requests (429)', false],
	[answered(502, 'text/html'), 'x.example.test cannot reach this machine (502)', true],
	[answered(504), 'x.example.test cannot reach this machine (504)', true],
	[answered(503), 'x.example.test is not available, or has no such tunnel (503)', true],
	[answered(530), 'x.example.test is not available, or has no such tunnel (530)', true],
	[
		answered(200, 'text/html'),
		'a page (200, HTML) came back instead of this process: a consent page, a login, or another server',
		false,
	],
	[answered(200, 'application/json'), 'another process answered (200, application/json)', true],
	[answered(304), 'another process answered (304)', true],
	[answered(500), 'another process answered (500)', true],
];

describe('explainProbe', () => {
	it.each(cases)('%j', (result, because, mayBeLost) => {
		const explained = explainProbe(result, 'https://x.example.test/base');
		expect(explained).toMatchObject({because, mayBeLost});
		expect(explained.hint).toMatch(/^[A-Z].*\.$/);
	});

	it('is never longer than a line or two, whatever a server says', () => {
		const {because} = explainProbe(
			answered(302, null, `https://x.example.test/${'y'.repeat(10_000)}`),
			'https://x.example.test',
		);
		expect(because.length).toBeLessThan(200);
	});

	it('names the port where there is one', () => {
		expect(explainProbe(answered(404), 'http://a.localhost:81').because).toContain('a.localhost:81');
	});
});

describe('seconds', () => {
	it.each([
		[30_000, '30 s'],
		[400, '0.4 s'],
		[1250, '1.3 s'],
	])('%d ms are %s', (ms, text) => {
		expect(seconds(ms)).toBe(text);
	});
});
