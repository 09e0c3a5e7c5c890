/** Would the provider count an answer as delivered? By its documented rules alone, and with the page each stands on. */

import {
	type Contract,
	type Documented,
	describeRanges,
	type StatusRange,
	sourceOf,
} from '../core/contract.ts';
import type {Answer, Delivery, Verdict} from '../core/delivery.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import {listed} from '../core/text.ts';
import {generic} from '../providers/generic.ts';
import {providerOf} from '../providers/registry.ts';

/** The rules an answer to a delivery is judged by. */
export function contractFor({inspection: {provider, event}}: Pick<Delivery, 'inspection'>): Contract {
	return (providerOf(provider.id) ?? generic).contract(event?.kind ?? null);
}

/**
 * The verdict on an answer to a delivery of a kind. `message` is asked for only where the provider waits for
 * something in the body.
 */
export function judge(
	provider: Provider,
	kind: string | null,
	answer: Answer,
	message: () => Message,
): Verdict {
	const {status} = answer;
	if (status === null) {
		return {state: null, because: 'nobody answered: there is nothing to judge', source: null};
	}
	const contract = provider.contract(kind);
	return (
		// First: what comes too late does not count, whatever its status.
		tooLate(provider, contract, answer) ??
		redirected(provider, contract, status) ??
		notCounted(provider, contract, status) ??
		cutOff(provider, answer) ??
		withoutBody(provider, contract, answer, message) ??
		counted(provider, contract)
	);
}

function tooLate(
	{name}: Provider,
	{deadlineMs, retries}: Contract,
	{durationMs, by}: Answer,
): Verdict | null {
	const missed = deadlineMs.filter(({value}) => durationMs > value);
	const [first] = missed;
	if (first === undefined) return null;
	if (missed.length < deadlineMs.length) return disagreeing(name, 'its deadline', deadlineMs, inSeconds);
	const [schedule] = retries;
	const next = schedule === undefined ? '' : schedule.value.atMost === 0 ? ' and never sends again' : '';
	const after = schedule === undefined || next !== '' ? '' : `; it is ${schedule.value.says}`;
	const who = by === 'target' ? 'your handler' : 'the answer';
	return {
		state: 'rejected',
		because: `${name} gives up after ${inSeconds(first.value)}${next}; ${who} took ${(durationMs / 1000).toFixed(2)} s${after}`,
		source: sourceOf(first),
	};
}

function redirected({name}: Provider, {redirects}: Contract, status: number): Verdict | null {
	const [rule] = redirects;
	if (rule === undefined || status < 300 || status > 399 || status === 304) return null;
	return rule.value === 'followed'
		? {
				state: 'unknown',
				because: `${name} follows the redirect; the answer it meets there counts`,
				source: sourceOf(rule),
			}
		: {state: 'rejected', because: `${name} follows no redirects; ${status} is one`, source: sourceOf(rule)};
}

function notCounted({name}: Provider, {accepts}: Contract, status: number): Verdict | null {
	const against = accepts.filter(({value}) => !value.some(range => contains(range, status)));
	const [first] = against;
	if (first === undefined) return null;
	if (against.length < accepts.length)
		return disagreeing(name, `whether ${status} counts`, accepts, describeRanges);
	return {
		state: 'rejected',
		because: `${name} counts only ${describeRanges(first.value)}; ${status} means undelivered`,
		source: sourceOf(first),
	};
}

function cutOff({name}: Provider, {isCut}: Answer): Verdict | null {
	if (isCut !== true) return null;
	return {
		state: 'unknown',
		because: `the connection was closed before the answer was whole; ${name} does not say whether its status counts then`,
		source: null,
	};
}

function withoutBody(
	{name}: Provider,
	{answerBody}: Contract,
	{sent}: Answer,
	message: () => Message,
): Verdict | null {
	const [rule] = answerBody;
	// What call-hook says by itself is what the provider declares.
	if (rule === undefined || !rule.value.required || sent === undefined) return null;
	if (rule.value.isIn(sent.body, message())) return null;
	return {
		state: 'rejected',
		because: `${name} waits for ${rule.value.says}; the body of the answer does not have it`,
		source: sourceOf(rule),
	};
}

function counted({name}: Provider, {accepts, unknown}: Contract): Verdict {
	const [rule] = accepts;
	if (rule === undefined) return {state: 'unknown', because: unknown, source: null};
	return {state: 'accepted', because: `${name} counts ${describeRanges(rule.value)}`, source: sourceOf(rule)};
}

/** The documents say different things, and the answer is right by one of them only. */
function disagreeing<T>(
	name: string,
	what: string,
	facts: Documented<T>,
	tell: (value: T) => string,
): Verdict {
	return {
		state: 'unknown',
		because: `${name}'s documents disagree on ${what}: ${listed(facts.map(({value}) => tell(value)))}`,
		source: facts.map(sourceOf).join('; '),
	};
}

function inSeconds(ms: number): string {
	return `${ms / 1000} s`;
}

/** How long the sender of a delivery waits for its answer by its documents, in ms; null when they do not say. */
export function deadlineOf(delivery: Pick<Delivery, 'inspection'>): number | null {
	return contractFor(delivery).deadlineMs[0]?.value ?? null;
}

function contains(range: StatusRange, status: number): boolean {
	return status >= range.from && status <= range.to;
}
