/** What was seen of a provider beside what its documents say: where they agree, where not, and where nothing is said. */

import {
	type Documented,
	describeRanges,
	hasStatus,
	isNear,
	isRedirect,
	pauseBefore,
	type RetrySchedule,
	type StatusRange,
	sourceOf,
} from '../core/contract.ts';
import {besideLimit, gap, inSeconds} from '../core/duration.ts';
import type {
	Gaps,
	ObservedDeadline,
	ObservedProvider,
	ObservedRetries,
	ObservedStatuses,
} from './observed.ts';

export interface Compared {
	what: 'kinds' | 'statuses' | 'deadline' | 'retries' | 'duplicates' | 'order';
	/** The kinds of delivery it is about; empty for all that came. */
	kinds: readonly string[];
	/** `seen after 30.1 s` */
	observed: string;
	/**
	 * `sent again 3 times, every 30 s, then dropped`; of several documents what the one that fits says, else what those
	 * say that it contradicts.
	 */
	documented: string;
	/** The pages, with the day; null when none says anything of it. */
	source: string | null;
	/** null when there is nothing to compare with, or nothing to be seen yet. */
	agrees: boolean | null;
}

/** Row by row; none for who has no documents at all. */
export function compared(seen: ObservedProvider): Compared[] {
	const {kinds, kindsNeverSeen, statuses, deadlines, retries, duplicates, outOfOrder} = seen;
	if (kindsNeverSeen.length === 0 && kinds.every(({id}) => id === null)) return [];
	return [
		comparedKinds(seen),
		...statuses.map(rule => comparedStatuses(rule, kindsOf(rule, statuses))),
		...deadlines.map(rule => comparedDeadline(rule, kindsOf(rule, deadlines))),
		...retries.map(rule => comparedRetries(rule, kindsOf(rule, retries))),
		{
			what: 'duplicates',
			kinds: [],
			observed: duplicates === 0 ? 'none seen' : `${duplicates} seen`,
			...silence,
		},
		{
			what: 'order',
			kinds: [],
			observed: outOfOrder === 0 ? 'none out of order' : `${outOfOrder} out of order`,
			...silence,
		},
	];
}

/** A deadline, and how near to it answers came. */
export interface DeadlineUse {
	deadlineMs: number;
	slowestMs: number;
	/** The kinds of delivery that have it. */
	kinds: readonly string[];
}

/** The deadline of which an answer took the most; null when none is documented for what was answered. */
export function tightestDeadline({deadlines}: ObservedProvider): DeadlineUse | null {
	let tightest: DeadlineUse | null = null;
	for (const {documented, answers, slowestMs, kinds} of deadlines) {
		const deadlineMs = documented[0]?.value;
		if (deadlineMs === undefined || answers === 0) continue;
		if (tightest === null || slowestMs / deadlineMs > tightest.slowestMs / tightest.deadlineMs) {
			tightest = {deadlineMs, slowestMs, kinds: kinds.map(kindText)};
		}
	}
	return tightest;
}

/** What is documented of it, and whether it was so. */
type Told = Pick<Compared, 'documented' | 'source' | 'agrees'>;

const silence: Told = {documented: 'not documented', source: null, agrees: null};

/** Named only where kinds differ in the rule. */
function kindsOf({kinds}: {kinds: readonly (string | null)[]}, all: readonly unknown[]): string[] {
	return all.length === 1 ? [] : kinds.map(kindText);
}

function kindText(id: string | null): string {
	return id ?? 'no kind';
}

/** `fits`: null when what was seen says nothing about it. */
function told<T>(facts: Documented<T>, tell: (value: T) => string, fits: (value: T) => boolean | null): Told {
	const [first] = facts;
	if (first === undefined) return silence;
	const judged = facts.map(fact => ({fact, agrees: fits(fact.value)}));
	const fitting = judged.find(({agrees}) => agrees === true);
	if (fitting !== undefined) {
		return {documented: tell(fitting.fact.value), source: sourceOf(fitting.fact), agrees: true};
	}
	// A page that says less does not hide one that was contradicted.
	const broken = judged.flatMap(({fact, agrees}) => (agrees === false ? [fact] : []));
	if (broken.length === 0) return {documented: tell(first.value), source: sourceOf(first), agrees: null};
	const texts = new Set(broken.map(({value}) => tell(value)));
	return {
		documented: [...texts].join(', or ') + (texts.size === 1 ? '' : ` (${broken.length} pages)`),
		source: [...new Set(broken.map(sourceOf))].join('; '),
		agrees: false,
	};
}

function comparedKinds({kinds, kindsNeverSeen}: ObservedProvider): Compared {
	return {
		what: 'kinds',
		kinds: [],
		observed: kinds.map(({id, deliveries}) => `${kindText(id)} ${deliveries}`).join(', '),
		documented: kindsNeverSeen.length === 0 ? 'all seen' : `never seen: ${kindsNeverSeen.join(', ')}`,
		source: null,
		agrees: kindsNeverSeen.length === 0 && kinds.every(({id}) => id !== null) ? true : null,
	};
}

/** Of more statuses than this the most frequent ones are told. */
const statusesTold = 5;

function comparedStatuses(
	{documented, redirects, statuses, unanswered}: ObservedStatuses,
	kinds: string[],
): Compared {
	const most = [...statuses].sort(([, a], [, b]) => b - a);
	const parts = most.slice(0, statusesTold).map(([status, count]) => `${status} (${times(count)})`);
	if (most.length > statusesTold) parts.push(`${most.length - statusesTold} others`);
	if (unanswered > 0) parts.push(`${unanswered} unanswered`);
	const followed = redirects[0]?.value === 'followed';
	const allCount = (ranges: readonly StatusRange[]) =>
		most.every(([status]) => hasStatus(ranges, status) || (followed && isRedirect(status)));
	return {
		what: 'statuses',
		kinds,
		observed: parts.join(', '),
		// As verdicts are given: the page to go by turns an answer down whatever the others say, and is doubted by them.
		...told(documented.slice(0, 1), describeRanges, ranges => {
			if (most.length === 0) return null;
			if (!allCount(ranges)) return false;
			return documented.every(({value}) => allCount(value)) ? true : null;
		}),
	};
}

function comparedDeadline(rule: ObservedDeadline, kinds: string[]): Compared {
	const {documented, answers, gaveUp, slowestMs} = rule;
	return {
		what: 'deadline',
		kinds,
		observed:
			answers === 0
				? 'none answered'
				: `slowest ${besideLimit(slowestMs, documented[0]?.value ?? Number.POSITIVE_INFINITY)}${shareOf(rule)}`,
		...told(documented, inSeconds, ms => (answers === 0 ? null : gaveUp === 0 && slowestMs <= ms)),
	};
}

/** How many answers came near the deadline, or after it; nothing when none did. */
function shareOf({answers, gaveUp, tookHalf, tookFourFifths, tooLate}: ObservedDeadline): string {
	const parts = [
		{count: tooLate, says: 'too late'},
		{count: tookFourFifths - tooLate, says: 'above 80 % of it'},
		{count: tookHalf - tookFourFifths, says: 'above 50 %'},
	].filter(({count}) => count > 0);
	if (parts.length === 0) return '';
	// Where the sender gave up there was none.
	const [one, several] = gaveUp > 0 ? ['delivery', 'deliveries'] : ['answer', 'answers'];
	return `; of ${answers === 1 ? `one ${one}` : `${answers} ${several}`} ${parts.map(({count, says}) => `${count} ${says}`).join(', ')}`;
}

/** Of more attempts than this the first ones are told. */
const attemptsTold = 4;

function comparedRetries(seen: ObservedRetries, kinds: string[]): Compared {
	return {
		what: 'retries',
		kinds,
		observed: retriesSeen(seen),
		...told(
			seen.documented,
			({says}) => says,
			schedule => fitsSchedule(schedule, seen),
		),
	};
}

function retriesSeen({count, gaps, highest, rejected}: ObservedRetries): string {
	if (count === 0) {
		if (rejected === 0) return 'none seen';
		return `none seen after ${rejected === 1 ? 'a rejected answer' : `${rejected} rejected answers`}`;
	}
	const [only] = gaps.values();
	if (only === undefined) return `seen ${times(count)}, without the attempts before`;
	const seen = count === 1 ? 'seen' : `seen ${times(count)},`;
	if (gaps.size === 1 && highest === 1) return `${seen} ${after(only)}`;
	const inOrder = [...gaps].sort(([a], [b]) => a - b);
	const parts = inOrder.slice(0, attemptsTold).map(([attempt, each]) => `retry ${attempt} ${after(each)}`);
	if (inOrder.length > attemptsTold) parts.push(`and so on up to retry ${highest}`);
	return `${seen} ${parts.join(', ')}`;
}

/** `after 30.1 s`, `after 29.9 s to 31.2 s` */
function after({smallest, largest}: Gaps): string {
	const [from, to] = [gap(smallest), gap(largest)];
	return from === to ? `after ${from}` : `after ${from} to ${to}`;
}

/** Whether retries came as a document says; null when it gives no figures, or none came. */
function fitsSchedule(schedule: RetrySchedule, seen: ObservedRetries): boolean | null {
	const {atMost} = schedule;
	const {count, highest, gaps, rejected, longestFailedMs} = seen;
	if (count === 0) return atMost === 0 && rejected > 0 ? true : null;
	if (atMost !== null && highest > atMost) return false;
	let fits: boolean | null = null;
	for (const [attempt, {smallest, largest}] of gaps) {
		const pause = pauseBefore(attempt, schedule);
		if (pause === null) continue;
		if (!isNear(smallest, pause, longestFailedMs) || !isNear(largest, pause, longestFailedMs)) return false;
		fits = true;
	}
	return fits;
}

function times(count: number): string {
	return count === 1 ? 'once' : `${count} times`;
}
