/** Requests from files of all the formats that are read: by what a file holds, not by its name. */

import type {RequestStep} from './step.ts';

/** How requests are written to files. */
export type RequestFormat = 'http' | 'har' | 'ndjson' | 'curl' | 'body';

export interface ReadRequests {
	format: RequestFormat;
	steps: RequestStep[];
}

/**
 * The requests of a file. A body alone is one request that says nothing about itself: POST to `/`, with a content type
 * where its bytes tell one.
 * @param attached reads a file that this one names (`< ./body.bin`), by its path relative to this one
 * @throws {FormatError} saying what is wrong, and in which line or entry
 */
export declare function readRequests(bytes: Uint8Array, attached: (path: string) => Uint8Array): ReadRequests;
