/** The address a request was sent to, as its sender saw it: what providers sign. */

import {type CapturedRequest, headerOf} from './capture.ts';

/**
 * Scheme, host and target as the sender saw them: from the forwarding headers that what stands in between has added,
 * else from the public address, else from the request itself. null when the request names no host.
 */
export function addressSeen(
	request: Pick<CapturedRequest, 'headers' | 'target' | 'publicUrl'>,
): string | null {
	const {headers, target, publicUrl} = request;
	if (target === null) return null;
	if (/^https?:\/\//i.test(target)) return target;
	const open = publicUrl === undefined ? null : new URL(publicUrl);
	const host = firstOf(headerOf(headers, 'x-forwarded-host')) ?? headerOf(headers, 'host');
	const scheme = firstOf(headerOf(headers, 'x-forwarded-proto'));
	// A tunnel may put its own idea of the host in place of the sender's.
	const cameThrough = open !== null && (host === open.host || isForwarded(request));
	if (cameThrough) {
		const seen = host === null || isLocal(host) ? open.host : host;
		return `${scheme ?? open.protocol.slice(0, -1)}://${seen}${prefixOf(open)}${target}`;
	}
	return host === null ? null : `${scheme ?? 'http'}://${host}${target}`;
}

/** A proxy in between may say several, the first of them being the sender's. */
function firstOf(value: string | null): string | null {
	const first = value?.split(',')[0]?.trim();
	return first === undefined || first === '' ? null : first;
}

function isForwarded({headers}: Pick<CapturedRequest, 'headers'>): boolean {
	return ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'].some(
		name => headerOf(headers, name) !== null,
	);
}

/** A public address may be a path at a host; what stands in between has taken it off. */
function prefixOf({pathname}: URL): string {
	return pathname.replace(/\/+$/, '');
}

/** Whether a host, with or without a port, is this machine: `localhost`, a name below `.localhost` (RFC 6761), or loopback. */
export function isLocal(host: string): boolean {
	const name = host
		.toLowerCase()
		.replace(/:\d*$/, '')
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
	return (
		name === 'localhost' ||
		name.endsWith('.localhost') ||
		name === '::1' ||
		/^127(\.\d{1,3}){1,3}$/.test(name)
	);
}
