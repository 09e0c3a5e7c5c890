/** The requests in `fixtures/` with what is expected of them. */

import {readdirSync, readFileSync} from 'node:fs';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {CallEvent} from '../../src/core/event.ts';
import {parseHttpFile} from '../../src/formats/http-file.ts';
import type {RequestStep, WireRequest} from '../../src/formats/step.ts';

/** Written by hand from the provider's documents: `fixtures/<provider>/<name>.expected.json`. */
export interface Expectation {
	provider: string;
	callKey: string | null;
	event: Omit<CallEvent, 'fields'>;
	/** Some of the event's fields: place → value. */
	fields: Record<string, string>;
	/** Codes, sorted, each once. */
	findings: string[];
	/** The status call-hook answers by itself. */
	answer: number;
	verdict: 'accepted' | 'rejected' | 'unknown';
}

export interface Fixture {
	/** `telecmi/outgoing-answered` */
	id: string;
	/** The folder it is in. */
	folder: string;
	steps: RequestStep[];
	/** The first step; a fixture named after one event has no other. */
	step: RequestStep;
	request: CapturedRequest;
	expected: Expectation;
}

const root = new URL('../../fixtures/', import.meta.url);

/** Every file below `fixtures/` that ends so, as an id without the ending. */
export function fixtureIds(ending: '.http' | '.expected.json'): string[] {
	return readdirSync(root, {recursive: true, encoding: 'utf8'})
		.map(path => path.replaceAll('\\', '/'))
		.filter(path => path.endsWith(ending))
		.map(path => path.slice(0, -ending.length))
		.sort();
}

/** Every fixture that has both files. */
export function allFixtures(): Fixture[] {
	const expected = new Set(fixtureIds('.expected.json'));
	return fixtureIds('.http')
		.filter(id => expected.has(id))
		.map(readFixture);
}

export function readFixture(id: string): Fixture {
	const steps = parseHttpFile(readFileSync(new URL(`${id}.http`, root)));
	const [step] = steps;
	if (step === undefined) throw new Error(`no request in ${id}.http`);
	const expected = JSON.parse(readFileSync(new URL(`${id}.expected.json`, root), 'utf8')) as Expectation;
	return {id, folder: id.slice(0, id.indexOf('/')), steps, step, request: captured(step), expected};
}

/** A request as the listener would have frozen it. */
export function captured(
	step: Pick<WireRequest, 'method' | 'target' | 'headers'> & {body: Uint8Array | string},
): CapturedRequest {
	const body = typeof step.body === 'string' ? Buffer.from(step.body) : step.body;
	return {
		receivedAt: Date.UTC(2026, 10, 20),
		headersMs: 0,
		bodyMs: 0,
		httpVersion: '1.1',
		method: step.method,
		target: step.target,
		headers: step.headers,
		remoteAddress: '127.0.0.1',
		body,
		bodySize: body.length,
		fault: null,
	};
}
