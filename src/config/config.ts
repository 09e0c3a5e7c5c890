/** What a configuration file says, checked. */

import {type DecodeContexts, noContexts} from '../core/context.ts';

export interface Config {
	/** The file it was read from; null when there is none. */
	readonly file: string | null;
	/** What is known to the decoders. */
	readonly contexts: DecodeContexts;
}

/** Nothing is configured. */
export const noConfig: Config = {file: null, contexts: noContexts};
