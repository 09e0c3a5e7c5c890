/** The one kind of error that is thrown on purpose: something about running call-hook itself went wrong. */

/** What a process ends with; see `call-hook --help` and the README. */
export const exitCode = {
	done: 0,
	/** Not matched, or a check failed. */
	unmatched: 1,
	/** A question was answered with no: what was asked for was not done. */
	declined: 1,
	usage: 2,
	/** Listener, tunnel, target or store could not be opened or reached. */
	unavailable: 3,
	/** A provider's contract was violated (`--strict`). */
	contract: 4,
	hangup: 129,
	interrupted: 130,
	terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * Says what happened and to what, who must act, and the next step. Only the command line's entry prints it and
 * sets the exit code.
 */
export class CallHookError extends Error {
	override readonly name = 'CallHookError';
	/** The next step, in the imperative. */
	readonly hint: string;
	readonly exitCode: ExitCode;

	constructor(message: string, options: {hint: string; exitCode: ExitCode; cause?: unknown}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.hint = options.hint;
		this.exitCode = options.exitCode;
	}
}

/** The message of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
	try {
		return String(thrown instanceof Error ? thrown.message : thrown);
	} catch {
		// An object that has no text, or whose text throws: a configuration of the user's may throw even that.
		return 'something that has no message';
	}
}

/** The `code` of a system error (`EADDRINUSE`), or null. */
export function codeOf(thrown: unknown): string | null {
	if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return null;
	return typeof thrown.code === 'string' ? thrown.code : null;
}
