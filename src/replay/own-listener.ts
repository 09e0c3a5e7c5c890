/** Whether what is sent to a target comes to a listener that keeps it in the store that is used. */

import {isLocal} from '../core/address.ts';
import type {TargetAddress} from '../forward/target-url.ts';
import type {ListenerEntry} from '../store/store.ts';

type Place = Pick<TargetAddress, 'origin' | 'hostname' | 'port'>;

/** Which addresses there are, without brackets and zones. */
export interface Addresses {
	/** Of this computer's network interfaces. */
	ofThisComputer: ReadonlySet<string>;
	/** Of the target: itself, or those its name has. */
	ofTarget: readonly string[];
}

/** By its own address, whatever name this computer is given, or by its public one. */
export function listensAt(
	{url, publicUrl}: Pick<ListenerEntry, 'url' | 'publicUrl'>,
	target: Place,
	{ofThisComputer, ofTarget}: Addresses,
): boolean {
	if (publicUrl !== null && originIn(publicUrl) === target.origin) return true;
	if (!URL.canParse(url)) return false;
	const {hostname, port, protocol} = new URL(url);
	const own = hostname.replace(/^\[|\]$/g, '');
	if (Number(port || (protocol === 'https:' ? 443 : 80)) !== target.port) return false;
	if (own === target.hostname) return true;
	const isHere = (address: string) =>
		own === '0.0.0.0' || own === '::'
			? isLocal(address) || ofThisComputer.has(address)
			: address === own || (isLocal(own) && isLocal(address));
	// Of a name with an address elsewhere too, nobody can tell where it leads.
	return isHere(target.hostname) || (ofTarget.length > 0 && ofTarget.every(isHere));
}

function originIn(url: string): string | null {
	return URL.canParse(url) ? new URL(url).origin : null;
}
