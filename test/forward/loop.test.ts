import {describe, expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import {loopHeader, loopId, refusesLoop} from '../../src/forward/loop.ts';
import {handOver, plainAnswer, rawTarget, target} from './wire.ts';

const refusal = (...headers: Pair[]) => refusesLoop({headers});

describe('the mark of what call-hook has sent on', () => {
	it('is refused when it is our own, in any case and among others', () => {
		for (const header of [
			[loopHeader, loopId],
			['x-call-hook-loop', ` ${loopId} `],
			['X-CALL-HOOK-LOOP', `other, ${loopId}`],
		] satisfies Pair[]) {
			expect(refusal(['Host', 'x'], [loopHeader, 'other'], header)).toMatchObject({code: 'loop'});
		}
	});

	it('is let in when it is another call-hook’s', () => {
		expect(refusal()).toBeNull();
		expect(refusal([loopHeader, 'other'], ['X-Call-Hook-Looq', loopId])).toBeNull();
		expect(refusal([loopHeader, `${loopId}x`])).toBeNull();
	});

	it('says nothing that is secret', () => {
		expect(refusal([loopHeader, loopId])?.message).not.toContain(loopId);
	});

	it('is added behind the marks of others', async () => {
		const {url, requests} = await rawTarget(() => plainAnswer);
		await handOver(target(url), {headers: [[loopHeader, 'other']]});
		const [request] = requests;
		expect(request?.headers.filter(([name]) => name === loopHeader)).toEqual([
			[loopHeader, 'other'],
			[loopHeader, loopId],
		]);
		expect(refusesLoop({headers: request?.headers ?? []})).not.toBeNull();
	});
});
