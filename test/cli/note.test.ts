import {describe, expect, it} from 'vitest';
import {note} from '../../src/cli/note.ts';

function written(text: string, isTTY: boolean, columns = 0): string {
	let all = '';
	const write = (chunk: string | Uint8Array) => {
		all += String(chunk);
		return true;
	};
	note(text, {isTTY, columns, write});
	return all;
}

const long = 'Send it: call-hook replay telecmi/outgoing-answered --to http://localhost:3000';

describe('a note', () => {
	it('is one line in a pipe, whatever is in it', () => {
		expect(written('', true)).toBe('');
		expect(written(long, false)).toBe(`${long}\n`);
		expect(written('a\u001b[2Jb\nc', false)).not.toContain('\u001b');
	});

	it('breaks no word on a terminal', () => {
		expect(written(long, true, 60)).toBe(
			'Send it: call-hook replay telecmi/outgoing-answered --to\n  http://localhost:3000\n',
		);
		expect(written('one\n  two', true, 60)).toBe('one\n  two\n');
		expect(written(long, true)).toBe(`${long}\n`);
	});
});
