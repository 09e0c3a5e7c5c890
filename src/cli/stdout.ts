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
