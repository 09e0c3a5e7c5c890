import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {toFile} from '../../src/cli/out-file.ts';
import {temporaryFolder} from '../store/temporary.ts';

describe('a file for results', () => {
	it('is there once it is whole, for its owner only', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'a.har');
		const output = await toFile(path, {force: false});
		await output.write('é');
		await output.write(Buffer.from([0xff]));
		expect(existsSync(path)).toBe(false);
		await output.done();
		await output.giveUp();
		expect(readFileSync(path)).toEqual(Buffer.from([0xc3, 0xa9, 0xff]));
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(readdirSync(folder)).toEqual(['a.har']);
	});

	it('takes the place of none, unless it is told to', async () => {
		const path = join(temporaryFolder(), 'a');
		writeFileSync(path, 'before', {mode: 0o644});
		await expect(toFile(path, {force: false})).rejects.toMatchObject({
			message: `${path} is there already.`,
			exitCode: 2,
		});
		const output = await toFile(path, {force: true});
		await output.write('after');
		await output.done();
		expect(readFileSync(path, 'utf8')).toBe('after');
		expect(statSync(path).mode & 0o777).toBe(0o600);
	});

	it('given up leaves nothing behind', async () => {
		const folder = temporaryFolder();
		const output = await toFile(join(folder, 'a'), {force: false});
		await output.write('half');
		await output.giveUp();
		await output.giveUp();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('that cannot be is told', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'no', 'a');
		await expect(toFile(path, {force: false})).rejects.toMatchObject({
			message: `${path} could not be written: there is no such folder.`,
			exitCode: 3,
		});
		mkdirSync(join(folder, 'b'));
		const output = await toFile(join(folder, 'b'), {force: true});
		await expect(output.done()).rejects.toMatchObject({exitCode: 3});
	});
});
