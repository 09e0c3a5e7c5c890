/** What a configuration file says, checked. */

import type {AnswerSettings} from '../core/answer-settings.ts';
import {type DecodeContexts, noContexts} from '../core/context.ts';
import type {Provider} from '../core/provider.ts';

/** How `listen` can show deliveries. */
export const outputModes = ['tui', 'lines', 'json', 'quiet'] as const;

export type OutputMode = (typeof outputModes)[number];

/** How the paths of target and request are joined; what each does is said where it is done (`forward`). */
export const pathModes = ['keep', 'replace'] as const;

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
	/** Where secrets stand, by provider id: `env:NAME`, or `file:` and an absolute path. */
	readonly secrets: ReadonlyMap<string, readonly string[]>;
	/** Of the shape they must have; filters, templates and files are looked at by who gives the answers. */
	readonly answers: readonly AnswerSettings[];
}

export interface ListenSettings {
	/** 0 to 65535. */
	readonly port?: number;
	readonly host?: string;
	/** Bytes. */
	readonly maxBody?: number;
	readonly strict?: boolean;
	readonly output?: OutputMode;
	/** In ms. */
	readonly delay?: number;
	/** `[<filter>=]<address>` */
	readonly forward?: readonly string[];
	readonly forwardPath?: (typeof pathModes)[number];
	readonly preserveHost?: boolean;
	/** In ms. */
	readonly timeout?: number;
	readonly enforceDeadline?: boolean;
	readonly tunnel?: string;
	readonly tunnelHost?: string;
	readonly subdomain?: string;
	readonly publicUrl?: string;
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
	secrets: new Map(),
	answers: [],
};
