/**
 * What came of a request, in words. A reason is a sentence without a capital and a full stop: it is shown behind the
 * state, and inside other sentences.
 */

import type {Reply} from './get-once.ts';
import type {ProbeResult} from './probes.ts';

export interface Explanation {
	because: string;
	/** The next step, in the imperative. */
	hint: string;
	/** Whether opening the tunnel again may change anything. */
	mayBeLost: boolean;
}

/** Why a probe of the address is not good. */
export function explainProbe(
	result: Exclude<ProbeResult, {kind: 'back' | 'canceled'}>,
	url: string,
): Explanation {
	const {host} = new URL(url);
	const {because, ...rest} = explainAny(result, host);
	return result.arrived
		? {because: `the probe arrived here, but its answer did not come back: ${because}`, ...rest}
		: {because, ...rest};
}

function explainAny(result: Exclude<ProbeResult, {kind: 'back' | 'canceled'}>, host: string): Explanation {
	switch (result.kind) {
		case 'failed':
			return explainFailure(result, host);
		case 'silent':
			return explainSilence(result.afterMs, host);
		case 'answered':
			return explainAnswer(result, host);
	}
}

export function explainSilence(afterMs: number, host: string): Explanation {
	return {
		because: `no answer from ${host} within ${seconds(afterMs)}`,
		hint: 'Check the network of this machine, and whether the tunnel is still open.',
		mayBeLost: true,
	};
}

/** Why no connection to a host could be made, or none that held. */
export function explainFailure(
	failure: Omit<Extract<Reply, {kind: 'failed'}>, 'kind'>,
	host: string,
): Explanation {
	const {message} = failure;
	const code = failure.code ?? '';
	if (/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/.test(code)) {
		return {
			because: `DNS does not know ${host} (${code})`,
			hint: 'Wait a moment when the name is new; else check it, and the network of this machine.',
			mayBeLost: false,
		};
	}
	if (code === 'ECONNREFUSED') {
		return {
			because: `${host} refuses connections`,
			hint: 'Check the address, and that the server there is running.',
			mayBeLost: true,
		};
	}
	if (/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|ETIMEDOUT|EADDRNOTAVAIL)$/.test(code)) {
		return {
			because: `${host} cannot be reached (${code})`,
			hint: 'Check the network of this machine.',
			mayBeLost: false,
		};
	}
	if (/CERT|ISSUER|VERIFY|SIGNATURE|CRL|^HOSTNAME_MISMATCH$/.test(code)) {
		return {
			because: `the TLS certificate of ${host} is not accepted (${code})`,
			hint: 'Providers may refuse it as well. For an authority of your own, set NODE_EXTRA_CA_CERTS to its file.',
			mayBeLost: false,
		};
	}
	if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
		return {
			because: `no TLS connection to ${host} could be made (${code})`,
			hint: 'Check that the server speaks TLS there: its address may have to begin with http.',
			mayBeLost: false,
		};
	}
	if (code.startsWith('HPE_')) {
		return {
			because: `what ${host} answers is not HTTP (${code})`,
			hint: 'Check the address.',
			mayBeLost: false,
		};
	}
	if (/^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(code)) {
		return {
			because: `${host} closed the connection before it had answered`,
			hint: 'Check that the tunnel is still open; its server may be overloaded.',
			mayBeLost: true,
		};
	}
	return {
		because: `the request to ${host} failed: ${message}`,
		hint: 'Check the address, and the network of this machine.',
		mayBeLost: true,
	};
}

export interface StrangeAnswer {
	status: number;
	contentType: string | null;
	location: string | null;
}

function explainAnswer(answer: StrangeAnswer, host: string): Explanation {
	const known = explainStatus(answer, host);
	if (known !== null) return known;
	const {status, contentType} = answer;
	if (contentType === 'text/html') {
		return {
			because: `a page (${status}, HTML) came back instead of this process: a consent page, a login, or another server`,
			hint: `Open ${host} in a browser to see it. Providers cannot click it away: choose another tunnel.`,
			mayBeLost: false,
		};
	}
	return {
		because: `another process answered (${status}${contentType === null ? '' : `, ${contentType}`})`,
		hint: 'Check that the address leads to the port call-hook listens on.',
		mayBeLost: true,
	};
}

/** What a status says whoever sent it; null for those that say nothing. */
export function explainStatus(
	{status, contentType, location}: StrangeAnswer,
	host: string,
): Explanation | null {
	if (status >= 300 && status < 400 && location !== null) {
		return {
			because: `${host} redirects (${status}) to ${shortened(location)}`,
			hint: 'Use the address it redirects to: providers do not follow redirects.',
			mayBeLost: false,
		};
	}
	switch (status) {
		case 401:
		case 403: {
			const what = contentType === 'text/html' ? 'a consent or login page' : 'a refusal';
			return {
				because: `${what} (${status}) came back instead of this process`,
				hint: `Open ${host} in a browser to see what it asks for. Providers cannot: choose another tunnel.`,
				mayBeLost: false,
			};
		}
		case 404:
			return {
				because: `${host} does not know this tunnel (404)`,
				hint: 'Check the address; the server may have given the name up.',
				mayBeLost: true,
			};
		case 407:
		case 511:
			return {
				because: `the network wants you to log in first (${status})`,
				hint: 'Log in to the network, or use another one.',
				mayBeLost: false,
			};
		case 429:
			return {
				because: `${host} limits requests (429)`,
				hint: 'Wait, or choose another tunnel: providers are turned away as well.',
				mayBeLost: false,
			};
		case 502:
		case 504:
			return {
				because: `${host} cannot reach this machine (${status})`,
				hint: 'Check that the tunnel leads to the port call-hook listens on.',
				mayBeLost: true,
			};
		case 503:
		case 530:
			return {
				because: `${host} is not available, or has no such tunnel (${status})`,
				hint: 'Wait, or choose another tunnel.',
				mayBeLost: true,
			};
		default:
			return null;
	}
}

export function seconds(ms: number): string {
	return `${Math.round(ms / 100) / 10} s`;
}

/** Addresses of others may be as long as they like. */
function shortened(text: string): string {
	return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
