/** Requests call-hook sends to itself by way of a public address, and how they are recognised when they come back. */

import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import type {AnswerContent} from '../core/delivery.ts';
import {getOnce, type Reply} from './get-once.ts';

/** What came of a probe. Good is only `back`: it arrived in this process, and this process's answer came back. */
export type ProbeResult =
	| {kind: 'back'; roundTripMs: number}
	| {
			kind: 'answered';
			status: number;
			/** In lower case, without parameters: `text/html`. */
			contentType: string | null;
			/** Where it redirects to. */
			location: string | null;
			/** It arrived here, and still this is not the answer it got here. */
			arrived: boolean;
	  }
	| {kind: 'failed'; code: string | null; message: string; arrived: boolean}
	| {kind: 'silent'; afterMs: number; arrived: boolean}
	| {kind: 'canceled'};

export interface ProbeOptions {
	timeoutMs: number;
	signal: AbortSignal;
}

/** The probes of one process. */
export interface Probes {
	/** The answer to one of its own probes; null for any other request, which is to be captured. */
	answer(target: string): AnswerContent | null;
	/** Sends one to a public address. Never rejects. */
	send(publicUrl: string, options: ProbeOptions): Promise<ProbeResult>;
}

/** A proxy may put a path in front, and what is behind a `?` is its own affair. */
const probeTarget = /\/\.call-hook\/probe\/([0-9a-f]{32})(?:\?.*)?$/;

/** Of those whose time is over, so many are still known: one that comes late is no provider's request. */
const keptProbes = 100;

/** Our answer is far shorter: what is longer is somebody else's. */
const maxAnswerBytes = 4096;

export function createProbes(): Probes {
	const secret = randomBytes(32);
	const proofOf = (nonce: string) => createHmac('sha256', secret).update(nonce).digest('hex');
	/** By nonce: whether it has arrived. Oldest first. */
	const known = new Map<string, boolean>();

	return {
		answer(target) {
			// Asked for each request there is.
			if (!target.includes('/.call-hook/probe/')) return null;
			const nonce = probeTarget.exec(target)?.[1];
			if (nonce === undefined || !known.has(nonce)) return null;
			known.set(nonce, true);
			return {
				status: 200,
				headers: [
					['Content-Type', 'text/plain'],
					['Cache-Control', 'no-store'],
				],
				body: Buffer.from(proofOf(nonce)),
			};
		},

		async send(publicUrl, {timeoutMs, signal}) {
			const nonce = randomBytes(16).toString('hex');
			known.set(nonce, false);
			for (const [oldest] of known) {
				if (known.size <= keptProbes) break;
				known.delete(oldest);
			}
			const began = performance.now();
			const reply = await getOnce(`${publicUrl}/.call-hook/probe/${nonce}`, {
				// As a provider's sender looks, not as a browser: tunnels treat the two differently.
				headers: {'User-Agent': 'call-hook-probe', Accept: '*/*', 'Cache-Control': 'no-store'},
				timeoutMs,
				maxBytes: maxAnswerBytes,
				signal,
			});
			const roundTripMs = performance.now() - began;
			const arrived = known.get(nonce) ?? false;
			if (arrived && isProof(reply, proofOf(nonce))) return {kind: 'back', roundTripMs};
			return resultOf(reply, arrived);
		},
	};
}

function isProof(reply: Reply, proof: string): boolean {
	if (reply.kind !== 'answered' || reply.status !== 200) return false;
	const expected = Buffer.from(proof);
	return reply.body.length === expected.length && timingSafeEqual(reply.body, expected);
}

function resultOf(reply: Reply, arrived: boolean): ProbeResult {
	switch (reply.kind) {
		case 'canceled':
			return reply;
		case 'answered':
			return {
				kind: 'answered',
				status: reply.status,
				contentType: reply.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? null,
				location: reply.headers.location ?? null,
				arrived,
			};
		case 'failed':
		case 'silent':
			return {...reply, arrived};
	}
}
