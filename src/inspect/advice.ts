/** What to do about an answer that does not count, and what no document says about how it is taken. */

import {type Advice, type Contract, hasStatus, openRules} from '../core/contract.ts';
import type {Answer, Delivery} from '../core/delivery.ts';
import {endpointOf} from '../core/target.ts';
import {excerpt, listed} from '../core/text.ts';
import {awaited} from './answer-body.ts';
import {readMessage} from './message.ts';
import {contractFor} from './verdict.ts';

/** What advice goes by, beside the rules. */
type Judged = Pick<Delivery, 'request' | 'answer' | 'verdict'>;

export function adviceOn(delivery: Judged & Pick<Delivery, 'inspection'>): Advice {
	const contract = contractFor(delivery);
	return {todo: todoFor(contract, delivery), open: openRules(contract)};
}

function todoFor(contract: Contract, delivery: Judged): string | null {
	const {answer, verdict} = delivery;
	// Whoever could not be asked has to be reached first, whatever was answered in its place.
	const failure = answer.forwarding?.failure ?? null;
	// A sender that left at its deadline is told with that.
	const gaveUp = verdict.state === 'rejected' && answer.status === null;
	if (failure !== null && !gaveUp) return failure.hint;
	if (verdict.state === 'rejected') return aboutRejected(contract, delivery);
	return verdict.state === 'unknown' ? aboutError(contract, answer) : null;
}

/** Whether an error counts may be unknown, but nobody wants one: what the documents do say is told. */
function aboutError({unknown, unknownSource}: Contract, {status, by, fault}: Answer): string | null {
	if (status === null || status < 400 || (by !== 'rule' && by !== 'target')) return null;
	if (fault !== undefined) return leaveOut(fault);
	return unknownSource === null ? null : `Answer 2xx: ${unknown}.`;
}

function leaveOut(fault: string): string {
	return `Leave out --fault ${fault}: it did this on purpose.`;
}

/** In the order in which the verdict looks for a reason. */
function aboutRejected(contract: Contract, {answer, request}: Judged): string | null {
	const {status, durationMs, by, rule, fault, forwarding} = answer;
	if (fault !== undefined) return leaveOut(fault);
	const [deadline] = contract.deadlineMs;
	// Without a status the sender gave up, which may be a little before its time is over.
	if (deadline !== undefined && (status === null || durationMs > deadline.value)) {
		const isTargets = by === 'target' || (status === null && forwarding !== undefined);
		const how = isTargets ? 'answer first, work afterwards' : 'shorten the delay that was asked for';
		return `Answer within ${deadline.value / 1000} s: ${how}.`;
	}
	// What call-hook answers by itself has a reason that is told elsewhere.
	if (by !== 'rule' && by !== 'target') return null;
	const statuses = countedStatuses(contract, answer);
	if (statuses === null) {
		const [body] = contract.answerBody;
		return body?.value.required === true ? `Answer ${awaited(body.value, readMessage(request))}.` : null;
	}
	if (by === 'rule') return `Change ${rule ?? 'the rule'}: answer ${statuses}.`;
	return `Answer ${statuses} from ${forwarding === undefined ? 'your target' : excerpt(endpointOf(forwarding.url))}.`;
}

/** `200 or 202`; null when the status is one that counts, or none is documented. */
function countedStatuses({accepts: [counted]}: Contract, {status}: Answer): string | null {
	if (counted === undefined || status === null) return null;
	if (hasStatus(counted.value, status)) return null;
	return listed(
		counted.value.map(({from}) => String(from)),
		'or',
	);
}
