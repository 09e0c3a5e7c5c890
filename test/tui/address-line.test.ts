import {describe, expect, test} from 'vitest';
import {addressLine, viewLine} from '../../src/tui/address-line.ts';
import {lineWidth} from '../../src/view/line.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plain} from '../../src/view/segment.ts';

const totals = {calls: 12, deliveries: 26, live: 2, errors: 3, rejected: 1};

describe('the view line', () => {
	const facts = {totals, list: 'calls', position: 6, following: false} as const;
	const text = (more: Partial<Parameters<typeof viewLine>[0]>, width: number) =>
		plain(viewLine({...facts, ...more}, width, unicodeMarks));

	test('names both lists, and moves neither when the other is shown', () => {
		expect(text({}, 60)).toBe(' [Calls 12]  Deliveries 26     6 of 12   6 newer, f follows ');
		expect(text({list: 'deliveries', position: 13}, 60)).toBe(
			'  Calls 12  [Deliveries 26]  13 of 26   13 newer, f follows ',
		);
	});

	test('says whether the newest is followed', () => {
		expect(text({following: true}, 80)).toMatch(/ 6 of 12 {3}following $/);
		expect(text({position: 12}, 80)).toMatch(/ 12 of 12 {3}f follows $/);
		expect(text({position: 0}, 80).trimEnd()).toBe(' [Calls 12]  Deliveries 26');
	});

	test('leaves out the other list, then the key, where there is no room', () => {
		const at = (width: number) => text({list: 'deliveries', position: 13}, width);
		expect(at(50)).toMatch(/^ \[Deliveries 26\] +13 of 26 {3}13 newer, f follows $/);
		expect(at(40)).toMatch(/^ \[Deliveries 26\] +13 of 26 {3}13 newer $/);
	});

	test('is as wide as its place, whatever it counts', () => {
		const many = {...totals, calls: 1_234_567, deliveries: 9_876_543};
		for (let width = 40; width <= 120; width++) {
			for (const list of ['calls', 'deliveries'] as const) {
				const line = viewLine(
					{totals: many, list, position: 1_000_000, following: false},
					width,
					unicodeMarks,
				);
				expect(lineWidth(line)).toBe(width);
				expect(plain(line)).not.toContain('…');
			}
		}
	});

	test('never counts fewer rows than the one that is selected', () => {
		expect(text({position: 14}, 80)).toContain(' 14 of 14   f follows ');
	});
});

describe('the address line', () => {
	test('tells what needs eyes, in words where there is room', () => {
		const at = (width: number) => plain(addressLine('http://127.0.0.1:8888', totals, width, unicodeMarks));
		expect(at(80)).toMatch(/^ ● http:\/\/127\.0\.0\.1:8888 +2 live {2}▲ 3 errors {2}✗ 1 rejected $/);
		expect(at(48)).toMatch(/ 2 live {2}▲ 3 {2}✗ 1 $/);
	});
});
