import {describe, expect, it} from 'vitest';
import type {WireRequest} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {countedUp} from '../../src/replay/attempt-count.ts';
import {Inspections} from '../../src/replay/delivery.ts';
import {fixtureStep} from './samples.ts';

const inspections = new Inspections(nothingTold);
const inspect = (request: WireRequest) => inspections.of(request, null);

describe('countedUp', () => {
	it("counts where the provider's count stands, and changes nothing else", async () => {
		const step = await fixtureStep('callr/call-outbound-hangup');
		const counted = countedUp(step, 2, inspect) ?? expect.fail('not counted');
		const text = Buffer.from(step.body).toString();
		expect(Buffer.from(counted.body).toString()).toBe(text.replace('"try": 0', '"try": 2'));
		expect(counted).toMatchObject({
			method: step.method,
			target: step.target,
			headers: step.headers,
		});
	});

	it('is not fooled by the same number elsewhere', async () => {
		const step = await fixtureStep('callr/call-outbound-hangup');
		const text = Buffer.from(step.body).toString().replace('"data": {', '"data": {"attempts": 0, ');
		const request = {...step, body: Buffer.from(text)};
		const counted = countedUp(request, 1, inspect) ?? expect.fail('not counted');
		expect(Buffer.from(counted.body).toString()).toBe(text.replace('"try": 0', '"try": 1'));
	});

	it.each(['telecmi/outgoing-answered', 'myoperator/in-call'])('%s has none', async id => {
		expect(countedUp(await fixtureStep(id), 1, inspect)).toBeNull();
	});
});
