import {describe, expect, test} from 'vitest';
import {columns, gutter, listParts, tableGap} from '../../src/tui/columns.ts';

const widths = Array.from({length: 300 - 84 + 1}, (_, index) => 84 + index);
const listWidths = Array.from({length: 83 - 40 + 1}, (_, index) => 40 + index);

function byId(width: number): Record<string, number> {
	return Object.fromEntries(columns(width).map(column => [column.id, column.width]));
}

describe('columns of the table', () => {
	test.each(widths)('take exactly %i columns', width => {
		const taken = columns(width).reduce((sum, column) => sum + column.width, 0);
		expect(gutter + taken + tableGap * (columns(width).length - 1)).toBe(width);
	});

	test('are never fewer or narrower in a wider window, but for the finding', () => {
		for (const width of widths.slice(0, -1)) {
			const wider = byId(width + 1);
			for (const [id, taken] of Object.entries(byId(width))) {
				if (id === 'finding') expect(wider[id]).toBeGreaterThan(0);
				else expect(wider[id], `${id} at ${width + 1}`).toBeGreaterThanOrEqual(taken);
			}
		}
	});

	test('come out as designed', () => {
		expect(byId(84)).toEqual({
			time: 8,
			provider: 10,
			parties: 29,
			state: 14,
			deliveries: 4,
			verdict: 1,
			finding: 4,
		});
		expect(byId(98)).toMatchObject({direction: 3, verdict: 10, finding: 4});
		expect(byId(100)).toMatchObject({verdict: 10, finding: 6});
		expect(byId(112)).toMatchObject({finding: 18});
		expect(byId(120)).toMatchObject({talk: 5, finding: 19});
		expect(byId(140)).toMatchObject({parties: 37, state: 17, finding: 28});
		expect(byId(160)).toMatchObject({time: 12, deliveries: 8, finding: 40});
		expect(byId(200)).toMatchObject({finding: 64, agent: 14});
	});
});

describe('parts of the list', () => {
	test.each(listWidths)('fit into %i columns', width => {
		const parts = listParts(width);
		const taken = gutter + parts.reduce((sum, part) => sum + part.width, 0) + parts.length - 1;
		expect(taken).toBeLessThanOrEqual(width);
	});

	test('go in their order as the list gets narrower', () => {
		const ids = (width: number) => listParts(width).map(({id}) => id);
		expect(ids(80)).toContain('direction');
		expect(ids(79)).not.toContain('direction');
		expect(ids(75)).not.toContain('deliveries');
		expect(listParts(70).find(({id}) => id === 'provider')?.width).toBe(4);
		expect(listParts(64).find(({id}) => id === 'parties')?.width).toBe(14);
		expect(listParts(49).find(({id}) => id === 'time')?.width).toBe(5);
		expect(listParts(46).find(({id}) => id === 'state')?.width).toBe(9);
		expect(ids(41)).not.toContain('provider');
	});
});
