/** What answers of a handler come to, each check a sentence: pure, over what was sent and answered. */

import {headerOf} from '../core/capture.ts';
import {halfUsed, isRedirect, sourceOf} from '../core/contract.ts';
import {duration, inSeconds} from '../core/duration.ts';
import type {Provider} from '../core/provider.ts';
import {excerpt, listed} from '../core/text.ts';
import {differencesOf, differenceText} from '../replay/idempotency.ts';
import {plural} from '../view/format.ts';
import {type Check, type CheckState, check, type Fails, withoutStop} from './check.ts';
import {isSilent, isUnreachable, type Trial} from './trial.ts';

export const groups = {
	reached: 'Your handler',
	deliveries: 'Deliveries',
	again: 'The same again',
	broken: 'Broken and unknown',
} as const;

/** A check of a handler: what is wrong with it breaks the provider's rules unless it says otherwise. */
export function handlerCheck(...[group, id, title, said]: Parameters<typeof check>): Check {
	return check(group, `handler/${id}`, title, {fails: 'contract', ...said});
}

/** `answered 200 in 12 ms`, or `got no answer` with the reason: what follows the name of what was sent. */
export function answerText(trial: Trial): string {
	const {status, durationMs} = trial.delivery.answer;
	if (status !== null) return `answered ${status} in ${duration(durationMs)}`;
	const reason = failureText(trial);
	return reason === null ? 'got no answer' : `got no answer: ${small(reason)}`;
}

/** As it stands within a sentence. */
function small(text: string): string {
	return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function failureText({delivery: {answer}}: Trial): string | null {
	const failure = answer.forwarding?.failure ?? null;
	return failure === null ? null : withoutStop(failure.message);
}

function hasAnswer({delivery}: Trial): boolean {
	return delivery.answer.status !== null;
}

/** How an answer is to be taken, by itself. */
export function stateOf({delivery: {answer, verdict}}: Trial): CheckState {
	switch (verdict.state) {
		case 'rejected':
		case null:
			return 'problem';
		case 'accepted':
			return 'ok';
		case 'unknown':
			// Nobody wants it, whether or not a document says what it counts as.
			if (isServerError(answer.status)) return 'problem';
			return answer.status === null || answer.status >= 300 ? 'warning' : 'unknown';
	}
}

/** The server says of itself that it failed. */
function isServerError(status: number | null): boolean {
	return status !== null && status >= 500;
}

/** Where no document says what counts, a failure breaks no rule of the provider's: it is a failure all the same. */
function failsBy({specimen: {kind, provider}, delivery: {verdict}}: Trial): Fails {
	const isDocumented = verdict.state === 'rejected' || provider.contract(kind).accepts.length > 0;
	return isDocumented ? 'contract' : 'check';
}

/** What the provider makes of an answer, as the second half of a sentence; '' without an answer. */
function becauseText({delivery: {answer, verdict}}: Trial): string {
	if (verdict.state === null) return '';
	const isOwn = verdict.state === 'unknown' && isServerError(answer.status);
	return `: ${isOwn ? 'your server failed; ' : ''}${verdict.because}`;
}

const badness: Readonly<Record<CheckState, number>> = {problem: 0, warning: 1, unknown: 2, ok: 3, skipped: 4};

function worstOf(trials: readonly Trial[]): Trial | undefined {
	return [...trials].sort((one, other) => badness[stateOf(one)] - badness[stateOf(other)])[0];
}

export function reachedCheck(url: string, trial: Trial): Check {
	if (hasAnswer(trial)) {
		return handlerCheck(groups.reached, 'reached', 'Reached', {
			state: 'ok',
			says: `${url} ${answerText(trial)}`,
		});
	}
	if (!isUnreachable(trial)) {
		// What that breaks is told of the kind it was.
		return handlerCheck(groups.reached, 'reached', 'Reached', {
			state: 'problem',
			says: `${url} ${answerText(trial)}`,
			remedy: trial.todo ?? "Look into your server's log for this request.",
			fails: 'check',
		});
	}
	return handlerCheck(groups.reached, 'reached', 'Reached', {
		state: 'problem',
		says: failureText(trial) ?? answerText(trial),
		remedy: trial.todo ?? 'Start your server, or check the address behind --to.',
		fails: 'target',
	});
}

/**
 * What a handler makes of a kind of delivery. Where it takes one documented way of sending it, another it cannot read
 * is a warning: an account has one of them. So is a kind whose names the customer chooses.
 */
export function kindCheck(kind: string, trials: readonly Trial[]): Check {
	const worst = worstOf(trials);
	if (worst === undefined) {
		return handlerCheck(groups.deliveries, `kind/${kind}`, kind, {
			state: 'skipped',
			says: 'no fixture shows it',
		});
	}
	const state = stateOf(worst);
	const isFine = state === 'ok' || state === 'unknown';
	const excuse = state === 'problem' ? excuseFor(trials) : null;
	// Documents tell of all there is, an account has some of it.
	const leaveOut =
		state === 'problem' && excuse === null ? ' Not switched on for you? --only leaves it out.' : '';
	return handlerCheck(groups.deliveries, `kind/${kind}`, kind, {
		state: excuse === null ? state : 'warning',
		says: `${isFine ? allText(trials) : someText(kind, trials, worst)}${excuse === null ? '' : `; ${excuse}`}`,
		remedy: isFine ? null : `${worst.todo ?? usualRemedy}${leaveOut}`,
		source: worst.delivery.verdict.source,
		fails: failsBy(worst),
	});
}

const usualRemedy = "Look into your server's log for this request, and answer it 200.";

/** Why an answer that does not count may do no harm; null when it does. */
function excuseFor(trials: readonly Trial[]): string | null {
	if (trials.every(({specimen}) => specimen.isPinned)) {
		return 'it matters only if you have such a hook';
	}
	const isBad = (trial: Trial) => stateOf(trial) === 'problem';
	const bad = new Set(trials.filter(isBad).map(({specimen}) => specimen.encoding));
	const taken = new Set(trials.filter(trial => !isBad(trial)).map(({specimen}) => specimen.encoding));
	const good = [...taken].filter(encoding => !bad.has(encoding));
	return good.length === 0
		? null
		: `it matters only if yours comes as ${listed([...bad], 'or')}, not as ${listed(good, 'or')}`;
}

function allText(trials: readonly Trial[]): string {
	const [first] = trials;
	if (first === undefined) return '';
	const {because} = first.delivery.verdict;
	if (trials.length === 1) return `${answerText(first)}: ${because}`;
	const statuses = new Set(trials.map(({delivery}) => String(delivery.answer.status)));
	return `${trials.length} sent, each answered ${listed([...statuses], 'or')}: ${because}`;
}

function someText(kind: string, trials: readonly Trial[], worst: Trial): string {
	const {name} = worst.specimen;
	const alike = trials.filter(trial => stateOf(trial) === stateOf(worst)).length;
	const count = trials.length === 1 ? '' : ` (${alike} of ${trials.length} alike)`;
	// As a rule a kind's first fixture is called like the kind, which stands in front of it.
	const which = name === kind && alike === trials.length ? '' : `${name} `;
	return `${which}${answerText(worst)}${becauseText(worst)}${count}`;
}

export function deadlineCheck(provider: Provider, trials: readonly Trial[]): Check {
	if (!trials.some(trial => hasAnswer(trial) || trial.deadlineMs !== null)) {
		return handlerCheck(groups.deliveries, 'deadline', 'Deadline', {
			state: 'skipped',
			says: 'no answer came that could be measured',
		});
	}
	const timed = trials.flatMap(({delivery, deadlineMs, specimen}) =>
		deadlineMs === null ? [] : {took: delivery.answer.durationMs, deadlineMs, specimen, delivery},
	);
	const title = 'Deadline';
	const slowest = Math.max(0, ...trials.map(({delivery}) => delivery.answer.durationMs));
	const [tightest] = timed.sort((one, other) => other.took / other.deadlineMs - one.took / one.deadlineMs);
	if (tightest === undefined) {
		return handlerCheck(groups.deliveries, 'deadline', title, {
			state: 'unknown',
			says: `the slowest answer took ${duration(slowest)}; how long ${provider.name} waits is not documented`,
		});
	}
	const {took, deadlineMs, specimen} = tightest;
	const [rule] = provider.contract(specimen.kind).deadlineMs;
	const share = took / deadlineMs;
	const isLate = share >= lateShare;
	return handlerCheck(groups.deliveries, 'deadline', title, {
		state: isLate ? 'problem' : share >= halfUsed ? 'warning' : 'ok',
		says: isLate
			? `${provider.name} waits ${inSeconds(deadlineMs)}, and ${specimen.name} had no answer by then`
			: `the slowest answer took ${duration(took)} of the ${inSeconds(deadlineMs)} ${provider.name} waits (${specimen.name})`,
		remedy:
			share >= halfUsed ? `Answer within ${inSeconds(deadlineMs)}: answer first, work afterwards.` : null,
		source: rule === undefined ? null : sourceOf(rule),
	});
}

/** Of a deadline: clocks on the way take a little. */
const lateShare = 0.98;

export function redirectCheck(provider: Provider, trials: readonly Trial[]): Check {
	const title = 'Redirects';
	const redirected = trials.filter(
		({delivery: {answer}}) => answer.status !== null && isRedirect(answer.status),
	);
	const [first] = redirected;
	if (first === undefined && !trials.some(hasAnswer)) {
		return handlerCheck(groups.deliveries, 'redirects', title, {state: 'skipped', says: 'no answer came'});
	}
	if (first === undefined) {
		return handlerCheck(groups.deliveries, 'redirects', title, {
			state: 'ok',
			says: 'no answer sends elsewhere',
		});
	}
	const {answer, verdict} = first.delivery;
	const to = answer.sent === undefined ? null : headerOf(answer.sent.headers, 'location');
	const where = to === null ? '' : ` to ${excerpt(to)}`;
	return handlerCheck(groups.deliveries, 'redirects', title, {
		state: verdict.state === 'rejected' ? 'problem' : 'warning',
		says: `${redirected.length} of ${trials.length} answers send elsewhere, the first with ${answer.status}${where}: ${
			verdict.state === 'rejected' ? verdict.because : `nothing says that ${provider.name} goes there`
		}`,
		remedy: `Set the address that answers itself${to === null ? '' : ` (${excerpt(to)})`}, or stop redirecting.`,
		source: verdict.source,
	});
}

/** A delivery, and the same once more. */
export interface Pair {
	first: Trial;
	second: Trial;
}

export function repeatedCheck(provider: Provider, pairs: readonly Pair[]): Check {
	const title = 'Repeated';
	// What was not taken at first is told already.
	const taken = pairs.filter(({first}) => stateOf(first) !== 'problem');
	if (taken.length === 0) {
		return handlerCheck(groups.again, 'repeated', title, {
			state: 'skipped',
			says: 'nothing was taken the first time',
		});
	}
	const worse = pairs.find(({first, second}) => badness[stateOf(second)] < badness[stateOf(first)]);
	const [retries] = pairs.flatMap(({first}) => provider.contract(first.specimen.kind).retries);
	if (worse === undefined) {
		return handlerCheck(groups.again, 'repeated', title, {
			state: 'ok',
			says: `${plural(taken.length, 'delivery', 'deliveries')} sent twice: the second is taken like the first`,
			source: retries === undefined ? null : sourceOf(retries),
		});
	}
	const {second} = worse;
	return handlerCheck(groups.again, 'repeated', title, {
		state: stateOf(second),
		says: `${second.specimen.name} sent again ${answerText(second)}${becauseText(second)}`,
		remedy:
			'Answer a delivery that comes again as at first: a provider that lost your answer sends it again.',
		source: second.delivery.verdict.source,
		fails: failsBy(second),
	});
}

export function idempotencyCheck(pairs: readonly Pair[]): Check {
	const title = 'Same answer';
	// Why none came tells each time of another moment.
	const answered = pairs.filter(({first, second}) => hasAnswer(first) || hasAnswer(second));
	if (answered.length === 0) {
		return handlerCheck(groups.again, 'idempotent', title, {state: 'skipped', says: 'no answer came'});
	}
	const differing = answered.flatMap(({first, second}) => {
		const [difference] = differencesOf(first.delivery, second.delivery);
		return difference === undefined ? [] : {name: first.specimen.name, text: differenceText(difference)};
	});
	const [first] = differing;
	return handlerCheck(groups.again, 'idempotent', title, {
		state: first === undefined ? 'ok' : 'warning',
		says:
			first === undefined
				? 'status and body are the same both times'
				: `${first.name} is answered otherwise the second time, ${first.text}${differing.length > 1 ? ` (${differing.length} of ${answered.length} alike)` : ''}`,
		remedy:
			first === undefined
				? null
				: 'Remember the id of each event, and do nothing twice: answer one that comes again as at first.',
	});
}

/** A request nobody should send, and what it is. */
export interface BrokenTrial {
	id: string;
	title: string;
	/** `its JSON cut in half` */
	what: string;
	trial: Trial;
}

/** Any answer in time will do; a 4xx is right, an error of the server's own is not. */
export function brokenCheck({id, title, what, trial}: BrokenTrial): Check {
	const {status} = trial.delivery.answer;
	const says = `${what} ${answerText(trial)}`;
	if (status === null) {
		return handlerCheck(groups.broken, `broken/${id}`, title, {
			state: 'problem',
			says,
			fails: failsBy(trial),
			remedy: isUnreachable(trial)
				? 'Start your server again: it may have ended at the request before this one.'
				: isSilent(trial)
					? 'Answer 400 at once to what cannot be read.'
					: 'Catch what goes wrong while a request is read, and answer 400: one bad request must not end the connection.',
		});
	}
	const isError = isServerError(status);
	return handlerCheck(groups.broken, `broken/${id}`, title, {
		state: isError ? 'warning' : 'ok',
		says,
		remedy: isError ? 'Answer 400 to what cannot be read: a 5xx says that your server failed.' : null,
	});
}

/** Fixtures of what goes wrong at the provider's own end; told by the worst of them. */
export function unreadableCheck(trials: readonly [Trial, ...Trial[]]): Check {
	const [first, ...others] = trials;
	const alone = others.length === 0;
	const failed =
		trials.find(trial => !hasAnswer(trial)) ??
		trials.find(({delivery}) => isServerError(delivery.answer.status));
	const found = brokenCheck({
		id: 'unreadable',
		title: 'Not readable',
		what: `the fixture ${(failed ?? first).specimen.name}`,
		trial: failed ?? first,
	});
	if (failed !== undefined || alone) return found;
	const statuses = new Set(trials.map(({delivery}) => String(delivery.answer.status)));
	const names = trials.map(({specimen}) => specimen.name);
	return {...found, says: `${listed(names)} answered ${listed([...statuses], 'or')}`};
}

/** A GET without a body, where deliveries come by POST. */
export function methodCheck(provider: Provider, documented: readonly string[], trial: Trial): Check {
	const title = 'GET';
	const {status} = trial.delivery.answer;
	const isDocumented = documented.includes('GET');
	const isGood = status !== null && status < 300;
	const which = isDocumented
		? `${provider.name} may send by GET, with parameters`
		: `${provider.name} sends by ${listed(documented, 'or')} only`;
	if (status === null || status >= 500) {
		return handlerCheck(groups.broken, 'method', title, {
			state: status === null ? 'problem' : 'warning',
			fails: failsBy(trial),
			says: `a GET without a body ${answerText(trial)}; ${which}`,
			remedy: isDocumented
				? 'Answer 400 to a request that has no parameters.'
				: 'Answer 405 to methods that are not for this address.',
		});
	}
	const note =
		!isDocumented && isGood ? ': harmless, but whoever opens the address in a browser sees a success' : '';
	return handlerCheck(groups.broken, 'method', title, {
		state: 'ok',
		says: `a GET without a body ${answerText(trial)}; ${which}${note}`,
	});
}

/**
 * Whether it is still there, once all that is broken is through: any answer shows that, but for a failure it did not
 * have before. What came again may rightly be answered otherwise than at first.
 * @param repeated the same delivery sent a second time, before what is broken; null where it was not
 */
export function aliveCheck(before: Trial, repeated: Trial | null, after: Trial): Check {
	const {status} = after.delivery.answer;
	const known = [before, ...(repeated === null ? [] : [repeated])];
	const isKnown = status !== null && known.some(({delivery}) => delivery.answer.status === status);
	const isThere = isKnown || (status !== null && !isServerError(status));
	const {name} = after.specimen;
	return handlerCheck(groups.broken, 'alive', 'Still there', {
		state: isThere ? 'ok' : 'problem',
		fails: failsBy(after),
		says: isThere
			? `${name} sent once more ${answerText(after)}${isKnown ? ', as before' : ''}`
			: `${name} sent once more ${answerText(after)}; before, it ${answerText(before)}`,
		remedy: isThere
			? null
			: 'Keep the server up whatever a request holds: one bad delivery must not cost the next.',
	});
}

/** A request with a wrong signature, or without one. */
export function forgedCheck(provider: Provider, trial: Trial): Check {
	const {status} = trial.delivery.answer;
	const isTaken = status !== null && status < 300;
	const [rule] = provider.signature.documented;
	return handlerCheck(groups.broken, 'forged', 'Forged', {
		state: isTaken ? 'warning' : 'ok',
		says: `${trial.specimen.name} with a wrong signature ${answerText(trial)}${isTaken ? ': it is taken for genuine' : ''}`,
		remedy: isTaken ? 'Compare the signature before anything else, and answer 401 to a wrong one.' : null,
		source: rule === undefined ? null : sourceOf(rule),
	});
}

/** Whether deliveries are signed as the provider does. */
export function signingCheck(provider: Provider, hasSecret: boolean): Check {
	return handlerCheck(groups.reached, 'signing', 'Signatures', {
		state: hasSecret ? 'ok' : 'skipped',
		says: hasSecret
			? `deliveries are signed with the secret that is set for ${provider.id}`
			: `no secret is set for ${provider.id}: what is signed has a signature that is not right`,
		remedy: hasSecret ? null : `If your handler checks it, add --secret ${provider.id}=env:NAME.`,
	});
}
