import {describe, expect, it} from 'vitest';
import type {Part} from '../../src/cli/replay-parts.ts';
import {signersFrom} from '../../src/cli/replay-signers.ts';
import {CallHookError} from '../../src/core/errors.ts';
import type {Secrets} from '../../src/core/signature.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {fixtureStep} from '../replay/samples.ts';

async function parts(...ids: string[]): Promise<Part[]> {
	const steps = await Promise.all(
		ids.map(async id => ({step: await fixtureStep(id), from: id, pin: null, isEdited: false})),
	);
	return [{title: '', steps, perPass: 1, passOf: () => ({sendings: [], dropped: []}), requestsOf: () => []}];
}

const configured: Secrets = new Map([['callr', [{from: 'CALLR_WEBHOOK_SECRET', value: 'k3y'}]]]);
const told = nothingTold;

describe('signersFrom', () => {
	it('takes a secret that is typed, or one that is known', async () => {
		process.env['REPLAY_TEST_SECRET'] = 'typed';
		try {
			const sent = await parts('telecmi/outgoing-answered', 'callr/call-outbound-hangup');
			const of = (text: string) => signersFrom([text], {secrets: configured, parts: sent, told});
			expect([...of('callr=env:REPLAY_TEST_SECRET')]).toEqual([['callr', 'typed']]);
			expect([...of('callr')]).toEqual([['callr', 'k3y']]);
			expect([...signersFrom([], {secrets: configured, parts: sent, told})]).toEqual([]);
		} finally {
			delete process.env['REPLAY_TEST_SECRET'];
		}
	});

	it.each([
		['callr', 'callr/call-outbound-hangup', new Map(), /no secret is known/, /--resign callr=/],
		['callr', 'telecmi/outgoing-answered', configured, /nothing that is sent is Callr's/, /Leave it out/],
		['callr', 'callr/fetch-cdr', configured, /nothing that is sent is Callr's/, /Leave it out/],
		['telecmi', 'telecmi/outgoing-answered', configured, /--resign telecmi has no use/, /callr/],
		[
			'callr=k3y',
			'callr/call-outbound-hangup',
			configured,
			/--resign callr takes no secret as it is/,
			/env:NAME/,
		],
		['callr=env:', 'callr/call-outbound-hangup', configured, /names no variable/, /env:NAME/],
		['nobody', 'callr/call-outbound-hangup', configured, /no provider "nobody"/, /callr/],
	] as const)('%s for %s is refused', async (text, id, secrets, message, hint) => {
		const sent = await parts(id);
		let error: unknown;
		try {
			signersFrom([text], {secrets, parts: sent, told});
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toMatchObject({
			exitCode: 2,
			message: expect.stringMatching(message),
			hint: expect.stringMatching(hint),
		});
		expect(String(error)).not.toContain('k3y');
	});
});
