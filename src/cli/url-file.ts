/** `--url-file`: where scripts read what address to send to. */

import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';

export class UrlFile {
	readonly #path: string;
	#written: string | null = null;

	constructor(path: string) {
		this.#path = path;
	}

	/**
	 * Writes the address and a line break; whole at once, so that no script reads half of it.
	 * @throws {CallHookError} when it cannot be written
	 */
	write(url: string): void {
		if (url === this.#written) return;
		const beside = `${this.#path}.${process.pid}`;
		try {
			// The address may hold the secret path.
			writeFileSync(beside, `${url}\n`, {mode: 0o600});
			renameSync(beside, this.#path);
		} catch (error) {
			rmSync(beside, {force: true});
			// The system would name a file nobody has heard of.
			const why = codeOf(error) === 'ENOENT' ? 'there is no such folder' : messageOf(error);
			throw new CallHookError(`${this.#path} could not be written: ${why}.`, {
				hint: 'Name a file in a folder you may write to with --url-file.',
				exitCode: exitCode.unavailable,
				cause: error,
			});
		}
		this.#written = url;
	}

	/** A script must not read an address that is no more; one that another process has written is left. */
	remove(): void {
		const written = this.#written;
		this.#written = null;
		if (written === null) return;
		try {
			if (readFileSync(this.#path, 'utf8') === `${written}\n`) rmSync(this.#path);
		} catch {
			// It is gone already.
		}
	}
}
