/** Before the end-to-end tests: builds the program when it is older than its source, and finds the Nodes to run it on. */

import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {TestProject} from 'vitest/node';

/** A Node to test on, or why it is not there. */
export type NodeBinary = {name: string; path: string} | {name: string; missing: string};

declare module 'vitest' {
	export interface ProvidedContext {
		/** The folder of the program under test: bin, dist, fixtures and the packages it loads. */
		program: string;
		nodes: NodeBinary[];
	}
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export default function setup(project: TestProject): () => void {
	const folder = mkdtempSync(join(realpathSync(tmpdir()), 'call-hook-program-'));
	try {
		// Other users read it, too: one test is run as nobody.
		chmodSync(folder, 0o755);
		takeBuild(folder);
		project.provide('program', folder);
		project.provide('nodes', nodes());
	} catch (error) {
		rmSync(folder, {recursive: true, force: true});
		throw error;
	}
	return () => rmSync(folder, {recursive: true, force: true});
}

/** A copy, so that somebody who builds again while tests run pulls nothing from under them. */
function takeBuild(folder: string): void {
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
	for (let triesLeft = 3; ; triesLeft--) {
		if (isStale()) execFileSync(process.execPath, ['scripts/build.mjs'], {cwd: root, stdio: 'inherit'});
		try {
			for (const part of ['bin', 'dist', 'fixtures', 'package.json']) {
				rmSync(join(folder, part), {recursive: true, force: true});
				cpSync(join(root, part), join(folder, part), {recursive: true});
			}
			// A build that is under way at this moment gives half a copy.
			execFileSync(process.execPath, [join(folder, 'bin/call-hook.js'), '--version'], {stdio: 'pipe'});
			return;
		} catch (error) {
			if (triesLeft === 0) throw error;
		}
	}
}

function isStale(): boolean {
	const built = newest(join(root, 'dist'), 'main.js');
	const source = Math.max(
		newest(join(root, 'src')),
		newest(join(root, 'scripts'), 'build.mjs'),
		newest(root, 'package.json'),
	);
	return built < source;
}

/** The latest change below a folder, or of one file in it; 0 when there is none. */
function newest(folder: string, only?: string): number {
	try {
		const files = only === undefined ? readdirSync(folder, {recursive: true, encoding: 'utf8'}) : [only];
		return Math.max(...files.map(file => statSync(join(folder, file)).mtimeMs));
	} catch {
		return 0;
	}
}

function nodes(): NodeBinary[] {
	const said = execFileSync(process.execPath, [join(root, 'scripts/node-binaries.mjs')], {encoding: 'utf8'});
	return said
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as NodeBinary);
}
