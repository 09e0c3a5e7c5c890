import {describe, expect, it} from 'vitest';
import {labelled} from '../../src/view/labelled.ts';
import {plain, segment} from '../../src/view/segment.ts';

describe('a labelled text', () => {
	it('goes on below itself', () => {
		expect(labelled('Verdict', [], 'one two three', 15, 8).map(plain)).toEqual([
			'Verdict one two',
			'        three',
		]);
	});

	it('has what stands out in front, and its role', () => {
		const [line = []] = labelled('Verdict', [segment('✓ accepted', 'good')], 'it counts', 60, 9);
		expect(plain(line)).toBe('Verdict  ✓ accepted   it counts');
		expect(line[1]).toEqual({text: '✓ accepted', role: 'good'});
		expect(labelled('V', [segment('✓', 'good')], '', 60, 3).map(plain)).toEqual(['V  ✓']);
	});

	it('keeps some room for the text however long the label is', () => {
		expect(labelled('Verdict', [], 'abcdefgh', 3, 9).map(plain)).toEqual(['Verdict  abcdefgh']);
	});
});
