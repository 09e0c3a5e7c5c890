/** Programs on PATH that are none: small scripts of the test's. */

import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {afterwards, until} from '../support/waiting.ts';

export interface FakeProgram {
	/** The arguments of each start, in order. */
	starts(): string[][];
	/** Waits until so many were started, and gives the process id of the last. */
	started(count?: number): Promise<number>;
	/** Waits until the process is gone. */
	gone(pid: number): Promise<void>;
}

/** Puts a folder before all others on PATH until the test is over. */
export function folderOnPath(): string {
	const folder = mkdtempSync(join(tmpdir(), 'call-hook-programs-'));
	const before = process.env['PATH'] ?? '';
	process.env['PATH'] = `${folder}${delimiter}${before}`;
	afterwards(() => {
		process.env['PATH'] = before;
		rmSync(folder, {recursive: true, force: true});
	});
	return folder;
}

/** No program is found. */
export function emptyPath(): void {
	const before = process.env['PATH'];
	process.env['PATH'] = mkdtempSync(join(tmpdir(), 'call-hook-nothing-'));
	afterwards(() => {
		rmSync(process.env['PATH'] ?? '', {recursive: true, force: true});
		process.env['PATH'] = before;
	});
}

/**
 * `script` runs in Node; there `say` prints a line to stderr, `log` one to stdout, `live()` keeps it running until it
 * is ended, and `args` are its arguments.
 */
export function fakeProgram(name: string, script: string): FakeProgram {
	const folder = folderOnPath();
	const record = join(folder, `${name}.starts`);
	writeFileSync(record, '');
	writeFileSync(
		join(folder, name),
		`#!${process.execPath}
const {appendFileSync} = require('node:fs');
const args = process.argv.slice(2);
const say = line => process.stderr.write(line + '\\n');
const log = line => process.stdout.write(line + '\\n');
const live = () => setInterval(() => {}, 1000);
if (args[0] !== '-G') appendFileSync(${JSON.stringify(record)}, JSON.stringify({pid: process.pid, args}) + '\\n');
${script}
`,
	);
	chmodSync(join(folder, name), 0o755);
	const entries = () =>
		readFileSync(record, 'utf8')
			.split('\n')
			.filter(line => line !== '')
			.map(line => JSON.parse(line) as {pid: number; args: string[]});
	return {
		starts: () => entries().map(({args}) => args),
		async started(count = 1) {
			await until(`${count} starts of ${name}`, () => entries().length >= count);
			return entries().at(-1)?.pid ?? 0;
		},
		async gone(pid) {
			await until(`the end of ${pid}`, () => !isRunning(pid));
		},
	};
}

export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
