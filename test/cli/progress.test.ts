import {describe, expect, it} from 'vitest';
import {showProgress} from '../../src/cli/progress.ts';
import {unicodeMarks} from '../../src/view/marks.ts';
import {plainTheme} from '../../src/view/theme.ts';
import {afterwards, until} from '../support/waiting.ts';

function shown({isTTY = true, quiet = false, term = 'xterm'} = {}) {
	const written: string[] = [];
	let asked = 0;
	const progress = showProgress(
		() => ({sent: ++asked, of: 9, finished: 0, times: 9, nextAt: null, retry: null}),
		{
			looks: {theme: plainTheme, marks: unicodeMarks},
			quiet,
			environment: {TERM: term},
			stream: {
				isTTY,
				columns: 40,
				write: (text: string | Uint8Array) => {
					written.push(String(text));
					return true;
				},
			},
		},
	);
	afterwards(() => progress.end());
	return {progress, written, asked: () => asked};
}

describe('the line of progress', () => {
	it('is painted over itself, goes for what is printed, and comes back', async () => {
		const {progress, written} = shown();
		progress.clear();
		expect(written).toEqual([]);
		await until('it is painted twice', () => written.length >= 2);
		expect(written.slice(0, 2)).toEqual(['\r» 1 of 9 sent\u001b[K', '\r» 2 of 9 sent\u001b[K']);
		progress.clear();
		progress.clear();
		const cleared = written.length;
		expect(written.at(-1)).toBe('\r\u001b[K');
		expect(written.at(-2)).not.toBe('\r\u001b[K');
		await until('it is back', () => written.length > cleared);
		progress.end();
		expect(written.at(-1)).toBe('\r\u001b[K');
	});

	it.each([{isTTY: false}, {quiet: true}, {term: 'dumb'}])('is not there with %j', async options => {
		const {progress, written, asked} = shown(options);
		const other = shown();
		await until('another one is painted', () => other.written.length > 0);
		progress.clear();
		progress.end();
		expect(written).toEqual([]);
		expect(asked()).toBe(0);
	});
});
