import {describe, expect, it} from 'vitest';
import {CallHookError} from '../../src/core/errors.ts';
import {storeError} from '../../src/store/errors.ts';

const sqlite = (errcode: number) =>
	Object.assign(new Error('sqlite says'), {code: 'ERR_SQLITE_ERROR', errcode});
const system = (code: string) => Object.assign(new Error('system says'), {code});

describe('storeError', () => {
	it.each([
		[sqlite(5), 'is locked by another program'],
		[sqlite(6), 'is locked by another program'],
		[sqlite(261), 'is locked by another program'],
		[sqlite(8), 'read-only'],
		[sqlite(1032), 'read-only'],
		[sqlite(10), 'the disk reports an error'],
		[sqlite(778), 'the disk reports an error'],
		[sqlite(11), 'is damaged'],
		[sqlite(13), 'the disk is full'],
		[sqlite(14), 'could not be opened'],
		[sqlite(26), 'it is no SQLite file'],
		[system('EACCES'), 'read-only'],
		[system('EROFS'), 'read-only'],
		[system('ENOTDIR'), 'could not be opened'],
	])('%o: the store %s', (cause, what) => {
		const error = storeError(cause, '/x/store.db');
		expect(error).toBeInstanceOf(CallHookError);
		expect(error.message).toContain('The store /x/store.db ');
		expect(error.message).toContain(what);
		expect(error.message).toContain(cause.message);
		expect(error.hint).toMatch(/^[A-Z].+\.$/);
		expect(error).toMatchObject({exitCode: 3, cause});
	});

	it('an error that says all that already stays as it is', () => {
		const error = new CallHookError('mine', {hint: 'h', exitCode: 2});
		expect(storeError(error, '/x')).toBe(error);
	});

	it('anything at all can be thrown', () => {
		for (const thrown of [undefined, null, 'text', {errcode: 'x'}]) {
			expect(storeError(thrown, '/x').message).toContain('The store /x ');
		}
	});

	it('a failure that is none of opening is not told as one', () => {
		// 19: a constraint; 1: wrong SQL. Neither has to do with the folder.
		for (const code of [1, 19])
			expect(storeError(sqlite(code), '/x').message).not.toContain('could not be opened');
	});
});
