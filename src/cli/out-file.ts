/** Where results go: stdout, or a file for its user's eyes only that is there when it is whole. */

import {existsSync, rmSync} from 'node:fs';
import {type FileHandle, open, rename} from 'node:fs/promises';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import {printed} from './stdout.ts';

export interface Output {
	write(content: string | Uint8Array): Promise<void>;
	/** All of it was written. */
	done(): Promise<void>;
	/** What was written is thrown away, as far as it can be; safe after `done`. */
	giveUp(): Promise<void>;
}

/** As it comes. */
export const toStdout: Output = {
	write: printed,
	done: async () => {},
	giveUp: async () => {},
};

/**
 * A file that takes its name once it is whole.
 * @throws {CallHookError} when there is one of that name and `force` is not given, or none can be written
 */
export async function toFile(path: string, {force}: {force: boolean}): Promise<Output> {
	if (!force && existsSync(path)) {
		throw new CallHookError(`${path} is there already.`, {
			hint: 'Give it another name, or write over it with --force.',
			exitCode: exitCode.usage,
		});
	}
	const beside = `${path}.${process.pid}`;
	const file = await guarded(path, () => open(beside, 'wx', 0o600));
	return new PartFile(path, beside, file);
}

class PartFile implements Output {
	readonly #path: string;
	readonly #beside: string;
	readonly #file: FileHandle;
	#isOver = false;

	constructor(path: string, beside: string, file: FileHandle) {
		this.#path = path;
		this.#beside = beside;
		this.#file = file;
	}

	write(content: string | Uint8Array): Promise<void> {
		return guarded(this.#path, () => this.#file.appendFile(content));
	}

	done(): Promise<void> {
		this.#isOver = true;
		return guarded(this.#path, async () => {
			await this.#file.close();
			await rename(this.#beside, this.#path);
		});
	}

	async giveUp(): Promise<void> {
		if (this.#isOver) return;
		this.#isOver = true;
		await this.#file.close();
		rmSync(this.#beside, {force: true});
	}
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		// The system would name a file nobody has heard of.
		const why = codeOf(error) === 'ENOENT' ? 'there is no such folder' : messageOf(error);
		throw new CallHookError(`${path} could not be written: ${why}.`, {
			hint: 'Name a file in a folder you may write to with --out.',
			exitCode: exitCode.unavailable,
			cause: error,
		});
	}
}
