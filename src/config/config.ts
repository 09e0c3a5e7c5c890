/** What a configuration file says, checked. */

import {type DecodeContexts, noContexts} from '../core/context.ts';
import type {Provider} from '../core/provider.ts';

/** How `listen` can show deliveries. */
export const outputModes = ['tui', 'lines', 'json', 'quiet'] as const;

export type OutputMode = (typeof outputModes)[number];

export interface Config {
	/** The file it was read from, absolute; null when there is none. */
	readonly file: string | null;
	/** What is known to the decoders. */
	readonly contexts: DecodeContexts;
	/** For options of `listen` that are not given on the command line; only what the file sets is there. */
	readonly listen: ListenSettings;
	/** The store, absolute or `:memory:`; null when the file does not say. */
	readonly store: string | null;
	/** Every request is this provider's; null leaves it to routes and detection. */
	readonly pin: Provider | null;
	/** Requests to a path and all below it are a provider's. */
	readonly routes: readonly ConfiguredRoute[];
}

export interface ListenSettings {
	/** 0 to 65535. */
	readonly port?: number;
	readonly host?: string;
	/** Bytes. */
	readonly maxBody?: number;
	readonly strict?: boolean;
	readonly output?: OutputMode;
}

export interface ConfiguredRoute {
	/** Begins with `/`. */
	readonly path: string;
	readonly provider: Provider;
}

/** Nothing is configured. */
export const noConfig: Config = {
	file: null,
	contexts: noContexts,
	listen: {},
	store: null,
	pin: null,
	routes: [],
};
