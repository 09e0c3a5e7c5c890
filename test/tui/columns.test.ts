import {describe, expect, test} from 'vitest';
import {
	callColumns,
	callParts,
	deliveryColumns,
	deliveryParts,
	gutter,
	tableGap,
} from '../../src/tui/columns.ts';

const widths = Array.from({length: 300 - 84 + 1}, (_, index) => 84 + index);
const listWidths = Array.from({length: 83 - 40 + 1}, (_, index) => 40 + index);
/** Of lists up to `#9999`, `#99999`, and of ten million. */
const idWidths = [4, 5, 6, 9];

type Found = readonly {id: string; width: number}[];

function byId(found: Found): Record<string, number> {
	return Object.fromEntries(found.map(({id, width}) => [id, width]));
}

function taken(found: Found, gap: number): number {
	return gutter + found.reduce((sum, {width}) => sum + width, 0) + gap * (found.length - 1);
}

const tables: [name: string, columns: (width: number) => Found][] = [
	['calls', callColumns],
	...idWidths.map((idWidth): [string, (width: number) => Found] => [
		`deliveries with ids of ${idWidth} columns`,
		width => deliveryColumns(width, idWidth),
	]),
];

describe.each(tables)('columns of the table of %s', (_, columns) => {
	test.each(widths)('take exactly %i columns', width => {
		expect(taken(columns(width), tableGap)).toBe(width);
	});

	test('are never fewer or narrower in a wider window, but for the finding', () => {
		for (const width of widths.slice(0, -1)) {
			const wider = byId(columns(width + 1));
			for (const [id, had] of Object.entries(byId(columns(width)))) {
				if (id === 'finding') expect(wider[id]).toBeGreaterThan(0);
				else expect(wider[id], `${id} at ${width + 1}`).toBeGreaterThanOrEqual(had);
			}
		}
	});
});

describe('columns as designed', () => {
	test('of calls', () => {
		const at = (width: number) => byId(callColumns(width));
		expect(at(84)).toEqual({
			time: 8,
			provider: 10,
			parties: 29,
			state: 14,
			deliveries: 4,
			verdict: 1,
			finding: 4,
		});
		expect(at(98)).toMatchObject({direction: 3, verdict: 10, finding: 4});
		expect(at(100)).toMatchObject({verdict: 10, finding: 6});
		expect(at(112)).toMatchObject({finding: 18});
		expect(at(120)).toMatchObject({talk: 5, finding: 19});
		expect(at(140)).toMatchObject({parties: 37, state: 17, finding: 28});
		expect(at(160)).toMatchObject({time: 12, deliveries: 8, finding: 40});
		expect(at(200)).toMatchObject({finding: 64, agent: 14});
	});

	test('of deliveries, without the column of signatures', () => {
		const at = (width: number) => byId(deliveryColumns(width, 5));
		const everywhere = {id: 5, provider: 10, event: 20, status: 3, took: 7, verdict: 10};
		expect(at(84)).toEqual({...everywhere, time: 8, finding: 5});
		expect(at(100)).toEqual({...everywhere, time: 8, finding: 21});
		expect(at(120)).toEqual({...everywhere, time: 8, parties: 29, finding: 10});
		expect(at(140)).toEqual({...everywhere, time: 12, parties: 29, finding: 26});
		expect(at(160)).toEqual({...everywhere, time: 12, parties: 29, request: 20, finding: 24});
		expect(at(200)).toEqual({...everywhere, time: 12, parties: 29, request: 20, finding: 64});
	});
});

describe('parts of the list of calls', () => {
	test.each(listWidths)('fit into %i columns', width => {
		expect(taken(callParts(width), 1)).toBeLessThanOrEqual(width);
	});

	test('go in their order as the list gets narrower', () => {
		const at = (width: number) => byId(callParts(width));
		expect(at(80)).toHaveProperty('direction');
		expect(at(79)).not.toHaveProperty('direction');
		expect(at(75)).not.toHaveProperty('deliveries');
		expect(at(70)).toMatchObject({provider: 4});
		expect(at(64)).toMatchObject({parties: 14});
		expect(at(49)).toMatchObject({time: 5});
		expect(at(46)).toMatchObject({state: 9});
		expect(at(41)).not.toHaveProperty('provider');
	});
});

describe('parts of the list of deliveries', () => {
	test.each(listWidths)('take exactly %i columns, and leave the event room', width => {
		for (const idWidth of idWidths) {
			const parts = deliveryParts(width, idWidth);
			expect(taken(parts, 1)).toBe(width);
			expect(byId(parts)['event']).toBeGreaterThanOrEqual(12);
		}
	});

	test('are those of the design at 80', () => {
		expect(byId(deliveryParts(80, 3))).toEqual({
			time: 8,
			id: 4,
			provider: 10,
			event: 17,
			parties: 14,
			status: 3,
			took: 7,
			verdict: 1,
			finding: 6,
		});
	});

	test('go in their order as the list gets narrower', () => {
		const at = (width: number) => byId(deliveryParts(width, 4));
		expect(at(79)).toMatchObject({finding: 4});
		expect(at(77)).toMatchObject({finding: 2});
		expect(at(75)).not.toHaveProperty('took');
		expect(at(67)).toMatchObject({provider: 4});
		expect(at(61)).toMatchObject({time: 5});
		expect(at(58)).not.toHaveProperty('parties');
		expect(at(43)).not.toHaveProperty('provider');
		for (const width of listWidths) expect(at(width)).toMatchObject({status: 3, verdict: 1});
	});
});
