import {once} from 'node:events';
import {codeOf, exitCode} from '../core/errors.ts';

let whenClosed: () => void = () => process.exit(exitCode.done);

/** A closed stdout is how `call-hook … | head` ends: done, not an error. */
export function watchStdout(): void {
	process.stdout.on('error', error => {
		if (codeOf(error) !== 'EPIPE') throw error;
		whenClosed();
	});
	// Nobody reads what is said there any more, and the work goes on.
	process.stderr.on('error', () => {});
}

/** For a command that has something to close first; by default the process ends at once. */
export function onStdoutClosed(handler: () => void): void {
	whenClosed = handler;
}

/** Writes to stdout and waits while its reader is slower than we are. */
export async function printed(text: string | Uint8Array): Promise<void> {
	if (text.length > 0 && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Columns of the terminal on stdout; null when it is none. */
export function terminalWidth(): number | null {
	return widthOf(process.stdout);
}

/** Columns of the terminal on a stream; null when it is none. Some terminals do not tell: then as many as most have. */
export function widthOf({isTTY, columns}: {isTTY?: boolean; columns?: number}): number | null {
	return isTTY ? columns || 80 : null;
}

/** Columns that wrapped text gets where there is no terminal. */
export const fileWidth = 120;
