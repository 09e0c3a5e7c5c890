/**
 * What is left of a payload stays its provider's or becomes generic, never another provider's; and nothing makes
 * detection or a decoder throw. A failure prints fast-check's seed and the smallest plan it found, and the request
 * that makes.
 */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {CapturedRequest} from '../../src/core/capture.ts';
import type {Inspection} from '../../src/core/delivery.ts';
import type {CallEvent} from '../../src/core/event.ts';
import {hashOfBytes} from '../../src/core/hash.ts';
import {readJson} from '../../src/core/json.ts';
import {type InspectOptions, inspect, noPins} from '../../src/inspect/inspect.ts';
import {generic} from '../../src/providers/generic.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';
import {allFixtures} from '../support/fixtures.ts';
import {
	mutate,
	oversize,
	oversizeSteps,
	plans,
	type Subject,
	shuffled,
	simplePlans,
	subjects,
	tellRequest,
	withUnknown,
} from '../support/mutants.ts';

const seed = 20261120;

/** In all, the simple ones included; of the others each fixture has its share. */
const mutants = 200_000;
const simple = subjects
	.map(subject => [...simplePlans(subject)].length)
	.reduce((sum, count) => sum + count, 0);
const runs = Math.ceil(Math.max(mutants - simple, mutants / 2) / subjects.length);

/** Only reached by what hangs. */
const timeout = 300_000;

const cases = subjects.map(subject => ({id: subject.fixture.id, subject}));

const pins: readonly InspectOptions[] = providers.map(pin => ({...noPins, pin}));

/** Fails with the request that is to blame: a plan alone is hard to read. */
function expectSound(
	{fixture: {folder}}: Subject,
	request: CapturedRequest,
	pinned: readonly InspectOptions[],
): void {
	const seen = inspect(request).inspection;
	const {id} = seen.provider;
	if (id !== folder && id !== generic.id) blame(`taken for ${id}: ${seen.provider.because}`, request);
	expectNoFailure(seen, request);
	for (const options of pinned) {
		// Recognised or pinned, it is decoded alike.
		if (options.pin?.id !== id) expectNoFailure(inspect(request, options).inspection, request);
	}
}

/**
 * Of the pins one, by the request: of so many mutants each decoder still gets its share, and all of them those of the
 * simple plans. It goes by nothing but the request, so that a smaller plan is tried in the same way.
 */
function pinOf({body}: CapturedRequest): readonly InspectOptions[] {
	const at = hashOfBytes(body, 0) % pins.length;
	return pins.slice(at, at + 1);
}

function expectNoFailure({findings, provider}: Inspection, request: CapturedRequest): void {
	const failure = findings.find(({code}) => code === 'call-hook/provider-failed');
	if (failure === undefined) return;
	blame(`${provider.pinned ? 'pinned' : 'as detected'}: ${failure.message}`, request);
}

function blame(what: string, request: CapturedRequest): never {
	throw new Error(`${what}\n\n${tellRequest(request)}`);
}

it('has a case for every fixture, each with members to change', () => {
	expect(cases.map(({id}) => id)).toEqual(allFixtures().map(({id}) => id));
	for (const {id, subject} of cases) expect(Object.keys(JSON.parse(subject.text)), id).not.toEqual([]);
});

describe.each(cases)('$id', ({subject}) => {
	it('mutated, stays what it is or becomes generic, and fails nowhere', {timeout}, () => {
		fc.assert(
			fc.property(plans, plan => {
				const request = mutate(subject, plan);
				expectSound(subject, request, pinOf(request));
			}),
			{seed, numRuns: runs},
		);
	});

	it('with any one member left out or of another kind, and cut off anywhere, too', {timeout}, () => {
		for (const plan of simplePlans(subject)) expectSound(subject, mutate(subject, plan), pins);
	});

	it('with something far too large in it, fails nowhere', {timeout}, () => {
		fc.assert(
			fc.property(oversizeSteps, step => expectSound(subject, oversize(subject, step), pins)),
			{seed, numRuns: 12},
		);
	});

	it('says the same in any order of its keys', () => {
		const pin = providerOf(subject.fixture.folder);
		const before = [noPins, {...noPins, pin}].map(options => told(subject.fixture.request, options));
		fc.assert(
			fc.property(fc.nat(), by => {
				const request = shuffled(subject, by);
				expect([noPins, {...noPins, pin}].map(options => told(request, options))).toEqual(before);
			}),
			{seed, numRuns: 100},
		);
	});

	it('stays what it is when members are added', () => {
		const {id} = inspect(subject.fixture.request).inspection.provider;
		fc.assert(
			fc.property(fc.array(fc.nat(), {minLength: 1, maxLength: 30}), seeds => {
				const request = withUnknown(subject, seeds, !exact.has(subject.fixture.id));
				if (inspect(request).inspection.provider.id !== id) blame(`no longer ${id}`, request);
			}),
			{seed, numRuns: 200},
		);
	});
});

/** A challenge is answered by itself, so it must be the two documented members and nothing else. */
const exact: ReadonlySet<string> = new Set(['mobtexting/challenge']);

/** What is said about a request, for comparing: fields in an order of their own, JSON in them as well. */
function told(request: CapturedRequest, options: InspectOptions) {
	const {provider, event, callKey} = inspect(request, options).inspection;
	return {provider, callKey, event: event === null ? null : {...event, fields: sorted(event)}};
}

function sorted({fields}: CallEvent): string[] {
	return fields.map(({label, value, from}) => `${label} | ${from} | ${ordered(value)}`).sort();
}

function ordered(text: string): string {
	const {value: json, problem} = readJson(text);
	if (problem !== null) return text;
	return JSON.stringify(json, (_, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value,
	);
}
