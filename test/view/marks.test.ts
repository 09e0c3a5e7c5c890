import {describe, expect, it} from 'vitest';
import {asciiMarks, marksFor, unicodeMarks} from '../../src/view/marks.ts';
import {widthOf} from '../../src/view/width.ts';

describe('marks', () => {
	const single = Object.keys(unicodeMarks).filter(name => name !== 'upDown') as (keyof typeof unicodeMarks)[];

	it.each(single)('%s takes one column, and has an ASCII twin that does', name => {
		expect(widthOf(unicodeMarks[name])).toBe(1);
		expect(asciiMarks[name]).toMatch(/^[!-~]$/);
	});

	it('none has an emoji form, which some terminals draw two columns wide', () => {
		for (const mark of Object.values(unicodeMarks)) expect(mark).not.toMatch(/\p{Emoji_Presentation}/u);
	});

	it('ASCII marks that stand in the same place differ', () => {
		for (const marks of [unicodeMarks, asciiMarks]) {
			expect(new Set([marks.accepted, marks.rejected, marks.unknown, marks.none]).size).toBe(4);
			expect(new Set([marks.error, marks.warning, marks.info]).size).toBe(3);
			expect(new Set([marks.live, marks.beginning, marks.degraded, marks.rejected]).size).toBe(4);
			expect(new Set([marks.accepted, marks.rejected, marks.unknown, marks.waiting]).size).toBe(4);
			expect(new Set([marks.bar, marks.barOver, marks.deadline, marks.sliver]).size).toBe(4);
			expect(new Set([marks.retry, marks.duplicate, marks.error, marks.warning]).size).toBe(4);
			expect(marks.arrow).not.toBe(marks.calledIn);
		}
	});
});

it.each<[NodeJS.ProcessEnv, NodeJS.Platform, 'unicode' | 'ascii']>([
	[{LANG: 'en_US.UTF-8'}, 'linux', 'unicode'],
	[{LANG: 'de_DE.utf8'}, 'linux', 'unicode'],
	[{LANG: 'C'}, 'linux', 'ascii'],
	[{LANG: 'en_US.ISO-8859-1'}, 'linux', 'ascii'],
	[{}, 'linux', 'ascii'],
	[{}, 'darwin', 'unicode'],
	[{LANG: 'C'}, 'darwin', 'ascii'],
	[{}, 'win32', 'unicode'],
	[{LC_ALL: 'C', LANG: 'en_US.UTF-8'}, 'linux', 'ascii'],
	[{LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C'}, 'linux', 'unicode'],
])('%o on %s: %s', (environment, platform, kind) => {
	expect(marksFor(environment, platform)).toBe(kind === 'unicode' ? unicodeMarks : asciiMarks);
});
