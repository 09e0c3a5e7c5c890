import {describe, expect, it} from 'vitest';
import {type Contract, factsChecked} from '../../src/core/contract.ts';
import type {Provider} from '../../src/core/provider.ts';
import {generic} from '../../src/providers/generic.ts';
import {providerOf, providers} from '../../src/providers/registry.ts';

const everyone = [...providers, generic];

it('finds a provider by its id, generic included', () => {
	for (const provider of everyone) expect(providerOf(provider.id)).toBe(provider);
	expect(providerOf('nobody')).toBeNull();
	expect(providerOf('')).toBeNull();
});

it('has no id twice', () => {
	expect(new Set(everyone.map(({id}) => id)).size).toBe(everyone.length);
});

describe.each(everyone.map(provider => [provider.id, provider] as const))('%s', (_, provider: Provider) => {
	const kindIds = provider.kinds.map(({id}) => id);
	const contracts: [string, Contract][] = [null, ...kindIds].map(kind => [
		kind ?? 'unknown kind',
		provider.contract(kind),
	]);

	it('has an id that fits its column', () => {
		expect(provider.id).toMatch(/^[a-z][a-z0-9]{0,9}$/);
		expect(provider.name).not.toBe('');
		expect(provider.correlation).not.toBe('');
	});

	it('has set-up texts that fit the first screen', () => {
		const {where, note} = provider.setup;
		for (const [text, columns] of [
			[where, 62],
			[note, 36],
		] as const) {
			expect(text.trim()).toBe(text);
			expect(text.length).toBeGreaterThan(0);
			expect(text.length, text).toBeLessThanOrEqual(columns);
		}
	});

	it('describes each of its kinds in one sentence', () => {
		expect(new Set(kindIds).size).toBe(kindIds.length);
		for (const {id, says} of provider.kinds) {
			expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
			expect(says).toMatch(/^[A-Za-z].*\.$/);
		}
	});

	it('links to its documents over HTTPS', () => {
		for (const {title, url} of provider.docs) {
			expect(title).not.toBe('');
			expect(new URL(url).protocol).toBe('https:');
		}
		expect(provider.docs.length > 0).toBe(provider !== generic);
	});

	it.each(contracts)(
		'names source and day of every rule: %s',
		(_, {accepts, deadlineMs, retries, unknown}) => {
			for (const rule of [...accepts, ...deadlineMs, ...retries]) {
				expect(rule.source).toMatch(/\w+\.\w+/);
				expect(rule.checked).toBe(factsChecked);
			}
			for (const {from, to} of accepts[0]?.value ?? []) {
				expect(from).toBeGreaterThanOrEqual(100);
				expect(to).toBeGreaterThanOrEqual(from);
				expect(to).toBeLessThan(600);
			}
			for (const {value} of deadlineMs) expect(value).toBeGreaterThan(0);
			// What is not documented is said to be so.
			expect(unknown !== '').toBe(accepts.length === 0);
		},
	);
});
