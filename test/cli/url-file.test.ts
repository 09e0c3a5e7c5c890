import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {UrlFile} from '../../src/cli/url-file.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {temporaryFolder} from '../store/temporary.ts';

it('holds one line for its owner only, the last address that was written, until it is removed', () => {
	const folder = temporaryFolder();
	const path = join(folder, 'url');
	const file = new UrlFile(path);
	file.write('https://a.example.test/k3y');
	file.write('https://b.example.test/k3y');
	file.write('https://b.example.test/k3y');
	expect(readFileSync(path, 'utf8')).toBe('https://b.example.test/k3y\n');
	expect(statSync(path).mode & 0o777).toBe(0o600);
	// Nothing is left of how it was written.
	expect(readdirSync(folder)).toEqual(['url']);
	file.remove();
	file.remove();
	expect(existsSync(path)).toBe(false);
});

it('leaves what another process has written since', () => {
	const path = join(temporaryFolder(), 'url');
	const file = new UrlFile(path);
	file.write('https://a.example.test');
	writeFileSync(path, 'https://b.example.test\n');
	file.remove();
	expect(readFileSync(path, 'utf8')).toBe('https://b.example.test\n');
});

it('that cannot be written says which, and what to do', () => {
	const path = join(temporaryFolder(), 'missing', 'url');
	const write = () => new UrlFile(path).write('https://a.example.test');
	expect(write).toThrow(CallHookError);
	expect(write).toThrow(`${path} could not be written: there is no such folder.`);
});
