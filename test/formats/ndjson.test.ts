import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {looksLikeNdjson, parseNdjson} from '../../src/formats/ndjson.ts';
import type {RequestStep} from '../../src/formats/step.ts';
import {deliveryLine} from '../../src/output/ndjson.ts';
import {deliveryOf} from '../../src/session/archive.ts';
import {recordOf, requestOf} from '../store/temporary.ts';
import {anyStep, expectSame, hardSteps} from './corpus.ts';

function lineOf(step: RequestStep, id = 1, change: Parameters<typeof requestOf>[0] = {}): string {
	const {method, target, headers, trailers, body} = step;
	const request = requestOf({method, target, headers, body, ...(trailers && {trailers}), ...change});
	const pin = step.pin === null ? null : {id: step.pin, because: 'pinned'};
	return deliveryLine(deliveryOf({...recordOf({request, pin}), id}));
}

describe('delivery lines', () => {
	it('bring every hard request back', () => {
		const steps = hardSteps();
		expectSame(parseNdjson(steps.map(step => lineOf(step)).join('')).steps, steps);
	});

	it('bring any request back', () => {
		fc.assert(
			fc.property(anyStep, step => expectSame(parseNdjson(lineOf(step)).steps, [step])),
			{numRuns: 300},
		);
	});

	it('tell the pin, the gap and a name, but no number of this store', () => {
		const [step] = hardSteps();
		if (step === undefined) throw new Error('no step');
		const text = `{"type":"ready","v":1}\n${lineOf(step, 7, {receivedAt: 1000})}\n${lineOf({...step, pin: 'callr'}, 8, {receivedAt: 31_000})}`;
		expect(looksLikeNdjson(text)).toBe(true);
		expect(parseNdjson(text).steps).toMatchObject([
			{name: 'delivery-7', pin: null, afterMs: null, deliveryId: null},
			{name: 'delivery-8', pin: 'callr', afterMs: 30_000, deliveryId: null},
		]);
	});

	it('that were not kept whole are told, with their line', () => {
		const [step] = hardSteps();
		if (step === undefined) throw new Error('no step');
		const text = [
			lineOf(step, 1, {bodySize: 9}),
			lineOf(step, 2, {method: null}),
			lineOf(step, 3, {fault: {code: 'aborted', message: 'gone'}}),
		].join('');
		expect(parseNdjson(text)).toEqual({
			steps: [],
			skipped: ['line 1: its body of 9 bytes was not kept whole', 'line 2: it is not HTTP', 'line 3: gone'],
		});
	});

	it.each([
		['{"type":"notice","v":1}\n{', 'line 2: not JSON'],
		['[]', 'line 1: not an object'],
		['{"type":"delivery","v":1,"method":"GET","target":"/"}', 'line 1: a delivery without headers or body'],
		['{"type":"delivery","method":"GET","target":"/","headers":[],"body":{}}', 'line 1: a body with neither'],
		[
			'{"type":"delivery","method":"GET","target":"/","headers":[["a"]],"body":{}}',
			'line 1: a delivery without',
		],
	])('%j is refused', (text, message) => {
		expect(() => parseNdjson(text)).toThrow(message);
	});
});

it('other JSON is none of it', () => {
	for (const text of [
		'{"type":"cdr","v":1}',
		'{"type":"delivery"}',
		'{\n"type":"delivery","v":1}',
		'{"a"',
		'[]',
	])
		expect(looksLikeNdjson(text)).toBe(false);
});
