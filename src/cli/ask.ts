/** Questions that are answered at the terminal, before something is done that cannot be taken back. */

import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import {CallHookError, exitCode} from '../core/errors.ts';
import {printable} from '../core/text.ts';

interface Streams {
	input: Readable & {isTTY?: boolean};
	output: Writable & {isTTY?: boolean};
}

/**
 * Asks a question that only `y` or `yes` says yes to; an empty line, and the end of the input, say no.
 * @param question ends with its question mark: `Delete 12 deliveries?`
 * @param doing the same for where nobody can be asked, as the beginning of a sentence: `Deleting 12 deliveries`
 * @throws {CallHookError} where there is no terminal to ask at
 */
export async function ask(
	question: string,
	doing: string,
	{input, output}: Streams = {input: process.stdin, output: process.stderr},
): Promise<boolean> {
	if (input.isTTY !== true || output.isTTY !== true) {
		throw new CallHookError(`${doing} is asked about first, and there is no terminal to ask at.`, {
			hint: 'Add --yes to say so beforehand.',
			exitCode: exitCode.usage,
		});
	}
	// The terminal itself edits the line, and its Ctrl-C ends the process as ever.
	const lines = createInterface({input, output, terminal: false});
	try {
		output.write(`${printable(question)} [y/N] `);
		const answer = await new Promise<string>(resolve => {
			lines.once('line', resolve);
			lines.once('close', () => resolve(''));
		});
		return /^\s*y(?:es)?\s*$/i.test(answer);
	} finally {
		lines.close();
	}
}
