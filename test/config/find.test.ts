import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {configNames, findConfig} from '../../src/config/find.ts';
import {CallHookError} from '../../src/core/errors.ts';
import {temporaryFolder} from '../store/temporary.ts';

function folders(): {top: string; middle: string; bottom: string} {
	const top = temporaryFolder();
	const bottom = join(top, 'middle', 'bottom');
	mkdirSync(bottom, {recursive: true});
	return {top, middle: join(top, 'middle'), bottom};
}

describe('findConfig', () => {
	it.each(configNames)('finds %s in the folder itself and from below', name => {
		const {top, middle, bottom} = folders();
		const file = join(top, name);
		writeFileSync(file, '');
		for (const folder of [top, middle, bottom]) expect(findConfig(folder)).toBe(file);
	});

	it('takes the nearest', () => {
		const {top, middle, bottom} = folders();
		writeFileSync(join(top, 'call-hook.config.json'), '');
		writeFileSync(join(middle, 'call-hook.config.mjs'), '');
		expect(findConfig(bottom)).toBe(join(middle, 'call-hook.config.mjs'));
		expect(findConfig(top)).toBe(join(top, 'call-hook.config.json'));
	});

	it('finds none where there is none', () => {
		const {top, bottom} = folders();
		writeFileSync(join(top, 'call-hook.config.ts'), '');
		writeFileSync(join(top, 'call-hook.json'), '');
		expect(findConfig(bottom)).toBeNull();
		expect(findConfig('/')).toBeNull();
	});

	it('does not choose between two in one folder', () => {
		const {top, bottom} = folders();
		const files = ['call-hook.config.json', 'call-hook.config.mjs'].map(name => join(top, name));
		for (const file of files) writeFileSync(file, '');
		const error = thrownBy(() => findConfig(bottom));
		expect(error).toBeInstanceOf(CallHookError);
		expect(error).toMatchObject({exitCode: 2, hint: expect.stringContaining('--config')});
		for (const file of files) expect(error).toHaveProperty('message', expect.stringContaining(file));
	});

	it('passes nothing over that has the name: a folder, a link to nowhere', () => {
		const {top, middle} = folders();
		mkdirSync(join(top, 'call-hook.config.json'));
		expect(findConfig(top)).toBe(join(top, 'call-hook.config.json'));
		symlinkSync(join(top, 'nowhere'), join(middle, 'call-hook.config.js'));
		expect(findConfig(middle)).toBe(join(middle, 'call-hook.config.js'));
	});

	it('goes on above a folder that may not be looked into, or is gone', () => {
		const {top, middle, bottom} = folders();
		writeFileSync(join(top, 'call-hook.config.json'), '');
		chmodSync(middle, 0o000);
		try {
			expect(findConfig(bottom)).toBe(join(top, 'call-hook.config.json'));
		} finally {
			chmodSync(middle, 0o755);
		}
		expect(findConfig(join(top, 'gone', 'deeper'))).toBe(join(top, 'call-hook.config.json'));
	});
});

function thrownBy(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		return error;
	}
}
