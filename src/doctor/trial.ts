/** One request sent to a handler as its provider would, and what the provider would make of the answer. */

import type {Delivery} from '../core/delivery.ts';
import {isUnconnected} from '../core/target.ts';
import type {WireRequest} from '../formats/step.ts';
import {adviceOn} from '../inspect/advice.ts';
import {mannerOf} from '../replay/as-provider.ts';
import {deliveryOfSent} from '../replay/delivery.ts';
import type {Sender} from '../replay/sender.ts';
import type {Specimen} from './specimen.ts';

export interface Trial {
	specimen: Specimen;
	/** Judged by the rules of the specimen's kind; it is kept nowhere. */
	delivery: Delivery;
	/** What to do about the answer; null when there is nothing to do, or nothing known. */
	todo: string | null;
	/** How long the provider waits, in ms; null when no document says. */
	deadlineMs: number | null;
}

/** How long an answer is waited for where no document says, in ms: the doctor's own measure. */
export const patienceMs = 10_000;

/** Bytes of an answer that are kept: what providers read in it is short. */
const keepBytes = 64 * 1024;

/** Sends a specimen, or something made of it. Never rejects. */
export async function trialOf(
	sender: Pick<Sender, 'send'>,
	specimen: Specimen,
	request: WireRequest = specimen.request,
): Promise<Trial> {
	const {provider, kind, inspected} = specimen;
	const {wait} = mannerOf(provider, kind, patienceMs);
	const sent = await sender.send(request, {...wait, keepBytes});
	const from = {of: null, from: specimen.id, isEdited: request !== specimen.request, isResigned: false};
	const delivery = deliveryOfSent(sent, inspected, from);
	const deadlineMs = wait.timeoutIs === 'deadline' ? wait.timeoutMs : null;
	// The usual advice names an option that the doctor does not have.
	const isOwnPatience = failureCode({delivery}) === 'timeout';
	const todo = isOwnPatience ? 'Answer first, and work afterwards.' : adviceOn(delivery).todo;
	return {specimen, delivery, todo, deadlineMs};
}

function failureCode({delivery}: Pick<Trial, 'delivery'>): string | null {
	return delivery.answer.forwarding?.failure?.code ?? null;
}

/** It got no answer because nothing was reached. */
export function isUnreachable(trial: Pick<Trial, 'delivery'>): boolean {
	return isUnconnected(trial.delivery.answer.forwarding?.failure);
}

/** It was waited for in vain. */
export function isSilent(trial: Pick<Trial, 'delivery'>): boolean {
	return ['deadline', 'timeout'].includes(failureCode(trial) ?? '');
}
