/** What to do about an answer that does not count, and what no document says about how it is taken. */

import {type Advice, type Contract, hasStatus, openRules} from '../core/contract.ts';
import type {Answer, Delivery} from '../core/delivery.ts';
import {originOf} from '../core/target.ts';
import {listed} from '../core/text.ts';
import {contractFor} from './verdict.ts';

export function adviceOn(delivery: Pick<Delivery, 'inspection' | 'answer' | 'verdict'>): Advice {
	const contract = contractFor(delivery);
	const isRejected = delivery.verdict.state === 'rejected';
	return {todo: isRejected ? todoFor(contract, delivery.answer) : null, open: openRules(contract)};
}

/** In the order in which the verdict looks for a reason. */
function todoFor(contract: Contract, answer: Answer): string | null {
	const {durationMs, by, rule, fault, forwarding} = answer;
	// Whoever could not be asked has to be reached first.
	if (forwarding !== undefined && forwarding.failure !== null) return forwarding.failure.hint;
	if (fault !== undefined) return `Leave out --fault ${fault}: it did this on purpose.`;
	const [deadline] = contract.deadlineMs;
	if (deadline !== undefined && durationMs > deadline.value) {
		const how = by === 'target' ? 'answer first, work afterwards' : 'shorten the delay that was asked for';
		return `Answer within ${deadline.value / 1000} s: ${how}.`;
	}
	// What call-hook answers by itself has a reason that is told elsewhere.
	if (by !== 'rule' && by !== 'target') return null;
	const statuses = countedStatuses(contract, answer);
	if (statuses === null) {
		const [body] = contract.answerBody;
		return body?.value.required === true ? `Answer with ${body.value.says}.` : null;
	}
	if (by === 'rule') return `Change ${rule ?? 'the rule'}: answer ${statuses}.`;
	return `Answer ${statuses} from ${forwarding === undefined ? 'your target' : originOf(forwarding.url)}.`;
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
