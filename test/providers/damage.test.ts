/** What is left of a payload stays right or becomes generic, never another provider's; and nothing makes a decoder throw. */

import {describe, expect, it} from 'vitest';
import {asObject, type Json, type JsonObject} from '../../src/core/json.ts';
import {inspect, noPins} from '../../src/inspect/inspect.ts';
import {readMessage} from '../../src/inspect/message.ts';
import {providerOf} from '../../src/providers/registry.ts';
import {allFixtures, type Fixture} from '../support/fixtures.ts';
import {post} from './requests.ts';

/** The JSON object of a fixture: its body, or what a form field holds. */
function objectOf({request}: Fixture): JsonObject | null {
	const {object, body} = readMessage(request);
	if (body.kind === 'form') return asObject(body.fields[0]?.json);
	return object;
}

const cases = allFixtures().flatMap(fixture => {
	const object = objectOf(fixture);
	return object === null ? [] : [{...fixture, object}];
});

function inspectDamaged(fixture: Fixture, object: Json) {
	const request = {...post(object), target: fixture.request.target, headers: jsonHeaders(fixture)};
	const seen = inspect(request).inspection;
	const pinned = inspect(request, {...noPins, pin: providerOf(fixture.folder)}).inspection;
	return {
		provider: seen.provider.id,
		failed: [...seen.findings, ...pinned.findings].filter(({code}) => code === 'call-hook/provider-failed'),
	};
}

function jsonHeaders({request}: Fixture) {
	return request.headers.map(
		([name, value]) => [name, name.toLowerCase() === 'content-type' ? 'application/json' : value] as const,
	);
}

/** Mulberry32: the same numbers on every run. */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A copy without half of its keys, at every depth. */
function halved(value: Json, random: () => number): Json {
	if (Array.isArray(value)) return value.map(entry => halved(entry, random));
	const object = asObject(value);
	if (object === null) return value;
	const keys = shuffled(Object.keys(object), random);
	const kept = new Set(keys.slice(0, Math.ceil(keys.length / 2)));
	return Object.fromEntries(
		Object.entries(object)
			.filter(([key]) => kept.has(key))
			.map(([key, entry]) => [key, halved(entry, random)]),
	);
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
	return values
		.map(value => ({value, rank: random()}))
		.sort((a, b) => a.rank - b.rank)
		.map(({value}) => value);
}

const oddities: readonly Json[] = [null, true, 0, -1, 1e300, '', 'x', [], [null], [[1]], {}, {a: null}];

describe.each(cases)('$id', fixture => {
	const {object, folder, id} = fixture;
	const mayBe = [folder, 'generic'];

	it('without any one key', () => {
		for (const key of Object.keys(object)) {
			const {[key]: _, ...rest} = object;
			const {provider, failed} = inspectDamaged(fixture, rest);
			expect(mayBe, `without ${key}`).toContain(provider);
			expect(failed).toEqual([]);
		}
	});

	it('without any half of its keys', () => {
		const random = generator(id.length * 7919);
		for (let round = 0; round < 200; round++) {
			const half = halved(object, random);
			const {provider, failed} = inspectDamaged(fixture, half);
			expect(mayBe, JSON.stringify(half)).toContain(provider);
			expect(failed).toEqual([]);
		}
	});

	it('with any one value of another kind', () => {
		for (const key of Object.keys(object)) {
			for (const oddity of oddities) {
				const {provider, failed} = inspectDamaged(fixture, {...object, [key]: oddity});
				expect(mayBe, `${key}: ${JSON.stringify(oddity)}`).toContain(provider);
				expect(failed, `${key}: ${JSON.stringify(oddity)}`).toEqual([]);
			}
		}
	});

	it('cut off anywhere', () => {
		const text = readText(fixture);
		for (let length = 0; length < text.length; length += 3) {
			const {findings, provider} = inspect({
				...fixture.request,
				body: Buffer.from(text.slice(0, length)),
				bodySize: length,
			}).inspection;
			expect(mayBe, `after ${length}`).toContain(provider.id);
			expect(findings.filter(({code}) => code === 'call-hook/provider-failed')).toEqual([]);
		}
	});
});

function readText({request}: Fixture): string {
	return Buffer.from(request.body).toString();
}

it('covers every fixture with a body, leniently read ones and forms included', () => {
	const withBody = allFixtures().filter(({request}) => request.body.length > 0);
	expect(cases.map(({id}) => id)).toEqual(withBody.map(({id}) => id));
});
