import {chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {writeNew} from '../../src/cli/write-new.ts';
import {temporaryFolder} from '../store/temporary.ts';

const text = (content: string) => Buffer.from(content);

it('writes files for their owner only, in folders it makes', async () => {
	const folder = join(temporaryFolder(), 'a', 'b');
	await writeNew(
		new Map([
			[join(folder, 'one.http'), text('one')],
			[join(folder, 'two.bin'), text('two')],
		]),
		{force: false},
	);
	expect(readFileSync(join(folder, 'one.http'), 'utf8')).toBe('one');
	expect(readFileSync(join(folder, 'two.bin'), 'utf8')).toBe('two');
	expect(statSync(join(folder, 'one.http')).mode & 0o777).toBe(0o600);
});

it('writes nothing at all where one of them is there', async () => {
	const folder = temporaryFolder();
	const there = join(folder, 'there.http');
	writeFileSync(there, 'old');
	const files = new Map([
		[join(folder, 'new.bin'), text('new')],
		[there, text('new')],
	]);
	await expect(writeNew(files, {force: false})).rejects.toMatchObject({
		message: `${there} is there already.`,
		hint: expect.stringContaining('--force'),
		exitCode: 2,
	});
	expect(readFileSync(there, 'utf8')).toBe('old');
	expect(existsSync(join(folder, 'new.bin'))).toBe(false);
});

it('writes over it when told to, and then it is its owner’s only', async () => {
	const there = join(temporaryFolder(), 'there.http');
	writeFileSync(there, 'old and longer');
	chmodSync(there, 0o644);
	await writeNew(new Map([[there, text('new')]]), {force: true});
	expect(readFileSync(there, 'utf8')).toBe('new');
	expect(statSync(there).mode & 0o777).toBe(0o600);
});

it('does not follow a link that leads nowhere', async () => {
	const folder = temporaryFolder();
	symlinkSync(join(folder, 'elsewhere'), join(folder, 'link.http'));
	await expect(writeNew(new Map([[join(folder, 'link.http'), text('x')]]), {force: false})).rejects.toThrow(
		'is there already',
	);
	expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
});

it('says what could not be written', async () => {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'taken.http'));
	writeFileSync(join(folder, 'file'), '');
	for (const path of [join(folder, 'taken.http'), join(folder, 'file', 'below.http')]) {
		await expect(writeNew(new Map([[path, text('x')]]), {force: true})).rejects.toMatchObject({
			message: expect.stringContaining(`${path} could not be written`),
			exitCode: 3,
		});
	}
});
