/** The body of an answer from a file, read once at start. */

import {readFileSync, statSync} from 'node:fs';
import {extname} from 'node:path';
import {codeOf, messageOf} from '../core/errors.ts';

export interface AnswerFile {
	bytes: Uint8Array;
	/** By the file's extension. */
	contentType: string;
	/** null for bytes that are no text, by extension or by content. */
	text: string | null;
}

export type ReadAnswerFile =
	| {file: AnswerFile; problem?: never}
	| {file?: never; problem: {message: string; hint: string}};

/** In bytes; no provider takes a hundredth of it. */
export const largestAnswer = 10 * 1024 * 1024;

const contentTypes: Readonly<Record<string, string>> = {
	'.json': 'application/json',
	'.xml': 'application/xml',
	'.txt': 'text/plain; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
};

/** @param path absolute */
export function readAnswerFile(path: string): ReadAnswerFile {
	try {
		const stats = statSync(path);
		// A pipe would be waited for, and a folder cannot be read.
		if (!stats.isFile()) {
			return wrong(`${path} is ${stats.isDirectory() ? 'a folder' : 'no ordinary file'}.`, 'Name a file.');
		}
		if (stats.size > largestAnswer) {
			const megabytes = (stats.size / 1024 ** 2).toFixed(1);
			return wrong(`${path} has ${megabytes} MB; an answer has at most 10 MB.`, 'Name a smaller file.');
		}
		const bytes = readFileSync(path);
		const known = contentTypes[extname(path).toLowerCase()];
		const contentType = known ?? 'application/octet-stream';
		return {file: {bytes, contentType, text: known === undefined ? null : textIn(bytes)}};
	} catch (error) {
		return codeOf(error) === 'ENOENT'
			? wrong(`There is no file ${path}.`, 'Write it, or name another.')
			: wrong(`${path} could not be read: ${messageOf(error)}.`, 'Make it readable, or name another.');
	}
}

function textIn(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
	} catch {
		return null;
	}
}

function wrong(message: string, hint: string): ReadAnswerFile {
	return {problem: {message, hint}};
}
