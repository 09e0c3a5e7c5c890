/** One request sent to a handler as its provider would, and what the provider would make of the answer. */

import type {Advice} from '../core/contract.ts';
import type {Answer, Verdict} from '../core/delivery.ts';
import type {WireRequest} from '../formats/step.ts';
import {adviceOn} from '../inspect/advice.ts';
import {judge} from '../inspect/verdict.ts';
import {answerOf, type Sender, type Sent} from '../replay/sender.ts';
import {capturedOf, type Specimen} from './specimen.ts';

export interface Trial {
	specimen: Specimen;
	sent: Sent;
	answer: Answer;
	verdict: Verdict;
	advice: Advice;
	/** How long the provider waits, in ms; null when no document says. */
	deadlineMs: number | null;
}

/** How long an answer is waited for where no document says: this is the doctor's own measure, in ms. */
export const patienceMs = 10_000;

/** Bytes of an answer that are kept: what providers read in it is short. */
const keepBytes = 64 * 1024;

/** Sends a specimen, or something made of it. Never rejects. */
export async function trialOf(
	sender: Pick<Sender, 'send'>,
	specimen: Specimen,
	request: WireRequest = specimen.request,
): Promise<Trial> {
	const {provider, kind, message, inspection} = specimen;
	const deadlineMs = provider.contract(kind).deadlineMs[0]?.value ?? null;
	const sent = await sender.send(request, {
		timeoutMs: deadlineMs ?? patienceMs,
		timeoutIs: deadlineMs === null ? 'timeout' : 'deadline',
		keepBytes,
	});
	const answer = answerOf(sent);
	const verdict = judge(provider, kind, answer, () => message);
	const advice = adviceOn({request: capturedOf(sent.request), answer, verdict, inspection});
	return {specimen, sent, answer, verdict, advice, deadlineMs};
}

/** It got no answer because nothing was reached. */
export function isUnreachable({sent}: Pick<Trial, 'sent'>): boolean {
	const code = sent.forwarding.failure?.code;
	return code === 'refused' || code === 'dns' || code === 'unreachable' || code === 'tls';
}

/** It was waited for in vain. */
export function isSilent({sent}: Pick<Trial, 'sent'>): boolean {
	const code = sent.forwarding.failure?.code;
	return code === 'deadline' || code === 'timeout';
}
