/** Which process a number stands for: numbers are given out again, after a restart of a container always the same ones. */

import {readFileSync} from 'node:fs';
import {codeOf} from '../core/errors.ts';

/**
 * The boot of the machine and when since then the process began, which no change of the clock moves; null where that
 * cannot be told, as anywhere but on Linux (proc_pid_stat(5), `starttime`).
 */
export function processIdentity(pid: number): string | null {
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The second field is the program's name in parentheses, which may have anything in it; `starttime` is the 22nd.
		const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
		return began === undefined ? null : `${boot} ${began}`;
	} catch {
		return null;
	}
}

/** Whether the process of a number lives; where both identities can be told, only when it is the very same one. */
export function isSameProcess(pid: number, identity: string | null): boolean {
	if (!isAlive(pid)) return false;
	const now = identity === null ? null : processIdentity(pid);
	return now === null || now === identity;
}

/** Whether there is a process of that number, whoever's it is. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}
