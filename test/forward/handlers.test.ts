/** Requests as the providers send them, handed to handlers as integrators write them. */

import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import {readFixture} from '../support/fixtures.ts';
import {languages, missing, startHandler} from '../support/handlers.ts';
import {afterwards, until} from '../support/waiting.ts';
import {handOver, target} from './wire.ts';

const at = (path: string, fixture: string): Partial<CapturedRequest> => ({
	...readFixture(fixture).request,
	target: `${path}?token=1`,
});

const cdr = at('/telecmi', 'telecmi/outgoing-answered');
const obd = at('/mobtexting', 'mobtexting/obd');
const challenge = at('/mobtexting', 'mobtexting/challenge');
const afterCall = at('/myoperator', 'myoperator/after-call');

describe.each(languages)('a handler in %s', language => {
	const reason = missing(language);
	it.skipIf(reason !== null)(reason ?? 'understands each request, and its answers come back', async () => {
		const handler = await startHandler(language);
		afterwards(() => handler.close());
		const to = target(handler.url);
		const answered = async (request: Partial<CapturedRequest>) => {
			const {head, answer, forwarding} = await handOver(to, request);
			expect(forwarding.failure).toBeNull();
			return [head?.status, answer.body.toString() && JSON.parse(answer.body.toString())];
		};
		expect(await answered(cdr)).toEqual([204, '']);
		expect(await answered(obd)).toEqual([200, {status: 'ok'}]);
		expect(await answered(challenge)).toEqual([200, {challenge: 'a234qwe'}]);
		expect(await answered(afterCall)).toEqual([200, {status: 'ok'}]);
		const ids = await until(
			'what it understood',
			() => handler.understood.length === 4 && handler.understood,
		);
		const {cmiuuid} = JSON.parse(Buffer.from(cdr.body ?? []).toString()) as {cmiuuid: string};
		expect(ids.map(({understood}) => understood)).toEqual([
			cmiuuid,
			'1234-1333-00001',
			'a234qwe',
			'5cd40f6554442586',
		]);
		// Many at once: one of the handlers serves a single connection at a time, and none may be kept waiting by ours.
		const outcomes = await Promise.all(Array.from({length: 12}, () => handOver(to, obd)));
		expect(outcomes.map(({head}) => head?.status)).toEqual(Array.from({length: 12}, () => 200));
	});
});
