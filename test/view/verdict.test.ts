import {expect, it} from 'vitest';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {verdictInWords} from '../../src/view/verdict.ts';
import {hostile, steering} from '../output/samples.ts';

it.each([
	['accepted', '✓ accepted', '+ accepted', 'good'],
	['rejected', '✗ rejected', 'x rejected', 'bad'],
	['unknown', '? unknown', '? unknown', 'info'],
	[null, '- none', '- none', 'text.muted'],
] as const)('%s is %s, or %s', (state, text, ascii, role) => {
	const verdict = {state, because: 'so it is', source: null};
	expect(verdictInWords(verdict, unicodeMarks)).toEqual({head: [{text, role}], text: 'so it is'});
	expect(verdictInWords(verdict, asciiMarks).head).toEqual([{text: ascii, role}]);
});

it('one that is not known yet is waited for', () => {
	expect(verdictInWords(null, unicodeMarks)).toEqual({
		head: [{text: '… waiting', role: 'live'}],
		text: 'it is given once the answer is known',
	});
});

it('a reason steers nothing', () => {
	const verdict = {state: 'unknown', because: hostile, source: null} as const;
	expect(verdictInWords(verdict, unicodeMarks).text).not.toMatch(steering);
});
