/** From a configuration file to what it configures. Loaded only when there is one: the check brings zod with it. */

import {readFile, stat} from 'node:fs/promises';
import {dirname, extname, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseBytes} from '../core/bytes.ts';
import type {DecodeContext} from '../core/context.ts';
import {CallHookError, codeOf, exitCode, messageOf} from '../core/errors.ts';
import {underHome} from '../core/home.ts';
import {readJson} from '../core/json.ts';
import type {Provider} from '../core/provider.ts';
import {generic} from '../providers/generic.ts';
import {providers as registered} from '../providers/registry.ts';
import {type Checked, checkConfig} from './check.ts';
import type {Config, ConfiguredRoute, ListenSettings} from './config.ts';
import type {Settings} from './schema.ts';

/** In bytes. What people write by hand has a hundredth of it. */
const largestFile = 1024 * 1024;

/**
 * Reads and checks a configuration file.
 * @param file absolute; `.json`, `.js` or `.mjs`
 * @param providers those there are, `generic` not among them
 * @throws {CallHookError} saying everything that is wrong with it
 */
export async function loadConfig(file: string, providers: readonly Provider[] = registered): Promise<Config> {
	await requireFile(file);
	const isModule = /^\.m?js$/.test(extname(file));
	const value = isModule ? (await defaultExportOf(file)).value : await jsonOf(file);
	const {settings, problems} = check(file, value, providers);
	if (problems !== undefined) {
		throw invalid(
			`${file} is no valid configuration:\n${problems.map(problem => `  - ${problem}`).join('\n')}`,
			'Correct it there. The section Configuration of the README has all settings.',
		);
	}
	return configOf(file, settings, [...providers, generic]);
}

function configOf(file: string, settings: Settings, providers: readonly Provider[]): Config {
	// The check has seen to it that there is one of every id.
	const known = (wanted: string): Provider => providers.find(({id}) => id === wanted) ?? generic;
	return {
		file,
		contexts: new Map(providers.flatMap(({id}) => entryOf(contextOf(id, settings)))),
		listen: listenSettings(settings),
		store: settings.store === undefined ? null : storePath(settings.store, dirname(file)),
		pin: settings.provider === undefined ? null : known(settings.provider),
		routes: Object.entries(settings.routes ?? {}).map(
			([path, id]): ConfiguredRoute => ({path, provider: known(id)}),
		),
		secrets: secretsOf(settings, dirname(file)),
		answers: settings.answers ?? [],
	};
}

function contextOf(provider: string, {zones, countries, fields}: Settings): DecodeContext {
	return {
		provider,
		names: fields?.[provider] ?? {},
		zone: zones?.[provider] ?? null,
		country: countries?.[provider]?.toUpperCase() ?? null,
	};
}

/** Nothing for a provider that has nothing configured. */
function entryOf(context: DecodeContext): [string, DecodeContext][] {
	const {provider, names, zone, country} = context;
	const isBare = zone === null && country === null && Object.keys(names).length === 0;
	return isBare ? [] : [[provider, context]];
}

function listenSettings(settings: Settings): ListenSettings {
	const {maxBody, forward} = settings;
	const bytes = typeof maxBody === 'string' ? parseBytes(maxBody) : maxBody;
	return withoutUnset({
		...pick(settings, listenNames),
		maxBody: bytes ?? undefined,
		forward: typeof forward === 'string' ? [forward] : forward,
	});
}

/** Settings that `listen` takes as they are written. */
const listenNames = [
	'port',
	'host',
	'strict',
	'output',
	'delay',
	'forwardPath',
	'preserveHost',
	'timeout',
	'enforceDeadline',
	'tunnel',
	'tunnelHost',
	'subdomain',
	'publicUrl',
] as const satisfies readonly (keyof Settings & keyof ListenSettings)[];

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
	return Object.fromEntries(names.map(name => [name, from[name]])) as Pick<T, K>;
}

function withoutUnset<T extends object>(value: T): {[K in keyof T]?: Exclude<T[K], undefined>} {
	const set = Object.entries(value).filter(([, each]) => each !== undefined);
	return Object.fromEntries(set) as {[K in keyof T]?: Exclude<T[K], undefined>};
}

function storePath(store: string, folder: string): string {
	return store === ':memory:' ? store : pathIn(folder, store);
}

/** A file has no shell that would put the home directory for `~`; one of that name nobody wants. */
function pathIn(folder: string, path: string): string {
	return resolve(folder, underHome(path));
}

function secretsOf({secrets = {}}: Settings, folder: string): Config['secrets'] {
	const written = Object.entries(secrets).map(([id, where]): [string, string[]] => {
		const references = typeof where === 'string' ? [where] : (where ?? []);
		return [id, references.map(reference => absolute(reference, folder))];
	});
	return new Map(written);
}

function absolute(reference: string, folder: string): string {
	const path = /^file:(.*)$/s.exec(reference)?.[1];
	return path === undefined ? reference : `file:${pathIn(folder, path)}`;
}

async function requireFile(file: string): Promise<void> {
	const extension = extname(file);
	if (!/^\.(json|m?js)$/.test(extension)) {
		throw invalid(
			`${file} is no configuration file: its name must end in .json, .js or .mjs.`,
			'Name another file with --config.',
		);
	}
	let stats: Awaited<ReturnType<typeof stat>>;
	try {
		stats = await stat(file);
	} catch (error) {
		throw codeOf(error) === 'ENOENT'
			? invalid(`There is no configuration file ${file}.`, 'Name one that is there with --config.', error)
			: unreadable(file, error);
	}
	// A pipe would be waited for, and a folder cannot be read.
	if (!stats.isFile()) {
		const what = stats.isDirectory() ? 'a folder, not a file' : 'no ordinary file';
		throw invalid(`${file} is ${what}.`, 'Rename it, or name another file with --config.');
	}
	if (stats.size > largestFile) {
		const megabytes = (stats.size / 1024 ** 2).toFixed(1);
		throw invalid(
			`${file} has ${megabytes} MB; a configuration has at most 1 MB.`,
			'Name another file with --config.',
		);
	}
}

async function jsonOf(file: string): Promise<unknown> {
	const text = await textOf(file);
	const {value, problem} = readJson(text);
	if (problem === null) return value;
	const {line, column, message, limit} = problem;
	throw invalid(
		`${file}${limit === true ? '' : `, line ${line}, column ${column}`}: ${message}.`,
		'Write it as plain JSON: names and texts in double quotes, no comments, no comma at the end.',
	);
}

/** A byte order mark in front is passed over. */
async function textOf(file: string): Promise<string> {
	let bytes: Buffer;
	try {
		bytes = await readFile(file);
	} catch (error) {
		throw unreadable(file, error);
	}
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch (error) {
		throw invalid(`${file} is not UTF-8 text.`, 'Save it as UTF-8.', error);
	}
}

/** Wrapped: a promise gives on what is in it, and one that is exported is a mistake. */
interface DefaultExport {
	value: unknown;
}

async function defaultExportOf(file: string): Promise<DefaultExport> {
	const {href} = pathToFileURL(file);
	let module: {readonly [name: string]: unknown};
	try {
		module = await imported(href);
	} catch (error) {
		const line = lineIn(error, href);
		throw invalid(
			`${file} could not be loaded${line === null ? '' : ` (line ${line})`}: ${messageOf(error)}`,
			error instanceof SyntaxError
				? `Correct it there: node --check ${file} shows the place.`
				: 'Correct it there; --debug prints the stack.',
			error,
		);
	}
	if ('default' in module) return {value: module['default']};
	throw invalid(`${file} has no default export.`, 'Write export default {…} in it.');
}

async function imported(url: string): Promise<{readonly [name: string]: unknown}> {
	let stuck = () => {};
	const never = new Promise<never>((_, reject) => {
		// One that awaits what nobody will bring would end the process without a word.
		stuck = () => reject(new Error('it waits for something that never comes'));
		process.once('beforeExit', stuck);
	});
	try {
		return await Promise.race([import(url), never]);
	} finally {
		process.off('beforeExit', stuck);
	}
}

/** The line of the file an error comes from, as its stack tells it. */
function lineIn(error: unknown, url: string): string | null {
	const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : '';
	const at = stack.indexOf(`${url}:`);
	return at < 0 ? null : (/^\d+/.exec(stack.slice(at + url.length + 1))?.[0] ?? null);
}

/** A module may export an object whose members throw when they are read. */
function check(file: string, value: unknown, providers: readonly Provider[]): Checked {
	try {
		return checkConfig(value, providers);
	} catch (error) {
		throw invalid(
			`${file} could not be read: ${messageOf(error)}`,
			'Correct it there; --debug prints the stack.',
			error,
		);
	}
}

function unreadable(file: string, error: unknown): CallHookError {
	return invalid(
		`${file} could not be read: ${messageOf(error)}`,
		'Make it readable, or name another file with --config.',
		error,
	);
}

function invalid(message: string, hint: string, cause?: unknown): CallHookError {
	return new CallHookError(message, {hint, exitCode: exitCode.usage, cause});
}
