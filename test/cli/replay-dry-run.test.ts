import {describe, expect, it} from 'vitest';
import {plannedSendings} from '../../src/cli/replay-dry-run.ts';
import type {Part} from '../../src/cli/replay-parts.ts';
import {parseTarget} from '../../src/forward/target-url.ts';
import {Inspections} from '../../src/replay/delivery.ts';
import {fixtureStep} from '../replay/samples.ts';

describe('plannedSendings', () => {
	it('has what is sent as it would be sent, and what is not at the end', async () => {
		const step = {...(await fixtureStep('telecmi/outgoing-answered')), deliveryId: 7};
		const other = await fixtureStep('telecmi/incoming-missed');
		const prepared = {from: null, pin: null, isEdited: false};
		const part: Part = {
			title: '#7',
			steps: [
				{...prepared, step},
				{...prepared, step: {...other, name: 'missed'}, from: 'my.http'},
			],
			perPass: null,
			passOf: () => ({sendings: [{step: 0, copy: 1, atMs: 5, because: ['duplicate']}], dropped: [1]}),
			requestsOf: () => [{...step, body: Buffer.from('12345')}, other],
		};
		const parsed = parseTarget('http://127.0.0.1:1/mine?a=b');
		const address = 'address' in parsed ? parsed.address : expect.fail(parsed.problem);
		const inspections = new Inspections({contexts: new Map(), secrets: new Map()});
		expect(plannedSendings(part, 3, address, inspections)).toEqual([
			{
				scenario: '#7',
				delivery: 7,
				from: null,
				name: step.name,
				kind: 'cdr',
				says: 'cdr answered',
				repetition: 3,
				step: 0,
				copy: 1,
				atMs: 5,
				method: 'POST',
				target: '/mine?a=b',
				bytes: 5,
				because: ['duplicate'],
			},
			expect.objectContaining({
				delivery: null,
				from: 'my.http',
				name: 'missed',
				kind: 'cdr',
				step: 1,
				atMs: null,
				because: ['dropped'],
				bytes: other.body.length,
			}),
		]);
	});
});
