/** Every code of the catalogue is shown by a request that triggers it; what is as documented triggers nothing. */

import {describe, expect, it, test} from 'vitest';
import type {CapturedRequest} from '../src/core/capture.ts';
import {catalogue, type FindingCode} from '../src/core/findings.ts';
import {inspectAs} from './providers/requests.ts';
import {
	codesWithFixture,
	deliveriesOf,
	findingSteps,
	foundBy,
	hasPlace,
	readSteps,
} from './support/findings.ts';
import {allFixtures} from './support/fixtures.ts';

const codes = Object.keys(catalogue) as FindingCode[];

/** Codes no request can show. */
const unshown: Readonly<Partial<Record<FindingCode, string>>> = {
	'call-hook/provider-failed': 'a request that triggered it would be a mistake to be mended',
};

describe('the fixtures', () => {
	test('there is one for every code, and none for a code that is not in the catalogue', () => {
		const shown = codesWithFixture();
		const wanted = codes.filter(code => !(code in unshown));
		expect(shown.filter(code => !wanted.some(name => name === code))).toEqual([]);
		expect(wanted.filter(code => !shown.includes(code))).toEqual([]);
	});

	const fixtures = codes.filter(code => codesWithFixture().includes(code));

	it.each(fixtures)('%s is triggered by the last step of its fixture', code => {
		const delivery = deliveriesOf(findingSteps(code)).at(-1);
		const found = foundBy(code).filter(finding => finding.code === code);
		expect(found, 'one finding for one thing').toHaveLength(1);
		for (const {severity, message, hint, where} of found) {
			expect(severity).toBe(catalogue[code].severity);
			expect(message).toMatch(/^\S.*\S$/);
			expect(message).not.toMatch(/\b(undefined|null|NaN|\[object)\b/);
			expect(hint).toMatch(/^[A-Z]\S* \S.*$/);
			if (where !== null && delivery !== undefined) {
				expect(hasPlace(delivery, where), `there is no ${where}`).toBe(true);
			}
		}
	});
});

describe('what is sent as documented', () => {
	/** What fixtures give reason for beside what is only worth knowing. */
	const deserved: Readonly<Record<string, readonly string[]>> = {
		'callr/fetch-dtmf-undefined': ['body/invalid-json'],
		// As printed: a duration that does not fit, masks, a comma too many, variables as they are written.
		'mobtexting/c2c': ['duration/longer-than-call'],
		'mobtexting/composed-json': ['body/template-placeholder'],
		'mobtexting/composed-unreplaced': ['body/template-placeholder'],
		'mobtexting/obd': ['duration/longer-than-call'],
		'mobtexting/obd-as-printed': ['body/invalid-json', 'duration/longer-than-call', 'number/masked'],
		// The sample's link is over http.
		'myoperator/after-call': ['recording/http'],
		'myoperator/in-call-get': ['number/plus-as-blank'],
	};

	const above = (request: CapturedRequest, pin: string | null) =>
		inspectAs(request, pin ?? undefined)
			.inspection.findings.filter(({severity}) => severity !== 'info')
			.map(({code}) => code);

	test.each(allFixtures())('$id', ({id, request, step: {pin}}) => {
		// Of a generation that is retired, whatever it sends.
		const isRetired =
			id.startsWith('myoperator/') && !id.startsWith('myoperator/v2-') && id !== 'myoperator/mobile-log';
		const expected = [...(deserved[id] ?? []), ...(isRetired ? ['hook/deprecated'] : [])];
		expect([...new Set(above(request, pin))].sort()).toEqual(expected.sort());
	});

	test('each of them, changed a little, is found out', () => {
		const changes: readonly ((request: CapturedRequest) => CapturedRequest)[] = [
			request => ({
				...request,
				target: `${request.target}${request.target?.includes('?') ? '&' : '?'}token=x`,
			}),
			request => ({...request, method: 'DELETE'}),
			request => ({
				...request,
				headers: request.headers.map(([name, value]) => [
					name,
					value.replace(/^application\/.*/, 'text/html'),
				]),
			}),
		];
		const expected = ['hook/secret-in-url', 'request/wrong-method', 'body/content-type'];
		const found = changes.map(change =>
			allFixtures()
				.flatMap(({request, step}) => above(change(request), step.pin))
				.filter(code => expected.includes(code)),
		);
		for (const [index, code] of expected.entries()) {
			expect(new Set(found[index])).toEqual(new Set([code]));
			expect(found[index]?.length).toBeGreaterThan(20);
		}
	});
});

describe('the lines above a request', () => {
	const [first, second, ...others] = readSteps(
		[
			'# @pin cllr',
			'# @received 2026-11-20T08:00:00Z',
			'# @answer 204 target 12.5',
			'# @answer-header X-A: b: c',
			'# @answer-header X-D: e',
			'# @answer-body {"a": 1}',
			'# @secret callr pass word',
			'# @public https://hooks.example.test',
			'# @country IN',
			'# @zone Asia/Kolkata',
			'POST /a HTTP/1.1',
			'Host: localhost',
			'',
			'# @after 9s belongs to the body',
			'###',
			'# @after 30s',
			'# @fault malformed It was no HTTP.',
			'POST / HTTP/1.1',
		].join('\n'),
	);

	test('say how it is received and answered', () => {
		expect(first).toMatchObject({
			pin: 'cllr',
			request: {
				receivedAt: Date.UTC(2026, 10, 20, 8),
				publicUrl: 'https://hooks.example.test',
				fault: null,
				method: 'POST',
			},
			answer: {
				status: 204,
				by: 'target',
				durationMs: 12.5,
				sent: {
					headers: [
						['X-A', 'b: c'],
						['X-D', 'e'],
					],
					body: Buffer.from('{"a": 1}'),
					bodySize: 8,
				},
			},
		});
		expect(first?.secrets.get('callr')).toEqual([{from: 'CALLR_WEBHOOK_SECRET', value: 'pass word'}]);
		expect(first?.contexts.get('telecmi')).toMatchObject({zone: 'Asia/Kolkata', country: 'IN'});
	});

	test('count from the step before, and have usual values', () => {
		expect(others).toEqual([]);
		expect(second).toMatchObject({
			pin: null,
			request: {
				receivedAt: Date.UTC(2026, 10, 20, 8, 0, 30),
				method: null,
				fault: {code: 'malformed', message: 'It was no HTTP.'},
			},
			answer: {status: 200, by: 'call-hook'},
		});
		expect(second?.request.publicUrl).toBeUndefined();
		expect(readSteps('GET / HTTP/1.1')[0]?.request.receivedAt).toBe(Date.UTC(2026, 10, 20));
	});

	test.each(['# @received soon', '# @after 30', '# @secret callr', '# @fault aborted'])('not %s', line => {
		expect(() => readSteps(`${line}\nGET / HTTP/1.1`)).toThrow();
	});
});
