import {describe, expect, it} from 'vitest';
import {
	bareStep,
	capturedOf,
	headJson,
	isSameRequest,
	type RequestStep,
	type WireRequest,
} from '../../src/formats/step.ts';

const request: WireRequest = {
	method: 'POST',
	target: '/a?b',
	headers: [['Host', 'a']],
	body: Buffer.from([0xff, 0]),
};

it('nothing is said about a bare step', () => {
	expect(bareStep(request)).toEqual({
		...request,
		name: null,
		shows: null,
		source: null,
		pin: null,
		afterMs: null,
		deliveryId: null,
	});
});

it('a request as if it had come has every byte, and the trailers where there are some', () => {
	const ended: WireRequest = {...request, trailers: [['X-End', '1']]};
	const captured = capturedOf(ended, 5);
	expect(captured).toMatchObject({...ended, receivedAt: 5, bodySize: 2, remoteAddress: null, fault: null});
	expect('trailers' in capturedOf(request, 5)).toBe(false);
	// What is only said about it is no part of it.
	expect(capturedOf(bareStep(request), 5)).toEqual(capturedOf(request, 5));
});

describe('the same request', () => {
	it('has the same bytes, whatever is said about it', () => {
		const named: RequestStep = {...bareStep(request), name: 'a'};
		expect(isSameRequest(request, request)).toBe(true);
		expect(isSameRequest(request, named)).toBe(true);
		expect(isSameRequest(request, {...request, trailers: []})).toBe(true);
	});

	it.each<Partial<WireRequest>>([
		{method: 'PUT'},
		{target: '/a'},
		{headers: [['host', 'a']]},
		{trailers: [['X-End', '1']]},
		{body: Buffer.from([0xff])},
	])('differs by %j', change => {
		expect(isSameRequest(request, {...request, ...change})).toBe(false);
	});

	it('has a head of its own, also where its parts are moved', () => {
		const moved = {...request, headers: [], trailers: request.headers};
		expect(headJson(moved)).not.toBe(headJson(request));
	});
});
