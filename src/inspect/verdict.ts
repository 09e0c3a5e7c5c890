/** Would the provider count an answer as delivered? By its documented rules alone, and with the page each stands on. */

import {
	type Contract,
	type Documented,
	describeRanges,
	hasStatus,
	isRedirect,
	sourceOf,
	sourceOfUnknown,
} from '../core/contract.ts';
import {whyCut} from '../core/cut-answer.ts';
import type {Answer, Delivery, Verdict} from '../core/delivery.ts';
import {besideLimit, inSeconds} from '../core/duration.ts';
import type {Message} from '../core/message.ts';
import type {Provider} from '../core/provider.ts';
import {generic} from '../providers/generic.ts';
import {providerOf} from '../providers/registry.ts';
import {awaited, readAnswerBody} from './answer-body.ts';

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
	const contract = provider.contract(kind);
	if (status === null) return gaveUp(provider, contract, answer) ?? nobodyAnswered;
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

const nobodyAnswered: Verdict = {
	state: null,
	because: 'nobody answered: there is nothing to judge',
	source: null,
};

/** Of its deadline: who hangs up so near to it has not lost patience by chance. Clocks on the way take a little. */
const nearlyAll = 0.98;

/**
 * A sender that hung up without an answer once its time was over: for it, that is a failed delivery. So does who sends in
 * its place, and keeps its deadline.
 */
function gaveUp({name}: Provider, {deadlineMs}: Contract, {durationMs, forwarding}: Answer): Verdict | null {
	const [rule] = deadlineMs;
	const failure = forwarding?.failure?.code ?? 'sender-left';
	const hasHungUp = failure === 'sender-left' || failure === 'deadline';
	if (rule === undefined || !hasHungUp || durationMs < rule.value * nearlyAll) return null;
	return {
		state: 'rejected',
		because: `${name} gives up after ${inSeconds(rule.value)}; it hung up after ${(durationMs / 1000).toFixed(1)} s without an answer`,
		source: sourceOf(rule),
		short: {was: besideLimit(durationMs, rule.value), rule: `waits ${inSeconds(rule.value)}`},
	};
}

function tooLate({name}: Provider, {deadlineMs, retries}: Contract, answer: Answer): Verdict | null {
	const {durationMs, by} = answer;
	const missed = deadlineMs.find(({value}) => durationMs > value);
	if (missed === undefined) return null;
	const who = by === 'target' ? 'your handler' : 'the answer';
	const took = `${who} took ${besideLimit(durationMs, missed.value)}`;
	if (deadlineMs.some(({value}) => durationMs <= value)) {
		return disagreeing(`${name}'s documents disagree on its deadline`, deadlineMs, inSeconds, took);
	}
	const schedule = retries[0]?.value;
	const never = schedule?.atMost === 0 ? ' and never sends again' : '';
	const next = schedule === undefined || never !== '' ? '' : `; it is ${schedule.says}`;
	return {
		state: 'rejected',
		because: `${name} gives up after ${inSeconds(missed.value)}${never}; ${took}${next}`,
		source: sourceOf(missed),
		short: {was: besideLimit(durationMs, missed.value), rule: `waits ${inSeconds(missed.value)}`},
	};
}

function redirected({name}: Provider, {redirects, accepts}: Contract, status: number): Verdict | null {
	const [rule] = redirects;
	if (rule === undefined || !isRedirect(status)) return null;
	if (redirects.some(({value}) => value !== rule.value)) {
		return disagreeing(
			`${name}'s documents disagree on redirects`,
			redirects,
			told => told,
			`${status} is one`,
		);
	}
	if (rule.value === 'followed') {
		return {
			state: 'unknown',
			because: `${name} follows redirects, and ${status} is one: the answer it meets there counts`,
			source: sourceOf(rule),
		};
	}
	// Who counts the status itself need not follow it.
	if (accepts.some(({value}) => hasStatus(value, status))) return null;
	return {
		state: 'rejected',
		because: `${name} follows no redirects; ${status} is one`,
		source: sourceOf(rule),
		short: {was: String(status), rule: 'follows no redirects'},
	};
}

function notCounted({name}: Provider, {accepts}: Contract, status: number): Verdict | null {
	const against = accepts.find(({value}) => !hasStatus(value, status));
	const [rule] = accepts;
	if (against === undefined || rule === undefined) return null;
	if (against !== rule) {
		const what = `${name}'s documents disagree on what counts`;
		return disagreeing(what, accepts, describeRanges, `the answer was ${status}`);
	}
	// The page to go by turns it down: a page that would not is named, and cannot be relied on.
	const other = accepts.find(({value}) => hasStatus(value, status));
	const otherwise = other === undefined ? '' : `, though another page counts ${describeRanges(other.value)}`;
	return {
		state: 'rejected',
		because: `${name} counts only ${describeRanges(rule.value)}; ${status} means undelivered${otherwise}`,
		source: other === undefined ? sourceOf(rule) : `${sourceOf(rule)}; ${sourceOf(other)}`,
		short: {was: String(status), rule: `only ${describeRanges(rule.value)} count`},
	};
}

function cutOff({name}: Provider, answer: Answer): Verdict | null {
	if (answer.isCut !== true) return null;
	return {
		state: 'unknown',
		because: `${whyCut(answer)}; ${name} does not say whether its status counts then`,
		source: null,
	};
}

function withoutBody(
	{name}: Provider,
	{answerBody}: Contract,
	{status, sent}: Answer,
	message: () => Message,
): Verdict | null {
	const rule = answerBody[0];
	// What call-hook says by itself is what the provider declares.
	if (rule === undefined || !rule.value.required || sent === undefined) return null;
	const asked = message();
	const reading = readAnswerBody(rule.value, sent, asked);
	if (reading.found === true) return null;
	const waits = `${name} waits for ${awaited(rule.value, asked)}`;
	return reading.found === null
		? {
				state: 'unknown',
				because: `${waits}; the body of the answer cannot be read: ${reading.because}`,
				source: sourceOf(rule),
			}
		: {
				state: 'rejected',
				because: `${waits}; the body of the answer is ${reading.instead}`,
				source: sourceOf(rule),
				short: {was: String(status), rule: `its body must be ${rule.value.says}`},
			};
}

function counted({name}: Provider, contract: Contract): Verdict {
	const rule = contract.accepts[0];
	if (rule !== undefined) {
		return {
			state: 'accepted',
			because: `${name} counts ${describeRanges(rule.value)}`,
			source: sourceOf(rule),
		};
	}
	return {state: 'unknown', because: contract.unknown, source: sourceOfUnknown(contract)};
}

/** The answer is right by some of the pages only: neither is taken for the truth. */
function disagreeing<T>(
	what: string,
	facts: Documented<T>,
	tell: (value: T) => string,
	was: string,
): Verdict {
	return {
		state: 'unknown',
		because: `${what}: ${facts.map(({value}) => tell(value)).join(', or ')}; ${was}`,
		source: facts.map(sourceOf).join('; '),
	};
}

/** How long the sender of a delivery waits for its answer by its documents, in ms; null when they do not say. */
export function deadlineOf(delivery: Pick<Delivery, 'inspection'>): number | null {
	return contractFor(delivery).deadlineMs[0]?.value ?? null;
}
