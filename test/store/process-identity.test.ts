import {spawn, spawnSync} from 'node:child_process';
import {expect, it} from 'vitest';
import {isSameProcess, processIdentity} from '../../src/store/process-identity.ts';
import {afterwards} from '../support/waiting.ts';

const own = processIdentity(process.pid);

it.skipIf(own === null)('a process stays the same, and is told from another of its number', () => {
	const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
	afterwards(() => child.kill());
	const {pid = 0} = child;
	const identity = processIdentity(pid);
	expect(own).toMatch(/^[\da-f-]{36} \d+$/);
	expect(processIdentity(process.pid)).toBe(own);
	expect(identity).not.toBe(own);
	expect(isSameProcess(pid, identity)).toBe(true);
	expect(isSameProcess(pid, own)).toBe(false);
});

it('without an identity its number has to do', () => {
	expect(isSameProcess(process.pid, null)).toBe(true);
	const {pid = 0} = spawnSync(process.execPath, ['-e', '0']);
	expect(processIdentity(pid)).toBeNull();
	expect(isSameProcess(pid, null)).toBe(false);
	expect(isSameProcess(pid, own)).toBe(false);
});
