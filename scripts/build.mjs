/** Builds dist/: one bundle, split where commands are loaded, with the licences of everything that is in it. */

import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';
import {licencesOf} from './licences.mjs';

const root = new URL('..', import.meta.url);
const {version} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const dist = fileURLToPath(new URL('dist', root));
// Beside it first: a build that fails leaves the last one in place.
const out = `${dist}.new`;

rmSync(out, {recursive: true, force: true});
const bundle = await rolldown({
	input: {main: fileURLToPath(new URL('src/cli/main.ts', root))},
	platform: 'node',
	external: ['@photostructure/sqlite', 'react-devtools-core'],
	// jsonc-parser's main is a UMD file whose requires no bundler can follow.
	resolve: {
		mainFields: ['module', 'main'],
		// What localtunnel's would write to stderr, for a user who has DEBUG set, would go across the screen.
		alias: {debug: fileURLToPath(new URL('silent-debug.cjs', import.meta.url))},
	},
	transform: {
		target: 'node20.19',
		define: {
			__CALL_HOOK_VERSION__: JSON.stringify(version),
			// React's production build, whatever the user's NODE_ENV says: the other one leaks and is slow.
			'process.env.NODE_ENV': '"production"',
			// Ink looks for React's developer tools only when asked to.
			'process.env.DEV': '"false"',
		},
	},
	onLog(level, log, handler) {
		// A warning nobody reads hides the next one.
		if (level === 'warn') throw new Error(log.message);
		handler(level, log);
	},
});
const {output} = await bundle.write({
	dir: out,
	format: 'esm',
	minify: !process.env.CALL_HOOK_READABLE,
	entryFileNames: '[name].js',
	chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
const modules = output.flatMap(chunk => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []));
writeFileSync(`${out}/THIRD-PARTY-LICENCES.txt`, licencesOf(modules));
rmSync(dist, {recursive: true, force: true});
renameSync(out, dist);
