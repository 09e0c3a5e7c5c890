/** What to do about an answer that does not count, and what no document says about how it is taken. */

import {type Advice, type Contract, openRules} from '../core/contract.ts';
import type {Answer, Delivery} from '../core/delivery.ts';
import {originOf} from '../core/target.ts';
import {listed} from '../core/text.ts';
import {contains, contractFor} from './verdict.ts';

export function adviceOn(delivery: Pick<Delivery, 'inspection' | 'answer' | 'verdict'>): Advice {
	const contract = contractFor(delivery);
	const isRejected = delivery.verdict.state === 'rejected';
	return {todo: isRejected ? todoFor(contract, delivery.answer) : null, open: openRules(contract)};
}

/** In the order in which the verdict looks for a reason. */
function todoFor({accepts, deadlineMs, redirects, answerBody}: Contract, answer: Answer): string | null {
	const {status, durationMs, by, fault, forwarding} = answer;
	// Whoever could not be asked has to be reached first.
	if (forwarding !== undefined && forwarding.failure !== null) return forwarding.failure.hint;
	if (fault !== undefined) return `Leave out --fault ${fault}: it did this on purpose.`;
	const [deadline] = deadlineMs;
	if (deadline !== undefined && durationMs > deadline.value) {
		const how = by === 'target' ? 'answer first, work afterwards' : 'shorten the delay that was asked for';
		return `Answer within ${deadline.value / 1000} s: ${how}.`;
	}
	const [counted] = accepts;
	const statuses = listed(counted?.value.map(({from}) => String(from)) ?? [], 'or');
	const from = sourceOfAnswer(answer);
	if (from === null || status === null) return null;
	if (redirects[0]?.value === 'not followed' && status >= 300 && status <= 399) {
		return `Answer ${statuses === '' ? '' : `${statuses} `}${from}, without a redirect.`;
	}
	if (counted !== undefined && !counted.value.some(range => contains(range, status))) {
		return `Answer ${statuses} ${from}.`;
	}
	const [body] = answerBody;
	return body === undefined ? null : `Answer ${from} with ${body.value.says}.`;
}

/** Where the answer can be changed; null for one that call-hook gave by itself, for a reason told elsewhere. */
function sourceOfAnswer({by, rule, forwarding}: Answer): string | null {
	if (by === 'rule') return rule === undefined ? 'with the rule' : `with ${rule}`;
	if (by !== 'target') return null;
	return forwarding === undefined ? 'from your target' : `from ${originOf(forwarding.url)}`;
}
