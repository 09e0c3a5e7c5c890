import {type LookupAddress, lookup} from 'node:dns';
import type {LookupFunction} from 'node:net';

/** Resolves names as Node does, but for those below `.localhost`, which are this machine (RFC 6761): Node asks DNS for them. */
export const lookupHost: LookupFunction = (hostname, options, callback) => {
	const isLocalName = /(^|\.)localhost\.?$/i.test(hostname);
	lookup(
		isLocalName ? 'localhost' : hostname,
		options,
		callback as (
			error: NodeJS.ErrnoException | null,
			address: string | LookupAddress[],
			family?: number,
		) => void,
	);
};
