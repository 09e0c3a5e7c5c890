/** Which addresses lead to nobody else: this computer's own, and those of private networks. */

import {BlockList, isIP} from 'node:net';
import {isLocal} from './address.ts';

const near = new BlockList();
// Loopback, RFC 1918 and "this host". Not link-local (169.254.0.0/16): clouds give out their secrets there.
near.addSubnet('127.0.0.0', 8);
near.addSubnet('10.0.0.0', 8);
near.addSubnet('172.16.0.0', 12);
near.addSubnet('192.168.0.0', 16);
near.addAddress('0.0.0.0');
// Loopback, unspecified, unique local (RFC 4193), link-local.
near.addAddress('::1', 'ipv6');
near.addAddress('::', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

// The same within unique local addresses (Amazon).
const ofClouds = new BlockList();
ofClouds.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an IP address is this computer's or a private network's. */
export function isPrivateAddress(address: string): boolean {
	const plain = address.replace(/%.*$/, '');
	const version = isIP(plain);
	if (version === 0) return false;
	// An IPv4 address written as one of IPv6 is checked as what it is.
	const family = version === 6 ? 'ipv6' : 'ipv4';
	return near.check(plain, family) && !ofClouds.check(plain, family);
}

/** Whether a name says of itself that it is here or near; null where only its addresses can tell, as of `.local`. */
export function isNearByName(hostname: string): boolean | null {
	if (isLocal(hostname)) return true;
	const bare = hostname.replace(/^\[|\]$/g, '');
	return isIP(bare.replace(/%.*$/, '')) === 0 ? null : isPrivateAddress(bare);
}
