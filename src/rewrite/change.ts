/** Changes a user asks for: `--set body.to=1`, `--add query.k=v`, `--remove header.X-Token`. */

import type {WireRequest} from '../formats/step.ts';

export interface Change {
	kind: 'set' | 'add' | 'remove';
	/** Begins with `body.`, `query.` or `header.`; `body` alone is all of it. */
	path: string;
	/** As written; '' for `remove`. In JSON, `set` keeps the kind of the value it replaces where the text allows it. */
	value: string;
	/** As the user wrote it, for messages: `--set to=1` */
	written: string;
}

/** Reads what stands behind `--set`, `--add` or `--remove`; a text says what is wrong with it. */
export declare function parseChange(kind: Change['kind'], text: string): Change | {problem: string};

/** A request with changes, or with those of them that match nothing in it. */
export interface Changed {
	request: WireRequest;
	/** Changes that found nothing to change here, each with names that are there and look like it. */
	unmatched: readonly {change: Change; near: readonly string[]}[];
}

export declare function applyChanges(request: WireRequest, changes: readonly Change[]): Changed;
