/** What went wrong and the next step, as they are printed. */

import {printable} from '../core/text.ts';

/** Where it is printed, when that is a terminal. */
export interface Terminal {
	columns: number;
	/** `wrapWords`: given, as loading it takes longer than most commands that go right. */
	wrap(text: string, width: number): string[];
}

/** Rows below the first begin here, so that they are seen to belong to it. */
const indent = 2;
const narrowest = 20;

/**
 * Broken at blanks where a terminal would break words. Each line of a list keeps its own indent.
 * @param terminal null for a pipe or a file, where a line is one line
 */
export function errorText(message: string, hint: string, terminal: Terminal | null): string {
	return rowsOf([`call-hook: ${message}`, ...(hint === '' ? [] : [`  ${hint}`])].join('\n'), terminal);
}

/** The same of any text, each of its lines by itself. */
export function rowsOf(text: string, terminal: Terminal | null): string {
	const lines = printable(text).split('\n');
	const rows = terminal === null ? lines : lines.flatMap(line => broken(line, terminal));
	return rows.map(row => `${row}\n`).join('');
}

function broken(line: string, {columns, wrap}: Terminal): string[] {
	const text = line.trimStart();
	const first = ' '.repeat(line.length - text.length);
	// Of a list the text stands below the text, not below the dash.
	const rest = ' '.repeat(first.length === 0 || text.startsWith('- ') ? first.length + indent : first.length);
	return wrap(text, Math.max(narrowest, columns - rest.length)).map(
		(row, index) => `${index === 0 ? first : rest}${row}`,
	);
}
