/** A small program of our sources, bundled, in a process of its own: what becomes of it when it ends. */

import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';

export interface ScriptEnd {
	code: number | null;
	stdout: string;
	stderr: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `source` is TypeScript that imports as if it were in the project's root. It may take half a minute. */
export async function runScript(source: string, args: readonly string[] = []): Promise<ScriptEnd> {
	const folder = mkdtempSync(join(tmpdir(), 'call-hook-script-'));
	try {
		const entry = `${root}script.ts`;
		const bundle = await rolldown({
			input: entry,
			cwd: root,
			platform: 'node',
			logLevel: 'silent',
			plugins: [
				{
					name: 'script',
					resolveId: id => (id === entry ? id : null),
					load: id => (id === entry ? source : null),
				},
			],
		});
		await bundle.write({
			dir: folder,
			format: 'esm',
			entryFileNames: 'main.mjs',
			chunkFileNames: '[name].mjs',
		});
		await bundle.close();
		return await run(join(folder, 'main.mjs'), args);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

function run(file: string, args: readonly string[]): Promise<ScriptEnd> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [file, ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
			timeout: 30_000,
		});
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', chunk => {
			stdout += String(chunk);
		});
		child.stderr.on('data', chunk => {
			stderr += String(chunk);
		});
		child.on('error', reject);
		child.on('close', code => resolve({code, stdout, stderr}));
	});
}
