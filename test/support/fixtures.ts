/** The requests in `fixtures/` with what is expected of them. */

import {readdirSync, readFileSync} from 'node:fs';
import type {Call} from '../../src/core/call.ts';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {CallEvent, Phase} from '../../src/core/event.ts';
import {isScenario} from '../../src/formats/fixtures.ts';
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

/** A whole call's: `fixtures/<provider>/scenario-<name>.expected.json`. */
export interface CallExpectation {
	provider: string;
	/** What the steps make together, in whatever order they come. */
	call: ExpectedCall;
	/** In their order. */
	steps: {name: string; kind: string; phase: Phase}[];
	/** Codes of findings above `info`, of all steps in their order; sorted, each once. */
	findings: string[];
}

export type ExpectedCall = Pick<
	Call,
	| 'key'
	| 'phase'
	| 'outcome'
	| 'direction'
	| 'from'
	| 'to'
	| 'counterparty'
	| 'startedAt'
	| 'answeredAt'
	| 'endedAt'
	| 'durationSeconds'
	| 'talkSeconds'
	| 'deliveries'
>;

/** A whole call, step by step. */
export interface Scenario {
	/** `telecmi/scenario-voicemail` */
	id: string;
	folder: string;
	steps: RequestStep[];
	/** Each as it comes in its time. */
	requests: CapturedRequest[];
	expected: CallExpectation;
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

/** Every fixture of a single event that has both files. */
export function allFixtures(): Fixture[] {
	return withBothFiles()
		.filter(id => !isScenario({id}))
		.map(readFixture);
}

/** Every whole call that has both files. */
export function allScenarios(): Scenario[] {
	return withBothFiles()
		.filter(id => isScenario({id}))
		.map(readScenario);
}

function withBothFiles(): string[] {
	const expected = new Set(fixtureIds('.expected.json'));
	return fixtureIds('.http').filter(id => expected.has(id));
}

export function readFixture(id: string): Fixture {
	const steps = readSteps(id);
	const [step] = steps;
	if (step === undefined) throw new Error(`no request in ${id}.http`);
	const expected = readExpected(id) as Expectation;
	return {id, folder: folderOf(id), steps, step, request: captured(step), expected};
}

export function readScenario(id: string): Scenario {
	const steps = readSteps(id);
	const times = timesOf(steps);
	const requests = steps.map((step, index) => captured(step, times[index]));
	return {id, folder: folderOf(id), steps, requests, expected: readExpected(id) as CallExpectation};
}

/** When each step comes, in ms since the epoch. */
export function timesOf(steps: readonly Pick<RequestStep, 'afterMs'>[]): number[] {
	let at = arrival;
	return steps.map(({afterMs}) => {
		at += afterMs ?? 0;
		return at;
	});
}

function readSteps(id: string): RequestStep[] {
	return parseHttpFile(readFileSync(new URL(`${id}.http`, root)));
}

function readExpected(id: string): unknown {
	return JSON.parse(readFileSync(new URL(`${id}.expected.json`, root), 'utf8'));
}

function folderOf(id: string): string {
	return id.slice(0, id.indexOf('/'));
}

const arrival = Date.UTC(2026, 10, 20);

/** A request as the listener would have frozen it. */
export function captured(
	step: Pick<WireRequest, 'method' | 'target' | 'headers'> & {body: Uint8Array | string},
	receivedAt = arrival,
): CapturedRequest {
	const body = typeof step.body === 'string' ? Buffer.from(step.body) : step.body;
	return {
		receivedAt,
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
