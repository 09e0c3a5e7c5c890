import {describe, expect, it} from 'vitest';
import {rulesInWords} from '../../src/core/contract.ts';
import {kindsByContract} from '../../src/core/provider.ts';
import {providerList, providerText} from '../../src/output/providers.ts';
import {providers} from '../../src/providers/registry.ts';
import {lineWidth} from '../../src/view/line.ts';
import {plain} from '../../src/view/segment.ts';
import {providerNamed} from '../providers/requests.ts';

describe.each([60, 80, 120, 200])('in %d columns', width => {
	const all = [...providerList(providers, width), ...providers.flatMap(each => providerText(each, width))];

	it('no line is wider', () => {
		for (const line of all) expect(lineWidth(line), plain(line)).toBeLessThanOrEqual(width);
	});

	it('nothing is cut', () => {
		const text = all.map(plain).join(' ').replace(/\s+/g, ' ');
		for (const {setup, kinds} of providers) {
			expect(text).toContain(setup.where);
			expect(text).toContain(setup.note);
			for (const {says} of kinds) expect(text).toContain(says);
		}
	});
});

describe('providerList', () => {
	const listed = (width: number) => providerList(providers, width).map(plain);

	it('has one line for each, its id first, all notes below each other', () => {
		const lines = listed(120);
		expect(lines.map(line => line.slice(0, 12).trim())).toEqual(providers.map(({id}) => id));
		const columns = providers.map(({setup}, index) => lines[index]?.indexOf(setup.note));
		expect(new Set(columns).size).toBe(1);
		expect(columns[0]).toBeGreaterThan(0);
	});

	it('has the note below where there is no room beside', () => {
		const lines = listed(80);
		expect(lines.filter(line => !line.startsWith(' ')).map(line => line.slice(0, 12).trim())).toEqual(
			providers.map(({id}) => id),
		);
		for (const {setup} of providers) expect(lines).toContain(`${' '.repeat(12)}${setup.note}`);
	});
});

describe.each(providers)('providerText of $id', provider => {
	const lines = providerText(provider, 200).map(plain);
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

	it('tells the rules of each kind once, each with its pages, and what is not documented as such', () => {
		const groups = text.split(/^ {2}Rules of delivery /m).slice(1);
		const kinds = groups.flatMap(group => /^\((.*)\)/.exec(group)?.[1]?.split(', ') ?? []);
		expect(kinds.sort()).toEqual(provider.kinds.map(({id}) => id).sort());
		for (const [index, {contract}] of kindsByContract(provider).entries()) {
			const group = groups[index] ?? expect.fail('a group is missing');
			for (const {label, says} of rulesInWords(contract)) {
				expect(group).toContain(`\n  ${label.padEnd(12)}${says[0]?.text}`);
				for (const {text, sources} of says) {
					expect(group).toContain(text);
					for (const source of sources) expect(group).toContain(source);
				}
			}
		}
	});

	it('tells how it signs, with its source, and where its secret is read from', () => {
		const {documented} = provider.signature;
		for (const {value, source} of documented) {
			expect(text).toContain(value);
			expect(text).toContain(`${source} (checked `);
		}
		if (documented.length === 0) expect(text).toContain('Signature   not documented');
		expect(text.includes('--secret')).toBe(provider.secretEnv !== undefined);
		expect(text).toContain(provider.secretEnv ?? '');
	});
});

it('documents that disagree are told as such', () => {
	const text = providerText(providerNamed('myoperator'), 200).map(plain).join('\n');
	expect(text).toMatch(
		/\n {2}On failure {2}sent again 3 times, every 30 s.*\n {14}another page says: sent again 3 times, then failed {2}support/,
	);
});
