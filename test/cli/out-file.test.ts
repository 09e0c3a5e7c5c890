import {execFileSync} from 'node:child_process';
import {
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {newFile} from '../../src/cli/out-file.ts';
import {temporaryFolder} from '../store/temporary.ts';

describe('a file for results', () => {
	it('is there once it is whole, for its owner only', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'a.har');
		const output = await newFile(path, {force: false});
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
		await expect(newFile(path, {force: false})).rejects.toMatchObject({
			message: `${path} is there already.`,
			exitCode: 2,
		});
		const output = await newFile(path, {force: true});
		await output.write('after');
		await output.done();
		expect(readFileSync(path, 'utf8')).toBe('after');
		expect(statSync(path).mode & 0o777).toBe(0o600);
	});

	it('given up leaves nothing behind', async () => {
		const folder = temporaryFolder();
		const output = await newFile(join(folder, 'a'), {force: false});
		await output.write('half');
		await output.giveUp();
		await output.giveUp();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('takes the place of none that was made meanwhile', async () => {
		const path = join(temporaryFolder(), 'a');
		const output = await newFile(path, {force: false});
		await output.attach?.('b', Buffer.from('b'));
		await output.write('late');
		writeFileSync(path, 'first');
		await expect(output.done()).rejects.toMatchObject({message: `${path} is there already.`, exitCode: 2});
		await output.giveUp();
		expect(readFileSync(path, 'utf8')).toBe('first');
		expect(readdirSync(dirname(path))).toEqual(['a']);
	});

	it('stands with what is attached to it in folders that are made, all of them or none', async () => {
		const folder = join(temporaryFolder(), 'a', 'b');
		const half = await newFile(join(folder, 'a.http'), {force: false});
		await half.attach?.('a.bin', Buffer.from('a'));
		expect(existsSync(join(folder, 'a.bin'))).toBe(false);
		await half.giveUp();
		await expect(half.write('more')).rejects.toThrow('could not be written');
		expect(readdirSync(folder)).toEqual([]);
		const whole = await newFile(join(folder, 'a.http'), {force: false});
		await whole.attach?.('a.bin', Buffer.from('a'));
		await whole.write('text');
		await whole.done();
		await whole.giveUp();
		expect(readdirSync(folder).sort()).toEqual(['a.bin', 'a.http']);
		expect(statSync(join(folder, 'a.bin')).mode & 0o777).toBe(0o600);
		const again = await newFile(join(folder, 'b.http'), {force: false});
		await expect(again.attach?.('a.bin', Buffer.from('b'))).rejects.toThrow('a.bin is there already.');
	});

	it('is not written in the place of a link that leads nowhere', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'link');
		symlinkSync(join(folder, 'elsewhere'), path);
		await expect(newFile(path, {force: false})).rejects.toThrow('is there already');
		expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
	});

	it('is the one a link leads to', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'file'), 'before');
		symlinkSync(join(folder, 'file'), join(folder, 'link'));
		const output = await newFile(join(folder, 'link'), {force: true});
		await output.write('after');
		await output.done();
		expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('after');
		expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
	});

	it.runIf(process.platform === 'linux')('that is a device is written to, and stays', async () => {
		for (const force of [false, true]) {
			const output = await newFile('/dev/null', {force});
			expect(output.attach).toBeNull();
			await output.write('gone');
			await output.done();
			await output.giveUp();
		}
		expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
	});

	it.skipIf(process.platform === 'win32')('that is a pipe is written to, and stays', async () => {
		const path = join(temporaryFolder(), 'pipe');
		execFileSync('mkfifo', [path]);
		const read = readFile(path, 'utf8');
		const output = await newFile(path, {force: true});
		await output.write('one ');
		await output.write('two');
		await output.done();
		expect(await read).toBe('one two');
		expect(statSync(path).isFIFO()).toBe(true);
	});

	it('that cannot be is told', async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, 'taken.http'));
		writeFileSync(join(folder, 'file'), '');
		const nowhere = process.platform === 'linux' ? ['/proc/nowhere/at/all.http'] : [];
		for (const path of [join(folder, 'taken.http'), join(folder, 'file', 'below.http'), ...nowhere]) {
			await expect(newFile(path, {force: true})).rejects.toMatchObject({
				message: expect.stringContaining(`${path} could not be written`),
				exitCode: 3,
			});
		}
	});
});
