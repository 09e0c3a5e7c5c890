/** The address a request was sent to, as its sender saw it: what providers sign. */

import {type CapturedRequest, headerOf} from './capture.ts';

export type Addressed = Pick<CapturedRequest, 'headers' | 'target' | 'publicUrl'>;

export interface OriginSeen {
	scheme: string;
	/** With its port, as it was sent. */
	host: string;
	/** Path of the public address, which what stands in between has taken off; '' without. */
	prefix: string;
}

/**
 * Scheme, host and target as the sender saw them: from the forwarding headers that what stands in between has added,
 * else from the public address, else from the request itself. null when the request names no host.
 */
export function addressSeen(request: Addressed): string | null {
	const {target} = request;
	if (target === null) return null;
	if (absolute.test(target)) return target;
	const seen = originSeen(request);
	return seen === null ? null : `${seen.scheme}://${seen.host}${seen.prefix}${target}`;
}

const absolute = /^https?:\/\//i;
const absoluteParts = /^(https?):\/\/([^/?#]+)/i;

/** `addressSeen` without the target. */
export function originSeen({headers, target, publicUrl}: Addressed): OriginSeen | null {
	const named = target?.startsWith('/') === false ? absoluteParts.exec(target) : null;
	if (named !== null) return {scheme: named[1]?.toLowerCase() ?? '', host: named[2] ?? '', prefix: ''};
	const forwarded = forwardingIn(headers);
	const host = forwarded.host ?? headerOf(headers, 'host');
	const open = publicUrl === undefined ? null : parsed(publicUrl);
	// A tunnel may put its own idea of the host in place of the sender's.
	if (open !== null && (forwarded.isForwarded || host?.toLowerCase() === open.host)) {
		const isOwn = host === null || host === '' || isLocal(host);
		return {scheme: forwarded.scheme ?? open.scheme, host: isOwn ? open.host : host, prefix: open.prefix};
	}
	return host === null || host === '' ? null : {scheme: forwarded.scheme ?? 'http', host, prefix: ''};
}

interface ForwardingHeaders {
	isForwarded: boolean;
	/** null where none is told, or none that can be. */
	host: string | null;
	scheme: string | null;
}

const notForwarded: ForwardingHeaders = {isForwarded: false, host: null, scheme: null};

function forwardingIn(headers: CapturedRequest['headers']): ForwardingHeaders {
	const host = headerOf(headers, 'x-forwarded-host');
	const scheme = headerOf(headers, 'x-forwarded-proto');
	// `X-Forwarded-*` is what the tunnels send; `Forwarded` (RFC 7239) is asked where they say nothing.
	if (host !== null || scheme !== null) {
		return {isForwarded: true, host: firstOf(host), scheme: schemeIn(firstOf(scheme))};
	}
	const standard = headerOf(headers, 'forwarded');
	if (standard !== null) {
		return {
			isForwarded: true,
			host: parameter(standard, hostParameter),
			scheme: schemeIn(parameter(standard, schemeParameter)),
		};
	}
	return headerOf(headers, 'x-forwarded-for') === null ? notForwarded : {...notForwarded, isForwarded: true};
}

/** Whether something stands in between that says so, a tunnel above all. */
export function isForwarded(headers: CapturedRequest['headers']): boolean {
	return forwardingIn(headers).isForwarded;
}

/** A proxy in between may say several, the first of them being the sender's. */
function firstOf(value: string | null): string | null {
	const first = value?.split(',', 1)[0]?.trim();
	return first === undefined || first === '' ? null : first;
}

/** Anything else is no address a webhook can be sent to. */
function schemeIn(value: string | null): string | null {
	const scheme = value?.toLowerCase() ?? null;
	return scheme === 'http' || scheme === 'https' ? scheme : null;
}

// In the first element, which is the sender's: nothing before it may be a comma outside of quotes.
const hostParameter = /^(?:"[^"]*"|[^",])*?\bhost=(?:"([^"]*)"|([^\s",;]+))/i;
const schemeParameter = /^(?:"[^"]*"|[^",])*?\bproto=(?:"([^"]*)"|([^\s",;]+))/i;

function parameter(forwarded: string, pattern: RegExp): string | null {
	const match = pattern.exec(forwarded);
	return match?.[1] ?? match?.[2] ?? null;
}

/** The public address is the same for all requests in a row. */
let lastParsed: {text: string; origin: OriginSeen | null} | null = null;

function parsed(publicUrl: string): OriginSeen | null {
	if (lastParsed?.text === publicUrl) return lastParsed.origin;
	const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null;
	const origin =
		url === null
			? null
			: {scheme: url.protocol.slice(0, -1), host: url.host, prefix: url.pathname.replace(/\/+$/, '')};
	lastParsed = {text: publicUrl, origin};
	return origin;
}

/** Whether a host, with or without a port, is this machine: `localhost`, a name below `.localhost` (RFC 6761), or loopback. */
export function isLocal(host: string): boolean {
	const name = host
		.toLowerCase()
		// Of an IPv6 address without brackets the last group is no port.
		.replace(/^([^:]*|\[.*\]):\d*$/, '$1')
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
	return (
		name === 'localhost' ||
		name.endsWith('.localhost') ||
		name === '::1' ||
		/^127(\.\d{1,3}){1,3}$/.test(name)
	);
}

/** The port of `call-hook listen` where no other is given. */
export const usualPort = 8888;

/** Where `call-hook listen` is, seen from the same computer, where nothing else is said. */
export const usualAuthority = `localhost:${usualPort}`;
