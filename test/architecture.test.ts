/** What no type says: which folder may know which, and what is found in every file. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

interface Source {
	/** `src/core/json.ts` */
	path: string;
	/** `core` */
	folder: string;
	text: string;
	/** Files of ours it names, statically, dynamically or for a type. */
	imports: string[];
}

const sources = readdirSync(`${root}src`, {recursive: true, encoding: 'utf8'})
	.map(path => `src/${path.replaceAll('\\', '/')}`)
	.filter(path => /\.tsx?$/.test(path))
	.sort()
	.map(readSource);

function readSource(path: string): Source {
	const text = readFileSync(root + path, 'utf8');
	return {
		path,
		folder: path.split('/')[1] ?? '',
		text,
		imports: importsOf(text).map(to => resolved(path, to)),
	};
}

/** Relative module names after `from`, `import` and `import(`: also over several lines, and of types. */
function importsOf(text: string): string[] {
	const code = withoutComments(text);
	return [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.[^'"]*)\1/g)].map(
		match => match[2] ?? '',
	);
}

function resolved(from: string, to: string): string {
	return posix.join(dirname(from), to);
}

/** Comments blanked out, line by line; texts that hold comment marks are left alone as far as a test needs it. */
function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Which folders a folder may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
	core: [],
	providers: ['core'],
	inspect: ['core', 'providers'],
	server: ['core'],
	store: ['core'],
	filter: ['core'],
	formats: ['core'],
	rewrite: ['core', 'formats', 'inspect', 'providers'],
	replay: ['core', 'formats', 'forward', 'inspect', 'providers', 'rewrite', 'session', 'store'],
	doctor: [
		'core',
		'formats',
		'inspect',
		'providers',
		'rewrite',
		'replay',
		'session',
		'store',
		'tunnel',
		'view',
	],
	tunnel: ['core'],
	forward: ['core'],
	view: ['core'],
	config: ['core', 'providers', 'filter'],
	session: ['core', 'filter', 'inspect', 'providers', 'server', 'store', 'tunnel', 'forward'],
	output: ['core', 'view', 'session', 'replay', 'doctor'],
	tui: ['core', 'filter', 'view', 'session'],
	cli: [
		'core',
		'config',
		'providers',
		'filter',
		'inspect',
		'server',
		'store',
		'tunnel',
		'forward',
		'view',
		'session',
		'formats',
		'rewrite',
		'replay',
		'doctor',
		'output',
		'tui',
	],
};

describe('the reader of imports', () => {
	it('sees static, dynamic, type and multi-line imports, and exports from', () => {
		const text = `import a from './a.ts';\nimport type {B} from "./b.ts";\nimport {\n\tc,\n} from '../c.ts';
import './d.ts';\nexport {e} from './e.ts';\nconst f = await import('./f.ts');\ntype G = typeof import('./g.ts').G;
import {readFile} from 'node:fs';\n// import './no.ts'\n/* from './no.ts' */`;
		expect(importsOf(text).sort()).toEqual([
			'../c.ts',
			'./a.ts',
			'./b.ts',
			'./d.ts',
			'./e.ts',
			'./f.ts',
			'./g.ts',
		]);
	});

	it('finds the files there are', () => {
		const paths = new Set(sources.map(({path}) => path));
		const missing = sources.flatMap(({path, imports}) =>
			imports.filter(to => !paths.has(to)).map(to => `${path} imports ${to}, which is not there`),
		);
		expect(missing).toEqual([]);
		expect(sources.flatMap(({imports}) => imports).length).toBeGreaterThan(100);
	});
});

describe('folders', () => {
	it('each has its rule', () => {
		const folders = new Set(sources.map(({folder}) => folder));
		expect([...folders].filter(folder => !(folder in allowed))).toEqual([]);
	});

	it.each(Object.keys(allowed))('%s imports only what it may', folder => {
		const broken = sources
			.filter(source => source.folder === folder)
			.flatMap(({path, imports}) =>
				imports
					.filter(to => {
						const other = to.split('/')[1] ?? '';
						return other !== folder && !allowed[folder]?.includes(other);
					})
					.map(
						to => `${path} imports ${to}: ${folder} may import ${allowed[folder]?.join(', ') || 'nothing'}`,
					),
			);
		expect(broken).toEqual([]);
	});

	it('nothing outside cli imports cli', () => {
		const broken = sources
			.filter(({folder}) => folder !== 'cli')
			.flatMap(({path, imports}) =>
				imports.filter(to => to.startsWith('src/cli/')).map(to => `${path} imports ${to}`),
			);
		expect(broken).toEqual([]);
	});

	it('a provider knows the core and itself, not its neighbours', () => {
		const broken = sources
			.filter(({folder, path}) => folder === 'providers' && !path.endsWith('/registry.ts'))
			.flatMap(({path, imports}) =>
				imports
					.filter(to => ownPart(to) !== ownPart(path) && !to.startsWith('src/core/'))
					.map(to => `${path} → ${to}`),
			);
		expect(broken).toEqual([]);
	});
});

/** `src/providers/vonage` of a file of a provider, be it a file or a folder. */
function ownPart(path: string): string {
	return path.split('/').slice(0, 3).join('/').replace(/\.ts$/, '');
}

describe('circles', () => {
	it('no file imports itself by way of others, not even for a type', () => {
		const graph = new Map(sources.map(({path, text}) => [path, importsWhenLoaded(path, text)]));
		expect(circleIn(graph)).toBeNull();
	});

	it('a circle would be found', () => {
		const graph = new Map([
			['a', ['b']],
			['b', ['c']],
			['c', ['b']],
		]);
		expect(circleIn(graph)).toBe('b → c → b');
	});
});

/** Imports of a file and its types; what is loaded later, when a command runs, is no part of it. */
function importsWhenLoaded(path: string, text: string): string[] {
	const code = withoutComments(text)
		.replace(/typeof import\([^)]*\)/g, '')
		.replace(/await import\([^)]*\)/g, '');
	return importsOf(code).map(to => resolved(path, to));
}

function circleIn(graph: ReadonlyMap<string, readonly string[]>): string | null {
	const done = new Set<string>();
	const walk = (path: string, trail: readonly string[]): string | null => {
		const at = trail.indexOf(path);
		if (at >= 0) return [...trail.slice(at), path].join(' → ');
		if (done.has(path)) return null;
		for (const next of graph.get(path) ?? []) {
			const circle = walk(next, [...trail, path]);
			if (circle !== null) return circle;
		}
		done.add(path);
		return null;
	};
	for (const path of graph.keys()) {
		const circle = walk(path, []);
		if (circle !== null) return circle;
	}
	return null;
}

describe('every file', () => {
	const linesWith = (pattern: RegExp, of: (source: Source) => boolean = () => true) =>
		sources.filter(of).flatMap(({path, text}) =>
			withoutComments(text)
				.split('\n')
				.filter(line => pattern.test(line))
				.map(line => `${path}: ${line.trim()}`),
		);

	it('outside src/providers asks no provider for its id: what shared code needs, the provider declares', () => {
		const ids = sources
			.filter(
				({path}) => /^src\/providers\/[a-z]+(\.ts|\/index\.ts)$/.test(path) && !path.includes('registry'),
			)
			.map(({path}) => path.split('/')[2]?.replace('.ts', '') ?? '');
		expect(ids).toContain('telecmi');
		// Also in a switch, and with the sides exchanged.
		const named = new RegExp(
			`(?:[=!]==\\s*|case\\s+)(['"\`])(?:${ids.join('|')})\\1|(['"\`])(?:${ids.join('|')})\\2\\s*[=!]==`,
		);
		const asked = /\bprovider(?:\??\.id)\s*[=!]==?|[=!]==?\s*\w*[pP]rovider\??\.id\b/;
		const outside = ({folder}: Source) => folder !== 'providers';
		expect([...linesWith(named, outside), ...linesWith(asked, outside)]).toEqual([]);
	});

	it('prints by no console: stdout is for results, and a screen is open', () => {
		expect(linesWith(/\bconsole\s*\./)).toEqual([]);
	});

	it('ends the process in one place of the command line only', () => {
		expect(linesWith(/\bprocess\.exit\(/, ({folder}) => folder !== 'cli')).toEqual([]);
	});
});

/** Files without a test of their own: where they are tested instead, and why. */
const asProcess = 'what it does is streams, signals and exit codes: the built program is tested';
const coveredBy: Readonly<Record<string, {by: string; because: string}>> = {
	'src/cli/commands/calls.ts': {by: 'test/e2e/payloads.test.ts', because: asProcess},
	'src/cli/commands/clear.ts': {by: 'test/e2e/clear.test.ts', because: asProcess},
	'src/cli/commands/deliveries.ts': {by: 'test/e2e/payloads.test.ts', because: asProcess},
	'src/cli/commands/detect.ts': {by: 'test/e2e/output.test.ts', because: asProcess},
	'src/cli/commands/doctor.ts': {by: 'test/e2e/doctor.test.ts', because: asProcess},
	'src/cli/doctor-report.ts': {by: 'test/e2e/doctor.test.ts', because: asProcess},
	'src/cli/commands/fixtures.ts': {by: 'test/e2e/fixtures.test.ts', because: asProcess},
	'src/cli/commands/export.ts': {by: 'test/e2e/export.test.ts', because: asProcess},
	'src/cli/commands/listen.ts': {by: 'test/e2e/ending.test.ts', because: asProcess},
	'src/cli/commands/providers.ts': {by: 'test/e2e/output.test.ts', because: asProcess},
	'src/cli/commands/reading.ts': {by: 'test/e2e/store-trouble.test.ts', because: asProcess},
	'src/cli/commands/replay.ts': {by: 'test/e2e/replay.test.ts', because: asProcess},
	'src/cli/commands/save-fixture.ts': {by: 'test/e2e/fixtures.test.ts', because: asProcess},
	'src/cli/commands/show.ts': {by: 'test/e2e/show.test.ts', because: asProcess},
	'src/cli/commands/verify.ts': {by: 'test/e2e/secrets.test.ts', because: asProcess},
	'src/cli/outputs.ts': {by: 'test/e2e/output.test.ts', because: asProcess},
	'src/cli/main.ts': {by: 'test/e2e/ending.test.ts', because: asProcess},
	'src/cli/replay-output.ts': {by: 'test/e2e/replay.test.ts', because: asProcess},
	'src/core/version.ts': {by: 'test/e2e/package.test.ts', because: asProcess},
	'src/cli/stdout.ts': {by: 'test/e2e/ending.test.ts', because: asProcess},
};

describe('tests', () => {
	const tested = sources
		.filter(({text}) => hasRuntimeExport(text))
		.map(({path}) => ({path, test: path.replace(/^src\//, 'test/').replace(/\.tsx?$/, '.test')}));

	it('knows a file of types from one with something to run', () => {
		expect(
			hasRuntimeExport('export interface A {}\nexport type B = 1;\nexport type {C} from "./c.ts";'),
		).toBe(false);
		expect(hasRuntimeExport('export async function* a() {}')).toBe(true);
		expect(hasRuntimeExport('export const a = 1;')).toBe(true);
		expect(hasRuntimeExport('export {a} from "./a.ts";')).toBe(true);
	});

	it.each(tested)('$path has its test', ({path, test}) => {
		const elsewhere = coveredBy[path];
		const wanted = elsewhere === undefined ? [`${test}.ts`, `${test}.tsx`] : [elsewhere.by];
		const found = wanted.filter(file => existsSync(root + file));
		expect(found, `${path} has runtime exports: write ${wanted.join(' or ')}`).not.toEqual([]);
	});

	it('the list of exceptions has no file that is gone, or has a test by now', () => {
		const needless = Object.keys(coveredBy).filter(path => {
			const found = tested.find(entry => entry.path === path);
			return (
				found === undefined || existsSync(`${root}${found.test}.ts`) || existsSync(`${root}${found.test}.tsx`)
			);
		});
		expect(needless).toEqual([]);
	});
});

function hasRuntimeExport(text: string): boolean {
	return /^export\s+(?:default\b|async\b|function\b|class\b|const\b|let\b|enum\b|abstract\b|\{|\*)/m.test(
		withoutComments(text),
	);
}

describe('bin/call-hook.js', () => {
	const text = readFileSync(`${root}bin/call-hook.js`, 'utf8');

	it('is the file npm names', () => {
		const {bin} = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {bin: Record<string, string>};
		expect(bin).toEqual({'call-hook': 'bin/call-hook.js'});
		expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
	});

	it.each([
		['?.', /\?\.(?!\d)/],
		['??', /\?\?/],
		['async or await', /\b(?:async|await)\b/],
		['**', /\*\*/],
		['static import or export', /^\s*(?:import\s+[\w{*'"]|export\b)/m],
		['catch without a parameter', /catch\s*\{/],
		['object spread', /\{\s*\.\.\./],
		['a private member', /\.#\w|^\s*#\w+\s*[=;(]/m],
		['a numeric separator', /\d_\d/],
		['a big integer', /\b\d+n\b/],
		['logical assignment', /(?:&&|\|\|)=/],
		['a regular expression flag newer than y', /\/[gimuy]*[dsv][gimuy]*[\s,;).]/],
	])('has no %s: an old Node has to read it', (_, syntax) => {
		const code = text
			.replace(/^#!.*/, '')
			.replace(/\/\/.*$/gm, '')
			.replace(/'[^'\n]*'/g, "''");
		expect(code).not.toMatch(syntax);
	});

	it('says the version it needs as package.json does', () => {
		const {engines} = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {engines: {node: string}};
		const [, major, minor] = /^>=(\d+)\.(\d+)/.exec(engines.node) ?? [];
		expect(text).toContain(`Node ${major}.${minor}`);
		expect(text).toContain(`< ${major} ||`);
		expect(text).toContain(`< ${minor})`);
	});
});
