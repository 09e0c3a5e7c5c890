import {expect, it} from 'vitest';
import type {Repeat} from '../../src/core/delivery.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {repeatMark, repeatText} from '../../src/view/repeat.ts';

const retry: Repeat = {
	kind: 'retry',
	by: 'bytes',
	of: 12,
	attempt: 1,
	atMost: 3,
	gapMs: 30_100,
	because: 'retry 1 of 3, +30.1 s, because the first answer was 500',
};
const endless: Repeat = {...retry, atMost: null};
const duplicate: Repeat = {...endless, kind: 'duplicate', of: 17, attempt: null};

it.each<[Repeat, string, string, string]>([
	[retry, 'retry 1 of 3, after #12', '↻#12', 'r#12'],
	[endless, 'retry 1, after #12', '↻#12', 'r#12'],
	[{...endless, attempt: null}, 'retry, after #12', '↻#12', 'r#12'],
	[{...retry, of: null, attempt: 2}, 'retry 2 of 3', '↻', 'r'],
	[{...endless, of: null, attempt: null}, 'retry', '↻', 'r'],
	[duplicate, 'duplicate of #17', '=#17', '=#17'],
	[{...duplicate, of: null}, 'duplicate', '=', '='],
])('%o is %s, %s', (repeat, text, mark, ascii) => {
	expect(repeatText(repeat)).toBe(text);
	expect(repeatMark(repeat, unicodeMarks)).toBe(mark);
	expect(repeatMark(repeat, asciiMarks)).toBe(ascii);
});
