import {describe, expect, it} from 'vitest';
import {chosen, encodingOf} from '../../src/doctor/specimen.ts';
import {providers} from '../../src/providers/registry.ts';
import {knownProvider, specimensOf} from './handlers.ts';

describe('fixtures as they are sent', () => {
	it.each(providers.map(({id}) => id))('of %s each kind is among them', async id => {
		const provider = knownProvider(id);
		const specimens = await specimensOf(provider);
		const kinds = new Set(chosen(specimens).map(({kind}) => kind));
		for (const {id: kind} of provider.kinds) expect(kinds).toContain(kind);
	});

	it('of a kind whose names the customer chooses there is one', async () => {
		const specimens = chosen(await specimensOf(knownProvider('mobtexting')));
		const composed = specimens.filter(({kind}) => kind === 'composed');
		expect(composed).toHaveLength(1);
		expect(composed[0]).toMatchObject({isPinned: true, isSound: true});
	});

	it('each kind is kept where there is room for few', async () => {
		const specimens = await specimensOf(knownProvider('telecmi'));
		expect(
			chosen(specimens, 1)
				.map(({kind}) => kind)
				.sort(),
		).toEqual(['cdr', 'live']);
	});

	it('what is no JSON, or has variables left in it, is not sound', async () => {
		const unsound = (await specimensOf(knownProvider('mobtexting'))).filter(({isSound}) => !isSound);
		expect(unsound.map(({name}) => name)).toEqual(
			expect.arrayContaining(['composed-unreplaced', 'obd-as-printed']),
		);
	});
});

it('an encoding is the method and the type of the body', () => {
	const request = {method: 'POST', target: '/', body: new Uint8Array()};
	const headers = [['content-type', 'Application/JSON; charset=utf-8']] as const;
	expect(encodingOf({...request, headers})).toBe('POST application/json');
	expect(encodingOf({...request, headers: []})).toBe('POST');
});
