import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseHttpFile} from '../../src/formats/http-file.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {httpFile} from '../../src/formats/write-http.ts';
import {allFixtures} from '../support/fixtures.ts';
import {expectNoRawControls} from '../support/hostile.ts';
import {anyStep, expectSame, hardSteps, stepOf} from './corpus.ts';

function read({text, attachments}: ReturnType<typeof httpFile>): RequestStep[] {
	return parseHttpFile(text, path => {
		const bytes = attachments.get(path.replace(/^\.\//, ''));
		if (bytes === undefined) throw new Error(`no ${path}`);
		return bytes;
	});
}

const textOf = (steps: readonly RequestStep[]) => Buffer.from(httpFile(steps).text).toString();

describe('a .http file', () => {
	it('brings every hard request back, all in one file', () => {
		const steps = hardSteps();
		expectSame(read(httpFile(steps)), steps);
	});

	it('brings any requests back, with the gaps between them', () => {
		fc.assert(
			fc.property(fc.array(anyStep, {maxLength: 4}), steps => {
				expectNoRawControls(textOf(steps).replaceAll('\t', ''));
				const again = read(httpFile(steps));
				expectSame(again, steps);
				expect(again.map(({afterMs}) => afterMs)).toEqual(steps.map(({afterMs}) => afterMs));
			}),
			{numRuns: 1000},
		);
	});

	it('of every fixture is the fixture', () => {
		for (const {steps} of allFixtures()) expect(read(httpFile(steps))).toEqual(steps);
	});

	it('is what people write', () => {
		const headers = [
			['Host', 'localhost:8888'],
			['X-Empty', ''],
		] as const;
		const steps = [
			stepOf({name: 'one', shows: 'A\ncall.', pin: 'callr', headers, body: Buffer.from('{"é":1}')}),
			stepOf({afterMs: 30_000, method: 'GET', target: '/x', headers}),
			stepOf({source: 'a page', headers, body: Buffer.from([0, 1])}),
		];
		expect(textOf(steps)).toBe(`# @name one
# @shows A call.
# @pin callr
POST /hooks?a=b HTTP/1.1
Host: localhost:8888
X-Empty:

{"é":1}
###

# @after 30s
GET /x HTTP/1.1
Host: localhost:8888
X-Empty:
###

# @source a page
POST /hooks?a=b HTTP/1.1
Host: localhost:8888
X-Empty:

< ./request-3.bin
`);
	});

	it('names each attachment once, and safely', () => {
		const body = Buffer.from([0]);
		const steps = [
			stepOf({body, name: '../../etc/passwd'}),
			stepOf({body, deliveryId: 12}),
			stepOf({body, deliveryId: 12}),
			stepOf({body, name: '..'}),
		];
		expect([...httpFile(steps).attachments.keys()]).toEqual([
			'etc-passwd.bin',
			'delivery-12.bin',
			'delivery-12-2.bin',
			'request-4.bin',
		]);
		expect([...httpFile([stepOf({body})], 'calls-').attachments.keys()]).toEqual(['calls-request-1.bin']);
	});

	it('is always text, and what it cannot say stands in base64 above it', () => {
		const text = textOf([stepOf({target: 'http://h.example.test/x', headers: [['X', '\xe9']]})]);
		expect(text).toMatch(/^# @raw [\w+/=]+\nPOST http:\/\/h\.example\.test\/x HTTP\/1\.1\n$/);
	});
});
