import {describe, expect, it} from 'vitest';
import type {CapturedRequest, Pair} from '../../src/core/capture.ts';
import {codesOf, get, inspectionOf, post} from '../providers/requests.ts';
import {captured} from '../support/fixtures.ts';

const report = {callId: '1', recordingUri: 'https://example.test/a.ogg'};
const log = {myoperator: {uid: 'n2.1.1', call_state: '1'}};

describe('request/wrong-method', () => {
	const sent = (method: string, body: unknown) =>
		codesOf({...post(body), method}).includes('request/wrong-method');

	it.each([
		['POST', report, false],
		['PUT', report, true],
		['GET', report, true],
		['POST', log, false],
		['GET', log, false],
		['DELETE', log, true],
		['PATCH', {hello: 1}, false],
	])('%s of %j: %s', (method, body, isWrong) => {
		expect(sent(method, body)).toBe(isWrong);
	});

	it('names the methods that are documented, each once', () => {
		const {findings} = inspectionOf({...post({type: 'cdr', cmiuuid: '1'}), method: 'PUT'});
		expect(findings.find(({code}) => code === 'request/wrong-method')?.message).toBe(
			'Sent with PUT; TeleCMI documents POST and GET for cdr.',
		);
	});
});

describe('hook/http', () => {
	const over = (body: unknown, forwarded: readonly Pair[], publicUrl?: string) => {
		const request: CapturedRequest = post(body, '/', [['Host', 'hooks.example.test'], ...forwarded]);
		return codesOf(publicUrl === undefined ? request : {...request, publicUrl}).includes('hook/http');
	};
	const http: Pair = ['X-Forwarded-Proto', 'http'];
	const https: Pair = ['X-Forwarded-Proto', 'https'];
	const open = 'https://hooks.example.test';

	it.each([
		['https is documented, and http was used', log, [http], open, true],
		['https was used', log, [https], open, false],
		['nothing says the scheme but the public address', log, [], open, false],
		['there is no public address', log, [http], undefined, false],
		['http is documented as well', report, [http], open, false],
		['nothing is documented', {type: 'cdr', cmiuuid: '1'}, [http], open, false],
	])('%s', (_, body, forwarded, publicUrl, isFound) => {
		expect(over(body, forwarded, publicUrl)).toBe(isFound);
	});
});

describe('secrets', () => {
	const secretsOf = (request: CapturedRequest, pin?: string) =>
		inspectionOf(request, pin)
			.findings.filter(({code}) => code.startsWith('hook/secret'))
			.map(({code, where}) => [code, where]);

	it('in address and body are two findings, whoever sends them, and are never told', () => {
		const request = post({a: {access_token: 'hush'}, password: 'hush'}, '/?token=hush&api_key=hush');
		expect(secretsOf(request)).toEqual([
			['hook/secret-in-url', 'query.token'],
			['hook/secret-in-body', 'body.a.access_token'],
		]);
		const {findings} = inspectionOf(request);
		expect(JSON.stringify(findings)).not.toContain('hush');
		expect(findings[0]?.message).toContain('query.token and query.api_key');
	});

	it('of more than can be told the rest is counted', () => {
		const secrets = Object.fromEntries(Array.from({length: 10}, (_, i) => [`a${i}`, {token: 'x'}]));
		const {findings} = inspectionOf(post(secrets));
		expect(findings.find(({code}) => code === 'hook/secret-in-body')?.message).toContain('and 2 more.');
	});

	it('that the provider puts there itself are none, in that kind of delivery only', () => {
		expect(secretsOf(post({validation_key: 'a', challenge: 'b'}, '/?token=x'))).toEqual([]);
		expect(secretsOf(post({validation_key: 'a', challenge: 'b'}, '/?api_key=x'))).toHaveLength(1);
		expect(secretsOf(get('/?id=1&token=x'), 'mobtexting')).toHaveLength(1);
	});
});

describe('hook/personal-data-in-url', () => {
	const placeOf = (request: CapturedRequest, pin?: string) =>
		inspectionOf(request, pin).findings.find(({code}) => code === 'hook/personal-data-in-url')?.where;

	it.each([
		['/?id=1&to=918000000003', 'query.to'],
		['/?id=1&status=ANSWER', undefined],
	])('%s: %s', (target, where) => {
		expect(placeOf(get(target), 'mobtexting')).toBe(where);
	});

	it('in the body is none', () => {
		expect(placeOf(post({id: '1', to: '918000000003'}, '/?id=1'), 'mobtexting')).toBeUndefined();
	});

	it('nobody is known whose data it could be', () => {
		expect(placeOf(get('/?to=918000000003'))).toBeUndefined();
	});
});

it('a request that is no HTTP has no method to be wrong', () => {
	const request = captured({method: 'POST', target: '/', headers: [], body: ''});
	expect(codesOf({...request, method: null, target: null}, 'cllr')).toEqual([]);
});
