/** Where results go: stdout, or files for their user's eyes only that are there when they are whole. */

import {randomBytes} from 'node:crypto';
import type {Stats} from 'node:fs';
import {
	access,
	constants,
	copyFile,
	type FileHandle,
	link,
	lstat,
	mkdir,
	open,
	realpath,
	rename,
	rm,
	stat,
} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import {printed} from './stdout.ts';

export interface Output {
	write(content: string | Uint8Array): Promise<void>;
	/** Another file beside it that belongs to it; null where there can be none. */
	readonly attach: ((name: string, content: Uint8Array) => Promise<void>) | null;
	/** All of it was written. */
	done(): Promise<void>;
	/** What was written is thrown away, as far as it can be; safe after `done`. */
	giveUp(): Promise<void>;
}

/** As it comes. */
export const toStdout: Output = {
	write: printed,
	attach: null,
	done: async () => {},
	giveUp: async () => {},
};

/**
 * A file that takes its name once it is whole, with all that is attached to it; folders are made. A pipe or a terminal
 * of that name is written to as it comes.
 * @throws {CallHookError} when there is one of that name and `force` is not given, or none can be written
 */
export async function newFile(path: string, {force}: {force: boolean}): Promise<Output> {
	const there = await guarded(path, () => statsOf(stat, path));
	if (there?.isFIFO() || there?.isCharacterDevice()) return new Stream(path);
	return new FileWithOthers(await PartFile.at(path, force), force);
}

/** Nothing of it can be taken back, and nothing is lost by writing to it. */
class Stream implements Output {
	readonly attach = null;
	readonly #path: string;
	#file: FileHandle | null = null;

	constructor(path: string) {
		this.#path = path;
	}

	write(content: string | Uint8Array): Promise<void> {
		return guarded(this.#path, async () => {
			// Not made again where it has gone meanwhile.
			this.#file ??= await open(this.#path, constants.O_WRONLY);
			await this.#file.appendFile(content);
		});
	}

	done(): Promise<void> {
		return this.giveUp();
	}

	async giveUp(): Promise<void> {
		await this.#file?.close();
		this.#file = null;
	}
}

class FileWithOthers implements Output {
	readonly #main: PartFile;
	readonly #force: boolean;
	readonly #others: PartFile[] = [];
	#isOver = false;

	constructor(main: PartFile, force: boolean) {
		this.#main = main;
		this.#force = force;
	}

	write(content: string | Uint8Array): Promise<void> {
		return this.#main.write(content);
	}

	readonly attach = async (name: string, content: Uint8Array): Promise<void> => {
		const other = await PartFile.at(join(dirname(this.#main.path), name), this.#force);
		this.#others.push(other);
		// Else one that was given up meanwhile would be left.
		if (this.#isOver) await other.giveUp();
		await other.write(content);
		await other.close();
	};

	/** What names the others comes last. */
	async done(): Promise<void> {
		const named: PartFile[] = [];
		try {
			for (const file of [...this.#others, this.#main]) {
				await file.takeName();
				named.push(file);
			}
		} catch (error) {
			for (const file of named) await file.takeBack();
			throw error;
		}
	}

	async giveUp(): Promise<void> {
		this.#isOver = true;
		for (const file of [...this.#others, this.#main]) await file.giveUp();
	}
}

const ownerOnly = 0o600;

/** A file under another name beside its own, made when there is something to write. */
class PartFile {
	readonly path: string;
	/** Whether it takes the place of another. */
	readonly #replaces: boolean;
	/** Named by chance: one that a killed process left stands in nobody's way. */
	readonly #beside: string;
	#file: Promise<FileHandle> | null = null;
	#isOver = false;

	private constructor(path: string, replaces: boolean) {
		this.path = path;
		this.#replaces = replaces;
		this.#beside = `${path}.${randomBytes(4).toString('hex')}`;
	}

	/** @throws {CallHookError} as `newFile` */
	static at(path: string, force: boolean): Promise<PartFile> {
		return guarded(path, async () => {
			const there = await statsOf(lstat, path);
			if (there !== null && !force) throw thereAlready(path);
			if (there !== null) return new PartFile(await replaceable(path, there), true);
			await makeFolder(dirname(path));
			await access(dirname(path), constants.W_OK);
			return new PartFile(path, false);
		});
	}

	write(content: string | Uint8Array): Promise<void> {
		return guarded(this.path, async () => {
			const file = await this.#opened();
			await file.appendFile(content);
		});
	}

	#opened(): Promise<FileHandle> {
		if (this.#isOver) throw new Error('it was given up');
		this.#file ??= open(this.#beside, 'wx', ownerOnly);
		return this.#file;
	}

	async close(): Promise<void> {
		await (await this.#file)?.close();
	}

	takeName(): Promise<void> {
		return guarded(this.path, async () => {
			await (await this.#opened()).close();
			if (this.#replaces) await rename(this.#beside, this.path);
			else await this.#takeFreeName();
			this.#isOver = true;
		});
	}

	/** Somebody may have made one of that name meanwhile: `rename` would write over it. */
	async #takeFreeName(): Promise<void> {
		try {
			await link(this.#beside, this.path);
		} catch (error) {
			if (codeOf(error) === 'EEXIST') throw error;
			// Not all file systems have links.
			await copyFile(this.#beside, this.path, constants.COPYFILE_EXCL);
		}
		await rm(this.#beside, {force: true});
	}

	/** What another was replaced by stays: that one is gone. */
	async takeBack(): Promise<void> {
		if (!this.#replaces) await rm(this.path, {force: true});
	}

	async giveUp(): Promise<void> {
		if (this.#isOver) return;
		this.#isOver = true;
		if (this.#file === null) return;
		// One that could not be opened is not ours.
		const file = await this.#file.catch(() => null);
		if (file === null) return;
		await file.close();
		await rm(this.#beside, {force: true});
	}
}

/** What is written over: of a link the file it leads to. */
async function replaceable(path: string, there: Stats): Promise<string> {
	const found = there.isSymbolicLink() ? await statsOf(stat, path) : there;
	// A link that leads nowhere is itself what is replaced.
	if (found === null) return path;
	if (found.isFile()) return there.isSymbolicLink() ? await realpath(path) : path;
	throw new Error(found.isDirectory() ? 'it is a folder' : 'it is no file');
}

async function statsOf(read: (path: string) => Promise<Stats>, path: string): Promise<Stats | null> {
	try {
		return await read(path);
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return null;
		throw error;
	}
}

/** Folder by folder: Node's own way to make several tries for ever below `/proc`. */
async function makeFolder(folder: string): Promise<void> {
	try {
		await access(folder);
	} catch {
		if (dirname(folder) !== folder) await makeFolder(dirname(folder));
		await mkdir(folder);
	}
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CallHookError) throw error;
		throw codeOf(error) === 'EEXIST' ? thereAlready(path) : notWritten(path, error);
	}
}

function thereAlready(path: string): CallHookError {
	return new CallHookError(`${path} is there already.`, {
		hint: 'Give it another name, or write over it with --force.',
		exitCode: exitCode.usage,
	});
}

function notWritten(path: string, error: unknown): CallHookError {
	return new CallHookError(`${path} could not be written: ${messageOf(error)}.`, {
		hint: 'Name a file in a folder you may write to with --out.',
		exitCode: exitCode.unavailable,
		cause: error,
	});
}
