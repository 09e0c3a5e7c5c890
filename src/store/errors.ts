import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';

/** Primary result codes of SQLite that a user can do something about. */
const explanations: Readonly<Record<number, {what: string; hint: string}>> = {
	5: {
		what: 'is locked by another program',
		hint: 'Close the program that holds it (a database browser, perhaps), or choose another file with --store.',
	},
	8: {
		what: 'cannot be written: it, or its folder, is read-only',
		hint: 'Change its permissions, or choose another file with --store.',
	},
	10: {
		what: 'could not be read or written: the disk reports an error',
		hint: 'Look at the disk (space, quota, hardware), or choose another file with --store.',
	},
	11: {
		what: 'is damaged',
		hint: "Move it away to keep it, and start again; sqlite3's .recover may save what is in it.",
	},
	13: {
		what: 'cannot grow: the disk is full',
		hint: 'Make room on the disk, or choose another file with --store.',
	},
	14: {
		what: 'could not be opened',
		hint: 'Check that the folder exists and that you may write to it, or choose another file with --store.',
	},
	26: {
		what: 'is not a call-hook store: it is no SQLite file',
		hint: 'Choose another file with --store.',
	},
};

/** Anything SQLite or the file system threw about the store, told for the person who has to act. */
export function storeError(error: unknown, path: string): CallHookError {
	if (error instanceof CallHookError) return error;
	const {what, hint} = explain(error);
	return new CallHookError(`The store ${path} ${what} (${messageOf(error)}).`, {
		hint,
		exitCode: exitCode.unavailable,
		cause: error,
	});
}

/** Whether SQLite refused because another connection holds the database. */
export function isLocked(error: unknown): boolean {
	return resultCode(error) === 5;
}

const unknown = {what: 'failed', hint: 'Run it again with --debug and report what it prints.'};

function explain(error: unknown): {what: string; hint: string} {
	const code = resultCode(error) ?? codeOfFileSystem(codeOf(error));
	return (code === null ? undefined : explanations[code]) ?? unknown;
}

/** The result code that says the same as an error of the file system. */
function codeOfFileSystem(code: string | null): number | null {
	switch (code) {
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return 8;
		case 'ENOSPC':
		case 'EDQUOT':
			return 13;
		case 'ENOENT':
		case 'ENOTDIR':
		case 'EISDIR':
		case 'EEXIST':
		case 'ENAMETOOLONG':
		case 'ELOOP':
			return 14;
		default:
			return null;
	}
}

/** SQLite's primary result code (the low byte of the extended one), or null when SQLite did not throw it. */
function resultCode(error: unknown): number | null {
	if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
	const {errcode} = error;
	if (typeof errcode !== 'number') return null;
	const primary = errcode & 0xff;
	// LOCKED is a conflict within one process's connections; to a person it is the same thing.
	return primary === 6 ? 5 : primary;
}
