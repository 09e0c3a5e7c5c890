/** What the doctor finds: one check each, and what all of them come to. */

import {type ExitCode, exitCode} from '../core/errors.ts';

/**
 * `problem` is broken, `warning` will bite. `unknown`: no document says what is right. `skipped`: it was not looked at,
 * and `says` has the reason.
 */
export type CheckState = 'ok' | 'problem' | 'warning' | 'unknown' | 'skipped';

/** What a problem is about: this computer, a server that cannot be reached, or a provider's documented rules. */
export type Fails = 'check' | 'target' | 'contract';

export interface Check {
	/** Stable, `topic/what`: `store/writable`, `handler/kind/obd`. */
	id: string;
	/** The heading it stands below. */
	group: string;
	/** A word or two. */
	title: string;
	state: CheckState;
	/** What is so, in one sentence with figures; without its full stop. */
	says: string;
	/** What to do about it, in the imperative; null when there is nothing to do. */
	remedy: string | null;
	/** The page a rule was read on, with the day; null where there is no rule. */
	source: string | null;
	fails: Fails;
	/** Requests that were to be sent to find it out, and were not; none when left out. */
	unsent?: number;
}

/** A check; what is not said of it is null, and a problem is one of this computer. */
export function check(
	group: string,
	id: string,
	title: string,
	said: Pick<Check, 'state' | 'says'> & Partial<Pick<Check, 'remedy' | 'source' | 'fails' | 'unsent'>>,
): Check {
	return {id, group, title, remedy: null, source: null, fails: 'check', ...said};
}

/** How many checks came to what. */
export interface Diagnosis {
	problems: number;
	warnings: number;
	ok: number;
	unknown: number;
	skipped: number;
	/** Requests that were not sent: a handler may be wrong about them. */
	unsent: number;
	exitCode: ExitCode;
}

/** A broken contract is told before a server that is not there, and that before anything else. */
const byWeight: readonly (readonly [Fails, ExitCode])[] = [
	['contract', exitCode.contract],
	['target', exitCode.unavailable],
	['check', exitCode.unmatched],
];

export function diagnose(checks: Iterable<Pick<Check, 'state' | 'fails' | 'unsent'>>): Diagnosis {
	const counts = {ok: 0, problem: 0, warning: 0, unknown: 0, skipped: 0};
	const broken = new Set<Fails>();
	let unsent = 0;
	for (const {state, fails, unsent: left = 0} of checks) {
		counts[state]++;
		unsent += left;
		if (state === 'problem') broken.add(fails);
	}
	const [, code = exitCode.done] = byWeight.find(([fails]) => broken.has(fails)) ?? [];
	const {ok, problem: problems, warning: warnings, unknown, skipped} = counts;
	return {problems, warnings, ok, unknown, skipped, unsent, exitCode: code};
}

/** Whether `--spotlight` shows it. */
export function isInSpotlight({state}: Pick<Check, 'state'>): boolean {
	return state === 'problem' || state === 'warning';
}

/** A sentence as `says` has it. */
export function withoutStop(sentence: string): string {
	return sentence.replace(/\.+$/, '');
}
