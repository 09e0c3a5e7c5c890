/** The entry: runs the command line, prints what was thrown, sets the exit code. Nothing else does either. */

import {CommanderError} from 'commander';
import {CallHookError, exitCode, messageOf} from '../core/errors.ts';
import {printable} from '../core/text.ts';
import {buildProgram} from './program.ts';
import {watchStdout} from './stdout.ts';

export async function main(argv: readonly string[]): Promise<void> {
	watchStdout();
	const debug = argv.includes('--debug');
	// A mistake outside any promise would print its stack; `exit` handlers still restore the terminal.
	process.on('uncaughtException', error => process.exit(report(error, debug)));
	const program = buildProgram();
	try {
		// Who types the bare name wants to know what there is.
		if (argv.length <= 2) program.outputHelp();
		else await program.parseAsync(argv);
	} catch (error) {
		process.exitCode = report(error, debug);
	}
	// What a reader that has stopped reading still owes must not keep the process for ever.
	setTimeout(() => process.exit(), drainMs).unref();
}

/** How long the end of the output may take to be read once everything is done, in ms. */
const drainMs = 2000;

/** Prints what went wrong and gives the exit code for it. */
function report(error: unknown, debug: boolean): number {
	if (error instanceof CommanderError) {
		// Commander has printed it already; help and version are no errors.
		return error.exitCode === 0 ? exitCode.done : exitCode.usage;
	}
	if (error instanceof CallHookError) {
		process.stderr.write(`call-hook: ${printable(error.message)}\n`);
		if (error.hint !== '') process.stderr.write(`  ${printable(error.hint)}\n`);
		if (debug) process.stderr.write(`${stackOf(error.cause ?? error)}\n`);
		return error.exitCode;
	}
	process.stderr.write(`call-hook: a mistake in call-hook itself: ${printable(messageOf(error))}\n`);
	process.stderr.write(
		debug ? `${stackOf(error)}\n` : '  Run it again with --debug and report what it prints.\n',
	);
	return exitCode.unmatched;
}

function stackOf(error: unknown): string {
	return error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
}
