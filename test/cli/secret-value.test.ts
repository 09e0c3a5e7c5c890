import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {secretValue} from '../../src/cli/secret-value.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {temporaryFolder} from '../store/temporary.ts';

const env = {HOOK: 's3cret\n', EMPTY: '', BLANKS: ' \t\n'};
const value = (text: string, literal = true) => secretValue(text, {option: '--auth', literal, env});

function failure(text: string, literal = true): string {
	try {
		value(text, literal);
	} catch (error) {
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toHaveProperty('exitCode', 2);
		expect((error as CallHookError).hint).not.toBe('');
		return (error as CallHookError).message;
	}
	throw new Error(`${text} was taken`);
}

function written(content: string | Uint8Array): string {
	const path = join(temporaryFolder(), 'secret');
	writeFileSync(path, content);
	return path;
}

describe('a secret', () => {
	it('is a variable’s value as it is, a file’s text without the end of its line, or what is written', () => {
		expect(value('env:HOOK')).toBe('s3cret\n');
		expect(value(`file:${written('s3cret\r\n')}`)).toBe('s3cret');
		expect(value(`file:${written(' a\nb\n\n')}`)).toBe(' a\nb\n');
		expect(value('user:env:x')).toBe('user:env:x');
		expect(value('')).toBe('');
	});

	it('that stands where the name of a variable should is not repeated', () => {
		expect(failure('env:s3-cret')).toBe(
			'--auth env: names no variable: a name has letters, digits and _ only.',
		);
	});

	it('may be refused as it is, and is not repeated', () => {
		expect(failure('s3cret', false)).toBe('--auth takes no secret as it is.');
		expect(value('env:HOOK', false)).toBe('s3cret\n');
	});

	it('has to be there', () => {
		expect(failure('env:NONE')).toBe('--auth names the environment variable NONE, which is not set.');
		expect(failure('env:toString')).toContain('which is not set');
		expect(failure('env:EMPTY')).toBe('--auth names the environment variable EMPTY, which is empty.');
		expect(failure('env:BLANKS')).toBe(
			'--auth names the environment variable BLANKS, which has nothing but white space.',
		);
		expect(failure(`file:${written(' \n\n')}`)).toContain('which has nothing but white space.');
		expect(failure('env:')).toBe('--auth env: names no variable.');
		expect(failure('file:')).toBe('--auth file: names no file.');
		expect(failure('file:/nowhere/s')).toBe('--auth names the file /nowhere/s, which is not there.');
		const empty = written('\n');
		expect(failure(`file:${empty}`)).toBe(`--auth names the file ${empty}, which is empty.`);
	});

	it('is text of a size secrets have', () => {
		expect(failure(`file:${written(Uint8Array.of(0xff))}`)).toContain('which is no UTF-8 text');
		expect(failure(`file:${written('s'.repeat(70_000))}`)).toContain('which is too large for a secret');
		const folder = join(temporaryFolder(), 'folder');
		mkdirSync(folder);
		expect(failure(`file:${folder}`)).toContain('which could not be read');
	});
});
