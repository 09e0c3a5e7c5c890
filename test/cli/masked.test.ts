import {describe, expect, it} from 'vitest';
import {requestStepOf} from '../../src/cli/captures.ts';
import {maskedAnswer, maskedDelivery, maskedStep} from '../../src/cli/masked.ts';
import type {Delivery} from '../../src/core/delivery.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {deliveryLine} from '../../src/output/ndjson.ts';
import {disguise} from '../../src/rewrite/disguise.ts';
import {deliveryOf} from '../../src/session/archive.ts';
import {recordOf, requestOf} from '../store/temporary.ts';
import {cdr} from '../support/program.ts';

const number = '919000000001';

function masked(delivery: Delivery) {
	const step = requestStepOf(delivery, null);
	if ('problem' in step) throw new Error(step.problem);
	const mask = disguise('mask', nothingTold);
	const shown = maskedStep(step, delivery.request, mask);
	return {step: shown, delivery: maskedDelivery(delivery, shown, mask, nothingTold)};
}

describe('a masked delivery', () => {
	const sent = {
		headers: [
			['Set-Cookie', 's=abc'],
			['X-To', number],
		] as const,
		body: Buffer.from(`{"to":"${number}","token":"s3cr3t-value","name":"Zorblax"}`),
		bodySize: 67,
	};
	const forwarding = {
		url: 'http://127.0.0.1:3000/?token=s3cr3t-value',
		failure: null,
		connectMs: 1,
		firstByteMs: 1,
		totalMs: 1,
	};
	const delivery = deliveryOf({
		...recordOf({
			request: requestOf({
				text: cdr('one', {to: number, from: number}).body,
				target: '/k3y/hooks?a=b',
				ownPrefix: '/k3y',
			}),
			answer: {status: 200, by: 'target', durationMs: 1, sent, forwarding},
		}),
		id: 1,
	});

	it('has no number, no secret and no secret path, in what was read from it neither', () => {
		const line = deliveryLine(masked(delivery).delivery);
		for (const hidden of [number, 'k3y', 's3cr3t-value', 's=abc', 'Zorblax']) {
			expect(deliveryLine(delivery)).toContain(hidden);
			expect(line).not.toContain(hidden);
		}
	});

	it('is still of the same provider and the same call, with its verdict', () => {
		const {inspection, verdict, answer, id} = masked(delivery).delivery;
		expect(inspection.provider).toEqual(delivery.inspection.provider);
		expect(inspection.callKey).toBe('telecmi:one');
		expect(inspection.signature).toEqual(delivery.inspection.signature);
		expect([id, verdict, answer.status]).toEqual([1, delivery.verdict, 200]);
	});

	it('tells how much of a cut body is missing', () => {
		const cut = {...delivery, request: {...delivery.request, bodySize: delivery.request.body.length + 7}};
		const mask = disguise('mask', nothingTold);
		const step = requestStepOf(delivery, null);
		if ('problem' in step) throw new Error(step.problem);
		const {request} = maskedDelivery(cut, mask.of(step), mask, nothingTold);
		expect(request.bodySize - request.body.length).toBe(7);
	});

	it('tells in no text of its own who it was about, nor where it came from', () => {
		const caller = '+33199001234';
		const target = `/${encodeURIComponent('a@b.example.org')}?caller=%2B33199001234&Id=2`;
		const says = `of ${caller}`;
		const told = deliveryOf({
			...recordOf({
				request: {...requestOf({target, text: ''}), remoteAddress: '203.0.113.77'},
				answer: {
					status: null,
					by: 'target',
					durationMs: 1,
					forwarding: {
						...forwarding,
						url: `http://127.0.0.1:3000/api${target.replace('?', '?own=1&')}`,
						failure: {code: 'refused', message: says, hint: says},
					},
				},
			}),
			id: 2,
		});
		const texts: Delivery = {
			...told,
			request: {...told.request, fault: null},
			refusal: {code: 'header', message: says},
			repeat: {kind: 'retry', by: 'id', of: 1, attempt: 1, atMost: 3, gapMs: 1, because: says},
			verdict: {...told.verdict, because: says},
			inspection: {
				...told.inspection,
				provider: {...told.inspection.provider, because: [says]},
				signature: {state: 'invalid', because: says, hint: says},
				findings: [{code: 'order/late', severity: 'info', message: says, hint: says, where: null}],
			},
		};
		const {delivery: shown} = masked(texts);
		expect(shown.answer.forwarding?.url).toBe(
			`http://127.0.0.1:3000/api${shown.request.target?.replace('?', '?own=1&')}`,
		);
		const line = deliveryLine(shown);
		for (const hidden of ['99001234', 'a%40b', '203.0.113.77']) {
			expect(deliveryLine(texts)).toContain(hidden);
			expect(line).not.toContain(hidden);
		}
		expect(line).toContain('192.0.2.1');
	});

	it('leaves bytes out that are no text', () => {
		const mask = disguise('mask', nothingTold);
		const answer = {status: 200, by: 'target', durationMs: 1} as const;
		const {request} = delivery;
		const step = requestStepOf(delivery, null);
		if ('problem' in step) throw new Error(step.problem);
		const masking = {request, step};
		expect(maskedAnswer(answer, masking, mask)).toEqual(answer);
		const bytes = {headers: [], trailers: [['Cookie', 'a']] as const, body: Buffer.from([0xff]), bodySize: 1};
		expect(maskedAnswer({...answer, sent: bytes}, masking, mask).sent).toEqual({
			headers: [],
			trailers: [['Cookie', '••••••••']],
			body: Buffer.alloc(0),
			bodySize: 1,
		});
	});
});
