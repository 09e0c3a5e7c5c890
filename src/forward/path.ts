/** Where at a target a request goes: both paths and both queries, joined without touching a byte of either. */

import {withoutPrefix} from '../core/capture.ts';
import type {TargetOptions} from './forwarder.ts';
import type {TargetAddress} from './target-url.ts';

/** `ownPrefix`: what call-hook has put in front of the path; '' for nothing. */
export function pathAt(
	{path: base, query: ownQuery}: Pick<TargetAddress, 'path' | 'query'>,
	mode: TargetOptions['path'],
	requestTarget: string,
	ownPrefix: string,
): string {
	const target = originForm(requestTarget);
	const isBare = base === '/' && ownQuery === '';
	// The server as a whole, and not a path of it.
	if (target === '*') return isBare && mode === 'keep' ? target : joined(base, ownQuery, null);
	const mark = target.indexOf('?');
	const asked = withoutPrefix(mark < 0 ? target : target.slice(0, mark), ownPrefix);
	const query = mark < 0 ? null : target.slice(mark + 1);
	if (mode === 'replace' || asked === '/') return joined(base, ownQuery, query);
	if (base === '/') return joined(asked, ownQuery, query);
	const between = asked.startsWith('/') ? '' : '/';
	return joined(base.replace(/\/+$/, '') + between + asked, ownQuery, query);
}

/**
 * The request target as it is sent again to an address: its own, or the address's where that has a path. One that names
 * its host, as it is sent to proxies, says the same as its Host header does, and stays as it is where that does.
 */
export function targetAt(
	address: Pick<TargetAddress, 'path' | 'query'>,
	requestTarget: string,
	preserveHost = false,
): string {
	const isOwnPath = address.path !== '/';
	if (preserveHost && !isOwnPath && address.query === '') return requestTarget;
	return pathAt(address, isOwnPath ? 'replace' : 'keep', requestTarget, '');
}

/** A request as proxies send it names scheme and host first; the target is another host. */
function originForm(target: string): string {
	if (target.startsWith('/')) return target;
	const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target);
	if (origin === null) return target;
	const rest = target.slice(origin[0].length);
	return rest.startsWith('/') ? rest : `/${rest}`;
}

function joined(path: string, ownQuery: string, query: string | null): string {
	if (ownQuery === '') return query === null ? path : `${path}?${query}`;
	return query === null || query === '' ? `${path}?${ownQuery}` : `${path}?${ownQuery}&${query}`;
}
