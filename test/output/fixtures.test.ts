import {describe, expect, it} from 'vitest';
import {listFixtures} from '../../src/formats/fixtures.ts';
import {fixtureList, type ListedFixture} from '../../src/output/fixtures.ts';
import {lineWidth} from '../../src/view/line.ts';
import {plain} from '../../src/view/segment.ts';

const fixtures = await listFixtures();

describe.each([20, 40, 80, 120, 200])('in %d columns', width => {
	const lines = fixtureList(fixtures, width);
	const text = lines.map(plain);

	it('no line is wider, as far as an id can be broken', () => {
		for (const line of lines) {
			const isId = fixtures.some(({id}) => plain(line) === id);
			expect(isId || lineWidth(line) <= width, plain(line)).toBe(true);
		}
	});

	it('nothing is cut', () => {
		const all = text.join(' ').replace(/\s+/g, ' ');
		for (const {shows} of fixtures) expect(all).toContain(shows);
	});

	it('each begins a line with its id, in the order they are given', () => {
		const ids = text.map(line => /^\S+/.exec(line)?.[0] ?? null).filter(id => id !== null);
		expect(ids).toEqual(fixtures.map(({id}) => id));
	});

	it('providers are parted by a blank line', () => {
		expect(text.filter(line => line === '')).toHaveLength(
			new Set(fixtures.map(({provider}) => provider)).size - 1,
		);
	});
});

it('is one line each, and no others, for who reads lines', () => {
	const lines = fixtureList(fixtures, null).map(plain);
	expect(lines.map(line => line.split(' ')[0])).toEqual(fixtures.map(({id}) => id));
	for (const [index, {shows}] of fixtures.entries())
		expect(lines[index]).toMatch(new RegExp(`${literal(shows)}$`));
});

it('says how many requests a whole call is', () => {
	const call: ListedFixture = {id: 'acme/scenario-a', provider: 'acme', steps: 3, shows: 'A call.'};
	expect(fixtureList([call, {...call, id: 'acme/b', steps: 1}], 80).map(plain)).toEqual([
		'acme/scenario-a  3 requests: A call.',
		'acme/b           A call.',
	]);
	expect(fixtureList([], 80)).toEqual([]);
});

function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
