import {describe, expect, test} from 'vitest';
import {findingCell, headingsOf, rowOf, shortCount, timeCell, verdictCell} from '../../src/tui/cells.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {type Line, plain, segment} from '../../src/view/segment.ts';
import {morning} from './samples.ts';

const columns = [
	{id: 'a', width: 3},
	{id: 'b', width: 5},
];

describe('a row', () => {
	const row = (kind: 'table' | 'list', text: string) =>
		plain(rowOf(columns, () => [segment(text)], {kind, width: 14}, 'focus', unicodeMarks));

	test('gives each cell its column, and blanks between them', () => {
		expect(row('table', 'x')).toBe('▌ x    x      ');
		expect(row('list', 'x')).toBe('▌ x   x       ');
	});

	test('lets no cell out of its column', () => {
		expect(row('table', '123456789')).toBe('▌ 12…  1234…  ');
	});

	test('has headings above its cells', () => {
		const titles = headingsOf(columns, ({id}) => id.toUpperCase(), ['b'], 14, unicodeMarks);
		expect(plain(titles)).toBe('  A        B  ');
	});
});

describe('cells', () => {
	const text = (line: Line) => plain(line);

	test('tell the time as there is room', () => {
		expect(text(timeCell(morning, 5, morning))).toBe('09:31');
		expect(text(timeCell(morning, 8, morning))).toBe('09:31:02');
		expect(text(timeCell(morning, 12, morning + 86_400_000))).toBe('20 Nov 09:31');
	});

	test('tell a verdict by its mark, then in words', () => {
		expect(text(verdictCell('rejected', 1, unicodeMarks))).toBe('✗');
		expect(text(verdictCell('rejected', 10, unicodeMarks))).toBe('✗ rejected');
		expect(text(verdictCell(null, 10, unicodeMarks))).toBe('-');
	});

	test('tell the worst finding by its mark, then its code', () => {
		const worst = {severity: 'error', code: 'body/invalid-json'} as const;
		const at = (width: number) => text(findingCell(worst, 3, width, unicodeMarks));
		expect(at(2)).toBe('▲3');
		expect(at(4)).toBe('▲ 3');
		expect(at(18)).toBe('▲ invalid-json +2');
		expect(at(26)).toBe('▲ body/invalid-json +2');
		expect(text(findingCell(null, 0, 26, unicodeMarks))).toBe('');
	});

	test('shorten a count before it outgrows them', () => {
		expect(shortCount(999, 4)).toBe('999');
		expect(shortCount(123_456, 4)).toBe('123k');
	});
});
