import {describe, expect, it} from 'vitest';
import {inspectAs} from '../../src/inspect/inspect.ts';
import {openRequest} from '../../src/rewrite/open-request.ts';
import {allFixtures} from '../support/fixtures.ts';

describe('every fixture', () => {
	it.each(allFixtures().map(fixture => [fixture.id, fixture] as const))(
		'%s has the places its decoder names',
		(_, {step, request}) => {
			const {inspection} = inspectAs(request, step.pin === null ? null : {id: step.pin, because: 'a test'});
			const {places} = openRequest(step);
			const fields = inspection.event?.fields ?? [];
			const missing = [...Object.values(inspection.sources), ...fields.map(({from}) => from)].filter(
				from => !places.some(({path}) => path === from),
			);
			expect(missing).toEqual([]);
		},
	);
	it('speed', () => {
		const step = allFixtures().find(({id}) => id === 'telecmi/outgoing-answered')?.step;
		if (step === undefined) throw new Error('no fixture');
		const {places, write} = openRequest(step);
		const i = places.findIndex(({path}) => path === 'body.cmiuuid');
		const j = places.findIndex(({path}) => path === 'body.time');
		const began = performance.now();
		let sum = 0;
		for (let n = 0; n < 100_000; n++)
			sum += write(
				new Map([
					[i, `id-${n}`],
					[j, String(1570184401056 + n)],
				]),
			).body.length;
		process.stderr.write(`${((performance.now() - began) / 100).toFixed(2)} us\n`);
		process.stderr.write(
			Buffer.from(
				write(
					new Map([
						[i, 'a"b'],
						[j, '5'],
					]),
				).body,
			).toString(),
		);
	});
});
