import {describe, expect, it} from 'vitest';
import {providerList, providerText} from '../../src/output/providers.ts';
import {providers} from '../../src/providers/registry.ts';
import {plain} from '../../src/view/segment.ts';

describe('providerList', () => {
	it('has one line for each, its id first', () => {
		const lines = providerList(providers).map(plain);
		expect(lines.map(line => line.slice(0, 10).trim())).toEqual(providers.map(({id}) => id));
		for (const [index, {setup}] of providers.entries()) {
			expect(lines[index]).toContain(setup.note);
			expect(lines[index]).toContain(setup.where.slice(0, 60));
		}
	});
});

describe.each(providers)('providerText of $id', provider => {
	const lines = providerText(provider).map(plain);
	const text = lines.join('\n');

	it('names documents, kinds and what makes a call', () => {
		expect(lines[0]).toBe(`${provider.name}  (--provider ${provider.id})`);
		for (const {url} of provider.docs) expect(text).toContain(url);
		for (const {id, says} of provider.kinds) expect(text).toContain(`  ${id.padEnd(12)}${says}`);
		expect(text).toContain(provider.correlation);
	});

	it('says which kinds only a pin can tell', () => {
		const pinned = provider.kinds.filter(({pinOnly}) => pinOnly).length;
		expect(text.match(/Only with --provider or --route\./g) ?? []).toHaveLength(pinned);
	});

	it('tells every rule with its source, each kind in one group, and what is not documented as such', () => {
		const groups = [...text.matchAll(/Rules of delivery \((.*)\)/g)].flatMap(
			match => match[1]?.split(', ') ?? [],
		);
		expect(groups.sort()).toEqual(provider.kinds.map(({id}) => id).sort());
		for (const {id} of provider.kinds) {
			const {accepts, deadlineMs, retries, unknown} = provider.contract(id);
			for (const rule of [...accepts, ...deadlineMs, ...retries]) {
				expect(text).toContain(`${rule.source} (checked ${rule.checked})`);
			}
			if (accepts.length === 0) expect(text).toContain(unknown);
			for (const {value} of deadlineMs) expect(text).toContain(`Waits       ${value / 1000} s`);
		}
	});

	it('tells how it signs, with its source, and where its secret is read from', () => {
		const {documented} = provider.signature;
		for (const {value, source} of documented) expect(text).toContain(`${value}  ${source} (checked `);
		if (documented.length === 0) expect(text).toContain('Signature   not documented');
		expect(text.includes('--secret')).toBe(provider.secretEnv !== undefined);
		expect(text).toContain(provider.secretEnv ?? '');
	});

	it('every column stands below the one above', () => {
		for (const line of lines) expect(line).not.toMatch(/^ {2}\S{12,}\S/);
	});
});
