import {expect, it} from 'vitest';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {inspectedStep} from '../../src/rewrite/inspected-step.ts';
import {allFixtures} from '../support/fixtures.ts';
import {stepWith} from './steps.ts';

it('finds in a step what is found when it arrives, with the pin it has', () => {
	for (const {id, step, expected} of allFixtures()) {
		const {provider, inspection} = inspectedStep(stepWith(step), nothingTold, Date.UTC(2026, 10, 20));
		expect(provider.id, id).toBe(expected.provider);
		expect(inspection.callKey, id).toBe(expected.callKey);
		expect(inspection.provider.pinned, id).toBe(step.pin !== null);
	}
});
