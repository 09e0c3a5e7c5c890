import {describe, expect, test} from 'vitest';
import {
	firstVisible,
	nearestRow,
	newestRow,
	oldestRow,
	type RowSource,
	rowAt,
} from '../../src/tui/list-window.ts';

function source(ids: readonly number[]): RowSource {
	return {
		after: (id, limit) => ids.filter(each => each > id).slice(0, limit),
		before: (id, limit) => (limit === 0 ? [] : ids.filter(each => each < id).slice(-limit)),
	};
}

/** 10, 20, … 300 */
const ids = Array.from({length: 30}, (_, index) => (index + 1) * 10);
const rows = source(ids);

describe('a row', () => {
	test('is found at the ends, by its distance, and beside where it was', () => {
		expect([oldestRow(rows), newestRow(rows)]).toEqual([10, 300]);
		expect([rowAt(rows, 100, 3), rowAt(rows, 100, -3), rowAt(rows, 100, 0)]).toEqual([130, 70, 100]);
		expect([rowAt(rows, 290, 9), rowAt(rows, 20, -9)]).toEqual([300, 10]);
		expect([nearestRow(rows, 100), nearestRow(rows, 101), nearestRow(rows, 301)]).toEqual([100, 110, 300]);
	});

	test('is none in an empty list', () => {
		const empty = source([]);
		expect([oldestRow(empty), newestRow(empty), nearestRow(empty, 5)]).toEqual([null, null, null]);
	});
});

describe('the first visible row', () => {
	const at = (first: number | null, selected: number, moved = false) =>
		firstVisible(rows, {first, selected, rows: 10, moved});

	test('shows the selected one last where nothing was seen before', () => {
		expect(at(null, 300)).toBe(210);
		expect(at(null, 30)).toBe(10);
	});

	test('stays while the selected one is seen', () => {
		expect(at(100, 100)).toBe(100);
		expect(at(100, 190)).toBe(100);
	});

	test('leaves context beside a row that was moved to', () => {
		expect(at(100, 100, true)).toBe(80);
		expect(at(100, 190, true)).toBe(120);
		expect(at(10, 10, true)).toBe(10);
		expect(at(210, 300, true)).toBe(210);
	});

	test('leaves no row empty that could be filled', () => {
		expect(at(280, 300)).toBe(210);
	});
});
