/** Whether what is sent to a target comes to a listener that keeps it in the store that is used. */

import {isLocal} from '../core/address.ts';
import {isNearByName} from '../core/private-address.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import type {ListenerEntry} from '../store/store.ts';

type Place = Pick<TargetAddress, 'origin' | 'hostname' | 'port'>;

/** By its own address, whatever name this computer is given, or by its public one. */
export function listensAt(
	{url, publicUrl}: Pick<ListenerEntry, 'url' | 'publicUrl'>,
	target: Place,
): boolean {
	if (publicUrl !== null && originIn(publicUrl) === target.origin) return true;
	if (!URL.canParse(url)) return false;
	const {hostname, port, protocol} = new URL(url);
	const own = hostname.replace(/^\[|\]$/g, '');
	if (Number(port || (protocol === 'https:' ? 443 : 80)) !== target.port) return false;
	if (own === target.hostname) return true;
	if (own === '0.0.0.0' || own === '::') return isNearByName(target.hostname) === true;
	return isLocal(own) && isLocal(target.hostname);
}

function originIn(url: string): string | null {
	return URL.canParse(url) ? new URL(url).origin : null;
}
