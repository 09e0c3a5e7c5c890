/** What is published: the right files, small, and working where it is unpacked. */

import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, inject, it} from 'vitest';
import {cdr, describeNodes, run, start, tempFolder} from '../support/program.ts';
import {send} from '../support/wire.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const megabyte = 1024 * 1024;

/** Copies a package and what it depends on from this repository. */
function install(name: string, modules: string): void {
	const source = join(root, 'node_modules', name);
	cpSync(source, join(modules, name), {recursive: true});
	const {dependencies = {}} = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
		dependencies?: Record<string, string>;
	};
	for (const needed of Object.keys(dependencies)) install(needed, modules);
}

describe('the package', () => {
	const work = tempFolder();
	const folder = join(work, 'node_modules', 'call-hook');
	let tarball: string;
	let files: string[];

	beforeAll(() => {
		// What is packed is the build under test, next to what else the repository publishes.
		const source = join(work, 'source');
		mkdirSync(source);
		const {files: published} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
			files: string[];
		};
		const there = readdirSync(root);
		for (const part of ['package.json', 'README.md', 'src', 'test', 'scripts', ...published]) {
			if (!there.includes(part) || ['bin', 'dist'].includes(part)) continue;
			cpSync(join(root, part), join(source, part), {recursive: true});
		}
		for (const part of ['bin', 'dist']) {
			cpSync(join(inject('program'), part), join(source, part), {recursive: true});
		}
		const said = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work], {
			cwd: source,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const [packed] = JSON.parse(said) as {filename: string; files: {path: string}[]}[];
		if (packed === undefined) throw new Error(`npm packed nothing: ${said}`);
		tarball = join(work, packed.filename);
		files = packed.files.map(({path}) => path);
		mkdirSync(folder, {recursive: true});
		execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components', '1']);
		// As npm would install the only dependency.
		install('@photostructure/sqlite', join(work, 'node_modules'));
	});

	it('holds the program, its fixtures and licences', () => {
		expect(files).toEqual(
			expect.arrayContaining([
				'bin/call-hook.js',
				'dist/main.js',
				'dist/THIRD-PARTY-LICENCES.txt',
				'fixtures/README.md',
				'fixtures/telecmi/outgoing-answered.http',
				'fixtures/telecmi/outgoing-answered.expected.json',
				'package.json',
				'LICENSE',
			]),
		);
		expect(files.some(file => file.startsWith('schema/'))).toBe(true);
	});

	it('holds nothing else', () => {
		const known = /^(bin|dist|fixtures|schema)\/|^(package\.json|LICENSE|README\.md|CHANGELOG\.md)$/;
		expect(files.filter(file => !known.test(file))).toEqual([]);
		expect(files.filter(file => /\.(tsx?|map)$/.test(file))).toEqual([]);
	});

	it('names every bundled package in the licences', () => {
		const licences = readFileSync(join(folder, 'dist/THIRD-PARTY-LICENCES.txt'), 'utf8');
		for (const name of [
			'commander',
			'chalk',
			'ink',
			'react',
			'jsonc-parser',
			'libphonenumber-js',
			'zod',
			'@date-fns/tz',
		]) {
			expect(licences).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
		}
		expect(licences).not.toMatch(/\(undefined\)|\((?:A?GPL|LGPL)/);
	});

	it('installs no dependency but the optional one', () => {
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object>;
		expect(Object.keys(manifest['dependencies'] ?? {})).toEqual([]);
		expect(Object.keys(manifest['optionalDependencies'] ?? {})).toEqual(['@photostructure/sqlite']);
	});

	it('is small', () => {
		expect(statSync(tarball).size).toBeLessThanOrEqual(megabyte);
		const unpacked = readdirSync(folder, {recursive: true, encoding: 'utf8'})
			.map(path => statSync(join(folder, path)))
			.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
		expect(unpacked).toBeLessThanOrEqual(3 * megabyte);
	});

	it('can be run as a command', () => {
		expect(statSync(join(folder, 'bin/call-hook.js')).mode & 0o111).not.toBe(0);
		expect(readFileSync(join(folder, 'bin/call-hook.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
	});

	describeNodes('works where it is unpacked', node => {
		it('tells its version', async () => {
			const {version} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {version: string};
			const said = await run(['--version'], {node, program: folder});
			expect(said).toMatchObject({code: 0, stdout: `${version}\n`, stderr: ''});
		});

		it('has its fixtures with it', async () => {
			const listed = await run(['fixtures', '--json'], {node, program: folder});
			const packed = files.filter(file => /^fixtures\/.*\.http$/.test(file));
			expect(listed.lines.map(line => `fixtures/${JSON.parse(line).id}.http`).sort()).toEqual(packed.sort());
			const shown = await run(['fixtures', 'show', 'telecmi/outgoing-answered'], {node, program: folder});
			expect(shown.stdout).toBe(
				readFileSync(join(folder, 'fixtures/telecmi/outgoing-answered.http'), 'utf8'),
			);
		});

		it('receives, keeps and shows', async () => {
			const store = join(tempFolder(), 'store.db');
			const program = start(['listen', '--json', '--port', '0', '--store', store], {node, program: folder});
			expect((await send((await program.ready()).port, cdr('one'))).status).toBe(200);
			expect((await program.waitForDeliveries(1))[0]).toMatchObject({callKey: 'telecmi:one'});
			expect(await program.stop()).toBe(143);
			expect(program.stderr()).toBe('');
			const {lines} = await run(['calls', '--store', store], {node, program: folder});
			expect(lines).toHaveLength(1);
		});
	});
});

describe('without SQLite', () => {
	const folder = tempFolder();
	beforeAll(() => {
		for (const part of ['bin', 'dist', 'package.json']) {
			cpSync(join(inject('program'), part), join(folder, part), {recursive: true});
		}
	});

	describeNodes('and without the optional package', node => {
		it('says what to do, or needs none', async () => {
			const store = join(tempFolder(), 'store.db');
			const builtIn = execFileSync(node, ['-p', 'require("node:module").isBuiltin("node:sqlite")'], {
				encoding: 'utf8',
			});
			if (builtIn.trim() === 'true') {
				const program = start(['listen', '--json', '--port', '0', '--store', store], {node, program: folder});
				await program.ready();
				expect(await program.stop()).toBe(143);
				expect(program.stderr()).toBe('');
			} else {
				const {code, stdout, stderr} = await run(['listen', '--port', '0', '--store', store], {
					node,
					program: folder,
				});
				expect({code, stdout}).toEqual({code: 3, stdout: ''});
				expect(stderr).toContain('optional dependencies');
				expect(stderr).not.toMatch(/^\s+at /m);
			}
		});
	});
});

it('says so when it is not built', async () => {
	const folder = tempFolder();
	cpSync(join(inject('program'), 'bin'), join(folder, 'bin'), {recursive: true});
	const {code, stderr} = await run(['--version'], {program: folder});
	expect(code).toBe(3);
	expect(stderr).toContain('not built');
	expect(stderr).not.toMatch(/^\s+at /m);
});
