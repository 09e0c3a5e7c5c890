/** What can go wrong with a target: how it is recognised, what it is called, and what the sender gets instead. */

import type {AnswerContent} from '../core/delivery.ts';
import {codeOf, messageOf} from '../core/errors.ts';
import type {ForwardFailure, ForwardFailureCode} from '../core/target.ts';
import type {TargetAddress} from './target-url.ts';

/** What a target's status line and headers may have together. */
export const maxAnswerHeaderBytes = 64 * 1024;

/** How the target was named: requests are forwarded to it, or replayed. Next steps say so. */
export type TargetOption = '--forward' | '--to';

/** What is told of one failure. */
export interface Circumstances extends Pick<TargetAddress, 'place' | 'hostname'> {
	/** From the start of the request until it failed, in ms. */
	elapsedMs: number;
	/** What is particular to it, as a part of a sentence: `it is TLS`; null for nothing. */
	detail: string | null;
	/** A next step that is better than the usual one. */
	hint?: string;
	/** `--forward` when left out. */
	option?: TargetOption;
}

interface Wording {
	/** What a real gateway would answer; null when nothing can be answered any more. */
	status: number | null;
	message(circumstances: Circumstances): string;
	hint: string;
	/** The next step of who replays, where it is another. */
	replayHint?: string;
}

const wordings: Readonly<Record<ForwardFailureCode, Wording>> = {
	refused: {
		status: 502,
		message: ({place}) => `Nothing listens on ${place}.`,
		hint: 'Start your server, or leave out --forward.',
		replayHint: 'Start your server, or check the address in --to.',
	},
	dns: {
		status: 502,
		message: ({hostname, detail}) => `The name ${hostname} has no address${because(detail)}.`,
		hint: 'Check the name in --forward.',
		replayHint: 'Check the name in --to.',
	},
	unreachable: {
		status: 502,
		message: ({place, detail}) => `${place} cannot be reached${because(detail)}.`,
		hint: 'Check the address in --forward, and the network.',
		replayHint: 'Check the address in --to, and the network.',
	},
	tls: {
		status: 502,
		message: ({place, detail}) => `No secure connection to ${place}${because(detail)}.`,
		hint: 'Check that this port speaks TLS, or write http:// in --forward.',
		replayHint: 'Check that this port speaks TLS, or write http:// in --to.',
	},
	unsendable: {
		status: 501,
		message: ({place, detail}) => `The request cannot be sent on to ${place}${because(detail)}.`,
		hint: 'Answer it with --status instead.',
		replayHint: 'Change what cannot be sent with --set, or take it out with --remove.',
	},
	reset: {
		status: 502,
		message: ({place, elapsedMs, detail}) =>
			`${place} ${detail === resetByPeer ? 'reset' : 'closed'} the connection after ${duration(elapsedMs)}, without an answer.`,
		hint: "Look into your server's log: it may have failed at this request.",
	},
	garbage: {
		status: 502,
		message: ({place, detail}) => `What ${place} answered is not HTTP${because(detail)}.`,
		hint: 'Check that an HTTP server listens on this port.',
	},
	timeout: {
		status: 504,
		message: ({place, elapsedMs, detail}) =>
			`${place} gave no whole answer within ${duration(elapsedMs)}${because(detail)}.`,
		hint: 'Answer first and work afterwards, or allow more with --timeout.',
	},
	deadline: {
		status: 504,
		message: ({place, elapsedMs, detail}) =>
			`${place} gave no whole answer within ${duration(elapsedMs)}, and the provider waits no longer${because(detail)}.`,
		hint: 'Answer first and work afterwards.',
	},
	cut: {
		status: null,
		message: ({place, detail}) => `${place} broke off its answer${because(detail)}.`,
		hint: "Look into your server's log: it may have failed while it answered.",
	},
	'sender-left': {
		status: null,
		message: ({place, elapsedMs}) =>
			`The sender hung up after ${duration(elapsedMs)}, while ${place} was still at work.`,
		hint: 'Answer first and work afterwards.',
	},
	stopped: {
		status: 503,
		message: ({place}) => `call-hook was stopped while ${place} was still at work.`,
		hint: 'It was answered 503, so that the provider may send it again.',
		replayHint: 'Replay it again if its answer is needed.',
	},
};

/** Its connection was not closed, but reset. */
const resetByPeer = 'reset';

function because(detail: string | null): string {
	return detail === null ? '' : `: ${detail}`;
}

function duration(ms: number): string {
	if (ms < 1) return 'less than 1 ms';
	return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

export function failureOf(code: ForwardFailureCode, circumstances: Circumstances): ForwardFailure {
	const {message, hint, replayHint} = wordings[code];
	const usual = circumstances.option === '--to' ? (replayHint ?? hint) : hint;
	return {code, message: message(circumstances), hint: circumstances.hint ?? usual};
}

/** null when nobody is there to be answered, or the answer has begun already. */
export function gatewayAnswer({code, message}: ForwardFailure): AnswerContent | null {
	const {status} = wordings[code];
	return status === null
		? null
		: {
				status,
				headers: [['Content-Type', 'application/json']],
				body: Buffer.from(JSON.stringify({error: message})),
			};
}

/** How far a connection was when it failed. */
export type Phase = 'connect' | 'handshake' | 'open';

/** What is known of an error of Node's. */
export interface Diagnosis extends Pick<Circumstances, 'detail' | 'hint'> {
	code: Extract<ForwardFailureCode, 'refused' | 'dns' | 'unreachable' | 'tls' | 'reset' | 'garbage'>;
}

export function diagnose(error: unknown, phase: Phase, option: TargetOption = '--forward'): Diagnosis {
	const code = codeOf(error) ?? '';
	if (code.startsWith('HPE_')) return {code: 'garbage', ...garbageIn(error, code, option)};
	if (phase === 'handshake') return {code: 'tls', ...handshakeFailure(error, code, option)};
	if (phase === 'open') return {code: 'reset', detail: isReset(error, code) ? resetByPeer : null};
	if (code === 'ECONNREFUSED') return {code: 'refused', detail: null};
	if (code === 'ENOTFOUND') return {code: 'dns', detail: null};
	if (/^E(AI_|DNS|NODATA)/.test(code)) return {code: 'dns', detail: `it could not be looked up (${code})`};
	return {code: 'unreachable', detail: reachFailures[code] ?? messageIn(error, code)};
}

/** Node's client has the same code for a connection that was closed in order, and other words. */
function isReset(error: unknown, code: string): boolean {
	return code === 'ECONNRESET' && messageOf(error) !== 'socket hang up';
}

const reachFailures: Readonly<Record<string, string>> = {
	EHOSTUNREACH: 'there is no way to this host (EHOSTUNREACH)',
	ENETUNREACH: 'there is no way to its network (ENETUNREACH)',
	EADDRNOTAVAIL: 'it is no address that can be connected to (EADDRNOTAVAIL)',
	ETIMEDOUT: 'it does not react (ETIMEDOUT)',
	ECONNRESET: 'it closed the connection at once (ECONNRESET)',
	EMFILE: 'too many files and connections are open (EMFILE)',
};

/** With several addresses tried, Node has an error for each and no message for all. */
function messageIn(error: unknown, code: string): string {
	const message = messageOf(error);
	return message === '' ? code : message;
}

const trustHint = 'Name the authority that signed it with --ca, or take any certificate with --insecure.';

const certificateFailures: Readonly<Record<string, string>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here',
	UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not known here',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not known here',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not known here',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet',
	CERT_REVOKED: 'its certificate was revoked',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function handshakeFailure(
	error: unknown,
	code: string,
	option: TargetOption,
): Pick<Diagnosis, 'detail' | 'hint'> {
	const certificate = certificateFailures[code];
	if (certificate !== undefined) return {detail: `${certificate} (${code})`, hint: trustHint};
	if (/wrong.version.number|packet.length.too.long|http.request/i.test(messageOf(error))) {
		return {detail: 'what it speaks is not TLS', hint: `Write http:// in ${option}.`};
	}
	if (code === 'ECONNRESET') return {detail: 'it closed the connection during the handshake'};
	// OpenSSL's own words: `…:error:0A000410:SSL routines:…:ssl/tls alert handshake failure:…:SSL alert number 40`
	const said = messageOf(error)
		.split(':')
		.slice(3)
		.find(part => /[a-z] [a-z]/i.test(part));
	return {detail: said?.trim() ?? messageIn(error, code)};
}

function garbageIn(error: unknown, code: string, option: TargetOption): Pick<Diagnosis, 'detail' | 'hint'> {
	if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge;
	const said = messageOf(error).replace(/^Parse Error:?\s*/, '') || code;
	return notHttp(said, rawPacketOf(error), option);
}

/** Of an answer whose status line and headers are larger than `maxAnswerHeaderBytes`. */
export const headersTooLarge: Pick<Diagnosis, 'detail' | 'hint'> = {
	detail: `its headers are larger than ${maxAnswerHeaderBytes / 1024} KB`,
	hint: 'Send fewer or smaller headers, cookies above all.',
};

/** Of an answer that is something else; `said` tells what is wrong with it, `first` its first bytes where they are known. */
export function notHttp(
	said: string,
	first: Uint8Array | null,
	option: TargetOption,
): Pick<Diagnosis, 'detail' | 'hint'> {
	// A TLS record of type alert or handshake, version 3.x.
	if ((first?.[0] === 0x15 || first?.[0] === 0x16) && first[1] === 3) {
		return {detail: 'it is TLS', hint: `Write https:// in ${option}.`};
	}
	return {detail: said};
}

function rawPacketOf(error: unknown): Uint8Array | null {
	if (typeof error !== 'object' || error === null || !('rawPacket' in error)) return null;
	return error.rawPacket instanceof Uint8Array ? error.rawPacket : null;
}
