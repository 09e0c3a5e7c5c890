import {type LookupAddress, lookup} from 'node:dns';
import {isIP, type LookupFunction} from 'node:net';

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

/** Gives the addresses a name had before, whatever it has become since. */
export function lookupOf(addresses: readonly string[]): LookupFunction {
	const all = addresses.map(address => ({address, family: isIP(address)}));
	return (hostname, {all: wantsAll = false, family}, callback) => {
		const wanted = family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : (family ?? 0);
		const found = all.filter(one => wanted === 0 || one.family === wanted);
		const [first] = found;
		process.nextTick(() => {
			if (first === undefined) {
				const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
				callback(Object.assign(error, {code: 'ENOTFOUND'}), '');
			} else if (wantsAll) callback(null, found);
			else callback(null, first.address, first.family);
		});
	};
}
