import {CallHookError, exitCode} from '../core/errors.ts';

/**
 * What is wrong with a command line.
 * @param hint the next step, in the imperative
 */
export function usage(message: string, hint: string, cause?: unknown): CallHookError {
	return new CallHookError(message, {hint, exitCode: exitCode.usage, cause});
}
