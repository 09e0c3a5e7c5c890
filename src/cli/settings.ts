/** What holds when the command line and a configuration file both have a say: what was typed wins. */

import {basename, resolve} from 'node:path';
import {type Config, noConfig} from '../config/config.ts';
import {findConfig} from '../config/find.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import type {Secrets} from '../core/signature.ts';
import type {InspectOptions, Route} from '../inspect/inspect.ts';
import {type GlobalOptions, requireProvider} from './options.ts';
import {parseRoute} from './parse.ts';

/**
 * The configuration `--config` names, else the nearest one from the working directory upwards; without one, nothing is
 * configured, and what reads and checks files is not loaded.
 * @throws {CallHookError} when it cannot be used
 */
export async function configFor({config}: Pick<GlobalOptions, 'config'>): Promise<Config> {
	if (config === '') {
		throw new CallHookError('--config needs the path of a file.', {
			hint: 'Leave it out to have call-hook.config.json found, or write the path of one.',
			exitCode: exitCode.usage,
		});
	}
	const file = config === undefined ? found() : resolve(config);
	if (file === null) return noConfig;
	const {loadConfig} = await import('../config/load.ts');
	return loadConfig(file);
}

function found(): string | null {
	let folder: string;
	try {
		folder = process.cwd();
	} catch {
		// The folder it was started in is gone.
		return null;
	}
	return findConfig(folder);
}

/** Options by name; of commander's defaults and the file's settings, those of the file win, and none over `typed`. */
export function layered<T extends object>(
	options: T,
	/** Names of the options that were on the command line. */
	typed: ReadonlySet<string>,
	settings: Partial<T>,
): T {
	const untyped = Object.entries(settings).filter(([name]) => !typed.has(name));
	return {...options, ...Object.fromEntries(untyped)};
}

/** Who requests are said to be from, on the command line or in the file, and what is known to the decoders. */
export function inspectOptions(
	{provider, route = []}: {provider?: string; route?: readonly string[]},
	config: Config,
	secrets: Secrets,
): InspectOptions {
	const told = {contexts: config.contexts, secrets};
	const typed = route.map(routeOf);
	const configured = routesOf(config).filter(({path}) => typed.every(other => other.path !== path));
	const routes = [...configured, ...typed];
	if (provider !== undefined) return {...told, pin: requireProvider(provider), routes};
	const {pin} = config;
	if (pin === null) return {...told, pin, routes};
	const pinnedBy = `provider in ${nameOf(config)}`;
	// A route that was typed wins over the file's pin, which holds for all other paths then.
	if (typed.length > 0) return {...told, pin: null, routes: [{path: '', provider: pin, pinnedBy}, ...typed]};
	return {...told, pin, pinnedBy, routes};
}

function routesOf(config: Config): Route[] {
	const pinnedBy = `routes in ${nameOf(config)}`;
	return config.routes.map(({path, provider}) => ({path, provider, pinnedBy}));
}

function nameOf({file}: Config): string {
	return basename(file ?? '');
}

function routeOf(text: string): Route {
	const parsed = parseRoute(text);
	if (parsed === null) {
		throw new CallHookError(`--route ${text} is not a path and a provider.`, {
			hint: 'Write it like --route /hooks/telecmi=telecmi.',
			exitCode: exitCode.usage,
		});
	}
	return {path: parsed.path, provider: requireProvider(parsed.provider)};
}
