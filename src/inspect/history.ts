/**
 * What can only be said of a delivery by those before it: that it repeats one, or came out of order. Pure; the steps
 * before it are of the same key, in the order of arrival.
 */

import {type Contract, type Fact, isNear, pauseBefore, type RetrySchedule} from '../core/contract.ts';
import type {Finding, History, Repeat} from '../core/delivery.ts';
import {besideLimit, gap, gapText, inSeconds} from '../core/duration.ts';
import type {Phase} from '../core/event.ts';
import {finding} from '../core/findings.ts';
import {type LifeCycle, type LifePhase, placeInLife} from '../core/life.ts';
import type {Step} from '../core/step.ts';
import {capital} from '../core/text.ts';
import {msFromIso} from '../core/time.ts';

/** null when there is nothing to tell, as for nearly all. */
export function historyOf(step: Step, earlier: readonly Step[], contract: Contract): History | null {
	const repeat = repeatOf(step, earlier, contract);
	if (repeat !== null) {
		return {repeat, findings: [repeatFinding(repeat)], superseded: supersededBy(step, repeat, earlier)};
	}
	if (earlier.length === 0) return null;
	const findings = orderFindings(step, earlier);
	return findings.length === 0 ? null : {repeat: null, findings, superseded: null};
}

function supersededBy(
	{arrivedAt}: Step,
	{kind, of}: Repeat,
	earlier: readonly Step[],
): History['superseded'] {
	const before = of === null ? undefined : earlier.find(({id}) => id === of);
	if (before === undefined) return null;
	// A duplicate stands beside what was taken; of a failed attempt it takes the place, as its retry would.
	const isBeside =
		kind === 'duplicate' && (isAwaitedAt(before, arrivedAt) || failureOf(before, arrivedAt) === null);
	return isBeside ? null : before.verdict;
}

function repeatFinding({kind, because}: Repeat): Finding {
	const message = `${capital(because)}.`;
	return finding(kind === 'retry' ? 'delivery/retry' : 'delivery/duplicate', {message, where: null});
}

/** Nobody gives an answer up sooner, in ms: what comes within that time was sent twice. call-hook's own measure. */
const soonestRetryMs = 1000;

/** Whether a delivery repeats an earlier one, and why it came again. */
export function repeatOf(step: Step, earlier: readonly Step[], contract: Contract): Repeat | null {
	const at = lastAlike(step, earlier, earlier.length);
	const before = earlier[at];
	const isCounted = step.attempt !== null && step.attempt > 0;
	if (before === undefined) return isCounted ? countedWithoutFirst(step.attempt ?? 0, contract) : null;
	// Another process on the same store may have another clock.
	const gapMs = Math.max(0, step.arrivedAt - before.arrivedAt);
	const failure = failureOf(before, step.arrivedAt);
	const isSame = isSameAttempt(step, before);
	if (isSame || (!isCounted && failure === null)) return duplicateOf(step, before, gapMs, failure);
	const attempt = isCounted ? (step.attempt ?? 0) : attemptsUpTo(step, earlier, at);
	const isFirst = before.attempt === null ? lastAlike(step, earlier, at) < 0 : before.attempt === 0;
	const first = isFirst ? 'the first' : nameOf(before);
	const answer = isFirst ? 'the first answer' : `the answer to ${first}`;
	const isAwaited = isAwaitedAt(before, step.arrivedAt);
	const why =
		failure === null
			? `by the provider's own count, although ${answer} ${isAwaited ? 'was awaited' : `was ${before.status}`}`
			: `because ${failureText(failure, {first, answer}, before, contract)}`;
	// What is still awaited has no end to count a pause from.
	const answerMs = isAwaited ? 0 : before.tookMs;
	const place = placeInSchedules(attempt, gapMs, answerMs, contract);
	return {
		kind: 'retry',
		by: isCounted ? 'counter' : step.by,
		of: before.id,
		attempt,
		atMost: place.atMost,
		gapMs,
		because: `${place.text}, ${why}`,
	};
}

function countedWithoutFirst(attempt: number, contract: Contract): Repeat {
	const [schedule] = contract.retries;
	return {
		kind: 'retry',
		by: 'counter',
		of: null,
		attempt,
		atMost: documentedRetries(attempt, schedule),
		gapMs: null,
		because: `${placeInSchedule(attempt, schedule)} by the provider's own count; the attempt before it is not known here`,
	};
}

/** By the provider's own count: who sends one attempt twice has not tried again. */
function isSameAttempt({attempt}: Step, before: Step): boolean {
	return attempt !== null && attempt === before.attempt;
}

function duplicateOf(step: Step, before: Step, gapMs: number, failure: Failure | null): Repeat {
	const name = nameOf(before);
	const although =
		failure !== null
			? "by the provider's own count the same attempt"
			: isAwaitedAt(before, step.arrivedAt)
				? 'while that one was being answered'
				: `although that one was answered ${before.status}`;
	return {
		kind: 'duplicate',
		by: step.by,
		of: before.id,
		attempt: null,
		atMost: null,
		gapMs,
		because:
			step.by === 'id'
				? `the same event id as ${name}, ${gapText(gapMs)}, ${although}`
				: `the same request as ${name}, ${gapText(gapMs)}, ${although}; it carries no event id`,
	};
}

/** The index of the last step before `end` that is the same event; -1 when there is none. */
function lastAlike({identity, by}: Step, steps: readonly Step[], end: number): number {
	if (identity === null) return -1;
	for (let at = end - 1; at >= 0; at--) {
		const step = steps[at];
		if (step?.identity === identity && step.by === by) return at;
	}
	return -1;
}

/** How many attempts at the event have failed one after the other up to `last`. */
function attemptsUpTo(step: Step, earlier: readonly Step[], last: number): number {
	let attempt = 0;
	let next = step;
	for (let at = last; at >= 0; at = lastAlike(step, earlier, at)) {
		const before = earlier[at];
		if (before === undefined || failureOf(before, next.arrivedAt) === null) break;
		attempt++;
		next = before;
	}
	return attempt;
}

type Failure = 'awaited' | 'given up' | 'unanswered' | 'not counted';

/** Why a sender may have tried again, as it stood at a moment; null when nothing was wrong. */
function failureOf(step: Step, at: number): Failure | null {
	if (isAwaitedAt(step, at)) return at - step.arrivedAt >= soonestRetryMs ? 'awaited' : null;
	if (step.status === null) return step.verdict === 'rejected' ? 'given up' : 'unanswered';
	if (step.verdict === 'rejected') return 'not counted';
	// Who is sent elsewhere may not follow.
	return step.verdict !== 'accepted' && step.status >= 300 ? 'not counted' : null;
}

function isAwaitedAt({doneAt}: Step, at: number): boolean {
	return doneAt === null || doneAt > at;
}

function failureText(
	failure: Failure,
	{first, answer}: {first: string; answer: string},
	{tookMs, status}: Step,
	{deadlineMs}: Contract,
): string {
	if (failure === 'awaited') return `the answer to ${first} was still awaited`;
	const [deadline] = deadlineMs;
	// Somebody may have been at work on it: its sender's time was over first.
	if (failure === 'given up' && deadline !== undefined) {
		return `${first} was not answered within ${inSeconds(deadline.value)}`;
	}
	if (status === null) return `nobody answered ${first}`;
	if (deadline !== undefined && tookMs > deadline.value) {
		return `${answer} took ${besideLimit(tookMs, deadline.value)} of ${inSeconds(deadline.value)}`;
	}
	return status < 300 ? `${answer}, ${status}, did not count` : `${answer} was ${status}`;
}

/** By the first page the retry fits, else by the first of all: `retry 1 of 3, +30.1 s`; what is not as documented is said. */
function placeInSchedules(
	attempt: number,
	gapMs: number,
	answerMs: number,
	{retries}: Contract,
): {text: string; atMost: number | null} {
	const fits = (fact: Fact<RetrySchedule>) => {
		const pause = isBeyond(attempt, fact) ? null : pauseBefore(attempt, fact.value);
		return pause !== null && isNear(gapMs, pause, answerMs);
	};
	const fitting = retries.find(fits);
	const schedule = fitting ?? retries[0];
	const page = fitting === undefined || fitting === retries[0] ? '' : ` as in ${fitting.source}`;
	const pause =
		schedule === undefined || isBeyond(attempt, schedule) ? null : pauseBefore(attempt, schedule.value);
	const documented =
		fitting === undefined && pause !== null ? ` where ${inSeconds(pause)} are documented` : '';
	return {
		text: `${placeInSchedule(attempt, schedule)}, ${gapText(gapMs)}${page}${documented}`,
		atMost: documentedRetries(attempt, schedule),
	};
}

type Scheduled = Fact<RetrySchedule> | undefined;

/** `retry 1`, `retry 1 of 3`, `retry 4 where 3 are documented` */
function placeInSchedule(attempt: number, schedule: Scheduled): string {
	const atMost = schedule?.value.atMost ?? null;
	if (atMost === null) return `retry ${attempt}`;
	if (attempt <= atMost) return `retry ${attempt} of ${atMost}`;
	const documented = atMost === 0 ? 'none is' : atMost === 1 ? '1 is' : `${atMost} are`;
	return `retry ${attempt} where ${documented} documented`;
}

function isBeyond(attempt: number, schedule: Scheduled): boolean {
	return attempt > (schedule?.value.atMost ?? Number.POSITIVE_INFINITY);
}

function documentedRetries(attempt: number, schedule: Scheduled): number | null {
	return isBeyond(attempt, schedule) ? null : (schedule?.value.atMost ?? null);
}

/** Clocks, rounding and the way here make up for so much, in ms. */
const toleranceMs = 2000;

/** What is out of order in a delivery that repeats none, by what came before it. */
export function orderFindings(step: Step, earlier: readonly Step[]): Finding[] {
	return [
		late(step, earlier),
		afterEnd(step, earlier),
		gapBefore(step, earlier),
		contradiction(step, earlier),
	].filter(found => found !== null);
}

/** The provider's time of what a step tells. */
function timeOf({phase, startedAt, answeredAt, endedAt}: Step): number | null {
	const at =
		phase === 'started' ? startedAt : phase === 'answered' ? answeredAt : phase === 'ended' ? endedAt : null;
	return at === null ? null : msFromIso(at);
}

function late(step: Step, earlier: readonly Step[]): Finding | null {
	if (step.life === null || placeInLife(step.phase) < 0) return null;
	let after: Step | null = null;
	for (const other of earlier) {
		if (!belongsBehind(other, step)) continue;
		if (after === null || placeInLife(other.phase) > placeInLife(after.phase)) after = other;
	}
	if (after === null) return null;
	const times = [timeOf(step), timeOf(after)] as const;
	const own =
		times[0] === null || times[1] === null
			? ''
			: `, though by its own time it was ${gap(times[1] - times[0])} earlier`;
	return finding('order/late', {
		message: `${capital(phaseName(step))} arrived ${gap(step.arrivedAt - after.arrivedAt)} after ${phaseName(after)}${own}.`,
		where: null,
	});
}

/** Whether a step that came first belongs behind another: by the times of both, else by what they are. */
function belongsBehind(first: Step, second: Step): boolean {
	if (placeInLife(first.phase) <= placeInLife(second.phase)) return false;
	// A record tells of the end only where it states it: some are of one attempt to reach somebody.
	if (first.life === null && (first.isLeg || first.endedAt === null)) return false;
	const firstAt = timeOf(first);
	const secondAt = timeOf(second);
	if (firstAt !== null && secondAt !== null) {
		return secondAt < firstAt && (isSameLeg(first, second) || embraces(first) || embraces(second));
	}
	return isSameLeg(first, second) && (embraces(first) || embraces(second) || !namesAnother(first, second));
}

function isSameLeg(a: Step, b: Step): boolean {
	return a.isLeg === b.isLeg && (!a.isLeg || a.leg === b.leg);
}

/** Whether a step is the beginning or the end of all of its call. */
function embraces({isLeg, phase}: Step): boolean {
	return !isLeg && (phase === 'started' || phase === 'ended');
}

/** Two agents are two legs, also where the provider names none: the second may be rung after the first has answered. */
function namesAnother(a: Step, b: Step): boolean {
	return a.agent !== null && b.agent !== null && a.agent !== b.agent;
}

/** A step of the call, not of a leg of it, that states when the call ended. */
function statesEnd({isLeg, phase, endedAt}: Step): boolean {
	return !isLeg && phase === 'ended' && endedAt !== null;
}

function afterEnd(step: Step, earlier: readonly Step[]): Finding | null {
	const end = lastEnd(earlier);
	if (statesEnd(step)) {
		// A second end is told by the first, or is the better one.
		if (end !== null) return null;
		const stray = earlier.find(other => other.life !== null && isAfter(other, step));
		return stray === undefined ? null : afterEndFinding(stray, step);
	}
	return end !== null && step.life !== null && isAfter(step, end) ? afterEndFinding(step, end) : null;
}

function isAfter(step: Step, end: Step): boolean {
	const at = timeOf(step);
	const endedAt = timeOf(end);
	return at !== null && endedAt !== null && at - endedAt > toleranceMs;
}

function afterEndFinding(step: Step, end: Step): Finding {
	const by = (timeOf(step) ?? 0) - (timeOf(end) ?? 0);
	return finding('order/after-end', {
		message: `By the provider's times ${phaseName(step)} was ${gap(by)} after ${phaseName(end)} of the call.`,
		where: null,
	});
}

/** The one that states the latest end of the call. */
function lastEnd(steps: readonly Step[]): Step | null {
	let last: Step | null = null;
	for (const step of steps) {
		if (statesEnd(step) && (last === null || (step.endedAt ?? '') > (last.endedAt ?? ''))) last = step;
	}
	return last;
}

/** Only where other events of the call came: then the webhook for them is on. */
function gapBefore(step: Step, earlier: readonly Step[]): Finding | null {
	const {phase} = step;
	if (step.isLeg || (phase !== 'answered' && phase !== 'ended')) return null;
	const life = step.life ?? lifeOf(earlier);
	if (life === null || lifeOf(earlier) === null) return null;
	const has = (wanted: Phase) => earlier.some(other => other.life !== null && other.phase === wanted);
	const isFirst = !has('answered') && !earlier.some(other => !other.isLeg && other.phase === 'ended');
	if (!isFirst) return null;
	const missing = phase === 'ended' && step.outcome === 'answered' ? 'answered' : 'started';
	if (!isOwed(life, missing) || has(missing)) return null;
	return finding('order/gap', {
		message:
			missing === 'answered'
				? 'The call ended as answered, but no event of the answer had come before.'
				: `The call ${phase === 'ended' ? 'ended' : 'was answered'}, but no event of its start had come before.`,
		where: null,
	});
}

function lifeOf(steps: readonly Step[]): LifeCycle | null {
	for (const {life} of steps) if (life !== null) return life;
	return null;
}

function isOwed({phases, mayMiss}: LifeCycle, phase: LifePhase): boolean {
	return phases.includes(phase) && !mayMiss.some(each => each.phase === phase);
}

/** What a record says a call lasted against the events of the call, whichever came last of them. */
function contradiction(step: Step, earlier: readonly Step[]): Finding | null {
	if (step.isLeg) return null;
	if (isRecord(step)) return contradictionIn(step, earlier);
	if (step.life === null || timeOf(step) === null) return null;
	const record = earlier.find(isRecord);
	if (record === undefined || contradictionIn(record, earlier) !== null) return null;
	return contradictionIn(record, [...earlier, step]);
}

function isRecord({isLeg, life, talkSeconds, durationSeconds}: Step): boolean {
	return !isLeg && life === null && (talkSeconds !== null || durationSeconds !== null);
}

function contradictionIn(record: Step, steps: readonly Step[]): Finding | null {
	const events = steps.filter(({life, isLeg}) => life !== null && !isLeg);
	const end = lastEnd(events);
	if (end === null) return null;
	return (
		differing('talk', record.talkSeconds, answerOf(record, events), end) ??
		differing('the call', record.durationSeconds, earliest(events, 'startedAt'), end)
	);
}

/**
 * Since when a call's events say it was talked, in ms since the epoch: since the answer its record speaks of, as two
 * agents may have answered one after the other. null where none of them tells.
 */
function answerOf({answeredAt}: Step, events: readonly Step[]): number | null {
	if (answeredAt === null) return earliest(events, 'answeredAt');
	const stated = msFromIso(answeredAt);
	for (const event of events) {
		const at = event.answeredAt === null ? null : msFromIso(event.answeredAt);
		if (at !== null && Math.abs(at - stated) <= toleranceMs) return at;
	}
	return null;
}

/** The earliest time of events, in whatever order they came, in ms since the epoch; null where none states one. */
function earliest(events: readonly Step[], of: 'startedAt' | 'answeredAt'): number | null {
	let first: number | null = null;
	for (const {[of]: stated} of events) {
		const at = stated === null ? null : msFromIso(stated);
		if (at !== null && (first === null || at < first)) first = at;
	}
	return first;
}

function differing(
	of: 'talk' | 'the call',
	stated: number | null,
	since: number | null,
	{endedAt, id}: Step,
): Finding | null {
	if (stated === null || since === null || endedAt === null) return null;
	const lasted = msFromIso(endedAt) - since;
	if (Math.abs(lasted - stated * 1000) <= toleranceMs) return null;
	const from = of === 'talk' ? 'the answer' : 'the start';
	return finding('duration/contradicts-events', {
		message: `The record states ${stated} s of ${of}; by the call's events it was ${gap(lasted)} from ${from} to the end (#${id ?? '-'}).`,
		where: null,
	});
}

const phaseNames: Readonly<Record<LifePhase, string>> = {
	started: 'the start',
	ringing: 'the ringing',
	answered: 'the answer',
	ended: 'the end',
};

/** `the end (#4)` */
function phaseName(step: Step): string {
	const {phase} = step;
	const name = phase in phaseNames ? phaseNames[phase as LifePhase] : phase;
	return `${name} (${nameOf(step)})`;
}

function nameOf({id}: Step): string {
	return `#${id ?? '-'}`;
}
