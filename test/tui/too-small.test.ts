import {describe, expect, test} from 'vitest';
import type {Totals} from '../../src/tui/address-line.ts';
import {tooSmall} from '../../src/tui/too-small.ts';
import {lineWidth} from '../../src/view/line.ts';
import {asciiMarks, type Marks, unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';

const morning: Totals = {calls: 12, deliveries: 26, live: 2, errors: 3, rejected: 3};
const quiet: Totals = {calls: 1, deliveries: 1, live: 0, errors: 0, rejected: 0};

function shown(columns: number, rows: number, totals = morning, marks: Marks = unicodeMarks): string[] {
	return tooSmall({columns, rows}, totals, marks).map(plain);
}

describe('tooSmall', () => {
	/** Paragraphs: how they are broken depends on the width. */
	const paragraphs = (lines: readonly string[]) =>
		lines
			.map(line => line.trim())
			.join('\n')
			.trim()
			.split('\n\n')
			.map(paragraph => paragraph.replaceAll('\n', ' '));

	test('is as drawn where it is too narrow: three paragraphs below two blank rows', () => {
		const lines = shown(36, 12);
		expect(lines.slice(0, 2)).toEqual(['', '']);
		expect(lines).toHaveLength(9);
		expect(paragraphs(lines)).toEqual([
			'call-hook needs 40×10, this is 36×12.',
			'12 calls, 26 deliveries ✗ 3 rejected  ▲ 3 errors',
			'Receiving goes on. q quits.',
		]);
		expect(lines.filter(line => line !== '').every(line => /^ (?! )/.test(line) || line === ' ')).toBe(true);
	});

	test('is as drawn where it is too low: one paragraph', () => {
		const lines = shown(72, 6);
		expect(lines.slice(0, 2)).toEqual(['', '']);
		expect(lines).toHaveLength(4);
		expect(paragraphs(lines)).toEqual([
			'call-hook needs 40×10, this is 72×6. Receiving goes on: 12 calls, 26 deliveries, ✗ 3 rejected, ▲ 3 errors. q quits.',
		]);
	});

	test('says one of one, and nothing of what is not wrong', () => {
		expect(shown(36, 12, quiet)).toContain(' 1 call, 1 delivery');
		expect(shown(36, 12, quiet).join('\n')).not.toMatch(/rejected|error/);
		expect(shown(36, 12, {...quiet, errors: 1})).toContain(' ▲ 1 error');
		expect(shown(36, 12, {...quiet, rejected: 1}, asciiMarks)).toContain(' x 1 rejected');
	});

	test('counts with commas, and draws no Unicode where there is none', () => {
		const many = shown(72, 6, {...morning, calls: 12_345, deliveries: 1_000_000}, asciiMarks).join('');
		expect(many).toContain('12,345 calls');
		expect(many).toContain('1,000,000 deliveries');
		expect(many).toContain('40x10');
		// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
		expect(many).toMatch(/^[\u0000-\u007f]*$/);
	});

	test('is never wider than the window, and begins on its screen', () => {
		for (let columns = 10; columns < 100; columns++)
			for (let rows = 1; rows < 20; rows++) {
				if (columns >= 40 && rows >= 10) continue;
				const lines = tooSmall({columns, rows}, morning, unicodeMarks);
				for (const line of lines) expect(lineWidth(line), `${columns}×${rows}`).toBeLessThanOrEqual(columns);
				const first = lines.findIndex(line => line.length > 0);
				expect(first).toBeLessThan(rows);
			}
	});

	test('drops blank rows before it drops words', () => {
		expect(shown(72, 3)[0]).toBe('');
		expect(shown(72, 2)[0]).toMatch(/^ call-hook needs 40×10/);
		expect(shown(72, 1)[0]).toMatch(/^ call-hook needs 40×10, this is 72×1\./);
	});

	test('says how to leave wherever there is room', () => {
		for (const [columns, rows] of [
			[36, 12],
			[39, 10],
			[30, 9],
			[40, 9],
			[200, 2],
			[72, 6],
		] as const) {
			expect(
				shown(columns, rows)
					.slice(0, rows)
					.map(line => line.trim())
					.join(' '),
				`${columns}×${rows}`,
			).toContain('q quits.');
		}
	});
});
