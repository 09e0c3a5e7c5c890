/** What every command takes. */

import {homedir} from 'node:os';
import {type Config, noConfig} from '../config/config.ts';
import {CallHookError, exitCode} from '../core/errors.ts';
import {nearest} from '../core/nearest.ts';
import type {Provider} from '../core/provider.ts';
import {providerOf, providers} from '../providers/registry.ts';
import {defaultStorePath} from '../store/location.ts';

export interface GlobalOptions {
	config?: string;
	store?: string;
	json?: boolean;
	/** false after --no-color. */
	color: boolean;
	/** Personal data and secrets are shown where they would be hidden. */
	reveal?: boolean;
	quiet?: boolean;
	debug?: boolean;
}

/** The store `--store` names, else the configuration file, else the usual one. */
export function storePathOf({store}: GlobalOptions, config: Pick<Config, 'store'> = noConfig): string {
	if (store === '') {
		throw new CallHookError('--store needs the path of a file.', {
			hint: 'Leave it out for the usual place, or write :memory: to keep nothing.',
			exitCode: exitCode.usage,
		});
	}
	return store ?? config.store ?? defaultStorePath(process.env, process.platform);
}

/** @throws {CallHookError} naming the providers there are */
export function requireProvider(id: string): Provider {
	const provider = providerOf(id.toLowerCase());
	if (provider !== null) return provider;
	const ids = providers.map(known => known.id);
	const meant = nearest(id, ids);
	throw new CallHookError(`There is no provider "${id}".`, {
		hint: `${meant === null ? '' : `Did you mean ${meant}? `}Known are ${ids.join(', ')} and generic.`,
		exitCode: exitCode.usage,
	});
}

/** A path as people write it: the home directory is `~`. */
export function tilde(path: string): string {
	const home = homedir();
	return home !== '/' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
