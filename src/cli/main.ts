/** The entry: runs the command line, prints what was thrown, sets the exit code. Nothing else does either. */

import type {CommanderError} from 'commander';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import {printable} from '../core/text.ts';
import {version} from '../core/version.ts';
import {errorText, type Terminal} from './error-text.ts';
import {watchStdout, widthOf} from './stdout.ts';

export async function main(argv: readonly string[]): Promise<void> {
	watchStdout();
	const debug = argv.includes('--debug');
	// A mistake outside any promise would print its stack; `exit` handlers still restore the terminal.
	process.on('uncaughtException', error => process.exit(report(error, debug)));
	try {
		await run(argv);
	} catch (error) {
		const columns = widthOf(process.stderr);
		const terminal = columns === null ? null : {columns, wrap: (await import('../view/wrap.ts')).wrapWords};
		process.exitCode = report(error, debug, terminal);
	}
}

async function run(argv: readonly string[]): Promise<void> {
	// Asked for by scripts and shells, and often: not worth loading commander for.
	if (argv.length === 3 && (argv[2] === '--version' || argv[2] === '-V')) {
		process.stdout.write(`${version}\n`);
		return;
	}
	const {buildProgram} = await import('./program.ts');
	const program = buildProgram();
	// Who types the bare name wants to know what there is.
	if (argv.length <= 2) program.outputHelp();
	else await program.parseAsync(argv);
}

/** Prints what went wrong and gives the exit code for it. */
function report(error: unknown, debug: boolean, terminal: Terminal | null = null): number {
	if (isCommanderError(error)) {
		// Commander has printed it already; help and version are no errors.
		return error.exitCode === 0 ? exitCode.done : exitCode.usage;
	}
	if (error instanceof CallHookError) {
		process.stderr.write(errorText(error.message, error.hint, terminal));
		if (debug) process.stderr.write(`${printable(stackOf(error.cause ?? error))}\n`);
		return error.exitCode;
	}
	process.stderr.write(`call-hook: a mistake in call-hook itself: ${printable(messageOf(error))}\n`);
	process.stderr.write(
		debug ? `${printable(stackOf(error))}\n` : '  Run it again with --debug and report what it prints.\n',
	);
	return exitCode.unmatched;
}

/** By its code: its class comes with commander, which may not be loaded. */
function isCommanderError(error: unknown): error is CommanderError {
	return codeOf(error)?.startsWith('commander.') ?? false;
}

function stackOf(error: unknown): string {
	return error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
}
