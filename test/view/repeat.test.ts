import {expect, it} from 'vitest';
import type {Repeat, Replay} from '../../src/core/delivery.ts';
import {asciiMarks, unicodeMarks} from '../../src/view/marks.ts';
import {againMark, againText, repeatMark, repeatText, replayMark, replayText} from '../../src/view/repeat.ts';

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

const replay: Replay = {of: 10, from: null, isEdited: false, isResigned: false};

it.each<[Replay, string, string, string]>([
	[replay, 'replay of #10', '»#10', '>#10'],
	[{...replay, of: null, from: 'telecmi/a'}, 'replay of telecmi/a', '»', '>'],
	[{...replay, of: null}, 'replay of a request', '»', '>'],
	[{...replay, isEdited: true}, 'replay of #10, edited', '»#10', '>#10'],
	[{...replay, isEdited: true, isResigned: true}, 'replay of #10, edited, signed anew', '»#10', '>#10'],
	[{...replay, of: null, from: 'a\u001b[31m\nb'}, 'replay of a␛[31m␊b', '»', '>'],
])('%o is %s, %s', (sent, text, mark, ascii) => {
	expect(replayText(sent)).toBe(text);
	expect(replayMark(sent, unicodeMarks)).toBe(mark);
	expect(replayMark(sent, asciiMarks)).toBe(ascii);
});

it('what the user sent is no repeat of the provider’s', () => {
	expect(againMark({replay, repeat: duplicate}, unicodeMarks)).toBe('»#10');
	expect(againMark({replay: null, repeat: duplicate}, unicodeMarks)).toBe('=#17');
	expect(againMark({replay: null, repeat: null}, unicodeMarks)).toBe('');
	expect(againText({replay, repeat: duplicate})).toBe('replay of #10');
	expect(againText({replay: null, repeat: duplicate})).toBe('duplicate of #17');
	expect(againText({replay: null, repeat: null})).toBe('');
});
