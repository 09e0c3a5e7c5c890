/** The disguise that leaves people as they are: not a secret stays, and nothing else changes. */

import {expect, it} from 'vitest';
import type {Pair} from '../../src/core/capture.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {nothingTold} from '../../src/inspect/inspect.ts';
import {disguise} from '../../src/rewrite/disguise.ts';
import {allFixtures} from '../support/fixtures.ts';

const fixtures = allFixtures();
const secret = 'canary-4d1c-token';

function disguised(step: RequestStep) {
	const others = disguise('secrets', nothingTold, [step]);
	return {step: others.of(step), done: others.done};
}

it.each(fixtures)('$id: what is changed is a secret', ({step}) => {
	const {step: after, done} = disguised(step);
	expect(done.map(({what}) => what).filter(what => what !== 'a secret')).toEqual([]);
	if (done.length > 0) return;
	expect({...after, body: null}).toEqual({...step, body: null});
	expect(Buffer.from(after.body).equals(Buffer.from(step.body))).toBe(true);
});

it.each<[string, Pair, string]>([
	['application/json', ['Authorization', `Bearer ${secret}`], `{"from":"+33199005678","apiKey":"${secret}"}`],
	['application/x-www-form-urlencoded', ['X-Api-Key', secret], `from=%2B33199005678&token=${secret}`],
	['text/plain', ['Cookie', `session=${secret}`], `from +33199005678`],
])('of %s no secret stays, and everybody in it does', (type, header, text) => {
	const [fixture] = fixtures;
	if (fixture === undefined) throw new Error('no fixtures');
	const headers: Pair[] = [['Content-Type', type], header];
	const {step, done} = disguised({
		...fixture.step,
		target: `/hook?token=${secret}&mail=one@own.example`,
		headers,
		body: Buffer.from(text),
	});
	const all = [step.target, ...step.headers.flat(), Buffer.from(step.body).toString()].join('\n');
	expect(all).not.toContain(secret);
	expect(all).toContain('33199005678');
	expect(all).toContain('one@own.example');
	expect(done).toMatchObject([{what: 'a secret'}]);
});
