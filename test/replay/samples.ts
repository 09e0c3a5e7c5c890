/** What was sent, without sending it. */

import type {Delivery, Pin, Replay} from '../../src/core/delivery.ts';
import {readFixture} from '../../src/formats/fixtures.ts';
import type {RequestStep, WireRequest} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {deliveryOfSent, Inspections} from '../../src/replay/delivery.ts';
import type {Recorder} from '../../src/replay/record.ts';
import type {Sent} from '../../src/replay/sent.ts';

export const plainReplay: Replay = {of: null, from: 'test', isEdited: false, isResigned: false};

export function wireRequest(change: Partial<WireRequest> = {}): WireRequest {
	return {
		method: 'POST',
		target: '/hooks',
		headers: [
			['Host', 'localhost'],
			['Content-Type', 'application/json'],
		],
		body: Buffer.from('{"a":1}'),
		...change,
	};
}

export async function fixtureStep(id: string, index = 0): Promise<RequestStep> {
	const step = (await readFixture(id))?.[index];
	if (step === undefined) throw new Error(`no step ${index} in ${id}`);
	return step;
}

interface SentSample {
	request?: WireRequest;
	status?: number | null;
	answer?: string;
	ms?: number;
	pin?: Pin | null;
	replay?: Replay;
}

export function sentSample({request = wireRequest(), status = 200, answer = '', ms = 2}: SentSample): Sent {
	const body = Buffer.from(answer);
	return {
		at: Date.UTC(2026, 10, 20),
		request,
		status,
		sent: status === null ? null : {headers: [], body, bodySize: body.length},
		forwarding: {url: 'http://127.0.0.1:1/', failure: null, connectMs: 1, firstByteMs: ms, totalMs: ms},
		isCut: false,
	};
}

export function sentDelivery(sample: SentSample = {}): Delivery {
	const sent = sentSample(sample);
	const inspected = new Inspections(nothingTold).of(sent.request, sample.pin ?? null);
	return deliveryOfSent(sent, inspected, sample.replay ?? plainReplay);
}

export function keep(recorder: Recorder, delivery: Delivery): Promise<Delivery> {
	return new Promise(resolve => recorder.keep(delivery, resolve));
}
