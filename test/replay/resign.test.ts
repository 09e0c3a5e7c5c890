import {createHmac} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import type {WireRequest} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {Inspections} from '../../src/replay/delivery.ts';
import {isSigned, signedAnew} from '../../src/replay/resign.ts';
import {fixtureStep} from './samples.ts';

const place = {url: 'http://127.0.0.1:1/hook', at: 0};
const inspections = new Inspections(nothingTold);
const signed = (request: WireRequest, secret = 'k3y') =>
	signedAnew(request, inspections.of(request, null), secret, place);
const hash = (request: WireRequest, algorithm = 'sha256') =>
	createHmac(algorithm, 'k3y').update(request.body).digest('base64');

describe('signedAnew', () => {
	it('adds the signature of the bytes that are sent', async () => {
		const step = await fixtureStep('callr/call-outbound-hangup');
		const {headers} = signed(step) ?? expect.fail('not signed');
		expect(headers).toEqual([...step.headers, ['X-CALLR-HmacSignature', hash(step)]]);
	});

	it('in the place of the one it had, once, whatever its case', async () => {
		const step = await fixtureStep('callr/call-outbound-hangup');
		const old: WireRequest = {
			...step,
			headers: [
				['x-callr-hmacsignature', hash(step, 'sha512')],
				...step.headers,
				['X-Callr-HmacSignature', 'again'],
			],
		};
		// As long as the old one: the algorithm is a setting of each webhook.
		expect(signed(old)?.headers).toEqual([['X-CALLR-HmacSignature', hash(step, 'sha512')], ...step.headers]);
	});

	it('is null for what is never signed', async () => {
		expect(signed(await fixtureStep('telecmi/outgoing-answered'))).toBeNull();
		expect(signed(await fixtureStep('callr/fetch-cdr'))).toBeNull();
	});
});

describe('isSigned', () => {
	it('by a hash of its bytes, not by a secret that is sent', async () => {
		const step = await fixtureStep('callr/call-outbound-hangup');
		const of = (request: WireRequest) => isSigned(inspections.of(request, null));
		expect(of(step)).toBe(false);
		expect(of(signed(step) ?? expect.fail('not signed'))).toBe(true);
		const inCall = await fixtureStep('myoperator/in-call');
		expect(of({...inCall, headers: [...inCall.headers, ['Authorization', 'Bearer k3y']]})).toBe(false);
	});
});
