import {describe, expect, test} from 'vitest';
import {layout, type Shape, tableWidth} from '../../src/tui/layout.ts';

function main(columns: number, rows: number, shape: Shape | null = null) {
	const found = layout({columns, rows}, shape);
	if (found.kind === 'small') throw new Error(`${columns}×${rows} is too small`);
	return found;
}

describe('layout', () => {
	test('gives every row of every size to exactly one region', () => {
		for (let columns = 40; columns <= 240; columns += 5) {
			for (let rows = 10; rows <= 80; rows++) {
				for (const shape of [null, 'beside', 'below', 'hidden'] as const) {
					const {list, detail, viewLine, shape: got} = main(columns, rows, shape);
					const headings = list.kind === 'table' ? 1 : 0;
					const left = 1 + Number(viewLine) + headings + list.rows + 1;
					const below = got === 'below' && detail !== null ? 1 + detail.rows : 0;
					expect(left + below, `${columns}×${rows} ${shape}`).toBe(rows);
					expect(list.rows).toBeGreaterThan(0);
					if (got === 'beside' && detail !== null) {
						expect(list.width + 1 + detail.width).toBe(columns);
						expect(detail.rows).toBe(rows - 3);
					}
				}
			}
		}
	});

	test('gives a banner two rows of the list, and none of the detail', () => {
		for (let columns = 40; columns <= 240; columns += 5) {
			for (let rows = 10; rows <= 80; rows++) {
				const without = main(columns, rows);
				const found = layout({columns, rows}, null, 2);
				if (found.kind === 'small') throw new Error('a banner makes no room smaller than it is');
				expect(found).toEqual({
					...without,
					bannerRows: 2,
					list: {...without.list, rows: without.list.rows - 2},
				});
				expect(found.list.rows).toBeGreaterThan(0);
			}
		}
	});

	test('is a message where nothing fits', () => {
		expect(layout({columns: 39, rows: 30}, null).kind).toBe('small');
		expect(layout({columns: 90, rows: 9}, null).kind).toBe('small');
	});

	test('puts the detail where it fits', () => {
		expect(main(140, 20).shape).toBe('beside');
		expect(main(139, 20).shape).toBe('below');
		expect(main(160, 19).shape).toBe('below');
		expect(main(80, 15).shape).toBe('below');
		expect(main(80, 14).shape).toBe('hidden');
		expect(main(100, 30, 'beside').shape).toBe('below');
		expect(main(200, 50, 'hidden').detail).toBeNull();
	});

	test('has the heights of the design', () => {
		expect(main(120, 40)).toMatchObject({list: {kind: 'table', rows: 15}, detail: {rows: 20}});
		expect(main(100, 30)).toMatchObject({list: {kind: 'table', rows: 12}, detail: {rows: 13}});
		expect(main(80, 24)).toMatchObject({list: {kind: 'list', rows: 13}, detail: {rows: 7}});
		expect(main(160, 50)).toMatchObject({list: {width: 98}, detail: {width: 61, rows: 47}});
		expect(main(140, 40)).toMatchObject({list: {width: 86}, detail: {width: 53}});
		expect(main(40, 10)).toMatchObject({viewLine: false, list: {rows: 8}});
	});

	test('makes a table of every list that has room for it', () => {
		for (let columns = 40; columns <= 300; columns++) {
			const {list} = main(columns, 40);
			expect(list.kind).toBe(list.width >= tableWidth ? 'table' : 'list');
		}
	});
});
