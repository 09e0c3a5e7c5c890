/** What is said beside the results: one line for each in a pipe, broken at blanks on a terminal. */

import {wrapWords} from '../view/wrap.ts';
import {rowsOf} from './error-text.ts';

/** @param text passes `printable`; its own line breaks stay; '' says nothing */
export function note(
	text: string,
	stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
): void {
	if (text === '') return;
	const terminal = stream.isTTY ? {columns: stream.columns || 80, wrap: wrapWords} : null;
	stream.write(rowsOf(text, terminal));
}
