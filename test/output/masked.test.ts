import {expect, it} from 'vitest';
import {maskedText} from '../../src/output/masked.ts';

it('says what was hidden, and how to see it', () => {
	expect(maskedText([])).toContain('neither secrets nor personal data were found');
	const hidden = [
		{what: 'a name', times: 1},
		{what: 'a number', times: 2},
		{what: 'a number', times: 1},
	];
	expect(maskedText(hidden)).toBe(
		'Masked: a number in 3 places and a name in 1 place. --reveal shows what was there.',
	);
});
