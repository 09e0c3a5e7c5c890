/** Which addresses lead to nobody else: this computer's own, and those of private networks. */

import {BlockList, isIP} from 'node:net';
import {isLocal} from './address.ts';

const near = new BlockList();
// Loopback, RFC 1918, link-local, and "this host".
near.addSubnet('127.0.0.0', 8);
near.addSubnet('10.0.0.0', 8);
near.addSubnet('172.16.0.0', 12);
near.addSubnet('192.168.0.0', 16);
near.addSubnet('169.254.0.0', 16);
near.addAddress('0.0.0.0');
// Loopback, unspecified, unique local (RFC 4193), link-local.
near.addAddress('::1', 'ipv6');
near.addAddress('::', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

/** Whether an IP address is this computer's or a private network's. */
export function isPrivateAddress(address: string): boolean {
	const plain = address.replace(/%.*$/, '');
	const version = isIP(plain);
	// An IPv4 address written as one of IPv6 is checked as what it is.
	return version !== 0 && near.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a name says of itself that it is here or near; null where only its addresses can tell. */
export function isNearByName(hostname: string): boolean | null {
	if (isLocal(hostname) || /\.local\.?$/i.test(hostname)) return true;
	const bare = hostname.replace(/^\[|\]$/g, '');
	return isIP(bare.replace(/%.*$/, '')) === 0 ? null : isPrivateAddress(bare);
}
