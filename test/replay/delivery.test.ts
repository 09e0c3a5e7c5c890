import {describe, expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {deliveryOfSent, Inspections} from '../../src/replay/delivery.ts';
import {fixtureStep, plainReplay, sentSample, wireRequest} from './samples.ts';

describe('Inspections', () => {
	it('takes a request apart once, and another one by itself', async () => {
		const inspections = new Inspections(nothingTold);
		const step = await fixtureStep('telecmi/outgoing-answered');
		const first = inspections.of(step, null);
		expect(first.provider.id).toBe('telecmi');
		expect(inspections.of(step, null)).toBe(first);
		expect(inspections.of({...step}, null)).not.toBe(first);
	});

	it('goes by the pin', () => {
		const pin = {id: 'cllr', because: 'pinned by --provider'};
		expect(new Inspections(nothingTold).of(wireRequest(), pin).inspection.provider).toMatchObject({
			id: 'cllr',
			pinned: true,
			because: ['pinned by --provider'],
		});
	});
});

describe('deliveryOfSent', () => {
	const delivery = async (status: number, ms = 2) => {
		const request = await fixtureStep('mobtexting/obd');
		const sent = sentSample({request, status, ms});
		return deliveryOfSent(sent, new Inspections(nothingTold).of(request, null), plainReplay);
	};

	it('is judged by its provider, and knows what it is', async () => {
		const counted = await delivery(202);
		expect(counted.verdict.state).toBe('accepted');
		expect(counted).toMatchObject({
			id: null,
			replay: plainReplay,
			repeat: null,
			answer: {by: 'target', status: 202},
		});
		expect((await delivery(201)).verdict).toMatchObject({
			state: 'rejected',
			because: expect.stringContaining('200 and 202'),
		});
	});
});
